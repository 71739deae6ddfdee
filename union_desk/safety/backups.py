"""Backups of an office: one sealed file each, opened again and compared before it counts as made.

A backup holds a copy of the database as of one moment, the files that lead to its key, and the names of the
attachments; their contents lie once in the folder of the backups, sealed as they are in the office. A backup that is
carried away (`whole`) has them inside.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import shutil
import tarfile
import tempfile
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import __version__, database, durable, journal, paths, registers, settings
from union_desk.contents import Store, is_digest
from union_desk.database import FILE, Database
from union_desk.errors import UserError
from union_desk.progress import NONE, Progress
from union_desk.safety import sealed, suites, swapping, thinning
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from union_desk.safety.keys import DataKey

ENDING, PURPOSE, MANIFEST = ".udbackup", "union-desk backup 1", "manifest.json"
FOLDER_SETTING, SUITE_SETTING, LAST_SETTING = "backup_folder", "backup_suite", "last_backup"
START, DAILY, BEFORE, ASKED = "start", "daily", "before", "asked"  # why a backup was made
REASONS = {START: N_("at the start"), DAILY: N_("of the day"), BEFORE: N_("before a large change"),
           ASKED: N_("asked for"), "upgrade": N_("before the office is brought up to date")}
_NAMING = (("attachments", "content"), ("statistics_returns", "snapshot"))  # fields that name a content
_MARKS = str.maketrans("", "", ":-.")  # of a moment, which a file name does without
_SPARE = 3  # times the database's size that must be free: the copy, the sealed file, the copy that is looked at


class BackupDamagedError(UserError):
    """What was written does not read back as it was."""

    code = "backup_damaged"
    message = N_("The backup {file} does not read back as it was written; it was removed. Choose another folder for "
                 "backups: this disk or stick may be failing.")


class BackupFolderError(UserError):
    """The folder of the backups cannot be used."""

    code = "backup_folder"
    message = N_("Backups cannot be written to {folder}: {reason}. Choose another folder under 'Backups'.")


@dataclass(frozen=True)
class Manifest:
    """What a backup holds, sealed inside it: how far its journal goes, how many records each book has, its digest."""

    made_at: str
    reason: str
    program: str
    schema: str
    office: str
    gestures: int
    last_at: str
    head: str
    digest: str
    size: int
    records: dict[str, int]
    attachments: list[str]


@dataclass(frozen=True)
class Backup:
    """A backup file as its clear header tells, without any key."""

    path: Path
    made_at: str
    reason: str
    schema: str
    size: int


def default_folder(folder: Path) -> Path:
    """Return where an office's backups go unless it says otherwise: beside it, so that they are not lost with it."""
    return folder.parent / f"{folder.name}-backups"


def folder_of(db: Database) -> Path:
    """Return the folder of an open office's backups."""
    with db.read(whole=True) as session:
        named = settings.get(session, FOLDER_SETTING)
    return Path(named) if named else default_folder(db.folder)


def make(db: Database, reason: str = ASKED, *, to: Path | None = None, progress: Progress = NONE) -> Backup:
    """Make a backup and prove it; `to` names a file to carry away, which then holds the attachments too.

    Raises DiskFullError, BackupFolderError, BackupDamagedError; whatever happens, no half backup is left behind.
    """
    for prepare in db.on_backup:
        prepare()
    folder = to.parent if to is not None else folder_of(db)
    with _usable(folder), tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as scratch:
        progress.start(4, _("Making a backup"))
        copy = Path(scratch, FILE)
        _copy(db, copy)
        progress.step()
        manifest = _describe(db, copy, reason)
        path = to or folder / f"{manifest.made_at.translate(_MARKS)}-{reason}{ENDING}"
        partial = Path(scratch, "sealed")
        _write(db, copy, manifest, partial, whole=to is not None)
        if to is None:
            _store_attachments(db, folder, manifest.attachments)
        progress.step()
        copy.unlink()
        verify(partial, db.key, Path(scratch))
        progress.step()
        durable.put(partial, path)
    with db.bookkeeping() as session:
        settings.put(session, LAST_SETTING, {"at": manifest.made_at, "file": str(path), "gestures": manifest.gestures})
    if to is None:
        _let_go(db, folder)
    progress.step()
    return _backup(path)


