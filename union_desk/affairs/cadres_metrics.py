"""Figures of the office's own records that an assessment may take over (domain reference §10.3), one function each.

Each returns what was counted, out of how much, and the query of the records that lack it; a rate with nothing to
divide by has no value and is shown as a dash.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import limits, records, registers
from union_desk.affairs import cadres_people, cadres_training, cards_figures, organisation_figures
from union_desk.registers.activities_life import HELD
from union_desk.registers.cards_rules import ACTIVE, LIVE
from union_desk.registers.committee_rules import AUDIT, ELECTED, WOMEN
from union_desk.registers.staff_congress import SESSIONS
from union_desk.schema import codes
from union_desk.search import Filter, Query
from union_desk.statistics.scope import COUNTED

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PERCENT = 100
_UNPAID, _PAID = ("1", "2"), "3"
_SATISFIED, _ANSWERED = ("1", "2"), ("1", "2", "3")
_GENERAL = ("1", "5", "6")  # contracts that cover the whole staff
_CONGRESS = ("职代会", "职工代表大会")
_GONE = ("merged", "withdrawn", "refused")
_MEETING = "A14"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: counted, out of how much (None for a number of times), whose records lie behind and which lack it."""

    part: int
    whole: int | None
    register: str
    behind: Query = field(default_factory=Query)
    lacking: Query | None = None
    per_cent: bool = True
    money: bool = False  # counted in fen, shown in yuan

    @property
    def hundredths(self) -> int | None:
        """Return the value in hundredths: of a per cent, of an hour, of a time; None with nothing to divide by."""
        if self.whole is None:
            return self.part * PERCENT
        if not self.whole:
            return None
        scale = PERCENT * PERCENT if self.per_cent else PERCENT
        return (self.part * scale * 2 + self.whole) // (2 * self.whole)

    def text(self) -> str:
        """Return the value in words: 95.3% (286/300), 4, or a dash."""
        value = self.hundredths
        if value is None:
            return "—"
        if self.whole is None:
            return str(self.part)
        shown = f"{value // PERCENT}.{value % PERCENT // 10}"
        return f"{shown}{'%' if self.per_cent else ''} ({counted(self.part, self.whole, money=self.money)})"


def counted(part: int, whole: int | None, *, money: bool = False) -> str:
    """Return what was counted out of how much: 286/300, or 4; money in yuan."""
    first, last = ((f"{part / PERCENT:.2f}", f"{(whole or 0) / PERCENT:.2f}") if money else (str(part), str(whole)))
    return first if whole is None else f"{first}/{last}"


Metric = Callable[["Session", int, str], Figure]


def read(session: Session, name: str, year: int, today: str) -> Figure:
    """Return the figure of that name for a year as far as it has gone; KeyError when there is no such figure."""
    return METRICS[name](session, year, min(f"{year}-12-31", today))


def label(name: str) -> str:
    """Return what a figure is called."""
    return codes.get("assessment_metric").label(name)


def _those(ids: Sequence[str]) -> Query:
    return Query(filters=(Filter("id", "is", tuple(ids) or ("-",)),))


def _count(session: Session, register: str, query: Query) -> int:
    return records.count(session, registers.get(register), query)


def _share(session: Session, register: str, all_of: tuple[Filter, ...], good: Filter, bad: Filter) -> Figure:
    """Return the share of records that one filter finds; another finds the rest."""
    behind, lacking = Query(filters=all_of), Query(filters=(*all_of, bad))
    part = _count(session, register, Query(filters=(*all_of, good)))
    return Figure(part, _count(session, register, behind), register, behind, lacking)


def _in_year(name: str, year: int, day: str) -> tuple[Filter, Filter]:
    return Filter(name, "from", (f"{year}-01-01",)), Filter(name, "to", (day,))


# ---- members


def qualified_rate(session: Session, _year: int, _day: str) -> Figure:
    """Members whose record qualifies / members (合格率, §1.4)."""
    return _share(session, "members", (Filter("membership_state", "is", COUNTED),), Filter("qualified", "is", (True,)),
                  Filter("qualified", "is", (False, "")))


def card_rate(session: Session, _year: int, _day: str) -> Figure:
    """Active members with a live card / active members (办卡率, §4.3)."""
    found = cards_figures.coverage(session)
    cards, members = registers.get("cards").table, registers.get("members").table
    held = sa.select(cards.c.member_id).where(cards.c.deleted.is_(False), cards.c.card_state.in_(LIVE),
                                              cards.c.member_id.is_not(None))
    without = session.execute(sa.select(members.c.id).where(
        members.c.deleted.is_(False), members.c.membership_state == ACTIVE, members.c.id.not_in(held))).scalars()
    active = Query(filters=(Filter("membership_state", "is", (ACTIVE,)),))
    return Figure(found.part, found.whole, "members", active, _those([*without]))


