"""The register of receipts (收据登记簿, domain §6.7): every number in order, reversals in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.dues_lists import TOTAL, with_total, yuan
from union_desk.papers.job import Form, label, shown
from union_desk.papers.rosters import Roster, draw_roster
from union_desk.papers.sheet import LEFT, RIGHT
from union_desk.papers.table import Column
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_BOOK = "dues_receipts"


def columns() -> list[Column]:
    """Return the columns."""
    return [
        Column("serial", _("No."), 12), Column("receipt_no", label("receipt_no", _BOOK), 34),
        Column("issued_on", label("issued_on", _BOOK), 24), Column("payer", label("payer", _BOOK), 44, LEFT),
        Column("purpose", label("purpose", _BOOK), 58, LEFT), Column("amount", label("amount", _BOOK), 26, RIGHT),
        Column("method", label("method", _BOOK), 20), Column("cashier", label("cashier", _BOOK), 20),
        Column("remark", _("Remark"), 22)]


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the register by number."""

    def words(row: Values, _position: int) -> dict[str, str]:
        if row.get(TOTAL):
            return {"serial": _("Total"), "amount": yuan(row["amount"])}
        named = ("receipt_no", "issued_on", "payer", "purpose", "method", "cashier")
        return {**{name: shown(row, name, _BOOK) for name in named}, "amount": yuan(row.get("amount")),
                "remark": _("Reversal") if row.get("void_of") else shown(row, "official_no", _BOOK)}

    ordered = sorted(rows, key=lambda row: str(row.get("receipt_no") or ""))
    whole = with_total(ordered, "amount")
    draw_roster(sheet, job, Roster(_("Register of Receipts"), columns(), [(None, whole)], words))


FORM = Form("dues-receipt-register", N_("Register of receipts"), draw, landscape=True, register=_BOOK)
