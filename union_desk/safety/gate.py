"""The one gate through which personal data leaves the program: unmasked, exported, printed, copied, handed out, sent.

Whoever passes needs the right to it and, for private data in full, a reason; the journal keeps what went, how much of
it, which fields, where to and why. Values are never written there. Exports carry a mark that names their passing.
"""

from __future__ import annotations

import hmac
import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import journal, registers
from union_desk.errors import UserError
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

    from union_desk.access import Actor
    from union_desk.database import Database

UNMASK, EXPORT, PRINT, COPY, SEND = "unmask", "export", "print", "copy", "send"
WAYS = {UNMASK: N_("shown in full"), EXPORT: N_("exported"), PRINT: N_("printed"), COPY: N_("copied"),
        SEND: N_("sent")}
KEY = "gate"  # the parameter of a gesture that says by which way something left
_PURPOSE, _MARK_DIGITS = "union-desk marks of exports", 10


class ReasonNeededError(UserError):
    """Private data in full is asked for without a reason."""

    code = "reason_needed"
    message = N_("Private data in full leaves for a reason only: say why it is needed.")


@dataclass(frozen=True)
class Release:
    """What leaves: by which way, of which book, how many records, which fields, in full or masked, why, where to.

    register "" is a summary without single persons, or a file that is sealed for its reader.
    """

    way: str
    register: str
    count: int
    fields: tuple[str, ...] = ()
    unmasked: bool = False
    reason: str = ""
    to: str = ""
    right: str = ""  # where another one than '<register>.<way>' is asked for

    @property
    def private(self) -> bool:
        """Tell whether private fields leave in full."""
        if not self.unmasked or not self.register:
            return False
        sensitive = registers.get(self.register).sensitive
        return bool(sensitive if not self.fields else sensitive & set(self.fields))

    @property
    def rights(self) -> tuple[str, ...]:
        """Return the verbs that are needed."""
        if self.right:
            return (self.right,)
        if not self.register:
            return ()
        plain = f"{self.register}.{self.way}"
        if not self.unmasked or self.way == UNMASK:
            return (plain,)
        return (f"{self.register}.export_unmasked",) if self.way == EXPORT else (plain, f"{self.register}.unmask")


@dataclass(frozen=True)
class Pass:
    """A passing that was allowed: the session of its gesture, its number in the journal, and the mark for the file."""

    session: Session
    number: int
    mark: str


def check(actor: Actor, release: Release) -> None:
    """Refuse what the role does not include, and private data without a reason; raises ReasonNeededError.

    An office of one person needs no reason from the command line; the window asks for one all the same.
    """
    for right in release.rights:
        actor.need(right)
    if release.private and actor.account and not release.reason.strip():
        raise ReasonNeededError


@contextmanager
def passing(db: Database, actor: Actor, release: Release, what: str, **params: object) -> Iterator[Pass]:
    """Let something leave as one gesture: it is journaled when the block ends well, and not when it fails."""
    check(actor, release)
    with db.write(actor, what, keep=True, **params) as session:
        number = note(session, release)
        yield Pass(session, number, mark_of(db, number))


def note(session: Session, release: Release) -> int:
    """Check and journal what leaves within a gesture that is open already; returns its number in the journal."""
    gesture = journal.current(session)
    check(gesture.actor, release)
    gesture.keep = True
    gesture.params |= {KEY: release.way, "book": release.register, "released": release.count,
                       "fields": " ".join(release.fields), "private": release.private}
    for name, value in (("reason", release.reason), ("to", release.to)):
        if value:
            gesture.params.setdefault(name, value)
    return gesture.n


# ---- marks


def mark_of(db: Database, number: int) -> str:
    """Return the mark of a passing: its number in the journal, and digits that only this office's key makes."""
    key = db.key.derive(_PURPOSE)
    return f"UD-{number}-{hmac.new(key, str(number).encode(), 'sha256').hexdigest()[:_MARK_DIGITS]}"


def number_of(db: Database, mark: str) -> int | None:
    """Return the journal's number that a mark names; None where this office did not make it."""
    parts = mark.strip().split("-")
    if len(parts) != len(("UD", "n", "hex")) or not parts[1].isdecimal():
        return None
    number = int(parts[1])
    return number if hmac.compare_digest(mark_of(db, number), mark.strip()) else None


# ---- what passed


@dataclass(frozen=True)
class Passing:
    """A passing as the journal has it: number, moment (ISO, UTC), who, in words, and its facts."""

    number: int
    at: str
    actor: str
    text: str
    facts: dict[str, object]


def passed(session: Session, limit: int = 200, numbers: Iterable[int] | None = None) -> list[Passing]:
    """Return what passed the gate, the newest first."""
    row = journal.GestureRow
    wanted = sa.select(row).where(row.params.contains(f'"{KEY}": "')).order_by(row.n.desc()).limit(limit)
    if numbers is not None:
        wanted = wanted.where(row.n.in_(list(numbers)))
    return [Passing(one.n, one.at, one.actor, journal.sentence(one.what, one.params), json.loads(one.params))
            for one in session.execute(wanted).scalars()]
