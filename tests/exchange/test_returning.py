"""Refused rows go back as the person's own workbook, and come in again when they are corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.styles import Font

from tests.exchange import dirty, files
from tests.offices import ACTOR, office, office_template
from tests.samples import id_number
from union_desk import registers
from union_desk.exchange import faults, returning
from union_desk.exchange.remarks import NEW, REFUSED
from union_desk.exchange.session import ImportSession
from union_desk.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from union_desk.database import Database

__all__ = ["office", "office_template"]
MEMBERS = registers.get("members")
DAY = "2024-06-01"


def back(db: Database, path: Path, target: Path) -> tuple[ImportSession, Any]:
    session = ImportSession(db, MEMBERS, path, day=DAY)
    session.apply(ACTOR)
    assert session.write_returned(target) == session.checked.outcomes.count(REFUSED)
    return session, openpyxl.load_workbook(target)


def own(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "花名册"
    for row in [
        ["和风机械厂会员花名册"],
        [*files.HEADING, "部门"],
        [*files.person(1), "一车间"],
        [*files.person(2, 手机="66668888"), None],
        [*files.person(3), None],
        [*files.person(4, 证件号码=float(id_number(4))), "二车间"],
        ["合计", "4人"],
    ]:
        sheet.append(row)
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("F3:F5")
    sheet["A4"].font = Font(italic=True)
    sheet["A1"].font = Font(bold=True, size=20)
    sheet.row_dimensions[4].hidden = True
    sheet.auto_filter.ref = "A2:F6"
    sheet.column_dimensions["C"].width = 33
    path = tmp_path / "花名册.xlsx"
    book.save(path)
    return path


def test_only_refused_rows_stay_below_the_own_heading(office: Database, tmp_path: Path) -> None:
    _session, book = back(office, own(tmp_path), tmp_path / "back.xlsx")
    sheet = book["花名册"]
    rows = [[cell.value for cell in row[:6]] for row in sheet.iter_rows()]
    assert rows[0][0] == "和风机械厂会员花名册"
    assert rows[1] == [*files.HEADING, "部门"]
    assert [row[0] for row in rows[2:]] == [files.person(2)[0], files.person(4)[0]]
    assert rows[2][4:] == ["66668888", "一车间"]
    assert (sheet["A1"].font.size, sheet["A3"].font.italic, sheet.column_dimensions["C"].width) == (20, True, 33)
    assert not any(sheet.row_dimensions[n].hidden for n in (3, 4))
    assert sheet.auto_filter.ref is None
    assert [str(m) for m in sheet.merged_cells.ranges] == ["A1:F1"]


def test_cells_are_marked_and_reasons_given(office: Database, tmp_path: Path) -> None:
    _session, book = back(office, own(tmp_path), tmp_path / "back.xlsx")
    sheet = book["花名册"]
    assert sheet["G2"].value == _(returning.REASONS)
    assert "4" in sheet["G3"].value
    assert "手机" in sheet["G3"].value
    assert sheet["E3"].fill.fgColor.rgb.endswith("FFC7CE")
    assert sheet["E3"].comment.text
    assert sheet["D3"].comment is None
    assert (sheet["C4"].number_format, sheet["E3"].number_format) == ("@", "@")


def test_a_corrected_return_is_imported_as_it_is(office: Database, tmp_path: Path) -> None:
    session, book = back(office, own(tmp_path), tmp_path / "back.xlsx")
    sheet = book["花名册"]
    sheet["E3"], sheet["C4"] = "13800000002", id_number(4)
    book.save(tmp_path / "back.xlsx")
    again = ImportSession(office, MEMBERS, tmp_path / "back.xlsx", day=DAY)
    receipt = again.apply(ACTOR)
    assert (receipt.rows_read, receipt.new) == (2, 2)
    assert session.checked.register is again.checked.register


def test_a_return_that_still_has_faults_goes_back_again(office: Database, tmp_path: Path) -> None:
    _session, book = back(office, own(tmp_path), tmp_path / "back.xlsx")
    book["花名册"]["C4"] = id_number(4)
    book.save(tmp_path / "back.xlsx")
    _session, book = back(office, tmp_path / "back.xlsx", tmp_path / "back2.xlsx")
    sheet = book["花名册"]
    assert [cell.value for cell in sheet[2]] == [*files.HEADING, "部门", _(returning.REASONS)]
    assert [sheet.max_row, sheet["A3"].value] == [3, files.person(2)[0]]


@pytest.mark.parametrize("name", ["roster.xls", "roster-html.xls", "roster-gb18030.csv", "roster.ods", "roster.xlsx"])
def test_refused_rows_of_every_format_come_back_refused_for_the_same_reasons(
    office: Database, tmp_path: Path, name: str
) -> None:
    first, _book = back(office, dirty.SAMPLES / name, tmp_path / "back.xlsx")
    again = ImportSession(office, MEMBERS, tmp_path / "back.xlsx", day=DAY)
    again.check()

    def reasons(session: ImportSession) -> list[set[str]]:
        checked = session.checked
        return [
            {r.code for r in checked.remarks[p] if r.level == "error"}
            - {"twin_row", "error_value", "formula_without_value"}
            for p, outcome in enumerate(checked.outcomes)
            if outcome == REFUSED
        ]

    # alone in its file, a twin is a change of its record
    assert [found for found in reasons(again) if found] == [found for found in reasons(first) if found]
    assert NEW not in again.checked.outcomes


def test_a_large_workbook_is_written_anew(office: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returning, "_LARGE", 3)
    _session, book = back(office, own(tmp_path), tmp_path / "back.xlsx")
    sheet = book["花名册"]
    assert [sheet["A1"].value, sheet["A3"].value, sheet.max_row] == ["和风机械厂会员花名册", files.person(2)[0], 4]
    assert [str(m) for m in sheet.merged_cells.ranges] == ["A1:F1"]


def test_without_refused_rows_nothing_is_written(office: Database, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(files.roster(files.person(1)))
    session = ImportSession(office, MEMBERS, path, day=DAY)
    assert session.write_returned(tmp_path / "back.xlsx") == 0
    assert not (tmp_path / "back.xlsx").exists()


def test_a_file_that_changed_meanwhile_is_not_returned(office: Database, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(files.roster(files.person(1, 手机="1")))
    session = ImportSession(office, MEMBERS, path, day=DAY)
    session.check()
    path.write_bytes(files.roster(files.person(1)))
    with pytest.raises(faults.ChangedFileError):
        session.write_returned(tmp_path / "back.xlsx")
