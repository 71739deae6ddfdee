"""Memory of both ends of a first report does not grow with the number of rows (counted by the allocator, no clock)."""

from __future__ import annotations

import gc
import tracemalloc
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.desk.sealing import Sealed
from sync.protocol import limits
from sync.protocol.peer import NoAnswerError
from sync.server import checks
from sync.server import engine as engines
from sync.server.tables import FRAMES
from tests.benchmarks.bench_push import change, fill
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pytest

    from sync.server.superior import Superior
    from tests.sync.roads import Pair

_FRAME, _REQUEST = 40, 4  # records in a frame, frames in a request
_FEW, _MANY = 240, 2_400  # members, each with its first event


def peak_of_a_session(pair: Pair) -> int:
    """Hold a session; returns the most bytes that objects took at once, beyond those that were there before."""
    gc.collect()
    tracemalloc.start(1)
    try:
        pair.sync()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_ten_times_the_rows_need_no_more_memory_at_either_end(
        enrolled: Callable[[Superior], Pair], local: Superior, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SEAL_RECORDS", _FRAME)
    monkeypatch.setattr(limits, "REQUEST_FRAMES", _REQUEST)
    monkeypatch.setattr(checks, "_REMEMBERED", 0)  # values found sound before are remembered, up to a bound
    pair = enrolled(local)
    pair.road.keeps = False
    fill(pair.db, _FEW, seed=1)
    pair.sync()  # what is read once and kept
    peaks = []
    for count in (_FEW, _MANY):
        fill(pair.db, count, seed=count)
        peaks.append(peak_of_a_session(pair))
    with engines.reading(local.engine) as connection:
        frames, largest = connection.execute(sa.select(sa.func.count(), sa.func.max(FRAMES.c.records))).one()
    assert (frames > 2 * (_FEW + _MANY) // _FRAME, largest) == (True, _FRAME)
    assert peaks[1] < 2.5 * peaks[0], peaks  # both ends are at work at once: how their peaks meet is chance
    pair.db.close()


def test_a_session_that_is_cut_leaves_no_frame_behind(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SEAL_RECORDS", _FRAME // 10)
    fill(pair.db, _FRAME, seed=3)
    pair.road.fault = lambda number, _path, moment: (number, moment) == (3, "there")
    gc.collect()
    gc.disable()
    try:
        with suppress(NoAnswerError):
            pair.sync()
        left = [one for one in gc.get_objects() if isinstance(one, Sealed)]
    finally:
        gc.enable()
    assert len(pair.road.sent) > 1
    assert left == []


@contextmanager
def searching() -> Iterator[list[object]]:
    """Free nothing inside the block that only a search finds; gives that at its end."""
    found: list[object] = []
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        yield found
        gc.collect()
        found += gc.garbage
    finally:
        gc.garbage.clear()
        gc.set_debug(0)
        gc.enable()


def test_no_row_of_a_changed_report_waits_until_memory_is_searched(pair: Pair) -> None:
    fill(pair.db, _FRAME, seed=2)
    pair.sync()
    change(pair.db, "一")
    pair.sync()  # the first of its statements are kept for good
    change(pair.db, "二")
    with searching() as found:
        pair.sync()
    with pair.db.read() as s:
        ids = set(s.execute(sa.select(MEMBERS.table.c.id)).scalars())
    held = {each for one in found for each in gc.get_referents(one) if isinstance(each, str)}
    assert len(ids) == _FRAME
    assert not [text for text in held if any(record in text for record in ids)]
