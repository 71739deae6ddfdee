"""What a server does by itself from time to time, in a thread of its own, until its block is left."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType


class Recurring:
    """A thread that calls `once` again and again; a kind of work derives from it. Without `seconds` it never starts."""

    def __init__(self, name: str, seconds: float, first: float = 0.0) -> None:
        """Take the thread's name, the usual pause and the pause before the first time (seconds)."""
        self._seconds, self._first = seconds, first
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.run, name=name, daemon=True)

    def __enter__(self) -> Self:
        """Start."""
        if self._seconds:
            self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None,
                 trace: TracebackType | None) -> None:
        """Stop; what is under way may be cut at any moment, so nobody waits long for it."""
        self.stop()
        if self._seconds:
            self._thread.join(5)

    def stop(self) -> None:
        """Do it no more."""
        self._stop.set()

    def run(self) -> None:
        """Do it until told to stop."""
        wait = self._first
        while not self._stop.wait(wait):
            wait = self.once()

    def once(self) -> float:
        """Do it; returns how many seconds to wait before the next time. A fault must not get out of it."""
        raise NotImplementedError  # each kind of work has its own
