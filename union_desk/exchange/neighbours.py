"""Questions to the other rows of the office's books, asked for thousands of rows at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import checking, records, registers
from union_desk.exchange.cells import Resolved
from union_desk.schema import codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from union_desk.schema.register import Register

_SMALL_BOOK = 20_000
_DEEPEST = 20


def among(column: sa.ColumnElement[Any], values: Iterable[Any]) -> sa.ColumnElement[bool]:
    """Return the condition that a column has one of any number of values: one JSON parameter instead of thousands."""
    wanted = json.dumps(list(dict.fromkeys(v for v in values if v is not None)), ensure_ascii=False)
    return column.in_(sa.text("SELECT value FROM json_each(:wanted)").bindparams(wanted=wanted))


def natural_key(register: Register) -> tuple[str, ...]:
    """Return the fields by which a row of a file finds its record: the register's key, else name and parent."""
    if register.keys:
        return register.keys[0]
    return (*register.title, *((register.parent,) if register.parent else ()))


def find(
    session: Session,
    register: Register,
    key: tuple[str, ...],
    wanted: Iterable[tuple[Any, ...]],
    columns: Sequence[str],
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Return records by key (living ones before those in the bin), each with id, deleted and the named columns."""
    table = register.table
    names = list(dict.fromkeys(("id", "deleted", *key, *columns)))
    keys = set(wanted)
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    if is_empty(session, register):
        return found
    statement = sa.select(*(table.c[n] for n in names)).where(among(table.c[key[0]], (k[0] for k in keys)))
    for row in session.execute(statement):
        values = dict(zip(names, row, strict=True))
        own = tuple(values[n] for n in key)
        if own in keys and (own not in found or found[own]["deleted"]):
            found[own] = values
    return found


def is_empty(session: Session, register: Register) -> bool:
    """Tell whether the book has no record at all: then nothing needs to be asked."""
    return session.execute(sa.select(register.table.c.n).limit(1)).first() is None


def matching(
    session: Session, register: Register, field: str, values: Iterable[Any], columns: Sequence[str]
) -> list[tuple[Any, ...]]:
    """Return (id, *columns) of the living records whose field has one of the values."""
    table = register.table
    if is_empty(session, register):
        return []
    statement = sa.select(table.c.id, *(table.c[c] for c in columns))
    where = among(table.c[field], values), table.c.deleted.is_(False)
    return [tuple(row) for row in session.execute(statement.where(*where))]


class Resolver:
    """Finds the record of another register that a cell names: by id, by key, by name, by path (分会/小组)."""

    def __init__(self, session: Session, register: Register) -> None:
        """Read the names of a small book at once; ask a large one name by name."""
        self._session, self._register = session, register
        table = register.table
        count = session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        self._names: dict[str, list[str]] | None = self._read_names() if count <= _SMALL_BOOK else None

    def __call__(self, text: str) -> Resolved:
        """Return the records that the text names."""
        ids = self._names.get(codes.fold(text), []) if self._names is not None else self._ask(text)
        return Resolved(tuple(dict.fromkeys(ids)), self._register.label)

    def _read_names(self) -> dict[str, list[str]]:
        register, table = self._register, self._register.table
        above = next(
            (f.name for f in register.fields.values() if getattr(f.kind, "register", "") == register.name), None
        )
        words = [register.title[0], *(name for key in register.keys for name in key)]
        apart = [table.c[register.distinct]] if register.distinct else []
        columns = [table.c.id, *(table.c[w] for w in words), *(table.c[w] for w in register.title), *apart,
                   *([table.c[above]] if above else [])]
        rows = self._session.execute(sa.select(*columns).where(table.c.deleted.is_(False))).all()
        parents = {row[0]: (str(row[1] or ""), row[-1]) for row in rows} if above else {}
        names: dict[str, list[str]] = {}
        titles = [{"id": row[0], **dict(zip(register.title, row[1 + len(words) :], strict=False))} for row in rows]
        called = records.called(self._session, register, titles)
        for row in rows:
            named = {row[0], called[row[0]], *row[1 : 1 + len(words)], *paths(row[0], parents)}
            if apart:
                named.add(f"{called[row[0]]} {row[1 + len(words) + len(register.title)]}")
            for word in named - {None}:
                names.setdefault(codes.fold(str(word)), []).append(row[0])
        return names

    def _ask(self, text: str) -> list[str]:
        register, table = self._register, self._register.table
        words = ["id", register.title[0], *(name for key in register.keys for name in key)]
        where = sa.or_(*(table.c[w] == text for w in words))
        if len(register.title) > 1:  # the whole title as exports write it: its first part decides
            where |= table.c[register.title[0]] == text.partition(" ")[0]
        if register.distinct:
            name, _blank, apart = text.rpartition(" ")
            where |= sa.and_(table.c[register.title[0]] == name, table.c[register.distinct] == apart)
        statement = sa.select(table.c.id).where(where, table.c.deleted.is_(False)).limit(2)
        return list(self._session.execute(statement).scalars())


def paths(record_id: str, parents: dict[str, tuple[str, str | None]]) -> list[str]:
    """Return the path of a record in its tree, from the top ('一分会/二小组'); empty at the top."""
    steps: list[str] = []
    current = record_id
    while current in parents and len(steps) < _DEEPEST:
        name, above = parents[current]
        steps.append(name)
        if above is None:
            break
        current = above
    return ["/".join(reversed(steps))] if len(steps) > 1 else []


class Bulk(checking.Here):
    """The context of an import: what rules ask about other rows is answered from maps that were filled at once."""

    def __init__(self, session: Session, register: Register, *, day: str | None = None) -> None:
        """Take the session; `own` names the row that is being checked: its record's id, or its place in the file."""
        super().__init__(session, importing=True, day=day)
        self._register = register
        self._holders: dict[str, dict[object, set[str]]] = {}
        self.own = ""
        self.was_asked = False  # for other rows, since somebody last made it False

    def prepare(self, field: str, values: Sequence[object], owners: Sequence[str]) -> None:
        """Learn who has each value of a field: the records of the database, and the rows of the file."""
        holders: dict[object, set[str]] = {}
        for value, owner in zip(values, owners, strict=True):
            if value is not None:
                holders.setdefault(value, set()).add(owner)
        for record_id, value in matching(self._session, self._register, field, holders, (field,)):
            holders[value].add(record_id)
        self._holders[field] = holders

    def others(self, register: str, field_name: str, value: object) -> Iterable[str]:
        """Return who else has the value, among the records and the rows of the file."""
        self.was_asked = True
        if register == self._register.name and field_name in self._holders:
            holders = self._holders[field_name].get(value, ())
            return [owner for owner in holders if owner != self.own]
        return super().others(register, field_name, value)


def other_fields(register: Register) -> tuple[str, ...]:
    """Return the fields about which the register's rules ask the other rows of the same book."""
    return tuple(
        dict.fromkeys(name for rule in register.rules if rule.others for name in rule.fields if name in register.fields)
    )


def resolvers(session: Session, register: Register, fields: Iterable[str]) -> dict[str, Resolver]:
    """Return a resolver for each of the fields that refer to another register."""
    found: dict[str, Resolver] = {}
    by_register: dict[str, Resolver] = {}
    for name in fields:
        target = getattr(register.fields[name].kind, "register", "")
        if target:
            if target not in by_register:
                by_register[target] = Resolver(session, registers.get(target))
            found[name] = by_register[target]
    return found
