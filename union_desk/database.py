"""The office's encrypted database: opened with the passphrase, entered by two doors, read() and write()."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from union_desk import durable, journal, paths, search, synctables, tracing
from union_desk.errors import UserError
from union_desk.migrations import HEAD
from union_desk.safety import attempts, keys, scope, swapping
from union_desk.schema.record import metadata
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from union_desk.access import Actor

FILE = paths.OFFICE_FILE
# One row per name: what the office set. Kept apart from the registers; not journaled, not sent.
SETTINGS = sa.Table("settings", metadata, sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Text))
BOOKKEEPING = (SETTINGS, *synctables.ALL)

_CLOUDS = (
    "onedrive",
    "dropbox",
    "nutstore",
    "坚果云",
    "baidunetdisk",
    "百度网盘",
    "百度云同步盘",
    "wps云盘",
    "wpsdrive",
    "wps cloud files",
    "icloud",
    "google drive",
    "weiyun",
    "微云",
    "alipan",
    "阿里云盘",
)
CIPHER = (
    "PRAGMA cipher_log_level = NONE",
    "PRAGMA key = \"x'{key}'\"",
    "PRAGMA cipher_page_size = 16384",
)
_PRAGMAS = (
    *CIPHER,
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # a power cut must not take back what was acknowledged
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 15000",
    "PRAGMA cache_size = -65536",
    "PRAGMA temp_store = MEMORY",
)


class NoOfficeError(UserError):
    """The folder holds no office."""

    code = "no_office"
    message = N_("There is no office in {folder}. Choose another folder, or set up a new office.")


class OfficeExistsError(UserError):
    """The folder already holds an office."""

    code = "office_exists"
    message = N_("There is already an office in {folder}. Open it, or choose another folder.")


class CloudFolderError(UserError):
    """The folder is synchronised by a cloud service."""

    code = "cloud_folder"
    message = N_("{folder} lies in a folder that {cloud} synchronises; two copies would damage the database. "
                 "Move the office to a folder of this computer only.")


class DamagedFileError(UserError):
    """The database file is damaged."""

    code = "damaged_file"
    message = N_("The file {file} is damaged. It was left as it is; restore the latest backup into a new folder.")


class NewerOfficeError(UserError):
    """The office was last used by a newer program."""

    code = "newer_office"
    message = N_("This office was last used by a newer version of the program (schema {schema}). Install that version; "
                 "nothing was changed.")


class DiskFullError(UserError):
    """No space is left."""

    code = "disk_full"
    message = N_("The disk is full: nothing of this step was saved, everything before it is safe. Free some space and "
                 "repeat.")


class DiskFaultError(UserError):
    """The disk refuses to read or write."""

    code = "disk_fault"
    message = N_("The disk cannot be read or written: it is full, was pulled out, or is failing. Nothing of this step "
                 "was saved, everything before it is safe. Look at the disk, then repeat.")


class FileLockedError(UserError):
    """Another program holds the database."""

    code = "file_locked"
    message = N_("Another program is using the office's database. Close it, then repeat.")


class ReadOnlyFolderError(UserError):
    """The folder cannot be written."""

    code = "read_only_folder"
    message = N_("The folder {folder} cannot be written. Check its permissions, or move the office.")


def driver() -> Any:
    """Return the module of the database's driver, loaded when the first office is opened."""
    import sqlcipher3.dbapi2

    return sqlcipher3.dbapi2


def check_folder(folder: Path) -> None:
    """Refuse a folder that a cloud service synchronises (two-way copies tear a database apart)."""
    for part in folder.resolve().parts:
        for cloud in _CLOUDS:
            if part.casefold().startswith(cloud):
                raise CloudFolderError(folder=folder, cloud=part)


