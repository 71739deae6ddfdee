"""Files that the higher superior posted to this superior's own union: listed, and written out into a folder."""

from __future__ import annotations

import hashlib
import json
import re
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.protocol.contents import POSTED
from sync.relay import memory
from sync.server import contents
from sync.server import engine as engines
from sync.server.tables import CONTENTS, RELAY_POSTS
from union_desk import durable
from union_desk.contents import is_digest
from union_desk.errors import UserError
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.server.superior import Superior

Row = dict[str, Any]
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069<>:"|?*]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_NAME_BYTES = 180
"""Names may have 255 bytes; a mark of the record and of what is unfinished is added."""


class NoSuchFileError(UserError):
    """No such file was posted to this union."""

    code = "no_such_file"
    message = N_("The higher superior has posted no file {file} to this union. See `union-superior relay files`.")


class FileNotHereError(UserError):
    """It has not come down whole."""

    code = "file_not_here"
    message = N_("The file {file} has not come down yet. Run `union-superior relay run` and try again.")


class AlteredFileError(UserError):
    """What is stored is not what was posted."""

    code = "file_altered"
    message = N_("The stored file {file} is not what was posted and was not written. Run `union-superior check "
                 "--repair`, then `union-superior relay run`.")


def listed(superior: Superior) -> list[Row]:
    """Return the files: record, name, title, size in bytes, when they were announced, whether they are here whole.

    Raises NotRelayingError.
    """
    with engines.reading(superior.engine) as connection:
        own = memory.above(connection).unit
        found = connection.execute(sa.select(RELAY_POSTS).where(
            RELAY_POSTS.c.audience == own, RELAY_POSTS.c.register == POSTED, RELAY_POSTS.c.deleted.is_(False)).order_by(
            RELAY_POSTS.c.at, RELAY_POSTS.c.id)).mappings().all()
        whole = set(connection.execute(sa.select(CONTENTS.c.content).where(
            CONTENTS.c.unit_id == superior.own_unit, CONTENTS.c.received_at.is_not(None))).scalars())
    told = [(row, json.loads(row["content"])) for row in found]
    return [{"record": row["id"], "file": str(said.get("file_name") or ""), "title": str(said.get("title") or ""),
             "size": int(said.get("size") or 0), "at": row["at"], "content": str(said["content"]),
             "here": said["content"] in whole} for row, said in told if is_digest(str(said.get("content") or ""))]


def write(superior: Superior, folder: Path, record: str = "") -> list[Path]:
    """Write the file of a record, or all that are here, into a folder; returns where they are.

    Each is proved by its hash. None leaves the folder or replaces another file: one that is there already stays, and
    where another has its name the record is added to it. Raises NoSuchFileError, FileNotHereError, AlteredFileError.
    """
    rows = [row for row in listed(superior) if record in {"", row["record"]}]
    if record and not rows:
        raise NoSuchFileError(file=record)
    for row in rows:
        if record and not row["here"]:
            raise FileNotHereError(file=row["file"])
    durable.make_folder(folder)
    return [_write(superior, folder, row) for row in rows if row["here"]]


def _write(superior: Superior, folder: Path, row: Row) -> Path:
    target = next(path for path in _places(folder, row) if not _is_taken(path) or _is_same(path, row["content"]))
    if _is_taken(target):
        return target
    partial, digest = target.with_name(f"{target.name}{durable.UNFINISHED}"), hashlib.sha256()
    partial.unlink(missing_ok=True)
    try:
        with partial.open("xb") as stream, engines.reading(superior.engine) as connection:
            for piece in contents.pieces(connection, superior.own_unit, row["content"]):
                digest.update(piece)
                stream.write(piece)
        if digest.hexdigest() != row["content"]:
            raise AlteredFileError(file=row["file"])
        durable.put(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return target


def _places(folder: Path, row: Row) -> Iterator[Path]:
    """Yield where a file may lie: under its name, with its record where another has that, with a number after that."""
    name = Path(file_name(row["file"], row["record"]))
    yield folder / name
    yield folder / f"{name.stem}-{row['record']}{name.suffix}"
    for number in count(2):
        yield folder / f"{name.stem}-{row['record']}-{number}{name.suffix}"


def _is_taken(path: Path) -> bool:
    return path.is_symlink() or path.exists()


def _is_same(path: Path, content: str) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == content


def file_name(told: str, record: str) -> str:
    """Return the name under which a file is written, whatever it is called above: one name, on any system.

    Folders, signs that a system does not allow or that turn the direction of writing, and names of devices go.
    """
    last = _FORBIDDEN.sub("_", re.split(r"[/\\]", told)[-1]).strip(". ")
    stem, suffix = Path(last).stem, Path(last).suffix
    while len((stem + suffix).encode("utf-8", "replace")) > _NAME_BYTES and stem:
        stem = stem[:-1]
    if not stem or _DEVICE.fullmatch(last):
        return f"{record}{suffix}"
    return stem + suffix
