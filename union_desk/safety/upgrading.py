"""Bringing an office of an older program up to date: a proved backup, a migrated copy, a comparison, one swap.

Killed or out of disk at any step, the office opens as old or as new, complete. The old state is kept beside the new
one and can be taken back, for the program that it belongs to.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib
import pkgutil
import shutil
from typing import TYPE_CHECKING

import msgspec

from union_desk import database
from union_desk.database import FILE, Database
from union_desk.errors import UserError
from union_desk.migrations import versions
from union_desk.safety import backups, restoring, swapping
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import sqlalchemy as sa

    from union_desk.safety.keys import DataKey

BEFORE = "upgrade"
_DERIVED = ("search_", "sqlite_", "alembic_version")
_BATCH = 2_000
_pack = msgspec.msgpack.Encoder().encode

Columns = dict[str, list[str]]


class UpgradeError(UserError):
    """The migrated copy does not hold what the office holds."""

    code = "upgrade_differs"
    message = N_("The office was not brought up to date: its copy differs in {tables}. Nothing was changed; the old "
                 "program still opens it. Report this to the makers, with the log.")


def upgrade(folder: Path, key: DataKey) -> Path:
    """Bring a closed office up to date; returns where the old state is kept.

    Raises DiskFullError, BackupFolderError, BackupDamagedError, UpgradeError; the office is then as it was.
    """
    with database.translating(folder):
        fresh = swapping.clear(folder / restoring.FRESH)
        try:
            columns, before = _copy_with_backup(folder, fresh, key)
            after = _migrate(fresh, key, columns)
            _refuse(sorted(table for table in before if before[table] != after.get(table)))
            for name in swapping.files(folder):
                if not name.startswith(FILE):
                    shutil.copyfile(folder / name, fresh / name)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        kept = folder / f"{restoring.KEPT}{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S%fZ}"
        swapping.swap(folder, fresh, kept)
        return kept


def _refuse(changed: list[str]) -> None:
    if changed:
        raise UpgradeError(tables=", ".join(changed))


def _copy_with_backup(folder: Path, fresh: Path, key: DataKey) -> tuple[Columns, dict[str, str]]:
    """Make a proved backup and a copy to migrate; returns what must not change, and its digests."""
    old = Database(folder, key)
    try:
        backups.make(old, BEFORE)
        with old.read() as session, database.bare(fresh / FILE, key) as copy:
            connection = session.connection()
            source = connection.connection.driver_connection
            assert source is not None
            source.backup(copy)
            columns = _without(columns_of(connection), _declared(database.version_of(connection)))
            return columns, digests(connection, columns)
    finally:
        old.close()


def _migrate(fresh: Path, key: DataKey, columns: Columns) -> dict[str, str]:
    new = Database(fresh, key)
    try:
        new.upgrade()
        with new.read() as session:
            connection = session.connection()
            there = columns_of(connection)
            kept = {table: names for table, names in columns.items() if set(names) <= set(there.get(table, ()))}
            after = digests(connection, kept)
    finally:
        new.close()
    backups.fold(fresh / FILE, key)
    return after


def digests(connection: sa.Connection, columns: Mapping[str, list[str]]) -> dict[str, str]:
    """Return a digest of the content of each table, over these columns, in the order of its rows."""
    found = {}
    for table, names in columns.items():
        digest = hashlib.sha256()
        wanted = ", ".join(f'"{name}"' for name in names)
        rows = connection.exec_driver_sql(f'SELECT {wanted} FROM "{table}" ORDER BY {wanted}')  # noqa: S608  read from the schema
        for part in rows.partitions(_BATCH):
            digest.update(_pack([tuple(row) for row in part]))
        found[table] = digest.hexdigest()
    return found


def columns_of(connection: sa.Connection) -> Columns:
    """Return the tables that hold something of their own, with their columns by name."""
    tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").scalars()
    return {table: sorted(row[1] for row in connection.exec_driver_sql(f'PRAGMA table_info("{table}")'))
            for table in list(tables) if not table.startswith(_DERIVED)}


def _declared(version: str | None) -> dict[str, set[str]]:
    """Return what the steps after a version say that they change: CHANGES = {table: (columns)}; nothing else may."""
    found: dict[str, set[str]] = {}
    for module in pkgutil.iter_modules(versions.__path__):
        step = importlib.import_module(f"{versions.__name__}.{module.name}")
        if version is None or step.revision > version:
            for table, names in getattr(step, "CHANGES", {}).items():
                found.setdefault(table, set()).update(names)
    return found


def _without(columns: Columns, changed: Mapping[str, set[str]]) -> Columns:
    left = {table: [name for name in names if name not in changed.get(table, ())] for table, names in columns.items()}
    return {table: names for table, names in left.items() if names}
