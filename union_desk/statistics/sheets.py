"""A statistical table as offices lay it out: title, unit and day, heading, 合计, signatures, A4 landscape (§11.5)."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

PALETTE = ("#B5342B", "#2F6690", "#D9A441", "#4F8A5B", "#7A5C8E", "#8C8C8C", "#C97B4A", "#3A9DA6", "#A3405E", "#5D737E")
COUNT_FORMAT, MONEY_FORMAT, RATE_FORMAT = "#,##0", "#,##0.00", "0.00%"
_FONT = N_("Arial")
_RUNS = ("=", "+", "-", "@", "\t", "\r")  # what Excel would take for the beginning of a formula
_LONGEST_NAME = 31
FIXED = 3  # a wide table repeats its first columns: line, total, share
WIDE_PIXELS = 1180  # what surely fits across A4 landscape at the scale of wide tables
_WIDE_SCALE = 65
_ROWS_OF_A_PAGE = 55
_ROW_PIXELS = 26
_FORBIDDEN = dict.fromkeys(map(ord, "[]:*?/\\'"), " ")
_LINE = {"border": 1, "border_color": "#7F7F7F", "valign": "vcenter"}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"},
    "left": {"valign": "vcenter"},
    "right": {"valign": "vcenter", "align": "right"},
    "note": {"valign": "top", "text_wrap": True, "font_color": "#555555"},
    "link": {"indent": 1, "font_color": "#2F6690", "underline": 1, **_LINE},
    "head": {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#F2E9E4", **_LINE},
    "label": {"indent": 1, **_LINE},
    "serial": {"num_format": "0", "align": "center", **_LINE},
    "count": {"num_format": COUNT_FORMAT, **_LINE},
    "money": {"num_format": MONEY_FORMAT, **_LINE},
    "rate": {"num_format": RATE_FORMAT, "align": "right", **_LINE},
    "total_label": {"bold": True, "align": "center", "bg_color": "#FAF6F3", **_LINE},
    "total_count": {"bold": True, "num_format": COUNT_FORMAT, "bg_color": "#FAF6F3", **_LINE},
    "total_money": {"bold": True, "num_format": MONEY_FORMAT, "bg_color": "#FAF6F3", **_LINE},
    "total_rate": {"bold": True, "num_format": RATE_FORMAT, "align": "right", "bg_color": "#FAF6F3", **_LINE},
}


@dataclass(frozen=True)
class Imprint:
    """What stands on every table: the union and its telephone, who made it, the reference day and whom it counts."""

    union: str
    phone: str
    maker: str
    day: str
    people: str
    made_on: str

    @property
    def period(self) -> str:
        """Return the reference day as written on a table."""
        return spoken(self.day)


def spoken(day: str) -> str:
    """Return an ISO day as it is written on a table."""
    date = dt.date.fromisoformat(day)
    return _("{year}-{month:02d}-{day:02d}").format(year=date.year, month=date.month, day=date.day)


@dataclass
class Book:
    """The workbook with its styles and its sheets' names."""

    workbook: Any
    imprint: Imprint
    _made: dict[tuple[str, bool, str], Any] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)

    def style(self, name: str, *, quoted: bool = False, number: str = "") -> Any:
        """Return a style; `quoted` marks text that stays text even when its cell is edited, `number` is a format."""
        key = (name, quoted, number)
        if key not in self._made:
            extra: dict[str, Any] = {"quote_prefix": True} if quoted else {}
            extra |= {"num_format": number, "align": "center"} if number else {}
            looks = {"font_name": _(_FONT), "font_size": 11, **_STYLES[name], **extra}
            self._made[key] = self.workbook.add_format(looks)
        return self._made[key]

    def page(self, name: str, title: str) -> Page:
        """Add a sheet, its name cut to what a workbook takes and made unlike the others."""
        base = name.translate(_FORBIDDEN).strip() or "?"
        taken, serial = base[:_LONGEST_NAME], 1
        while taken.casefold() in self._names:
            serial += 1
            tail = f" ({serial})"
            taken = base[:_LONGEST_NAME - len(tail)] + tail
        self._names.add(taken.casefold())
        return Page(self, self.workbook.add_worksheet(taken), taken, title)


