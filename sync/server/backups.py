"""Backups while the server runs, and restoring one into an empty place, which begins a new epoch.

A restored superior is an older copy of itself. It need not know what it lost: at the next greeting every office sees
that it is behind, and sends again what it confirmed. The new epoch makes sessions under way begin again.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.protocol.refusals import Refused
from sync.server import engine as engines
from sync.server import reporting, tables, wall
from sync.server.superior import Superior, now
from sync.server.tables import SUPERIOR
from union_desk import durable
from union_desk.errors import UserError
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

EPOCH, RESTORED = "epoch", "restored_at"
_MAGIC = b"SQLite format 3\0"
_DUMP = b"PGDMP"
_ROLE = re.compile(r'role "(\w+)" does not exist')
_ROLES = {wall.ROLE: wall.CREATE_ROLE, reporting.READER: f"CREATE ROLE {reporting.READER} NOLOGIN;"}
"""The roles that a dump may name, and how an administrator makes them."""


class BackupFailedError(UserError):
    """The backup could not be written."""

    code = "backup_failed"
    message = N_("The backup {file} could not be made: {reason}")


class RestoreFailedError(UserError):
    """The backup could not be restored."""

    code = "restore_failed"
    message = N_("The backup {file} could not be restored: {reason}. Nothing was changed.")


class RolesMissingError(UserError):
    """The backup names roles that are not there."""

    code = "roles_missing"
    message = N_("The backup {file} needs roles that this PostgreSQL does not have and that the database's user may "
                 "not make. Nothing was changed. Let an administrator run: {statements} Then restore again.")


class NotABackupError(UserError):
    """The file is no backup of a superior."""

    code = "not_a_backup"
    message = N_("{file} is no backup of a superior's database of this kind, or it is damaged.")


class PlaceTakenError(UserError):
    """There is something where the backup should go."""

    code = "place_taken"
    message = N_("There is a database at {place} already. A backup is restored into an empty place; nothing was "
                 "changed.")


class ProgramMissingError(UserError):
    """A program of PostgreSQL is not installed."""

    code = "program_missing"
    message = N_("The program {program} is missing. Install PostgreSQL's client programs (postgresql-client).")


def backup(superior: Superior, file: Path) -> int:
    """Write a backup beside the running server, whole or not at all, readable by its owner only; returns its bytes.

    It holds the superior's private key and everything that was reported: it is to be kept like the server itself.
    """
    partial = file.with_name(f".{file.name}.part")
    partial.unlink(missing_ok=True)
    try:
        partial.touch(mode=0o600)
        if superior.engine.dialect.name == "postgresql":
            _run([_program("pg_dump"), "--format=custom", "--no-owner", f"--file={partial}"], superior.engine.url)
        else:
            _copy_sqlite(superior.engine, partial)
        durable.put(partial, file)
    except (OSError, sqlite3.Error, subprocess.CalledProcessError) as fault:
        raise BackupFailedError(file=file, reason=_reason(fault)) from fault
    finally:
        partial.unlink(missing_ok=True)
    return file.stat().st_size


def _copy_sqlite(engine: sa.Engine, target: Path) -> None:
    raw = engine.raw_connection()
    try:
        source: Any = raw.driver_connection
        with closing(sqlite3.connect(target)) as copy:
            source.backup(copy, pages=2_000)
            copy.execute("PRAGMA journal_mode = DELETE")
            (sound,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        if sound != "ok":
            raise sqlite3.DatabaseError(sound)
    finally:
        raw.close()


def restore(file: Path, address: str) -> Superior:
    """Restore a backup into an empty place and begin a new epoch; returns the superior, open.

    Raises NotABackupError, PlaceTakenError, ProgramMissingError, RolesMissingError, RestoreFailedError.
    """
    url = engines.read_address(address)
    try:
        with file.open("rb") as stream:
            begin = stream.read(len(_MAGIC))
    except OSError as fault:
        raise RestoreFailedError(file=file, reason=_reason(fault)) from fault
    if url.get_backend_name() == "postgresql":
        _restore_postgresql(file, begin, url)
    else:
        try:
            _restore_sqlite(file, begin, Path(str(url.database)))
        except OSError as fault:
            raise RestoreFailedError(file=file, reason=_reason(fault)) from fault
    superior = Superior.open(address)
    _begin_epoch(superior)
    superior.close()
    return Superior.open(address)


def _restore_sqlite(file: Path, begin: bytes, place: Path) -> None:
    if place.exists():
        raise PlaceTakenError(place=place)
    if begin != _MAGIC:
        raise NotABackupError(file=file)
    durable.make_folder(place.parent)
    partial = place.with_name(f".{place.name}.part")
    partial.touch(mode=0o600)
    shutil.copyfile(file, partial)
    try:
        with closing(sqlite3.connect(partial)) as copy:
            sound = copy.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
            ours = copy.execute("SELECT count(*) FROM superior WHERE name = 'key'").fetchone() == (1,)
    except sqlite3.Error:
        sound = ours = False
    if not (sound and ours):
        partial.unlink()
        raise NotABackupError(file=file)
    durable.put(partial, place)


def _restore_postgresql(file: Path, begin: bytes, url: sa.URL) -> None:
    if not begin.startswith(_DUMP):
        raise NotABackupError(file=file)
    engine = engines.make(url.render_as_string(hide_password=False))
    try:
        with engines.writing(engine) as connection:
            if sa.inspect(connection).has_table(SUPERIOR.name):
                raise PlaceTakenError(place=url.render_as_string())
            wall.make_role(connection)  # the dump names it
    except Refused as refused:
        raise engines.away(refused) from refused
    finally:
        engine.dispose()
    try:
        _run([_program("pg_restore"), "--no-owner", "--exit-on-error", "--single-transaction",
              f"--dbname={url.database}", str(file)], url)
    except subprocess.CalledProcessError as fault:
        told = fault.stderr.decode(errors="replace")
        if set(_ROLE.findall(told)) & _ROLES.keys():
            raise RolesMissingError(file=file, statements=_missing_roles(url)) from fault
        raise RestoreFailedError(file=file, reason=_reason(fault)) from fault


def _missing_roles(url: sa.URL) -> str:
    """Return the statements with which an administrator makes what is missing of the roles."""
    engine = engines.make(url.render_as_string(hide_password=False))
    try:
        with engines.reading(engine) as connection:
            there = set(connection.execute(sa.text("SELECT rolname FROM pg_roles")).scalars())
            user = str(connection.execute(sa.text("SELECT quote_ident(current_user)")).scalar_one())
    finally:
        engine.dispose()
    return " ".join(words.format(user=user) for name, words in _ROLES.items() if name not in there)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise ProgramMissingError(program=name)
    return found


def _run(words: Sequence[str], url: sa.URL) -> None:
    """Run a program of PostgreSQL on the database; the password travels in its environment, where nobody else looks."""
    host = url.host or str(url.query.get("host", ""))
    facts = {"PGHOST": host, "PGPORT": str(url.port or ""), "PGUSER": url.username or "",
             "PGPASSWORD": url.password or "", "PGDATABASE": url.database or ""}
    environment = os.environ | {name: value for name, value in facts.items() if value}
    subprocess.run(words, check=True, capture_output=True, env=environment)


def _reason(fault: Exception) -> str:
    if isinstance(fault, subprocess.CalledProcessError):
        lines = fault.stderr.decode(errors="replace").strip().splitlines()
        told = [line for line in lines if "error:" in line.casefold()] or lines[-1:] or [str(fault.returncode)]
        return str(told[0]).rstrip(".")
    return fault.strerror or str(fault) if isinstance(fault, OSError) else str(fault)


def _begin_epoch(superior: Superior) -> None:
    with engines.writing(superior.engine) as connection:
        for name, value in ((EPOCH, secrets.token_hex(8)), (RESTORED, now())):
            connection.execute(sa.delete(SUPERIOR).where(SUPERIOR.c.name == name))
            connection.execute(sa.insert(SUPERIOR).values(name=name, value=value))
        # Its own logs are not written any more: what was posted after the backup may be out there.
        connection.execute(sa.update(tables.LOGS).where(tables.LOGS.c.unit_id == superior.own_unit).values(closed=True))
        for unit in connection.execute(sa.select(tables.UNITS.c.id)).scalars().all():
            superior.note(connection, unit, "", "restored", "")
