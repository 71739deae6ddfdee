"""Sheets of what changes: joiners and leavers by month, the qualified rate, and why records are not qualified."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk.statistics.movements import DECREASES, INCREASES
from union_desk.statistics.sheets import PALETTE
from union_desk.statistics.tables import dressed, shown
from union_desk.words import N_, _

if TYPE_CHECKING:
    from union_desk.statistics.movements import Month, Movements
    from union_desk.statistics.qualification import Qualification
    from union_desk.statistics.sheets import Book, Page

MONTH_FORMAT = N_('yyyy"-"mm')


@dataclass(frozen=True)
class Cells:
    """Where the figures of a sheet stand, by name, as references for other sheets."""

    page: Page
    of: dict[str, str]


def write_movements(book: Book, moves: Movements) -> Cells:
    """Write a line a month; opening, sums and closing are formulas except the first opening."""
    page = book.page(_("Changes by month"), _("Joiners and leavers by month"))
    increases, decreases = moves.kinds(INCREASES), moves.kinds(DECREASES)
    page.open([14, 10, *[8] * (len(increases) + 1), *[8] * (len(decreases) + 1), 10], _("cases"))
    head = [_("Month"), _("At the beginning"), *(_(INCREASES[k]) for k in increases), _("Increase"),
            *(_(DECREASES[k]) for k in decreases), _("Decrease"), _("At the end")]
    top = page.row
    for column, words in enumerate(head):
        page.text(top, column, words, "head")
    page.head(top, top)
    page.sheet.set_row(top, 34)
    layout = _Layout(increases, decreases)
    first = page.row
    for row, month in enumerate(moves.months, first):
        _month(page, row, month, layout, first)
    total_row = first + len(moves.months)
    _period(page, total_row, moves, layout, first)
    page.row = total_row + 1
    page.close()
    page.chart(_movement_chart(page, layout, top, first, total_row - 1))
    names = {"opening": 1, "increase": layout.increase, "decrease": layout.decrease, "closing": layout.closing}
    return Cells(page, {name: page.reference(total_row, column) for name, column in names.items()})


@dataclass(frozen=True)
class _Layout:
    increases: list[str]
    decreases: list[str]

    def kinds(self) -> list[tuple[int, str]]:
        """Return (column, kind) of each increase and decrease."""
        return [*enumerate(self.increases, 2), *enumerate(self.decreases, self.increase + 1)]

    @property
    def increase(self) -> int:
        return 2 + len(self.increases)

    @property
    def decrease(self) -> int:
        return self.increase + 1 + len(self.decreases)

    @property
    def closing(self) -> int:
        return self.decrease + 1


def _letter(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


def _month(page: Page, row: int, month: Month, layout: _Layout, first: int) -> None:
    style = page.book.style("label", number=_(MONTH_FORMAT))
    page.sheet.write_datetime(row, 0, dt.date.fromisoformat(f"{month.month}-01"), style)
    if row == first:
        page.number(row, 1, month.opening)
    else:
        page.formula(row, 1, f"={_letter(layout.closing)}{row}", month.opening, "count")
    for column, kind in layout.kinds():
        page.number(row, column, month.flows[kind])
    _line_sums(page, row, month, layout, "count")


def _line_sums(page: Page, row: int, month: Month, layout: _Layout, style: str) -> None:
    n = row + 1
    up, down, end = layout.increase, layout.decrease, layout.closing
    page.formula(row, up, f"=SUM(C{n}:{_letter(up - 1)}{n})", month.increase, style)
    page.formula(row, down, f"=SUM({_letter(up + 1)}{n}:{_letter(down - 1)}{n})", month.decrease, style)
    page.formula(row, end, f"=B{n}+{_letter(up)}{n}-{_letter(down)}{n}", month.closing, style)


def _period(page: Page, row: int, moves: Movements, layout: _Layout, first: int) -> None:
    whole = moves.total
    page.text(row, 0, _("Whole period"), "total_label")
    page.formula(row, 1, f"=B{first + 1}", whole.opening)
    for column, kind in layout.kinds():
        page.formula(row, column, f"=SUM({_letter(column)}{first + 1}:{_letter(column)}{row})", whole.flows[kind])
    _line_sums(page, row, whole, layout, "total_count")


def _movement_chart(page: Page, layout: _Layout, heading: int, first: int, last: int) -> object:
    workbook, name = page.book.workbook, page.name
    chart = workbook.add_chart({"type": "column"})
    line = workbook.add_chart({"type": "line"})
    months = [name, first, 0, last, 0]
    for colour, column in ((PALETTE[3], layout.increase), (PALETTE[0], layout.decrease)):
        chart.add_series({"name": [name, heading, column], "categories": months, "gap": 80,
                          "values": [name, first, column, last, column], "fill": {"color": colour}})
    end, blue = layout.closing, PALETTE[1]
    line.add_series({"name": [name, heading, end], "categories": months, "y2_axis": True,
                     "values": [name, first, end, last, end], "line": {"color": blue, "width": 2},
                     "marker": {"type": "circle", "size": 5, "fill": {"color": blue}}})
    chart.combine(line)
    line.set_y2_axis({"num_format": "#,##0", "name": _("At the end")})
    chart.set_x_axis({"num_format": _(MONTH_FORMAT), "text_axis": True})
    return dressed(chart, page.title)


def write_qualified(book: Book, found: Qualification) -> Cells:
    """Write the qualified rate of each branch: members and qualified as counted, the rest as formulas."""
    page = book.page(_("Qualified rate"), _("Qualified real-name records"))
    page.open([22, 12, 12, 12, 12], _("persons"))
    top = page.row
    head = (_("Branch"), _("Members"), _("Qualified"), _("Not qualified"), _("Qualified rate"))
    for column, words in enumerate(head):
        page.text(top, column, words, "head")
    page.head(top, top)
    lines = [(c.key, c.label) for c in shown(found.by_branch, 0)]
    first = page.row
    for row, (key, label) in enumerate(lines, first):
        rate = found.rate_of(key)
        page.text(row, 0, label)
        page.number(row, 1, rate.whole)
        page.number(row, 2, rate.part)
        _rest(page, row, rate.part, rate.whole, "count", "rate")
    total_row, whole = first + len(lines), found.rate
    page.text(total_row, 0, _("Total"), "total_label")
    for column, value in ((1, whole.whole), (2, whole.part)):
        page.formula(total_row, column, f"=SUM({_letter(column)}{first + 1}:{_letter(column)}{total_row})", value)
    _rest(page, total_row, whole.part, whole.whole, "total_count", "total_rate")
    page.row = total_row + 1
    page.close()
    _rate_chart(page, top, first, total_row - 1)
    names = {"members": 1, "qualified": 2, "unqualified": 3, "rate": 4}
    return Cells(page, {name: page.reference(total_row, column) for name, column in names.items()})


def _rest(page: Page, row: int, part: int, whole: int, count_style: str, rate_style: str) -> None:
    page.formula(row, 3, f"=B{row + 1}-C{row + 1}", whole - part, count_style)
    page.rate(row, 4, f"C{row + 1}", f"B{row + 1}", part / whole if whole else None, rate_style)


def _rate_chart(page: Page, heading: int, first: int, last: int) -> None:
    chart = page.book.workbook.add_chart({"type": "bar", "subtype": "stacked"})
    for colour, column in ((PALETTE[3], 2), (PALETTE[0], 3)):
        chart.add_series({"name": [page.name, heading, column], "categories": [page.name, first, 0, last, 0],
                          "values": [page.name, first, column, last, column], "fill": {"color": colour}, "gap": 60})
    chart.set_y_axis({"reverse": True})
    page.chart(dressed(chart, page.title, turned=True), rows=max(10, min(2 * (last - first + 1) + 6, 30)))


def write_reasons(book: Book, found: Qualification, unqualified: str) -> None:
    """Write why records are not qualified; `unqualified` refers to the cell with all that are not."""
    page = book.page(_("Why not qualified"), _("Why records are not qualified"))
    page.open([8, 44, 12, 16], _("persons"))
    top = page.row
    head = (_("No."), _("What is wrong"), _("People"), _("Share of the unqualified"))
    for column, words in enumerate(head):
        page.text(top, column, words, "head")
    page.head(top, top)
    first, whole = page.row, found.rate.whole - found.rate.part
    for row, reason in enumerate(found.reasons, first):
        page.number(row, 0, row - first + 1, "serial")
        page.text(row, 1, _("{field}: {fault}").format(field=reason.label(), fault=reason.text()))
        page.number(row, 2, reason.count)
        page.rate(row, 3, f"C{row + 1}", unqualified, reason.count / whole if whole else None)
    last = first + len(found.reasons)
    page.area(last, 0, last, 1, _("People who are not qualified"), "total_label")
    page.formula(last, 2, f"={unqualified}", whole)
    page.text(last, 3, "", "total_label")
    page.row = last + 1
    page.merged(_("A person counts under each of their reasons; the lines add up to more than the people."), "note")
    page.close()
    if found.reasons:
        _reason_chart(page, first, last - 1)


def _reason_chart(page: Page, first: int, last: int) -> None:
    chart = page.book.workbook.add_chart({"type": "bar"})
    chart.add_series({"name": _("People"), "categories": [page.name, first, 1, last, 1], "gap": 40,
                      "values": [page.name, first, 2, last, 2], "fill": {"color": PALETTE[0]},
                      "data_labels": {"value": True}})
    chart.set_y_axis({"reverse": True})
    page.chart(dressed(chart, page.title, legend=False, turned=True), rows=max(10, min(last - first + 8, 40)))
