"""A cross-table on a sheet with its native chart: columns, or the pyramid of men and women by age (§11.5).

A pyramid's bars to the left need numbers below nothing. They stand, as formulas on the table's cells, in hidden columns
beside the chart, and are written without their sign, so that the chart follows whatever is corrected in the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.statistics.sheets import PALETTE
from union_desk.statistics.tables import blocks_of, columns_chart, dressed, shown, write_table
from union_desk.words import _, series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.statistics.axes import Category
    from union_desk.statistics.crosstab import CrossTab
    from union_desk.statistics.dimensions import Dimension
    from union_desk.statistics.sheets import Book
    from union_desk.statistics.tables import Placed

SEX, BANDED = "sex", ("age", "age_b", "membership_years")
UNSIGNED = "#,##0;#,##0"
_COLOURS = (PALETTE[1], PALETTE[0], *PALETTE[5:])  # the first to the left
_BESIDE = 1  # columns left free between the table and what the chart draws from


def sex_place(dimensions: Sequence[Dimension]) -> int | None:
    """Return at which place the sex stands in a table that a pyramid shows; None for any other table."""
    names = [dimension.id for dimension in dimensions]
    fits = len(names) == 2 and SEX in names and any(name in BANDED for name in names)  # noqa: PLR2004  lines and columns
    return names.index(SEX) if fits else None


def write_crosstab(book: Book, tab: CrossTab) -> Placed:
    """Write a cross-table of one to three dimensions on a sheet of its own, with its chart."""
    titles = [d.title() for d in tab.dimensions]
    page = book.page("×".join(titles), _("Members by {dimensions}").format(dimensions=series(titles)))
    others = [None] * (len(tab.axes) - 1)
    placed = write_table(page, titles[0], shown(tab, 0), blocks_of(tab),
                         lambda line, column: tab.count(line, *(column.keys or others)))
    place = sex_place(tab.dimensions)
    if place is None:
        page.chart(columns_chart(placed, page.title))
    else:
        _pyramid(placed, tab, place)
    return placed


def _pyramid(placed: Placed, tab: CrossTab, place: int) -> None:
    """Put the pyramid under a table; `place` is where its sex stands."""
    sexes, levels = shown(tab, place), shown(tab, 1 - place)
    page = placed.page
    first, left = page.row + 2, page.width + _BESIDE
    for row, level in enumerate(levels, first):
        page.text(row, left, level.label)
    for place_of, sex in enumerate(sexes):
        page.text(first - 1, left + 1 + place_of, sex.label)
        for row, level in enumerate(levels, first):
            _mirrored(placed, (row, left + 1 + place_of), tab, (sex, level) if place == 0 else (level, sex),
                      turned=place_of == 0)
    page.sheet.set_column(left, left + len(sexes), None, None, {"hidden": True})
    page.chart(_chart(placed, (first, left, len(levels)), [sex.label for sex in sexes]), rows=18)


def _mirrored(placed: Placed, at: tuple[int, int], tab: CrossTab, keys: tuple[Category, Category], *,
              turned: bool) -> None:
    """Write the figure of a cell of the table once more, below nothing where its bar goes to the left."""
    line, column = (category.key for category in keys)
    sign, count = ("-", -tab.count(line, column)) if turned else ("", tab.count(line, column))
    told = placed.page.reference(placed.lines[line], placed.columns[column,], absolute=False).rpartition("!")[2]
    placed.page.formula(*at, f"={sign}{told}", count, "count")


def _chart(placed: Placed, at: tuple[int, int, int], names: Sequence[str]) -> Any:
    first, left, count = at
    name, last = placed.page.name, first + count - 1
    chart = placed.page.book.workbook.add_chart({"type": "bar", "subtype": "stacked"})
    for beside, (words, colour) in enumerate(zip(names, _COLOURS, strict=False), left + 1):
        chart.add_series({
            "name": words, "categories": [name, first, left, last, left], "values": [name, first, beside, last, beside],
            "fill": {"color": colour}, "gap": 25, "overlap": 100,
            "data_labels": {"value": True, "num_format": f"{UNSIGNED};", "font": {"color": "#FFFFFF"}}})
    chart.show_hidden_data()
    chart = dressed(chart, placed.page.title, turned=True)
    chart.set_x_axis({"num_format": UNSIGNED, "line": {"none": True},
                      "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}})
    chart.set_y_axis({"reverse": True, "label_position": "low", "major_gridlines": {"visible": False}})
    return chart
