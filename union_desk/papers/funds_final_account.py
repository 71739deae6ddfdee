"""The final account of a year (决算表, domain §6.3, §6.4): income and expenditure by heading, balances, the budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.dues_lists import TOTAL, yuan
from union_desk.papers.job import Form, label
from union_desk.papers.rosters import Roster, draw_roster
from union_desk.papers.sheet import LEFT, RIGHT
from union_desk.papers.table import Column
from union_desk.registers.funds_headings import INCOME, side
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_BOOK, _BUDGETS = "closings", "budgets"


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return for each year of the closings its lines of budget and account, and the balance it began with."""
    from union_desk.affairs import funds_books

    years = sorted({int(str(row["year"])) for row in rows if row.get("year")})
    return {"years": {year: [{"heading": line.label(), "category": line.category, "budget": line.budget,
                              "came": line.spent} for line in funds_books.spending(session, year)] for year in years},
            "opening": {year: funds_books.balance(session, f"{year:04d}-01-01") for year in years}}


def columns() -> list[Column]:
    """Return the columns."""
    return [
        Column("serial", _("No."), 12), Column("heading", label("category", _BUDGETS), 62, LEFT),
        Column("budget", _("Budget"), 26, RIGHT), Column("came", _("Final account"), 26, RIGHT),
        Column("left", _("Difference"), 26, RIGHT), Column("remark", _("Remark"), 22)]


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw a table for each year: the opening balance, income, expenditure, the closing balance."""
    years: Mapping[int, Sequence[Values]] = job.extra.get("years", {})
    groups: list[tuple[str | None, Sequence[Values]]] = []
    for year, lines in years.items():
        groups.append((None, account(year, lines, int(job.extra.get("opening", {}).get(year, 0)))))
    remark = _("Year {years}").format(years=series(map(str, years))) if years else ""
    draw_roster(sheet, job, Roster(_("Final Account of the Union's Funds"), columns(), groups or [(None, [])], _words,
                                   remark))


def account(year: int, lines: Sequence[Values], opening: int) -> list[Values]:
    """Return the rows of a year: amounts in fen; what came in, what went out and what is left add up."""
    income, expense = ([line for line in lines if (side(str(line["category"])) == INCOME) == wanted]
                       for wanted in (True, False))
    income, expense = _numbered(income, 1), _numbered(expense, len(income) + 1)
    came, went = (sum(int(str(line["came"])) for line in part) for part in (income, expense))
    planned, allowed = (sum(int(str(line["budget"] or 0)) for line in part) for part in (income, expense))
    return [
        {TOTAL: _("Balance at the beginning of {year}").format(year=year), "came": opening},
        *income, {TOTAL: _("{heading}: total").format(heading=_("Income")), "budget": planned, "came": came},
        *expense, {TOTAL: _("{heading}: total").format(heading=_("Expenditure")), "budget": allowed, "came": went},
        {TOTAL: _("Balance at the end of {year}").format(year=year), "came": opening + came - went}]


def _numbered(lines: Sequence[Values], first: int) -> list[Values]:
    return [{**line, "serial": str(place)} for place, line in enumerate(lines, first)]


def _words(row: Values, _position: int) -> dict[str, str]:
    budget, came = row.get("budget"), int(str(row.get("came") or 0))
    found = {"heading": str(row.get(TOTAL) or row.get("heading") or ""), "budget": yuan(budget), "came": yuan(came),
             "left": yuan(budget - came) if isinstance(budget, int) else ""}
    return found | {"serial": str(row.get("serial") or "")}


FORM = Form("funds-final-account", N_("Final account of a year"), draw, register=_BOOK, gather=gather)
