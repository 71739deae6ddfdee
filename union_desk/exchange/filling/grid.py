"""A worksheet as text: rows and cells are changed where they stand, everything else is passed through as it came."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, unescape

from union_desk.exchange.filling.references import Copier, moved
from union_desk.exchange.workbook import column_of, letter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_NUMBER = re.compile(r'\br\s*=\s*["\'](\d+)["\']')
_PLACE = re.compile(r'\br\s*=\s*["\']([A-Z]+)(\d+)["\']')
_STYLE = re.compile(r'(?:^|\s)s\s*=\s*["\'](\d+)["\']')
_OF_VALUE = re.compile(r'\s(?:t|cm|vm)\s*=\s*["\'][^"\']*["\']')
_SPANS = re.compile(r'\sspans\s*=\s*["\'](\d+):(\d+)["\']')
_PERSONAL = re.compile(r'\s(?:r|hidden|collapsed)\s*=\s*["\'][^"\']*["\']')
_SHARED = re.compile(r'\bt\s*=\s*["\']shared["\']')
_SHARED_ID = re.compile(r'\bsi\s*=\s*["\'](\d+)["\']')

SHARED, INLINE, NUMBER = ' t="s"', ' t="inlineStr"', ""  # the attribute of a cell that says what is inside


class Content(NamedTuple):
    """What is written into a cell: the attribute that says what it is, and the XML inside."""

    kind: str
    inner: str


class _Patterns(NamedTuple):
    row: re.Pattern[str]
    cell: re.Pattern[str]
    formula: re.Pattern[str]
    value: re.Pattern[str]
    data: re.Pattern[str]
    column: re.Pattern[str]


@cache
def patterns(p: str) -> _Patterns:
    """Return the expressions for a namespace prefix, such as '' or 'x:'; no attribute here holds a '>'."""
    def element(name: str) -> re.Pattern[str]:
        return re.compile(rf"<{p}{name}\b([^>]*?)(?:/>|>(.*?)</{p}{name}>)", re.DOTALL)

    cell = re.compile(rf'<{p}c\b(?: r="([A-Z]+)\d+")?([^>]*?)(?:/>|>(.*?)</{p}c>)', re.DOTALL)
    return _Patterns(element("row"), cell, element("f"), element("v"), element("sheetData"),
                     re.compile(rf"<{p}col\b[^>]*>"))


_column, _letter = cache(column_of), cache(letter)


class Cell:
    """A cell: its attributes but for the place, and what is inside."""

    __slots__ = ("attributes", "inner")

    def __init__(self, attributes: str, inner: str) -> None:
        self.attributes, self.inner = attributes, inner

    @property
    def style(self) -> str:
        """Return the number of its style, '' without one."""
        found = _STYLE.search(self.attributes)
        return found[1] if found else ""


class Row:
    """A row; its cells are taken apart when somebody asks for them."""

    __slots__ = ("_cells", "attributes", "inner", "number", "p")

    def __init__(self, number: int, attributes: str, inner: str, p: str) -> None:
        self.number, self.attributes, self.inner, self.p = number, attributes, inner, p
        self._cells: dict[int, Cell] | None = None

    @property
    def cells(self) -> dict[int, Cell]:
        """Return the cells by their zero-based column."""
        if self._cells is None:
            self._cells, column = {}, 0
            for name, attributes, inner in patterns(self.p).cell.findall(self.inner):
                if name:
                    column = _column(name)
                elif place := _PLACE.search(attributes):
                    column, attributes = _column(place[1]), attributes.replace(place[0], "", 1)  # noqa: PLW2901  the place is kept apart
                self._cells[column] = Cell(attributes.strip(), inner)
                column += 1
        return self._cells

    def formulas(self) -> set[int]:
        """Return the columns in which formulas stand."""
        mark = f"<{self.p}f"
        return {c for c, cell in self.cells.items() if mark in cell.inner} if mark in self.inner else set()

    def formula(self, column: int) -> bool:
        """Tell whether a formula stands in a cell."""
        return f"<{self.p}f" in self.inner and column in self.cells and f"<{self.p}f" in self.cells[column].inner

    def style(self, column: int) -> str:
        """Return the style of a cell, the row's own where the row has no such cell."""
        if column in self.cells:
            return self.cells[column].style
        return own[1] if (own := _STYLE.search(self.attributes)) and "customFormat" in self.attributes else ""

    def put(self, column: int, content: Content, style: str) -> None:
        """Write into a cell; `style` is for a cell that is not there yet."""
        cell = self.cells.get(column)
        if cell is None:
            cell = self.cells[column] = Cell(f's="{style}"' if style else "", "")
        kept = cell.attributes
        if not kept.startswith('s="') or " " in kept:
            kept = _OF_VALUE.sub("", f" {kept}").strip()
        cell.attributes = f"{kept}{content.kind}".strip()
        cell.inner = content.inner

    def render(self, number: int | None = None) -> str:
        """Return the row's XML, in its place or at another."""
        new, p = self.number if number is None else number, self.p
        attributes = _NUMBER.sub("", self.attributes).strip()
        if self._cells is not None:
            attributes = _without_spans(attributes, self._cells)
        head = f'<{p}row r="{new}"{" " + attributes if attributes else ""}'
        if self._cells is None and new == self.number:
            inner = self.inner
        else:
            inner = "".join(_cell(p, column, new, cell) for column, cell in sorted(self.cells.items()))
        return f"{head}>{inner}</{p}row>" if inner else f"{head}/>"


