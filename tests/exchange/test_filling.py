"""Official forms filled in place: only the cells to be filled change, and what must follow from them."""

from __future__ import annotations

import json
import re
import warnings
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import sqlalchemy as sa

from tests.exchange import files, forms
from tests.exchange.imports import MEMBERS
from tests.offices import ACTOR, office, office_maker, office_template
from tests.samples import id_number, member
from union_desk import lifecycle, records
from union_desk.errors import UserError
from union_desk.exchange.filling import comparing
from union_desk.exchange.filling import faults as form_faults
from union_desk.exchange.filling.columns import Layout
from union_desk.exchange.filling.session import FormSession
from union_desk.exchange.filling.table import Plan

if TYPE_CHECKING:
    from pathlib import Path

    from union_desk.database import Database

__all__ = ["office", "office_maker", "office_template"]
SHEET = "会员信息表"


@pytest.fixture
def people(office: Database) -> list[str]:
    """Add eight members; the sixth has another schooling than the form's list knows."""
    schooling = ("21", "31", "14", "61", "41", "71", "21", "31")
    with office.write(ACTOR, "People") as s:
        return [lifecycle.create(s, MEMBERS, member(
            n + 1, name="洪陈李王赵黄周吴"[n] + "晓明", sex="12"[n % 2], id_number=id_number(n + 1, female=n % 2 == 1),
            education=schooling[n], dues_base=400000 + n * 150, is_migrant_worker=n == 1)).id for n in range(8)]


def fill(office: Database, form: bytes, people: list[str], folder: Path, **choices: Any) -> tuple[Path, Path]:
    """Fill a form and return the blank one and the filled one."""
    blank, filled = folder / "空表.xlsx", folder / "填好.xlsx"
    blank.write_bytes(form)
    session = FormSession(office, MEMBERS, blank)
    for column, values in choices.get("values", {}).items():
        session.layout.values[column] = values
    leave_out = bool(choices.get("leave_out"))
    session.write(ACTOR, session.plan(people, unmasked=True), filled, unmasked=True, leave_out=leave_out)
    return blank, filled


