"""Organisation and elections (domain reference §3): what is due, and practice; the verbs stand in its sisters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import limits, records, registers
from union_desk.affairs import organisation_meetings
from union_desk.duties import Duty
from union_desk.registers.committee_rules import ELECTED, LIVING, UNION_COMMITTEE, WOMEN
from union_desk.registers.elections import OPEN
from union_desk.schema.dates import add_days
from union_desk.schema.problem import ERROR, INFO, WARNING
from union_desk.search import Filter, Query
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.practice_world import World

COMMITTEES, OFFICERS, ELECTIONS = (registers.get(name) for name in ("committees", "officers", "elections"))
# the step that an election in a state waits for: norm of days, before (1) or after (-1) the meeting, what is said
_WAITING = (
    (("planned", "returned"), "organisation.election_request_days", 1,
     N_("{count} elections: the request to the superior is due")),
    (("agreed",), "organisation.election_notice_days", 1, N_("{count} elections: the meeting is to be announced")),
    (("announced",), "", 0, N_("{count} elections: the meeting was due, enter its result")),
    (("held",), "organisation.election_report_days", -1, N_("{count} elections: the result is to be reported")),
    (("approved",), "organisation.legal_change_days", -1,
     N_("{count} elections: the legal-person registration is to be changed")),
)
# bodies that a number of members asks for: the kind, the norm, what is said, whom it counts
_NEEDED: tuple[tuple[str, str, str, str, tuple[Filter, ...]], ...] = (
    ("no_committee", UNION_COMMITTEE, "organisation.committee_members",
     N_("{count} people are members, but there is no elected committee in office ({basis})"), ()),
    ("women_committee", WOMEN, "organisation.women_committee_members",
     N_("{count} women are members, but there is no women workers' committee ({basis})"),
     (Filter("sex", "is", ("2",)),)),
)
_ACTIVE = Filter("membership_state", "is", ("active",))
_MOST_IDS = 1000


def duties(session: Session, day: str) -> list[Duty]:
    """Return what is due on an ISO day: terms, steps of elections, posts, registration, contracts, missing bodies."""
    return [
        *_terms(session, day), *_steps(session, day), *_posts(session), *_registration(session, day),
        *_contracts(session, day), *organisation_meetings.duties(session, day), *_missing_bodies(session, day),
    ]


def _line(session: Session, code: str, level: str, message: str, register: str, *filters: Filter) -> Duty:
    query = Query(filters=filters)
    return Duty(code, level, message, records.count(session, registers.get(register), query), query, register=register)


def _terms(session: Session, day: str) -> list[Duty]:
    """Find the bodies whose term is over or ends soon, unless their election is under way."""
    table, elections = COMMITTEES.table, ELECTIONS.table
    soon = add_days(day, limits.norm(session, "organisation.election_plan_days", day).value)
    under_way = sa.select(elections.c.committee_id).where(
        elections.c.deleted.is_(False), elections.c.committee_id.is_not(None),
        elections.c.state.not_in(("closed", "cancelled")))
    found = session.execute(
        sa.select(table.c.id, table.c.term_to).where(
            table.c.deleted.is_(False), table.c.ended_on.is_(None), table.c.kind.in_(ELECTED),
            table.c.term_to <= soon, table.c.id.not_in(under_way)).limit(_MOST_IDS)).all()
    over = [row.id for row in found if row.term_to < day]
    near = [row.id for row in found if row.term_to >= day]
    return [
        _listed("term_over", ERROR, N_("{count} bodies are past the end of their term and have no election"), over),
        _listed("term_soon", WARNING, N_("{count} bodies reach the end of their term soon; begin the election"), near),
    ]


def _listed(code: str, level: str, message: str, ids: list[str], register: str = "committees") -> Duty:
    return Duty(code, level, message, len(ids), Query(filters=(Filter("id", "is", tuple(ids)),)), register=register)


def _steps(session: Session, day: str) -> list[Duty]:
    """Find the elections whose next step is due by the countdown; one question while none is open."""
    table = ELECTIONS.table
    waiting = session.execute(sa.select(table.c.state, table.c.meeting_on).where(
        table.c.deleted.is_(False), table.c.meeting_on.is_not(None), table.c.state.in_(OPEN))).all()
    found = []
    for states, norm_name, side, message in _WAITING:
        meetings = [row.meeting_on for row in waiting if row.state in states]
        if not meetings:
            continue
        days = limits.norm(session, norm_name, day).value if norm_name else 0
        until, late = (add_days(day, days), "") if side >= 0 else (day, add_days(day, -days))
        level = WARNING if side >= 0 else ERROR if min(meetings) < late else INFO
        query = Query(filters=(Filter("state", "is", states), Filter("meeting_on", "to", (until,))))
        count = sum(meeting <= until for meeting in meetings)
        found.append(Duty(f"election_{states[0]}", level, message, count, query, register="elections"))
    return found


def _posts(session: Session) -> list[Duty]:
    """Find the officers in post whose membership has ended, or whose body has."""
    officers, members, bodies = OFFICERS.table, registers.get("members").table, COMMITTEES.table
    here = (officers.c.deleted.is_(False), officers.c.until.is_(None))
    gone = session.execute(
        sa.select(officers.c.id).join(members, members.c.id == officers.c.member_id)
        .where(*here, members.c.membership_state.not_in(LIVING)).limit(_MOST_IDS)).scalars()
    left = session.execute(
        sa.select(officers.c.id).join(bodies, bodies.c.id == officers.c.committee_id)
        .where(*here, bodies.c.ended_on.is_not(None)).limit(_MOST_IDS)).scalars()
    return [
        _listed("officer_gone", WARNING, N_("{count} posts are held by people whose membership has ended"), [*gone],
                "officers"),
        _listed("officer_body", INFO, N_("{count} posts belong to a body that is out of office"), [*left], "officers"),
    ]


def _registration(session: Session, day: str) -> list[Duty]:
    """Find applications that are open past their day, and facts of the union that its certificate does not show."""
    from union_desk.affairs.organisation_legal import unregistered_changes

    changed = unregistered_changes(session)
    return [
        _line(session, "registration_late", ERROR, N_("{count} applications for registration are past their day"),
              "legal_registrations", Filter("state", "is", ("preparing", "returned")), Filter("due_on", "to", (day,))),
        Duty("registration_changed", WARNING,
             N_("{count} facts of the union differ from its certificate; apply for a change"), len(changed),
             page="organisation", arguments={"register": "unions", "field": changed[0] if changed else ""}),
    ]


def _contracts(session: Session, day: str) -> list[Duty]:
    """Find collective contracts that end soon, and those that are signed and not filed in time."""
    soon = add_days(day, limits.norm(session, "organisation.contract_renewal_days", day).value)
    unfiled = add_days(day, -limits.norm(session, "organisation.contract_filing_days", day).value)
    return [
        _line(session, "contract_ends", WARNING, N_("{count} collective contracts end soon; propose a new one"),
              "collective_contracts", Filter("valid_to", "from", (day,)), Filter("valid_to", "to", (soon,))),
        _line(session, "contract_unfiled", WARNING, N_("{count} collective contracts are signed but not filed"),
              "collective_contracts", Filter("signed_on", "to", (unfiled,)), Filter("filed_on", "empty"),
              Filter("valid_to", "from", (day,))),
    ]


def _missing_bodies(session: Session, day: str) -> list[Duty]:
    """Tell of a committee, or a women workers' committee, that the number of members asks for and that is not there.

    An office that keeps no book of committees is only asked about the one that its own record denies.
    """
    unions = records.page(session, registers.get("unions"), limit=1)
    kept = records.count(session, COMMITTEES, Query())
    found = []
    for code, kind, norm_name, message, filters in _NEEDED:
        denied = bool(unions) and kind == WOMEN and unions[0]["has_women_committee"] is False
        there = Query(filters=(Filter("kind", "is", (kind,)), Filter("ended_on", "empty")))
        if not (kept or denied) or records.count(session, COMMITTEES, there):
            continue
        least = limits.norm(session, norm_name, day)
        count = records.count(session, registers.get("members"), Query(filters=(*filters, _ACTIVE)))
        if count >= least.value:
            found.append(Duty(code, least.level, message, count, page="organisation",
                              arguments={"register": "committees"}, params={"basis": least.basis}))
    return found


def practise(world: World) -> None:
    """Give the practice office its bodies, elections, registration, contracts and stations."""
    from union_desk.affairs.organisation_practice import fill

    fill(world)
