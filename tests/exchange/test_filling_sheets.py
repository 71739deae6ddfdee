"""One record a sheet, all in one workbook: the form's sheet is copied in place with everything that belongs to it."""

from __future__ import annotations

import re
import subprocess
import warnings
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.exchange import card_forms, files, forms
from tests.exchange.card_forms import SHEET
from tests.exchange.imports import MEMBERS
from tests.offices import ACTOR, office, office_maker, office_template
from tests.samples import id_number, member
from tests.statistics.test_workbook import SOFFICE, with_libreoffice
from union_desk import lifecycle
from union_desk.exchange.filling import comparing
from union_desk.exchange.filling import faults as form_faults
from union_desk.exchange.filling.renaming import Renaming, quoted, sheet_names
from union_desk.exchange.filling.session import FormSession
from union_desk.exchange.filling.single import Pages

if TYPE_CHECKING:
    from pathlib import Path

    from union_desk.database import Database

__all__ = ["office", "office_maker", "office_template"]
NAMES = ("洪晓明", "陈'[一]", "洪晓明")
SHEETS = ["封面", SHEET, "2 陈'_一_", "3 洪晓明", "选项", "汇总"]


@pytest.fixture
def people(office: Database) -> list[str]:
    """Add three members, two of one name."""
    with office.write(ACTOR, "People") as s:
        return [lifecycle.create(s, MEMBERS, member(n + 1, name=name, sex="121"[n], education="21",
                                                    id_number=id_number(n + 1, female=n == 1))).id
                for n, name in enumerate(NAMES)]


@pytest.fixture
def filled(office: Database, people: list[str], tmp_path: Path) -> tuple[Path, Path]:
    """Return the blank form and the workbook with a sheet for each member."""
    return together(office, people, card_forms.card(), tmp_path)


def together(office: Database, people: list[str], form: bytes, folder: Path) -> tuple[Path, Path]:
    """Fill a form, a sheet for each member."""
    blank, target = folder / "卡.xlsx", folder / "填好.xlsx"
    blank.write_bytes(form)
    session = FormSession(office, MEMBERS, blank)
    planned = session.plan(people, unmasked=True)
    pages = planned[0]
    assert isinstance(pages, Pages)
    assert pages.sample.get("D3", "1990-03-07") == "1990-03-07", "a day is shown as the cell will show it"
    assert session.write(ACTOR, planned, target, unmasked=True, together=True).files == (target,)
    return blank, target


