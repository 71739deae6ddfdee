"""Dues and union funds (domain reference §6): what is due, and practice."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import records, registers, search
from union_desk.affairs import dues, funds_control, funds_practice, funds_refunds, funds_upward
from union_desk.duties import Duty
from union_desk.schema.problem import INFO, WARNING
from union_desk.search import Filter, Query
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.practice_world import World

DUES, CLAIMS, REMITTANCES = (registers.get(name) for name in ("dues", "welfare_claims", "remittances"))
_CLOSE_FROM = 5  # the day of the month from which last month should be closed


def duties(session: Session, day: str) -> list[Duty]:
    """Return what is due on an ISO day."""
    return [*_unplanned(session, day), _open(session, day), _leaving(session, day), *_claims(session),
            _contributions(session, day), *_unclosed(session, day), *funds_upward.duties(session, day),
            *funds_refunds.duties(session, day), *funds_control.duties(session, day)]


def practise(world: World) -> None:
    """Give the practice office a year of this work."""
    funds_practice.fill(world)
    funds_control.practise(world)


def _counted(session: Session, name: str, *where: sa.ColumnElement[bool]) -> int:
    table = registers.get(name).table
    return int(session.execute(sa.select(sa.func.count()).select_from(table).where(
        search.living(table), *where)).scalar_one())


def _unplanned(session: Session, day: str) -> list[Duty]:
    """Remind of planning the month's dues, once dues are kept here at all."""
    table, period = DUES.table, dues.period_before(day, 0)
    newest = session.execute(sa.select(table.c.period).where(search.living(table), table.c.period.is_not(None))
                             .order_by(table.c.period.desc()).limit(1)).scalar()
    if newest is None or newest >= period:
        return []
    return [Duty("dues_unplanned", INFO, N_("The dues of {count} months up to now are not planned yet"),
                 dues.index_of(period) - dues.index_of(newest), page="funds", arguments={"register": "dues"})]


def _open(session: Session, day: str) -> Duty:
    last = dues.period_before(day)
    query = Query(filters=(Filter("dues_state", "is", dues.OPEN), Filter("period", "to", (last,))))
    count = _counted(session, "dues", DUES.table.c.dues_state.in_(dues.OPEN), DUES.table.c.period <= last)
    return Duty("dues_open", INFO, N_("{count} lines of dues of past months are not paid"), count, query,
                register="dues")


def _leaving(session: Session, day: str) -> Duty:
    """Name who has not paid for so long that the leaving procedure begins (membership rules; domain §6.1)."""
    query = Query(filters=(dues.in_arrears(*dues.arrears_months(session, day)),))
    return Duty("dues_arrears", WARNING,
                N_("{count} members have paid no dues for so many months that automatic leaving is to be examined"),
                records.count(session, dues.MEMBERS, query), query)


def _claims(session: Session) -> list[Duty]:
    state = CLAIMS.table.c.claim_state
    lines = (("requested", WARNING, N_("{count} welfare payments wait for approval")),
             ("approved", INFO, N_("{count} welfare payments are approved and not paid out")))
    return [Duty(f"welfare_{code}", level, message, _counted(session, "welfare_claims", state == code),
                 Query(filters=(Filter("claim_state", "is", (code,)),)), register="welfare_claims")
            for code, level, message in lines]


def _contributions(session: Session, day: str) -> Duty:
    table, before = REMITTANCES.table, dues.period_before(day)
    past = table.c.year * 100 + table.c.month <= before
    return Duty("remittance_arrears", WARNING, N_("The employer owes the contribution of {count} months"),
                _counted(session, "remittances", table.c.arrears > 0, past),
                Query(filters=(Filter("arrears", "from", (1,)),)), register="remittances")


def _unclosed(session: Session, day: str) -> list[Duty]:
    """Remind of closing last month, where it has entries."""
    if int(day[8:10]) < _CLOSE_FROM:
        return []
    last = (dt.date.fromisoformat(day).replace(day=1) - dt.timedelta(1)).isoformat()
    entries = registers.get("ledger_entries").table
    closings = registers.get("closings").table
    wrote = session.execute(sa.select(entries.c.n).where(
        entries.c.happened_on.between(last[:8] + "01", last)).limit(1)).first()
    closed = session.execute(sa.select(closings.c.n).where(
        closings.c.year == int(last[:4]), closings.c.deleted.is_(False),
        sa.or_(closings.c.month.is_(None), closings.c.month == int(last[5:7]))).limit(1)).first()
    if wrote is None or closed is not None:
        return []
    return [Duty("unclosed", INFO, N_("Last month is not closed in the books"), 1, page="funds",
                 arguments={"view": "closings"})]
