"""Which records of which books speak of a person (or of one file), by the fields that refer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import registers, search
from union_desk.schema import privacy
from union_desk.schema.kinds import Ref

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.schema.register import Register

Reached = dict[str, list[str]]


def reach(session: Session, root: str, record_id: str) -> Reached:
    """Return the ids of all records that speak of a record, by book, the record itself included, bin included."""
    found: Reached = {root: [record_id]}
    while True:
        size = sum(map(len, found.values()))
        for name in privacy.books():
            if name != root and (ids := _ids(session, registers.get(name), root, found)):
                found[name] = ids
        if sum(map(len, found.values())) == size:
            return {name: found[name] for name in privacy.books() if name in found}


def belonging(session: Session, root: str, record_id: str) -> Reached:
    """Return those of them that go with the record when it is erased."""
    books = privacy.books()
    return {name: ids for name, ids in reach(session, root, record_id).items() if books[name].goes_with == root}


def _ids(session: Session, register: Register, root: str, found: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the ids of a book's records that one of its ways leads to."""
    table, ids = register.table, dict[str, None]()
    for column, target in ways(register, root):
        for part in search.parts(found.get(target, ())):
            ids |= dict.fromkeys(session.execute(
                sa.select(table.c.id).where(table.c[column].in_(part)).order_by(table.c.n)).scalars())
    for way in privacy.books()[register.name].via:
        book, _dot, column = way.rpartition(".")
        for part in search.parts(found.get(book, ())):
            named = registers.get(book).table
            wanted = sa.select(named.c[column]).where(named.c.id.in_(part), named.c[column].is_not(None)).distinct()
            ids |= dict.fromkeys(session.execute(wanted).scalars())
    return list(ids)


def ways(register: Register, root: str) -> list[tuple[str, str]]:
    """Return (field, book it refers to) of the ways that begin at a book's own fields."""
    via = privacy.books()[register.name].via
    refs = [(spec.name, spec.kind.register) for spec in register.fields.values() if isinstance(spec.kind, Ref)]
    return [(name, target) for name, target in refs
            if target == root or name == register.parent or name in via]
