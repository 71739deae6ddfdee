"""The first sheet: the figures everybody asks for, taken from the other sheets, and how they were counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk.statistics.rates import NO_FIGURE
from union_desk.statistics.sheets import PALETTE
from union_desk.statistics.tables import dressed
from union_desk.words import N_, _

if TYPE_CHECKING:
    from union_desk.statistics.changes import Cells
    from union_desk.statistics.sheets import Book, Page
    from union_desk.statistics.tables import Placed
    from union_desk.statistics.workbook import Figures

_NOTES = (
    N_("Members are those on the books on that day, transfers under way included; memberships that are kept are shown "
       "apart and count as a decrease."),
    N_("Who was a member on that day follows from the membership events, the other particulars from the journal: what "
       "was changed since is taken back. Qualified records are those of today."),
    N_("Ages are full years by birthdays passed on that day. A rate of nothing out of nothing is shown as —."),
    N_("A record is qualified when no core particular of the real-name record is missing and none is wrong."),
)


@dataclass(frozen=True)
class Line:
    """A figure: its name, the cells it is made of (none: a count of its own), its value; a share of all or not."""

    label: str
    formula: str
    value: float | str
    share: bool = True
    rate: bool = False


def begin(book: Book) -> Page:
    """Add the sheet, so that it comes first; it is written last."""
    return book.page(_("Summary"), _("Statistics of the membership"))


def write(page: Page, figures: Figures, composed: Placed, qualified: Cells, moved: Cells) -> None:
    """Write the figures, the notes and the way to the other sheets."""
    page.open([34, 14, 16, 34], _("persons"))
    top = page.row
    for column, words in enumerate((_("Figure"), _("Number"), _("Share of the members"), _("Sheets"))):
        page.text(top, column, words, "head")
    page.head(top, top)
    first = page.row
    lines = [*_composition(figures, composed), *_changes(figures, moved), *_qualified(figures, qualified)]
    whole = figures.cube.total
    for row, line in enumerate(lines, first):
        page.text(row, 0, line.label)
        _figure(page, row, line)
        if line.share:
            page.rate(row, 2, f"B{row + 1}", f"B${first + 1}", float(line.value) / whole if whole else None)
        else:
            page.text(row, 2, "")
    _links(page, first, first + len(lines))
    page.row = first + len(lines)
    page.close()
    page.row += 1
    for note in _NOTES:
        page.sheet.set_row(page.row, 18)
        page.merged(_(note), "note")
    page.chart(_ages(composed, figures))


def _figure(page: Page, row: int, line: Line) -> None:
    style = "rate" if line.rate else "count"
    if line.formula:
        page.formula(row, 1, f"={line.formula}", line.value, style)
    else:
        page.number(row, 1, int(line.value), style)


def _composition(figures: Figures, composed: Placed) -> list[Line]:
    tab = figures.cube
    places = {d.id: i for i, d in enumerate(tab.dimensions)}

    def line(label: str, dimension: str, *keys: str) -> Line:
        value = sum(tab.count(*[key if i == places[dimension] else None for i in range(len(places))]) for key in keys)
        cells = [ref for key in keys if (ref := composed.reference(dimension, key))]
        return Line(label, "+".join(cells), value)

    return [
        Line(_("Members"), str(composed.reference()), tab.total),
        line(_("of them women"), "sex", "2"),
        line(_("of them aged 35 and under"), "age", "-25", "26-35"),
        line(_("of them of minority ethnicity"), "ethnicity_group", "minority"),
        line(_("of them Party members"), "political_group", "party"),
        line(_("of them League members"), "political_group", "league"),
        line(_("of them with junior college or higher"), "education_group", "doctor", "master", "bachelor", "college"),
        line(_("of them dispatched workers"), "employment_form", "3"),
        line(_("of them in new forms of employment"), "employment_form", "9"),
        Line(_("of them rural migrant workers"), "", figures.migrants),
        Line(_("Memberships kept (not counted above)"), "", figures.kept, share=False),
    ]


def _changes(figures: Figures, moved: Cells) -> list[Line]:
    whole = figures.moves.total
    return [
        Line(_("Members twelve months ago"), moved.of["opening"], whole.opening, share=False),
        Line(_("Increase in twelve months"), moved.of["increase"], whole.increase, share=False),
        Line(_("Decrease in twelve months"), moved.of["decrease"], whole.decrease, share=False),
    ]


def _qualified(figures: Figures, qualified: Cells) -> list[Line]:
    rate = figures.qualified.rate
    return [
        Line(_("Qualified members"), qualified.of["qualified"], rate.part, share=False),
        Line(_("Qualified rate"), qualified.of["rate"], NO_FIGURE if rate.value is None else rate.value,
             share=False, rate=True),
    ]


def _links(page: Page, first: int, end: int) -> None:
    """Write the way to each other sheet beside the figures."""
    names = [s.get_name() for s in page.book.workbook.worksheets() if s.get_name() != page.name]
    style = page.book.style("link")
    for row, name in enumerate(names, first):
        page.sheet.write_url(row, 3, f"internal:'{name}'!A1", style, name)
    for row in range(first + len(names), end):
        page.text(row, 3, "", "left")


def _ages(composed: Placed, figures: Figures) -> object:
    """Return the chart of ages, drawn from the totals of the composition."""
    columns = [column for keys, column in composed.columns.items() if keys[0] == "age"]
    chart = composed.page.book.workbook.add_chart({"type": "column"})
    name, first, last = composed.page.name, min(columns), max(columns)
    chart.add_series({"name": _("Members"), "categories": [name, composed.heading, first, composed.heading, last],
                      "values": [name, composed.total_row, first, composed.total_row, last], "gap": 60,
                      "fill": {"color": PALETTE[1]}, "data_labels": {"value": True}})
    return dressed(chart, _("Members by age as of {day}").format(day=figures.imprint.period), legend=False)
