"""The usual tables as sheets of the workbook: numbers, sums and rates as formulas (domain reference §11.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.statistics.indicator import MONEY
from union_desk.statistics.sheets import PALETTE
from union_desk.statistics.tables import dressed
from union_desk.statistics.usual import RATE
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.statistics.sheets import Book, Page
    from union_desk.statistics.usual import Column, Grid

_FEN = 100


def write(book: Book, grids: Sequence[Grid]) -> None:
    """Write each table that has figures on a sheet of its own."""
    for grid in (each for each in grids if each.cells):
        _write(book.page(grid.title, grid.title), grid)


def _write(page: Page, grid: Grid) -> None:
    page.open([22, *(12 for _column in grid.columns)], _("as named"))
    top = page.row
    for place, words in enumerate([grid.corner, *(column.label for column in grid.columns)]):
        page.text(top, place, words, "head")
    page.head(top, top)
    first, total = page.row, page.row + len(grid.lines)
    for row, (key, label) in enumerate(grid.lines, first):
        page.text(row, 0, label)
        for place, column in enumerate(grid.columns, 1):
            _cell(page, grid, row, place, column, key)
    page.text(total, 0, _("Total"), "total_label")
    for place, column in enumerate(grid.columns, 1):
        if column.unit == RATE:
            _rate(page, grid, total, place, column, None)
        else:
            letter, value = _letter(place), grid.value(None, column.key)
            shown = value / _FEN if column.unit == MONEY else value
            style = "total_money" if column.unit == MONEY else "total_count"
            page.formula(total, place, f"=SUM({letter}{first + 1}:{letter}{total})", shown, style)
    page.row = total + 1
    page.close()
    _chart(page, grid, top, first, total - 1)


def _chart(page: Page, grid: Grid, heading: int, first: int, last: int) -> None:
    """Draw the first column, by line."""
    chart = page.book.workbook.add_chart({"type": "column"})
    chart.add_series({"name": [page.name, heading, 1], "categories": [page.name, first, 0, last, 0], "gap": 60,
                      "values": [page.name, first, 1, last, 1], "fill": {"color": PALETTE[1]},
                      "data_labels": {"value": True}})
    page.chart(dressed(chart, grid.title, legend=False))


def _cell(page: Page, grid: Grid, row: int, place: int, column: Column, key: str) -> None:
    if column.unit == RATE:
        _rate(page, grid, row, place, column, key)
    elif column.unit == MONEY:
        page.sheet.write_number(row, place, grid.value(key, column.key) / _FEN, page.book.style("money"))
    else:
        page.number(row, place, grid.value(key, column.key))


def _rate(page: Page, grid: Grid, row: int, place: int, column: Column, key: str | None) -> None:
    keys = [each.key for each in grid.columns]
    part, whole = (f"{_letter(keys.index(name) + 1)}{row + 1}" for name in column.of)
    page.rate(row, place, part, whole, grid.rate(key, column).value, "rate" if key is not None else "total_rate")


def _letter(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))
