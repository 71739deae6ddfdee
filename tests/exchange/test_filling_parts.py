"""The parts of filling on their own: references that move, formulas of rules, spellings, prefixes, tables."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from tests.exchange import files, forms
from tests.exchange.imports import MEMBERS
from tests.samples import id_number, member
from union_desk.exchange.faults import DamagedFileError
from union_desk.exchange.filling import comparing
from union_desk.exchange.filling.blank import Blank
from union_desk.exchange.filling.columns import Columns
from union_desk.exchange.filling.expressions import NotUnderstoodError, compiled
from union_desk.exchange.filling.references import Copier, Shift, areas, moved
from union_desk.exchange.filling.sources import Sources
from union_desk.exchange.filling.spelling import date_pattern
from union_desk.exchange.filling.table import Plan, Table
from union_desk.exchange.vocabulary import Vocabulary

if TYPE_CHECKING:
    from pathlib import Path

SHIFT = Shift("名 册", last=10, count=3)


@pytest.mark.parametrize(("before", "after"), [
    ("SUM(B6:B10)", "SUM(B6:B13)"), ("SUM(B$6:B$10)", "SUM(B$6:B$13)"), ("B10", "B10"), ("B11+$C$12", "B14+$C$15"),
    ("B5:B9", "B5:B9"), ("'名 册'!A11", "'名 册'!A14"), ("别表!A11", "别表!A11"), ("LOG10(A11)", "LOG10(A14)"),
    ('"A11"&A11', '"A11"&A14'), ("$4:$11", "$4:$14"), ("Table1[A11]", "Table1[A11]"), ("A:C", "A:C"),
    ("IF(A10>1,A11:B12,名称)", "IF(A10>1,A14:B15,名称)"), ("B11B", "B11B"), ("[1]名册!A11", "[1]名册!A11")])
def test_references_move_when_rows_come_in(before: str, after: str) -> None:
    assert SHIFT.formula(before, "名 册") == after


@pytest.mark.parametrize(("before", "after"), [
    ("B6:B10", "B6:B13"), ("B10", "B10:B13"), ("B11", "B14"), ("A1:J3 B6:B10", "A1:J3 B6:B13"),
    ("B6:B1048576", "B6:B1048576"), ("A:A", "A:A")])
def test_ranges_of_rules_grow_with_the_last_row(before: str, after: str) -> None:
    assert SHIFT.ranges(before) == after


def test_formulas_are_copied_downwards_and_sideways() -> None:
    assert Copier('IF(G6="","",$G$5-G5)', 6).at(9) == 'IF(G9="","",$G$5-G8)'
    assert moved("A1+$B$2+B$3", 2, 1) == "B3+$B$2+C$3"
    assert [str(area) for area in areas("$B$5:C7 D9 3:4 E:E")] == ["B5:C7", "D9", "A3:XFD4", "E1:E1048576"]


def look(sheet: str, row: int, column: int) -> Any:
    """Tell cells of an invented sheet."""
    assert sheet == "表"
    return {(1, 0): "460100199003070015", (2, 0): "男", (1, 1): 12.0}.get((row, column))


@pytest.mark.parametrize(("formula", "value"), [
    ("=LEN(A1)=18", True), ("AND(LEN(A1)=18,ISNUMBER(B1))", True), ('OR(A2="男",A2="女")', True), ("B1*2+1", 25.0),
    ("COUNTIF(A1:A2,A2)=1", True), ("NOT(ISBLANK(B2))", False), ('MID(A1,7,4)&"年"', "1990年"), ("LENB(A2)", 2.0),
    ("DATE(2024,1,1)>40000", True), ("RIGHT(A1,1)", "5"), ("-B1<0", True), ("(1+2)*3", 9.0), ('EXACT(A2,"男")', True)])
def test_rules_of_forms_are_understood(formula: str, value: object) -> None:
    assert compiled(formula, "表")(look, 0, 0) == value


@pytest.mark.parametrize("formula", [
    "SUMPRODUCT(A1:A2)", "A1:A2", "(1+", "名称+1", "VALUE(A2)", "OFFSET(A1,1,1)", "1/0"])
def test_what_is_not_understood_is_said_so(formula: str) -> None:
    with pytest.raises(NotUnderstoodError):
        compiled(formula, "表")(look, 0, 0)


@pytest.mark.parametrize(("heading", "pattern"), [
    ("出生日期", ""), ("出生日期(yyyy-mm-dd)", "%Y-%m-%d"), ("出生日期\nYYYYMMDD", "%Y%m%d"),
    ("入会时间（如2024.03）", "%Y.%m"), ("入会年月", "%Y-%m"),
    ("时间（例：1990年1月2日）", "%Y年%m月%d日"), ("yyyy/mm", "%Y/%m")])
def test_headings_say_how_days_are_spelt(heading: str, pattern: str) -> None:
    assert date_pattern(heading) == pattern


class Plain(Sources):
    """Values of records that are already in memory."""

    def __init__(self) -> None:
        self.register, self.unmasked, self.union, self.today = MEMBERS, True, {"union_name": "和风"}, "2026-01-01"


def fill(form: bytes, count: int, folder: Path) -> tuple[Plan, Path, Path]:
    """Fill a form with so many records in memory."""
    blank, filled = folder / "空.xlsx", folder / "填.xlsx"
    blank.write_bytes(form)
    opened = Blank(blank)
    layout = Columns(opened, Vocabulary(MEMBERS)).propose()
    assert layout is not None
    table = Table(opened, layout, Plain())
    rows = [member(n + 1, name=f"王{n}", id_number=id_number(n + 1)) for n in range(count)]
    plan = table.plan(rows)
    table.write(plan, filled, leave_out=True)
    return plan, blank, filled


def test_a_sheet_with_a_namespace_prefix_is_filled_alike(tmp_path: Path) -> None:
    def prefixed(xml: bytes) -> bytes:
        text = xml.decode()
        head, _, body = text.partition("<worksheet")
        main, _, rest = body.partition("<extLst>")
        main = re.sub(r"<(/?)(\w+)(?=[\s/>])", r"<\1x:\2", f"<worksheet{main}").replace("xmlns=", "xmlns:x=")
        rest = rest.replace("</extLst>", "</x:extLst>").replace("</worksheet>", "</x:worksheet>")
        rest = re.sub(r"<(/?)ext\b", r"<\1x:ext", rest)
        return f"{head}{main}<x:extLst>{rest}".encode()

    form = files.altered(forms.official(), files.SHEET, prefixed)
    _plan, blank, filled = fill(form, 9, tmp_path)
    found = comparing.compare(blank, filled)
    assert found.filled_only, found
    assert found.moved
    assert {one.after for one in found.cells if one.cell.startswith("B")} == {f"王{n}" for n in range(9)}


def test_a_table_of_the_form_grows(tmp_path: Path) -> None:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名册")
        text = book.add_format({"border": 1, "num_format": "@"})
        for row in (1, 2):
            for column in range(3):
                sheet.write_blank(row, column, None, text)
        sheet.add_table("A1:C3", {"columns": [{"header": h} for h in ("姓名", "证件号码", "手机")]})
    _plan, blank, filled = fill(out.getvalue(), 5, tmp_path)
    assert comparing.compare(blank, filled).filled_only
    table = forms.parts_of(filled.read_bytes())["xl/tables/table1.xml"].decode()
    assert re.findall(r'ref="([^"]+)"', table) == ["A1:C6", "A1:C6"]


def test_shared_and_array_formulas_are_kept_right(tmp_path: Path) -> None:
    def share(xml: bytes) -> bytes:
        text = xml.decode()
        for row in range(forms.FIRST, forms.FIRST + forms.PREPARED):
            base = f' t="shared" ref="J{forms.FIRST}:J{forms.FOOT - 1}" si="0">LEN(B{forms.FIRST})</f>'
            formula = f"<f{base}" if row == forms.FIRST else '<f t="shared" si="0"/>'
            text = re.sub(rf'(<c r="J{row}"[^>]*>)<f>.*?</f>', rf"\1{formula}", text)
        return text.encode()

    _plan, _blank, filled = fill(files.altered(forms.official(), files.SHEET, share), 7, tmp_path)
    sheet = forms.parts_of(filled.read_bytes())[files.SHEET].decode()
    found = re.findall(r'<c r="J(\d+)"[^>]*><f>([^<]*)</f>', sheet)
    assert [(row, formula) for row, formula in found] == [(str(n), f"LEN(B{n})") for n in range(6, 13)]


def test_lists_that_depend_on_another_cell_are_followed(tmp_path: Path) -> None:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, lists = book.add_worksheet("名册"), book.add_worksheet("选项")
        lists.write_column(0, 0, ("大学本科毕业", "大学专科毕业"))
        lists.write_column(0, 1, ("高中",))
        book.define_name("男", "=选项!$A$1:$A$2")
        book.define_name("女", "=选项!$B$1:$B$1")
        sheet.write_row(0, 0, ("姓名", "性别", "证件号码", "学历"))
        sheet.data_validation("D2:D50", {"validate": "list", "source": "=INDIRECT($B2)"})
    plan, _blank, _filled = fill(out.getvalue(), 3, tmp_path)
    assert plan.refused == []
    assert plan.cells[0][3] == "大学本科毕业"


def test_a_form_whose_styles_were_damaged_is_filled_all_the_same(tmp_path: Path) -> None:
    def damaged(xml: bytes) -> bytes:
        return re.sub(rb'numFmtId="\d+"', b'numFmtId=" fontId="', xml)

    form = files.altered(forms.official(), "xl/styles.xml", damaged)
    _plan, blank, filled = fill(form, 3, tmp_path)
    assert comparing.compare(blank, filled).filled_only


def test_a_form_with_two_parts_of_one_name_is_refused(tmp_path: Path) -> None:
    form = io.BytesIO(forms.official())
    with zipfile.ZipFile(form, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(files.SHEET, "<worksheet/>")
    with pytest.raises(DamagedFileError):
        fill(form.getvalue(), 1, tmp_path)
