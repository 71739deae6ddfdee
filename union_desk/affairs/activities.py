"""Activities (domain reference §5): what is due, and practice; the verbs stand in the modules beside this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import records, registers
from union_desk.affairs import activities_practice
from union_desk.duties import Duty
from union_desk.limits import norm
from union_desk.registers.activities_life import APPROVED, ENROLLING, OPEN, RUNNING, SETTLING, SUBMITTED
from union_desk.registers.activities_people_rules import TAKING, WAITING
from union_desk.schema.dates import add_days
from union_desk.schema.problem import INFO, WARNING
from union_desk.search import Filter, Query
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.practice_world import World

ACTIVITIES, ENROLMENTS = registers.get("activities"), registers.get("activity_enrolments")
_SOON = 7


def duties(session: Session, day: str) -> list[Duty]:
    """Return what is due on an ISO day."""
    yesterday, late = add_days(day, -1), norm(session, "activities.settle_days", day).value
    ended = Filter("ends_on", "to", (yesterday,))
    return [
        _counted(session, "activity_approval", WARNING, N_("{count} activities wait for approval"), _in(SUBMITTED)),
        _counted(session, "activity_overdue", WARNING, N_("{count} activities should have begun; enter how they went"),
                 _in(APPROVED, ENROLLING), Filter("starts_on", "to", (yesterday,))),
        _counted(session, "activity_ended", WARNING, N_("{count} activities are over and not entered as finished"),
                 _in(RUNNING), ended),
        _counted(session, "activity_settling", WARNING,
                 N_("{count} activities are over and their folders not archived"), _in(SETTLING),
                 Filter("ends_on", "to", (add_days(day, -late),))),
        _closing(session, day),
        _counted(session, "activity_soon", INFO, N_("{count} activities begin within seven days"),
                 _in(APPROVED, ENROLLING), Filter("starts_on", "from", (day,)),
                 Filter("starts_on", "to", (add_days(day, _SOON),))),
        _places_left(session),
    ]


def _in(*states: str) -> Filter:
    return Filter("status", "is", states)


def _counted(session: Session, code: str, level: str, message: str, *filters: Filter) -> Duty:
    query = Query(filters=filters)
    return Duty(code, level, message, records.count(session, ACTIVITIES, query), query, register="activities")


def _closing(session: Session, day: str) -> Duty:
    return _counted(session, "activity_deadline", INFO, N_("enrolment for {count} activities closes within seven days"),
                    _in(ENROLLING), Filter("deadline", "from", (day,)),
                    Filter("deadline", "to", (add_days(day, _SOON),)))


def _places_left(session: Session) -> Duty:
    """Find activities with free places while people wait: somebody was taken off the list by hand."""
    table, listed = ACTIVITIES.table, ENROLMENTS.table
    heads = sa.case((listed.c.state.in_(TAKING), 1 + sa.func.coalesce(listed.c.guests, 0)), else_=0)
    waits = sa.func.sum(sa.case((listed.c.state == WAITING, 1), else_=0))
    found = sa.select(table.c.id).join(listed, listed.c.activity_id == table.c.id).where(
        table.c.deleted.is_(False), table.c.status.in_(OPEN), table.c.quota.is_not(None), listed.c.deleted.is_(False),
    ).group_by(table.c.id, table.c.quota).having(sa.and_(waits > 0, sa.func.sum(heads) < table.c.quota))
    ids = tuple(session.execute(found).scalars())
    return Duty("activity_places", WARNING, N_("{count} activities have free places while members wait"), len(ids),
                Query(filters=(Filter("id", "is", ids),)), register="activities")


def practise(world: World) -> None:
    """Give the practice office its years of activities, the last of them under way."""
    activities_practice.practise(world)
