"""The one gate through which personal data leaves the program: unmasked, exported, printed, copied, handed out, sent.

Whoever passes needs the right to it and, for private data in full, a reason; the journal keeps what went, how much of
it, which fields, where to and why. Values are never written there. Exports carry a mark that names their passing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
import re
import secrets
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import durable, journal, registers
from union_desk.errors import UserError
from union_desk.safety import passwords, stamping
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

    from union_desk.access import Actor
    from union_desk.database import Database

UNMASK, EXPORT, PRINT, COPY, SEND = "unmask", "export", "print", "copy", "send"
WAYS = {UNMASK: N_("shown in full"), EXPORT: N_("exported"), PRINT: N_("printed"), COPY: N_("copied"),
        SEND: N_("sent")}
KEY = "gate"  # the parameter of a gesture that says by which way something left
_NAMING = ("mark", "serial", "digest")  # parameters of a gesture by which a file or a page names it
MOST_NAMED = 200  # records that an entry names one by one, so that a person's page can tell who saw that record
_MARK_BYTES, _MOST_PARTS, _MOST_BYTES = 8, 1000, 50_000_000
_MARK = re.compile(rb"UD-[0-9a-f]{16}")
_SERIAL = re.compile(rb"UDP-([0-9A-F-]{8,40})")  # the number at the foot of a printed page, in the file of the pages


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
    mark: str = ""  # what the file carries, so that a leaked one names its passing
    records: tuple[str, ...] = ()  # ids, where they are known; of very many none are written down
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
    """A passing that was allowed: the session of its gesture, and its number in the journal."""

    session: Session
    number: int


def check(actor: Actor, release: Release) -> None:
    """Refuse what the role does not include, and private data without a reason; raises ReasonNeededError.

    An office of one person needs no reason from the command line; the window asks for one all the same.
    """
    for right in release.rights:
        actor.need(right)
    if release.private:
        actor.need_confirmed()
    if release.private and actor.account and not release.reason.strip():
        raise ReasonNeededError


@contextmanager
def passing(db: Database, actor: Actor, release: Release, what: str, *, leaves: Path | None = None,
            **params: object) -> Iterator[Pass]:
    """Let something leave as one gesture: it is journaled when the block ends well, and not when it fails.

    leaves: the finished file, whose digest is journaled.
    """
    check(actor, release)
    with db.write(actor, what, keep=True, **params) as session:
        yield Pass(session, note(session, release, leaves))


@contextmanager
def file_leaving(session: Session, release: Release, path: Path, password: str = "", foot: str = "") -> Iterator[Path]:
    """Give the name under which a file is written; then it is marked, locked, journaled and gets its own name.

    foot: who exported it, where the mark may stand at the foot of its sheets, too. Nothing is left when it fails.
    """
    passwords.check(path.name, password)
    check(journal.current(session).actor, release)
    partial = path.with_name(f".{path.stem}.{os.getpid()}.partial{path.suffix}")
    release = release if release.mark else replace(release, mark=new_mark())
    try:
        yield partial
        finish(partial, release.mark, foot, password)
        note(session, release, partial)
        durable.put(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def finish(path: Path, mark: str, foot: str = "", password: str = "") -> None:
    """Put the mark into a finished file, then the password onto it."""
    moment = f" {dt.datetime.now().astimezone():%Y-%m-%d %H:%M}" if foot else ""
    stamping.stamp(path, mark, foot + moment)
    passwords.lock(path, password)


def note(session: Session, release: Release, file: Path | None = None) -> int:
    """Check and journal what leaves within a gesture that is open already; returns its number in the journal.

    file: the finished file, whose digest is kept, so that a copy of it names its passing even without a mark.
    """
    gesture = journal.current(session)
    check(gesture.actor, release)
    gesture.keep = True
    gesture.params |= {KEY: release.way, "book": release.register, "released": release.count,
                       "fields": " ".join(release.fields), "private": release.private}
    if file is not None:
        gesture.params["digest"] = digest(file)
    named = " ".join(release.records) if len(release.records) <= MOST_NAMED else ""
    for name, value in (("reason", release.reason), ("to", release.to), ("mark", release.mark), ("records", named)):
        if value:
            gesture.params.setdefault(name, value)
    return gesture.n


# ---- marks


def new_mark() -> str:
    """Return a mark for a file that will leave: it is written into the file and into the journal."""
    return f"UD-{secrets.token_hex(_MARK_BYTES)}"


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal; raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def marks_in(path: Path, password: str = "") -> list[str]:
    """Return the marks in a file: in any part of a workbook, in the bytes of another file; raises OSError."""
    data = passwords.unlock(path.read_bytes(), password, path.name)
    parts = [data]
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [archive.comment]
            for name in archive.namelist()[:_MOST_PARTS]:
                with archive.open(name) as part:
                    parts.append(part.read(_MOST_BYTES))
    marks = {found.decode() for part in parts for found in _MARK.findall(part)}
    return sorted(marks | {found.decode() for part in parts for found in _SERIAL.findall(part)})


def of_marks(session: Session, marks: Iterable[str]) -> list[Passing]:
    """Return the passings that marks, numbers of printed pages or digests name; none for those of others."""
    row = journal.GestureRow
    found: dict[int, Passing] = {}
    for mark in marks:
        named = sa.or_(*(row.params.contains(f'"{name}": {json.dumps(mark)}', autoescape=True) for name in _NAMING))
        numbers = session.execute(sa.select(row.n).where(named)).scalars()
        found |= {one.number: one for one in passed(session, numbers=numbers)}
    return sorted(found.values(), key=lambda one: one.number, reverse=True)


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