def ensure(db: Database, reason: str, progress: Progress = NONE) -> Backup | None:
    """Make a backup unless the last one holds all that the journal has; returns what was made."""
    with db.read(whole=True) as session:
        last = settings.get(session, LAST_SETTING)
        gestures, _at, _hash = _head(session.connection())
    if last is not None and last["gestures"] == gestures and Path(last["file"]).exists():
        return None
    return make(db, reason, progress=progress)


def found(folder: Path) -> list[Backup]:
    """Return the backups in a folder, the newest first; files that are no backups are passed over."""
    if not folder.is_dir():
        return []
    backups = []
    for path in folder.glob(f"*{ENDING}"):
        try:
            backups.append(_backup(path))
        except (UserError, OSError, KeyError):
            continue
    return sorted(backups, key=lambda backup: (backup.made_at, backup.path.name), reverse=True)


def read_manifest(path: Path, key: DataKey) -> Manifest:
    """Return what a backup holds; raises NotSealedError, TornError, AlteredError."""
    with _reading(path, key) as archive:
        first = archive.next()
        return _manifest(archive, first, path)


def verify(path: Path, key: DataKey, scratch: Path) -> Manifest:
    """Open a backup, compare its database with the manifest's digest and every page with its seal.

    The copy is made in the folder `scratch` and removed. Raises BackupDamagedError.
    """
    with tempfile.TemporaryDirectory(prefix=".looking-", dir=scratch) as place:
        manifest = extract(path, key, Path(place), with_keys=False)
        copy = Path(place, FILE)
        if _digest(copy) != manifest.digest:
            raise BackupDamagedError(file=path.name)
        looked_at = Database(Path(place), key)
        try:
            with looked_at.read() as session:
                faults = list(session.connection().exec_driver_sql("PRAGMA cipher_integrity_check"))
                head = _head(session.connection())
        finally:
            looked_at.close()
        if faults or head != (manifest.gestures, manifest.last_at, manifest.head):
            raise BackupDamagedError(file=path.name)
    return manifest


def extract(path: Path, key: DataKey, into: Path, *, with_keys: bool = True) -> Manifest:
    """Unpack a backup into a folder: the database, the files of its key, and the attachments that are inside."""
    with _reading(path, key) as archive:
        manifest = _manifest(archive, archive.next(), path)
        for member in archive:
            if member.name == FILE or (member.isfile() and member.name.startswith(f"{paths.ATTACHMENTS}/")):
                archive.extract(member, into, filter="data")
    if with_keys:
        for name, text in key_files(path).items():
            (into / name).write_text(text, "ascii")
            (into / name).chmod(0o600)
    return manifest


def key_files(path: Path) -> dict[str, str]:
    """Return the files that lead from a passphrase or a recovery sheet to the key, as they were with the backup."""
    with path.open("rb") as stream:
        facts, _text = sealed.read_header(stream, path.name)
    names = {str(name): str(text) for name, text in facts["keys"].items()}
    if any(Path(name).name != name or not name.startswith(swapping.KEEPING) for name in names):
        raise sealed.NotSealedError(file=path.name)
    return names


def thin(folder: Path) -> list[Path]:
    """Remove the backups that newer ones stand for; returns what went."""
    there = found(folder)
    gone = thinning.superfluous([(backup.path, dt.datetime.fromisoformat(backup.made_at)) for backup in there])
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def _let_go(db: Database, folder: Path) -> None:
    """After a backup was proved, remove what it stands for, what is older than an erasure, and contents of both."""
    from union_desk.safety import old_copies  # it stands above: it knows of going back, too

    gone = [*thin(folder), *old_copies.drop(db)]
    for place in {path.parent for path in gone} & {folder, default_folder(db.folder)}:
        old_copies.drop_contents(place, db.key)


# ---- how it is written


@contextmanager
def _usable(folder: Path) -> Iterator[None]:
    try:
        durable.make_folder(folder)
        yield
    except OSError as fault:
        named = database.fault_of(fault, folder)
        raise named or BackupFolderError(folder=folder, reason=fault.strerror or fault) from fault


def _copy(db: Database, target: Path) -> None:
    """Copy the database as it stands at one moment, encrypted as it is, while others go on reading and writing."""
    size = (db.folder / FILE).stat().st_size
    if shutil.disk_usage(target.parent).free < _SPARE * size:
        raise database.DiskFullError
    with db.read(whole=True) as session, database.bare(target, db.key) as copy:
        source = session.connection().connection.driver_connection
        assert source is not None
        source.backup(copy)


