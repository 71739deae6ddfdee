"""Progress of long work, and the one place where it can be cancelled."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


PAUSE = 0.1  # seconds between two reports


class Cancelled(Exception):  # noqa: N818  not an error: somebody asked for it
    """The person cancelled; the transaction around the work rolls back."""


@dataclass(frozen=True, slots=True)
class State:
    """How far the work is: steps done of total (0 is unknown), what it does, seconds left (None is unknown)."""

    text: str
    done: int
    total: int
    seconds_left: float | None


class Progress:
    """Reports and cancels: each `step` publishes at most ten times a second and raises Cancelled when asked to."""

    def __init__(self, publish: Callable[[State], None] | None = None) -> None:
        """Take the function that shows the state; it is called on the working thread."""
        self._publish = publish
        self._cancelled = False
        self._text, self._done, self._total, self._begun, self._shown = "", 0, 0, 0.0, 0.0

    def start(self, total: int, text: str) -> None:
        """Begin a part of the work with so many steps."""
        self._text, self._done, self._total, self._begun = text, 0, total, time.monotonic()
        self._show(force=True)

    def step(self, count: int = 1) -> None:
        """Say that so many steps are done."""
        self._done += count
        self._show(force=False)

    def cancel(self) -> None:
        """Ask the work to stop at its next step; safe from any thread."""
        self._cancelled = True

    def _show(self, *, force: bool) -> None:
        if self._cancelled:
            raise Cancelled
        now = time.monotonic()
        if self._publish is None or (not force and now - self._shown < PAUSE):
            return
        self._shown = now
        spent = now - self._begun
        left = spent / self._done * max(0, self._total - self._done) if self._done and self._total else None
        self._publish(State(self._text, self._done, self._total, left))


class _Silent(Progress):
    def step(self, count: int = 1) -> None:
        """Do nothing."""

    def start(self, total: int, text: str) -> None:
        """Do nothing."""


NONE: Progress = _Silent()
