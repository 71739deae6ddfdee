"""Work off the screen's thread while there is no office yet: opening one, making one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from union_desk.progress import Cancelled, Progress, State

if TYPE_CHECKING:
    from collections.abc import Callable


class Background(QObject):
    """Runs one thing at a time; what it ends with is called on the screen's thread, unless the owner is gone."""

    reported = Signal(object)  # State
    _ended = Signal(object)

    def __init__(self, owner: QObject) -> None:
        """Belong to a dialog."""
        super().__init__(owner)
        self._pool = ThreadPoolExecutor(1, "entrance")
        self._ended.connect(_call, Qt.ConnectionType.QueuedConnection)
        self.busy = False

    def run(self, work: Callable[[Progress], Any], done: Callable[[Any], None],
            failed: Callable[[BaseException], None]) -> Progress:
        """Do `work(progress)`, then `done(result)` or `failed(error)`; a cancelled work calls neither."""
        self.busy = True
        progress = Progress(self._report)

        def attempt() -> None:
            try:
                result = work(progress)
            except Cancelled:
                self._finish(lambda: None)
            except BaseException as error:  # noqa: BLE001  carried to the screen's thread, which names it
                self._finish(partial(failed, error))
            else:
                self._finish(lambda: done(result))

        self._pool.submit(attempt)
        return progress

    def stop(self) -> None:
        """Wait for the thread."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _report(self, state: State) -> None:
        if shiboken6.isValid(self):
            self.reported.emit(state)

    def _finish(self, call: Callable[[], None]) -> None:
        def end() -> None:
            self.busy = False
            call()

        if shiboken6.isValid(self):
            self._ended.emit(end)


def _call(function: Callable[[], None]) -> None:
    function()
