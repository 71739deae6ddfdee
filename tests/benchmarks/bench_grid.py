"""The grid on many members: first page, jump to the middle, sorting; from the question until it is drawn."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

from tests.benchmarks.figures import Board, in_child
from tests.benchmarks.offices import office_of
from union_desk.search import Filter, Query

NAME = "grid"
DEFAULT_ROWS = 1_000_000
MOST_SECONDS = 0.050
PASSPHRASE = "benchmark passphrase"
_TIMES = 9
_KEY = (("name", False),)


def main(rows: int) -> None:
    """Measure in a window over so many members; print the board."""
    with tempfile.TemporaryDirectory() as place:
        office = Path(place, "office")
        in_child(office_of, office, rows, PASSPHRASE)
        measured = in_child(measure, office)
    first, early, late, name, whole, narrow = measured.result
    board = Board(f"the grid on {rows:,} members (median of {_TIMES}, drawn)")
    board.add("first page", first * 1000, "ms", at_most=MOST_SECONDS * 1000)
    board.add("jump to the middle, at once", early * 1000, "ms", at_most=MOST_SECONDS * 1000)
    board.add("jump to the middle, a moment later", late * 1000, "ms", at_most=MOST_SECONDS * 1000)
    board.add("first page in order of names", name * 1000, "ms", at_most=MOST_SECONDS * 1000)
    board.add("the places of all members", whole)
    board.add("first page of a filter", narrow)
    board.add("memory at most", measured.peak_mib, "MiB")
    board.show()


def measure(office: Path) -> tuple[float, ...]:
    """Return the seconds: first page, jumps before and after all places are known, names, all places, a filter."""
    import time

    from tests.benchmarks.screens import Screen
    from union_desk.database import Database

    screen = Screen(Database.open(office, PASSPHRASE))
    model = screen.page.grid.grid_model
    everything, other = Query(sort=(("n", False),)), Query()
    first: list[float] = []
    early: list[float] = []
    late: list[float] = []
    name: list[float] = []
    whole: list[float] = []
    narrow: list[float] = []
    for turn in range(_TIMES):
        first.append(screen.ask(other if turn % 2 else everything))
        early.append(screen.jump(model.total // 2 + turn * 1000))
        begun = time.perf_counter()
        screen.until(lambda: model.is_complete)
        whole.append(time.perf_counter() - begun)
        late.append(screen.jump(model.total // 3 + turn * 1000))
        name.append(screen.ask(Query(sort=_KEY)))
        screen.until(screen.app.jobs.is_idle)
    for sex in ("1", "2"):
        narrow.append(screen.ask(Query(filters=(Filter("sex", "is", (sex,)),))))
        screen.until(screen.app.jobs.is_idle)
    return tuple(median(values) for values in (first, early, late, name, whole, narrow))
