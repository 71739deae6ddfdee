"""The yearly return as a workbook: real numbers, sums and rates as formulas, last year beside them (§11.5)."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING

from union_desk.progress import NONE
from union_desk.statistics import content, indicators
from union_desk.statistics.indicator import ANSWER, CODE, MONEY, UNITS
from union_desk.statistics.sheets import PALETTE, Book, Imprint
from union_desk.statistics.tables import dressed
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from union_desk.progress import Progress
    from union_desk.statistics.checks import Finding
    from union_desk.statistics.content import Content, Key, Line
    from union_desk.statistics.indicator import Indicator, Value
    from union_desk.statistics.sheets import Page

LEVELS = {"error": N_("error"), "warning": N_("warning"), "info": N_("note")}
_VALUE, _BEFORE = "D", "E"
_FEN = 100
_CHARTED = ("members_total", "members_female", "members_migrant", "members_dispatch", "members_nef",
            "members_realname_qualified", "cards_live", "cards_activated")
_QR_SCALE = 3


def write(path: Path, made: Content, findings: Sequence[Finding], imprint: Mapping[str, str], code: str,
          progress: Progress = NONE) -> tuple[str, ...]:
    """Write a return as a workbook; returns the names of its sheets. `code` is what the square code on it says."""
    import xlsxwriter

    progress.start(3, _("Writing the return"))
    workbook = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": _("Yearly return"), "author": imprint.get("maker", ""),
                             "company": imprint.get("union", ""), "comments": code})
    stood = Imprint(imprint.get("union", ""), imprint.get("phone", ""), imprint.get("maker", ""), made.period.ends,
                    _("yearly return of {period}, version {version}").format(period=made.period.text(),
                                                                               version=made.version), made.period.ends)
    book = Book(workbook, stood)
    placed = _figures(book, made, code)
    progress.step()
    _rates(book, made, placed)
    progress.step()
    _checks(book, findings)
    progress.step()
    names = tuple(sheet.get_name() for sheet in workbook.worksheets())
    workbook.close()
    return names


class _Placed:
    """The sheet of figures, and on which row each of them stands."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.rows: dict[Key, int] = {}

    def cell(self, name: str) -> str:
        """Return how another sheet refers to a figure of this period."""
        return self.page.reference(self.rows[name, ""], 3)


def _figures(book: Book, made: Content, code: str) -> _Placed:
    page = book.page(_("Return"), _("Draft of the Yearly Statistics of Trade Unions"))
    page.open([20, 40, 12, 16, 16, 14, 12, 14, 40], _("as named"))
    placed = _Placed(page)
    _head(page, (_("Indicator"), _("Name"), _("Unit"), _("This period"), _("Last year"), _("Change"),
                 _("Change in %"), _("Origin"), _("Explanation of the change")), frozen=2)
    for area in indicators.AREAS:
        page.area(page.row, 0, page.row, 8, area.title(), "total_label")
        page.row += 1
        for line in made.of_area(area.id):
            placed.rows[line.key] = page.row
            _line(page, line, [part for part in made.of_area(area.id) if part.key[0] == line.key[0] and part.part])
            page.row += 1
    page.close()
    page.text(page.row, 0, code, "note")
    page.sheet.insert_image(page.row + 1, 0, "code.png", {"image_data": _square(code), "object_position": 1})
    page.row += 6
    _chart(placed, [name for name in _CHARTED if isinstance(made.value(name), int)])
    return placed


def _head(page: Page, words: Sequence[str], frozen: int = 1) -> None:
    top = page.row
    for column, text in enumerate(words):
        page.text(top, column, text, "head")
    page.head(top, top, frozen)


