"""What the server does by itself from time to time.

Duplicates and transfers are looked for and their tasks made; what unions erased leaves the stored frames and files.
"""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.protocol.refusals import Refused
from sync.server import contents, delivering, duplicates, erasing, logs, transfers
from sync.server.recurring import Recurring
from sync.server.superior import days_ago

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.server.superior import Superior

_LOCK = 4826503
_round = threading.Lock()
_log = logging.getLogger(__name__)


class Housekeeping(Recurring):
    """A thread that works every so many minutes (0 for never) until the block is left."""

    def __init__(self, superior: Superior, minutes: int, days: int = 0) -> None:
        """Take the superior, how often, and after how many days a half-sent file is dropped (0 for never)."""
        super().__init__("housekeeping", minutes * 60.0, first=minutes * 60.0)
        self._superior, self._days = superior, days

    def once(self) -> float:
        """Do one round; returns the seconds to the next."""
        work(self._superior, self._days)
        return self._seconds


@contextmanager
def alone(superior: Superior, number: int = _LOCK, mine: threading.Lock = _round) -> Iterator[bool]:
    """Tell whether this round may work: of all processes over one database one does, the others leave it to that one.

    `number` names the kind of work in PostgreSQL, `mine` in this process.

    PostgreSQL holds the lock and drops it with the connection; an SQLite file has one server.
    """
    if not mine.acquire(blocking=False):
        yield False
        return
    try:
        with superior.engine.connect() as connection:
            postgres = connection.dialect.name == "postgresql"
            lock = sa.text(f"SELECT pg_try_advisory_lock({number})")
            locked = not postgres or bool(connection.execute(lock).scalar())
            connection.commit()
            try:
                yield locked
            finally:
                if postgres and locked:
                    connection.execute(sa.text(f"SELECT pg_advisory_unlock({number})"))
                    connection.commit()
    finally:
        mine.release()


def work(superior: Superior, days: int = 0) -> None:
    """Do one round; a fault is logged and waits for the next one. Half-sent files are dropped after some days."""
    try:
        with alone(superior) as may:
            if not may:
                return
            found, routed = duplicates.find(superior), transfers.route(superior)
            found |= delivering.deliver(superior)
            found["files_dropped"] = contents.tidy(superior, days_ago(days) if days else "")
            gone = erasing.carry_out(superior)
        facts = found | {f"transfers_{state}": count for state, count in routed.items()}
        logs.tell(_log, "tasks", **facts)
        if gone.frames:
            logs.tell(_log, "erased", **gone.counts)
    except (Refused, sa.exc.SQLAlchemyError) as fault:
        logs.tell(_log, "tasks not made", logging.WARNING, fault=fault)
