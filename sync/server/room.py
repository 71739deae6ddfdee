"""Whether there is room to write: tried out where the data lie, so that every server process says the same.

Papers, receipts and greetings go on while the data's disk is full; reports alone are refused. So a probe that asks only
whether the server answers sees nothing of it. As much room as one request may take is asked for and given back at once:
on the disk of an SQLite file by a file without a name beside it, in PostgreSQL by a table of the connection's own, of
which hardly anything is logged and nothing is left. Nobody's report waits for that.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.protocol import limits
from sync.protocol.refusals import Refused, Why
from sync.server import engine as engines
from sync.server import logs

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = {False: 5.0, True: 1.0}
"""For how long what was tried out is believed, where it was full and where not; a refusal, and a report, end that."""

_PAGE = 8192  # bytes of PostgreSQL's: each row of the table takes one, as nine tenths of it are to stay free
_PLACE = ("SELECT quote_ident(spcname) FROM pg_tablespace s JOIN pg_database d ON d.dattablespace = s.oid "
          "WHERE datname = current_database()")  # where the data lie; other tables of this kind may lie elsewhere
_TABLE = ("CREATE TEMPORARY TABLE IF NOT EXISTS room (filler char(400)) WITH (fillfactor = 10) "
          "ON COMMIT DELETE ROWS TABLESPACE {place}")
_CONNECT = 5  # seconds; whoever asks for the server's health waits for nothing longer
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_log = logging.getLogger(__name__)


@dataclass
class Room:
    """What one server process knows of the room for the data.

    refused_at: when a request was last refused here because a disk is full, seconds since 1970, 0.0 for never; for
    people. is_refusing: no report was taken here since; that is all that is known where nothing can be tried out.
    is_told: it was logged that nothing can.
    """

    engine: sa.Engine
    clock: Callable[[], float] = time.monotonic
    refused_at: float = 0.0
    is_refusing: bool = False
    is_told: bool = False
    _found: tuple[float, bool] | None = None
    _own: sa.Engine | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def refuse(self) -> None:
        """Note that there was no room; what was found before says nothing any more."""
        self.refused_at, self.is_refusing, self._found = time.time(), True, None

    def take(self) -> None:
        """Note that a report was written."""
        self.is_refusing = False
        if self._found is not None and self._found[1]:
            self._found = None

    def is_full(self) -> bool:
        """Tell whether reports are refused, or may be: there is less room than one request may take."""
        with self._lock:
            moment, found = self.clock(), self._found
            if found is None or moment - found[0] >= SECONDS[found[1]]:
                self._found = found = (moment, self._try())
            return found[1]

    def free(self) -> int | None:
        """Return the bytes left on the data's disk; None where the database is a server's and its disk its own."""
        folder = self._folder()
        return shutil.disk_usage(folder).free if folder is not None else None

    def close(self) -> None:
        """Give up the connection that is kept for trying."""
        if self._own is not None:
            self._own.dispose()
            self._own = None

    def _folder(self) -> Path | None:
        if self.engine.dialect.name != "sqlite":
            return None
        with engines.reading(self.engine) as connection:
            file = connection.exec_driver_sql("PRAGMA database_list").one()[2]
        return Path(file).parent if file else None

    def _try(self) -> bool:
        if self.engine.dialect.name == "sqlite":
            folder = self._folder()
            fits = folder is None or _fits_beside(folder)
        else:
            fits = self._fits_in()
        return not fits if fits is not None else self.is_refusing

    def _fits_in(self) -> bool | None:
        """Tell whether PostgreSQL finds the room; None where it gives no connection or no table of its own."""
        if self._own is None:
            self._own = sa.create_engine(self.engine.url, pool_size=1, max_overflow=0, pool_pre_ping=True,
                                         hide_parameters=True, connect_args={"connect_timeout": _CONNECT})
        try:
            with engines.writing(self._own) as connection:
                place = connection.execute(sa.text(_PLACE)).scalar_one()
                connection.execute(sa.text(_TABLE.format(place=place)))
                connection.execute(sa.text("INSERT INTO room SELECT 'x' FROM generate_series(1, :pages)"),
                                   {"pages": limits.REQUEST_BYTES // _PAGE})
        except (Refused, sa.exc.DBAPIError) as fault:
            self.close()  # what room there was before there was none goes back with the connection
            if isinstance(fault, Refused) and fault.code == Why.DISK_FULL:
                return False
            if not self.is_told:
                self.is_told = True
                logs.tell(_log, "room cannot be tried out", logging.WARNING, fault=fault)
            return None
        return True


def _fits_beside(folder: Path) -> bool | None:
    """Tell whether a folder's disk has the room; None where the system cannot say."""
    if shutil.disk_usage(folder).free < limits.REQUEST_BYTES:
        return False
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            os.posix_fallocate(file.fileno(), 0, limits.REQUEST_BYTES)
    except AttributeError:  # Windows
        return True
    except OSError as fault:
        return False if fault.errno in _FULL else None
    return True