def _line(page: Page, line: Line, parts: Sequence[Line]) -> None:
    """Write a figure; the whole of a figure that is broken down is the sum of its parts, which follow it."""
    row, indicator = page.row, line.indicator
    page.text(row, 0, indicator.id if not line.part else f"{indicator.id}/{line.part}")
    page.text(row, 1, ("　" if line.part or indicator.of else "") + line.title())
    page.text(row, 2, _(UNITS[indicator.unit]))
    summed = bool(parts) and not line.part
    for column, letter, value in ((3, _VALUE, line.value), (4, _BEFORE, line.previous)):
        known = summed and sum(_number(part, column) or 0 for part in parts) == (value or 0) and value is not None
        formula = f"=SUM({letter}{row + 2}:{letter}{row + 1 + len(parts)})" if known else ""
        _put(page, row, column, indicator, value, formula)
    counted = indicator.unit not in (ANSWER, CODE) and isinstance(line.value, int) and isinstance(line.previous, int)
    if counted:
        assert isinstance(line.value, int)
        assert isinstance(line.previous, int)
        n, step = row + 1, line.value - line.previous
        money = indicator.unit == MONEY
        shown = step / _FEN if money else step
        page.formula(row, 5, f"={_VALUE}{n}-{_BEFORE}{n}", shown, "money" if money else "count")
        page.formula(row, 6, f'=IF({_BEFORE}{n}=0,"—",({_VALUE}{n}-{_BEFORE}{n})/ABS({_BEFORE}{n}))',
                     step / abs(line.previous) if line.previous else "—", "rate")
    else:
        page.text(row, 5, "")
        page.text(row, 6, "")
    page.text(row, 7, content.origin_text(line.state))
    page.text(row, 8, line.explanation)


def _number(line: Line, column: int) -> int | None:
    value = line.value if column == 3 else line.previous  # noqa: PLR2004  the column of this period
    return value if isinstance(value, int) else None


def _put(page: Page, row: int, column: int, indicator: Indicator, value: Value, formula: str = "") -> None:
    if value is None or indicator.unit in (ANSWER, CODE):
        page.text(row, column, indicator.text(value) or "—")
        return
    number, style = (float(Decimal(value) / _FEN), "money") if indicator.unit == MONEY else (int(value), "count")
    if formula:
        page.formula(row, column, formula, number, style)
    else:
        page.sheet.write_number(row, column, number, page.book.style(style))


def _square(code: str) -> io.BytesIO:
    import segno

    target = io.BytesIO()
    segno.make_qr(code, error="m").save(target, kind="png", scale=_QR_SCALE)
    target.seek(0)
    return target


def _chart(placed: _Placed, names: Sequence[str]) -> None:
    """Draw members and their parts, this period beside last year."""
    if not names:
        return
    page = placed.page
    first, last = placed.rows[names[0], ""], placed.rows[names[0], ""]
    while last + 1 - first < len(names) and (names[last + 1 - first], "") in placed.rows and placed.rows[
            names[last + 1 - first], ""] == last + 1:
        last += 1
    chart = page.book.workbook.add_chart({"type": "column"})
    for colour, column, words in ((PALETTE[7], 4, _("Last year")), (PALETTE[1], 3, _("This period"))):
        chart.add_series({"name": words, "categories": [page.name, first, 1, last, 1], "gap": 80,
                          "values": [page.name, first, column, last, column], "fill": {"color": colour},
                          "data_labels": {"value": True}})
    page.chart(dressed(chart, _("Members this period and last year")))


def _rates(book: Book, made: Content, placed: _Placed) -> None:
    page = book.page(_("Derived rates"), _("Derived rates"))
    page.open([44, 16, 16, 14], _("as named"))
    _head(page, (_("Name"), _("Numerator"), _("Denominator"), _("Rate")))
    for rate, found in made.rates():
        row = page.row
        page.text(row, 0, _(rate.label))
        if found is None:
            for column in (1, 2, 3):
                page.text(row, column, "—")
        else:
            for column, parts, value in ((1, rate.parts, found.part), (2, rate.wholes, found.whole)):
                money = indicators.get(parts[0]).unit == MONEY
                page.formula(row, column, "=" + "+".join(map(placed.cell, parts)), value / _FEN if money else value,
                             "money" if money else "count")
            page.rate(row, 3, f"B{row + 1}", f"C{row + 1}", found.value)
        page.row += 1
    page.close()


def _checks(book: Book, findings: Sequence[Finding]) -> None:
    page = book.page(_("Logic checks"), _("Report of the logic checks"))
    page.open([10, 12, 90], _("findings"))
    _head(page, (_("Check"), _("Level"), _("Finding of the check")))
    for finding in findings:
        page.text(page.row, 0, finding.code)
        page.text(page.row, 1, _(LEVELS[finding.level]))
        page.text(page.row, 2, finding.text())
        page.row += 1
    if not findings:
        page.text(page.row, 2, _("The logic checks find nothing."))
        page.row += 1
    page.close()
