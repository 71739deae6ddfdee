"""The cells of one sheet of an .xls or .et file: values as they are meant, errors as faults, what is hidden."""

from __future__ import annotations

import datetime as dt
import struct
from typing import TYPE_CHECKING, Any

from union_desk.exchange import biff
from union_desk.exchange.biff import BOF, EOF, DamagedBiffError, Globals, Record, SheetPlace
from union_desk.exchange.ole import Compound
from union_desk.exchange.workbook import ERROR_VALUE, Fault, Merge, Sheet, Workbook

if TYPE_CHECKING:
    from union_desk.exchange.workbook import Cell

_FORMULA, _COLINFO, _MULRK, _RSTRING, _MERGED, _LABELSST = 0x06, 0x7D, 0xBD, 0xD6, 0xE5, 0xFD
_NUMBER, _LABEL, _BOOLERR, _STRING, _ROW, _RK = 0x203, 0x204, 0x205, 0x207, 0x208, 0x27E
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x20, 0x01
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_WIDEST, _LONGEST = 256, 65_536
_TEXT_RESULT, _TRUTH_RESULT, _ERROR_RESULT = 0, 1, 2
_EPOCH, _EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001  a cell knows no zone
_LAST_DAY = 2_958_465  # 9999-12-31
_DAY_MILLISECONDS = 86_400_000


def read(data: bytes) -> Workbook:
    """Return the workbook in a compound file; CompoundError when it contradicts itself."""
    stream = biff.main_stream(Compound(data))
    if stream is None:
        raise DamagedBiffError
    shared = biff.read_globals(stream)
    return Workbook("xls", [read_sheet(stream, shared, place) for place in shared.sheets])


def read_sheet(stream: bytes, shared: Globals, place: SheetPlace) -> Sheet:
    """Return one sheet; DamagedBiffError when its records make no sense."""
    reader = _Reader(shared)
    if place.has_cells:
        try:
            _feed(reader, stream, place.offset)
        except (struct.error, IndexError, OverflowError) as error:
            raise DamagedBiffError(str(error)) from error
    sheet = reader.sheet(place.name)
    sheet.hidden = place.hidden
    return sheet


def _feed(reader: _Reader, stream: bytes, offset: int) -> None:
    depth = 0
    for record in biff.records(stream, offset):
        if record.kind == BOF:
            depth += 1
        elif depth == 0:
            raise DamagedBiffError  # the sheet does not begin where the workbook says
        elif record.kind == EOF:
            depth -= 1
            if depth == 0:
                return
        elif depth == 1:  # deeper lie the charts on the sheet
            reader.take(record)
    raise DamagedBiffError


