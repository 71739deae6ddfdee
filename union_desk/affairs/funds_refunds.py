"""Refunds of the 2 %: entering what arrived in the ledger, and what is due (domain reference §6.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import checking, limits, records, registers, search
from union_desk.duties import Duty
from union_desk.registers import funds_refund_rules as refund_rules
from union_desk.registers.funds_refund_rules import ENDED, FOUNDING
from union_desk.schema.dates import add_days
from union_desk.schema.problem import INFO, WARNING
from union_desk.search import Filter, Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.schema.register import Values

LEDGER, REFUNDS, POLICIES, UNITS = (registers.get(name) for name in (
    "ledger_entries", "fund_refunds", "refund_policies", "founding_units"))
_BANK, _GRANTS = "1", "103"
_AHEAD = 45  # days before the last day of an application from which on it is on Today


def carry_on(session: Session, record: Values, event: Values) -> None:
    """Enter a refund that was received in the ledger, whoever took the step."""
    if event["event"] != "receive":
        return
    kind = REFUNDS.fields["kind"].kind.show(str(record["kind"]))
    records.save(session, LEDGER, {
        "happened_on": event.get("happened_on") or checking.today(), "category": record.get("income_as") or _GRANTS,
        "purpose": f"{kind} {record.get('refund_no') or ''}".strip(), "party": _("Superior union"),
        "amount": event["amount"], "method": _BANK, "refund_id": record["id"], "note": event.get("voucher")})


def duties(session: Session, day: str) -> list[Duty]:
    """Return what is due of refunds on an ISO day."""
    asked = add_days(day, -limits.norm(session, "refund.answer_days", day).value)
    lines = (("refund_unanswered", INFO, N_("{count} refunds were applied for long ago and not answered"),
              (Filter("refund_state", "is", ("applied",)), Filter("applied_on", "to", (asked,)))),
             ("refund_returned", WARNING, N_("{count} refunds were sent back to be completed"),
              (Filter("refund_state", "is", ("returned",)),)),
             ("refund_granted", INFO, N_("{count} refunds are granted and have not arrived"),
              (Filter("refund_state", "is", ("granted",)),)))
    found = [Duty(code, level, message, records.count(session, REFUNDS, Query(filters=filters)),
                  Query(filters=filters), register="fund_refunds") for code, level, message, filters in lines]
    return [*found, _founded(session), *_deadlines(session, day)]


def _founded(session: Session) -> Duty:
    """Name the units that have a union by now, paid the levy, and for which nobody asked it back."""
    unit, paid, case = UNITS.table, registers.get("remittances").table, REFUNDS.table
    levied = sa.select(paid.c.founding_id).where(search.living(paid), paid.c.founding_id.is_not(None), paid.c.paid > 0)
    asked = sa.select(case.c.founding_id).where(search.living(case), case.c.founding_id.is_not(None),
                                                case.c.refund_state.not_in(ENDED))
    found = session.execute(sa.select(unit.c.id).where(
        search.living(unit), unit.c.founded_on.is_not(None), unit.c.id.in_(levied), unit.c.id.not_in(asked)))
    query = Query(filters=(Filter("id", "is", tuple(ids := found.scalars().all())),))
    return Duty("founding_back", WARNING,
                N_("The founding levy of {count} units that have a union now is to be asked back"), len(ids), query,
                register="founding_units")


def _deadlines(session: Session, day: str) -> list[Duty]:
    """Remind of policies of the office whose last day to apply for last year is near, while nobody applied."""
    year = int(day[:4]) - 1
    found = []
    for row in records.page(session, POLICIES, limit=-1):
        policy = refund_rules.of_row(row)
        last = refund_rules.deadline(policy, year)
        if policy.kind == FOUNDING or not policy.holds(f"{year}-12-31") or not day <= last <= add_days(day, _AHEAD):
            continue
        case = {"kind": policy.kind, "year": year}
        told = refund_rules.judge(case, checking.Here(session, day=day))
        codes = {problem.code for problem in told.reasons}
        if told.facts and told.facts.base and not codes & {"paid_too_much", "refunded_already"}:
            found.append(Duty("refund_due", WARNING,
                              N_("A refund for {year} can be applied for until {day} ({policy})"), 1,
                              page="funds", arguments={"register": "fund_refunds"},
                              params={"year": year, "day": last, "policy": policy.policy}))
    return found