def _cell(p: str, column: int, row: int, cell: Cell) -> str:
    head = f'<{p}c r="{_letter(column)}{row}"{" " + cell.attributes if cell.attributes else ""}'
    return f"{head}>{cell.inner}</{p}c>" if cell.inner else f"{head}/>"


def _without_spans(attributes: str, cells: Mapping[int, Cell]) -> str:
    """Leave out the hint how wide the row is, where it is no longer true."""
    found = _SPANS.search(f" {attributes}")
    if found and cells and not int(found[1]) <= min(cells) + 1 <= max(cells) + 1 <= int(found[2]):
        return _SPANS.sub("", f" {attributes}").strip()
    return attributes


class SheetXml:
    """A worksheet part: `head` before the rows, the rows, `tail` after them."""

    def __init__(self, text: str) -> None:
        """Take the part apart; ValueError when it has no sheet data."""
        prefix = re.search(r"<((?:\w+:)?)worksheet\b", text)
        self.p = prefix[1] if prefix else ""
        found = patterns(self.p).data.search(text)
        if found is None:
            raise ValueError(text[:80])
        self.head, self.tail = text[: found.start()], text[found.end() :]
        self.rows: list[Row] = []
        number = 0
        for row in patterns(self.p).row.finditer(found[2] or ""):
            given = _NUMBER.search(row[1])
            number = int(given[1]) if given else number + 1
            self.rows.append(Row(number, row[1].strip(), row[2] or "", self.p))
        self._by_number = {row.number: row for row in self.rows}
        self._column_styles = self._styles_of_columns()

    def row(self, number: int) -> Row | None:
        """Return a row (from 1), None when the part has none there."""
        return self._by_number.get(number)

    def ensure(self, number: int) -> Row:
        """Return a row, made where there is none."""
        found = self._by_number.get(number)
        if found is None:
            found = self._by_number[number] = Row(number, "", "", self.p)
            self.rows.append(found)
        return found

    def style(self, number: int, column: int) -> str:
        """Return the style of a cell: its own, its row's, else its column's."""
        row = self.row(number)
        own = row.style(column) if row is not None else ""
        return own or self._column_styles(column)

    def column_style(self, column: int) -> str:
        """Return the style that a whole column has, '' without one."""
        return self._column_styles(column)

    def _styles_of_columns(self) -> Callable[[int], str]:
        spans: list[tuple[int, int, str]] = []
        for tag in patterns(self.p).column.findall(self.head):
            style = re.search(r'\bstyle="(\d+)"', tag)
            low, high = re.search(r'\bmin="(\d+)"', tag), re.search(r'\bmax="(\d+)"', tag)
            if style and low and high:
                spans.append((int(low[1]) - 1, int(high[1]) - 1, style[1]))

        return lambda column: next((style for low, high, style in spans if low <= column <= high), "")

    def unshare(self) -> None:
        """Write shared formulas out in each cell, so that each can be moved on its own."""
        masters: dict[str, tuple[str, int, int]] = {}
        pattern = patterns(self.p).formula
        for row in self.rows:
            if "shared" not in row.inner:
                continue
            for column, cell in row.cells.items():
                found = pattern.search(cell.inner)
                if not found or not _SHARED.search(found[1]) or not (si := _SHARED_ID.search(found[1])):
                    continue
                if found[2]:
                    masters[si[1]] = (unescape(found[2]), row.number, column)
                base, top, left = masters.get(si[1], ("", row.number, column))
                plain = escape(moved(base, row.number - top, column - left))
                cell.inner = cell.inner.replace(found[0], f"<{self.p}f>{plain}</{self.p}f>", 1)

    def formulas(self, change: Callable[[str], str], rows: Iterable[Row] | None = None) -> None:
        """Change the text of every formula in the rows."""
        pattern, mark = patterns(self.p).formula, f"<{self.p}f"

        def put(found: re.Match[str]) -> str:
            if not found[2]:
                return found[0]
            return found[0].replace(f">{found[2]}<", f">{escape(change(unescape(found[2])))}<", 1)

        for row in self.rows if rows is None else rows:
            if mark in row.inner:
                for cell in row.cells.values():
                    if mark in cell.inner:
                        cell.inner = pattern.sub(put, cell.inner)

    def render(self, inserted: Mapping[int, str] | None = None) -> str:
        """Return the part; `inserted` is XML of new rows by the number of the row that they follow (0: before all)."""
        p, parts = self.p, [self.head, f"<{self.p}sheetData>"]
        waiting = dict(inserted or {})
        for row in sorted(self.rows, key=lambda row: row.number):
            parts += [waiting.pop(after) for after in [n for n in waiting if n < row.number]]
            parts.append(row.render())
        parts += [waiting[after] for after in sorted(waiting)]
        return "".join([*parts, f"</{p}sheetData>", self.tail])


