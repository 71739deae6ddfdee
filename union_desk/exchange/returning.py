"""Refused rows go back as the person's own workbook: the heading and what stands above it, the refused rows, marked.

A corrected copy can be imported as it is: headings stay, long numbers become text cells, reasons stand in a column of
their own that the importer ignores.
"""

from __future__ import annotations

import io
import logging
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

from union_desk.exchange.remarks import REFUSED
from union_desk.exchange.sniffing import XLSX
from union_desk.exchange.workbook import Fault, shown
from union_desk.schema.kinds import BankAccount, CreditCode, IdNumber, Mobile, Phone
from union_desk.schema.problem import ERROR, INFO
from union_desk.words import N_, _

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from union_desk.exchange.checking import Checked
    from union_desk.exchange.layout import Block
    from union_desk.exchange.workbook import Cell, Workbook

REASONS = N_("Why refused")
_WHERE = N_("Row {row}: {text}")
_AUTHOR = N_("Import")
_NO_VALUE = "#N/A"  # for a formula that was never computed: refused again until somebody types a value
_LARGE = 20_000  # rows; a larger workbook is written anew instead of being loaded with all its styles
_RED, _YELLOW = "FFFFC7CE", "FFFFEB9C"
_TEXT_KINDS = (IdNumber, Mobile, Phone, BankAccount, CreditCode)
_REASON_WIDTH, _LEAST_WIDTH = 60, 12
_LINE_HEIGHT = 15  # points

log = logging.getLogger(__name__)


def write(book: Workbook, data: bytes, result: Checked, target: Path) -> int:
    """Write the refused rows to an .xlsx file; returns how many there are (no file is written when there are none)."""
    refused: dict[int, list[int]] = {}
    for place, outcome in enumerate(result.outcomes):
        if outcome == REFUSED:
            refused.setdefault(result.places[place][0], []).append(place)
    if not refused:
        return 0
    own = _open(book, data)
    copy = own if own is not None else _imitate(result, refused)
    for number, block in enumerate(result.blocks):
        sheet = copy[block.sheet.name[:31]]
        _Page(sheet, block, result).fill(refused.get(number, []))
    copy.save(target)
    return sum(map(len, refused.values()))


def _open(book: Workbook, data: bytes) -> Any:
    """Return the person's workbook, or None when it cannot be carried over with its looks."""
    if book.kind != XLSX or max(len(sheet.rows) for sheet in book.sheets) > _LARGE:
        return None
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl says which decorations it drops
            return openpyxl.load_workbook(io.BytesIO(data))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, zipfile.BadZipFile) as error:
        log.warning("workbook not carried over with its looks: %s", type(error).__name__)
        return None


def _imitate(result: Checked, refused: dict[int, list[int]]) -> Any:
    """Return a new workbook with the same sheets, what stands down to their headings, and the headings' merges."""
    import openpyxl

    copy = openpyxl.Workbook()
    copy.remove(copy.worksheets[0])
    for number, block in enumerate(result.blocks):
        sheet = copy.create_sheet(block.sheet.name[:31])
        below = block.heading.first_data_row
        for row, cells in enumerate(block.sheet.rows[:below], 1):
            for column, cell in enumerate(cells, 1):
                _put(sheet.cell(row, column), cell)
        for merge in block.sheet.merges:
            if merge.bottom < below:
                sheet.merge_cells(
                    start_row=merge.top + 1,
                    end_row=merge.bottom + 1,
                    start_column=merge.left + 1,
                    end_column=merge.right + 1,
                )
        for match in block.matches:
            longest = max(
                (len(shown(block.sheet.rows[result.places[p][1]][match.column])) for p in refused.get(number, [])),
                default=0,
            )
            sheet.column_dimensions[match.letter].width = max(_LEAST_WIDTH, min(40, longest * 1.3))
    return copy


