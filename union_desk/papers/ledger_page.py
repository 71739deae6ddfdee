"""The ledger of income and expenditure (明细账, domain §6.4): one line an entry, the balance running on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.dues_lists import TOTAL, yuan
from union_desk.papers.job import Form, label, shown
from union_desk.papers.rosters import Roster, draw_roster
from union_desk.papers.sheet import LEFT, RIGHT
from union_desk.papers.table import Column
from union_desk.registers.funds_headings import INCOME
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_BOOK = "ledger_entries"


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return the balance before the first of the entries."""
    from union_desk.affairs import funds_books

    first = min((str(row["happened_on"]) for row in rows), default="")
    return {"brought": funds_books.balance(session, first) if first else 0}


def columns() -> list[Column]:
    """Return the columns."""
    return [
        Column("happened_on", label("happened_on", _BOOK), 24), Column("voucher_no", label("voucher_no", _BOOK), 28),
        Column("heading", label("category", _BOOK), 46, LEFT), Column("purpose", label("purpose", _BOOK), 50, LEFT),
        Column("party", label("party", _BOOK), 38, LEFT), Column("income", _("Income"), 25, RIGHT),
        Column("spent", _("Expenditure"), 25, RIGHT), Column("balance", _("Balance"), 25, RIGHT)]


def lines(rows: Sequence[Values], brought: int) -> list[Values]:
    """Return the entries by day with the balance after each, and the total."""
    found: list[Values] = []
    balance, sums = brought, {True: 0, False: 0}
    for row in sorted(rows, key=lambda row: (str(row.get("happened_on")), str(row.get("voucher_no")))):
        amount, came = int(str(row.get("amount") or 0)), row.get("side") == INCOME
        balance += amount if came else -amount
        sums[came] += amount
        found.append({**row, "balance": balance})
    if found:
        found.append({TOTAL: True, "income": sums[True], "spent": sums[False], "balance": balance})
    return found


def words(row: Values, _position: int) -> dict[str, str]:
    """Return the words of a line."""
    if row.get(TOTAL):
        return {"purpose": _("Total"), **{name: yuan(row[name]) for name in ("income", "spent", "balance")}}
    heading = " / ".join(text for text in (shown(row, "category", _BOOK), shown(row, "item", _BOOK)) if text)
    side = "income" if row.get("side") == INCOME else "spent"
    named = ("happened_on", "voucher_no", "purpose", "party")
    return {**{name: shown(row, name, _BOOK) for name in named}, "heading": heading, side: yuan(row.get("amount")),
            "balance": yuan(row.get("balance"))}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the ledger."""
    brought = int(job.extra.get("brought") or 0)
    remark = _("Brought forward: {amount} yuan").format(amount=yuan(brought)) if rows else ""
    title = _("Ledger of Income and Expenditure")
    draw_roster(sheet, job, Roster(title, columns(), [(None, lines(rows, brought))], words, remark))


FORM = Form("ledger-page", N_("Ledger page"), draw, landscape=True, register=_BOOK, gather=gather)
