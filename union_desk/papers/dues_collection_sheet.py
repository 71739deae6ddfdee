"""The dues of a month for the payroll office (会费代扣清单, domain §6.1): who owes how much, room for the rest."""

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

_BOOK = "dues"


def columns() -> list[Column]:
    """Return the columns; the base, which tells the wage, is not among them."""
    return [
        Column("serial", _("No."), 12), Column("name", label("name"), 26, LEFT),
        Column("member_no", label("member_no"), 26), Column("department", label("department"), 36, LEFT),
        Column("month", label("month", _BOOK), 18), Column("due", label("amount_due", _BOOK), 20, RIGHT),
        Column("deducted", _("Amount deducted"), 20, RIGHT), Column("remark", _("Remark"), 16)]


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the sheet in the order of the rows, with the total at the end."""

    def words(row: Values, _position: int) -> dict[str, str]:
        if row.get(TOTAL):
            return {"serial": _("Total"), "due": yuan(row["amount_due"]), "deducted": yuan(row.get("amount_paid"))}
        who = member(job, row)
        state = shown(row, "exempt_reason", _BOOK)
        return {"name": shown(who, "name"), "member_no": shown(who, "member_no"),
                "department": shown(who, "department"),
                "month": f"{row.get('year')}-{int(str(row.get('month') or 0)):02d}",
                "due": yuan(row.get("amount_due")), "deducted": yuan(row.get("amount_paid")), "remark": state}

    whole = with_total(rows, "amount_due", "amount_paid")
    total = in_words(int(str(whole[-1]["amount_due"]))) if whole else ""
    remark = _("Owed in all: {amount}").format(amount=total) if total else ""
    draw_roster(sheet, job, Roster(_("Dues to Be Deducted from Wages"), columns(), [(None, whole)], words, remark))


FORM = Form("dues-collection-sheet", N_("Dues collection sheet"), draw, register=_BOOK, gather=members_of)
