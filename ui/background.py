"""Work off the screen's thread while there is no office yet: opening one, making one."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from union_desk.progress import Cancelled, Progress, State

if TYPE_CHECKING:
    from collections.abc import Callable

# A window that nobody holds is taken apart by the thread that lets go of it last, and only the screen's thread may do
# that: what works is held here until the screen's thread has seen the other one end.
_HELD: set[Background] = set()


class Background(QObject):
    """Runs one thing at a time; what it ends with is called on the screen's thread, unless the owner is gone."""

    reported = Signal(object)  # State
    _ended = Signal(object, object)  # result, error

    def __init__(self, owner: QObject) -> None:
        """Belong to a dialog."""
        super().__init__(owner)
        self._ended.connect(self._conclude, Qt.ConnectionType.QueuedConnection)
        self._thread: threading.Thread | None = None
        self._calls: tuple[Callable[[Any], None], Callable[[BaseException], None]] | None = None
        self.busy = False

    def run(self, work: Callable[[Progress], Any], done: Callable[[Any], None],
            failed: Callable[[BaseException], None]) -> Progress:
        """Do `work(progress)`, then `done(result)` or `failed(error)`; a cancelled work calls neither."""
        self.busy = True
        self._calls = (done, failed)
        progress = Progress(self._report)
        _HELD.add(self)
        self._thread = threading.Thread(target=self._attempt, args=(work, progress), name="entrance", daemon=True)
        self._thread.start()
        return progress

    def stop(self) -> None:
        """Wait for the thread."""
        if self._thread is not None:
            self._thread.join()

    def _attempt(self, work: Callable[[Progress], Any], progress: Progress) -> None:
        result, error = None, None
        try:
            result = work(progress)
        except BaseException as fault:  # noqa: BLE001  carried to the screen's thread, which names it
            error = fault
        if shiboken6.isValid(self):
            self._ended.emit(result, error)

    def _report(self, state: State) -> None:
        if shiboken6.isValid(self):
            self.reported.emit(state)

    def _conclude(self, result: Any, error: BaseException | None) -> None:
        self.stop()  # the other thread lets go of everything
        _HELD.discard(self)
        calls, self._calls, self.busy = self._calls, None, False
        assert calls is not None
        done, failed = calls
        if error is None:
            done(result)
        elif not isinstance(error, Cancelled):
            failed(error)
