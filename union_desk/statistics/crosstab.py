"""Cross-tables: members counted by dimensions in one reading of the rows, every cell with the people behind it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import compress
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import checking, search
from union_desk.registers.members import MEMBERS
from union_desk.statistics import past
from union_desk.statistics import scope as scopes
from union_desk.statistics.scope import those

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from union_desk.search import Query
    from union_desk.statistics.axes import Axis, Category
    from union_desk.statistics.dimensions import Dimension
    from union_desk.statistics.past import Past
    from union_desk.statistics.scope import Scope

Keys = tuple[str, ...]
_BATCH = 20_000


@dataclass(frozen=True)
class CrossTab:
    """The counts. A key of None at a place stands for all categories of that dimension."""

    scope: Scope
    dimensions: tuple[Dimension, ...]
    axes: tuple[Axis, ...]
    cells: Counter[Keys]
    then: Past | None = field(default=None, repr=False, compare=False)  # what has changed since the day
    _sums: dict[tuple[bool, ...], Counter[Keys]] = field(default_factory=dict, repr=False, compare=False)

    def count(self, *keys: str | None) -> int:
        """Return how many people are in a cell, a row, a column or the whole table."""
        pattern = tuple(key is not None for key in keys)
        return self.marginal(pattern)[tuple(key for key in keys if key is not None)]

    @property
    def total(self) -> int:
        """Return how many people the table counts."""
        return self.count(*[None] * len(self.axes))

    def marginal(self, pattern: tuple[bool, ...]) -> Counter[Keys]:
        """Return the counts by some of the dimensions (those that are True), summed over the others."""
        found = self._sums.get(pattern)
        if found is None:
            found = Counter()
            for keys, count in self.cells.items():
                found[tuple(compress(keys, pattern))] += count
            self._sums[pattern] = found
        return found

    def shown(self, place: int) -> list[Category]:
        """Return the categories of a dimension that a table shows: the fixed ones, and others that somebody is in."""
        alone = tuple(i == place for i in range(len(self.axes)))
        sums = self.marginal(alone)
        return [c for c in self.axes[place].categories if c.always or sums[c.key,]]

    def query(self, *keys: str | None) -> Query:
        """Return the grid's query for the people behind a cell, a row, a column or the whole table."""
        chosen = [axis.category(key).filters for axis, key in zip(self.axes, keys, strict=True) if key is not None]
        return self.scope.people(*(f for filters in chosen for f in filters))

    def people(self, session: Session, *keys: str | None) -> list[str]:
        """Return the ids of the people behind a cell, in order of entry."""
        query = self.query(*keys)
        if self.then is None:
            return scopes.ids(session, query)
        condition, relation = search.condition(MEMBERS, query), self.then.changed()
        table = MEMBERS.table
        same = sa.select(table.c.n, table.c.id).where(condition, self.then.unchanged())
        other = sa.select(relation.c.n, relation.c.id).where(past.moved(condition, relation))
        return [record for _n, record in sorted((*session.execute(same).all(), *session.execute(other).all()))]

    def find(self, session: Session, *keys: str | None) -> Query:
        """Return the grid's query for the people behind a cell, whatever their particulars are today."""
        return self.query(*keys) if self.then is None else those(self.people(session, *keys))

    def of(self, dimensions: Sequence[Dimension]) -> CrossTab:
        """Return the table of some of its dimensions, in the order given."""
        places = [self.dimensions.index(d) for d in dimensions]
        cells: Counter[Keys] = Counter()
        for keys, count in self.cells.items():
            cells[tuple([keys[place] for place in places])] += count
        return CrossTab(self.scope, tuple(dimensions), tuple(self.axes[place] for place in places), cells, self.then)


def crosstabs(session: Session, tables: Sequence[Sequence[Dimension]], scope: Scope) -> list[CrossTab]:
    """Count several tables by all their dimensions together: the rows are read once."""
    all_of_them = tuple(dict.fromkeys(d for table in tables for d in table))
    cube = crosstab(session, all_of_them, scope)
    return [cube.of(table) for table in tables]


def crosstab(session: Session, dimensions: Sequence[Dimension], scope: Scope) -> CrossTab:
    """Count the people of a scope by dimensions; tables for people have one to three, a cube any number.

    Their particulars are those of the scope's day, from the journal, unless the scope asks for what is known today.
    """
    expressions = [d.expression(MEMBERS.table, scope.day) for d in dimensions]
    then, where = _then(session, scope, expressions), scope.condition()
    parts = [(expressions, where)]
    if then is not None:
        relation = then.changed()
        parts = [(expressions, sa.and_(where, then.unchanged())),
                 ([past.moved(expression, relation) for expression in expressions], past.moved(where, relation))]
    rows: Counter[tuple[Any, ...]] = Counter()
    for columns, condition in parts:
        _count(session, columns, condition, rows)
    raws: list[tuple[Any, ...]] = list(zip(*rows, strict=True)) or [()] * len(dimensions)
    axes = tuple(d.build(session, scope.day, set(of)) for d, of in zip(dimensions, raws, strict=True))
    cells: Counter[Keys] = Counter()
    keys = zip(*(map(axis.key_of.__getitem__, of) for axis, of in zip(axes, raws, strict=True)), strict=True)
    for key, count in zip(keys, rows.values(), strict=True):
        cells[key] += count
    return CrossTab(scope, tuple(dimensions), axes, cells, then)


def _count(session: Session, columns: Sequence[sa.ColumnElement[Any]], condition: sa.ColumnElement[bool],
           into: Counter[tuple[Any, ...]]) -> None:
    """Count equal rows here: the database would sort them all to group them, which takes twice as long."""
    marked = [column.label(f"d{i}") for i, column in enumerate(columns)]
    cursor = session.connection().execute(sa.select(*marked).where(condition)).cursor
    assert cursor is not None
    while rows := cursor.fetchmany(_BATCH):
        into.update(rows)


def _then(session: Session, scope: Scope, expressions: Sequence[sa.ColumnElement[Any]]) -> Past | None:
    """Return what the fields that count were on the scope's day; None where they are what they were."""
    if scope.known or scope.day >= checking.today():
        return None
    return past.read(session, scope.day, past.fields_of([*expressions, scope.condition()]))
