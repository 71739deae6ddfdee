"""Long work off the screen's thread: one writer, several readers, progress with time left, cancel, results kept.

Whatever a job's end calls is called on the screen's thread, through a queued connection even when the job ends at
once, and never after the widget that asked for it (`owner`) is gone.
"""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from union_desk.progress import Cancelled, Progress, State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy.orm import Session

    from union_desk.access import Actor
    from union_desk.database import Database

log = logging.getLogger(__name__)
T = TypeVar("T")

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
READERS = 3
KEPT = 50


@dataclass(frozen=True)
class Action:
    """A button beside a result: its words, already in the person's language, and what it does."""

    text: str
    run: Callable[[], None]


@dataclass(eq=False)
class Job:
    """One piece of work: its title, how far it is, how it ended, and buttons for its result."""

    title: str
    listed: bool = True
    status: str = WAITING
    state: State | None = None
    result: Any = None
    error: BaseException | None = None
    began: float = field(default_factory=time.monotonic)
    summary: str = ""
    actions: list[Action] = field(default_factory=list)
    progress: Progress = field(default_factory=Progress)
    cancelled: bool = False

    @property
    def ended(self) -> bool:
        """Tell whether nothing more will happen."""
        return self.status in {DONE, FAILED, CANCELLED}

    def cancel(self) -> None:
        """Ask the work to stop at its next step; what it wrote is rolled back."""
        self.cancelled = True
        self.progress.cancel()

    def conclude(self, summary: str, *actions: Action) -> None:
        """Say what came out, and offer what can be done with it; for a `done` function."""
        self.summary, self.actions = summary, list(actions)


class Jobs(QObject):
    """Runs jobs and keeps the list of them, newest first. `changed(job)` on every step, `ended(job)` at the end."""

    changed = Signal(object)
    ended = Signal(object)
    failed = Signal(object)  # the exception of a job that nobody else takes care of
    _report = Signal(object, object)
    _finish = Signal(object)

    def __init__(self, db: Database, actor: Actor, parent: QObject | None = None) -> None:
        """Start with no threads; they are made when there is work."""
        super().__init__(parent)
        self.db, self.actor = db, actor
        self.list: list[Job] = []
        self._writer = ThreadPoolExecutor(1, "writer")
        self._readers = ThreadPoolExecutor(READERS, "reader")
        self._open: set[Future[None]] = set()
        self._lock = threading.Lock()
        self._stopped = False
        self._report.connect(self._reported, Qt.ConnectionType.QueuedConnection)
        self._finish.connect(_call, Qt.ConnectionType.QueuedConnection)

    def run(  # noqa: PLR0913  what, by which thread, and what then
        self,
        title: str,
        work: Callable[[Progress], T],
        done: Callable[[T], None] | None = None,
        *,
        failed: Callable[[BaseException], None] | None = None,
        owner: QObject | None = None,
        writes: bool = False,
        listed: bool = True,
    ) -> Job:
        """Do long work: `work(progress)` on another thread, then `done(result)` or `failed(error)` on this one.

        `writes` puts it in the one queue of those that write. Without `failed` an error is shown as a message.
        A cancelled job calls neither.
        """
        job = Job(title, listed=listed)
        job.progress = Progress(lambda state: self._report.emit(job, state))
        if listed:
            self.list.insert(0, job)
            del self.list[KEPT:]
        self.changed.emit(job)
        pool = self._writer if writes else self._readers
        self._submit(pool, job, lambda: work(job.progress), _Ending(done, failed, owner))
        return job

    def read(
        self,
        work: Callable[[Session], T],
        done: Callable[[T], None],
        *,
        failed: Callable[[BaseException], None] | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Look into the database quietly: `work(session)` on another thread, then `done(result)` on this one."""

        def look() -> T:
            with self.db.read() as session:
                return work(session)

        job = Job("", listed=False)
        self._submit(self._readers, job, look, _Ending(done, failed, owner))
        return job

    def gesture(  # noqa: PLR0913  the words of the journal, the work, and what then
        self,
        what: str,
        work: Callable[[Session], T],
        done: Callable[[T], None] | None = None,
        *,
        params: Mapping[str, object] | None = None,
        keep: bool = False,
        failed: Callable[[BaseException], None] | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Change something as one journaled gesture: `work(session)` behind the writing door, in its turn.

        `what` is a message marked with N_ and `params` its parameters; `keep` journals a gesture without changes.
        """

        def write() -> T:
            with self.db.write(self.actor, what, keep=keep, **(params or {})) as session:
                return work(session)

        job = Job("", listed=False)
        self._submit(self._writer, job, write, _Ending(done, failed, owner))
        return job

    def bookkeep(
        self, work: Callable[[Session], T], done: Callable[[T], None] | None = None, *, owner: QObject | None = None
    ) -> Job:
        """Write to tables that are no registers (settings, drafts), in its turn; nothing is journaled."""

        def write() -> T:
            with self.db.bookkeeping() as session:
                return work(session)

        job = Job("", listed=False)
        self._submit(self._writer, job, write, _Ending(done, None, owner))
        return job

    def running(self) -> list[Job]:
        """Return the listed jobs that have not ended."""
        return [job for job in self.list if not job.ended]

    def forget(self) -> None:
        """Clear the ended jobs from the list."""
        self.list = [job for job in self.list if not job.ended]

    def is_idle(self) -> bool:
        """Tell whether nothing is under way, listed or not, its end included."""
        with self._lock:
            return not self._open

    def stop(self) -> None:
        """Cancel what can be cancelled and wait for the threads; used when the office is closed."""
        self._stopped = True
        for job in self.running():
            job.cancel()
        self._writer.shutdown(wait=True)  # drafts and the like that still wait are written
        self._readers.shutdown(wait=True, cancel_futures=True)

    def _submit(self, pool: ThreadPoolExecutor, job: Job, work: Callable[[], Any], ending: _Ending) -> None:
        if self._stopped:  # the office is being closed: a timer that still fires begins nothing
            job.status = CANCELLED
            return
        token: Future[None] = Future()
        with self._lock:
            self._open.add(token)

        def end(status: str, result: Any, error: BaseException | None) -> None:
            with self._lock:
                self._open.discard(token)
            job.status, job.result, job.error = status, result, error
            self._conclude(job, ending)

        def attempt() -> None:
            status, result, fault = CANCELLED, None, None
            try:
                if not job.cancelled:  # one that was given up while it waited is not begun
                    job.status, job.began = RUNNING, time.monotonic()
                    result = work()
                    status = DONE
            except Cancelled:
                pass
            except BaseException as error:  # noqa: BLE001  carried to the screen's thread, which names or logs it
                status, fault = FAILED, error
            self._finish.emit(partial(end, status, result, fault))

        pool.submit(attempt)

    def _reported(self, job: Job, state: State) -> None:
        if not job.ended:
            job.state = state
            self.changed.emit(job)

    def _conclude(self, job: Job, ending: _Ending) -> None:
        alive = ending.owner is None or shiboken6.isValid(ending.owner)
        if job.status == DONE and ending.done and alive:
            ending.done(job.result)
        elif job.error is not None:
            if ending.failed and alive:
                ending.failed(job.error)
            else:
                self.failed.emit(job.error)
        self.changed.emit(job)
        self.ended.emit(job)


@dataclass(frozen=True)
class _Ending:
    done: Callable[[Any], None] | None
    failed: Callable[[BaseException], None] | None
    owner: QObject | None


def _call(function: Callable[[], None]) -> None:
    function()
