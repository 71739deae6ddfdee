"""What forbids putting a record into the bin: entries that are only added name it, or its book says that it stays.

Money that was entered, a case that another was merged into, a card batch that was handed in: such entries are never
taken away, so what they speak of is not taken away either.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import checking, records, registers, search
from union_desk.errors import UserError
from union_desk.schema.kinds import Ref
from union_desk.schema.problem import ERROR
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from union_desk.schema.register import Register



class NamedByEntriesError(UserError):
    """Entries that are only added name the record."""

    code = "named_by_entries"
    message = N_("{title} stays: the book '{register}' has an entry about it, and entries there are only added, never "
                 "taken away. Reverse the entry, or end the record with its next step instead of deleting it.")


class StaysError(UserError):
    """The book says that the record stays."""

    code = "stays"
    message = N_("{title} stays: {text}")


def check(session: Session, register: Register, ids: Sequence[str]) -> None:
    """Raise what forbids putting one of the records into the bin."""
    for part in search.parts(ids):
        _check_entries(session, register, part)
        if register.stays is not None:
            _check_book(session, register, part)


@cache
def naming(name: str) -> tuple[tuple[Register, str], ...]:
    """Return the books of entries that name records of a register without hanging on them, each with its field."""
    return tuple((book, field.name) for book in registers.ALL if book.append_only
                 for field in book.fields.values()
                 if isinstance(field.kind, Ref) and field.kind.register == name and field.name != book.parent)


def _check_entries(session: Session, register: Register, ids: Sequence[str]) -> None:
    for book, name in naming(register.name):
        table = book.table
        found = session.execute(sa.select(table.c[name]).where(
            table.c[name].in_(ids), table.c.deleted.is_(False)).limit(1)).scalar()
        if found is not None:
            raise NamedByEntriesError(title=records.titles(session, register, [found])[found], register=book.label)


def _check_book(session: Session, register: Register, ids: Sequence[str]) -> None:
    assert register.stays is not None
    for record_id, row in records.by_ids(session, register, ids).items():
        problems = [p for p in register.stays(row, checking.Here(session, record_id)) if p.level == ERROR]
        if problems and not row["deleted"]:
            title = records.titles(session, register, [record_id])[record_id]
            raise StaysError(title=title, text="; ".join(p.text() for p in problems))
