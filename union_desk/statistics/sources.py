"""What indicators count: each source is one statement over the books, and all its indicators share one reading of it.

A source's select has the record's `id` first and then the columns that its indicators ask for. Holdings are those of
the period's last day, flows those within it (domain reference §11.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import checking, registers, search
from union_desk.registers.cards_rules import LIVE
from union_desk.registers.members import MEMBERS as PEOPLE
from union_desk.search import Filter, Query
from union_desk.statistics import movements
from union_desk.statistics.scope import COUNTED, Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from union_desk.schema.register import Register
    from union_desk.statistics.period import Period

Rows = sa.Select[Any]
_STAFF = "staff"
_HELD = ("running", "settling", "archived")
_UNION_COMMITTEE = "01"
_EMPLOYEES = ("employees", "employees_female", "employees_migrant", "employees_dispatch")


@dataclass(frozen=True)
class Source:
    """Records of one book that indicators count, and those of another where the first has none."""

    register: str
    select: Callable[[Period], Rows]
    otherwise: Source | None = None


def table(name: str) -> sa.Table:
    """Return the table of a register."""
    return registers.get(name).table


def within(column: Any, period: Period) -> sa.ColumnElement[bool]:
    """Return the condition that a day lies in the period."""
    return sa.and_(column >= period.begins, column <= period.ends)


def standing(of: sa.Table, period: Period, since: str, until: str) -> sa.ColumnElement[bool]:
    """Return the condition that a record lives and holds on the period's last day; `until` is the first day after."""
    begun, over = of.c[since], of.c[until]
    return sa.and_(of.c.deleted.is_(False), sa.or_(begun.is_(None), begun <= period.ends),
                   sa.or_(over.is_(None), over > period.ends))


def in_state(register: Register, period: Period, states: tuple[str, ...]) -> sa.ColumnElement[bool]:
    """Return the condition that a record with a life was in one of the states on the period's last day."""
    assert register.lifecycle is not None
    name = register.lifecycle.state
    now = period.ends >= checking.today()
    chip = Filter(name, "is", states) if now else Filter(name, "was", (period.ends, *states))
    return search.condition(register, Query(filters=(chip,)))


def happened(events: str, link: str, record: Any, *names: str) -> Any:
    """Return the day of a record's last event of some kinds, as a subquery."""
    of = table(events)
    return (sa.select(sa.func.max(of.c.happened_on))
            .where(of.c[link] == record, of.c.event.in_(names), of.c.deleted.is_(False)).scalar_subquery())


# ---- the union, its units, members, cards


def _unions(_period: Period) -> Rows:
    of = table("unions")
    return sa.select(of.c.id, *(of.c[name] for name in (
        "organisation_form", "home_level", "established_on", "has_legal_person", "legal_cert_from", "legal_cert_to",
        "has_staff_congress", "has_open_affairs", "has_audit_committee", "has_women_committee", "has_mediation",
        "has_labour_law_supervision", "has_labour_protection", *_EMPLOYEES)),
        of.c.bank_account.is_not(None).label("has_account")).where(of.c.deleted.is_(False))


def _covered(period: Period) -> Rows:
    of = table("employers")
    held = sa.or_(of.c.covered_until.is_(None), of.c.covered_until >= period.ends)
    return sa.select(of.c.id, *(of.c[name] for name in _EMPLOYEES)).where(
        of.c.deleted.is_(False), sa.or_(of.c.covered_from.is_(None), of.c.covered_from <= period.ends), held)


def _staffed(period: Period) -> Rows:
    return _covered(period).where(table("employers").c.employees.is_not(None))


def _members(period: Period) -> Rows:
    of = PEOPLE.table
    names = ("sex", "is_migrant_worker", "employment_form", "nef_category", "qualified", "mutual_aid_joined",
             "contract_type", "branch_id")
    return sa.select(of.c.id, *(of.c[name] for name in names)).where(Scope(period.ends).condition())


def _steps(period: Period) -> Rows:
    """Return the increases and decreases of the period, as cases: `id` is the member, `kind` says which."""
    flow = movements.flows(Query(), period.ends, period.begins)
    inside, before = flow.c.after.in_(COUNTED), sa.func.coalesce(flow.c.before, "").in_(COUNTED)
    came = sa.case(movements.BY_EVENT, value=flow.c.event, else_="other_in")
    went = sa.case(movements.BY_STATE, value=flow.c.after, else_="other_out")
    return sa.select(flow.c.member.label("id"), sa.case((inside, came), else_=went).label("kind")).where(
        flow.c.happened >= period.begins, inside != before)


