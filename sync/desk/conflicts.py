"""Conflicts as a list that can wait: what is shown, what another computer wrote, and a person's choice per field.

A decision is an ordinary change of the record; the version that was set aside stays in its book, marked as decided.
Where a version says just what is shown, or what another one that waits says, nobody is asked; nothing is written for
that, so no computer settles what another one cannot know.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.desk import engine
from sync.protocol import versions
from union_desk import records, registers
from union_desk.errors import UserError
from union_desk.registers import kept_versions
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy.orm import Session

    from sync.protocol.columns import Value
    from union_desk.access import Actor
    from union_desk.database import Database
    from union_desk.schema.register import Register

MINE, THEIRS = "mine", "theirs"
_SAID = ("owner_register", "owner_id", "content", "was_deleted")
DECIDED = N_("Decided between two versions of {title}")


class ConflictGoneError(UserError):
    """It was decided before, perhaps on another computer."""

    code = "conflict_gone"
    message = N_("This conflict was decided before, perhaps on another computer of this union. Look at the list again.")


@dataclass(frozen=True)
class Difference:
    """One field in question: its name and both values; `mine` is what is shown now."""

    field: str
    mine: Value
    theirs: Value


@dataclass(frozen=True)
class Conflict:
    """One version that was set aside: its id, the record it belongs to, and where it differs from what is shown.

    `deleted` tells that the other computer put the record into the bin, `is_binned` that it lies there now.
    """

    id: str
    book: str
    register: str
    record: str
    title: str
    differences: tuple[Difference, ...]
    deleted: bool
    is_binned: bool
    decided_by: str = ""


def conflicts(s: Session, state: str = kept_versions.OPEN) -> list[Conflict]:
    """Return the conflicts that wait for a decision, or those that were decided and are kept; oldest first."""
    return [_conflict(s, book, row) for book, row in _rows(s, state) if row["owner_register"] in _known()]


def count(s: Session) -> int:
    """Return how many conflicts wait."""
    return sum(1 for _book, row in _rows(s, kept_versions.OPEN) if row["owner_register"] in _known())


def _known() -> frozenset[str]:
    return frozenset(register.name for register in registers.ALL)


def _rows(s: Session, state: str) -> Iterator[tuple[Register, Mapping[str, Any]]]:
    """Yield the versions in a state; of those that wait one for each thing that is said, and not what is shown."""
    asked = set[tuple[str, ...]]()
    for book in kept_versions.REGISTERS:
        picked = sa.select(book.table).where(
            book.table.c.kept_state == state, book.table.c.deleted.is_(False)).order_by(book.table.c.n)
        for row in map(dict, s.execute(picked).mappings().all()):
            said = tuple(str(row[name]) for name in _SAID)
            if state != kept_versions.OPEN or (said not in asked and not _is_shown(s, row)):
                asked.add(said)
                yield book, row


def _is_shown(s: Session, row: Mapping[str, Any]) -> bool:
    """Tell whether a record says now what a version says: both in the bin, or the same values."""
    now = engine.content(s, (str(row["owner_register"]), str(row["owner_id"])))
    if now is None or now[1] or row["was_deleted"]:
        return now is not None and now[1] and bool(row["was_deleted"])
    return versions.filled(now[0]) == versions.filled(json.loads(str(row["content"])))


def _conflict(s: Session, book: Register, row: Mapping[str, Any]) -> Conflict:
    register, record = str(row["owner_register"]), str(row["owner_id"])
    theirs: dict[str, Value] = json.loads(str(row["content"]))
    now, is_binned = engine.content(s, (register, record)) or ({}, True)
    asked = [name for name in registers.get(register).fields if now.get(name) != theirs.get(name)]
    differences = () if row["was_deleted"] or is_binned else tuple(
        Difference(name, now.get(name), theirs.get(name)) for name in asked)
    title = records.titles(s, registers.get(register), [record]).get(record, record)
    return Conflict(str(row["id"]), book.name, register, record, title, differences, bool(row["was_deleted"]),
                    is_binned, str(row["decided_by"] or ""))


def decide(db: Database, actor: Actor, conflict: Conflict, choices: Mapping[str, str] | None = None,
           merged: Mapping[str, Value] | None = None) -> None:
    """Settle a conflict: per field 'mine' (also without a choice) or 'theirs', or a value of its own in `merged`.

    For a version in the bin the choice under '' says whether the record goes there ('theirs') or stays. The decision is
    one gesture and an ordinary version, which has seen both. Raises ConflictGoneError, InvalidRecordError.
    """
    register = registers.get(conflict.register)
    with db.write(actor, DECIDED, title=conflict.title) as s:
        book = registers.get(conflict.book)
        row = records.get(s, book, conflict.id)
        if row["kept_state"] != kept_versions.OPEN:
            raise ConflictGoneError
        chosen = choices or {}
        theirs = json.loads(row["content"])
        values = {name: theirs.get(name) for name, side in chosen.items() if name and side == THEIRS}
        values |= merged or {}
        if conflict.deleted and chosen.get("") == THEIRS:
            records.delete(s, register, [conflict.record])
        elif values:
            records.save(s, register, engine.local(register, values), conflict.record)
        alike = s.execute(sa.select(book.table.c.id, book.table.c.decided_by).where(
            book.table.c.kept_state == kept_versions.OPEN, *(book.table.c[name] == row[name] for name in _SAID))).all()
        records.update_many(s, book, [(each.id, {
            "kept_state": (kept_versions.OPEN, kept_versions.DECIDED),
            "decided_by": (each.decided_by, actor.name)}) for each in alike])
