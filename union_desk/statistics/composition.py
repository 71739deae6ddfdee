"""Members by branch and six dimensions: one table with all of them side by side, and every combination of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.statistics.tables import Block, Column, Placed, shown, write_table
from union_desk.words import _

if TYPE_CHECKING:

    from union_desk.progress import Progress
    from union_desk.statistics.crosstab import CrossTab, Keys
    from union_desk.statistics.sheets import Book

# The branch first: it makes the lines of the table
CUBE = ("branch", "sex", "age", "ethnicity_group", "education_group", "political_group", "employment_form")
_BATCH = 2000
_MOST_ROWS = 1_000_000  # a sheet takes 1,048,576


def write_composition(book: Book, tab: CrossTab) -> Placed:
    """Write the branches with each of the other dimensions beside each other."""
    blocks = []
    for place, dimension in enumerate(tab.dimensions[1:], 1):
        columns = tuple(Column(c.label, (dimension.id, c.key)) for c in shown(tab, place))
        blocks.append(Block(dimension.title(), columns, adds=place == 1))
    places = {d.id: i for i, d in enumerate(tab.dimensions)}

    def count(line: str | None, column: Column) -> int:
        keys: list[str | None] = [line, *[None] * (len(CUBE) - 1)]
        if column.keys:
            dimension, key = column.keys
            keys[places[str(dimension)]] = key
        return tab.count(*keys)

    page = book.page(_("Composition"), _("Composition of the membership"))
    return write_table(page, tab.dimensions[0].title(), shown(tab, 0), blocks, count)


def write_combinations(book: Book, tab: CrossTab, progress: Progress) -> None:
    """Write every combination that somebody is in as a line with filters; the total follows the filters."""
    order = [{c.key: i for i, c in enumerate(axis.categories)} for axis in tab.axes]
    lines = sorted(tab.cells.items(), key=lambda cell: [o[key] for o, key in zip(order, cell[0], strict=True)])
    labels = [{c.key: c.label for c in axis.categories} for axis in tab.axes]
    progress.start(len(lines), _("Writing every combination"))
    for start in range(0, max(len(lines), 1), _MOST_ROWS):
        _combinations_sheet(book, tab, lines[start:start + _MOST_ROWS], labels, progress)


def _combinations_sheet(book: Book, tab: CrossTab, lines: list[tuple[Keys, int]], labels: list[dict[str, str]],
                        progress: Progress) -> None:
    page = book.page(_("All combinations"), _("Members by every combination"))
    columns = len(labels)
    page.open([16, 8, 14, 12, 14, 14, 18, 10], _("persons"))
    total_row, heading = page.row, page.row + 1
    first, last = heading + 1, heading + max(len(lines), 1)
    page.area(total_row, 0, total_row, columns - 1, _("Total of the lines shown"), "total_label")
    page.formula(total_row, columns, f"=SUBTOTAL(109,H{first + 1}:H{last + 1})", sum(count for _keys, count in lines))
    for column, words in enumerate([*(d.title() for d in tab.dimensions), _("Members")]):
        page.text(heading, column, words, "head")
    page.head(total_row, heading, frozen_columns=0)
    for row, (keys, count) in enumerate(lines, first):
        for column, key in enumerate(keys):
            page.text(row, column, labels[column][key])
        page.number(row, columns, count)
        if row % _BATCH == 0:
            progress.step(_BATCH)
    page.sheet.autofilter(heading, 0, last, columns)
    page.row = last + 1
    page.close()
