"""Workbooks of zipped XML (.xlsx, .xlsm, .ods): values by calamine, the rest by our own scanners."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk.exchange import faults, ooxml, opendocument
from union_desk.exchange.sniffing import ODS
from union_desk.exchange.workbook import Merge, Note, Sheet, Workbook, letter
from union_desk.words import N_

if TYPE_CHECKING:
    from union_desk.exchange.workbook import Cell, Fault

_MACROS = N_("The workbook contains macros; they were not run.")
_CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may unfold to: bytes in all, cells in a sheet."""

    unfolded: int
    cells: int


def read(kind: str, data: bytes, name: str, limits: Limits) -> Workbook:
    """Return the workbook with every sheet's cells, hidden parts, merges and faults."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    details, notes = _details(kind, data, name, limits)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheets = []
            for number, meta in enumerate(book.sheets_metadata):
                detail = details.get(meta.name) or details.get(number) or ooxml.Details()
                hidden = meta.visible != SheetVisibleEnum.Visible
                sheets.append(_sheet(book.get_sheet_by_index(number), detail, hidden=hidden))
    except PasswordError as error:
        raise faults.PasswordError(name=name) from error
    except CalamineError as error:
        raise faults.DamagedFileError(name=name) from error
    return Workbook(kind, sheets, notes)


_Details = ooxml.Details | opendocument.Details


def _details(kind: str, data: bytes, name: str, limits: Limits) -> tuple[dict[str | int, _Details], list[Note]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > limits.unfolded:
            raise faults.TooLargeError(name=name, limit=limits.unfolded >> 20)
        if kind == ODS:
            return _ods_details(archive, name, limits), []
        macros = [Note("macros", _MACROS)] if any(n.endswith("vbaProject.bin") for n in archive.namelist()) else []
        return _xlsx_details(archive, name, limits), macros


def _ods_details(archive: zipfile.ZipFile, name: str, limits: Limits) -> dict[str | int, _Details]:
    with archive.open("content.xml") as stream:
        if opendocument.is_reckless(stream):
            raise faults.TooLargeError(name=name, limit=limits.unfolded >> 20)
    with archive.open("content.xml") as stream:
        if not opendocument.has_details(stream):
            return {}
    with archive.open("content.xml") as stream:
        return dict(enumerate(opendocument.scan(stream)))


def _xlsx_details(archive: zipfile.ZipFile, name: str, limits: Limits) -> dict[str | int, _Details]:
    parts = ooxml.sheet_parts(archive)
    for part in archive.namelist():
        if part.endswith(".xml") and part not in parts.values():
            _drain(archive, part)
    found: dict[str | int, _Details] = {}
    for sheet, part in parts.items():
        if part not in archive.NameToInfo:
            continue
        with archive.open(part) as stream:
            detail = ooxml.scan(stream)
        outside = detail.last_row >= ooxml.ROW_LIMIT or detail.last_column >= ooxml.COLUMN_LIMIT
        if outside or (detail.last_row + 1) * (detail.last_column + 1) > limits.cells:
            cell = f"{letter(detail.last_column)}{detail.last_row + 1}"
            raise faults.FarCellError(name=name, sheet=sheet, cell=cell)
        found[sheet] = detail
    return found


def _drain(archive: zipfile.ZipFile, part: str) -> None:
    """Unpack a part once: a length that lies about itself shows here, before the fast reader trusts it."""
    with archive.open(part) as stream:
        while stream.read(_CHUNK):
            pass


def _sheet(source: Any, detail: _Details, *, hidden: bool) -> Sheet:
    rows: list[list[Cell]] = source.to_python(skip_empty_area=False)
    _put_faults(rows, detail.faults)
    if isinstance(detail, opendocument.Details):
        merges = detail.merges
    else:
        merges = [Merge(top, left, bottom, right) for (top, left), (bottom, right) in source.merged_cell_ranges or ()]
    return Sheet(
        source.name,
        rows,
        hidden=hidden,
        merges=merges,
        hidden_rows=detail.hidden_rows,
        hidden_columns=detail.hidden_columns,
    )


def _put_faults(rows: list[list[Cell]], found: dict[tuple[int, int], Fault]) -> None:
    """Put the faults where the fast reader left an empty cell; grow the sheet where they lie outside."""
    for (row, column), fault in found.items():
        width = len(rows[0]) if rows else 0
        while len(rows) <= row:
            rows.append([""] * width)
        if column >= width:
            for line in rows:
                line.extend([""] * (column + 1 - len(line)))
        rows[row][column] = fault
