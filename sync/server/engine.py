"""The superior's database: PostgreSQL, or an SQLite file where nothing else is at hand."""

from __future__ import annotations

import errno
import os
import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import QueuePool

from sync.protocol.refusals import Refused, Why
from sync.server import wall
from union_desk import durable
from union_desk.errors import UserError
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator

_PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 30000", "cache_size = -32768")
_FORBIDDEN = ("42501", "25006")  # insufficient privilege, a transaction that only reads
_CLASS = re.compile(r"^\([\w.]+\) ")
_HIDDEN = re.compile(r"(://[^:/@]*:).*(?=@)|([?&]password=)[^&]*")  # a password
_SQLITE = b"SQLite format 3\0"
_FULL = ("53100", "disk is full", "no space left")


class DatabaseAddressError(UserError):
    """The address of the database cannot be used."""

    code = "database_address"
    message = N_("The address of the database cannot be used: {address}. Write postgresql://user@host/name, "
                 "or the path of an SQLite file.")


class DatabaseAwayError(UserError):
    """The database does not answer."""

    code = "database_away"
    message = N_("The database does not answer: {reason}. See whether it runs, and whether its address, the user and "
                 "the password are right; `union-superior settings` shows which address is in force.")

    def __init__(self, reason: str) -> None:
        """Take what the database said, without the name of the class that said it."""
        super().__init__(reason=_CLASS.sub("", reason).strip().rstrip("."))


class DatabaseFileError(UserError):
    """The file of the database cannot be used."""

    code = "database_file"
    message = N_("The database file {file} cannot be opened: {reason}. Name another path, or let the user who runs "
                 "this program read and write the file and its folder.")


class DatabaseForbidsError(UserError):
    """The user of the database may not do what is needed."""

    code = "database_forbids"
    message = N_("The database does not let its user do this: {reason}. The user should be the owner of the database "
                 "(ALTER DATABASE … OWNER TO …). Nothing was changed.")


def default_address() -> str:
    """Return the SQLite file that is used when no address is given."""
    import platformdirs

    folder = Path(platformdirs.user_data_dir("UnionSuperior", appauthor=False, roaming=False))
    return f"sqlite:///{folder / 'superior.db'}"


def make(address: str, pool: int = 8) -> sa.Engine:
    """Return the engine for an address: `postgresql://…`, `sqlite:///path` or a path; raises DatabaseAddressError.

    It hides the values of statements: what an error says may be logged.
    """
    url = read_address(address)
    if url.get_backend_name() == "postgresql":
        return sa.create_engine(url.set(drivername="postgresql+psycopg"), pool_size=pool, pool_pre_ping=True,
                                hide_parameters=True)
    if url.get_backend_name() == "sqlite" and url.database:
        return _sqlite(Path(url.database))
    raise DatabaseAddressError(address=url.render_as_string(hide_password=True))


def read_address(address: str) -> sa.URL:
    """Read the address of a database; raises DatabaseAddressError."""
    try:
        return sa.make_url(address if "://" in address else f"sqlite:///{address}")
    except (sa.exc.ArgumentError, ValueError) as fault:
        raise DatabaseAddressError(address=shown_address(address)) from fault


def shown_address(address: str) -> str:
    """Return an address as it may be shown: without the password."""
    return _HIDDEN.sub(lambda found: f"{found[1] or found[2]}***", address)


def forbidden(fault: Exception) -> DatabaseForbidsError | None:
    """Return what to say of a fault of the database that its keeper can mend; None of any other."""
    if not isinstance(fault, sa.exc.DBAPIError) or getattr(fault.orig, "sqlstate", None) not in _FORBIDDEN:
        return None
    return DatabaseForbidsError(reason=str(fault.orig).splitlines()[0].rstrip("."))


def away(refused: Refused) -> DatabaseAwayError:
    """Return what to say where a database that somebody named refused."""
    return DatabaseAwayError(reason=str(refused.__cause__ or refused).splitlines()[0])


def _sqlite(path: Path) -> sa.Engine:
    import sqlite3

    _look_at(path)

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=4, max_overflow=8,
                              hide_parameters=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        write = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _look_at(path: Path) -> None:
    """Make an empty file where there is none; raises DatabaseFileError unless it can be a database."""
    try:
        durable.make_folder(path.parent)
        if not path.exists():
            path.touch(mode=0o600)
        with path.open("r+b") as stream:
            begin = stream.read(len(_SQLITE))
    except FileExistsError as fault:  # where the folder should be
        raise DatabaseFileError(file=path, reason=os.strerror(errno.ENOTDIR)) from fault
    except OSError as fault:
        raise DatabaseFileError(file=path, reason=fault.strerror or str(fault)) from fault
    if begin not in {b"", _SQLITE}:
        raise DatabaseFileError(file=path, reason=_("it is no SQLite database"))


@contextmanager
def writing(engine: sa.Engine, unit: str = "") -> Iterator[sa.Connection]:
    """Give a transaction that writes, kept to one unit where it is named.

    Its faults that a caller may wait out become refusals.
    """
    with _naming(), engine.execution_options(write=True).connect() as connection, _kept(connection, unit):
        yield connection


@contextmanager
def reading(engine: sa.Engine, unit: str = "") -> Iterator[sa.Connection]:
    """Give a transaction that only reads, kept to one unit where it is named."""
    with _naming(), engine.connect() as connection, _kept(connection, unit):
        yield connection


@contextmanager
def _kept(connection: sa.Connection, unit: str) -> Iterator[None]:
    with connection.begin():
        if unit:
            wall.enter(connection, unit)
        try:
            yield
        finally:
            wall.leave(connection)


@contextmanager
def _naming() -> Iterator[None]:
    import psycopg

    try:
        yield
    except (sa.exc.DBAPIError, psycopg.Error) as fault:  # the driver's own where rows are copied in bulk
        refused = _named(fault)
        if refused is None:
            raise
        raise refused from fault


def _named(fault: BaseException) -> Refused | None:
    """Return what a fault of the database is called, or one that it came of.

    SQLite ends the whole transaction when the disk is full, so that the way back to a savepoint is a fault, too.
    """
    import psycopg

    one: BaseException | None = fault
    while one is not None:
        origin: Any = one.orig if isinstance(one, sa.exc.DBAPIError) else one
        text = f"{getattr(origin, 'sqlstate', None) or ''} {origin}".casefold()
        if any(word in text for word in _FULL):
            return Refused(Why.DISK_FULL)
        away = isinstance(origin, psycopg.OperationalError)  # not SQLite's, which calls bugs operational
        if away or getattr(one, "connection_invalidated", False) or "database is locked" in text:
            return Refused(Why.BUSY)
        one = one.__cause__ or one.__context__
    return None