def join_rate(session: Session, _year: int, day: str) -> Figure:
    """Members / employees of the units that are covered (入会率); no figure where no book tells the employees."""
    found = organisation_figures.figures(session, day)
    behind = Query(filters=(Filter("membership_state", "is", COUNTED),))
    return Figure(found.members, found.employees or 0, "members", behind)


def dues_rate(session: Session, year: int, day: str) -> Figure:
    """Dues paid / dues owed of the months until the day, in fen (会费收缴率); behind it the lines that are not paid."""
    table = registers.get("dues").table
    last = int(day[:4]) * 100 + int(day[5:7])
    paid = sa.func.min(sa.func.coalesce(table.c.amount_paid, 0), sa.func.coalesce(table.c.amount_due, 0))
    part, whole = session.execute(sa.select(
        sa.func.coalesce(sa.func.sum(paid), 0), sa.func.coalesce(sa.func.sum(table.c.amount_due), 0),
    ).where(table.c.deleted.is_(False), table.c.period.between(year * 100 + 1, last))).one()
    span = (Filter("period", "from", (year * 100 + 1,)), Filter("period", "to", (last,)))
    return Figure(int(part), int(whole), "dues", Query(filters=span),
                  Query(filters=(*span, Filter("dues_state", "is", _UNPAID))), money=True)


# ---- cadres


def training_rate(session: Session, year: int, day: str) -> Figure:
    """Cadres in post who have reached their hours of the year / cadres in post."""
    found = cadres_training.standings(session, year, day)
    short = [one.person.id for one in found if one.left]
    behind = _those([one.person.id for one in found])
    return Figure(len(found) - len(short), len(found), "cadres", behind, _those(short))


def training_average(session: Session, year: int, day: str) -> Figure:
    """Hours of training of the year / cadres in post."""
    found = cadres_training.standings(session, year, day)
    return Figure(sum(one.hours for one in found), len(found), "cadres", _those([one.person.id for one in found]),
                  per_cent=False)


# ---- organisation


def election_rate(session: Session, _year: int, day: str) -> Figure:
    """Elected bodies in office within their term / elected bodies in office (按期换届率, §3.3)."""
    table = registers.get("committees").table
    rows = session.execute(sa.select(table.c.id, table.c.term_to).where(
        table.c.deleted.is_(False), table.c.kind.in_(ELECTED), table.c.term_to.is_not(None),
        sa.or_(table.c.term_from.is_(None), table.c.term_from <= day),
        sa.or_(table.c.ended_on.is_(None), table.c.ended_on > day))).all()
    late = [row.id for row in rows if row.term_to < day]
    return Figure(len(rows) - len(late), len(rows), "committees", _those([row.id for row in rows]), _those(late))


def legal_person(session: Session, _year: int, day: str) -> Figure:
    """Unions registered as a legal person whose certificate holds / unions (§3.5)."""
    rows = records.page(session, registers.get("unions"), limit=-1)
    lacking = [row["id"] for row in rows
               if not row["has_legal_person"] or (row["legal_cert_to"] and row["legal_cert_to"] < day)]
    return Figure(len(rows) - len(lacking), len(rows), "unions", Query(), _those(lacking))


def audit_women(session: Session, _year: int, day: str) -> Figure:
    """Fund audit and women workers' committees in office / those that the union must have (§3.3)."""
    table = registers.get("committees").table
    there = {row.kind: row.id for row in session.execute(sa.select(table.c.kind, table.c.id).where(
        table.c.deleted.is_(False), table.c.kind.in_((AUDIT, WOMEN)), table.c.branch_id.is_(None),
        sa.or_(table.c.term_from.is_(None), table.c.term_from <= day),
        sa.or_(table.c.ended_on.is_(None), table.c.ended_on > day)))}
    women = _count(session, "members", Query(filters=(
        Filter("membership_state", "is", COUNTED), Filter("sex", "is", (cadres_people.WOMAN,)))))
    needed = {AUDIT} if _count(session, "unions", Query()) else set[str]()
    if women >= limits.norm(session, "organisation.women_committee_members", day).value:
        needed.add(WOMEN)
    return Figure(len(needed & there.keys()), len(needed), "committees", _those([*there.values()]))