class RowMaker:
    """Makes further rows after the model of a prepared one: its height, its cells' styles, its formulas."""

    def __init__(self, sheet: SheetXml, model: int, columns: Iterable[int]) -> None:
        """Take the number of the model row, and the columns that will be filled."""
        row = sheet.row(model)
        self.p = sheet.p
        kept = _PERSONAL.sub("", f" {row.attributes}").strip() if row is not None else ""
        self._cells: list[tuple[int, str, str, Copier | None]] = []
        cells = row.cells if row is not None else {}
        for column in sorted({*cells, *columns}):
            style, copier = (row.style(column) if row else "") or sheet.column_style(column), None
            if row is not None and row.formula(column):
                found = patterns(sheet.p).formula.search(cells[column].inner)
                if found and found[2] and "array" not in found[1]:
                    copier = Copier(unescape(found[2]), model)
            self._cells.append((column, letter(column), f' s="{style}"' if style else "", copier))
        wide: dict[int, Cell] = dict.fromkeys((column for column, *_rest in self._cells), Cell("", ""))
        kept = _without_spans(kept, wide)
        self._head = f" {kept}" if kept else ""

    def make(self, number: int, contents: Mapping[int, Content]) -> str:
        """Return a row's XML with contents by column; a column that has a formula keeps it."""
        p, parts = self.p, []
        for column, name, style, copier in self._cells:
            content = contents.get(column)
            if copier is not None:
                parts.append(f'<{p}c r="{name}{number}"{style}><{p}f>{escape(copier.at(number))}</{p}f></{p}c>')
            elif content is None:
                if style:
                    parts.append(f'<{p}c r="{name}{number}"{style}/>')
            else:
                parts.append(f'<{p}c r="{name}{number}"{style}{content.kind}>{content.inner}</{p}c>')
        return f'<{p}row r="{number}"{self._head}>{"".join(parts)}</{p}row>'
