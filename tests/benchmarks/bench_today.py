"""Today over three years of work in every book, from the key to a page that is drawn, beside an empty office."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from tests.benchmarks.figures import Board, in_child
from tests.benchmarks.offices import office_of

NAME = "today"
DEFAULT_ROWS = 20_000
RATIO = 1.5
PASSPHRASE = "benchmark passphrase"
_TIMES, _YEARS, _FEW_ROWS = 7, 3, 1_000


def main(rows: int) -> None:
    """Open both offices in turn, each time in a process of its own; print the board."""
    with tempfile.TemporaryDirectory() as place:
        full, empty = Path(place, "full"), Path(place, "empty")
        in_child(office_of, full, rows, PASSPHRASE, _YEARS)
        in_child(office_of, empty, 0, PASSPHRASE)
        times = _TIMES if rows > _FEW_ROWS else 1
        runs = [(in_child(measure, empty).result, in_child(measure, full).result) for _turn in range(times + 1)][1:]
    floor, worked = (tuple(min(run[which][part] for run in runs) for part in range(2)) for which in range(2))
    board = Board(f"Today over {rows:,} members and {_YEARS} years of work, beside an empty office (best of {times})")
    board.add("from the key to a page that is drawn", worked[0], floor=floor[0], ratio_at_most=RATIO)
    board.add("shown again while the program runs", worked[1], floor=floor[1])
    board.show()


def measure(office: Path) -> tuple[float, float]:
    """Return the seconds from opening the database to a drawn Today, and of Today shown once more."""
    from tests.benchmarks.screens import opened_today
    from union_desk.database import Database
    from union_desk.safety import keys

    key = keys.unwrap(office, PASSPHRASE)
    begun = time.perf_counter()
    again = opened_today(Database.open_with(office, key))
    first = time.perf_counter() - begun
    return first, again()
