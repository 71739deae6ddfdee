"""Receipts for dues: numbered without gaps, one a payer or one for the whole payroll, reversed but never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import records, registers
from union_desk.affairs import dues
from union_desk.affairs.dues import PAYMENTS
from union_desk.errors import UserError
from union_desk.registers import funds_headings
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RECEIPTS, LEDGER = registers.get("dues_receipts"), registers.get("ledger_entries")
DUES_INCOME = "101"
BANK, CASH = "1", "2"
_CASH_DUES = "2"


@dataclass(frozen=True)
class Wording:
    """What stands on the receipts: the payer of a common one, who writes them, who takes the money."""

    payer: str = ""
    issuer: str = ""
    cashier: str = ""


def unreceipted(session: Session, first: str, last: str) -> list[dict[str, Any]]:
    """Return the payments between two ISO days that have no receipt and were not reversed."""
    table = PAYMENTS.table
    back = sa.select(table.c.void_of).where(table.c.void_of.is_not(None))
    found = sa.select(table).where(
        table.c.paid_on.between(first, last), table.c.receipt_id.is_(None), table.c.void_of.is_(None),
        table.c.id.not_in(back)).order_by(table.c.n)
    return [dict(row) for row in session.execute(found).mappings()]


def issue(session: Session, day: str, first: str, last: str, wording: Wording, *, each: bool = False) -> list[str]:
    """Write receipts for the payments between two days, and the ledger's income; inside `db.write(...)`.

    each: one receipt for each member; else one for all, as for the list of the payroll office. Returns their ids.
    """
    dues.check_day(session, day)
    groups: dict[str, list[dict[str, Any]]] = {}
    for payment in unreceipted(session, first, last):
        groups.setdefault(payment["member_id"] if each else "", []).append(payment)
    if not groups:
        return []
    names = records.by_ids(session, registers.get("members"), [member for member in groups if member])
    rows = [_receipt(day, names.get(member, {}), payments, wording) for member, payments in groups.items()]
    made = records.insert_many(session, RECEIPTS, rows)
    changes = [(payment["id"], {"receipt_id": (None, receipt)})
               for receipt, payments in zip(made, groups.values(), strict=True) for payment in payments]
    records.update_many(session, PAYMENTS, changes)
    _book(session, day, made, wording)
    return made


def _receipt(day: str, member: dict[str, Any], payments: list[dict[str, Any]], wording: Wording) -> dict[str, Any]:
    months = sorted({payment["paid_on"][:7] for payment in payments})
    text = _("Dues, {count} payments of {months}").format(count=len(payments), months=series(months))
    return {"issued_on": day, "payer": member.get("name") or wording.payer or _("Payroll office"), "purpose": text,
            "member_id": member.get("id"), "amount": sum(payment["amount"] for payment in payments),
            "method": payments[0]["method"], "issuer": wording.issuer or None, "cashier": wording.cashier or None}


def _book(session: Session, day: str, receipts: list[str], wording: Wording) -> None:
    """Enter the receipts into the ledger, as income of dues."""
    found = records.by_ids(session, RECEIPTS, receipts)
    rows = [{"happened_on": day, "category": DUES_INCOME, "side": funds_headings.side(DUES_INCOME),
             "purpose": _("Dues by receipt {number}").format(number=found[receipt]["receipt_no"]),
             "party": found[receipt]["payer"], "amount": found[receipt]["amount"], "receipt_id": receipt,
             "method": CASH if found[receipt]["method"] == _CASH_DUES else BANK,
             "cashier": wording.cashier or None} for receipt in receipts]
    records.insert_many(session, LEDGER, rows)


class ReceiptedError(UserError):
    """The payment stands on a receipt."""

    code = "receipted"
    message = N_("This payment stands on receipt {number}: reverse the receipt, which takes its payments back.")


def reverse_payment(session: Session, payment: str, day: str, reason: str) -> str:
    """Reverse a payment that has no receipt yet; inside `db.write(...)`; returns the reversal's id."""
    before = records.get(session, PAYMENTS, payment)
    if before["receipt_id"]:
        raise ReceiptedError(number=records.get(session, RECEIPTS, before["receipt_id"])["receipt_no"])
    return dues.reverse_payment(session, payment, day, reason)


def reverse(session: Session, receipt: str, day: str, reason: str) -> str:
    """Reverse a receipt with its income and its payments; inside `db.write(...)`; returns the reversal's id."""
    before = records.get(session, RECEIPTS, receipt)
    table = RECEIPTS.table
    if before["void_of"] or session.execute(sa.select(table.c.id).where(table.c.void_of == receipt)).first():
        raise dues.NothingReversedError
    dues.check_day(session, day)
    kept = ("payer", "member_id", "purpose", "method", "issuer", "cashier")
    saved = records.save(session, RECEIPTS, {name: before[name] for name in kept} | {
        "issued_on": day, "amount": -before["amount"], "void_of": receipt, "reason": reason})
    for entry in _of(session, LEDGER.table, receipt):
        reverse_entry(session, entry["id"], day, reason)
    for payment in _of(session, PAYMENTS.table, receipt):
        dues.reverse_payment(session, payment["id"], day, reason)
    return saved.id


def _of(session: Session, table: sa.Table, receipt: str) -> list[dict[str, Any]]:
    """Return the records of a receipt that were not reversed."""
    back = sa.select(table.c.void_of).where(table.c.void_of.is_not(None))
    found = sa.select(table).where(table.c.receipt_id == receipt, table.c.void_of.is_(None), table.c.id.not_in(back))
    return [dict(row) for row in session.execute(found).mappings()]


def reverse_entry(session: Session, entry: str, day: str, reason: str) -> str:
    """Reverse a ledger entry in red; inside `db.write(...)`; returns the reversal's id."""
    before = records.get(session, LEDGER, entry)
    table = LEDGER.table
    if before["void_of"] or session.execute(sa.select(table.c.id).where(table.c.void_of == entry)).first():
        raise dues.NothingReversedError
    kept = ("category", "item", "purpose", "party", "method", "handler", "approver", "cashier", "receipt_id",
            "claim_id", "activity_id", "remittance_id", "transfer_id", "refund_id")
    return records.save(session, LEDGER, {name: before[name] for name in kept} | {
        "happened_on": day, "amount": -before["amount"], "void_of": entry, "reason": reason}).id


def gaps(session: Session, year: int) -> list[int]:
    """Return the serial numbers of a year's receipts that are missing between the first and the last."""
    table, start = RECEIPTS.table, f"HF{year:04d}-"
    found = session.execute(sa.select(table.c.receipt_no).where(table.c.receipt_no.startswith(start))).scalars()
    serials = {int(number[len(start):]) for number in found if number[len(start):].isdecimal()}
    return sorted(set(range(1, max(serials, default=0) + 1)) - serials)