def _describe(db: Database, copy: Path, reason: str) -> Manifest:
    looked_at = Database(copy.parent, db.key)
    try:
        with looked_at.read() as session:
            connection = session.connection()
            gestures, last_at, head = _head(connection)
            there = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
            counts = {r.name: int(connection.execute(sa.select(sa.func.count()).select_from(r.table)).scalar_one())
                      for r in registers.ALL if r.table.name in there}  # before an upgrade there are fewer
            names = _contents(connection, db, counts)
            schema = database.version_of(connection) or ""
            union = registers.get("unions").table
            office = connection.execute(sa.select(union.c.union_name).limit(1)).scalar()
    finally:
        looked_at.close()
    fold(copy, db.key)
    moment = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")  # two fit into a second
    return Manifest(moment, reason, __version__, schema, str(office or ""), gestures, last_at, head, _digest(copy),
                    copy.stat().st_size, counts, names)


def _contents(connection: sa.Connection, db: Database, books: Iterable[str]) -> list[str]:
    """Return the names of the stored contents that the records name: files, and the frozen figures of returns."""
    store, found = Store(db.folder, db.key), set[str]()
    for book, field in _NAMING:
        if book in books:
            found |= set(connection.execute(sa.select(registers.get(book).table.c[field]).distinct()).scalars())
    return sorted(store.name(content) for content in found if content and is_digest(content))


def fold(copy: Path, key: DataKey) -> None:
    """Leave the copy as one file, without the database's own journal beside it."""
    with database.bare(copy, key) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _head(connection: sa.Connection) -> tuple[int, str, str]:
    """Return how far the journal goes: number, moment and hash of its last gesture."""
    table = journal.GestureRow.__table__
    row = connection.execute(sa.select(table.c.n, table.c.at, table.c.hash).order_by(table.c.n.desc()).limit(1)).first()
    return (int(row.n), str(row.at), bytes(row.hash).hex()) if row is not None else (0, "", "")


def _write(db: Database, copy: Path, manifest: Manifest, target: Path, *, whole: bool) -> None:
    with db.read(whole=True) as session:
        suite = str(settings.get(session, SUITE_SETTING) or suites.AES)
    state = {name: (db.folder / name).read_text("ascii") for name in swapping.files(db.folder)
             if not name.startswith(FILE)}
    facts = {"made_at": manifest.made_at, "reason": manifest.reason, "schema": manifest.schema,
             "program": manifest.program, "keys": state}
    with target.open("wb") as stream, sealed.Writer(stream, db.key.raw, PURPOSE, facts, suite) as writer, \
                tarfile.open(fileobj=writer, mode="w|") as archive:
        _add(archive, MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False).encode())
        archive.add(copy, FILE)
        for name in manifest.attachments if whole else ():
            place = paths.attachment(db.folder, name)
            if place.exists():
                archive.add(place, f"{paths.ATTACHMENTS}/{name[:2]}/{name}")


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    archive.addfile(member, io.BytesIO(data))


def _store_attachments(db: Database, folder: Path, names: list[str]) -> None:
    """Copy the contents that the folder of the backups does not have yet; they are sealed already."""
    for name in names:
        source, target = paths.attachment(db.folder, name), paths.attachment(folder, name)
        if source.exists() and not target.exists():
            durable.make_folder(target.parent)
            partial = target.with_suffix(".part")
            shutil.copyfile(source, partial)
            durable.put(partial, target)


# ---- how it is read


def _backup(path: Path) -> Backup:
    with path.open("rb") as stream:
        facts, _text = sealed.read_header(stream, path.name)
    if facts.get("purpose") != PURPOSE:
        raise sealed.NotSealedError(file=path.name)
    return Backup(path, str(facts["made_at"]), str(facts["reason"]), str(facts["schema"]), path.stat().st_size)


@contextmanager
def _reading(path: Path, key: DataKey) -> Iterator[tarfile.TarFile]:
    with path.open("rb") as stream:
        reader = sealed.Reader(stream, key.raw, PURPOSE, path.name)
        with tarfile.open(fileobj=io.BufferedReader(reader, sealed.PIECE), mode="r|") as archive:
            yield archive


def _manifest(archive: tarfile.TarFile, member: tarfile.TarInfo | None, path: Path) -> Manifest:
    stream = archive.extractfile(member) if member is not None and member.name == MANIFEST else None
    if stream is None:
        raise sealed.NotSealedError(file=path.name)
    told: dict[str, Any] = json.loads(stream.read())
    return Manifest(**told)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
