"""The superior's database: PostgreSQL, or an SQLite file where nothing else is at hand."""

from __future__ import annotations

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
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

_PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 30000", "cache_size = -32768")
_FULL = ("53100", "disk is full", "no space left")


class DatabaseAddressError(UserError):
    """The address of the database cannot be used."""

    code = "database_address"
    message = N_("The address of the database cannot be used: {address}. Write postgresql://user@host/name, "
                 "or the path of an SQLite file.")


class DatabaseAwayError(UserError):
    """The database does not answer."""

    code = "database_away"
    message = N_("The database does not answer: {reason}")


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
    except sa.exc.ArgumentError as fault:
        raise DatabaseAddressError(address=address) from fault


def _sqlite(path: Path) -> sa.Engine:
    import sqlite3

    durable.make_folder(path.parent)
    if not path.exists():
        path.touch(mode=0o600)

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
