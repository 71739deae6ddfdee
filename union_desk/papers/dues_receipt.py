"""A receipt of the union's own for dues (收据, domain §6.7): amount in figures and capitals; two stand on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.dues_lists import in_words, yuan
from union_desk.papers.grid import Box, Grid, Row
from union_desk.papers.job import Form, label, shown
from union_desk.papers.page import MARGIN, MIDDLE, NOTE_SIZE, Rect, put, trace_line
from union_desk.papers.sheet import RIGHT
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_BOOK = "dues_receipts"
_WIDTH = 174.0
_PLACES = (16.0, 150.0)
_HIGH = 112.0


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the receipts in order, two to a page; without rows one empty receipt."""
    whole = list(rows) or [{}]
    job.progress.start(len(whole), _("Drawing the receipts"))
    for number, row in enumerate(whole):
        _one(sheet, job, row, _PLACES[number % len(_PLACES)])
        job.progress.step(1)
        last = number == len(whole) - 1
        if number % len(_PLACES) == 1 or last:
            trace_line(sheet, job.trace)
            sheet.next_page()


def _one(sheet: Sheet, job: Job, row: Values, top: float) -> None:
    number = shown(row, "receipt_no", _BOOK)
    put(sheet, Rect(MARGIN + 40, top, _WIDTH - 80, 10), _("Receipt for Union Dues"), 18, bold=True, at=MIDDLE)
    words = _("No. {serial}").format(serial=number) if number else _("No.")
    put(sheet, Rect(MARGIN + _WIDTH - 50, top + 11, 50, 6), words, at=(RIGHT, 0.5))
    put(sheet, Rect(MARGIN, top + 11, 110, 6), _("Received by: {unit}").format(unit=job.unit))
    grid = _grid(top + 19)
    grid.frame(sheet)
    grid.fill(sheet, data(row))
    foot = Rect(MARGIN, grid.bottom + 2, _WIDTH, 8)
    note = _("Seal of the receiving union. Registered in the union's own books; it takes no official receipt's place.")
    put(sheet, foot, note, NOTE_SIZE)


def data(row: Values) -> dict[str, str]:
    """Return the words of a receipt by key."""
    amount = row.get("amount")
    named = ("issued_on", "payer", "purpose", "method", "issuer", "cashier", "official_no", "reason")
    words = {name: shown(row, name, _BOOK) for name in named}
    if isinstance(amount, int):
        words |= {"amount": f"¥ {yuan(amount)}", "capitals": in_words(amount)}
    return words


def _grid(top: float) -> Grid:
    half = _WIDTH / 2
    return Grid(MARGIN, top, [
        Row(10, (Box("payer", label("payer", _BOOK), half + 20, 30), Box("issued_on", label("issued_on", _BOOK),
                                                                      half - 20, 26))),
        Row(12, (Box("purpose", label("purpose", _BOOK), _WIDTH, 30),)),
        Row(12, (Box("capitals", _("Amount in words"), half + 20, 30), Box("amount", label("amount", _BOOK), half - 20,
                                                                        26))),
        Row(10, (Box("method", label("method", _BOOK), half, 30), Box("official_no", label("official_no", _BOOK), half,
                                                                    36))),
        Row(12, (Box("issuer", label("issuer", _BOOK), half, 30), Box("cashier", label("cashier", _BOOK), half, 30))),
        Row(12, (Box("reason", _("Remark"), _WIDTH, 30),)),
    ])


FORM = Form("dues-receipt", N_("Receipt for dues"), draw, register=_BOOK)
