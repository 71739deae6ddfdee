"""The particulars of members as they stood on a past day: what was changed since is taken back from the journal.

The first change of a field after the day tells what stood there on the day. A record that was entered later counts
with what was entered first, so that rosters taken over late can be counted for earlier days too.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.sql import visitors

from union_desk import journal, tracing
from union_desk.registers.members import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session



@dataclass(frozen=True)
class Past:
    """The members some of whose fields were others on the day: their `n`, and their values then as JSON rows."""

    fields: tuple[str, ...]
    places: str  # JSON: the `n` of those members
    rows: str  # JSON: [n, value of each field]

    def unchanged(self) -> sa.ColumnElement[bool]:
        """Return the condition for the members whose fields are those of the day still."""
        known = sa.select(sa.func.json_each(self.places).table_valued("value").c.value)
        return MEMBERS.table.c.n.not_in(known)

    def changed(self) -> sa.Subquery:
        """Return the other members as a relation with the members' columns, its fields as they stood on the day."""
        row, table = sa.func.json_each(self.rows).table_valued("value").alias("past"), MEMBERS.table
        then = {name: sa.type_coerce(sa.func.json_extract(row.c.value, f"$[{place}]"), table.c[name].type).label(name)
                for place, name in enumerate(self.fields, 1)}
        # Wrapped, so that no index of theirs is used: the rows are few, and each of them leads to its member
        columns = [then.get(column.name, sa.func.coalesce(column, None, type_=column.type).label(column.name))
                   for column in table.c]
        return (sa.select(*columns).select_from(row)
                .join(table, table.c.n == sa.func.json_extract(row.c.value, "$[0]")).subquery())


def moved(clause: Any, relation: sa.Subquery) -> Any:
    """Return an expression or condition over the members' table as one over a relation with the same columns."""

    def replace(element: Any, **_more: object) -> Any:
        if isinstance(element, sa.Column) and element.table is MEMBERS.table:
            return relation.c[element.name]
        return None

    return visitors.replacement_traverse(clause, {}, replace)


def fields_of(clauses: Iterable[Any]) -> tuple[str, ...]:
    """Return the fields of the members that expressions and conditions ask for."""
    found = {element.name for clause in clauses for element in visitors.iterate(clause)
             if isinstance(element, sa.Column) and element.table is MEMBERS.table}
    return tuple(name for name in MEMBERS.fields if name in found and name != "membership_state")


def end_of(day: str) -> str:
    """Return the moment (ISO text, UTC) at which a local day ends, as the journal writes it."""
    after = dt.datetime.combine(dt.date.fromisoformat(day) + dt.timedelta(days=1), dt.time()).astimezone(dt.UTC)
    return after.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read(session: Session, day: str, fields: Sequence[str]) -> Past | None:
    """Return what some fields were on a past day; None where none of them was changed since."""
    old = _taken_back(session, day, fields)
    if not old:
        return None
    table = MEMBERS.table
    ids = sa.select(sa.func.json_each(json.dumps(list(old))).table_valued("value").c.value)
    wanted = sa.select(table.c.id, table.c.n, *(sa.type_coerce(table.c[name], sa.Text) for name in fields))
    result = session.connection().execute(wanted.where(table.c.id.in_(ids)))
    assert result.cursor is not None
    rows = []
    for record, n, *now in result.cursor.fetchall():
        then = old[record]
        rows.append([n, *(then.get(name, value) for name, value in zip(fields, now, strict=True))])
    return Past(tuple(fields), json.dumps([row[0] for row in rows]), json.dumps(rows))


def _taken_back(session: Session, day: str, fields: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return record id → field → what it was at the end of a day, for the fields that were changed since."""
    if not fields:
        return {}
    result = session.connection().exec_driver_sql(tracing.changes_since(fields), (end_of(day),))
    assert result.cursor is not None
    wanted, found = set(fields), dict[str, dict[str, Any]]()
    for record, blob in result.cursor.fetchall():
        values = journal.unpack(blob)
        known = found.setdefault(record, {})
        for name in wanted.intersection(values):
            known.setdefault(name, values[name][0])
    return {record: known for record, known in found.items() if known}
