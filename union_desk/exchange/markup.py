"""Tables in web pages that are named .xls, as many systems export them; also pages saved in one file (.mht)."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from union_desk.exchange.delimited import decode
from union_desk.exchange.workbook import Merge, Sheet, Workbook, square, trim

if TYPE_CHECKING:
    from collections.abc import Mapping

    from union_desk.exchange.workbook import Cell

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_HEAD = 4096
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_SILENT = {"style", "script", "title", "xml", "noscript"}
_WIDEST_SPAN, _LONGEST_SPAN = 1000, 65_535
_GBK_NAMES = {"gb2312", "gbk", "gb_2312-80", "x-gbk"}


def read(data: bytes) -> Workbook:
    """Return each table of the page as a sheet."""
    if data.lstrip()[:13].lower() == b"mime-version:" or b"\nContent-Type: multipart/related" in data[:_HEAD]:
        data = _page_of(data)
    text, encoding = _decode(data)
    parser = _Tables()
    parser.feed(text)
    parser.close()
    sheets = [table.sheet(f"Sheet{number}") for number, table in enumerate(parser.done(), 1)]
    return Workbook("html", [sheet for sheet in sheets if sheet.rows], encoding=encoding)


def _page_of(data: bytes) -> bytes:
    import email
    import email.policy

    message = email.message_from_bytes(data, policy=email.policy.default)
    pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    bodies = [body for part in pages if isinstance(body := part.get_payload(decode=True), bytes)]
    return max(bodies, key=lambda body: body.lower().count(b"<td"), default=b"")


def _decode(data: bytes) -> tuple[str, str]:
    declared = _CHARSET.search(data[:_HEAD])
    name = declared.group(1).decode().lower() if declared else ""
    if name and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("gb18030" if name in _GBK_NAMES else name), name
        except (LookupError, UnicodeDecodeError):
            pass  # the declaration is wrong: judge by the bytes
    text, encoding, _notes = decode(data)
    return text, encoding


class _Table:
    """One table being read: places each cell beside what the spans of the rows above still cover."""

    def __init__(self) -> None:
        self.rows: list[list[Cell]] = []
        self.merges: list[Merge] = []
        self.hidden_rows: set[int] = set()
        self._covered_to: dict[int, int] = {}  # column -> the last row that a cell from above covers
        self._column = 0

    def begin_row(self, *, hidden: bool) -> None:
        """Start the next row."""
        self.rows.append([])
        self._column = 0
        if hidden:
            self.hidden_rows.add(len(self.rows) - 1)

    def add(self, text: str, wide: int, high: int) -> None:
        """Put a cell into the next free place of the current row."""
        if not self.rows:
            self.begin_row(hidden=False)
        row, top = self.rows[-1], len(self.rows) - 1
        while self._covered_to.get(self._column, -1) >= top:
            self._column += 1
        start, self._column = self._column, self._column + wide
        row.extend([""] * (self._column - len(row)))
        row[start] = text
        if wide > 1 or high > 1:
            self.merges.append(Merge(top, start, top + high - 1, start + wide - 1))
            self._covered_to.update(dict.fromkeys(range(start, start + wide), top + high - 1))

    def sheet(self, name: str) -> Sheet:
        """Return the finished table; what spans below the last filled row is cut off."""
        rows = trim(square(self.rows))
        last = len(rows) - 1
        merges = [Merge(m.top, m.left, min(m.bottom, last), m.right) for m in self.merges if m.top <= last]
        return Sheet(name, rows, merges=merges, hidden_rows={r for r in self.hidden_rows if r <= last})


class _Tables(HTMLParser):
    """Collects the tables of a page; a table inside a cell becomes a table of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._done: list[_Table] = []
        self._open: list[_Table] = []
        self._cells: list[tuple[list[str], int, int] | None] = []
        self._silent = 0

    def done(self) -> list[_Table]:
        """Return the tables, also those that the page forgot to close."""
        while self._open:
            self._close_table()
        return self._done

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note tables, rows and cells."""
        given = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self._open.append(_Table())
            self._cells.append(None)
        elif self._open:
            if tag == "tr":
                self._close_cell()
                self._open[-1].begin_row(hidden=_is_hidden(given))
            elif tag in {"td", "th"}:
                self._close_cell()
                self._cells[-1] = ([], _span(given, "colspan", _WIDEST_SPAN), _span(given, "rowspan", _LONGEST_SPAN))
            elif tag in {"br", "p", "div"} and (cell := self._cells[-1]):
                cell[0].append("\0" if cell[0] else "")

    def handle_endtag(self, tag: str) -> None:
        """Close what ends here."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif not self._open:
            return
        elif tag in {"td", "th", "tr"}:
            self._close_cell()
        elif tag == "table":
            self._close_table()

    def handle_data(self, data: str) -> None:
        """Keep the words of the current cell."""
        if self._open and not self._silent and (cell := self._cells[-1]):
            cell[0].append(data)

    def _close_cell(self) -> None:
        cell = self._cells[-1]
        if cell:
            lines = _SPACE.sub(" ", "".join(cell[0])).split("\0")
            self._open[-1].add("\n".join(line.strip(" ") for line in lines).strip("\n"), cell[1], cell[2])
            self._cells[-1] = None

    def _close_table(self) -> None:
        self._close_cell()
        self._cells.pop()
        self._done.append(self._open.pop())


def _is_hidden(given: Mapping[str, str]) -> bool:
    return "hidden" in given or bool(_HIDDEN.search(given.get("style", "")))


def _span(given: Mapping[str, str], name: str, most: int) -> int:
    text = given.get(name, "1").strip()
    return max(1, min(int(text), most)) if text.isdecimal() else 1
