"""Training of cadres: hours against the target, attendance from a list, new cadres (domain reference §10.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import checking, limits, records, registers
from union_desk.affairs import cadres_people
from union_desk.errors import UserError
from union_desk.registers.cadres_training import AWAY, ENROLLED, FOR_THE_POST, PRESENT
from union_desk.schema.kind import narrow
from union_desk.schema.retirement import add_months
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

TRAININGS, TRAINEES, CADRES = (registers.get(n) for n in ("trainings", "trainees", "cadres"))
_PARTS = re.compile(r"[\t,，;；|]+")
_KEYS = ("member_no", "id_number", "mobile")
_MOST_COLUMNS = 3
_OVERDUE_ROUNDS = 2  # who took office longer ago than twice the term is nobody's duty any more


class UnknownCadreError(UserError):
    """No cadre is found by what stands in a list."""

    code = "unknown_cadre"
    message = N_("'{text}' is the name of no cadre. Enter the person under 'Cadres' first, or correct the name.")


class SeveralCadresError(UserError):
    """A name that several cadres have."""

    code = "several_cadres"
    message = N_("{count} cadres are called '{text}'. Write the member number or the mobile number instead.")


class NotANumberError(UserError):
    """Hours or score of a list that are no whole number."""

    code = "not_a_number"
    message = N_("'{text}': '{value}' is not a whole number. Write name, hours and score, with commas between them.")


@dataclass(frozen=True, slots=True)
class Standing:
    """How one cadre stands in a year: hours attended, the target, how many courses."""

    person: cadres_people.Person
    hours: int
    target: int
    courses: int

    @property
    def left(self) -> int:
        """Return the hours that are missing."""
        return max(self.target - self.hours, 0)


@dataclass(slots=True)
class Listed:
    """What came of a list: who is entered as present, who was already, and the lines that were not understood."""

    present: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def hours(session: Session, year: int) -> dict[str, tuple[int, int]]:
    """Return cadre id → (hours, courses) attended in a year; without own hours those of the course count."""
    course, part = TRAININGS.table, TRAINEES.table
    counted = sa.func.coalesce(part.c.hours, course.c.hours, 0)
    rows = session.execute(
        sa.select(part.c.cadre_id, sa.func.sum(counted), sa.func.count())
        .join(course, course.c.id == part.c.training_id)
        .where(part.c.deleted.is_(False), course.c.deleted.is_(False), part.c.state == PRESENT,
               course.c.begins_on >= f"{year}-01-01", course.c.begins_on <= f"{year}-12-31")
        .group_by(part.c.cadre_id))
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def standings(session: Session, year: int, day: str) -> list[Standing]:
    """Return how the cadres in post stand in a year, those who lack most first."""
    done = hours(session, year)
    first = f"{year}-01-01"
    full, other = (limits.norm(session, f"cadres.hours_{name}", first).value for name in ("full", "other"))
    found = []
    for person in cadres_people.people(session, min(day, f"{year}-12-31")):
        if person.held:
            target = full if person.nature == cadres_people.FULL else other
            attended, courses = done.get(person.id, (0, 0))
            found.append(Standing(person, attended, target, courses))
    return sorted(found, key=lambda one: (-one.left, one.person.name))


def totals(session: Session, year: int) -> tuple[int, int]:
    """Return the statistics' trainees_cadre (people × courses) and training_hours of a year (§11.2)."""
    done = hours(session, year).values()
    return sum(courses for _hours, courses in done), sum(hours_ for hours_, _courses in done)


def untrained(session: Session, day: str) -> tuple[list[str], list[str]]:
    """Return the ids of new cadres without training for the post: (in time still, past the term)."""
    months = limits.norm(session, "cadres.new_training_months", day).value
    course, part = TRAININGS.table, TRAINEES.table
    rows = session.execute(
        sa.select(part.c.cadre_id, sa.func.max(course.c.begins_on)).join(course, course.c.id == part.c.training_id)
        .where(part.c.deleted.is_(False), course.c.deleted.is_(False), part.c.state == PRESENT,
               course.c.kind == FOR_THE_POST).group_by(part.c.cadre_id))
    trained = {str(row[0]): str(row[1]) for row in rows}
    oldest = add_months(day, -months * _OVERDUE_ROUNDS)
    due, late = list[str](), list[str]()
    for person in cadres_people.people(session, day):
        since = person.since
        if since and since > oldest and trained.get(person.id, "") < since:
            (late if add_months(since, months) < day else due).append(person.id)
    return due, late


