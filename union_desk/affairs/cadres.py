"""Cadres, their training and assessment (domain reference §10): what is due, and practice; verbs stand beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import limits, records, registers
from union_desk.affairs import cadres_people, cadres_training
from union_desk.affairs.cadres_practice import practise
from union_desk.affairs.cadres_scoring import carry_on
from union_desk.duties import Duty
from union_desk.registers.cadres_training import ENROLLED
from union_desk.schema.dates import add_days
from union_desk.schema.problem import ERROR, INFO, WARNING
from union_desk.search import Filter, Query
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

__all__ = ["carry_on", "duties", "practise"]

_LAST_QUARTER = 10


def duties(session: Session, day: str) -> list[Duty]:
    """Return what is due on an ISO day: training, certificates, contracts, attendance, assessments, missing records."""
    return [*_training(session, day), *_ending(session, day), *_assessments(session, day), _unlisted(session)]


def _training(session: Session, day: str) -> list[Duty]:
    months = limits.norm(session, "cadres.new_training_months", day).value
    due, late = cadres_training.untrained(session, day)
    found = [
        _listed("cadres_untrained", ERROR,
                N_("{count} new cadres have had no training for their post within {months} months"), late,
                months=months),
        _listed("cadres_new", WARNING,
                N_("{count} new cadres are to attend training for their post within {months} months of taking office"),
                due, months=months)]
    if int(day[5:7]) >= _LAST_QUARTER:  # November and December are for the hours of training (§16)
        short = [one.person.id for one in cadres_training.standings(session, int(day[:4]), day) if one.left]
        found.append(_listed("cadres_hours", INFO, N_("{count} cadres lack hours of training this year"), short))
    return [*found, _unclosed(session, day)]


def _unclosed(session: Session, day: str) -> Duty:
    """Find the courses that are over, but whose attendance is not entered."""
    days = limits.norm(session, "cadres.course_days", day).value
    course, part = cadres_training.TRAININGS.table, cadres_training.TRAINEES.table
    waiting = sa.select(part.c.training_id).where(part.c.deleted.is_(False), part.c.state == ENROLLED)
    ids = session.execute(sa.select(course.c.id).where(
        course.c.deleted.is_(False), sa.func.coalesce(course.c.ends_on, course.c.begins_on) < add_days(day, -days),
        course.c.id.in_(waiting))).scalars()
    return _listed("courses_open", INFO, N_("{count} courses are over, but who was there is not entered"), [*ids],
                   "trainings")


def _ending(session: Session, day: str) -> list[Duty]:
    certificates, contracts = (limits.norm(session, f"cadres.{name}_days", day).value
                               for name in ("certificate", "contract"))
    return [
        _counted(session, "certificates_over", ERROR, N_("{count} certificates of cadres have run out"),
                 "cadre_certificates", Filter("valid_to", "to", (add_days(day, -1),))),
        _counted(session, "certificates_soon", WARNING, N_("{count} certificates of cadres run out within {days} days"),
                 "cadre_certificates", Filter("valid_to", "from", (day,)),
                 Filter("valid_to", "to", (add_days(day, certificates),)), days=certificates),
        _counted(session, "cadre_contracts", WARNING,
                 N_("{count} contracts of hired union workers end within {days} days"), "cadre_services",
                 Filter("contract_to", "to", (add_days(day, contracts),)), Filter("until", "is", ("",)),
                 days=contracts)]


def _assessments(session: Session, day: str) -> list[Duty]:
    ahead = limits.norm(session, "cadres.assessment_days", day).value
    drafts = Filter("state", "is", ("draft",))
    return [
        _counted(session, "assessments_late", ERROR, N_("{count} assessments: the own score is overdue"), "assessments",
                 drafts, Filter("due_on", "to", (add_days(day, -1),))),
        _counted(session, "assessments_soon", WARNING,
                 N_("{count} assessments: the own score is due within {days} days"), "assessments", drafts,
                 Filter("due_on", "from", (day,)), Filter("due_on", "to", (add_days(day, ahead),)), days=ahead),
        _counted(session, "assessments_review", INFO, N_("{count} assessments wait for the review"), "assessments",
                 Filter("state", "is", ("self_scored",))),
        _counted(session, "assessments_appealed", WARNING,
                 N_("{count} appeals against an assessment are to be decided"), "assessments",
                 Filter("state", "is", ("appealed",)))]


def _unlisted(session: Session) -> Duty:
    """Count the people in post who have no cadre record; it opens their members' records."""
    ids = [str(row["id"]) for row in cadres_people.unlisted(session)]
    message = N_("{count} people in post are not among the cadres yet")
    return Duty("cadres_unlisted", INFO, message, len(ids), Query(filters=(Filter("id", "is", tuple(ids)),)))


def _counted(
    session: Session, code: str, level: str, message: str, register: str, *filters: Filter, days: int = 0
) -> Duty:
    query = Query(filters=filters)
    count = records.count(session, registers.get(register), query)
    return Duty(code, level, message, count, query, register=register, params={"days": days})


def _listed(code: str, level: str, message: str, ids: list[str], register: str = "cadres", *, months: int = 0) -> Duty:
    query = Query(filters=(Filter("id", "is", tuple(ids)),))
    return Duty(code, level, message, len(ids), query, register=register, params={"months": months})
