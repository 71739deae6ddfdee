"""Papers and photographs of records: stored once by content, encrypted, refused when too large or not what they claim.

Contents lie in the store (`contents`), each once. What a person sees of a file is a record of the register
`attachments`, which names its content. It travels where the record on which it hangs does, unless that book keeps its
files here.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import kept_kinds, limits, records, registers
from union_desk.checking import today
from union_desk.contents import DamagedError, Store
from union_desk.errors import UserError
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from union_desk.database import Database
    from union_desk.schema.register import Register

_BYTES_PER_MB = 1_000_000


class TooLargeError(UserError):
    """The file is larger than the office allows."""

    code = "attachment_too_large"
    message = N_("{file} has {size} MB; at most {limit} MB fit ({basis}). Scan it again with fewer dots, or split it.")


class KindRefusedError(UserError):
    """The file is of a kind that is not kept."""

    code = "attachment_kind"
    message = N_("{file} cannot be attached: files of the kind '{ending}' are not kept. Kept are: {accepted}.")


class NotWhatItClaimsError(UserError):
    """The content is not what the name says."""

    code = "attachment_content"
    message = N_("{file} is not what its name says (its content is {found}). Open and save it again, then attach it.")


class EmptyFileError(UserError):
    """There is nothing in the file."""

    code = "attachment_empty"
    message = N_("{file} is empty. Nothing was attached.")


class MissingContentError(UserError):
    """The stored content is gone or was altered."""

    code = "attachment_missing"
    message = N_("The content of {file} is not here: it has not arrived yet, or it is damaged. If the superior union "
                 "has it, it comes with the next session; else restore the folder 'attachments' from a backup.")


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that was looked at and may be attached: name, kind, size, content."""

    name: str
    media_type: str
    data: bytes


def read(session: Session, path: Path) -> Offered:
    """Read a file from the disk and judge it; raises a UserError that says why it is not kept."""
    limit = limits.norm(session, "attachments.size_mb", today())
    size = path.stat().st_size
    if size > limit.value * _BYTES_PER_MB:
        raise TooLargeError(file=path.name, size=f"{size / _BYTES_PER_MB:.1f}", limit=limit.value, basis=limit.basis)
    with path.open("rb") as stream:  # a device or a file that grows meanwhile ends at the limit
        data = stream.read(limit.value * _BYTES_PER_MB + 1)
    return judge(session, path.name, data)


def judge(session: Session, name: str, data: bytes) -> Offered:
    """Judge a file by its size, its name's ending and its first bytes; raises a UserError."""
    limit = limits.norm(session, "attachments.size_mb", today())
    if len(data) > limit.value * _BYTES_PER_MB:
        raise TooLargeError(file=name, size=f"{len(data) / _BYTES_PER_MB:.1f}", limit=limit.value, basis=limit.basis)
    if not data:
        raise EmptyFileError(file=name)
    ending = Path(name).suffix.casefold()
    wanted = kept_kinds.ENDINGS.get(ending)
    if wanted is None:
        raise KindRefusedError(file=name, ending=ending or "—", accepted=" ".join(sorted(kept_kinds.ENDINGS)))
    found = kept_kinds.sniff(data)
    if found != wanted:
        raise NotWhatItClaimsError(file=name, found=found)
    return Offered(Path(name).name, found, data)



def attach(
    db: Database, session: Session, register: Register, record_id: str, offered: Offered, values: dict[str, Any]
) -> str:
    """Attach a judged file to a record, inside `db.write(...)`; returns the id of its record in `attachments`.

    The content is written before the gesture ends: a crash between leaves a content that nothing names, never a record
    without its content.
    """
    records.get(session, register, record_id)
    look_through(register, offered)
    name = store(db, offered.data)
    computed = {"file_name": offered.name, "media_type": offered.media_type, "size": len(offered.data), "content": name,
                "owner_register": register.name, "owner_id": record_id}
    book = registers.get("attachments")
    typed = {"title": Path(offered.name).stem, "evidence": "99"} | {k: v for k, v in values.items() if v is not None}
    from union_desk import checking
    from union_desk.errors import InvalidRecordError
    from union_desk.schema.problem import ERROR

    whole = {field: typed.get(field) for field in book.fields} | computed
    problems = [p for p in checking.validate(book, whole, checking.Here(session)) if p.level == ERROR]
    if problems:
        raise InvalidRecordError([*problems])
    return records.insert_many(session, book, [whole])[0]


def look_through(register: Register, offered: Offered) -> None:
    """Let the book's own area look at a file; it is named by its place because it stands above the store."""
    if register.screen:
        module, _colon, name = register.screen.partition(":")
        getattr(importlib.import_module(module), name)(register.name, offered)


def of(session: Session, register: Register, record_id: str) -> list[dict[str, Any]]:
    """Return the attachments of a record, in the order in which they came."""
    table = registers.get("attachments").table
    found = sa.select(table).where(table.c.owner_id == record_id, table.c.owner_register == register.name,
                                   table.c.deleted.is_(False)).order_by(table.c.n)
    return [dict(row) for row in session.execute(found).mappings()]


def kinds_of(session: Session, register: Register, record_id: str) -> frozenset[str]:
    """Return which kinds of paper (list `evidence`) hang on a record: what checklists ask for."""
    return frozenset(str(row["evidence"]) for row in of(session, register, record_id))


def in_store(db: Database) -> Store:
    """Return the store of an office's contents."""
    return Store(db.folder, db.key)


def store(db: Database, data: bytes) -> str:
    """Seal a content into the store and return its name; the same content is stored once."""
    return in_store(db).put(data)


def load(db: Database, row: dict[str, Any]) -> bytes:
    """Return the content of an attachment's record; raises MissingContentError."""
    try:
        return in_store(db).load(str(row["content"]))
    except (FileNotFoundError, DamagedError):
        raise MissingContentError(file=row["file_name"]) from None


def lost(db: Database, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the attachments whose content is not in the store."""
    held = in_store(db)
    return [row for row in rows if not held.holds(str(row["content"]))]


def travelling() -> frozenset[str]:
    """Return the names of the books whose files go to the superior with their records."""
    return frozenset(register.name for register in registers.ALL if register.sends_files)
