"""The whole yearly return with the records behind each figure, beside one scan of all rows; and cross-tables."""

from __future__ import annotations

import tempfile
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.figures import Board, best_of, in_child
from tests.offices import PASSPHRASE
from union_desk import checking, office, practice_office
from union_desk.access import Actor
from union_desk.database import Database
from union_desk.statistics import counting, dimensions, period
from union_desk.statistics.crosstab import crosstab
from union_desk.statistics.scope import Scope

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

NAME = "return"
DEFAULT_ROWS = 100_000
RATIO, SECONDS, TABLE_SECONDS = 2, 2.0, 0.15
_TIMES = 3
# The dimensions with most categories, and two of the usual ones
_PAIRED = ("sex", "age", "education_group", "group", "employer_name", "join_year", "native_province")
# What the indicators ask of each book; everything else there is in it stays unread
_SCANNED = (
    ("SELECT id, sex, is_migrant_worker, employment_form, nef_category, qualified, mutual_aid_joined, contract_type, "
    "branch_id FROM members WHERE deleted = 0"),
    "SELECT member_id, n, event, to_state, happened_on FROM membership_events WHERE deleted = 0",
    "SELECT id, member_id, activated_on FROM cards WHERE deleted = 0",
    "SELECT card_id, n, to_state, happened_on FROM card_events WHERE deleted = 0",
    "SELECT member_id, amount_due, amount_paid, period FROM dues WHERE deleted = 0",
    "SELECT id, activity_id, member_id FROM activity_sign_ins WHERE deleted = 0",
    "SELECT id, category, side, amount, happened_on FROM ledger_entries WHERE deleted = 0",
    "SELECT id, help_kind, amount, paid_on FROM help_records WHERE deleted = 0",
    "SELECT id, received_on, closed_on, due_on, satisfaction FROM appeals WHERE deleted = 0",
    "SELECT id, member_id, post, nature, since, until FROM officers WHERE deleted = 0",
)


def main(rows: int) -> None:
    """Fill a practice office with so many members and a year of work, count, and print the board."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "office"
        office.create_office(place, PASSPHRASE, "基准工会委员会", "4601001234", practice=True).close()
        in_child(fill, str(place), rows)
        whole, now, floor, slowest, names = in_child(compare, str(place)).result
    board = Board(f"Yearly return of {rows:,} members (best of {_TIMES})")
    board.add("return of last year with its lists", whole, floor=floor, ratio_at_most=RATIO, at_most=SECONDS)
    board.add("return of this year with its lists", now, floor=floor, ratio_at_most=RATIO, at_most=SECONDS)
    board.add(f"slowest two-way table ({names})", slowest, at_most=TABLE_SECONDS)
    board.show()


def fill(place: str, rows: int) -> None:
    """Put invented people and a year of their union's work into the office."""
    db = Database.open(Path(place), PASSPHRASE)
    practice_office.fill(db, Actor("刘洋"), rows, years=1)
    db.close()


def compare(place: str) -> tuple[float, float, float, float, str]:
    """Return the seconds of both returns, of the scan, of the slowest table, and what that table counts by."""
    db = Database.open(Path(place), PASSPHRASE)
    with db.read() as session:
        last, this = period.usual(session), period.current(session)
        whole = best_of(_TIMES, counting.count, session, last)
        now = best_of(_TIMES, counting.count, session, this)
        floor = best_of(_TIMES, scan, session)
        scope = Scope(checking.today())
        tables = {names: best_of(2, crosstab, session, [dimensions.get(name) for name in names], scope)
                  for names in combinations(_PAIRED, 2)}
    db.close()
    slowest = max(tables, key=tables.__getitem__)
    return whole, now, floor, tables[slowest], " × ".join(slowest)


def scan(session: Session) -> int:
    """Read once all rows that the return is made of; returns how many."""
    run = session.connection().exec_driver_sql
    return sum(len(run(statement).fetchall()) for statement in _SCANNED)


if __name__ == "__main__":
    main(DEFAULT_ROWS)
