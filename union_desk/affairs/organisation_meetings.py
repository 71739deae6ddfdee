"""What meetings leave to do: bodies that have not met, minutes without their paper, resolutions not carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import limits, records, registers
from union_desk.duties import Duty
from union_desk.registers.committee_rules import UNION_COMMITTEE
from union_desk.registers.meetings import AUDIT, COMMITTEE, MEMBERS, REPRESENTATIVES, WOMEN
from union_desk.registers.staff_congress import SESSIONS
from union_desk.schema.dates import add_days
from union_desk.schema.problem import INFO, WARNING
from union_desk.schema.retirement import add_months
from union_desk.search import Filter, Query
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

MEETINGS, RESOLUTIONS = registers.get("meetings"), registers.get("meeting_resolutions")
# who meets: code of the line, book, kinds, norm of months, what is said
_REGULAR = (
    ("members_due", "meetings", (MEMBERS, REPRESENTATIVES), "organisation.meeting_months",
     N_("The members or their representatives have not met since {last} ({basis})")),
    ("committee_due", "meetings", (COMMITTEE,), "organisation.committee_months",
     N_("The union committee has not met since {last} ({basis})")),
    ("audit_due", "meetings", (AUDIT,), "organisation.audit_months",
     N_("The fund audit committee has not met since {last} ({basis})")),
    ("women_due", "meetings", (WOMEN,), "organisation.women_months",
     N_("The women workers' committee has not met since {last} ({basis})")),
    ("congress_due", "staff_congresses", SESSIONS, "organisation.congress_months",
     N_("The staff congress has not met since {last} ({basis})")),
)
_HELD = ("held", "reported", "approved", "closed")
_A_YEAR, _MOST_IDS = 12, 1000


def duties(session: Session, day: str) -> list[Duty]:
    """Return what the meetings ask for on an ISO day."""
    return [*_not_met(session, day), *_unfinished(session, day)]


def _not_met(session: Session, day: str) -> Iterator[Duty]:
    """Tell who did not meet for too long, where the office keeps the book; a meeting that is planned counts as met."""
    for code, name, kinds, norm_name, message in _REGULAR:
        book = registers.get(name).table
        last = session.execute(sa.select(sa.func.max(book.c.held_on)).where(
            book.c.deleted.is_(False), book.c.kind.in_(kinds))).scalar()
        if last is None:
            continue
        if code == "members_due":
            last = max(last, _elected(session))
        norm = limits.norm(session, norm_name, day)
        if last <= add_months(day, -norm.value):
            yield Duty(code, norm.level, message, 1, Query(filters=(Filter("kind", "is", kinds),)), register=name,
                       params={"last": last, "basis": norm.basis})


def _elected(session: Session) -> str:
    """Return the last day on which the members met to elect the union committee; empty without."""
    book = registers.get("elections").table
    return session.execute(sa.select(sa.func.max(book.c.meeting_on)).where(
        book.c.deleted.is_(False), book.c.body == UNION_COMMITTEE, book.c.state.in_(_HELD))).scalar() or ""


def _unfinished(session: Session, day: str) -> list[Duty]:
    """Find meetings of the past of which nobody says who came, minutes without a scan, resolutions past their day."""
    yesterday = add_days(day, -1)
    lines = (
        ("meeting_open", WARNING, N_("{count} meetings are over; enter who came and what was decided"), MEETINGS,
         (Filter("held_on", "to", (yesterday,)), Filter("attended", "empty"))),
        ("resolution_late", WARNING, N_("{count} resolutions of meetings are past their day and not carried out"),
         RESOLUTIONS, (Filter("due_on", "to", (yesterday,)), Filter("done_on", "empty"),
                       Filter("adopted", "is", (True,)))),
    )
    found = []
    for code, level, message, book, filters in lines:
        query = Query(filters=filters)
        found.append(Duty(code, level, message, records.count(session, book, query), query, register=book.name))
    unsigned = _without_minutes(session, day)
    found.append(Duty("minutes_missing", INFO, N_("{count} meetings have no signed minutes on their record"),
                      len(unsigned), Query(filters=(Filter("id", "is", tuple(unsigned)),)), register=MEETINGS.name))
    return found


def _without_minutes(session: Session, day: str) -> list[str]:
    """Return the meetings of the last year that are over for long enough and have no file attached."""
    book, files = MEETINGS.table, registers.get("attachments").table
    until = add_days(day, -limits.norm(session, "organisation.minutes_days", day).value)
    filed = sa.select(files.c.owner_id).where(files.c.owner_id == book.c.id, files.c.deleted.is_(False))
    return list(session.execute(sa.select(book.c.id).where(
        book.c.deleted.is_(False), book.c.attended.is_not(None), book.c.held_on <= until,
        book.c.held_on > add_months(day, -_A_YEAR), ~filed.exists()).order_by(book.c.n).limit(_MOST_IDS)).scalars())