def _cards(period: Period) -> Rows:
    book = registers.get("cards")
    return sa.select(book.table.c.id, book.table.c.member_id, book.table.c.activated_on).where(
        in_state(book, period, LIVE))


UNIONS = Source("unions", _unions)
UNITS = Source("employers", _covered, otherwise=UNIONS)
WORKPLACES = Source("employers", _staffed, otherwise=UNIONS)
MEMBERS, STEPS, CARDS = Source("members", _members), Source("members", _steps), Source("cards", _cards)


# ---- posts, bodies, branches, elections, representatives


def _posts(period: Period) -> Rows:
    of, people, elections = table("officers"), PEOPLE.table, table("elections")
    direct = sa.exists().where(elections.c.successor_id == of.c.committee_id, elections.c.meeting_form == "1",
                               elections.c.deleted.is_(False))
    best = sa.func.min(of.c.nature).over(partition_by=of.c.member_id)
    return (sa.select(of.c.id, of.c.member_id, of.c.post, of.c.nature, of.c.branch_id, of.c.way, people.c.sex,
                      best.label("best"), direct.label("direct"))
            .join(people, sa.and_(people.c.id == of.c.member_id, people.c.deleted.is_(False)))
            .where(standing(of, period, "since", "until")))


def _bodies(period: Period) -> Rows:
    of = table("committees")
    return sa.select(of.c.id, of.c.kind, of.c.branch_id).where(standing(of, period, "term_from", "ended_on"))


def _due_terms(period: Period) -> Rows:
    of = table("committees")
    return sa.select(of.c.id).where(of.c.deleted.is_(False), of.c.kind == _UNION_COMMITTEE, of.c.branch_id.is_(None),
                                    within(of.c.term_to, period))


def _elections(period: Period) -> Rows:
    of = table("elections")
    return sa.select(of.c.id).where(of.c.deleted.is_(False), of.c.body == _UNION_COMMITTEE, of.c.branch_id.is_(None),
                                    within(of.c.approved_on, period))


def _branches(period: Period) -> Rows:
    of, posts = table("branches"), table("officers")
    leads = sa.exists().where(posts.c.branch_id == of.c.id, posts.c.post == "60",
                              standing(posts, period, "since", "until"))
    return sa.select(of.c.id, of.c.branch_kind, sa.or_(of.c.leader.is_not(None), leads).label("is_led")).where(
        standing(of, period, "founded_on", "closed_on"))


def _reps(period: Period) -> Rows:
    of, people = table("congress_reps"), PEOPLE.table
    return (sa.select(of.c.id, of.c.member_id, of.c.frontline, people.c.sex)
            .join(people, sa.and_(people.c.id == of.c.member_id, people.c.deleted.is_(False)))
            .where(standing(of, period, "term_from", "ended_on"), of.c.kind == _STAFF,
                   sa.or_(of.c.term_to.is_(None), of.c.term_to >= period.ends)))


POSTS, BODIES, BRANCHES = Source("officers", _posts), Source("committees", _bodies), Source("branches", _branches)
DUE_TERMS, ELECTIONS = Source("committees", _due_terms), Source("elections", _elections)
REPS = Source("congress_reps", _reps)


# ---- activities


def _held(period: Period) -> sa.ColumnElement[bool]:
    of = table("activities")
    return sa.and_(of.c.deleted.is_(False), of.c.status.in_(_HELD), within(of.c.starts_on, period))


def _activities(period: Period) -> Rows:
    of = table("activities")
    return sa.select(of.c.id, of.c.kind, of.c.title, of.c.spent).where(_held(period))


def _sign_ins(period: Period) -> Rows:
    of, held = table("activity_sign_ins"), table("activities")
    return (sa.select(of.c.id, of.c.member_id, held.c.kind, held.c.title)
            .join(held, held.c.id == of.c.activity_id).where(of.c.deleted.is_(False), _held(period)))


ACTIVITIES, SIGN_INS = Source("activities", _activities), Source("activity_sign_ins", _sign_ins)
