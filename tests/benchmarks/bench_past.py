"""A cross-table as of five years back, over so many changes of particulars in the journal."""

from __future__ import annotations

import datetime as dt
import random
import tempfile
from pathlib import Path

from tests.benchmarks.figures import Board, best_of, in_child
from tests.offices import PASSPHRASE
from union_desk import checking, journal, office, records
from union_desk.access import Actor
from union_desk.database import Database
from union_desk.registers.members import MEMBERS
from union_desk.search import Query
from union_desk.statistics import dimensions
from union_desk.statistics.crosstab import crosstab
from union_desk.statistics.scope import Scope

NAME = "past"
DEFAULT_ROWS = 1_000_000
SECONDS = 1.0
YEARS_KEPT, YEARS_BACK, CHANGES_EACH = 10, 5, 10
_TIMES = 3
_TABLES = (("sex", "age"), ("education_group", "political_group"), ("branch", "sex"))
# How often what changes: mostly telephone, post and address, as in an office
_CHANGED = (("mobile", 30), ("post", 20), ("home_address", 15), ("department", 15), ("contract_to", 8),
            ("branch_id", 4), ("education", 3), ("political_status", 2), ("skill_grade", 3))


def main(rows: int) -> None:
    """Fill an office, change its people's particulars so often over ten years, and count; print the board."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "office"
        office.create_office(place, PASSPHRASE, "基准工会委员会", "4601001234", practice=True).close()
        in_child(fill, str(place), rows)
        found = in_child(compare, str(place)).result
    board = Board(f"Cross-tables as of {YEARS_BACK} years back over {rows:,} changes (best of {_TIMES})")
    for names, seconds in found.items():
        board.add(names, seconds, at_most=SECONDS)
    board.show()


def fill(place: str, rows: int) -> None:
    """Put people into the office and change them, a gesture a month for ten years, oldest first."""
    db, actor = Database.open(Path(place), PASSPHRASE), Actor("刘洋")
    months = [f"{year}-{month:02d}" for year in _years() for month in range(1, 13)]
    moment, now = [f"{months[0]}-01T01:00:00.000Z"], journal.now
    journal.now = lambda: moment[0]
    office.generate(db, max(10, rows // CHANGES_EACH))
    with db.read() as session:
        people = records.page(session, MEMBERS, Query(), limit=-1, columns=[name for name, _often in _CHANGED])
    chance = random.Random(7)
    names, often = zip(*_CHANGED, strict=True)
    for month in months:
        moment[0] = f"{month}-15T01:00:00.000Z"
        changes = {}
        for row in chance.choices(people, k=rows // len(months)):
            name = chance.choices(names, often)[0]
            other = chance.choice(people)[name]
            changes[row["id"]] = {name: (row[name], other)}
            row[name] = other
        with db.write(actor, "Changed") as session:
            records.update_many(session, MEMBERS, list(changes.items()))
    journal.now = now
    db.close()


def _years() -> range:
    this = int(checking.today()[:4])
    return range(this - YEARS_KEPT, this)


def compare(place: str) -> dict[str, float]:
    """Return the seconds of each table as of five years back."""
    db = Database.open(Path(place), PASSPHRASE)
    day = (dt.date.fromisoformat(checking.today()) - dt.timedelta(days=365 * YEARS_BACK)).isoformat()
    with db.read() as session:
        found = {" × ".join(names): best_of(_TIMES, crosstab, session, [dimensions.get(n) for n in names], Scope(day))
                 for names in _TABLES}
    db.close()
    return found


if __name__ == "__main__":
    main(DEFAULT_ROWS)
