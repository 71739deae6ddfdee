"""A table of counts on a sheet: lines, blocks of columns, totals that are formulas, a chart that draws from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk.statistics.axes import BLANK, NOT_STATED, Category
from union_desk.statistics.sheets import FIXED, PALETTE, WIDE_PIXELS, columns_of, pixels_of
from union_desk.words import _

if TYPE_CHECKING:
    from union_desk.statistics.crosstab import CrossTab
    from union_desk.statistics.sheets import Page

_LABEL_WIDTH, _TOTAL_WIDTH, _NARROWEST, _WIDEST = 18, 9, 7, 11
_MOST_SERIES = 10
Count = Callable[[str | None, "Column"], int]


@dataclass(frozen=True)
class Column:
    """A column: its heading, and the keys it counts (one a dimension after the first)."""

    label: str
    keys: tuple[str | None, ...]


ALL = Column("", ())


@dataclass(frozen=True)
class Block:
    """Columns under one heading; those of a block that `adds` make up the line's total."""

    label: str
    columns: tuple[Column, ...]
    adds: bool = True


@dataclass(frozen=True)
class Placed:
    """Where the figures stand, for charts and for other sheets that refer to them."""

    page: Page
    heading: int  # the row with the columns' headings
    lines: dict[str, int]  # key of the line -> row
    total_row: int
    columns: dict[tuple[str | None, ...], int]  # keys of the column -> column
    names: dict[int, str]  # column -> its heading, that of its block before it where there are several
    total_column: int = 1

    def reference(self, *keys: str | None) -> str | None:
        """Return the reference of a column's total (of the whole table without keys); None when it is not shown."""
        column = self.columns.get(keys) if keys else self.total_column
        return None if column is None else self.page.reference(self.total_row, column)

    def span(self, column: int) -> list[Any]:
        """Return a column's lines, without the total, as a chart takes them."""
        rows = list(self.lines.values())
        return [self.page.name, rows[0], column, rows[-1], column]


def shown(tab: CrossTab, place: int) -> list[Category]:
    """Return the categories to show, at least one, so that a table of nobody is still a table."""
    return tab.shown(place) or [Category(BLANK, _(NOT_STATED), ())]


def blocks_of(tab: CrossTab) -> list[Block]:
    """Return the columns of a cross-table: none, the second dimension, or the third under each of the second."""
    if len(tab.axes) == 1:
        return []
    second = shown(tab, 1)
    if len(tab.axes) == 2:  # noqa: PLR2004  rows and columns
        return [Block(tab.dimensions[1].title(), tuple(Column(c.label, (c.key,)) for c in second))]
    third = shown(tab, 2)
    return [Block(above.label, tuple(Column(c.label, (above.key, c.key)) for c in third)) for above in second]


def write_table(page: Page, corner: str, lines: Sequence[Category], blocks: Sequence[Block], count: Count) -> Placed:
    """Write lines × blocks with the total and its share in front; every total is a formula that carries its value."""
    columns = [c for b in blocks for c in b.columns]
    widths = [min(max(columns_of(c.label) + 1, _NARROWEST), _WIDEST) for c in columns]
    fixed = [_LABEL_WIDTH, _TOTAL_WIDTH, _TOTAL_WIDTH]
    page.open([*fixed, *widths], _("persons"), _breaks(fixed, widths, blocks))
    heading = _head(page, corner, blocks)
    first, total_row = page.row, page.row + len(lines)
    places = {c.keys: FIXED + i for i, c in enumerate(columns)}
    adding = sum(len(b.columns) for b in blocks if b.adds)
    for row, line in enumerate(lines, first):
        page.text(row, 0, "　" * line.depth + line.label)
        for column in columns:
            page.number(row, places[column.keys], count(line.key, column))
        _line_total(page, row, adding, count(line.key, ALL))
    page.text(total_row, 0, _("Total"), "total_label")
    for place, column in [(1, ALL), *((places[c.keys], c) for c in columns)]:
        _sum_down(page, first, total_row, place, count(None, column))
    _shares(page, [line.key for line in lines], total_row, count)
    page.row = total_row + 1
    page.close()
    names = {places[c.keys]: f"{b.label} {c.label}" if len(blocks) > 1 else c.label for b in blocks for c in b.columns}
    return Placed(page, heading, {line.key: first + i for i, line in enumerate(lines)}, total_row, places, names)