def columns_of(words: str) -> int:
    """Return how wide words are: a Chinese character takes two places."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in words)


def pixels_of(width: float) -> int:
    """Return how wide a column of so many characters is."""
    return int(7 * width + 5)


def _widened(widths: Sequence[float], least: float) -> list[float]:
    """Return the widths, the columns after the first made wider until they are so wide in all."""
    label, *rest = widths
    factor = max(1.0, (least - label) / sum(rest)) if rest else 1.0
    return [label if rest else max(label, least), *(round(width * factor, 1) for width in rest)]


def _bounds(widths: Sequence[float], needed: Sequence[int]) -> list[int] | None:
    """Return the first column of each part and the end, the spare room shared; None when a part does not fit."""
    spare = max(0.0, (sum(widths) - sum(needed)) / len(needed))
    bounds, wanted = [0], 0.0
    for need in needed[:-1]:
        wanted += need + spare
        after = bounds[-1] + 1
        while after < len(widths) and sum(widths[:after]) < wanted - 2:
            after += 1
        bounds.append(after)
    bounds.append(len(widths))
    fits = all(sum(widths[a:b]) >= need for a, b, need in zip(bounds, bounds[1:], needed, strict=False))
    return bounds if fits else None


@dataclass
class Page:
    """One sheet with one table, written from top to bottom; rows and columns count from 0."""

    book: Book
    sheet: Any
    name: str
    title: str
    row: int = 0  # where the next part begins
    widths: list[float] = field(default_factory=list)  # of the table's columns, in characters
    breaks: list[int] = field(default_factory=list)  # columns that begin a further page

    @property
    def width(self) -> int:
        """Return how many columns the table has."""
        return len(self.widths)

    def open(self, widths: Sequence[float], unit: str, breaks: Sequence[int] = ()) -> None:
        """Set up print and columns, and write title and unit line; `unit` says what the figures count.

        `breaks` are the columns that begin a further page of a table too wide for one; its first columns are repeated.
        """
        imprint = self.book.imprint
        words = [_("Reporting unit: {union}").format(union=imprint.union),
                 _("As of {day}    Unit: {unit}").format(day=imprint.period, unit=unit)]
        lines = (words, self._signatures(), [self.title, self.title[::2]])  # the title is half as large again
        least = max(sum(map(columns_of, line)) for line in lines) + 4
        self.widths, self.breaks = _widened(widths, least), list(breaks)
        sheet = self.sheet
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.center_horizontally()
        sheet.set_footer("&C" + _("Page &P of &N"))
        sheet.set_default_row(20)
        if breaks:
            sheet.set_print_scale(_WIDE_SCALE)
            sheet.set_v_pagebreaks(list(breaks))
            sheet.repeat_columns(0, FIXED - 1)
        for column, width in enumerate(self.widths):
            sheet.set_column(column, column, width)
        sheet.set_row(0, 30)
        for first, after in zip(self.breaks, [*self.breaks[1:], self.width], strict=False):
            self.across(first, after - 1, _("{title} (continued)").format(title=self.title), "title")
        self.merged(self.title, "title")
        self._spread(words, ["left", "right"])
        self.merged(_("Counted: {people}").format(people=imprint.people or _("all members on the books")), "left")

    @property
    def span(self) -> int:
        """Return how many columns the lines above and below the table run across: those of the first page."""
        return self.breaks[0] if self.breaks else self.width

    def head(self, first: int, last: int, frozen_columns: int = 1) -> None:
        """Freeze the heading's rows (`first` to `last`) and repeat them on every printed page."""
        self.sheet.freeze_panes(last + 1, frozen_columns)
        self.sheet.repeat_rows(0, last)
        self.row = max(self.row, last + 1)
        for row in range(first, last + 1):
            self.sheet.set_row(row, 34 if row == last else 22)

    def merged(self, words: str, style: str) -> None:
        """Write a line across the table."""
        self.across(0, self.span - 1, words, style)
        self.row += 1

    def across(self, first: int, last: int, words: str, style: str) -> None:
        """Write words across some columns of the current row."""
        self.area(self.row, first, self.row, last, words, style)

    def area(self, top: int, left: int, bottom: int, right: int, words: str, style: str) -> None:
        """Write words into a rectangle of cells, merged when it is more than one."""
        if (top, left) == (bottom, right):
            self.text(top, left, words, style)
        else:
            self.sheet.merge_range(top, left, bottom, right, "", self.book.style(style))
            self.text(top, left, words, style)

    def text(self, row: int, column: int, words: str, style: str = "label") -> None:
        """Write text that never becomes a formula, whatever it begins with."""
        self.sheet.write_string(row, column, words, self.book.style(style, quoted=words.startswith(_RUNS)))

    def number(self, row: int, column: int, value: int, style: str = "count") -> None:
        """Write a number."""
        self.sheet.write_number(row, column, value, self.book.style(style))

    def formula(self, row: int, column: int, formula: str, value: float | str, style: str = "total_count") -> None:
        """Write a formula with the value it has, so that readers that do not calculate show it too."""
        self.sheet.write_formula(row, column, formula, self.book.style(style), value)

    def rate(self, row: int, column: int, part: str, whole: str, value: float | None, style: str = "rate") -> None:
        """Write a rate of two cells; nothing out of nothing is a dash."""
        shown = "—" if value is None else value
        self.formula(row, column, f'=IF({whole}=0,"—",{part}/{whole})', shown, style)

    def close(self) -> None:
        """Write the line of signatures and set the print area; charts come after it."""
        self.row += 1
        self._spread(self._signatures(), ["left"] * 4, FIXED if self.breaks else 0)
        self._fit()

    def _fit(self) -> None:
        """Print all of the table: on one page when it is short, else as wide as the page."""
        self.sheet.print_area(0, 0, self.row - 1, self.width - 1)
        if not self.breaks:
            self.sheet.fit_to_pages(1, 1 if self.row <= _ROWS_OF_A_PAGE else 0)

    def _spread(self, parts: Sequence[str], styles: Sequence[str], left: int = 0) -> None:
        """Write parts side by side, each over as many columns as its words need; as one line where they do not fit.

        They begin at a column that is not repeated on further pages.
        """
        bounds = _bounds(self.widths[left:self.span], [columns_of(words) + 1 for words in parts])
        if bounds is None:
            self.across(left, self.span - 1, "    ".join(parts), styles[0])
            bounds = []
        for words, style, first, after in zip(parts, styles, bounds, bounds[1:], strict=False):
            self.across(left + first, left + after - 1, words, style)
        self.row += 1

    def _signatures(self) -> list[str]:
        imprint = self.book.imprint
        return [_("Head of the unit:"), _("Filled in by: {name}").format(name=imprint.maker),
                _("Telephone: {phone}").format(phone=imprint.phone),
                _("Reported on: {day}").format(day=spoken(imprint.made_on))]

    def chart(self, chart: Any, rows: int = 16) -> None:
        """Put a chart under the table, as wide as the table, and print it with it."""
        self.row += 1
        width = min(max(sum(map(pixels_of, self.widths)), 480), 1100) - 6
        chart.set_size({"width": width, "height": rows * _ROW_PIXELS - 8})
        self.sheet.insert_chart(self.row, 0, chart, {"object_position": 1, "y_offset": 4})
        self.row += rows
        self._fit()

    def reference(self, row: int, column: int, *, absolute: bool = True) -> str:
        """Return how another sheet refers to a cell of this one."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        return f"'{self.name}'!{xl_rowcol_to_cell(row, column, absolute, absolute)}"
