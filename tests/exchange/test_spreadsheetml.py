"""Workbooks in the XML of Excel 2003, named .xls."""

from __future__ import annotations

import datetime as dt

import pytest

from union_desk.exchange import faults, reading
from union_desk.exchange.workbook import ERROR_VALUE, NO_CACHED_VALUE, Fault, Merge, Sheet

HEAD = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
)

INDEX, MERGED = "ss:Index='3'", "ss:MergeAcross='1' ss:MergeDown='1'"


def sheet(rows: str, name: str = "花名册", more: str = "") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{rows}</Table>{more}</Worksheet>'


def cell(text: str, kind: str = "String", more: str = "") -> str:
    return f'<Cell {more}><Data ss:Type="{kind}">{text}</Data></Cell>'


def read(*sheets: str) -> list[Sheet]:
    book = reading.read_bytes(f"{HEAD}{''.join(sheets)}</Workbook>".encode(), "a.xls")
    assert book.kind == "spreadsheetml"
    return book.sheets


def test_cells_come_with_their_types() -> None:
    row = (
        cell("王 &amp; 李")
        + cell("12.5", "Number")
        + cell("1990-03-07T00:00:00.000", "DateTime")
        + cell("1", "Boolean")
    )
    assert read(sheet(f"<Row>{row}</Row>"))[0].rows == [["王 & 李", 12.5, dt.date(1990, 3, 7), True]]


def test_skipped_rows_and_cells_keep_their_places() -> None:
    rows = f"<Row>{cell('A1')}</Row><Row ss:Index='4'>{cell('C4', more=INDEX)}</Row>"
    assert read(sheet(rows))[0].rows == [["A1", "", ""], ["", "", ""], ["", "", ""], ["", "", "C4"]]


def test_merges_hidden_rows_columns_and_sheets() -> None:
    rows = (
        '<Column ss:Index="2" ss:Hidden="1"/>'
        f"<Row>{cell('标题', more=MERGED)}"
        f'{cell("C1")}</Row><Row ss:Hidden="1"><Cell/></Row><Row>{cell("甲")}</Row>'
    )
    options = "<WorksheetOptions xmlns='urn:schemas-microsoft-com:office:excel'>{}</WorksheetOptions>"
    hide = options.format("<Visible>SheetHidden</Visible>")
    got = read(sheet(rows), sheet(f"<Row>{cell('x')}</Row>", "选项", hide))
    assert got[0].rows == [["标题", "", "C1"], ["", "", ""], ["甲", "", ""]]
    assert (got[0].merges, got[0].hidden_rows, got[0].hidden_columns) == ([Merge(0, 0, 1, 1)], {1}, {1})
    assert [s.hidden for s in got] == [False, True]


def test_errors_and_uncomputed_formulas_are_not_blank() -> None:
    row = cell("#N/A", "Error") + '<Cell ss:Formula="=A1"/>' + cell("末")
    assert read(sheet(f"<Row>{row}</Row>"))[0].rows == [[Fault(ERROR_VALUE, "#N/A"), Fault(NO_CACHED_VALUE, ""), "末"]]


def test_entity_declarations_are_refused() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + HEAD[21:]
    with pytest.raises(faults.DangerousFileError):
        reading.read_bytes(
            f"{bomb}{sheet(f'<Row>{cell(chr(38) + chr(98) + chr(59))}</Row>')}</Workbook>".encode(), "a.xls"
        )


def test_a_file_that_breaks_off_is_damaged() -> None:
    with pytest.raises(faults.DamagedFileError):
        reading.read_bytes(f"{HEAD}{sheet('<Row>')}".encode(), "a.xls")