def _breaks(fixed: Sequence[float], widths: Sequence[float], blocks: Sequence[Block]) -> list[int]:
    """Return the columns at which a further printed page begins, always between blocks; none when one is enough."""
    begun = sum(map(pixels_of, fixed))
    found, taken, column = [], begun, len(fixed)
    for block in blocks:
        wide = sum(pixels_of(w) for w in widths[column - len(fixed):][:len(block.columns)])
        if taken + wide > WIDE_PIXELS and taken > begun:
            found.append(column)
            taken = begun
        taken += wide
        column += len(block.columns)
    return found


def _head(page: Page, corner: str, blocks: Sequence[Block]) -> int:
    top, low = (page.row, page.row + 1) if blocks else (page.row, page.row)
    for place, words in enumerate((corner, _("Total"), _("Share"))):
        page.area(top, place, low, place, words, "head")
    left = FIXED
    for block in blocks:
        page.area(top, left, top, left + len(block.columns) - 1, block.label, "head")
        for i, column in enumerate(block.columns):
            page.text(low, left + i, column.label, "head")
        left += len(block.columns)
    page.head(top, low)
    return low


def _line_total(page: Page, row: int, adding: int, value: int) -> None:
    """Write a line's total: the sum of the columns that add up, or a plain count where there are none."""
    if adding:
        page.formula(row, 1, f"=SUM({_cell(row, FIXED)}:{_cell(row, FIXED - 1 + adding)})", value, "count")
    else:
        page.number(row, 1, value)


def _shares(page: Page, keys: Sequence[str], total_row: int, count: Count) -> None:
    """Write each line's share of all, and that of all."""
    whole, first = count(None, ALL), total_row - len(keys)
    for row, key in enumerate([*keys, None], first):
        value = count(key, ALL) / whole if whole else None
        style = "total_rate" if row == total_row else "rate"
        page.rate(row, 2, _cell(row, 1), _cell(total_row, 1, fixed=True), value, style)


def _sum_down(page: Page, first: int, total_row: int, column: int, value: int) -> None:
    page.formula(total_row, column, f"=SUM({_cell(first, column)}:{_cell(total_row - 1, column)})", value)


def _cell(row: int, column: int, *, fixed: bool = False) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column, fixed, fixed))


def columns_chart(placed: Placed, title: str) -> Any:
    """Return a chart of the lines: stacked by the columns when these are few, else their totals."""
    workbook = placed.page.book.workbook
    places = list(placed.columns.values())
    stacked = 1 < len(places) <= _MOST_SERIES
    chart = workbook.add_chart({"type": "column", "subtype": "stacked"} if stacked else {"type": "column"})
    for colour, column in zip(PALETTE, places if stacked else [placed.total_column], strict=False):
        chart.add_series({
            "name": placed.names[column] if stacked else _("Members"), "categories": placed.span(0),
            "values": placed.span(column), "fill": {"color": colour}, "gap": 60, "data_labels": {"value": not stacked},
        })
    return dressed(chart, title, legend=stacked)


def dressed(chart: Any, title: str, *, legend: bool = True, turned: bool = False) -> Any:
    """Return a chart in the house's clothes; `turned` is one of bars, whose values run along the other axis."""
    values = {"num_format": "#,##0", "line": {"none": True},
              "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}}
    chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
    (chart.set_x_axis if turned else chart.set_y_axis)(values)
    chart.set_legend({"position": "bottom"} if legend else {"none": True})
    chart.set_chartarea({"border": {"color": "#CCCCCC"}})
    return chart
