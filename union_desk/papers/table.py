"""Rosters: rows under a heading that is repeated on every page, with group headings and spare rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from union_desk.papers.fitting import LEADING, wrap
from union_desk.papers.page import MIDDLE, PAD, Rect, put
from union_desk.papers.sheet import CENTRE, MM, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROW_SIZE = 9.5
_FRAME = "frame"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a roster: which value, heading, width in millimetres, where its text stands."""

    key: str
    label: str
    width: float
    align: float = CENTRE


@dataclass
class Table:
    """Draws rows downwards and turns the page when it is full.

    `head` draws what stands above the table and belongs to the form that is stamped on every page; `foot` finishes a
    page. Heights in millimetres; a row grows with its longest cell.
    """

    sheet: Sheet
    columns: Sequence[Column]
    top: float
    bottom: float
    head: Callable[[], None]
    foot: Callable[[], None]
    row_height: float = 8.5
    head_height: float = 9.0
    stamped: bool = True  # not where a document has several tables, each with a head of its own
    size: float = ROW_SIZE  # of the text, in points
    left: float = field(init=False)
    _y: float = field(init=False, default=0.0)
    _edges: list[float] = field(init=False)
    _heading: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """Draw the frame that every page repeats."""
        width = sum(column.width for column in self.columns)
        self.left = (self.sheet.width - width) / 2
        self._edges = [self.left]
        for column in self.columns:
            self._edges.append(self._edges[-1] + column.width)
        if self.stamped:
            with self.sheet.form(_FRAME):
                self._frame()
        self._open()

    def _frame(self) -> None:
        self.head()
        self._headings()

    def _headings(self) -> None:
        for column, x in zip(self.columns, self._edges, strict=False):
            cell = Rect(x, self.top, column.width, self.head_height)
            self.sheet.box(*cell)
            put(self.sheet, cell.inside(PAD / 2), column.label, self.size, bold=True, at=MIDDLE)

    def _open(self) -> None:
        if self.stamped:
            self.sheet.stamp(_FRAME)
        else:
            self._frame()
        self._y = self.top + self.head_height

    def turn(self) -> None:
        """Finish the page and begin the next."""
        self._head_group()
        self._turn()

    def _turn(self) -> None:
        self.foot()
        self.sheet.next_page()
        self._open()

    def close(self) -> None:
        """Finish the last page."""
        self._head_group()
        self.foot()
        self.sheet.next_page()

    def need(self, height: float) -> None:
        """Turn the page unless so many millimetres are left on it."""
        self._head_group()
        self._need(height)

    def _need(self, height: float) -> None:
        if self._y + height > self.bottom + 1e-6 and self._y > self.top + self.head_height:
            self._turn()

    @property
    def y(self) -> float:
        """Return where the next row begins."""
        self._head_group()
        return self._y

    def room(self) -> int:
        """Return how many rows still fit on the page."""
        self._head_group()
        return int((self.bottom - self._y + 1e-6) / self.row_height)

    def group(self, heading: str) -> None:
        """Begin rows under a heading across all columns; it is drawn with the first of them, never at a page's foot."""
        self._head_group()
        self._heading = heading

    def _head_group(self) -> None:
        """Draw the heading that waits for its first row."""
        if not self._heading:
            return
        heading, self._heading = self._heading, ""
        self._need(self.row_height)
        self.sheet.bookmark(heading)
        cell = Rect(self.left, self._y, self._edges[-1] - self.left, self.row_height)
        self.sheet.box(*cell)
        put(self.sheet, cell.inside(), heading, self.size, bold=True)
        self._y += self.row_height

    def row(self, values: Mapping[str, str], *, keep: float = 0.0) -> None:
        """Draw one row; `keep` millimetres must be left below it, so that what follows never stands alone on a page."""
        heights = [self._height(values.get(column.key, ""), column.width) for column in self.columns]
        height = max([self.row_height, *heights])
        above = self.row_height if self._heading else 0.0
        self._need(above + height + keep)
        self._head_group()
        y, low = self._y, self._y + height
        self.sheet.rules([(x, y, x, low) for x in self._edges] + [(self.left, low, self._edges[-1], low)])
        for column, x in zip(self.columns, self._edges, strict=False):
            text = values.get(column.key)
            if text:
                cell = Rect(x + PAD, y + PAD / 2, column.width - 2 * PAD, height - PAD)
                put(self.sheet, cell, text, self.size, at=(column.align, CENTRE))
        self._y = low

    def wide(self, text: str) -> None:
        """Draw a text across all columns, such as a note."""
        width = self._edges[-1] - self.left
        height = max(self.row_height, self._height(text, width))
        self._need(height + (self.row_height if self._heading else 0.0))
        self._head_group()
        self.sheet.box(self.left, self._y, width, height)
        put(self.sheet, Rect(self.left + PAD, self._y + PAD / 2, width - 2 * PAD, height - PAD), text, self.size)
        self._y += height

    def _height(self, text: str, width: float) -> float:
        room, size = (width - 2 * PAD) * MM, self.size
        if len(text) * size <= room:
            return 0.0
        lines = wrap(text, room / size) or ()
        most = int((self.bottom - self.top - self.head_height) * MM / (size * LEADING)) - 2
        return ((min(len(lines), most) - 1) * LEADING + 1) * size / MM + PAD + 0.5 if len(lines) > 1 else 0.0
