"""Enrolling members: who may come, places, the waiting list that moves up (domain reference §5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import checking, records, registers
from union_desk.errors import UserError
from union_desk.registers.activities_life import ENROLLING, OPEN, POSTPONED
from union_desk.registers.activities_people_rules import ENROLLED, TAKING, WAITING, WITHDRAWN, outside_scope
from union_desk.registers.membership import CURRENT
from union_desk.schema import codes
from union_desk.schema.dates import add_days
from union_desk.search import Filter, Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from union_desk.schema.problem import Problem

ACTIVITIES, ENROLMENTS = registers.get("activities"), registers.get("activity_enrolments")
MEMBERS, BRANCHES = registers.get("members"), registers.get("branches")


class EnrolmentClosedError(UserError):
    """The activity takes nobody now."""

    code = "enrolment_closed"
    message = N_("'{title}' takes no enrolments now (state: {state}). Enter the step 'Enrolment opened' first.")


class DeadlineOverError(UserError):
    """Enrolment is over."""

    code = "deadline_over"
    message = N_("Enrolment for '{title}' closed on {date}. Set a later deadline, or enrol anyway on purpose.")


class OutsideScopeError(UserError):
    """The activity is not meant for that member."""

    code = "outside_scope"
    message = N_("'{title}' is not meant for {name}: {field} is {wanted}. Change who may come, or enrol anyway "
                 "on purpose.")


class NoMemberError(UserError):
    """The membership has ended or not begun."""

    code = "no_member"
    message = N_("{name} is not a member at present ({state}); activities of the union are for its members.")


class AlreadyEnrolledError(UserError):
    """One enrolment a member."""

    code = "already_enrolled"
    message = N_("{name} is on the list of '{title}' already ({state}); one enrolment a member.")


class NotEnrolledError(UserError):
    """Who is not on the list cannot leave it."""

    code = "not_enrolled"
    message = N_("{name} is not on the list of '{title}'.")


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What came of an enrolment: its id, the state, the place on the waiting list (0: has a place), the remarks."""

    id: str
    state: str
    place: int
    problems: tuple[Problem, ...]


def enrol(  # noqa: PLR0913  an enrolment is activity, member, guests and day
    session: Session, activity_id: str, member_id: str, *, guests: int = 0, guest_names: str = "", day: str = "",
    anyway: bool = False,
) -> Enrolled:
    """Enrol a member, on the waiting list where all places are taken; inside `db.write(...)`.

    `anyway` lets pass the deadline, the scope and a list that is not open yet; never a second enrolment.
    """
    day = day or checking.today()
    activity, member = records.get(session, ACTIVITIES, activity_id), records.get(session, MEMBERS, member_id)
    _refuse(session, activity, member, day, anyway=anyway)
    left = free_places(session, activity)
    state = WAITING if left is not None and left < 1 + guests else ENROLLED
    saved = records.save(session, ENROLMENTS, {
        "activity_id": activity_id, "member_id": member_id, "state": state, "enrolled_on": day,
        "guests": guests or None, "guest_names": guest_names or None})
    place = len(waiting(session, activity_id)) if state == WAITING else 0
    return Enrolled(saved.id, state, place, saved.problems)


def _refuse(session: Session, activity: dict[str, Any], member: dict[str, Any], day: str, *, anyway: bool) -> None:
    title, name, status = activity["title"], member["name"], activity["status"]
    if status != ENROLLING and not (anyway and status in OPEN):
        raise EnrolmentClosedError(title=title, state=codes.get("activity_state").label(str(status)))
    if activity["deadline"] and day > activity["deadline"] and not anyway:
        raise DeadlineOverError(title=title, date=activity["deadline"])
    if member["membership_state"] not in CURRENT:
        raise NoMemberError(name=name, state=codes.get("membership_state").label(str(member["membership_state"])))
    failed = "" if anyway else outside(session, activity, member)
    if failed:
        raise OutsideScopeError(title=title, name=name, field=ACTIVITIES.fields[failed].label,
                                wanted=_wanted(session, activity, failed))
    own = _own(session, activity["id"], member["id"])
    if own is not None and own["state"] != WITHDRAWN:
        raise AlreadyEnrolledError(name=name, title=title, state=codes.get("enrolment_state").label(own["state"]))
    if own is not None:  # who comes back stands at the end of the list
        records.delete(session, ENROLMENTS, [own["id"]])


def outside(session: Session, activity: dict[str, Any], member: dict[str, Any]) -> str:
    """Return which condition of an activity a member does not meet (the field's name), empty when all are met."""
    above = sa.select(BRANCHES.table.c.parent_id).where(BRANCHES.table.c.id == member["branch_id"])
    known = member | {"branch_above": session.execute(above).scalar() if member["branch_id"] else None}
    return outside_scope(activity, known, str(activity["starts_on"]))


def _wanted(session: Session, activity: dict[str, Any], name: str) -> str:
    if name == "scope_branch_id":
        return records.titles(session, BRANCHES, [activity[name]]).get(activity[name], "")
    return ACTIVITIES.fields[name].kind.show(activity[name])