class Database:
    """An open office. `read()` and `write()` are the only doors to its data."""

    def __init__(self, folder: Path, key: keys.DataKey) -> None:
        """Prepare connections; use `create` or `open`."""
        self.folder, self.key = folder, key
        self._writing = threading.RLock()
        self.on_change: list[
            Callable[[frozenset[str]], object]
        ] = []  # called after a gesture, on the thread that wrote
        self.on_backup: list[Callable[[], object]] = []  # called before a copy is made, such as to seal what changed
        self.engine = _engine(folder / FILE, key)
        self.account = ""  # whose passphrase opened the office; "" where it was none, as with the recovery sheet
        self.actor: Actor | None = None  # who signed in
        self.remembered = False  # the system's key store opened the office, nobody typed the passphrase
        self.failures = 0  # wrong passphrases before the one that opened it
        self._seen = self.engine  # what reading sees: everything, or what an account's role includes

    @classmethod
    def create(cls, folder: Path, passphrase: str) -> Database:
        """Make a new office in a folder that holds none."""
        folder = Path(folder)
        check_folder(folder)
        if (folder / FILE).exists() or (folder / keys.KEY_FILE).exists():
            raise OfficeExistsError(folder=folder)
        keys.check_strength(passphrase)
        try:
            durable.make_folder(folder)
            key = keys.create(folder, passphrase)
        except PermissionError:
            raise ReadOnlyFolderError(folder=folder) from None
        db = cls(folder, key)
        db.account = keys.OWNER
        db.upgrade()
        return db

    @classmethod
    def open(cls, folder: Path, passphrase: str, account: str = "", stretching: keys.Stretch | None = None) -> Database:
        """Open an office; each way in which that can fail is an error of its own. `stretching`: as for `keys.enter`."""
        folder = Path(folder)
        with translating(folder):
            swapping.finish(folder)
        if not (folder / FILE).exists():
            raise NoOfficeError(folder=folder)
        check_folder(folder)
        failures = attempts.state(folder, account).failures
        db = cls.open_with(folder, *keys.enter(folder, passphrase, account, stretching))
        db.failures = failures
        return db

    @classmethod
    def open_with(cls, folder: Path, key: keys.DataKey, account: str = "") -> Database:
        """Open an office whose data key is already known."""
        db = cls(folder, key)
        db.account = account
        try:
            with translating(folder), db.engine.connect() as connection:
                version = version_of(connection)
        except BaseException:
            db.close()
            raise
        if version != HEAD:
            if version is not None and version > HEAD:
                db.close()
                raise NewerOfficeError(schema=version)
            if version is None:  # its making was cut: there is nothing in it to lose
                db.upgrade()
                return db
            from union_desk.safety import upgrading  # stands on the database, and is needed once a version

            db.close()
            upgrading.upgrade(folder, key)
            db = cls(folder, key)
            db.account = account  # whoever opens an office after an upgrade is nobody more than before
        return db

    def upgrade(self) -> None:
        """Bring the schema up to date and ensure the guards again."""
        from union_desk.migrations import upgrade

        with translating(self.folder), self._writing, self._connect(write=True) as connection:
            upgrade.to_head(connection)
            journal.ensure_guards(connection)
            search.ensure_indexes(connection)
            tracing.ensure_index(connection)
            connection.commit()

    def view_as(self, actor: Actor) -> None:
        """Let reading see what the actor's role includes from now on."""
        if self._seen is not self.engine:
            self._seen.dispose()
        self._seen = self.engine if actor.unlimited else _engine(self.folder / FILE, self.key, scope.views(actor))

    def close(self) -> None:
        """Close all connections."""
        self._seen.dispose()
        self.engine.dispose()

    @contextmanager
    def read(self, *, whole: bool = False) -> Iterator[Session]:
        """Give a session that sees one state of the data and cannot write.

        whole: for the program's own work (backups, sealing, verifying), whatever the account's role includes.
        """
        engine = self.engine if whole else self._seen
        with translating(self.folder), engine.connect() as connection, _session(connection) as session:
            session.info["scoped"] = engine is not self.engine
            yield session
            session.rollback()

    @contextmanager
    def write(self, actor: Actor, what: str, *, keep: bool = False, **params: object) -> Iterator[Session]:
        """Give a session for one gesture: all of it is saved and journaled at the end, or none of it.

        `what` is a message marked with N_, `params` its parameters; `keep` journals a gesture without changes.
        """
        with (
            translating(self.folder),
            self._writing,
            self._connect(write=True) as connection,
            _session(connection) as session,
        ):
            gesture = journal.begin(session, actor, what, params, keep=keep)
            try:
                yield session
                journal.end(session, gesture)
            finally:
                journal.close(session)
            session.commit()
        for call in gesture.on_commit:
            call()
        if gesture.touched:
            for tell in list(self.on_change):
                tell(frozenset(gesture.touched))

    @contextmanager
    def bookkeeping(self) -> Iterator[Session]:
        """Give a session for tables that are no registers (settings, sync); register tables stay guarded."""
        with (
            translating(self.folder),
            self._writing,
            self._connect(write=True) as connection,
            _session(connection) as session,
        ):
            yield session
            session.commit()

    @contextmanager
    def _connect(self, *, write: bool) -> Iterator[sa.Connection]:
        with self.engine.execution_options(write=write).connect() as connection:
            yield connection

    def free_space(self) -> int:
        """Return the bytes left on the office's disk."""
        return shutil.disk_usage(self.folder).free


