"""Progress: what is reported, how often, and that asking for progress is where work is cancelled."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from tests.offices import ACTOR
from tests.samples import member
from union_desk import lifecycle, records
from union_desk.progress import NONE, PAUSE, Cancelled, Progress, State
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from union_desk.database import Database


class Clock:
    """A clock that stands still until it is moved."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock that progress looks at."""
    made = Clock()
    monkeypatch.setattr("union_desk.progress.time.monotonic", made)
    return made


def test_each_part_is_announced_at_once(clock: Clock) -> None:
    seen: list[State] = []
    progress = Progress(seen.append)
    progress.start(10, "Reading")
    progress.start(0, "Writing")
    assert seen == [State("Reading", 0, 10, None), State("Writing", 0, 0, None)]


def test_steps_are_shown_ten_times_a_second_at_most(clock: Clock) -> None:
    seen: list[State] = []
    progress = Progress(seen.append)
    progress.start(1000, "Reading")
    for _ in range(1000):
        clock.now += PAUSE / 10
        progress.step()
    assert 90 <= len(seen) <= 102
    assert [s.done for s in seen] == sorted({s.done for s in seen})


def test_the_time_left_follows_the_pace_so_far(clock: Clock) -> None:
    seen: list[State] = []
    progress = Progress(seen.append)
    progress.start(100, "Reading")
    clock.now += 5
    progress.step(25)
    clock.now += 5
    progress.step(80)
    assert [s.seconds_left for s in seen] == [None, 15.0, 0.0]


def test_the_time_left_is_unknown_where_the_total_is(clock: Clock) -> None:
    seen: list[State] = []
    progress = Progress(seen.append)
    progress.start(0, "Searching")
    clock.now += 1
    progress.step(5)
    assert seen[-1] == State("Searching", 5, 0, None)


@pytest.mark.parametrize("watched", [True, False])
def test_cancelled_work_stops_at_its_next_step_and_stays_cancelled(watched: bool) -> None:
    seen: list[State] = []
    progress = Progress(seen.append if watched else None)
    progress.start(3, "Reading")
    progress.step()
    progress.cancel()
    for _ in range(2):
        with pytest.raises(Cancelled):
            progress.step()
    with pytest.raises(Cancelled):
        progress.start(1, "Writing")


def test_work_is_cancelled_from_another_thread() -> None:
    progress, begun = Progress(), threading.Event()
    ended: list[str] = []

    def work() -> None:
        progress.start(0, "Working")
        begun.set()
        try:
            while True:
                progress.step()
        except Cancelled:
            ended.append("cancelled")

    worker = threading.Thread(target=work)
    worker.start()
    assert begun.wait(10)
    progress.cancel()
    worker.join(10)
    assert ended == ["cancelled"]


def test_cancelling_takes_back_what_the_work_had_written(office: Database) -> None:
    progress = Progress()

    def work() -> None:
        with office.write(ACTOR, "Added") as s:
            for serial in range(1, 4):
                lifecycle.create(s, MEMBERS, member(serial))
                if serial == 2:
                    progress.cancel()
                progress.step()

    with pytest.raises(Cancelled):
        work()
    with office.read() as s:
        assert records.count(s, MEMBERS) == 0


def test_work_that_nobody_watches_is_never_cancelled() -> None:
    NONE.start(10, "Reading")
    NONE.cancel()
    NONE.step(5)
    NONE.start(10, "Writing")