def _own(session: Session, activity_id: str, member_id: str) -> dict[str, Any] | None:
    table = ENROLMENTS.table
    found = session.execute(sa.select(table).where(
        table.c.activity_id == activity_id, table.c.member_id == member_id, table.c.deleted.is_(False))).mappings()
    row = found.first()
    return dict(row) if row else None


def taken_places(session: Session, activity_id: str) -> int:
    """Return how many places are taken, guests included."""
    table = ENROLMENTS.table
    heads = sa.func.sum(1 + sa.func.coalesce(table.c.guests, 0))
    return int(session.execute(sa.select(heads).where(
        table.c.activity_id == activity_id, table.c.state.in_(TAKING), table.c.deleted.is_(False))).scalar() or 0)


def free_places(session: Session, activity: dict[str, Any]) -> int | None:
    """Return how many places are left, None where there is no limit."""
    if activity["quota"] is None:
        return None
    return max(0, int(activity["quota"]) - taken_places(session, activity["id"]))


def waiting(session: Session, activity_id: str) -> list[dict[str, Any]]:
    """Return the waiting list, who came first standing first."""
    table = ENROLMENTS.table
    found = sa.select(table).where(table.c.activity_id == activity_id, table.c.state == WAITING,
                                   table.c.deleted.is_(False)).order_by(table.c.n)
    return [dict(row) for row in session.execute(found).mappings()]


def withdraw(session: Session, enrolment_id: str, *, day: str = "", note: str = "") -> list[str]:
    """Take a member off the list and let the waiting list move up; returns the ids of the enrolments that moved."""
    day = day or checking.today()
    row = records.get(session, ENROLMENTS, enrolment_id)
    records.save(session, ENROLMENTS, {
        "state": WITHDRAWN, "cancelled_on": day, "note": note or row["note"]}, enrolment_id)
    return move_up(session, row["activity_id"])


def move_up(session: Session, activity_id: str) -> list[str]:
    """Give free places to those who wait, in the order in which they came; a party that does not fit is passed over."""
    activity = records.get(session, ACTIVITIES, activity_id)
    if activity["status"] not in (*OPEN, POSTPONED):
        return []
    left, moved = free_places(session, activity), list[str]()
    for row in waiting(session, activity_id):
        heads = 1 + (row["guests"] or 0)
        if left is not None and heads > left:
            continue
        records.save(session, ENROLMENTS, {"state": ENROLLED}, row["id"])
        moved.append(row["id"])
        left = None if left is None else left - heads
    return moved


def scope_query(session: Session, activity: dict[str, Any]) -> Query:
    """Return the query of the members whom an activity is meant for."""
    chips = [Filter("membership_state", "is", CURRENT)]
    for name, field in (("scope_sex", "sex"), ("scope_nef", "nef_category")):
        if activity[name]:
            chips.append(Filter(field, "is", (activity[name],)))
    if activity["scope_branch_id"]:
        chips.append(Filter("branch_id", "is", tuple(_with_groups(session, activity["scope_branch_id"]))))
    day = str(activity["starts_on"])
    if activity["scope_age_from"] is not None:
        chips.append(Filter("birth_date", "to", (_years_before(day, activity["scope_age_from"]),)))
    if activity["scope_age_to"] is not None:
        too_old = _years_before(day, activity["scope_age_to"] + 1)
        chips.append(Filter("birth_date", "from", (_after(too_old),)))
    return Query(filters=tuple(chips))


def _with_groups(session: Session, branch: str) -> Sequence[str]:
    below = sa.select(BRANCHES.table.c.id).where(BRANCHES.table.c.parent_id == branch)
    return [branch, *session.execute(below).scalars()]


def _years_before(day: str, years: int) -> str:
    return f"{int(day[:4]) - years:04d}{day[4:]}"


def _after(day: str) -> str:
    """Return the day after an ISO day, which may be a 29 February of a year that has none."""
    return f"{day[:4]}-03-01" if day[5:] == "02-29" else add_days(day, 1)


def enrolment_of(session: Session, activity: dict[str, Any], member: dict[str, Any]) -> str:
    """Return the id of a member's enrolment that still stands; raises NotEnrolledError."""
    own = _own(session, activity["id"], member["id"])
    if own is None or own["state"] == WITHDRAWN:
        raise NotEnrolledError(name=member["name"], title=activity["title"])
    return str(own["id"])


def names(session: Session, enrolments: Sequence[str]) -> list[str]:
    """Return the names of the members behind enrolments."""
    found = records.by_ids(session, ENROLMENTS, enrolments)
    people = records.titles(session, MEMBERS, [found[one]["member_id"] for one in enrolments])
    return [people[found[one]["member_id"]] for one in enrolments]


def told(result: Enrolled, name: str) -> str:
    """Return in words what came of an enrolment."""
    if result.state == WAITING:
        return _("{name} is number {place} on the waiting list; all places are taken.").format(
            name=name, place=result.place)
    return _("{name} is enrolled.").format(name=name)
