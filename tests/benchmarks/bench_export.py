"""Export of 25 columns to a workbook, beside XlsxWriter in constant memory writing the same cells."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.bench_import import COLUMNS, PASSPHRASE
from tests.benchmarks.figures import Board, in_child, timed

NAME = "export"
DEFAULT_ROWS = 100_000
RATIO = 1.5
_BATCH = 2000


def main(rows: int) -> None:
    """Fill an office with invented people, then measure the floor and the export, each in a process of its own."""
    folder = Path(tempfile.mkdtemp(prefix="ud-bench-export-"))
    try:
        in_child(fill, folder / "office", rows)
        ours = in_child(run_export, folder / "office", folder / "ours.xlsx")
        floor = in_child(run_floor, folder / "ours.xlsx", folder / "floor.xlsx")
        board = Board(f"export: {rows:,} rows × {len(COLUMNS)} columns, {_mib(folder / 'ours.xlsx'):.1f} MiB")
        board.add("export to .xlsx", ours.result, floor=floor.result, ratio_at_most=RATIO)
        board.add("peak memory", ours.peak_mib, "MiB")
        board.show()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _mib(path: Path) -> float:
    return path.stat().st_size / 2**20


def fill(folder: Path, rows: int) -> None:
    """Make an office with so many invented members."""
    from union_desk import practice, records, registers
    from union_desk.access import Actor
    from union_desk.database import Database

    db = Database.create(folder, PASSPHRASE)
    members = registers.get("members")
    people = list(practice.people(rows, 7))
    with db.write(Actor("bench"), "fill") as session:
        for start in range(0, rows, _BATCH):
            records.insert_many(session, members, people[start : start + _BATCH])
    db.close()


def run_export(folder: Path, path: Path) -> float:
    """Return the seconds of the export."""
    from union_desk import registers
    from union_desk.access import Actor
    from union_desk.database import Database
    from union_desk.exchange import exporting

    db = Database.open(folder, PASSPHRASE)
    options = exporting.Options(unmasked=True, columns=COLUMNS)
    _made, seconds = timed(exporting.export, db, Actor("bench"), registers.get("members"), path, options)
    db.close()
    return seconds


def run_floor(model: Path, path: Path) -> float:
    """Return the seconds of XlsxWriter writing the cells of the exported workbook."""
    import xlsxwriter
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_filelike(model.open("rb")) as book:
        rows: list[list[Any]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    epoch = dt.date(1899, 12, 30).toordinal()
    rows = [[cell.toordinal() - epoch if isinstance(cell, dt.date) else cell for cell in row] for row in rows]

    def write() -> None:
        with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
            sheet = book.add_worksheet()
            day, text = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "@"})
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        if cell:
                            sheet.write_string(number, column, cell, text)
                    else:
                        sheet.write_number(number, column, cell, day)

    return timed(write)[1]


if __name__ == "__main__":
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=DEFAULT_ROWS)
    main(parser.parse_args().rows)
