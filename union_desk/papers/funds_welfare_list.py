"""The list on which members sign for welfare (慰问签领表, domain §6.5): occasion, amount, room for the signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.dues_lists import TOTAL, in_words, member, members_of, with_total, yuan
from union_desk.papers.job import Form, label, shown
from union_desk.papers.rosters import Roster, draw_roster
from union_desk.papers.sheet import LEFT, RIGHT
from union_desk.papers.table import Column
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_BOOK = "welfare_claims"


def columns() -> list[Column]:
    """Return the columns; who signs needs at least 25 mm (domain §15). The circumstances are not shown."""
    return [
        Column("serial", _("No."), 12), Column("name", label("name"), 24, LEFT),
        Column("department", label("department"), 30, LEFT), Column("event", label("event", _BOOK), 20),
        Column("form", label("form", _BOOK), 22), Column("amount", label("amount", _BOOK), 20, RIGHT),
        Column("signature", _("Signature"), 28), Column("date", _("Received on"), 18)]


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the list in the order of the rows, with the total in words."""

    def words(row: Values, _position: int) -> dict[str, str]:
        if row.get(TOTAL):
            return {"serial": _("Total"), "amount": yuan(row["amount"])}
        who = member(job, row)
        return {"name": shown(who, "name"), "department": shown(who, "department"), "event": shown(row, "event", _BOOK),
                "form": shown(row, "form", _BOOK), "amount": yuan(row.get("amount"))}

    whole = with_total(rows, "amount")
    remark = _("In all: {amount}").format(amount=in_words(int(str(whole[-1]["amount"])))) if whole else ""
    draw_roster(sheet, job, Roster(_("Welfare Received and Signed For"), columns(), [(None, whole)], words, remark,
                                   row_height=10))


FORM = Form("funds-welfare-list", N_("Welfare payment list"), draw, register=_BOOK, gather=members_of)
