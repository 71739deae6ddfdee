"""The payment list for the bank (帮扶资金发放清单, domain §9.4); account numbers in full only when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.dues_lists import in_words, yuan
from union_desk.papers.job import Form, label, shown
from union_desk.papers.rosters import Roster, draw_roster
from union_desk.papers.sheet import LEFT, RIGHT
from union_desk.papers.table import Column
from union_desk.schema.kinds import BankAccount
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_BOOK, _LINES = "help_batches", "help_payments"


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return the lines of each payment list, by its id."""
    from union_desk.affairs.hardship_filing import children

    return {"lines": {str(row["id"]): children(session, _LINES, "batch_id", str(row["id"])) for row in rows}}


def columns() -> list[Column]:
    """Return the columns."""
    return [Column("serial", _("No."), 12), Column("holder", label("holder", _LINES), 30, LEFT),
            Column("number", label("number", _LINES), 50), Column("bank", label("bank", _LINES), 36, LEFT),
            Column("amount", label("amount", _LINES), 24, RIGHT), Column("result", _("Result"), 22)]


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the lists below each other under their numbers, each with its total."""
    lines: Mapping[str, Sequence[Values]] = job.extra.get("lines", {})
    groups = [(_heading(row), lines.get(str(row.get("id")), [])) for row in rows]
    total = sum(int(str(row.get("total") or 0)) for row in rows)
    remark = _("In all: {amount}").format(amount=in_words(total)) if rows else ""

    def words(row: Values, _position: int) -> dict[str, str]:
        number = str(row.get("number") or "")
        return {"serial": shown(row, "place", _LINES), "holder": shown(row, "holder", _LINES),
                "number": number if job.details.unmasked else BankAccount().mask(number) if number else "",
                "bank": shown(row, "bank", _LINES), "amount": yuan(row.get("amount")),
                "result": shown(row, "result", _LINES)}

    draw_roster(sheet, job, Roster(_("Payment List of Help in Hardship"), columns(), groups, words, remark))


def _heading(row: Values) -> str:
    told = (shown(row, name, _BOOK) for name in ("batch_no", "fund_source", "bank", "made_on"))
    return " ".join(filter(None, told))


FORM = Form("help-payment-list", N_("Payment list for the bank"), draw, register=_BOOK, gather=gather)
