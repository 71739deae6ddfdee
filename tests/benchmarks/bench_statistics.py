"""Count the members and write the statistical workbook, beside one plain GROUP BY and XlsxWriter with its result."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.benchmarks.figures import Board, in_child, timed
from tests.offices import PASSPHRASE
from union_desk import checking, office
from union_desk.access import Actor
from union_desk.database import Database
from union_desk.statistics import workbook
from union_desk.statistics.movements import movements
from union_desk.statistics.scope import Scope

NAME = "statistics"
DEFAULT_ROWS = 100_000
RATIO = 3

_PLAIN = (
    "SELECT branch_id, sex, substr(birth_date, 1, 3), ethnicity, education, political_status, employment_form, "
    "count(*) FROM members WHERE deleted = 0 AND membership_state IN ('active', 'transferring_out') "
    "GROUP BY 1, 2, 3, 4, 5, 6, 7"
)
_TIMES = 3


def main(rows: int) -> None:
    """Fill a practice office with so many members, then count and write in turn with the floor; print the board."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "office"
        office.create_office(place, PASSPHRASE, "基准工会委员会", "4601001234", practice=True).close()
        in_child(fill, str(place), rows)
        counted, written, floor, months = in_child(compare, str(place)).result
        memory = in_child(once, str(place)).peak_mib
    board = Board(f"Statistics of {rows:,} members (best of {_TIMES} in turn)")
    board.add("counting and the workbook", counted + written, floor=floor, ratio_at_most=RATIO)
    board.add("counting alone", counted)
    board.add("joiners and leavers of 12 months alone", months)
    board.add("memory at most", memory, "MiB")
    board.show()


def fill(place: str, rows: int) -> None:
    """Put invented people into the office."""
    db = Database.open(Path(place), PASSPHRASE)
    office.generate(db, rows)
    db.close()


def compare(place: str) -> tuple[float, float, float, float]:
    """Return the seconds of counting, of writing, of the floor and of the months; in turn, so that all suffer alike."""
    db = Database.open(Path(place), PASSPHRASE)
    rounds = []
    for _round in range(_TIMES):
        with db.read() as session:
            scope = Scope(checking.today())
            figures, counted = timed(workbook.collect, session, scope, "刘洋")
            _moves, months = timed(movements, session, scope)
        _names, written = timed(workbook.write, figures, Path(place) / "statistics.xlsx")
        rounds.append((counted, written, timed(plain, db, Path(place) / "floor.xlsx")[1], months))
    db.close()
    counted, written, floor, months = map(min, zip(*rounds, strict=True))
    return counted, written, floor, months


def plain(db: Database, path: Path) -> None:
    """Group the raw columns once and write what comes, without a heading, a style or a total."""
    import xlsxwriter

    with db.read() as session:
        found = session.connection().exec_driver_sql(_PLAIN).fetchall()
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for number, row in enumerate(found):
        sheet.write_row(number, 0, tuple(row))
    book.close()


def once(place: str) -> None:
    """Export the workbook as the window and the command line do."""
    db = Database.open(Path(place), PASSPHRASE)
    workbook.export(db, Actor("刘洋"), Path(place) / "once.xlsx")
    db.close()


if __name__ == "__main__":
    main(DEFAULT_ROWS)