def find_cadre(session: Session, text: str) -> dict[str, Any]:
    """Return the cadre whom a name, a member, identity or mobile number means."""
    told, table = narrow(text), CADRES.table
    rows = session.execute(sa.select(table).where(
        table.c.deleted.is_(False), sa.or_(table.c.name == told, table.c.mobile == told))).mappings().all()
    if not rows:
        members = registers.get("members").table
        same = sa.or_(*(members.c[name] == told.upper() for name in _KEYS))
        rows = session.execute(sa.select(table).join(members, members.c.id == table.c.member_id).where(
            table.c.deleted.is_(False), same)).mappings().all()
    if len(rows) > 1:
        raise SeveralCadresError(count=len(rows), text=told)
    if not rows:
        raise UnknownCadreError(text=told)
    return dict(rows[0])


def enrol(session: Session, training_id: str, cadres: Sequence[str], day: str = "") -> int:
    """Put cadres on the list of a course, once each; inside `db.write(...)`; returns how many were new."""
    there = attendance(session, training_id)
    fresh = [one for one in dict.fromkeys(cadres) if one not in there]
    for cadre in fresh:
        records.save(session, TRAINEES, {"training_id": training_id, "cadre_id": cadre, "state": ENROLLED,
                                         "enrolled_on": day or checking.today()})
    return len(fresh)


def attendance(session: Session, training_id: str) -> dict[str, dict[str, Any]]:
    """Return cadre id → row of everybody on the list of a course."""
    table = TRAINEES.table
    rows = session.execute(sa.select(table).where(
        table.c.training_id == training_id, table.c.deleted.is_(False)).order_by(table.c.n)).mappings()
    return {row["cadre_id"]: dict(row) for row in rows}


def sign_in_list(session: Session, training_id: str, lines: Iterable[str], day: str = "") -> Listed:
    """Enter everybody as present whom a list names; a line is 'name' or 'name, hours, score'; inside `db.write(...)`.

    A line that names nobody, or whose hours the rules refuse, stops nothing and is told with its reason.
    """
    course, found = records.get(session, TRAININGS, training_id), Listed()
    for line in lines:
        parts = [part.strip() for part in _PARTS.split(line.strip()) if part.strip()]
        if not parts:
            continue
        try:
            cadre, told = find_cadre(session, parts[0]), _numbers(parts)
            fresh = _present(session, course, cadre["id"], told, day)
        except UserError as fault:
            found.refused.append((parts[0], str(fault)))
        else:
            (found.present if fresh else found.again).append(cadre["name"])
    return found


def _numbers(parts: Sequence[str]) -> dict[str, int]:
    told = {}
    for name, text in zip(("hours", "score"), parts[1:_MOST_COLUMNS], strict=False):
        if not narrow(text).isdigit():
            raise NotANumberError(text=parts[0], value=text)
        told[name] = int(narrow(text))
    return told


def _present(session: Session, course: dict[str, Any], cadre: str, told: dict[str, int], day: str) -> bool:
    """Enter one person as present, with hours, score and what follows; tells whether that changed anything."""
    row = attendance(session, course["id"]).get(cadre)
    values: dict[str, Any] = {"training_id": course["id"], "cadre_id": cadre, "state": PRESENT, **told}
    if row is None or row["state"] != PRESENT:
        values["signed_on"] = day or course["begins_on"]
    if "hours" not in told and (row is None or row["hours"] is None):
        values["hours"] = course["hours"]
    if "score" in told and course["pass_mark"] is not None:
        values["passed"] = told["score"] >= course["pass_mark"]
    return records.save(session, TRAINEES, values, row["id"] if row else None).changed


def close(session: Session, training_id: str) -> int:
    """Mark everybody absent who enrolled and never signed in; inside `db.write(...)`; returns how many."""
    away = [row for row in attendance(session, training_id).values() if row["state"] == ENROLLED]
    for row in away:
        records.save(session, TRAINEES, {"state": "absent"}, row["id"])
    return len(away)


def of_cadre(session: Session, cadre_id: str, year: int | None = None) -> list[dict[str, Any]]:
    """Return a person's attendance with the course's own facts (prefixed `course_`), the earliest first."""
    course, part = TRAININGS.table, TRAINEES.table
    wanted = [column.label(f"course_{column.name}") for column in course.c]
    found = sa.select(part, *wanted).join(course, course.c.id == part.c.training_id).where(
        part.c.deleted.is_(False), course.c.deleted.is_(False), part.c.cadre_id == cadre_id,
        part.c.state.not_in(AWAY)).order_by(course.c.begins_on, part.c.n)
    if year:
        found = found.where(course.c.begins_on.between(f"{year}-01-01", f"{year}-12-31"))
    return [dict(row) for row in session.execute(found).mappings()]
