"""Dues: planning a month from the members' bases, payments, reversals, arrears (domain reference §6.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import checking, limits, records, registers, search
from union_desk.errors import UserError
from union_desk.registers import dues_rules
from union_desk.registers.dues_rules import EXEMPT, KEPT_MEMBERSHIP, PARTLY, UNPAID
from union_desk.schema.day_order import FUTURE
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

MEMBERS, DUES, PAYMENTS = (registers.get(name) for name in ("members", "dues", "dues_payments"))
PAYERS, KEPT = ("active", "transferring_out"), "kept"
OPEN = (UNPAID, PARTLY)
JOINED_THIS_MONTH = "4"
PAYROLL = "1"
_MONTHS = 12


class ClosedPeriodError(UserError):
    """The books of that month are closed."""

    code = "closed_period"
    message = N_("The books are closed for {month}: nothing dated then is entered any more. Use a date of the open "
                 "month, and reverse a wrong entry there.")


class FutureDateError(UserError):
    """Money does not come in tomorrow."""

    code = "future_date"
    message = FUTURE


class NothingReversedError(UserError):
    """The entry cannot be reversed."""

    code = "not_reversible"
    message = N_("This entry is itself a reversal, or was reversed already; enter the right amount anew.")


@dataclass(frozen=True)
class Planned:
    """What planning a month did: lines made, exempt among them, members left out for want of a base, lines there."""

    year: int
    month: int
    made: int
    exempt: int
    amount: int
    already: int
    without_base: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arrear:
    """A member who owes: how many months on end up to now, since which period, how much in all (fen)."""

    member: str
    months: int
    since: int
    amount: int


@dataclass(frozen=True)
class Incoming:
    """Money for one line of dues: the line's row, the amount in fen, and where it is noted."""

    line: Mapping[str, Any]
    amount: int
    source: str = ""
    receipt: str | None = field(default=None)


# ---- planning


def plan(session: Session, year: int, month: int) -> Planned:
    """Make a line of dues for every paying member of a month who has none yet; inside `db.write(...)`.

    Kept memberships are exempt. Whoever joined later than the month gets no line; who has no base is named.
    """
    period, first = year * 100 + month, f"{year:04d}-{month:02d}-01"
    rate, tail, step = (limits.norm(session, name, first).value
                        for name in (dues_rules.RATE, dues_rules.TAIL, dues_rules.STEP))
    first_free = bool(limits.norm(session, "dues.first_month_exempt", first).value)
    there = set(session.execute(sa.select(DUES.table.c.member_id).where(
        DUES.table.c.period == period, DUES.table.c.deleted.is_(False))).scalars())
    rows, missing = [], []
    for member in _payers(session, period):
        if member.id in there:
            continue
        row: dict[str, Any] = {"member_id": member.id, "year": year, "month": month, "period": period}
        joined = str(member.join_union_date or "")[:7] == first[:7]
        if member.membership_state == KEPT or (joined and first_free):
            reason = KEPT_MEMBERSHIP if member.membership_state == KEPT else JOINED_THIS_MONTH
            rows.append(row | {"exempt_reason": reason, "amount_due": 0, "dues_state": EXEMPT})
        elif member.dues_base is None:
            missing.append(member.id)
        else:
            owed = dues_rules.due(member.dues_base, rate, tail or 1, step or 1)
            state = dues_rules.state_of(owed, None, None)
            rows.append(row | {"base": member.dues_base, "amount_due": owed, "dues_state": state})
    records.insert_many(session, DUES, rows)
    exempt = sum(1 for row in rows if row["dues_state"] == EXEMPT)
    amount = sum(row["amount_due"] for row in rows)
    return Planned(year, month, len(rows), exempt, amount, len(there), tuple(missing))


def plan_year(session: Session, year: int) -> list[Planned]:
    """Plan all twelve months of a year; inside `db.write(...)`."""
    return [plan(session, year, month) for month in range(1, _MONTHS + 1)]


def _payers(session: Session, period: int) -> Iterable[Any]:
    """Yield the members on the books who had joined by the end of a month, in their order."""
    table = MEMBERS.table
    end = f"{period // 100:04d}-{period % 100:02d}-31"
    found = sa.select(table.c.id, table.c.membership_state, table.c.dues_base, table.c.join_union_date).where(
        table.c.deleted.is_(False), table.c.membership_state.in_((*PAYERS, KEPT)),
        sa.or_(table.c.join_union_date.is_(None), table.c.join_union_date <= end)).order_by(table.c.n)
    return session.execute(found)


# ---- payment


def open_lines(session: Session, period: int, members: Sequence[str] | None = None) -> dict[str, dict[str, Any]]:
    """Return the lines of a month by member: all of them, or those of some members."""
    table = DUES.table
    where = [table.c.period == period, table.c.deleted.is_(False)]
    if members is not None:
        where.append(table.c.member_id.in_(members))
    found = session.execute(sa.select(table).where(*where).order_by(table.c.n)).mappings()
    return {row["member_id"]: dict(row) for row in found}


