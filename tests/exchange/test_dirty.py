"""The dirty roster in all its formats: every row becomes what its table says, and nothing is lost or invented."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.exchange import dirty
from tests.exchange.dirty_rows import FIRST_ROW, MAIN, NEW, REFUSED, SECOND, SKIPPED, rows
from tests.offices import ACTOR, office, office_template
from union_desk import records, registers
from union_desk.exchange.session import ImportSession

if TYPE_CHECKING:
    from pathlib import Path

    from union_desk.database import Database

__all__ = ["office", "office_template"]
MEMBERS = registers.get("members")
TEXTS = ("roster-gb18030.csv", "roster-tsv.xls", "roster-html.xls")
FILES = ("roster.xlsx", "roster.xls", "roster.et", "roster.ods", *TEXTS)
DAY = "2024-06-01"
# What another format cannot carry: LibreOffice computes the formula, text has neither merges nor formulas.
COMPUTED = "a formula that was never computed"
UNMERGED = {"the title again": {"stray_row", "note_row"}}


def run(db: Database, name: str) -> ImportSession:
    session = ImportSession(db, MEMBERS, dirty.SAMPLES / name, day=DAY)
    session.check()
    return session


def found(session: ImportSession) -> tuple[dict[int, str], dict[int, set[str]]]:
    """Return the outcome and the codes of each row of the main sheet, by row number."""
    checked = session.checked
    outcomes = {row + 1: checked.outcomes[place] for place, (block, row) in enumerate(checked.places) if block == 0}
    outcomes |= {skip.row + 1: "skipped" for skip in checked.blocks[0].skips}
    codes: dict[int, set[str]] = {}
    for line in session.receipt().lines():
        if line.sheet == checked.blocks[0].sheet.name:
            codes.setdefault(line.row, set()).add(line.code)
    return outcomes, codes


def test_the_committed_samples_are_those_of_the_table(tmp_path: Path) -> None:
    assert dirty.as_texts(dirty.write(tmp_path / "roster.xlsx")) == dirty.as_texts(dirty.SAMPLES / "roster.xlsx")


@pytest.mark.parametrize("name", FILES)
def test_every_row_becomes_what_its_table_says(office: Database, name: str) -> None:
    session = run(office, name)
    outcomes, codes = found(session)
    for number, row in enumerate(rows(), FIRST_ROW):
        place = f"{name}, row {number}: {row.about}"
        if row.about == COMPUTED and name != "roster.xlsx":
            assert outcomes[number] == NEW, place
            continue
        assert outcomes[number] == row.outcome, (place, codes.get(number))
        wanted = UNMERGED.get(row.about) if name in TEXTS else None
        assert codes.get(number, set()) & wanted if wanted else row.codes <= codes.get(number, set()), place


@pytest.mark.parametrize("name", FILES)
def test_the_counts_add_up_and_the_register_holds_just_the_new_ones(office: Database, name: str) -> None:
    session = run(office, name)
    receipt = session.apply(ACTOR)
    expected = Counter(row.outcome for row in rows())
    if name != "roster.xlsx":
        expected += Counter({NEW: 1})
        expected -= Counter({REFUSED: 1})
    if name not in TEXTS:
        expected[NEW] += len(dirty.second_rows())
    assert (receipt.new, receipt.refused, receipt.skipped) == tuple(expected[k] for k in (NEW, REFUSED, SKIPPED))
    assert receipt.rows_read == receipt.new + receipt.changed + receipt.same + receipt.refused + receipt.skipped
    with office.read() as s:
        assert records.count(s, MEMBERS) == receipt.new


@pytest.mark.parametrize("name", FILES)
def test_a_second_import_changes_nothing(office: Database, name: str) -> None:
    first = run(office, name).apply(ACTOR)
    second = run(office, name).apply(ACTOR)
    assert (second.new, second.changed, second.same) == (0, 0, first.new)
    assert (second.refused, second.skipped, second.rows_read) == (first.refused, first.skipped, first.rows_read)


@pytest.mark.parametrize("name", ["roster.xlsx", "roster.xls", "roster-gb18030.csv"])
def test_the_values_are_those_of_the_table(office: Database, name: str) -> None:
    session = run(office, name)
    session.apply(ACTOR)
    places = {row + 1: place for place, (block, row) in enumerate(session.checked.places) if block == 0}
    merged = {"merged department, second row", "merged department, third row"}
    with office.read() as s:
        for number, row in enumerate(rows(), FIRST_ROW):
            if row.outcome != NEW or (name.endswith("csv") and row.about in merged):
                continue
            target = session.checked.targets[places[number]]
            assert target is not None
            record = records.get(s, MEMBERS, target)
            got = {field: record[field] for field in row.values}
            assert got == row.values, row.about


def test_the_sheet_of_another_department_carries_its_name(office: Database) -> None:
    session = run(office, "roster.xlsx")
    session.apply(ACTOR)
    with office.read() as s:
        people = [m for m in records.page(s, MEMBERS, limit=500) if m["department"] == SECOND]
    assert [m["name"] for m in people] == ["沈秋", "韩雪", "杨柳"]


def test_each_refused_and_skipped_row_has_its_number_its_column_and_its_reason(office: Database) -> None:
    session = run(office, "roster.xlsx")
    outcomes, _codes = found(session)
    lines = [line for line in session.receipt().lines() if line.sheet == MAIN]
    for number, outcome in outcomes.items():
        if outcome == "refused":
            [*errors] = [line for line in lines if line.row == number and line.level == "error"]
            assert errors
            assert all(line.column and line.message for line in errors)
        elif outcome == "skipped":
            assert any(line.row == number and line.message for line in lines)
