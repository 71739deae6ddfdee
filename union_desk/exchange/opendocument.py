"""What the fast reader does not tell about an .ods: hidden parts, merged ranges, cells with an error."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from union_desk.exchange.workbook import ERROR_VALUE, Fault, Merge

if TYPE_CHECKING:
    from typing import IO
    from xml.sax.xmlreader import AttributesImpl

_CHUNK = 1 << 22
_OVERLAP = 256
_MARKS = (b"covered-table-cell", b"visibility=", b'value-type="error"', b"spanned=")
_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="(\d{5,})"')
_WIDEST, _LONGEST = 1 << 14, 1 << 20


@dataclass(slots=True)
class Details:
    """What a sheet hides, merges and cannot show; rows and columns are zero-based."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)


def has_details(stream: IO[bytes]) -> bool:
    """Tell whether the content has anything to look for, by searching it without parsing."""
    tail = b""
    while chunk := stream.read(_CHUNK):
        piece = tail + chunk
        if any(mark in piece for mark in _MARKS):
            return True
        tail = piece[-_OVERLAP:]
    return False


def scan(stream: IO[bytes]) -> list[Details]:
    """Return the details of each sheet in the order of the document; entities in the XML are refused."""
    from xml.sax.handler import ContentHandler

    from defusedxml import sax

    class Handler(_Tables, ContentHandler):
        """The tables' bookkeeping as a handler of XML events."""

    handler = Handler()
    sax.parse(stream, handler)
    return handler.sheets


class _Tables:
    """Counts rows and cells through their repetitions and notes what the sheets hide."""

    def __init__(self) -> None:
        self.sheets: list[Details] = []
        self._depth = self._row = self._column = self._next_column = self._step = self._row_step = 0
        self._error: list[str] | None = None

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  the parser's own name
        """Note a table, column, row or cell."""
        local = name.rpartition(":")[2]
        if local == "table":
            self._depth += 1
            if self._depth == 1:
                self.sheets.append(Details())
                self._row = self._next_column = 0
        elif self._depth == 1:
            if local == "table-column":
                self._note_column(attrs)
            elif local == "table-row":
                self._note_row(attrs)
            elif local in {"table-cell", "covered-table-cell"}:
                self._note_cell(attrs)

    def endElement(self, name: str) -> None:  # noqa: N802  the parser's own name
        """Move on by a cell or a row."""
        local = name.rpartition(":")[2]
        if local == "table":
            self._depth -= 1
        elif self._depth == 1 and local in {"table-cell", "covered-table-cell"}:
            if self._error is not None:
                fault = Fault(ERROR_VALUE, "".join(self._error).strip() or "#ERR")
                self.sheets[-1].faults[self._row, self._column] = fault
                self._error = None
            self._column += self._step
        elif self._depth == 1 and local == "table-row":
            self._row += self._row_step

    def characters(self, content: str) -> None:
        """Keep the words of a cell that shows an error."""
        if self._error is not None:
            self._error.append(content)

    def _note_column(self, attrs: AttributesImpl) -> None:
        count = _count(attrs, "table:number-columns-repeated")
        if attrs.get("table:visibility") in {"collapse", "filter"}:
            stop = min(self._next_column + count, _WIDEST)
            self.sheets[-1].hidden_columns.update(range(self._next_column, stop))
        self._next_column += count

    def _note_row(self, attrs: AttributesImpl) -> None:
        self._column = 0
        self._row_step = _count(attrs, "table:number-rows-repeated")
        if attrs.get("table:visibility") in {"collapse", "filter"}:
            stop = min(self._row + self._row_step, _LONGEST)
            self.sheets[-1].hidden_rows.update(range(self._row, stop))

    def _note_cell(self, attrs: AttributesImpl) -> None:
        self._step = _count(attrs, "table:number-columns-repeated")
        wide, high = _count(attrs, "table:number-columns-spanned"), _count(attrs, "table:number-rows-spanned")
        if wide > 1 or high > 1:
            self.sheets[-1].merges.append(Merge(self._row, self._column, self._row + high - 1, self._column + wide - 1))
        if attrs.get("calcext:value-type") == "error":
            self._error = []


def _count(attrs: AttributesImpl, name: str) -> int:
    text = attrs.get(name) or "1"
    return int(text) if text.isdigit() else 1


def is_reckless(stream: IO[bytes]) -> bool:
    """Tell whether a filled cell is repeated ten thousand times or more, as no person does."""
    tail = b""
    while chunk := stream.read(_CHUNK):
        piece = tail + chunk
        for found in _REPEATED.finditer(piece):
            element = piece[piece.rfind(b"<", 0, found.start()) : found.end() + _OVERLAP]
            row = element.startswith(b"<table:table-row")
            inside = element.partition(b">")[2] if row else element.partition(b">")[0]
            if b"office:value" in inside:
                return True
        tail = piece[-_OVERLAP:]
    return False
