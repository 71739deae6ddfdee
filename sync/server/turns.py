"""Who is served next: a bounded queue in which the unions take turns, so that none that sends much keeps others out.

One request of a union is worked on at a time (its rows are under one lock anyway). A place in the queue is taken before
a body is read and a slot only for the work, so that a slow line holds up nobody. All of it runs in one event loop.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sync.protocol.refusals import Refused, Why

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ANYBODY = ""
"""The turn of whoever is not known yet: enrolments and strangers share one, but are not worked on one by one."""


@dataclass
class Turns:
    """At most `at_once` requests are worked on and `waiting` wait, of a union at most `each`; bodies share `bytes`."""

    at_once: int
    waiting: int
    each: int
    bytes: int
    inside: Counter[str] = field(default_factory=Counter)
    working: Counter[str] = field(default_factory=Counter)
    held: int = 0
    turned_away: int = 0
    _queues: dict[str, deque[asyncio.Future[None]]] = field(default_factory=dict)

    @asynccontextmanager
    async def place(self, unit: str, size: int = 0) -> AsyncIterator[None]:
        """Take a place and room for a body of so many bytes; raises Refused('busy') when there is none."""
        full = self.inside.total() >= self.at_once + self.waiting
        greedy = unit != ANYBODY and self.inside[unit] > self.each
        if full or greedy or self.held + size > self.bytes:
            self.turned_away += 1
            raise Refused(Why.BUSY)
        self.inside[unit] += 1
        self.held += size
        try:
            yield
        finally:
            self.inside[unit] -= 1
            self.held -= size
            if not self.inside[unit]:
                del self.inside[unit]

    @asynccontextmanager
    async def slot(self, unit: str) -> AsyncIterator[None]:
        """Wait for this union's turn and work inside the block."""
        if self._may(unit) and not self._queues.get(unit):
            self.working[unit] += 1
        else:
            await self._wait(unit)
        try:
            yield
        finally:
            self._leave(unit)

    @property
    def in_line(self) -> int:
        """Return how many wait for a slot."""
        return sum(map(len, self._queues.values()))

    def _may(self, unit: str) -> bool:
        return self.working.total() < self.at_once and (unit == ANYBODY or not self.working[unit])

    async def _wait(self, unit: str) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queues.setdefault(unit, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # the turn came at the very moment of giving up
                self._leave(unit)
            else:
                self._forget(unit, turn)
            raise

    def _forget(self, unit: str, turn: asyncio.Future[None]) -> None:
        queue = self._queues.get(unit)
        if queue is not None and turn in queue:
            queue.remove(turn)
            if not queue:
                del self._queues[unit]

    def _leave(self, unit: str) -> None:
        self.working[unit] -= 1
        if not self.working[unit]:
            del self.working[unit]
        self._call_next()

    def _call_next(self) -> None:
        """Give free slots to the unions in the order in which they were last served."""
        for unit in list(self._queues):
            if self.working.total() >= self.at_once:
                return
            if not self._may(unit):
                continue
            queue = self._queues.pop(unit)
            turn = queue.popleft()
            if queue:
                self._queues[unit] = queue  # behind all others
            self.working[unit] += 1
            turn.set_result(None)
