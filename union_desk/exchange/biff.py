"""What the fast reader does not tell about an .xls or .et file: hidden rows and columns, cells that show an error."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from union_desk.exchange.workbook import ERROR_VALUE, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from union_desk.exchange.ole import Compound

_FORMULA, _EOF, _FILEPASS, _COLINFO, _BOUNDSHEET, _BOOLERR, _ROW = 0x06, 0x0A, 0x2F, 0x7D, 0x85, 0x205, 0x208
_BOF = 0x809
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x20, 0x01
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_WIDEST = 256


@dataclass(slots=True)
class Details:
    """What a sheet hides and where it shows errors; rows and columns are zero-based."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)


def main_stream(book: Compound) -> bytes | None:
    """Return the stream that holds the workbook, or None when the compound file holds something else."""
    for name in ("Workbook", "Book", "WORKBOOK", "BOOK"):
        if name in book.streams:
            return book.stream(name)
    return None


def is_encrypted(stream: bytes) -> bool:
    """Tell whether the workbook asks for a password (its records begin with FILEPASS)."""
    for kind, _body in _records(stream, 0):
        if kind == _FILEPASS:
            return True
        if kind in {_BOUNDSHEET, _EOF}:
            return False
    return False


def scan(stream: bytes) -> list[Details]:
    """Return the details of each sheet in the order of the workbook."""
    offsets = []
    for kind, body in _records(stream, 0):
        if kind == _BOUNDSHEET and len(body) >= 4:  # noqa: PLR2004  the offset
            offsets.append(struct.unpack_from("<I", body)[0])
        elif kind == _EOF:
            break
    return [_scan_sheet(stream, offset) for offset in offsets]


def _scan_sheet(stream: bytes, offset: int) -> Details:
    details = Details()
    depth = 0
    for kind, body in _records(stream, offset):
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                break
        elif depth == 1:
            _note(details, kind, body)
    return details


def _note(details: Details, kind: int, body: bytes) -> None:
    if kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6:7] == b"\x02":
        _fault(details, body, body[8])
    elif kind == _BOOLERR and body[7:8] == b"\x01":
        _fault(details, body, body[6])
    elif kind == _ROW and len(body) >= 14 and body[12] & _ROW_HIDDEN:  # noqa: PLR2004  up to the options
        details.hidden_rows.add(struct.unpack_from("<H", body)[0])
    elif kind == _COLINFO and len(body) >= 10 and body[8] & _COLUMN_HIDDEN:  # noqa: PLR2004  up to the options
        first, last = struct.unpack_from("<HH", body)
        details.hidden_columns.update(range(first, min(last + 1, _WIDEST)))


def _fault(details: Details, body: bytes, code: int) -> None:
    row, column = struct.unpack_from("<HH", body)
    details.faults[row, column] = Fault(ERROR_VALUE, _ERRORS.get(code, "#ERR"))


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    header = struct.Struct("<HH").unpack_from
    end = len(stream) - 4
    while offset <= end:
        kind, length = header(stream, offset)
        yield kind, stream[offset + 4 : offset + 4 + length]
        offset += 4 + length
