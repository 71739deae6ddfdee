"""Erasing what the office knows of a person, so that books, journal and statistics stay consistent (PIPL Art. 47).

Within one gesture: the rows keep what finds nobody (`treating`), the older entries of the journal are redacted
(`redaction`), names leave the texts of other entries, the word index is made anew, and what reports left behind is
forgotten. Contents of attachments and the freed pages of the file follow after it (`sweeping`). What the superior does
not know yet is never erased.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import journal, records, redaction, registers, search, settings
from union_desk.database import SETTINGS
from union_desk.errors import UserError
from union_desk.exchange import unfinished
from union_desk.journal import ChangeRow
from union_desk.privacy import leftovers
from union_desk.privacy.due import check_ripe
from union_desk.privacy.reach import belonging
from union_desk.privacy.treating import telling, treat
from union_desk.registers import kept_versions
from union_desk.schema import privacy
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.privacy.reach import Reached
    from union_desk.schema.register import Register

SWEEP = "privacy.sweep"
"""The setting that remembers what is still to be done after an erasure: contents to remove, pages to give back."""
_BESIDE = ("attachments", *(book.name for book in kept_versions.REGISTERS))


class UnsentError(UserError):
    """The superior does not know the last of it."""

    code = "erase_unsent"
    message = N_("{count} records about {title} are not reported yet, and what is not reported is never erased. Report "
                 "to the superior first (F8), then erase.")


class UndecidedError(UserError):
    """Two computers wrote different things about the person."""

    code = "erase_undecided"
    message = N_("{count} versions of records about {title} wait for a decision. Decide them on the page of reports "
                 "first, then erase.")


@dataclass(frozen=True)
class Erased:
    """What an erasure did: records and entries of the journal that it went through."""

    rows: int
    entries: int


def check(session: Session, register: Register, record_id: str, *, day: str, ground: str) -> Reached:
    """Return what belongs to a record; raises what forbids to erase it now."""
    check_ripe(session, register, record_id, day=day, ground=ground)
    found = belonging(session, register.name, record_id)
    title = records.titles(session, register, [record_id])[record_id]
    if count := leftovers.undecided(session, found):
        raise UndecidedError(count=count, title=title)
    if count := leftovers.unsent(session, _whole(session, found)):
        raise UnsentError(count=count, title=title)
    return found


def erase(session: Session, register: Register, record_id: str, *, day: str, ground: str) -> Erased:
    """Erase a record with all that belongs to it, in the open gesture, as the last thing that it does."""
    return carry_out(session, check(session, register, record_id, day=day, ground=ground))


def carry_out(session: Session, found: Reached) -> Erased:
    """Erase records whose erasure was decided, here or on another computer of the union."""
    whole = _whole(session, found)
    contents = _contents(session, whole.get("attachments", []))
    sought = _words(session, whole)
    with journal.carrying(session):
        for name, ids in whole.items():
            _blank(session, registers.get(name), ids)
    for name in whole:
        _index_anew(session, registers.get(name))
    journal.current(session).keep = True  # what it did to older entries has to stand in the chain
    reword = redaction.without(sought)
    _unfinished(session, sought)
    _settings(session, whole, reword)
    leftovers.forget(session, whole)
    entries = redaction.redact(session, whole, treat, reword)
    waiting = settings.get(session, SWEEP, [])
    settings.put(session, SWEEP, sorted({*waiting, *contents}))
    return Erased(sum(map(len, whole.values())), entries)


def is_clean(session: Session, found: Reached) -> bool:
    """Tell whether nothing is left of records that were to be erased: a newer version may have brought it back."""
    return all(treat(name, field, value) == value for name, ids in found.items()
               for row in records.by_ids(session, registers.get(name), ids).values()
               for field, value in row.items())


def _whole(session: Session, found: Reached) -> Reached:
    """Return the records with the attachments and kept versions that hang on them."""
    return found | {name: ids for name in _BESIDE if (ids := _hanging(session, name, found))}


def _hanging(session: Session, name: str, found: Reached) -> list[str]:
    """Return the records of a book that hang on others by register and id."""
    table, ids = registers.get(name).table, list[str]()
    for owner, owned in found.items():
        wanted = sa.select(table.c.id).where(table.c.owner_register == owner, table.c.owner_id.in_(owned))
        ids += session.execute(wanted.order_by(table.c.n)).scalars()
    return ids


def _contents(session: Session, ids: Sequence[str]) -> set[str]:
    table = registers.get("attachments").table
    return {str(name) for name in session.execute(
        sa.select(table.c.content).where(table.c.id.in_(ids), table.c.content.is_not(None))).scalars()}


def _words(session: Session, found: Reached) -> list[str]:
    """Return by what the person is found in texts elsewhere: all names and numbers that the records ever had."""
    words: set[str] = set()
    for name, ids in found.items():
        for row in records.by_ids(session, registers.get(name), ids).values():
            words |= set(telling(name, row))
        changes = sa.select(ChangeRow.verb, ChangeRow.fields).where(
            ChangeRow.register == name, ChangeRow.record.in_(ids))
        for verb, fields in session.execute(changes):
            pairs = records.pairs(verb, fields)
            for at in (0, 1):
                words |= set(telling(name, {field: pair[at] for field, pair in pairs.items()}))
    return sorted(words)


def _blank(session: Session, register: Register, ids: Sequence[str]) -> None:
    """Write what is left of each record; the journal's entry of it never holds what was there."""
    book = privacy.books().get(register.name)
    goes = register.name in _BESIDE or (book is not None and book.row == privacy.BIN)
    changed: dict[str, list[tuple[str, Mapping[str, tuple[Any, Any]]]]] = {}
    for record_id, row in records.by_ids(session, register, ids).items():
        left = {name: treat(register.name, name, row[name]) for name in register.fields}
        fields: dict[str, tuple[Any, Any]] = {n: (v, v) for n, v in left.items() if v != row[n]}
        verb = journal.UPDATE
        if goes and not row["deleted"]:
            fields["deleted"], verb = (0, 1), journal.DELETE
        if fields:
            changed.setdefault(verb, []).append((record_id, fields))
    for verb, changes in changed.items():
        records.update_many(session, register, changes, verb)


def _index_anew(session: Session, register: Register) -> None:
    """Write the word index of a book anew: one that rows were only taken out of still holds their words."""
    if register.searched:
        search.merge(session.connection(), register)


def _unfinished(session: Session, sought: Sequence[str]) -> None:
    """Take what was typed about the person out of an import that was not finished: it would bring them back."""
    kept = unfinished.waiting(session)
    if kept is None:
        return
    left = unfinished.without(kept, sought)
    if left is None:
        unfinished.forget(session)
    elif left != kept:
        unfinished.keep(session, left)


def _settings(session: Session, found: Reached, reword: Any) -> None:
    """Take names out of what the program remembers: drafts of forms, the last import, choices."""
    drafts = {f"draft/{name}/{record}" for name, ids in found.items() for record in ids}
    for name, value in session.execute(sa.select(SETTINGS.c.name, SETTINGS.c.value)).all():
        if name in drafts:
            session.execute(sa.delete(SETTINGS).where(SETTINGS.c.name == name))
        elif (left := reword(value)) != value:
            session.execute(sa.update(SETTINGS).where(SETTINGS.c.name == name).values(value=left))