def opened(path: Path, **options: Any) -> Any:
    """Return a workbook as another program reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl names the extensions that it drops; we do not write with it
        return openpyxl.load_workbook(path, **options)


def test_each_record_has_a_sheet_and_only_cells_differ(filled: tuple[Path, Path]) -> None:
    blank, target = filled
    book = opened(target)
    assert book.sheetnames == SHEETS
    assert [book[name]["B2"].value for name in SHEETS[1:4]] == list(NAMES)
    assert [book[name]["D2"].value for name in SHEETS[1:4]] == ["1-男", "2-女", "1-男"]
    found = comparing.compare(blank, target)
    assert found.copied == {SHEET: SHEETS[2:4]}
    assert found.filled_only, found
    assert {cell.sheet for cell in found.cells} == set(SHEETS[1:4])
    before, after = (forms.parts_of(path.read_bytes()) for path in filled)
    untouched = ("xl/drawings", "xl/charts", "xl/media", "xl/tables", "xl/comments")
    assert all(before[name] == after[name] for name in before if name.startswith(untouched))


def test_a_copy_brings_along_what_belongs_to_the_sheet(filled: tuple[Path, Path]) -> None:
    book = opened(filled[1])
    model, other = book[SHEET], book[SHEETS[2]]
    assert model.merged_cells.ranges == other.merged_cells.ranges
    assert other["A3"].comment.text == model["A3"].comment.text
    assert (len(other._images), len(other._charts)) == (1, 1)
    assert (other.page_setup.orientation, other.print_title_rows, other.row_dimensions[1].height) == (
        "landscape", "$1:$1", 33)
    assert other.protection.sheet
    assert {rule.sqref for rule in other.data_validations.dataValidation} == {
        rule.sqref for rule in model.data_validations.dataValidation}
    assert other["A9"].hyperlink.target == model["A9"].hyperlink.target
    parts = {name: data.decode("utf-8", "replace") for name, data in forms.parts_of(filled[1].read_bytes()).items()}
    sheets = [parts[f"xl/worksheets/sheet{n}.xml"] for n in (2, 5, 6)]
    for mark in ("<x14:dataValidation ", "<x14:cfRule ", "<oddFooter>"):
        assert [text.count(mark) for text in sheets] == [1, 1, 1]
    assert [text.count("tabSelected") for text in sheets] == [1, 0, 0]
    ids = [re.search(r'<table [^>]*\bid="(\d+)" name="([^"]+)"', parts[f"xl/tables/table{n}.xml"]) for n in (1, 2, 3)]
    assert len({one[1] for one in ids if one}) == len({one[2] for one in ids if one}) == 3
    assert "家庭成员_2[称谓]" in sheets[1]


def test_formulas_names_and_links_of_a_copy_speak_of_the_copy(filled: tuple[Path, Path]) -> None:
    book, own = opened(filled[1]), "'2 陈''_一_'!"
    other = book[SHEETS[2]]
    assert other["D6"].value == f'=IF({own}D3="","",YEAR(TODAY())-YEAR(D3))'
    assert other["F1"].value == '="登记卡!B2 "&选项!A1&本人'
    assert book["汇总"]["A1"].value == f"=COUNTA({SHEET}!B2)"
    assert {name: defined.attr_text for name, defined in other.defined_names.items()} == {
        "本人": f"{own}$B$2", "填表人": f"{own}$B$6"}
    assert book.defined_names["填表人"].attr_text == f"{SHEET}!$B$6"
    assert other.print_area == f"{own}$A$1:$D$9"
    assert book["汇总"].print_area == "'汇总'!$A$1:$B$2"
    assert book.active.title == SHEET
    assert other["A8"].hyperlink.location == f"{own}A1"
    text = forms.parts_of(filled[1].read_bytes(), lambda name: name.startswith(("xl/charts/", "xl/drawings/drawing")))
    assert b"$G$4:$G$5" in text["xl/charts/chart2.xml"]
    assert SHEET.encode() not in text["xl/charts/chart2.xml"] + text["xl/drawings/drawing2.xml"]


@pytest.mark.slow
@with_libreoffice
def test_libreoffice_reckons_every_copy_by_itself(filled: tuple[Path, Path], tmp_path: Path) -> None:
    out, profile = tmp_path / "out", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(filled[1])]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    book = opened(out / filled[1].name, data_only=True)
    assert book.sheetnames == SHEETS
    assert [book[name]["F1"].value for name in SHEETS[1:4]] == [f"{SHEET}!B2 10-研究生{name}" for name in NAMES]
    assert {book[name]["D6"].value - book[SHEET]["D6"].value for name in SHEETS[1:4]} == {0}


def test_a_protected_structure_takes_no_sheets(office: Database, people: list[str], tmp_path: Path) -> None:
    form = card_forms.card(locked_structure=True)
    with pytest.raises(form_faults.LockedStructureError, match="卡"):
        together(office, people, form, tmp_path)
    assert not (tmp_path / "填好.xlsx").exists()
    _blank, target = together(office, people[:1], form, tmp_path)
    assert opened(target).sheetnames == ["封面", SHEET, "选项", "汇总"]


def test_too_many_sheets_are_refused(
    office: Database, people: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("union_desk.exchange.filling.single.MOST_SHEETS", 2)
    form = files.xlsx([["姓名", None, "性别", None], ["证件号码", None], ["手机", None]])
    with pytest.raises(form_faults.TooManySheetsError, match="3"):
        together(office, people, form, tmp_path)


@pytest.mark.parametrize(("formula", "after"), [
    ("卡!A1+'卡'!B2", "'新 卡'!A1+'新 卡'!B2"),
    ('"卡!A1"&卡!A1', "\"卡!A1\"&'新 卡'!A1"),
    ("[1]卡!A1+门卡!A1+表:卡!A1", "[1]卡!A1+门卡!A1+表:卡!A1"),
    ("SUM(卡!$A:$B)", "SUM('新 卡'!$A:$B)"),
])
def test_references_to_the_sheet_itself_are_renamed(formula: str, after: str) -> None:
    assert Renaming("卡", "新 卡").formula(formula) == after


def test_names_of_sheets_are_allowed_and_never_twice() -> None:
    found = sheet_names(["王小红", "a/b", "长" * 40, "王小红", ""], ["2 王小红"])
    assert found == ["2 王小红 (2)", "3 a_b", "4 " + "长" * 29, "5 王小红", "6"]
    assert [quoted(name) for name in ("卡", "AB12", "2 王", "O'Neil")] == ["卡", "'AB12'", "'2 王'", "'O''Neil'"]
