"""The letter that reminds the employer of the 2 % contribution (催缴函, domain §6.2): one page a month owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.dues_lists import in_words, yuan
from union_desk.papers.grid import Box, Grid, Row
from union_desk.papers.job import Form, label, shown
from union_desk.papers.page import MARGIN, Rect, paragraphs, put, title, trace_line
from union_desk.papers.sheet import RIGHT
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_BOOK = "remittances"
_WIDTH = 174.0
_BODY = N_(
    "    Under the Trade Union Law the employer pays 2 % of the total wages of all employees to the union every month. "
    "By our books the contribution named below has not arrived in full. Please transfer what is missing within fifteen "
    "days of receiving this letter; if it has been paid meanwhile, please let us have the voucher so that we can "
    "correct our books."
)


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw a letter for each month that is owed, none of them owed one for each; without rows an empty one."""
    whole = [row for row in rows if row.get("arrears")] or list(rows) or [{}]
    job.progress.start(len(whole), _("Drawing the letters"))
    for row in whole:
        _letter(sheet, job, row)
        trace_line(sheet, job.trace)
        sheet.next_page()
        job.progress.step(1)


def _letter(sheet: Sheet, job: Job, row: Values) -> None:
    title(sheet, _("Letter on the Contribution to the Union"), 34)
    to = shown(row, "employer", _BOOK) or job.unit.removesuffix("工会委员会") or "________"
    put(sheet, Rect(MARGIN, 50, _WIDTH, 8), _("{employer}:").format(employer=to), 12)
    low = paragraphs(sheet, Rect(MARGIN, 60, _WIDTH, 60), _(_BODY), 12)
    grid = _grid(low + 8)
    grid.frame(sheet)
    grid.fill(sheet, data(row))
    put(sheet, Rect(MARGIN, grid.bottom + 24, _WIDTH, 8), job.unit, 12, at=(RIGHT, 0.5))
    day = job.details.day or _("        (year)    (month)    (day)")
    put(sheet, Rect(MARGIN, grid.bottom + 33, _WIDTH, 8), day, 12, at=(RIGHT, 0.5))
    put(sheet, Rect(MARGIN, grid.bottom + 48, _WIDTH, 8), _("Telephone: {phone}").format(
        phone=shown(job.union, "phone", "unions")), 11)


def data(row: Values) -> dict[str, str]:
    """Return the words of the table by key."""
    if not row:
        return {}
    found = {name: yuan(row.get(name)) for name in ("wage_total", "due", "paid", "arrears")}
    owed = row.get("arrears")
    return {**found, "month": f"{row.get('year')}-{int(str(row.get('month') or 0)):02d}",
            "headcount": shown(row, "headcount", _BOOK), "words": in_words(owed) if isinstance(owed, int) else ""}


def _grid(top: float) -> Grid:
    half = _WIDTH / 2
    return Grid(MARGIN, top, [
        Row(11, (Box("month", label("month", _BOOK), half, 34), Box("headcount", label("headcount", _BOOK), half, 34))),
        Row(11, (Box("wage_total", label("wage_total", _BOOK), half, 34), Box("due", label("due", _BOOK), half, 34))),
        Row(11, (Box("paid", label("paid", _BOOK), half, 34), Box("arrears", label("arrears", _BOOK), half, 34))),
        Row(11, (Box("words", _("Arrears in words"), _WIDTH, 34),)),
    ])


FORM = Form("funds-reminder", N_("Reminder of the 2 % contribution"), draw, register=_BOOK)