def contract_rate(session: Session, _year: int, day: str) -> Figure:
    """Staff covered by a collective contract in force / employees (集体合同覆盖率, §3.2); never more than all."""
    in_force = Query(filters=(Filter("kind", "is", _GENERAL), Filter("valid_from", "to", (day,)),
                              Filter("valid_to", "from", (day,))))
    rows = records.page(session, registers.get("collective_contracts"), in_force, limit=-1)
    by_unit: dict[object, int] = {}
    for row in rows:  # a unit covered twice counts once
        by_unit[row["employer_id"]] = max(by_unit.get(row["employer_id"], 0), int(row["covered"] or 0))
    whole = organisation_figures.figures(session, day).employees or 0
    return Figure(min(sum(by_unit.values()), whole), whole, "collective_contracts", _those([row["id"] for row in rows]))


def congress_count(session: Session, year: int, day: str) -> Figure:
    """Days of the year on which a staff congress met, as its own book, activities, contracts and proposals tell."""
    book, meetings = registers.get("staff_congresses").table, list[str]()
    found = set(session.execute(sa.select(book.c.held_on).where(
        book.c.deleted.is_(False), book.c.kind.in_(SESSIONS), book.c.held_on.between(f"{year}-01-01", day))).scalars())
    for register in ("collective_contracts", "proposals"):
        table = registers.get(register).table
        found |= set(session.execute(sa.select(table.c.congress_on).where(
            table.c.deleted.is_(False), table.c.congress_on.between(f"{year}-01-01", day))).scalars())
    table = registers.get("activities").table
    named = sa.or_(*(table.c.title.contains(word) for word in _CONGRESS))
    for row in session.execute(sa.select(table.c.id, table.c.starts_on).where(
            table.c.deleted.is_(False), table.c.kind == _MEETING, named, table.c.status.in_(HELD),
            table.c.starts_on.between(f"{year}-01-01", day))):
        meetings.append(row.id)
        found.add(row.starts_on)
    if meetings:
        return Figure(len(found), None, "activities", _those(meetings))
    return Figure(len(found), None, "collective_contracts", Query(filters=_in_year("congress_on", year, day)))


# ---- work


def activity_count(session: Session, year: int, day: str) -> Figure:
    """Activities of the year that took place."""
    behind = Query(filters=(Filter("status", "is", HELD), *_in_year("starts_on", year, day)))
    return Figure(_count(session, "activities", behind), None, "activities", behind)


def appeal_time(session: Session, year: int, day: str) -> Figure:
    """Appeals answered by their deadline / appeals whose deadline lay in the year until the day (§7.3)."""
    table = registers.get("appeals").table
    rows = session.execute(sa.select(table.c.id, table.c.due_on, table.c.replied_on).where(
        table.c.deleted.is_(False), table.c.appeal_state.not_in(_GONE),
        table.c.due_on.between(f"{year}-01-01", day))).all()
    late = [row.id for row in rows if not row.replied_on or row.replied_on > row.due_on]
    return Figure(len(rows) - len(late), len(rows), "appeals", _those([row.id for row in rows]), _those(late))


def appeal_satisfied(session: Session, year: int, day: str) -> Figure:
    """Callers back who were satisfied or fairly satisfied / those who said how satisfied they were (§7.2)."""
    called = (*_in_year("callback_on", year, day), Filter("satisfaction", "is", _ANSWERED))
    good, bad = Filter("satisfaction", "is", _SATISFIED), Filter("satisfaction", "is", ("3",))
    return _share(session, "appeals", called, good, bad)


def report_rate(session: Session, year: int, day: str) -> Figure:
    """Material that went up by its day / material that was due in the year until the day (§8.1)."""
    table = registers.get("deliverables").table
    rows = session.execute(sa.select(table.c.id, table.c.due_at, table.c.sent_on).where(
        table.c.deleted.is_(False), table.c.due_at.between(f"{year}-01-01", day))).all()
    late = [row.id for row in rows if not row.sent_on or row.sent_on > row.due_at]
    return Figure(len(rows) - len(late), len(rows), "deliverables", _those([row.id for row in rows]), _those(late))


IN_MONEY = frozenset({"dues_rate"})
METRICS: dict[str, Metric] = {function.__name__: function for function in (
    qualified_rate, card_rate, join_rate, dues_rate, training_rate, training_average, election_rate, legal_person,
    audit_women, contract_rate, congress_count, activity_count, appeal_time, appeal_satisfied, report_rate)}