class _Page:
    """One sheet of the returned workbook."""

    def __init__(self, sheet: Worksheet, block: Block, result: Checked) -> None:
        from openpyxl.styles import Alignment, Font, PatternFill

        self._sheet, self._block, self._result = sheet, block, result
        self._red, self._yellow = (PatternFill("solid", fgColor=colour) for colour in (_RED, _YELLOW))
        self._wrapped, self._bold = Alignment(wrap_text=True, vertical="top"), Font(bold=True, color="FF9C0006")
        fields = result.register.fields
        self._texts = {m.column for m in block.matches if m.field and isinstance(fields[m.field].kind, _TEXT_KINDS)}
        self._reasons = self._reason_column()

    def _reason_column(self) -> int:
        """Return the column (from 0) for the reasons: that of an earlier return, or the next free one."""
        for row in range(self._block.heading.row, self._block.heading.first_data_row):
            for column, cell in enumerate(self._block.sheet.rows[row]):
                if cell == _(REASONS):
                    return column
        return self._block.sheet.width

    def fill(self, places: list[int]) -> None:
        """Move the refused rows below the heading, mark them, and drop all other rows."""
        first = self._block.heading.first_data_row
        self._unmerge(first)
        for offset, place in enumerate(places):
            self._copy_row(self._result.places[place][1], first + offset)
            self._mark(place, first + offset)
        last = max(self._sheet.max_row, len(self._block.sheet.rows))
        used = first + len(places)
        if last > used:
            self._sheet.delete_rows(used + 1, last - used)
        self._tidy(first, used)

    def _unmerge(self, first: int) -> None:
        for merged in list(self._sheet.merged_cells.ranges):
            if merged.max_row > first:
                self._sheet.unmerge_cells(str(merged))

    def _copy_row(self, source: int, target: int) -> None:
        """Copy a row (from 0) with its looks; the rows go up, never down, so nothing is overwritten before its turn."""
        raw = self._block.sheet.rows[source]
        columns = self._block.columns
        for column in range(len(raw)):
            cell: Any = self._sheet.cell(target + 1, column + 1)
            model: Any = self._sheet.cell(source + 1, column + 1)
            cell._style = model._style  # noqa: SLF001  openpyxl's own way to copy looks
            cell.comment = None
            value: Cell = raw[column]
            if value == "" and column in columns.values():
                value = self._block.transposed([source]).column(column, fill=True)[0]
            _put(cell, value, text=column in self._texts)

    def _mark(self, place: int, row: int) -> None:
        from openpyxl.comments import Comment

        by_column: dict[int, list[Any]] = {}
        said = []
        for remark in self._result.remarks.get(place, ()):
            if remark.level == INFO:
                continue
            column = self._block.columns.get(remark.field)
            if column is not None:
                by_column.setdefault(column, []).append(remark)
            if remark.level == ERROR:
                heading = self._block.heading_of(remark.field)
                said.append(f"{heading}：{remark.text()}" if heading else remark.text())
        for column, remarks in by_column.items():
            cell = self._sheet.cell(row + 1, column + 1)
            cell.fill = self._red if any(r.level == ERROR for r in remarks) else self._yellow
            cell.comment = Comment("\n".join(r.text() for r in remarks), _(_AUTHOR))
        reason = self._sheet.cell(row + 1, self._reasons + 1)
        reason.value = _(_WHERE).format(row=self._result.row_number(place), text="\n".join(said))
        reason.alignment, reason.fill = self._wrapped, self._red
        lines = sum(1 + _width(line) // _REASON_WIDTH for line in str(reason.value).splitlines())
        self._sheet.row_dimensions[row + 1].height = _LINE_HEIGHT * lines

    def _tidy(self, first: int, used: int) -> None:
        """Show all rows, name the reasons' column, and let no filter hide anything."""
        from openpyxl.utils import get_column_letter

        for row in [number for number in self._sheet.row_dimensions if number > first]:
            if row > used:
                del self._sheet.row_dimensions[row]
            else:
                self._sheet.row_dimensions[row].hidden = False
        self._sheet.auto_filter.ref = None
        heading = self._sheet.cell(first, self._reasons + 1)
        heading.value, heading.font = _(REASONS), self._bold
        self._sheet.column_dimensions[get_column_letter(self._reasons + 1)].width = _REASON_WIDTH


def _width(text: str) -> int:
    """Return the width of a text in narrow characters; hanzi are twice as wide."""
    return sum(2 if char > "\u2e7f" else 1 for char in text)


def _put(cell: Any, value: Cell, *, text: bool = False) -> None:
    """Write a raw value; long numbers as text cells, so that what is typed over them stays as typed."""
    if isinstance(value, Fault) or (text and not isinstance(value, str)):
        value = shown(value) or _NO_VALUE
    if isinstance(value, str):
        cell.value = value or None
        if value:
            cell.data_type = "s"  # a text that begins with = is no formula
        if text or not value:
            cell.number_format = "@" if text else cell.number_format
    else:
        cell.value = value
