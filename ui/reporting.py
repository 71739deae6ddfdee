"""Reporting to the superior in the background: after changes, and again after failures, as the retry policy says.

When the network comes back, what waits for its next try is tried at once, though not before the server asked for it.

A session also fetches: the other computers' work and what the superior posted, so it is held now and then although
nothing waits. Nothing of it touches the form in which somebody is typing; a form that is saved later is merged.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from sync.desk import policy, status, store
from sync.desk.retry import Retry
from sync.desk.wholesale import ManyChangedError
from sync.protocol.peer import NoAnswerError
from sync.protocol.refusals import PASSING, Refused
from union_desk.errors import UserError
from union_desk.words import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App
    from ui.jobs import Job
    from ui.network import Source
    from union_desk.progress import Progress

AFTER_START, AFTER_CHANGE = 20_000, 60_000  # milliseconds
LOOK_AGAIN = 30 * 60_000  # what other computers and the superior sent is fetched although nothing waits here
AUTOMATIC = "sync/automatic"


class Reporter(QObject):
    """Runs one session at a time; `began(job)`, then `ended(report, error)`, one of the two being None."""

    began = Signal(object)
    ended = Signal(object, object)

    def __init__(self, app: App, retry: Retry | None = None) -> None:
        """Listen to changes; nothing is sent while the office has no superior."""
        super().__init__(app)
        self.app = app
        self.job: Job | None = None
        self.retry = retry or Retry()
        self.due = 0.0  # when the next try is made (clock of time.monotonic), 0 for not at all
        self.earliest = 0.0  # after a failure: no try by itself before this (same clock), 0 for none to wait for
        self.stopped_by: UserError | None = None  # a refusal that no further try will mend
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)  # a coarse one may come early
        self._timer.timeout.connect(self._automatic)
        app.changed.connect(self._changed)

    @property
    def automatic(self) -> bool:
        """Tell whether sessions begin by themselves."""
        return self.app.preferences.flag(AUTOMATIC, default=True)

    def set_automatic(self, wanted: bool) -> None:  # noqa: FBT001  one of two settings
        """Let sessions begin by themselves, or only when somebody asks."""
        self.app.preferences.put(AUTOMATIC, wanted)
        if wanted:
            self.schedule(AFTER_START)
        else:
            self._timer.stop()
            self.due = 0.0

    def schedule(self, milliseconds: int, *, later: bool = True) -> None:
        """Begin a session after a while; `later` replaces an earlier appointment."""
        if not self.app.actor.can(status.RIGHT):
            return
        if not self.automatic or self.stopped_by is not None or (self._timer.isActive() and not later):
            return
        now = time.monotonic()
        milliseconds = max(milliseconds, math.ceil((self.earliest - now) * 1000))
        self._timer.start(milliseconds)
        self.due = now + milliseconds / 1000

    def _changed(self, _registers: object) -> None:
        """Report after a while; a change of very many records that stopped it may have been undone by this one."""
        if isinstance(self.stopped_by, ManyChangedError):
            self.stopped_by = None
        self.schedule(AFTER_CHANGE, later=False)

    def follow(self, source: Source) -> None:
        """Try again at once when the source tells that the network came back."""
        from ui.network import Network

        Network(source, self).returned.connect(self._network_returned)

    def _network_returned(self) -> None:
        """Bring the next try forward as far as it may go; only one that waits because the last one failed."""
        self.retry.network_returned()
        if self.earliest and self._timer.isActive() and self.earliest < self.due:
            self.schedule(0)

    def sync(self, *, asked: bool = True, **accepted: bool) -> None:
        """Begin a session now, unless one is under way; what leaves the office must have been accepted before.

        `accepted` is what a person has answered, as `sending.send` takes it: accept_emptier, accept_many.
        """
        if self.job is not None and not self.job.ended:
            return
        if asked:
            from ui.pages import sync_policy

            sync_policy.when_accepted(self.app, lambda: self._begin(asked=True, **accepted))
        else:
            self._begin(asked=False, **accepted)

    def _begin(self, *, asked: bool, **accepted: bool) -> None:
        if self.job is not None and not self.job.ended:
            return
        self._timer.stop()
        self.due, self.earliest, self.stopped_by = 0.0, 0.0, None

        def work(progress: Progress) -> object:
            from sync.desk import sending

            return sending.send(self.app.db, self.app.actor, progress, **accepted)

        self.job = self.app.jobs.run(
            _("Reporting to the superior"), work, self._done, failed=self._failed, owner=self, listed=asked
        )
        self.began.emit(self.job)

    def _automatic(self) -> None:
        self.due = 0.0

        def decide(is_allowed: bool) -> None:  # noqa: FBT001  one of two answers
            if is_allowed and self.automatic:
                self.sync(asked=False)

        self.app.jobs.read(may_report, decide, owner=self)

    def _done(self, report: object) -> None:
        self.retry.succeeded()
        self.schedule(LOOK_AGAIN, later=False)
        self.app.synced.emit()
        self.ended.emit(report, None)

    def _failed(self, error: BaseException) -> None:
        self.app.synced.emit()
        if isinstance(error, NoAnswerError) or (isinstance(error, Refused) and error.code in PASSING):
            wait = self.retry.failed(error.retry_after)
            self.earliest = time.monotonic() + self.retry.least
            self.schedule(math.ceil(wait * 1000))
        elif isinstance(error, UserError):
            self.stopped_by = error
        else:
            self.app.messages.error(error)
        self.ended.emit(None, error)


def may_report(session: Session) -> bool:
    """Tell whether the office has a superior with a server, and somebody accepted what leaves it."""
    if store.get(session, store.SUPERIOR) is None or not store.superior(session).server:
        return False
    return policy.is_accepted(session)


def of(app: App) -> Reporter:
    """Return the app's reporter, made when it is first asked for."""
    found = app.findChild(Reporter)
    return found if found is not None else Reporter(app)


def begin(app: App) -> None:
    """Let reporting begin by itself, a little after the start, and follow the network."""
    from ui import network

    found, source = of(app), network.of_the_system()
    if source is not None:
        found.follow(source)
    found.schedule(AFTER_START)
