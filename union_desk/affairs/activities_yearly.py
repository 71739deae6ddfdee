"""The year's view of activities: who joined in nothing, what culture and sports cost, an old plan again (§17)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import checking, lifecycle, records, registers
from union_desk.affairs.activities_norms import culture_budget
from union_desk.registers.activities_life import CANCELLED, HELD
from union_desk.registers.activities_people_rules import TAKING
from union_desk.registers.membership import CURRENT
from union_desk.schema.dates import add_days
from union_desk.search import Filter, Query

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.schema.problem import Problem

ACTIVITIES, MEMBERS = registers.get("activities"), registers.get("members")
BUDGET, EXPENSES = registers.get("activity_budget_lines"), registers.get("activity_expenses")
ENROLMENTS, SIGN_INS = registers.get("activity_enrolments"), registers.get("activity_sign_ins")
_CULTURE = "A02"
# What another year's plan takes over; who came and what was decided is not repeated
_PLAN = ("kind", "form", "organiser", "branch_id", "co_organisers", "starts_at", "ends_at", "place",
         "outside_province", "contact_name", "contact_phone", "content", "notice_text", "quota", "guests_each",
         "scope_sex", "scope_age_from", "scope_age_to", "scope_branch_id", "scope_nef")


def _joined(year: int) -> sa.Select[tuple[Any]]:
    """Return the members who took part in a year: signed in, or held a place in what took place."""
    signed, listed, table = SIGN_INS.table, ENROLMENTS.table, ACTIVITIES.table
    first, last = f"{year}-01-01", f"{year}-12-31"
    came = sa.select(signed.c.member_id).where(signed.c.signed_on.between(first, last), signed.c.deleted.is_(False))
    had = sa.select(listed.c.member_id).join(table, table.c.id == listed.c.activity_id).where(
        table.c.starts_on.between(first, last), table.c.status.in_(HELD), table.c.deleted.is_(False),
        listed.c.state.in_(TAKING), listed.c.deleted.is_(False))
    return sa.select(came.union(had).subquery().c.member_id)


def left_out(session: Session, year: int) -> Query:
    """Return the query of the members at present who joined in nothing in a year."""
    table = MEMBERS.table
    found = session.execute(sa.select(table.c.id).where(
        table.c.deleted.is_(False), table.c.membership_state.in_(CURRENT), table.c.id.not_in(_joined(year))))
    return Query(filters=(Filter("id", "is", tuple(found.scalars()) or ("-",)),))


def people_left_out(session: Session, year: int) -> list[dict[str, Any]]:
    """Return id, name and branch of the members at present who joined in nothing in a year, by branch and name."""
    table = MEMBERS.table
    found = sa.select(table.c.id, table.c.name, table.c.branch_id, table.c.department).where(
        table.c.deleted.is_(False), table.c.membership_state.in_(CURRENT), table.c.id.not_in(_joined(year)),
    ).order_by(table.c.branch_id, table.c.name_pinyin, table.c.n)
    return [dict(row) for row in session.execute(found).mappings()]


def count_left_out(session: Session, year: int) -> tuple[int, int]:
    """Return how many members at present joined in nothing in a year, and how many members there are."""
    table = MEMBERS.table
    now = (table.c.deleted.is_(False), table.c.membership_state.in_(CURRENT))
    whole = session.execute(sa.select(sa.func.count()).select_from(table).where(*now)).scalar_one()
    out = session.execute(sa.select(sa.func.count()).select_from(table).where(
        *now, table.c.id.not_in(_joined(year)))).scalar_one()
    return int(out), int(whole)


def culture(session: Session, year: int) -> Problem | None:
    """Compare a year's spending on culture and sports with the norm a member (§5.4)."""
    table, paid = ACTIVITIES.table, EXPENSES.table
    spent = session.execute(sa.select(sa.func.sum(paid.c.amount)).join(
        table, table.c.id == paid.c.activity_id).where(
            table.c.kind == _CULTURE, table.c.starts_on.between(f"{year}-01-01", f"{year}-12-31"),
            table.c.deleted.is_(False), paid.c.deleted.is_(False))).scalar()
    _out, members = count_left_out(session, year)
    return culture_budget(int(spent or 0), members, checking.Here(session), f"{year}-12-31")


def of_month(session: Session, month: str) -> list[dict[str, Any]]:
    """Return the activities that lie in a month ('2026-03'), whole or in part, by day."""
    table = ACTIVITIES.table
    first, last = f"{month}-01", f"{month}-31"
    found = sa.select(
        table.c.id, table.c.title, table.c.kind, table.c.status, table.c.starts_on, table.c.starts_at, table.c.ends_on,
    ).where(table.c.deleted.is_(False), table.c.starts_on <= last,
            sa.func.coalesce(table.c.ends_on, table.c.starts_on) >= first,
            table.c.status.is_distinct_from(CANCELLED)).order_by(table.c.starts_on, table.c.starts_at, table.c.n)
    return [dict(row) for row in session.execute(found).mappings()]


def next_year(session: Session, activity_id: str) -> dict[str, Any]:
    """Return name and day of the same activity a year later (a 29 February becomes the 28th)."""
    old = records.get(session, ACTIVITIES, activity_id)
    year, rest = int(old["starts_on"][:4]) + 1, old["starts_on"][4:]
    return {"title": old["title"], "starts_on": f"{year}{'-02-28' if rest == '-02-29' else rest}"}


def clone(session: Session, activity_id: str, starts_on: str, *, title: str = "") -> str:
    """Draft an activity anew from an earlier one, with its budget; dates move along; returns the new one's id."""
    old = records.get(session, ACTIVITIES, activity_id)
    days = (dt.date.fromisoformat(starts_on) - dt.date.fromisoformat(old["starts_on"])).days
    moved = {name: add_days(old[name], days) for name in ("ends_on", "deadline") if old[name]}
    name = title or str(old["title"]).replace(old["starts_on"][:4], starts_on[:4])
    values = {field: old[field] for field in _PLAN} | moved | {"title": name, "starts_on": starts_on}
    made = lifecycle.create(session, ACTIVITIES, values).id
    for line in checking.Here(session).rows("activity_budget_lines", "activity_id", activity_id):
        copied = {f.name: line[f.name] for f in BUDGET.typed}
        records.save(session, BUDGET, copied | {"activity_id": made})
    return made
