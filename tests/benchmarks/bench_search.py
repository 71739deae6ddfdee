"""Search as you type: every keystroke of people's names, pinyin, initials and numbers, until its answer is drawn."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from tests.benchmarks.figures import Board, in_child, percentile
from tests.benchmarks.offices import office_of

NAME = "search"
DEFAULT_ROWS = 1_000_000
PASSPHRASE = "benchmark passphrase"
LIMITS = {100_000: 30.0, 1_000_000: 100.0}  # members: milliseconds a keystroke, for 95 of 100
WAYS = ("characters", "pinyin", "initials", "tail of the number", "tail of the mobile")
_PEOPLE = 24


def main(rows: int) -> None:
    """Type into the search field over a tenth of the members, then over all; print the board."""
    board = Board(f"search as you type, {_PEOPLE} people in {len(WAYS)} ways (milliseconds a keystroke, drawn)")
    for members in (rows // 10, rows):
        with tempfile.TemporaryDirectory() as place:
            office = Path(place, "office")
            in_child(office_of, office, members, PASSPHRASE)
            found = in_child(measure, office).result
        every = [ms for times in found.values() for ms in times]
        limit = LIMITS.get(members)
        board.add(f"{members:,} members: p95 of {len(every)} keystrokes", percentile(every, 95), "ms", at_most=limit)
        board.add(f"{members:,} members: median", percentile(every, 50), "ms")
        for way, times in found.items():
            board.add(f"{members:,} members: {way}, p95", percentile(times, 95), "ms")
    board.show()


def measure(office: Path) -> dict[str, list[float]]:
    """Return the milliseconds of each keystroke, by way of typing."""
    from tests.benchmarks.screens import Screen
    from union_desk.database import Database

    db = Database.open(office, PASSPHRASE)
    screen = Screen(db)
    found: dict[str, list[float]] = {}
    for way, text in typed(db):
        for end in range(1, len(text) + 1):
            found.setdefault(way, []).append(screen.type_key(text[:end]) * 1000)
        screen.until(screen.app.jobs.is_idle)
    return found


def typed(db: object) -> list[tuple[str, str]]:
    """Return what is typed, way by way, for people drawn from the office."""
    from union_desk import records
    from union_desk.database import Database
    from union_desk.registers import MEMBERS
    from union_desk.schema import pinyin

    assert isinstance(db, Database)
    with db.read() as session:
        places = records.all_numbers(session, MEMBERS)
        chosen = random.Random(7).sample(list(places), min(_PEOPLE, len(places)))
        people = records.rows(session, MEMBERS, chosen, ["name", "id_number", "mobile"])
    found: list[tuple[str, str]] = []
    for person in people:
        keys = pinyin.search_keys(person["name"])
        texts = (person["name"], keys.full[0], keys.initials[0], person["id_number"][-6:], person["mobile"][-5:])
        found += zip(WAYS, texts, strict=True)
    return found
