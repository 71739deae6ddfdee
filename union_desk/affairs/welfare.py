"""Welfare: what the rules say of a payment before it is entered, and paying it into the ledger (domain §6.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import checking, lifecycle, records, registers
from union_desk.registers import funds_policies
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.registers.funds_policies import Verdict
    from union_desk.schema.register import Values

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


def pay(session: Session, claim: str, event: dict[str, Any]) -> str:
    """Pay an approved claim, inside `db.write(...)`; `carry_on` enters the expense; returns the event's id."""
    return lifecycle.apply_event(session, CLAIMS, claim, {"event": "pay", **event})


def carry_on(session: Session, record: Values, event: Values) -> None:
    """Do what else belongs to a step: what was paid stands in the ledger, whoever took the step."""
    if event["event"] != "pay":
        return
    row: dict[str, Any] = dict(record)
    member = records.get(session, registers.get("members"), row["member_id"])
    kind = CLAIMS.fields["event"].kind.show(row["event"])
    records.save(session, LEDGER, {
        "happened_on": event.get("happened_on") or checking.today(), "category": SERVICES,
        "item": ITEM.get(row["event"]), "purpose": f"{kind} {row['claim_no'] or ''}".strip(), "party": member["name"],
        "amount": row["amount"], "handler": row["handler"], "approver": _approver(session, row["id"]),
        "cashier": event.get("cashier"), "claim_id": row["id"],
        "method": CASH if row["form"] == MONEY else TRANSFER, "decision": event.get("decision")})


def _approver(session: Session, claim: str) -> str | None:
    context = checking.Here(session)
    steps = [row for row in context.rows("welfare_events", "claim_id", claim) if row.get("event") == "approve"]
    return str(steps[-1]["decided_by"]) if steps else None
