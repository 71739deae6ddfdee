"""Workbooks in the XML of Excel 2003, often named .xls; the parser refuses entity declarations."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

from union_desk.exchange.workbook import ERROR_VALUE, NO_CACHED_VALUE, Fault, Merge, Sheet, Workbook, square, trim

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from union_desk.exchange.workbook import Cell

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_SS, _EXCEL = f"{{{NAMESPACE}}}", "{urn:schemas-microsoft-com:office:excel}"
_WIDEST, _LONGEST = 1 << 14, 1 << 20


def read(data: bytes) -> Workbook:
    """Return the workbook; xml.etree's ParseError when the XML is broken, defusedxml's when it is dangerous."""
    from defusedxml.ElementTree import iterparse

    sheets: list[Sheet] = []
    row = 0
    for event, element in iterparse(io.BytesIO(data), events=("start", "end")):
        if event == "start":
            if element.tag == f"{_SS}Worksheet":
                name = element.get(f"{_SS}Name") or f"Sheet{len(sheets) + 1}"
                sheets.append(Sheet(name, []))
                row = 0
            continue
        if element.tag == f"{_SS}Row" and sheets:
            row = _read_row(sheets[-1], element, row)
            element.clear()
        elif element.tag == f"{_SS}Column" and sheets:
            _note_column(sheets[-1], element)
        elif element.tag == f"{_EXCEL}Visible" and sheets and element.text in {"SheetHidden", "SheetVeryHidden"}:
            sheets[-1].hidden = True
    for sheet in sheets:
        trim(square(sheet.rows))
    return Workbook("spreadsheetml", sheets)


def _note_column(sheet: Sheet, element: Element) -> None:
    first = _whole(element, "Index", 0) or max(sheet.hidden_columns, default=-1) + 2
    if element.get(f"{_SS}Hidden") == "1":
        sheet.hidden_columns.update(range(first - 1, min(first + _whole(element, "Span", 0), _WIDEST)))


def _read_row(sheet: Sheet, element: Element, row: int) -> int:
    """Put a row in its place (zero-based) and return the place of the next one."""
    row = (_whole(element, "Index", row + 1) - 1) if element.get(f"{_SS}Index") else row
    if row >= _LONGEST:
        return row
    if element.get(f"{_SS}Hidden") == "1":
        sheet.hidden_rows.add(row)
    cells: list[Cell] = []
    for cell in element.iter(f"{_SS}Cell"):
        column = (_whole(cell, "Index", 1) - 1) if cell.get(f"{_SS}Index") else len(cells)
        if column >= _WIDEST:
            break
        across, down = _whole(cell, "MergeAcross", 0), _whole(cell, "MergeDown", 0)
        cells.extend([""] * (column - len(cells)))
        cells.append(_read_cell(cell))
        cells.extend([""] * min(across, _WIDEST))
        if across or down:
            sheet.merges.append(Merge(row, column, min(row + down, _LONGEST), column + min(across, _WIDEST)))
    while len(sheet.rows) < row:
        sheet.rows.append([])
    if any(cell != "" for cell in cells):
        sheet.rows.append(cells)
    return row + 1 + _whole(element, "Span", 0)


def _read_cell(cell: Element) -> Cell:
    data = next((child for child in cell if child.tag in {f"{_SS}Data", "Data"}), None)
    if data is None:
        return Fault(NO_CACHED_VALUE, "") if cell.get(f"{_SS}Formula") else ""
    text = "".join(data.itertext())
    try:
        return _typed(data.get(f"{_SS}Type", "String"), text)
    except ValueError:
        return text


def _typed(kind: str, text: str) -> Cell:
    if kind == "Error":
        return Fault(ERROR_VALUE, text or "#ERR")
    if kind == "Boolean":
        return text.strip() == "1"
    if kind == "Number":
        return float(text)
    if kind == "DateTime":
        moment = dt.datetime.fromisoformat(text.strip())
        return moment.date() if moment.time() == dt.time() else moment
    return text


def _whole(element: Element, name: str, otherwise: int) -> int:
    text = element.get(f"{_SS}{name}") or ""
    return int(text) if text.isdecimal() else otherwise