def check_day(session: Session, day: str) -> None:
    """Refuse a day in the future or in a closed period."""
    if day > checking.today():
        raise FutureDateError(date=day)
    if dues_rules.is_closed(checking.Here(session), day):
        raise ClosedPeriodError(month=day[:7])


def pay(session: Session, incoming: Sequence[Incoming], paid_on: str, method: str = PAYROLL) -> list[str]:
    """Enter payments and bring their lines up to date; inside `db.write(...)`; returns the payments' ids."""
    check_day(session, paid_on)
    rows = [{"dues_id": one.line["id"], "member_id": one.line["member_id"], "paid_on": paid_on, "amount": one.amount,
             "method": method, "source": one.source or None, "receipt_id": one.receipt} for one in incoming]
    made = records.insert_many(session, PAYMENTS, rows)
    _carry(session, [(one.line, one.amount) for one in incoming], paid_on, method)
    return made


def _carry(session: Session, amounts: Iterable[tuple[Mapping[str, Any], int]], day: str, method: str) -> None:
    """Add what came in to the lines; several amounts for one line are added up."""
    sums: dict[str, int] = {}
    lines: dict[str, Mapping[str, Any]] = {}
    for line, amount in amounts:
        lines[line["id"]] = line
        sums[line["id"]] = sums.get(line["id"], 0) + amount
    changes = []
    for record, line in lines.items():
        paid = int(line["amount_paid"] or 0) + sums[record]
        after = {"amount_paid": paid, "paid_on": day if paid else None, "method": method if paid else None,
                 "dues_state": dues_rules.state_of(line["amount_due"], paid, line["exempt_reason"])}
        changes.append((record, {name: (line[name], value) for name, value in after.items() if line[name] != value}))
    records.update_many(session, DUES, [(record, fields) for record, fields in changes if fields])


def reverse_payment(session: Session, payment: str, day: str, reason: str) -> str:
    """Take a payment back by an entry with the opposite sign; the line owes again; inside `db.write(...)`."""
    before = records.get(session, PAYMENTS, payment)
    taken = session.execute(sa.select(PAYMENTS.table.c.id).where(PAYMENTS.table.c.void_of == payment)).first()
    if before["void_of"] or taken is not None:
        raise NothingReversedError
    check_day(session, day)
    row = {"dues_id": before["dues_id"], "member_id": before["member_id"], "paid_on": day, "reason": reason,
           "amount": -before["amount"], "method": before["method"], "void_of": payment}
    saved = records.save(session, PAYMENTS, row)
    line = records.get(session, DUES, before["dues_id"])
    _carry(session, [(line, -before["amount"])], line["paid_on"] or day, line["method"] or before["method"])
    return saved.id


# ---- arrears


def index_of(period: int) -> int:
    """Return a period (202603) as a running number of months."""
    return period // 100 * _MONTHS + period % 100 - 1


def period_of(index: int) -> int:
    """Return the period of a running number of months."""
    return index // _MONTHS * 100 + index % _MONTHS + 1


def period_before(day: str, months: int = 1) -> int:
    """Return the period so many months before the month of an ISO day; 0 is the month itself."""
    return period_of(index_of(int(day[:4]) * 100 + int(day[5:7])) - months)


def arrears(session: Session, day: str, least: int = 1) -> list[Arrear]:
    """Return who owes dues of past months on end up to the last planned one, the longest first.

    Exempt and paid months end the count. least: only those who owe at least so many months on end.
    """
    table, until = DUES.table, period_before(day)
    found: dict[str, list[tuple[int, int]]] = {}
    late = (table.c.dues_state.in_(OPEN), table.c.deleted.is_(False), table.c.period <= until)
    columns = (table.c.member_id, table.c.period, table.c.amount_due, table.c.amount_paid)
    query = sa.select(*columns).where(*late).order_by(table.c.period.desc())
    for member, period, owed, paid in session.execute(query):
        found.setdefault(member, []).append((period, owed - (paid or 0)))
    made = (_run(member, months) for member, months in found.items())
    return sorted((one for one in made if one.months >= least), key=lambda one: (-one.months, -one.amount, one.member))


def _run(member: str, months: Sequence[tuple[int, int]]) -> Arrear:
    """Count the months on end from the newest one backwards; the amount is of all open months."""
    run = 1
    for (later, _owed), (earlier, _rest) in pairwise(months):
        if index_of(later) - index_of(earlier) != 1:
            break
        run += 1
    return Arrear(member, run, months[run - 1][0], sum(owed for _period, owed in months))


def arrears_months(session: Session, day: str) -> tuple[int, int, int]:
    """Return the first, the last and the number of the months without dues that begin the leaving procedure (§6.1)."""
    months = limits.norm(session, "dues.arrears_months", day).value
    return period_before(day, months), period_before(day), months


@search.selection("in_arrears", N_("no dues paid for many months"))
def in_arrears(first: int, last: int, months: int) -> sa.ColumnElement[bool]:
    """Return the condition for members who paid for none of these months."""
    table = DUES.table
    found = (sa.select(table.c.member_id).where(table.c.dues_state == UNPAID, search.living(table),
                                                table.c.period.between(first, last))
             .group_by(table.c.member_id).having(sa.func.count() >= months))
    return MEMBERS.table.c.id.in_(found)