class _Reader:
    """Collects cells as the records come."""

    def __init__(self, shared: Globals) -> None:
        self._shared = shared
        self._cells: dict[tuple[int, int], Cell] = {}
        self._merges: list[Merge] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._waiting: tuple[int, int] | None = None  # a formula whose text comes in the next record
        self._takers = {
            _LABELSST: self._take_shared, _LABEL: self._take_label, _RSTRING: self._take_label,
            _NUMBER: self._take_number, _RK: self._take_rk, _MULRK: self._take_rks, _FORMULA: self._take_formula,
            _STRING: self._take_result, _BOOLERR: self._take_truth, _MERGED: self._take_merges, _ROW: self._take_row,
            _COLINFO: self._take_columns,
        }  # fmt: skip

    def take(self, record: Record) -> None:
        """Take one record of the sheet."""
        taker = self._takers.get(record.kind)
        if taker is not None:
            taker(record)

    def sheet(self, name: str) -> Sheet:
        """Return what was collected."""
        height = 1 + max((row for row, _column in self._cells), default=-1)
        width = 1 + max((column for _row, column in self._cells), default=-1)
        rows: list[list[Cell]] = [[""] * width for _row in range(height)]
        for (row, column), value in self._cells.items():
            rows[row][column] = value
        return Sheet(name, rows, merges=self._merges, hidden_rows=self._hidden_rows,
                     hidden_columns=self._hidden_columns)  # fmt: skip

    def _put(self, body: bytes, value: Cell) -> tuple[int, int]:
        row, column = struct.unpack_from("<HH", body)
        if column >= _WIDEST:
            raise DamagedBiffError
        self._cells[row, column] = value
        return row, column

    def _take_shared(self, record: Record) -> None:
        self._put(record.body, self._shared.texts[struct.unpack_from("<I", record.body, 6)[0]])

    def _take_label(self, record: Record) -> None:
        self._put(record.body, biff.text_of(self._shared, record, 6))

    def _take_number(self, record: Record) -> None:
        style, value = struct.unpack_from("<Hd", record.body, 4)
        self._put(record.body, self._meant(value, style))

    def _take_rk(self, record: Record) -> None:
        style, packed = struct.unpack_from("<HI", record.body, 4)
        self._put(record.body, self._meant(_unpacked(packed), style))

    def _take_rks(self, record: Record) -> None:
        row, first = struct.unpack_from("<HH", record.body)
        for number in range((len(record.body) - 6) // 6):
            style, packed = struct.unpack_from("<HI", record.body, 4 + 6 * number)
            self._put(struct.pack("<HH", row, first + number), self._meant(_unpacked(packed), style))

    def _take_formula(self, record: Record) -> None:
        body = record.body
        if body[12:14] != b"\xff\xff":
            self._take_number(record)
        elif body[6] == _TEXT_RESULT:
            self._waiting = self._put(body, "")
        elif body[6] == _TRUTH_RESULT:
            self._put(body, body[8] == 1)
        elif body[6] == _ERROR_RESULT:
            self._put(body, Fault(ERROR_VALUE, _ERRORS.get(body[8], "#ERR")))

    def _take_result(self, record: Record) -> None:
        if self._waiting is not None:
            self._cells[self._waiting] = biff.text_of(self._shared, record, 0)
            self._waiting = None

    def _take_truth(self, record: Record) -> None:
        value, is_error = record.body[6], record.body[7]
        self._put(record.body, Fault(ERROR_VALUE, _ERRORS.get(value, "#ERR")) if is_error else value == 1)

    def _take_merges(self, record: Record) -> None:
        for number in range(struct.unpack_from("<H", record.body)[0]):
            top, bottom, left, right = struct.unpack_from("<HHHH", record.body, 2 + 8 * number)
            self._merges.append(Merge(top, left, bottom, right))

    def _take_row(self, record: Record) -> None:
        if record.body[12] & _ROW_HIDDEN:
            self._hidden_rows.add(struct.unpack_from("<H", record.body)[0])

    def _take_columns(self, record: Record) -> None:
        if record.body[8] & _COLUMN_HIDDEN:
            first, last = struct.unpack_from("<HH", record.body)
            self._hidden_columns.update(range(first, min(last + 1, _WIDEST)))

    def _meant(self, value: float, style: int) -> Any:
        """Return a number, or the day or time that its cell style makes of it."""
        dates = self._shared.dates
        if style >= len(dates) or not dates[style] or not 0 <= value <= _LAST_DAY:
            return value
        return moment(value, from_1904=self._shared.counts_from_1904)


def moment(value: float, *, from_1904: bool) -> dt.date | dt.datetime | dt.time:
    """Return the day, the moment or (below one) the time that a serial number stands for."""
    days, rest = divmod(round(value * _DAY_MILLISECONDS), _DAY_MILLISECONDS)
    found = (_EPOCH_1904 if from_1904 else _EPOCH) + dt.timedelta(days=days, milliseconds=rest)
    if not days and not from_1904:
        return found.time()
    return found if rest else found.date()


def _unpacked(packed: int) -> float:
    """Return the number that is packed into four bytes (RK)."""
    if packed & 2:
        value = float((packed if packed < 1 << 31 else packed - (1 << 32)) >> 2)
    else:
        value = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", packed & ~3))[0]
    return value / 100 if packed & 1 else value
