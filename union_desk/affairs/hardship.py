"""Hardship files and help (domain reference §9): what is due, and practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import limits, records, registers
from union_desk.affairs.hardship_practice import practise
from union_desk.duties import Duty
from union_desk.registers.hardship_procedure import FOLLOW_UP, HELPER, LOOKING
from union_desk.schema.dates import add_days
from union_desk.schema.problem import ERROR, INFO, WARNING
from union_desk.schema.retirement import add_months
from union_desk.search import Filter, Query
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

__all__ = ["duties", "practise"]

FILES, VISITS, ASSESSMENTS, HELPERS = (registers.get(name).table for name in (
    "hardship_files", "hardship_visits", "hardship_assessments", "hardship_helpers"))
_HELPED = ("on_file", "recheck")
_AHEAD = 60  # days before the declaration's last day from which on it is on Today


def duties(session: Session, day: str) -> list[Duty]:
    """Return what is due on an ISO day: procedure, yearly work, visits, payments."""
    return [*_procedure(session, day), *_yearly(session, day), *_visits(session, day), *_payments(session, day)]


def _counted(session: Session, register: str, code: str, level: str, message: str, *filters: Filter,
             **params: object) -> Duty:
    query = Query(filters=filters)
    count = records.count(session, registers.get(register), query)
    return Duty(code, level, message, count, query, register=register, params=params)


def _named(code: str, level: str, message: str, ids: Sequence[str], register: str = "hardship_files",
           **params: object) -> Duty:
    query = Query(filters=(Filter("id", "is", tuple(ids)),))
    return Duty(code, level, message, len(ids), query, register=register, params=params)


def _state(*states: str) -> Filter:
    return Filter("hardship_state", "is", states)


def _procedure(session: Session, day: str) -> list[Duty]:
    """Return what the procedure waits for: visits, the end of publicity, answers, decisions."""
    days = limits.norm(session, "hardship.visit_days", day).value
    open_ = Filter("answered_on", "is", ("",))
    return [
        _named("hardship_visit", WARNING, N_("{count} households that applied were not visited within {days} days"),
               _unvisited(session, add_days(day, -days)), days=days),
        _counted(session, "hardship_objections", "hardship_objections", ERROR,
                 N_("{count} objections to publicity are not answered in time"), open_,
                 Filter("answer_due_on", "to", (add_days(day, -1),))),
        _counted(session, "hardship_objections", "hardship_objections_open", WARNING,
                 N_("{count} objections to publicity are to be answered"), open_, Filter("answer_due_on", "from",
                                                                                         (day,))),
        _counted(session, "hardship_files", "hardship_publicity", WARNING,
                 N_("{count} publicity periods are over: take the next step"), _state("publicity", "exit_publicity"),
                 Filter("publicity_until", "to", (add_days(day, -1),))),
        _counted(session, "hardship_files", "hardship_public_now", INFO,
                 N_("{count} households are in publicity: leave the sheet where it hangs"),
                 _state("publicity", "exit_publicity"), Filter("publicity_until", "from", (day,))),
        _counted(session, "hardship_files", "hardship_audit", WARNING, N_("{count} hardship files wait for the audit"),
                 _state("to_audit")),
    ]


def _unvisited(session: Session, before: str) -> list[str]:
    seen = sa.select(VISITS.c.file_id).where(
        VISITS.c.deleted.is_(False), VISITS.c.visit_kind == LOOKING, VISITS.c.visited_on >= FILES.c.applied_on)
    return _files(session, FILES.c.hardship_state.in_(("applied", "visiting")), FILES.c.applied_on < before,
                  FILES.c.id.not_in(seen.correlate(FILES)))


def _files(session: Session, *where: sa.ColumnElement[bool]) -> list[str]:
    found = sa.select(FILES.c.id).where(FILES.c.deleted.is_(False), *where).order_by(FILES.c.n)
    return list(session.execute(found).scalars())


def _yearly(session: Session, day: str) -> list[Duty]:
    """Return what comes every year: reviews, the declaration by its local last day, follow-ups."""
    soon = add_days(day, limits.norm(session, "hardship.remind_days", day).value)
    return [
        _counted(session, "hardship_files", "hardship_review", WARNING, N_("{count} hardship files are due for the "
                                                                           "review"),
                 _state(*_HELPED), Filter("review_due_on", "to", (soon,))),
        _declaration(session, day),
        _counted(session, "hardship_files", "hardship_follow_over", INFO,
                 N_("{count} households were followed up long enough: their files can be closed"), _state("lifted"),
                 Filter("follow_until", "to", (day,))),
    ]


def _declaration(session: Session, day: str) -> Duty:
    """Name who is on file and not assessed for this year, near the last day of the declaration and after it."""
    number = limits.norm(session, "hardship.declare_monthday", day).value
    last = f"{day[:4]}-{number // 100:02d}-{number % 100:02d}"
    ids: list[str] = []
    if add_days(last, -_AHEAD) <= day:
        done = sa.select(ASSESSMENTS.c.file_id).where(ASSESSMENTS.c.deleted.is_(False),
                                                      ASSESSMENTS.c.year == int(day[:4]))
        ids = _files(session, FILES.c.hardship_state.in_(_HELPED), FILES.c.id.not_in(done))
    return _named("hardship_declaration", ERROR if day > last else WARNING,
                  N_("{count} households on file are not assessed for this year; the declaration ends on {last}"), ids,
                  last=last)


def _visits(session: Session, day: str) -> list[Duty]:
    """Return whom helpers are to visit, who has no helper, whom nobody has followed up."""
    months = limits.norm(session, "hardship.helper_months", day).value
    since = add_months(day, -months)
    helped = sa.select(HELPERS.c.file_id).where(
        HELPERS.c.deleted.is_(False), sa.or_(HELPERS.c.ends.is_(None), HELPERS.c.ends >= day))
    early = helped.where(HELPERS.c.begins <= since)
    seen = sa.select(VISITS.c.file_id).where(
        VISITS.c.deleted.is_(False), VISITS.c.visit_kind == HELPER, VISITS.c.visited_on > since)
    followed = sa.select(VISITS.c.file_id).where(
        VISITS.c.deleted.is_(False), VISITS.c.visit_kind == FOLLOW_UP, VISITS.c.visited_on >= FILES.c.lifted_on)
    on_file = FILES.c.hardship_state.in_(_HELPED)
    return [
        _named("hardship_helper_visit", WARNING,
               N_("{count} households were not visited by their helper for {months} months"),
               _files(session, on_file, FILES.c.id.in_(early), FILES.c.id.not_in(seen)), months=months),
        _named("hardship_no_helper", INFO, N_("{count} households on file have no helper"),
               _files(session, on_file, FILES.c.id.not_in(helped))),
        _named("hardship_follow_up", WARNING, N_("{count} households out of hardship were not followed up yet"),
               _files(session, FILES.c.hardship_state == "lifted", FILES.c.id.not_in(followed.correlate(FILES)))),
    ]


def _payments(session: Session, day: str) -> list[Duty]:
    def state(name: str) -> Filter:
        return Filter("help_state", "is", (name,))

    late = add_days(day, -limits.norm(session, "hardship.remind_days", day).value)
    return [
        _counted(session, "help_records", "help_failed", ERROR, N_("{count} payments of help failed: mend and pay "
                                                                   "again"),
                 state("failed")),
        _counted(session, "help_records", "help_requested", WARNING, N_("{count} help payments wait for approval"),
                 state("requested")),
        _counted(session, "help_records", "help_approved", INFO, N_("{count} help payments are approved and not paid "
                                                                    "out"),
                 state("approved")),
        _counted(session, "help_batches", "help_results", WARNING, N_("{count} payment lists have no result from the "
                                                                      "bank"),
                 Filter("batch_state", "is", ("submitted",)), Filter("submitted_on", "to", (late,))),
    ]
