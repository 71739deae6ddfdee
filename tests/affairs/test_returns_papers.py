"""A return out of the house: the workbook's formulas, and the paper that prints the same whenever it is printed."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.affairs.test_returns import LATE, YEAR, begun, db, filled, signed, worked
from tests.offices import ACTOR
from tests.papers.reading import text
from tests.statistics import reckoning
from tests.statistics.test_workbook import recalculated, with_libreoffice
from union_desk import lifecycle, registers
from union_desk.affairs import returns, returns_papers
from union_desk.statistics import indicators

if TYPE_CHECKING:
    from pathlib import Path

    from union_desk.database import Database

__all__ = ["db", "worked"]


def test_the_workbook_has_real_numbers_and_sums_that_are_formulas(db: Database, tmp_path: Path) -> None:
    record = begun(db)
    opened = filled(db, record)
    sheets = returns_papers.export(db, ACTOR, record, tmp_path / "年报.xlsx")
    assert len(sheets) == 3
    shown = openpyxl.load_workbook(tmp_path / "年报.xlsx", data_only=True).worksheets
    formulas = openpyxl.load_workbook(tmp_path / "年报.xlsx").worksheets[0]
    rows = {str(row[0].value): row for row in shown[0].iter_rows() if row[0].value and row[3].value is not None}
    for (name, part), line in opened.content.lines.items():
        cell, value = rows[f"{name}/{part}" if part else name][3], line.value
        if line.indicator.unit == "money" and isinstance(value, int):
            assert cell.value == value / 100
        elif line.indicator.unit in ("answer", "code"):
            assert cell.value == (line.text() or "—")
        else:
            assert cell.value == line.value
    whole = formulas.cell(rows["income_by_item"][3].row or 0, 4).value
    assert str(whole).startswith("=SUM(D")
    rates: dict[str, Any] = {str(row[0].value): row[3].value for row in shown[1].iter_rows()}
    assert rates["入会率"] == (opened.content.number("members_total") or 0) / 5000
    assert sum(1 for row in shown[2].iter_rows() if row[0].value in {f.code for f in opened.findings}) == len(
        opened.findings)
    with zipfile.ZipFile(tmp_path / "年报.xlsx") as archive:
        assert [name for name in archive.namelist() if name.startswith(("xl/media/", "xl/charts/"))] == [
            "xl/charts/chart1.xml", "xl/media/image1.png"]


def test_every_formula_comes_to_the_figure_that_it_carries(db: Database, tmp_path: Path) -> None:
    record = begun(db)
    filled(db, record)
    returns_papers.export(db, ACTOR, record, tmp_path / "return.xlsx")
    count, found = reckoning.differing(tmp_path / "return.xlsx")
    assert (count > 100, found) == (True, [])


@pytest.mark.slow
@with_libreoffice
def test_libreoffice_calculates_the_same_figures(db: Database, tmp_path: Path) -> None:
    record = begun(db)
    filled(db, record)
    returns_papers.export(db, ACTOR, record, tmp_path / "return.xlsx")
    compared, formulas = recalculated(tmp_path / "return.xlsx", tmp_path)
    assert compared > formulas > 100


def test_what_is_signed_prints_the_same_after_the_books_went_on(db: Database, tmp_path: Path) -> None:
    record = begun(db)
    filled(db, record)
    done = signed(db, record)
    first, again, report = (tmp_path / name for name in ("first.pdf", "again.pdf", "checks.pdf"))
    printed = returns_papers.print_return(db, ACTOR, done.record, first)
    with db.write(ACTOR, "x") as session:
        lifecycle.apply_event(session, registers.get("members"), done.content.lines["members_total", ""].ids[0], LATE)
    returns_papers.print_return(db, ACTOR, done.record, again)
    returns_papers.print_return(db, ACTOR, done.record, report, "checks")
    assert first.read_bytes() == again.read_bytes()
    assert printed.serial == done.digest[:16].upper()
    words = text(first.read_bytes())
    assert done.digest[:16] in words
    assert all(area.title() in words for area in indicators.AREAS)
    assert "业务增减" in words
    assert all(finding.code in text(report.read_bytes()) for finding in done.findings)


def test_a_draft_is_printed_as_it_stands(db: Database, tmp_path: Path) -> None:
    record = begun(db)
    returns_papers.print_return(db, ACTOR, record, tmp_path / "draft.pdf")
    with db.read() as session:
        total = returns.read(db, session, returns.latest(session, YEAR)).content.lines["members_total", ""]
    assert total.text() in text((tmp_path / "draft.pdf").read_bytes())
