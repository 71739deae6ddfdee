"""The list on which prizes and goods are signed for (奖品、物品签领表, domain §5.3): real name, own hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.activity_facts import Listing, children, draw_listings, yuan
from union_desk.papers.job import Form, Job, Values, label, shown, unit_of
from union_desk.papers.sheet import LEFT, RIGHT
from union_desk.papers.table import Column
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet

_BOOK = "activity_goods"


def data(row: Values, member: Values, job: Job) -> dict[str, str]:
    """Return the words of one row."""
    amount = row.get("amount")
    return {"name": shown(member, "name"), "unit": unit_of(member), "item": shown(row, "item", _BOOK),
            "quantity": shown(row, "quantity", _BOOK), "amount": yuan(amount) if isinstance(amount, int) else ""}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the list of each activity."""
    draw_listings(sheet, job, rows, Listing(_("Receipt List for Prizes and Goods"), columns(), _BOOK, data, 10))


def columns() -> list[Column]:
    """Return the columns; who signs needs at least 25 mm (domain §15)."""
    return [
        Column("serial", _("No."), 10), Column("name", label("name"), 25, LEFT),
        Column("unit", _("Department or team"), 30, LEFT), Column("item", label("item", _BOOK), 28, LEFT),
        Column("quantity", label("quantity", _BOOK), 13), Column("amount", _("Value (yuan)"), 18, RIGHT),
        Column("signature", _("Signature"), 28), Column("remark", _("Remark (proxy)"), 22)]


FORM = Form("activity-goods", N_("Receipt list for prizes and goods"), draw, register="activities",
            gather=children(_BOOK))
