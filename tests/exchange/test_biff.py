"""The cells of .xls and .et files: the same as another reader finds them."""

from __future__ import annotations

import datetime as dt
import io
import struct

import pytest
from python_calamine import CalamineWorkbook

from tests.exchange import files
from union_desk.exchange import biff, faults, reading
from union_desk.exchange.biff_cells import _unpacked, moment
from union_desk.exchange.workbook import ERROR_VALUE, Fault, Merge
from union_desk.paths import resource

CELLS = files.FIXTURES / "cells.xls"


@pytest.mark.parametrize("path", [CELLS, resource("samples", "roster.xls")], ids=lambda p: p.name)
def test_every_cell_is_what_another_reader_finds(path: object) -> None:
    data = CELLS.read_bytes() if path == CELLS else resource("samples", "roster.xls").read_bytes()
    ours = reading.read_bytes(data, "a.xls")
    theirs = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert [s.name for s in ours.sheets] == theirs.sheet_names
    for number, sheet in enumerate(ours.sheets):
        expected = theirs.get_sheet_by_index(number).to_python(skip_empty_area=False)
        got = [["" if isinstance(cell, Fault) else cell for cell in row] for row in sheet.rows]
        assert got == expected


def test_what_the_other_reader_does_not_tell() -> None:
    first, hidden, empty = reading.read(CELLS).sheets
    assert (first.hidden_rows, first.hidden_columns, first.merges) == ({4}, {7}, [Merge(130, 0, 132, 2)])
    errors = {cell for row in first.rows for cell in row if isinstance(cell, Fault)}
    assert errors == {Fault(ERROR_VALUE, "#DIV/0!"), Fault(ERROR_VALUE, "#N/A")}
    assert (hidden.hidden, hidden.rows[2][2], empty.rows) == (True, 1.5, [])


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def book95(*cells: bytes, codepage: int = 936) -> bytes:
    """Return a workbook of Excel 95 with one sheet of the given records."""
    name = "花名册".encode("gbk")
    start = record(biff.BOF, struct.pack("<HHI", 0x0500, 5, 0)) + record(biff.CODEPAGE, struct.pack("<H", codepage))
    entry = struct.pack("<BBB", 0, 0, len(name)) + name
    offset = len(start) + 4 + 4 + len(entry) + 4
    start += record(biff.BOUNDSHEET, struct.pack("<I", offset) + entry) + record(biff.EOF, b"")
    sheet = record(biff.BOF, struct.pack("<HHI", 0x0500, 16, 0)) + b"".join(cells) + record(biff.EOF, b"")
    return files.compound(Book=start + sheet)


def test_a_workbook_of_excel_95_is_read_in_its_code_page() -> None:
    text = "王小明".encode("gbk")
    label = record(0x204, struct.pack("<HHHH", 0, 0, 0, len(text)) + text)
    number = record(0x203, struct.pack("<HHHd", 1, 1, 0, 12.5))
    [sheet] = reading.read_bytes(book95(label, number), "a.xls").sheets
    assert (sheet.name, sheet.rows) == ("花名册", [["王小明", ""], ["", 12.5]])


@pytest.mark.parametrize(
    ("pattern", "is_date"),
    [
        *((p, True) for p in ("yyyy\\-mm\\-dd", 'yyyy"年"m"月"d"日"', "[$-804]yyyy/m/d", "h:mm AM/PM", "mm:ss.0")),
        *((p, False) for p in ("General", "0.00_ ;[Red]\\-0.00", '#,##0"元"', "@", "0.00E+00", '"days" 0')),
    ],
)
def test_a_format_shows_days_or_it_does_not(pattern: str, is_date: bool) -> None:
    assert biff.is_date_format(pattern) is is_date


@pytest.mark.parametrize(
    ("value", "from_1904", "found"),
    [
        (32939, False, dt.date(1990, 3, 7)),
        (31477, True, dt.date(1990, 3, 7)),
        (32939.5, False, dt.datetime(1990, 3, 7, 12)),  # noqa: DTZ001  a cell knows no zone
        (0.354166666666667, False, dt.time(8, 30)),
    ],
)
def test_a_serial_number_is_a_moment(value: float, from_1904: bool, found: object) -> None:
    assert moment(value, from_1904=from_1904) == found


@pytest.mark.parametrize(
    ("packed", "value"),
    [(0x3FF00000, 1.0), (0x00000006, 1.0), (0xFFFFFFFE, -1.0), (0x0000301B, 30.78), (0x40593001, 1.0075)],
)
def test_numbers_packed_into_four_bytes(packed: int, value: float) -> None:
    assert _unpacked(packed) == pytest.approx(value)


def test_a_sheet_that_begins_elsewhere_is_damage() -> None:
    data = book95(record(0x203, struct.pack("<HHHd", 0, 0, 0, 1.0)))
    broken = data.replace(record(biff.BOF, struct.pack("<HHI", 0x0500, 16, 0)), b"\0" * 12)
    assert broken != data
    with pytest.raises(faults.DamagedFileError):
        reading.read_bytes(broken, "a.xls")