def values(path: Path, sheet: str = SHEET, *, formulas: bool = True) -> list[list[Any]]:
    """Return what a spreadsheet program sees."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl names the extensions that it drops; we do not write with it
        book = openpyxl.load_workbook(path, data_only=not formulas)
    return [list(row) for row in book[sheet].iter_rows(values_only=True)]


def test_prepared_rows_are_filled_and_nothing_else_differs(
    office: Database, people: list[str], tmp_path: Path
) -> None:
    blank, filled = fill(office, forms.official(), people[:3], tmp_path)
    found = comparing.compare(blank, filled)
    assert found.filled_only
    assert not found.moved
    assert {one.cell for one in found.cells} == {f"{c}{r}" for c in "ABCDEFGHI" for r in (6, 7, 8)}
    assert next(one.after for one in found.cells if one.cell == "G6") == "1990-03-07", "as the cell shows it"
    before, after = forms.parts_of(blank.read_bytes()), forms.parts_of(filled.read_bytes())
    assert list(before) == list(after)[: len(before)]
    differing = {name for name in before if before[name] != after[name]}
    assert differing == {files.SHEET, "xl/sharedStrings.xml", "xl/worksheets/sheet3.xml"}
    tails = [parts[files.SHEET].partition(b"</sheetData>")[2] for parts in (before, after)]
    assert tails[0] == tails[1]


def test_values_stand_as_the_form_spells_them(office: Database, people: list[str], tmp_path: Path) -> None:
    _blank, filled = fill(office, forms.official(), people[:3], tmp_path)
    rows = values(filled)
    with office.read() as s:
        known = records.by_ids(s, MEMBERS, people)
    first, second = rows[5], rows[6]
    assert first[:6] == [1, "洪晓明", "1-男", known[people[0]]["id_number"], "20-大学本科", "否"]
    assert (first[6].date().isoformat(), first[7], first[8]) == ("1990-03-07", 4000, "和风机械厂")
    assert second[2:6] == ["2-女", known[people[1]]["id_number"], "30-专科", "是"]


def test_more_records_than_rows_push_the_totals_down(office: Database, people: list[str], tmp_path: Path) -> None:
    chosen = {4: {"初中毕业": "70-初中及以下"}}
    blank, filled = fill(office, forms.official(), people, tmp_path, values=chosen)
    found = comparing.compare(blank, filled)
    assert found.moved == {SHEET: (10, 3)}
    assert found.filled_only, found
    rows = values(filled)
    assert rows[13][:3] == ["合计", "=COUNTA(B6:B13)", None]
    assert rows[13][7] == "=SUM(H6:H13)"
    assert rows[12][9] == '=IF(G13="","",YEAR(TODAY())-YEAR(G13))'
    assert rows[10][4] == "70-初中及以下"
    sums = values(filled, "汇总")
    assert sums[0][1] == f"=COUNTA({SHEET}!B6:B13)"
    assert sums[1][1] == f"={SHEET}!H14*2"


def test_ranges_anchors_names_and_notes_follow_the_rows(office: Database, people: list[str], tmp_path: Path) -> None:
    chosen = {4: {"初中毕业": "70-初中及以下"}}
    _blank, filled = fill(office, forms.official(), people, tmp_path, values=chosen)
    parts = {name: data.decode("utf-8", "replace") for name, data in forms.parts_of(filled.read_bytes()).items()}
    sheet = parts[files.SHEET]
    assert re.findall(r'<dataValidation [^>]*sqref="([^"]+)"', sheet) == [
        f"{c}6:{c}13" for c in "CEDIH"]
    assert "<xm:sqref>F6:F13</xm:sqref>" in sheet
    assert "<xm:sqref>H6:H13</xm:sqref>" in sheet
    assert '<conditionalFormatting sqref="B6:B13">' in sheet
    assert '<mergeCell ref="A15:J15"/>' in sheet
    assert 'ref="B14"' in parts["xl/comments1.xml"]
    assert "<x:Row>13</x:Row>" in parts["xl/drawings/vmlDrawing1.vml"]
    assert "<xdr:row>15</xdr:row>" in parts["xl/drawings/drawing1.xml"]
    assert "会员信息表!$A$1:$J$17" in parts["xl/workbook.xml"]
    assert "会员信息表!$H$6:$H$13" in parts["xl/charts/chart1.xml"]
    assert all('ht="21.75"' in row for row in re.findall(r'<row r="(?:6|10|11|13)"[^>]*>', sheet))
    styles = [re.findall(rf'<c r="[A-J]{row}" s="(\d+)"', sheet) for row in (10, 13)]
    assert styles[0] == styles[1]
    assert len(styles[1]) == 10


def test_what_the_form_would_refuse_is_told_before_anything_is_written(
    office: Database, people: list[str], tmp_path: Path
) -> None:
    with office.write(ACTOR, "Odd") as s:
        odd = {"employer_name": "和风机械厂第三分厂铸造车间", "dues_base": 20000000}
        records.save(s, MEMBERS, odd, people[1])
    (tmp_path / "空表.xlsx").write_bytes(forms.official())
    session = FormSession(office, MEMBERS, tmp_path / "空表.xlsx")
    planned = session.plan(people[:6], unmasked=True)
    plan = planned[0]
    assert [(one.cell, one.strict) for one in plan.refused] == [("H7", True), ("I7", True), ("E11", True)]
    assert "0 – 100000" in plan.refused[0].reason
    assert "≤ 10" in plan.refused[1].reason
    with pytest.raises(form_faults.RefusedValuesError, match="H7"):
        session.write(ACTOR, planned, tmp_path / "填好.xlsx", unmasked=True)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["空表.xlsx"]
    done = session.write(ACTOR, planned, tmp_path / "填好.xlsx", unmasked=True, leave_out=True)
    assert (done.rows, done.left_out) == (6, 3)
    rows = values(tmp_path / "填好.xlsx")
    assert (rows[6][7], rows[6][8], rows[10][4]) == (None, None, None)


def test_private_values_are_masked_unless_asked_for(office: Database, people: list[str], tmp_path: Path) -> None:
    (tmp_path / "空表.xlsx").write_bytes(forms.official())
    session = FormSession(office, MEMBERS, tmp_path / "空表.xlsx")
    plan, _table = session.plan(people[:2])
    assert isinstance(plan, Plan)
    assert all("*" in str(line[3]) for line in plan.cells)
    assert all("*" in one.value and not re.search(r"\d{18}", one.reason) for one in plan.refused if one.cell[0] == "D")


def test_a_locked_cell_of_a_protected_sheet_is_never_written(
    office: Database, people: list[str], tmp_path: Path
) -> None:
    blank, filled = fill(office, forms.official(protected=True), people[:2], tmp_path)
    assert comparing.compare(blank, filled).filled_only
    locked = files.altered(forms.official(protected=True), "xl/styles.xml",
                           lambda xml: xml.replace(b'locked="0"', b'locked="1"'))
    with pytest.raises(form_faults.LockedFormError, match="A6"):
        fill(office, locked, people[:2], tmp_path)


@pytest.mark.parametrize(("form", "fault"), [
    (lambda: files.xlsx([["甲", "乙"], ["一", "二"]]), form_faults.NoFormHeadingError),
    (lambda: b"not a workbook", UserError),
    (lambda: forms.official()[:-400], UserError),
    (lambda: b"", UserError),
    (lambda: files.xlsx([["姓名", "性别"]])[:60] + b"\0" * 80, UserError),
])
def test_a_form_that_cannot_be_filled_is_refused_with_a_sentence(
    office: Database, tmp_path: Path, form: Any, fault: type[UserError]
) -> None:
    (tmp_path / "坏表.xlsx").write_bytes(form())
    with pytest.raises(fault, match="坏表") as told:
        FormSession(office, MEMBERS, tmp_path / "坏表.xlsx")
    assert str(told.value).endswith(("。", "."))


def test_macros_signatures_and_other_kinds_are_refused(office: Database, tmp_path: Path) -> None:
    import io
    import zipfile

    for part, fault in (("xl/vbaProject.bin", form_faults.MacroFormError),
                        ("_xmlsignatures/sig1.xml", form_faults.SignedFormError)):
        data = io.BytesIO(forms.official())
        with zipfile.ZipFile(data, "a") as archive:
            archive.writestr(part, b"\0")
        (tmp_path / "表.xlsx").write_bytes(data.getvalue())
        with pytest.raises(fault):
            FormSession(office, MEMBERS, tmp_path / "表.xlsx")
    (tmp_path / "表.csv").write_text("姓名,性别\n", encoding="utf-8")
    with pytest.raises(form_faults.NotAFormError):
        FormSession(office, MEMBERS, tmp_path / "表.csv")


def test_the_blank_form_is_never_overwritten(office: Database, people: list[str], tmp_path: Path) -> None:
    blank = tmp_path / "空表.xlsx"
    blank.write_bytes(forms.official())
    session = FormSession(office, MEMBERS, blank)
    planned = session.plan(people[:1], unmasked=True)
    with pytest.raises(form_faults.OverwriteError):
        session.write(ACTOR, planned, blank, unmasked=True)
    assert blank.read_bytes() == forms.official() or comparing.compare(blank, blank).filled_only
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["空表.xlsx"]


def test_a_mapping_is_shared_remembered_and_refused_for_another_layout(
    office: Database, people: list[str], tmp_path: Path
) -> None:
    blank = tmp_path / "空表.xlsx"
    blank.write_bytes(forms.official())
    session = FormSession(office, MEMBERS, blank)
    session.choose("I", "union.union_name")
    session.choose("F", "=不详")
    session.mapping().save(tmp_path / "对应.json")
    again = FormSession(office, MEMBERS, blank, tmp_path / "对应.json")
    assert isinstance(again.layout, Layout)
    assert (again.layout.sources[8], again.layout.sources[5]) == ("union.union_name", "=不详")
    planned = again.plan(people[:1], unmasked=True)
    assert isinstance(planned[0], Plan)
    assert planned[0].cells[0][5] == "不详"
    again.write(ACTOR, planned, tmp_path / "填好.xlsx", unmasked=True, leave_out=True)
    assert FormSession(office, MEMBERS, blank).mapping().columns["F"] == "=不详"
    (tmp_path / "别表.xlsx").write_bytes(files.xlsx([["姓名", "证件号码", "手机"], [None, None, None]]))
    with pytest.raises(form_faults.OtherLayoutError, match="空表"):
        FormSession(office, MEMBERS, tmp_path / "别表.xlsx", tmp_path / "对应.json")


@pytest.mark.parametrize("text", ["", "[]", '{"format": "x"}', "{", None])
def test_a_mapping_file_that_is_none_is_refused(office: Database, tmp_path: Path, text: str | None) -> None:
    (tmp_path / "空表.xlsx").write_bytes(forms.official())
    good = {"format": "union-desk-form-mapping", "version": 1, "register": "members", "layout": "x",
            "columns": {"A": "no_such_field"}}
    (tmp_path / "对应.json").write_text(json.dumps(good) if text is None else text, encoding="utf-8")
    with pytest.raises(form_faults.MappingError, match="对应"):
        FormSession(office, MEMBERS, tmp_path / "空表.xlsx", tmp_path / "对应.json")


def test_rows_that_are_filled_already_and_samples_stay(office: Database, people: list[str], tmp_path: Path) -> None:
    rows: list[list[Any]] = [["姓名", "性别", "证件号码", "手机"], ["例：张三", "男", "4601…", "139"],
            ["方敏", "女", "460100199001010022", "139"],
            [None, None, None, None]]
    blank, filled = fill(office, files.xlsx(rows), people[:2], tmp_path)
    found = values(filled, "花名册")
    assert [row[0] for row in found] == ["姓名", "例：张三", "方敏", "洪晓明", "陈晓明"]
    assert comparing.compare(blank, filled).filled_only


def test_a_form_with_a_bare_heading_takes_any_number_of_rows(
    office: Database, people: list[str], tmp_path: Path
) -> None:
    _blank, filled = fill(office, files.xlsx([["姓名", "证件号码", "手机"]]), people, tmp_path)
    assert len(values(filled, "花名册")) == 9


def test_filling_is_journaled(
    office: Database, people: list[str], tmp_path: Path
) -> None:
    fill(office, forms.official(), people[:2], tmp_path)
    with office.read() as s:
        params = s.execute(sa.text("SELECT params FROM journal_gesture ORDER BY n DESC LIMIT 1")).scalar()
    assert "空表.xlsx" in str(params)
