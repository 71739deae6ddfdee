"""The books of the funds: entries, closings, what is left of the budget, and what changed its heading (domain §6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import checking, records, registers
from union_desk.affairs import funds_upward
from union_desk.errors import UserError
from union_desk.registers import dues_rules, funds_headings, funds_rules
from union_desk.registers.funds_headings import EXPENSE, INCOME
from union_desk.schema.kinds import Code
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

LEDGER, BUDGETS, CLOSINGS = (registers.get(name) for name in ("ledger_entries", "budgets", "closings"))


class ClosedAlreadyError(UserError):
    """The period is closed."""

    code = "closed_already"
    message = N_("{period} is closed already.")


@dataclass(frozen=True)
class Totals:
    """Income, expenditure and count of a period, and the balance at its end, in fen."""

    income: int
    spending: int
    entries: int
    balance: int


@dataclass(frozen=True)
class Spending:
    """One line of the budget with what came of it, in fen; `item` empty for a whole heading, `budget` None without."""

    category: str
    item: str | None
    budget: int | None
    spent: int

    @property
    def left(self) -> int | None:
        """Return what is left; negative where more was spent."""
        return None if self.budget is None else self.budget - self.spent

    def label(self) -> str:
        """Return the heading and item in words."""
        heading = Code(list="fund_category").show(self.category)
        return f"{heading} / {Code(list='fund_item').show(self.item)}" if self.item else heading


def period_days(year: int, month: int | None) -> tuple[str, str]:
    """Return the first and the last ISO day of a month, or of a year."""
    if month is None:
        return f"{year:04d}-01-01", f"{year:04d}-12-31"
    return f"{year:04d}-{month:02d}-01", f"{year:04d}-{month:02d}-31"


def entries(session: Session, first: str, last: str, category: str | None = None) -> list[dict[str, Any]]:
    """Return the entries between two ISO days, in the order of the ledger."""
    table = LEDGER.table
    where: list[sa.ColumnElement[bool]] = [table.c.deleted.is_(False), table.c.happened_on.between(first, last)]
    if category:
        where.append(table.c.category == category)
    found = sa.select(table).where(*where).order_by(table.c.happened_on, table.c.n)
    return [dict(row) for row in session.execute(found).mappings()]


def balance(session: Session, until: str) -> int:
    """Return income minus expenditure of all entries before an ISO day, in fen."""
    table = LEDGER.table
    signed = sa.case((table.c.side == INCOME, table.c.amount), else_=-table.c.amount)
    found = session.execute(sa.select(sa.func.sum(signed)).where(table.c.deleted.is_(False),
                                                                 table.c.happened_on < until)).scalar()
    return int(found or 0)


def totals(session: Session, year: int, month: int | None = None) -> Totals:
    """Return what a month or a year came to; reversals count with their sign."""
    first, last = period_days(year, month)
    rows = entries(session, first, last)
    income, spending = (sum(row["amount"] for row in rows if row["side"] == side) for side in (INCOME, EXPENSE))
    return Totals(income, spending, len(rows), balance(session, first) + income - spending)


def close(session: Session, year: int, month: int | None, by: str, day: str | None = None) -> records.Saved:
    """Close a month, or a year, with its totals; nothing dated then is entered afterwards; inside `db.write(...)`."""
    table = CLOSINGS.table
    there = session.execute(sa.select(table.c.id).where(
        table.c.year == year, table.c.month.is_(None) if month is None else table.c.month == month,
        table.c.deleted.is_(False))).first()
    if there is not None:
        raise ClosedAlreadyError(period=f"{year:04d}" if month is None else f"{year:04d}-{month:02d}")
    sums = totals(session, year, month)
    owed_up, to_come = funds_upward.open_at(session, period_days(year, month)[1])
    return records.save(session, CLOSINGS, {
        "year": year, "month": month, "closed_on": day or checking.today(), "closed_by": by, "income": sums.income,
        "spending": sums.spending, "balance": sums.balance, "entries": sums.entries,
        "owed_up": owed_up, "to_come": to_come})


def is_closed(session: Session, day: str) -> bool:
    """Tell whether the books are closed for an ISO day."""
    return dues_rules.is_closed(checking.Here(session), day)


def spending(session: Session, year: int) -> list[Spending]:
    """Return the lines of a year's budget with what was spent (or came in), and what has no line, by heading."""
    lines = records.page(session, BUDGETS, limit=-1)
    lines = [line for line in lines if line["year"] == year]
    rows = entries(session, *period_days(year, None))
    sums: dict[tuple[Any, Any], int] = {}
    for row in rows:
        line = funds_rules.line_of(lines, row["category"], row["item"])
        key = (row["category"], line["item"] if line is not None else row["item"])
        sums[key] = sums.get(key, 0) + row["amount"]
    found = [Spending(line["category"], line["item"], funds_rules.allowed(line),
                      sums.pop((line["category"], line["item"]), 0)) for line in lines]
    found += [Spending(category, item, None, amount) for (category, item), amount in sums.items()]
    return sorted(found, key=lambda one: (one.category, one.item or ""))


def by_present_heading(rows: Sequence[dict[str, Any]], day: str) -> dict[str, int]:
    """Return the sums of entries under the headings of an ISO day: closed headings count under what they became."""
    found: dict[str, int] = {}
    for row in rows:
        code = row["category"]
        item = row["item"]
        if item and funds_headings.present(item, day) != item:
            code = funds_headings.category_of(funds_headings.present(item, day))
        else:
            code = funds_headings.present(code, day)
        found[code] = found.get(code, 0) + row["amount"]
    return found
