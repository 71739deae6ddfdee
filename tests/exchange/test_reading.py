"""Reading: what a file really is, whatever its name, and what its cells hold."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.exchange import files
from union_desk.exchange import faults, reading
from union_desk.exchange.workbook import ERROR_VALUE, NO_CACHED_VALUE, Fault, Merge, Workbook, column_of, letter, shown
from union_desk.paths import resource

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [["姓名", "证件号码"], ["王小明", "460100199003070015"]]


def read(data: bytes) -> Workbook:
    return reading.read_bytes(data, "花名册.xls")


def refused(data: bytes, fault: type[faults.UnusableFileError]) -> str:
    with pytest.raises(fault) as caught:
        read(data)
    assert "花名册.xls" in str(caught.value)
    return str(caught.value)


def test_an_xlsx_named_xls_is_read_by_its_content() -> None:
    book = read(files.xlsx(ROWS))
    assert (book.kind, book.sheets[0].name, book.sheets[0].rows) == ("xlsx", "花名册", ROWS)


def test_cells_come_as_what_they_are() -> None:
    moment = dt.datetime(1990, 3, 7, 12, 30)  # noqa: DTZ001  a cell knows no zone
    row = ["字", 12.5, 7, True, dt.date(1990, 3, 7), moment]
    cells = read(files.xlsx([row])).sheets[0].rows[0]
    assert cells == row
    assert [type(c) for c in cells] == [str, float, float, bool, dt.date, dt.datetime]


@pytest.mark.parametrize("ending", ["xls", "et", "ods"])
def test_the_same_roster_in_old_formats_has_the_same_cells(ending: str) -> None:
    model, other = (reading.read(resource("samples", f"roster.{e}")) for e in ("xlsx", ending))
    assert [s.name for s in other.sheets] == [s.name for s in model.sheets]
    for ours, theirs in zip(model.sheets, other.sheets, strict=True):
        assert (theirs.hidden, theirs.hidden_rows) == (ours.hidden, ours.hidden_rows)
        assert sorted(theirs.merges, key=str) == sorted(ours.merges, key=str)
        assert [list(map(_recomputed, row)) for row in theirs.rows] == [
            list(map(_recomputed, row)) for row in ours.rows
        ]


def _recomputed(cell: Any) -> Any:
    """Make equal what LibreOffice changes when it saves: it computes formulas and keeps 15 digits."""
    if isinstance(cell, float):
        return float(f"{cell:.14E}")
    return "海南文昌" if cell == Fault(NO_CACHED_VALUE, "") else cell


def test_wrong_dimensions_as_wps_writes_them_hide_nothing() -> None:
    import re

    data = files.altered(
        files.xlsx(ROWS), files.SHEET, lambda b: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:A1"', b)
    )
    assert read(data).sheets[0].rows == ROWS


def test_a_prefix_before_the_tags_changes_nothing() -> None:
    import re

    def prefix(body: bytes) -> bytes:
        body = re.sub(rb"<(/?)(\w+)([ >/])", rb"<\1x:\2\3", body).replace(b"xmlns=", b"xmlns:x=")
        return body.replace(b'<x:row r="2"', b'<x:row r="2" hidden="1"')

    sheet = read(files.altered(files.xlsx(ROWS), files.SHEET, prefix)).sheets[0]
    assert (sheet.rows, sheet.hidden_rows) == (ROWS, {1})


def test_days_of_a_workbook_that_counts_from_1904() -> None:
    import io

    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"date_1904": True}) as book:
        book.add_worksheet().write_datetime(0, 0, dt.date(1990, 3, 7), book.add_format({"num_format": "yyyy/m/d"}))
    assert read(out.getvalue()).sheets[0].rows == [[dt.date(1990, 3, 7)]]


def styled() -> Any:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    rows: list[list[Any]] = [["姓名", "部门"], ["甲", "一"], ["乙", None], ["丙", None]]
    for row in rows:
        sheet.append(row)
    return book


def test_hidden_rows_columns_and_sheets_are_read_and_named() -> None:
    book = styled()
    sheet = book.worksheets[0]
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    other = book.create_sheet("选项")
    other["A1"], other.sheet_state = "男", "veryHidden"
    got = read(files.saved(book))
    assert (got.sheets[0].hidden_rows, got.sheets[0].hidden_columns) == ({2}, {1})
    assert [s.hidden for s in got.sheets] == [False, True]
    assert {n.code for n in got.notices()} == {"hidden_rows", "hidden_columns", "hidden_sheet"}
    assert got.sheets[0].rows[2][0] == "乙"


def test_merged_ranges_are_told() -> None:
    book = styled()
    book.worksheets[0].merge_cells("B2:B4")
    assert read(files.saved(book)).sheets[0].merges == [Merge(1, 1, 3, 1)]


def test_errors_and_formulas_without_a_value_are_not_blank() -> None:
    book = styled()
    sheet = book.worksheets[0]
    sheet["B2"], sheet["B3"], sheet["B4"] = "#N/A", "=A2&A3", '=""'
    sheet["B2"].data_type = "e"
    data = files.altered(
        files.saved(book), files.SHEET,
        lambda b: b.replace(b'<c r="B4"><f>""</f><v /></c>', b'<c r="B4" t="str"><f>""</f><v></v></c>'),
    )  # fmt: skip
    column = [row[1] for row in read(data).sheets[0].rows]
    assert column == ["部门", Fault(ERROR_VALUE, "#N/A"), Fault(NO_CACHED_VALUE, ""), ""]


def test_a_formula_with_its_value_is_that_value() -> None:
    data = files.altered(
        files.xlsx([["=1+1"]]), files.SHEET, lambda b: b.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    )
    assert read(data).sheets[0].rows == [[2.0]]


def test_a_workbook_with_macros_is_read_and_nothing_is_run() -> None:
    import io
    import zipfile

    data = io.BytesIO(files.xlsx(ROWS))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\0")
    book = read(data.getvalue())
    assert book.sheets[0].rows == ROWS
    assert [n.code for n in book.notices()] == ["macros"]


@pytest.mark.parametrize("name", ["locked.xls", "locked.ods"])
def test_a_password_is_asked_for_in_a_sentence(name: str) -> None:
    refused((files.FIXTURES / name).read_bytes(), faults.PasswordError)


def test_an_encrypted_xlsx_is_a_compound_file() -> None:
    refused(files.compound(EncryptedPackage=b"x" * 5000, EncryptionInfo=b"y"), faults.PasswordError)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", faults.EmptyFileError),
        (b"\r\n \t\n", faults.EmptyFileError),
        (files.xlsx([[None]]), faults.EmptyFileError),
        (files.xlsx(ROWS)[:700], faults.DamagedFileError),
        (b"PK\x03\x04broken", faults.DamagedFileError),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\1" * 600, faults.DamagedFileError),
        (files.zipped(xl__workbook_DOT_bin=b"x"), faults.BinaryWorkbookError),
        (files.zipped(word__document_DOT_xml=b"<x/>"), faults.NotAWorkbookError),
        (files.zipped(photo_DOT_jpg=b"x"), faults.NotAWorkbookError),
        (files.compound(WordDocument=b"x"), faults.NotAWorkbookError),
        (files.compound(Whatever=b"x"), faults.NotAWorkbookError),
        (b"%PDF-1.7\n", faults.NotAWorkbookError),
        (b"\xff\xd8\xff\xe0JFIF", faults.NotAWorkbookError),
        (b"Rar!\x1a\x07", faults.NotAWorkbookError),
        (b"\x09\x04\x06\x00\x00\x00", faults.NotAWorkbookError),
        (bytes(range(1, 30)) * 20, faults.NotAWorkbookError),
        (b"<?xml version='1.0'?><note/>", faults.NotAWorkbookError),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(data: bytes, fault: type[faults.UnusableFileError]) -> None:
    refused(data, fault)


def test_a_part_that_is_cut_off_is_damage_not_an_end() -> None:
    data = files.altered(files.xlsx(ROWS * 50), files.SHEET, lambda b: b[: len(b) // 2])
    refused(data, faults.DamagedFileError)


def test_a_file_that_would_unfold_beyond_measure_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_UNFOLDED", 1 << 20)
    bomb = files.altered(files.xlsx(ROWS), "xl/styles.xml", lambda b: b + b" " * (2 << 20))
    assert len(bomb) < 20_000
    refused(bomb, faults.TooLargeError)


def test_a_file_that_is_too_long_is_not_even_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * 100)
    monkeypatch.setattr(reading, "MAX_BYTES", 99)
    with pytest.raises(faults.TooLargeError):
        reading.read(path)


def test_a_forgotten_cell_far_outside_is_named() -> None:
    far = b'</row><row r="900000"><c r="ZZZ900000"><v>1</v></c></row></sheetData>'
    data = files.altered(files.xlsx(ROWS), files.SHEET, lambda b: b.replace(b"</row></sheetData>", far))
    assert "ZZZ900000" in refused(data, faults.FarCellError)


def test_a_far_cell_with_a_style_only_is_harmless() -> None:
    far = b'</row><row r="900000"><c r="ZZZ900000" s="0"/></row></sheetData>'
    data = files.altered(files.xlsx(ROWS), files.SHEET, lambda b: b.replace(b"</row></sheetData>", far))
    assert read(data).sheets[0].rows == ROWS


def test_a_cell_repeated_a_million_times_in_an_ods_is_refused() -> None:
    data = files.altered(
        resource("samples", "roster.ods").read_bytes(), "content.xml",
        lambda b: b.replace(b"<table:table-cell ", b'<table:table-cell table:number-columns-repeated="99999" ', 1)
        if b"<table:table-cell office:value-type" not in b else
        b.replace(b"<table:table-cell office:value-type",
                  b'<table:table-cell table:number-columns-repeated="99999" office:value-type', 1),
    )  # fmt: skip
    refused(data, faults.TooLargeError)


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(faults.MissingFileError) as caught:
        reading.read(tmp_path / "没有.xlsx")
    assert "没有.xlsx" in str(caught.value)


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_letters(column: int, letters: str) -> None:
    assert (letter(column), column_of(letters)) == (letters, column)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (7.0, "7"), (12.5, "12.5"), (4.6010019900307e17, "4.60100E+17"), (True, "TRUE"), (None, ""), ("字", "字"),
        (dt.date(1990, 3, 7), "1990-03-07"), (Fault(ERROR_VALUE, "#REF!"), "#REF!"),
    ],
)  # fmt: skip
def test_a_cell_is_shown_as_on_the_sheet(cell: Any, text: str) -> None:
    assert shown(cell) == text