def _session(connection: sa.Connection) -> Session:
    return Session(bind=connection, autoflush=False, expire_on_commit=False)


def _engine(path: Path, key: keys.DataKey, views: Iterable[str] = ()) -> sa.Engine:
    sqlite = driver()
    statements = [*(p.format(key=key.raw.hex()) for p in _PRAGMAS), *views]

    class Connection(sqlite.Connection):  # type: ignore[name-defined,misc]  # the driver has no types
        """A connection that carries the journal's gate."""

        gate: journal.Gate

    def connect() -> Any:
        connection = sqlite.connect(str(path), isolation_level=None, check_same_thread=False, timeout=15,
                                    factory=Connection)
        connection.gate = journal.Gate()
        connection.create_function("journal_gate", 0, connection.gate)
        for statement in statements:
            connection.execute(statement)
        return connection

    # Not the dialect's default pool: that one closes connections in use by other threads, and the process dies
    engine = sa.create_engine(
        "sqlite://", module=sqlite, creator=connect, poolclass=QueuePool, pool_size=4, max_overflow=8,
        hide_parameters=True,  # what is bound is what people typed: it has no place in an error's words
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        write = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if write else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def version_of(connection: sa.Connection) -> str | None:
    """Return the schema's version, None for a file that has none; the first look shows whether the key fits."""
    connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
    try:
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    except sa.exc.OperationalError:
        return None
    return str(found) if found is not None else None


@contextmanager
def translating(folder: Path) -> Iterator[None]:
    """Turn the database's own refusals into errors that a person can act upon; the one place where that is done."""
    sqlite = driver()
    try:
        yield
    except (sa.exc.DBAPIError, sqlite.Error, sqlite3.Error, OSError) as error:
        one: BaseException | None = error
        while one is not None and "no such savepoint" in str(one):  # without room the whole transaction ended before
            one = one.__cause__ or one.__context__
        if fault := fault_of(getattr(one, "orig", None) or one or error, folder):
            raise fault from error
        raise


@contextmanager
def bare(path: Path, key: keys.DataKey, cipher: Iterable[str] = CIPHER) -> Iterator[Any]:
    """Give the driver's own connection to an encrypted file, made when it is not there; for whole copies alone.

    `cipher` are the settings of the file, where they are those of another version.
    """
    connection = driver().connect(str(path), isolation_level=None)
    try:
        for pragma in cipher:
            connection.execute(pragma.format(key=key.raw.hex()))
        yield connection
    finally:
        connection.close()


def fault_of(error: BaseException, folder: Path) -> UserError | None:
    """Return the fault that a person can act upon, None where the error is none of those."""
    return _named(str(error).casefold(), folder)


def _named(text: str, folder: Path) -> UserError | None:
    if "disk is full" in text or "no space left" in text:
        return DiskFullError()
    if "disk i/o error" in text or "input/output error" in text:
        return DiskFaultError()
    if "not a database" in text or "malformed" in text or "hmac" in text:
        return DamagedFileError(file=folder / FILE)
    if "readonly database" in text or "read-only file system" in text or "unable to open" in text:
        return ReadOnlyFolderError(folder=folder)
    if "database is locked" in text:
        return FileLockedError()
    return None
