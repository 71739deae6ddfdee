"""What spending control asks for in its season: budget adopted and filed, audits, the members told (domain §6.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import limits, records, registers, search
from union_desk.duties import Duty
from union_desk.registers.funds_audits import ACCOUNTS, LEAVING
from union_desk.schema.dates import add_days
from union_desk.schema.problem import INFO, WARNING
from union_desk.search import Filter, Query
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.practice_world import World

AUDITS, BUDGETS, LEDGER, OFFICERS = (registers.get(name) for name in (
    "fund_audits", "budgets", "ledger_entries", "officers"))
_CHAIRS = ("01", "02")
_YEAR, _HUNDRED = 365, 100


def duties(session: Session, day: str) -> list[Duty]:
    """Return what control asks for on an ISO day; nothing in an office that keeps no ledger."""
    year = int(day[:4])
    found = [*_mending(session, day)]
    if _kept(session, year - 1) or _kept(session, year):
        found += [*_budget(session, day, year), *_accounts(session, day, year - 1)]
    return [*found, _leaving(session, day)]


def _kept(session: Session, year: int) -> bool:
    table = LEDGER.table
    return session.execute(sa.select(table.c.n).where(
        table.c.happened_on.between(f"{year}-01-01", f"{year}-12-31")).limit(1)).first() is not None


def _has(session: Session, table: sa.Table, *where: sa.ColumnElement[bool]) -> bool:
    return session.execute(sa.select(table.c.n).where(search.living(table), *where).limit(1)).first() is not None


def _past(session: Session, name: str, day: str) -> bool:
    """Tell whether the month and day of a norm is over this year."""
    monthday = limits.norm(session, name, day).value
    return day[5:] > f"{monthday // _HUNDRED:02d}-{monthday % _HUNDRED:02d}"


def _budget(session: Session, day: str, year: int) -> list[Duty]:
    table = BUDGETS.table
    if not _has(session, table, table.c.year == year):
        if not _past(session, "budget.adopt_monthday", day):
            return []
        return [Duty("budget_missing", WARNING,
                     N_("The budget of {year} is not entered: nothing is spent without a budget"), 1,
                     page="funds", arguments={"register": "budgets"}, params={"year": year})]
    late = add_days(day, -limits.norm(session, "budget.file_days", day).value)
    query = Query(filters=(Filter("year", "is", (year,)), Filter("adopted_on", "to", (late,)),
                           Filter("filed_on", "is", ("",))))
    return [Duty("budget_unfiled", INFO, N_("{count} lines of the budget are adopted and not filed with the superior"),
                 records.count(session, BUDGETS, query), query, register="budgets")]


def _accounts(session: Session, day: str, year: int) -> list[Duty]:
    table = AUDITS.table
    if not _has(session, table, table.c.year == year, table.c.kind == ACCOUNTS):
        if not (_past(session, "audit.accounts_monthday", day) and _kept(session, year)):
            return []
        return [Duty("audit_missing", WARNING,
                     N_("The accounts of {year} are not audited yet by the fund audit committee"), 1,
                     page="funds", arguments={"register": "fund_audits"}, params={"year": year})]
    late = add_days(day, -limits.norm(session, "audit.publish_days", day).value)
    query = Query(filters=(Filter("kind", "is", (ACCOUNTS,)), Filter("audited_on", "to", (late,)),
                           Filter("published_on", "is", ("",))))
    return [Duty("audit_unpublished", WARNING, N_("The members were not told of {count} audited accounts"),
                 records.count(session, AUDITS, query), query, register="fund_audits")]


def _mending(session: Session, day: str) -> list[Duty]:
    query = Query(filters=(Filter("rectify_by", "to", (add_days(day, -1),)), Filter("rectified_on", "is", ("",))))
    return [Duty("audit_mending", WARNING, N_("What {count} audits found was to be put right by now"),
                 records.count(session, AUDITS, query), query, register="fund_audits")]


def _leaving(session: Session, day: str) -> Duty:
    """Name the chairs who left in the last year and were not audited."""
    post, audit = OFFICERS.table, AUDITS.table
    audited = sa.select(audit.c.officer_id).where(search.living(audit), audit.c.kind == LEAVING,
                                                  audit.c.officer_id.is_not(None))
    ids = session.execute(sa.select(post.c.id).where(
        search.living(post), post.c.post.in_(_CHAIRS), post.c.until.between(add_days(day, -_YEAR), day),
        post.c.id.not_in(audited))).scalars().all()
    return Duty("audit_leaving", INFO, N_("{count} chairs left within a year and were not audited"), len(ids),
                Query(filters=(Filter("id", "is", tuple(ids)),)), register="officers")


def practise(world: World) -> None:
    """Let the audit committee look at the accounts of the years that are over; the newest waits to be published."""
    last = int(world.today[:4]) - 1
    years = [year for year in range(last - world.years + 1, last + 1) if f"{year + 1}-03-10" <= world.today]
    world.insert("fund_audits", [
        {"year": year, "kind": ACCOUNTS, "audited_on": f"{year + 1}-03-10", "audited_by": "工会经审委（孙主任）",
         "result": "1", "findings": "收支符合预算，凭证齐全。", "document": f"经审报告〔{year + 1}〕1号",
         **({} if year == last else {"published_on": f"{year + 1}-03-25", "published_how": "会员大会"})}
        for year in years])
