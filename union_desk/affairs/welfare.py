"""Welfare: what the rules say of a payment before it is entered, and paying it into the ledger (domain §6.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import checking, lifecycle, records, registers
from union_desk.registers import funds_policies
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.registers.funds_policies import Verdict

CLAIMS, LEDGER = registers.get("welfare_claims"), registers.get("ledger_entries")
SERVICES = "202"
# The item of the ledger under which each occasion is booked
ITEM = {"01": "20201", "02": "20202", "03": "20203", "04": "20203", "05": "20204", "06": "20205", "07": "20205",
        "08": "20206", "09": "20219"}
PAID = N_("Paid out welfare {number}")
MONEY, TRANSFER, CASH = "3", "1", "2"


def check(session: Session, claim: dict[str, Any], day: str | None = None) -> Verdict:
    """Return what the rules say of a claim that need not be saved: member_id, event, happened_on, amount, form, …."""
    return funds_policies.judge(claim, checking.Here(session, claim.get("id"), day=day))


def pay(session: Session, claim: str, event: dict[str, Any], *, book: bool = True) -> str:
    """Pay an approved claim and enter the expense; inside `db.write(...)`; returns the event's id."""
    before = records.get(session, CLAIMS, claim)
    made = lifecycle.apply_event(session, CLAIMS, claim, {"event": "pay", **event})
    if book:
        approver = _approver(session, claim)
        member = records.get(session, registers.get("members"), before["member_id"])
        kind = CLAIMS.fields["event"].kind.show(before["event"])
        records.save(session, LEDGER, {
            "happened_on": event.get("happened_on") or checking.today(), "category": SERVICES,
            "item": ITEM.get(before["event"]), "purpose": f"{kind} {before['claim_no'] or ''}".strip(),
            "party": member["name"], "amount": before["amount"], "handler": before["handler"], "approver": approver,
            "cashier": event.get("cashier"), "claim_id": claim, "method": CASH if before["form"] == MONEY else TRANSFER,
            "decision": event.get("decision")})
    return made


def _approver(session: Session, claim: str) -> str | None:
    context = checking.Here(session)
    steps = [row for row in context.rows("welfare_events", "claim_id", claim) if row.get("event") == "approve"]
    return str(steps[-1]["decided_by"]) if steps else None
