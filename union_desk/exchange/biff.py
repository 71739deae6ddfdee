"""The workbooks of Excel 97 to 2003 and of WPS (.xls, .et): records, strings, formats (BIFF8, and BIFF5 before it).

Read here and not by the fast reader, which ends the whole program when such a file is damaged.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from union_desk.exchange.ole import CompoundError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from union_desk.exchange.ole import Compound

EOF, DATEMODE, FILEPASS, CONTINUE, CODEPAGE, BOUNDSHEET = 0x0A, 0x22, 0x2F, 0x3C, 0x42, 0x85
XF, SST, FORMAT, BOF = 0xE0, 0xFC, 0x41E, 0x809
BIFF8 = 0x0600
_VISIBLE = 0
_WORKSHEET = 0
_CODEPAGES = {936: "gb18030", 950: "cp950", 65001: "utf-8", 1200: "utf-16-le"}
_LATIN = "cp1252"
_HIGH, _EXTENDED, _RICH = 0x01, 0x04, 0x08
_RECORD_LIMIT = 1 << 16
_STRING_LIMIT = 1 << 22

# Formats that show days or times without saying so in a pattern of their own (27 to 58: Chinese, Japanese, Korean)
_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


class DamagedBiffError(CompoundError):
    """The records contradict each other."""


@dataclass(slots=True)
class Record:
    """One record: its kind, its body, and the bodies of the continuations that follow it."""

    kind: int
    body: bytes
    more: list[bytes] = field(default_factory=list)


@dataclass(slots=True)
class SheetPlace:
    """Where a sheet begins in the stream, its name, whether it is hidden and whether it holds cells at all."""

    offset: int
    name: str
    hidden: bool
    has_cells: bool


@dataclass(slots=True)
class Globals:
    """What all sheets share: texts, formats by cell style, the epoch, the code page, the sheets."""

    wide: bool = True  # BIFF8, whose texts are Unicode
    codepage: str = "gb18030"
    counts_from_1904: bool = False
    texts: list[str] = field(default_factory=list)
    dates: list[bool] = field(default_factory=list)  # by cell style: the number is a day
    sheets: list[SheetPlace] = field(default_factory=list)


def main_stream(book: Compound) -> bytes | None:
    """Return the stream that holds the workbook, or None when the compound file holds something else."""
    for name in ("Workbook", "Book", "WORKBOOK", "BOOK"):
        if name in book.streams:
            return book.stream(name)
    return None


def is_encrypted(stream: bytes) -> bool:
    """Tell whether the workbook asks for a password (its records begin with FILEPASS)."""
    for record in records(stream, 0):
        if record.kind == FILEPASS:
            return True
        if record.kind in {BOUNDSHEET, EOF}:
            return False
    return False


def records(stream: bytes, offset: int) -> Iterator[Record]:
    """Yield the records from an offset on, continuations joined to what they continue."""
    header = struct.Struct("<HH").unpack_from
    end = len(stream) - 4
    current: Record | None = None
    while 0 <= offset <= end:
        kind, length = header(stream, offset)
        body = stream[offset + 4 : offset + 4 + length]
        offset += 4 + length
        if kind == CONTINUE and current is not None:
            current.more.append(body)
            continue
        if current is not None:
            yield current
        current = Record(kind, body)
    if current is not None:
        yield current


def read_globals(stream: bytes) -> Globals:
    """Return what all sheets share; DamagedBiffError when the beginning makes no sense."""
    found = Globals()
    formats: dict[int, str] = {}
    styles: list[int] = []
    try:
        for record in records(stream, 0):
            if record.kind == EOF:
                break
            _note(found, record, formats, styles)
    except (struct.error, IndexError, UnicodeDecodeError, LookupError) as error:
        raise DamagedBiffError(str(error)) from error
    found.dates = [style in _BUILT_IN_DATES or is_date_format(formats.get(style, "")) for style in styles]
    return found


def _note(found: Globals, record: Record, formats: dict[int, str], styles: list[int]) -> None:
    body = record.body
    if record.kind == BOF:
        found.wide = struct.unpack_from("<H", body)[0] == BIFF8
    elif record.kind == CODEPAGE:
        number = struct.unpack_from("<H", body)[0]
        found.codepage = _CODEPAGES.get(number, f"cp{number}" if number in range(1250, 1259) else "gb18030")
    elif record.kind == DATEMODE:
        found.counts_from_1904 = body[:1] == b"\x01"
    elif record.kind == FORMAT:
        number = struct.unpack_from("<H", body)[0]
        formats[number] = _text(found, record, 2, count_bytes=2 if found.wide else 1)
    elif record.kind == XF:
        styles.append(struct.unpack_from("<H", body, 2)[0])
    elif record.kind == SST:
        found.texts = _shared_texts(record)
    elif record.kind == BOUNDSHEET:
        offset, visibility, kind = struct.unpack_from("<IBB", body)
        name = _text(found, record, 6, count_bytes=1)
        found.sheets.append(SheetPlace(offset, name, visibility != _VISIBLE, kind == _WORKSHEET))


def is_date_format(pattern: str) -> bool:
    """Tell whether a number format shows days or times."""
    first = _LITERAL.sub("", pattern.casefold()).split(";")[0].replace("general", "")
    return any(char in first for char in "ymdhs年月日") and "#" not in first and "0.0" not in first.replace("s.0", "")


def _text(shared: Globals, record: Record, start: int, *, count_bytes: int) -> str:
    count = int.from_bytes(record.body[start : start + count_bytes], "little")
    start += count_bytes
    if not shared.wide:
        return record.body[start : start + count].decode(shared.codepage, "replace")
    return Texts([record.body[start:], *record.more]).string(count)


def text_of(shared: Globals, record: Record, start: int) -> str:
    """Return the text that stands in a record from a place on: its length in two bytes, then its characters."""
    return _text(shared, record, start, count_bytes=2)


def _shared_texts(record: Record) -> list[str]:
    count = struct.unpack_from("<I", record.body, 4)[0]
    source = Texts([record.body[8:], *record.more])
    found = []
    for _number in range(count):
        if source.at_end:
            break  # some programs promise more than they write
        found.append(source.string(source.number(2)))
    return found


class Texts:
    """Unicode texts of BIFF8 across a record and its continuations, where a text may begin anew narrow or wide."""

    def __init__(self, parts: list[bytes]) -> None:
        """Take the bodies, in order."""
        self._parts, self._part, self._place = parts, 0, 0

    @property
    def at_end(self) -> bool:
        """Tell whether nothing is left."""
        self._skip_finished()
        return self._part >= len(self._parts)

    def number(self, size: int) -> int:
        """Return the next unsigned number of so many bytes."""
        return int.from_bytes(self._raw(size), "little")

    def string(self, count: int) -> str:
        """Return the next text of so many characters, its fonts and phonetics passed over."""
        flags = self.number(1)
        runs = self.number(2) if flags & _RICH else 0
        extra = self.number(4) if flags & _EXTENDED else 0
        if extra > _STRING_LIMIT:
            raise DamagedBiffError
        text = self._characters(count, wide=bool(flags & _HIGH))
        self._raw(4 * runs + extra)
        return text

    def _characters(self, count: int, *, wide: bool) -> str:
        found = []
        while count:
            if self._place >= len(self._parts[self._part]):
                self._part, self._place = self._part + 1, 0
                wide = bool(self._raw(1)[0] & _HIGH)
            size = 2 if wide else 1
            left = (len(self._parts[self._part]) - self._place) // size
            taken = min(count, left)
            if not taken:
                raise DamagedBiffError
            raw = self._parts[self._part][self._place : self._place + taken * size]
            found.append(raw.decode("utf-16-le" if wide else "latin-1", "replace"))
            self._place += taken * size
            count -= taken
        return "".join(found)

    def _skip_finished(self) -> None:
        while self._part < len(self._parts) and self._place >= len(self._parts[self._part]):
            self._part, self._place = self._part + 1, 0

    def _raw(self, size: int) -> bytes:
        found = b""
        while size:
            self._skip_finished()
            if self._part >= len(self._parts):
                raise DamagedBiffError
            piece = self._parts[self._part][self._place : self._place + size]
            self._place += len(piece)
            size -= len(piece)
            found += piece
        return found
