"""Import of a roster of 25 columns, beside calamine reading the file and a plain executemany into the same database."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.figures import Board, in_child, timed

NAME = "import"
DEFAULT_ROWS = 100_000

PASSPHRASE = "a passphrase of the benchmark"
COLUMNS = (
    "name",
    "sex",
    "birth_date",
    "ethnicity",
    "id_type",
    "id_number",
    "mobile",
    "employment_status",
    "education",
    "degree",
    "skill_grade",
    "household_type",
    "household_place",
    "native_place",
    "political_status",
    "employer_name",
    "is_migrant_worker",
    "join_union_date",
    "department",
    "workshop",
    "team",
    "post",
    "employment_form",
    "hire_date",
    "home_address",
)


def main(rows: int) -> None:
    """Make a roster of invented people, then measure the floor and the import, each in a process of its own."""
    folder = Path(tempfile.mkdtemp(prefix="ud-bench-import-"))
    try:
        roster = folder / "花名册.xlsx"
        in_child(write_roster, roster, rows)
        floor = in_child(run_floor, folder / "floor", roster)
        ours = in_child(run_import, folder / "office", roster)
        board = Board(f"import: {rows:,} rows × {len(COLUMNS)} columns, {roster.stat().st_size / 2**20:.1f} MiB")
        read, written = floor.result
        board.add("floor: calamine reads the file", read)
        board.add("floor: executemany of the same columns, same encrypted database", written)
        for part, seconds in ours.result.items():
            board.add(f"ours: {part}", seconds)
        board.add("import, checked and journaled", sum(ours.result.values()), floor=read + written, ratio_at_most=5)
        board.add("peak memory", ours.peak_mib, "MiB", floor=floor.peak_mib, at_most=700)
        board.show()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_roster(path: Path, rows: int) -> None:
    """Write a clean roster as a union would keep it: Chinese headings, labels, real dates, numbers as text."""
    import xlsxwriter

    from union_desk import practice
    from union_desk.registers.members import MEMBERS
    from union_desk.schema.kinds import Date
    from union_desk.words import _

    fields = [MEMBERS.fields[name] for name in COLUMNS]
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["和风机械厂工会会员花名册"])
        sheet.write_row(1, 0, [_(field.label) for field in fields])
        for number, person in enumerate(practice.people(rows, 7), 2):
            for column, field in enumerate(fields):
                value = person.get(field.name)
                if value is None:
                    continue
                if isinstance(field.kind, Date):
                    sheet.write_datetime(number, column, _moment(value), day)
                else:
                    sheet.write_string(number, column, field.kind.show(value))


def _moment(iso: str) -> Any:
    import datetime as dt

    return dt.datetime.fromisoformat(iso)


def run_floor(folder: Path, roster: Path) -> tuple[float, float]:
    """Return the seconds of calamine reading the file, and of a plain insert of the same columns."""
    from python_calamine import CalamineWorkbook

    from union_desk import database

    db = database.Database.create(folder, PASSPHRASE)

    def read() -> list[list[Any]]:
        with CalamineWorkbook.from_filelike(roster.open("rb")) as book:
            rows: list[list[Any]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
            return rows

    rows, reading = timed(read)

    def write() -> None:
        with db.bookkeeping() as session:
            run = session.connection().exec_driver_sql
            columns = ", ".join(f"{name} TEXT" for name in COLUMNS)
            run(f"CREATE TABLE plain ({columns})")
            marks = ", ".join("?" * len(COLUMNS))
            run(f"INSERT INTO plain VALUES ({marks})", [tuple(map(str, row)) for row in rows[2:]])

    _nothing, writing = timed(write)
    db.close()
    return reading, writing


def run_import(folder: Path, roster: Path) -> dict[str, float]:
    """Return the seconds of reading, checking and applying."""
    from union_desk import registers
    from union_desk.access import Actor
    from union_desk.database import Database
    from union_desk.exchange.session import ImportSession

    db = Database.create(folder, PASSPHRASE)
    session, reading = timed(ImportSession, db, registers.get("members"), roster)
    _checked, checking = timed(session.check)
    receipt, applying = timed(session.apply, Actor("bench"))
    assert receipt.new == receipt.rows_read, receipt.sentence()
    db.close()
    return {"read and match": reading, "check": checking, "apply": applying}


if __name__ == "__main__":
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=DEFAULT_ROWS)
    main(parser.parse_args().rows)
