"""Sessions with the superior of this superior, in the background and for ever: after a fault again, later and later."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.desk.retry import Retry
from sync.relay import memory, policy
from sync.server import engine as engines
from sync.server import housekeeping, logs
from sync.server.recurring import Recurring
from union_desk.errors import UserError
from union_desk.words import N_

if TYPE_CHECKING:
    from sync.desk.remote import Post
    from sync.relay.session import Report
    from sync.server.superior import Superior

LOCK = 4826504
"""The name in PostgreSQL of a session with the higher superior: one at a time."""

_log = logging.getLogger(__name__)


class AlreadyRelayingError(UserError):
    """Another process over this database holds a session with the higher superior."""

    code = "already_relaying"
    message = N_("A session with the higher superior is under way already: the server, or another command, holds it. "
                 "Wait until it has ended and try again.")


def run_once(superior: Superior, lines: policy.Policy, post: Post | None = None) -> Report:
    """Hold one session as a person asked; raises AlreadyRelayingError and as `session.run` does."""
    from sync.relay import session

    with housekeeping.alone(superior, LOCK, threading.Lock()) as may:
        if not may:
            raise AlreadyRelayingError
        return session.run(superior, lines, post)


class Running(Recurring):
    """A thread that relays every so many minutes (0 for never) until the block is left."""

    def __init__(self, superior: Superior, minutes: int, file: str, post: Post | None = None) -> None:
        """Take the superior, how often, and the file of its own policy; raises PolicyFileError."""
        super().__init__("relay", minutes * 60.0)
        self._superior, self._post = superior, post
        self._policy = policy.read(file)
        self._retry, self._alone = Retry(), threading.Lock()

    def once(self) -> float:
        """Hold one session; returns how many seconds to wait before the next."""
        try:
            if not self._reports():
                return self._seconds
            from sync.relay import session  # an office's end of the road, which a superior above all others never needs

            with housekeeping.alone(self._superior, LOCK, self._alone) as may:
                if not may:  # another process over this database does it
                    return self._seconds
                report = session.run(self._superior, self._policy, self._post)
        except memory.NotRelayingError:
            return self._seconds
        except (UserError, sa.exc.SQLAlchemyError, OSError) as fault:
            wait = self._retry.failed(getattr(fault, "retry_after", None))
            logs.tell(_log, "not relayed", logging.WARNING, code=str(getattr(fault, "code", "")), wait=round(wait),
                      fault=fault)
            return wait
        self._retry.succeeded()
        logs.tell(_log, "relayed", frames=report.frames, records=report.records, returned=report.returned,
                  units=report.units, posts=report.posts, receipts=report.receipts,
                  files=report.files_sent + report.files_taken, faults=len(report.faults))
        return self._seconds

    def _reports(self) -> bool:
        """Tell whether this superior has one of its own."""
        with engines.reading(self._superior.engine) as connection:
            return memory.get(connection, memory.ABOVE) is not None
