"""What the fast reader does not tell about an .xlsx: hidden parts, errors, formulas never computed.

The sheets' XML is unpacked as a stream and only searched; it is parsed where the search finds something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from union_desk.exchange.workbook import ERROR_VALUE, NO_CACHED_VALUE, Fault, column_of

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator
    from typing import IO

_CHUNK = 1 << 22
ROW_LIMIT = 1 << 20
_ODD_BLANKS = (b"\tr=", b"\nr=", b"\rr=")
_FAR_ROWS = re.compile(rb" r=[\"'][A-Z]{1,8}(\d{6,})")
_FAR_CELL = re.compile(rb" r=[\"'](?:[A-Z][A-Z]|[A-Z]\d{6})")  # either of the two
_TWO_LETTERS = re.compile(rb" r=[\"']([A-Z]{2,8})\d")
COLUMN_LIMIT = 1 << 14


@dataclass(slots=True)
class Details:
    """What a sheet hides and where it holds no value; rows and columns are zero-based.

    `last_row` and `last_column` bound the cells that hold something.
    """

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)
    last_row: int = 0
    last_column: int = 0


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of each sheet by the sheet's name."""
    from defusedxml.ElementTree import fromstring

    book = workbook_part(archive)
    folder, _, name = book.rpartition("/")
    targets = {}
    for element in fromstring(archive.read(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")):
        target = element.get("Target", "")
        targets[element.get("Id", "")] = target.lstrip("/") if target.startswith("/") else _resolve(folder, target)
    parts = {}
    for element in fromstring(archive.read(book)).iter():
        if _bare(element.tag) == "sheet":
            link = next((value for key, value in element.attrib.items() if _bare(key) == "id"), "")
            if link in targets:
                parts[element.get("name", "")] = targets[link]
    return parts


def workbook_part(archive: zipfile.ZipFile) -> str:
    """Return the part that is the workbook, as the package's relations name it."""
    from defusedxml.ElementTree import fromstring

    for element in fromstring(archive.read("_rels/.rels")):
        if element.get("Type", "").endswith("/officeDocument"):
            return element.get("Target", "").lstrip("/")
    return "xl/workbook.xml"


def _resolve(folder: str, target: str) -> str:
    parts = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            parts = parts[:-1]
        elif step != ".":
            parts.append(step)
    return "/".join(parts)


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def scan(stream: IO[bytes]) -> Details:
    """Return the details of one sheet from its XML."""
    details = Details()
    head, chunks = _split(stream)
    prefix = re.search(rb"<((?:\w+:)?)worksheet\b", head)
    reader = _Rows(prefix.group(1) if prefix else b"", details)
    reader.columns(head)
    for chunk in chunks:
        reader.read(chunk)
    return details


def _split(stream: IO[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Return what stands before the first row, and the rows in pieces that end with a whole row."""
    begin = b""
    while (start := re.search(rb"<(?:\w+:)?row[\s>/]", begin)) is None:
        more = stream.read(_CHUNK)
        if not more:
            return begin, iter(())
        begin += more
    return begin[: start.start()], _pieces(begin[start.start() :], stream)


def _pieces(rest: bytes, stream: IO[bytes]) -> Iterator[bytes]:
    while True:
        more = stream.read(_CHUNK)
        if not more:
            yield rest
            return
        rest += more
        cut = rest.rfind(b"</row>")
        cut = cut if cut >= 0 else rest.rfind(b":row>")
        if cut >= 0:
            cut = rest.index(b">", cut) + 1
            yield rest[:cut]
            rest = rest[cut:]


class _Rows:
    """Searches pieces of sheet XML; knows how many rows have passed, for files that do not number them."""

    def __init__(self, prefix: bytes, details: Details) -> None:
        self._details = details
        self._passed = 0
        p = re.escape(prefix)
        self._row_open = b"<" + prefix + b"row"
        self._value_open = (b"<" + prefix + b"v", b"<" + prefix + b"is")
        self._formula_open = b"<" + prefix + b"f"
        self._row = re.compile(rb"<" + p + rb"row\b([^>]*)>")
        self._cell = re.compile(rb"<" + p + rb"c\b([^>]*?)(/?)>")
        self._cell_close = b"</" + prefix + b"c>"
        self._value = re.compile(rb"<" + p + rb"v\b[^>]*>([^<]+)<")
        self._column = re.compile(rb"<" + p + rb"col\b([^>]*)>")
        self._wide = re.compile(rb"<" + p + rb"c\b[^>]*?\br=[\"']([A-Z]{2,8})\d+[\"'](?:[^>]*[^/>])?>")

    def columns(self, head: bytes) -> None:
        """Note the hidden columns."""
        for found in self._column.finditer(head):
            if _flag(found.group(1), b"hidden"):
                first, last = _number(found.group(1), b"min"), _number(found.group(1), b"max")
                self._details.hidden_columns.update(range(max(first, 1) - 1, min(last, COLUMN_LIMIT)))

    def read(self, chunk: bytes) -> None:
        """Note what one piece hides, lacks and reaches."""
        if _has_breaks(chunk) and any(mark in chunk for mark in _ODD_BLANKS):
            chunk = re.sub(rb"[\t\r\n]+r=", b" r=", chunk)
        self._note_reach(chunk)
        if b"hidden=" in chunk:
            self._note_hidden(chunk)
        if b't="e"' in chunk or (b"'" in chunk and b"t='e'" in chunk) or self._formula_open in chunk:
            self._note_faults(chunk)
        self._passed += chunk.count(self._row_open)

    def _note_reach(self, chunk: bytes) -> None:
        last = chunk.rfind(self._value_open[0])
        last = max(last, chunk.rfind(self._value_open[1], max(last, 0)))
        if last < 0:
            return
        row = chunk.rfind(self._row_open, 0, last)
        number = _number(chunk[row : chunk.index(b">", row)], b"r") if row >= 0 else 0
        self._details.last_row = max(self._details.last_row, number - 1, self._passed)
        if _FAR_CELL.search(chunk) is None:
            return
        # A cell may name another row than the one it stands in; the fast reader believes the cell.
        far = max(map(int, _FAR_ROWS.findall(chunk)), default=0)
        self._details.last_row = max(self._details.last_row, far - 1)
        reached = self._details.last_column
        if any(column_of(letters.decode()) > reached for letters in set(_TWO_LETTERS.findall(chunk))):
            filled = {column_of(letters.decode()) for letters in self._wide.findall(chunk)}
            self._details.last_column = max(reached, *filled, 0)

    def _rows(self, chunk: bytes) -> Iterator[tuple[int, bytes, int, int]]:
        found = list(self._row.finditer(chunk))
        for index, match in enumerate(found):
            number = _number(match.group(1), b"r") or self._passed + index + 1
            end = found[index + 1].start() if index + 1 < len(found) else len(chunk)
            yield number - 1, match.group(1), match.end(), end

    def _note_hidden(self, chunk: bytes) -> None:
        for row, attributes, _start, _end in self._rows(chunk):
            if _flag(attributes, b"hidden") and row < ROW_LIMIT:
                self._details.hidden_rows.add(row)

    def _note_faults(self, chunk: bytes) -> None:
        for row, _attributes, start, end in self._rows(chunk):
            body = chunk[start:end]
            if b'"e"' in body or b"'e'" in body or self._formula_open in body:
                self._note_cells(row, body)

    def _note_cells(self, row: int, body: bytes) -> None:
        for index, match in enumerate(self._cell.finditer(body)):
            if match.group(2):
                continue
            inside = body[match.end() : body.find(self._cell_close, match.end())]
            fault = self._judge(match.group(1), inside)
            if fault:
                place = re.search(rb"\br=[\"']([A-Z]+)\d", match.group(1))
                self._details.faults[row, column_of(place.group(1).decode()) if place else index] = fault

    def _judge(self, attributes: bytes, inside: bytes) -> Fault | None:
        if re.search(rb"\bt=[\"']e[\"']", attributes):
            value = self._value.search(inside)
            return Fault(ERROR_VALUE, value.group(1).decode("utf-8", "replace") if value else "#ERR")
        # An empty text is a result too (t="str"); a number, date or truth value without one was never computed.
        if self._formula_open in inside and b"str" not in attributes and not self._value.search(inside):
            return Fault(NO_CACHED_VALUE, "")
        return None


def _has_breaks(chunk: bytes) -> bool:
    return b"\n" in chunk or b"\t" in chunk or b"\r" in chunk


def _number(attributes: bytes, name: bytes) -> int:
    found = re.search(rb"(?:^|\s)" + name + rb"=[\"'](\d{1,9})[\"']", attributes)
    return int(found.group(1)) if found else 0


def _flag(attributes: bytes, name: bytes) -> bool:
    return re.search(rb"\s" + name + rb"=[\"'](?:1|true)[\"']", attributes) is not None
