"""The list on which households sign for the warmth campaign (送温暖签收表, domain §9.4, §15)."""

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

_BOOK = "help_records"


def columns() -> list[Column]:
    """Return the columns; who signs needs at least 25 mm (domain §15)."""
    return [Column("serial", _("No."), 12), Column("name", label("name"), 26, LEFT),
            Column("department", label("department"), 36, LEFT), Column("amount", label("amount", _BOOK), 22, RIGHT),
            Column("goods", label("in_kind", _BOOK), 28, LEFT), Column("signature", _("Signature"), 30),
            Column("date", _("Received on"), 20)]


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the list in the order of the rows, with the total in words."""

    def words(row: Values, _position: int) -> dict[str, str]:
        if row.get(TOTAL):
            return {"serial": _("Total"), "amount": yuan(row["amount"])}
        who = member(job, row)
        return {"name": shown(who, "name"), "department": shown(who, "department"), "amount": yuan(row.get("amount")),
                "goods": shown(row, "in_kind", _BOOK)}

    whole = with_total(rows, "amount")
    remark = _("In all: {amount}").format(amount=in_words(int(str(whole[-1]["amount"])))) if whole else ""
    draw_roster(sheet, job, Roster(_("Warmth Campaign: Received and Signed For"), columns(), [(None, whole)], words,
                                   remark,
                                   row_height=10))


FORM = Form("help-warmth-list", N_("Sign-off list of the warmth campaign"), draw, register=_BOOK, gather=members_of)
