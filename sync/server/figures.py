"""What the server counts about itself, in the text form that Prometheus reads; never anything about a person."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from sync.protocol import envelope
from union_desk import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sqlalchemy as sa

    from sync.server.room import Room
    from sync.server.turns import Turns

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
PREFIX = "union_superior_"


class _Counted(msgspec.Struct):
    """What is read of a receipt to be counted."""

    records: int = 0
    returned: int = 0


@dataclass
class Figures:
    """Counters since the start; `observe` is called once for each request."""

    requests: Counter[tuple[str, str]] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, list[int]] = field(default_factory=dict)
    spent: dict[str, float] = field(default_factory=dict)
    totals: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def observe(self, path: str, status: int, seconds: float, code: str = "") -> None:
        """Count a request that was answered."""
        with self._lock:
            self.requests[path, str(status)] += 1
            if code:
                self.refusals[code] += 1
            buckets = self.seconds.setdefault(path, [0] * (len(BOUNDS) + 1))
            buckets[next((n for n, bound in enumerate(BOUNDS) if seconds <= bound), len(BOUNDS))] += 1
            self.spent[path] = self.spent.get(path, 0.0) + seconds

    def count(self, size: int, receipts: list[str]) -> None:
        """Count the frames of a request and their records, by the receipts given."""
        told = [msgspec.json.decode(envelope.body(text), type=_Counted) for text in receipts]
        with self._lock:
            self.totals["received_bytes"] += size
            self.totals["frames"] += len(told)
            self.totals["rows"] += sum(one.records for one in told)
            self.totals["returned_rows"] += sum(one.returned for one in told)

    def text(self, turns: Turns, room: Room) -> str:
        """Return everything in Prometheus' text form."""
        with self._lock:
            lines = [*self._requests(), *self._latency(), *self._totals()]
        return "\n".join([*lines, *_gauges(turns, room.engine), *_room(room)]) + "\n"

    def _requests(self) -> Iterator[str]:
        yield from _head("requests_total", "counter", "Requests answered, by path and status.")
        for (path, status), count in sorted(self.requests.items()):
            yield f'{PREFIX}requests_total{{path="{path}",status="{status}"}} {count}'
        yield from _head("refusals_total", "counter", "Requests refused, by the code of the refusal.")
        for code, count in sorted(self.refusals.items()):
            yield f'{PREFIX}refusals_total{{code="{code}"}} {count}'

    def _latency(self) -> Iterator[str]:
        name = "request_seconds"
        yield from _head(name, "histogram", "Seconds from the first byte of a request to its answer.")
        for path, buckets in sorted(self.seconds.items()):
            below = 0
            for bound, count in zip((*map(str, BOUNDS), "+Inf"), buckets, strict=True):
                below += count
                yield f'{PREFIX}{name}_bucket{{path="{path}",le="{bound}"}} {below}'
            yield f'{PREFIX}{name}_sum{{path="{path}"}} {self.spent[path]:.6f}'
            yield f'{PREFIX}{name}_count{{path="{path}"}} {below}'

    def _totals(self) -> Iterator[str]:
        for name, words in (("frames", "Frames taken, repeated ones too."), ("rows", "Rows in those frames."),
                            ("returned_rows", "Rows returned to their union."),
                            ("received_bytes", "Bytes of requests that carried frames.")):
            yield from _head(f"{name}_total", "counter", words)
            yield f"{PREFIX}{name}_total {self.totals[name]}"


def _gauges(turns: Turns, engine: sa.Engine) -> Iterator[str]:
    yield from _head("turned_away_total", "counter", "Requests answered 503 because the queue was full.")
    yield f"{PREFIX}turned_away_total {turns.turned_away}"
    yield from _head("queue", "gauge", "Requests in the server, by what they do.")
    reading = turns.inside.total() - turns.working.total() - turns.in_line
    for state, count in (("reading", max(reading, 0)), ("waiting", turns.in_line), ("working", turns.working.total())):
        yield f'{PREFIX}queue{{state="{state}"}} {count}'
    yield from _head("held_bytes", "gauge", "Bytes set aside for bodies.")
    yield f"{PREFIX}held_bytes {turns.held}"
    yield from _head("database_connections", "gauge", "Connections to the database, by what they do.")
    used, idle = getattr(engine.pool, "checkedout", int)(), getattr(engine.pool, "checkedin", int)()
    for state, count in (("in_use", used), ("idle", idle)):
        yield f'{PREFIX}database_connections{{state="{state}"}} {count}'
    yield from _head("info", "gauge", "Which program this is.")
    yield f'{PREFIX}info{{version="{__version__}"}} 1'


def _room(room: Room) -> Iterator[str]:
    yield from _head("writes_refused", "gauge", "1 while reports are refused for want of room, else 0.")
    yield f"{PREFIX}writes_refused {int(room.is_full())}"
    yield from _head("disk_full_seconds", "gauge", "When a request was last refused for want of room, 0 for never.")
    yield f"{PREFIX}disk_full_seconds {room.refused_at:.0f}"
    free = room.free()
    if free is not None:
        yield from _head("free_bytes", "gauge", "Bytes left on the disk of the data.")
        yield f"{PREFIX}free_bytes {free}"


def _head(name: str, kind: str, words: str) -> Iterator[str]:
    yield f"# HELP {PREFIX}{name} {words}"
    yield f"# TYPE {PREFIX}{name} {kind}"
