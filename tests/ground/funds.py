"""A line of dues and a welfare claim, on which payments and steps hang."""

from __future__ import annotations

from itertools import count
from typing import Any

from tests.ground import place

Row = dict[str, Any]
_BOOKED_ONCE = ("remittance_id", "transfer_id", "refund_id")
_MONTHS = count()  # a closing is never taken away, so that each needs a month of its own


def _claim(row: Row) -> Row:
    """Let an exception be whole, and private words be long enough to be told from others."""
    row = row | {"details": f"住院情况：{row['details']}"} if row.get("details") else row
    both = bool(row.get("override_reason")) and bool(row.get("override_by"))
    return row if both else {name: value for name, value in row.items() if not name.startswith("override_")}


def _payment(row: Row) -> Row:
    """Let money come in, above zero and as no reversal."""
    plain = {name: value for name, value in row.items() if name not in {"void_of", "reason"}}
    return plain | {"amount": abs(row.get("amount") or 0) + 1}


def _entry(row: Row) -> Row:
    """Make it an income under a heading that has always been there, of money that stands in the ledger once."""
    plain = {name: value for name, value in _payment(row).items() if name not in _BOOKED_ONCE}
    return plain | {"category": "101", "item": None}


def _budget(row: Row) -> Row:
    """Take a heading that has always been there, and leave the adjustment out."""
    plain = {name: value for name, value in row.items() if not name.startswith("adjust")}
    return plain | {"category": "203", "item": None}


def _dues(row: Row) -> Row:
    """Give an exemption its resolution, and a private amount so many digits that it is told from others."""
    row = row if row.get("exempt_basis") else row | {"exempt_reason": None}
    return row | {"base": row["base"] + 98_765_432_100} if row.get("base") is not None else row


def _audit(row: Row) -> Row:
    """Look at accounts, which needs no officer who leaves."""
    return row | {"kind": "2"}


def _closing(row: Row) -> Row:
    """Close a month of long ago that no other one closes."""
    year, month = divmod(next(_MONTHS) % 420, 12)
    return row | {"year": 1990 + year, "month": month + 1, "closed_on": "2025-05-06"}


GROUND: dict[str, Row] = {
    "founding_units": {"unit_name": "新叶餐饮店", "opened_on": "2020-01-02", "founding_state": "1"},
    "fund_refunds": {"kind": "9", "year": 2024, "applied_on": "2025-03-04", "refund_no": "FH2025-0001",
                     "refund_state": "applied", "verdict": "review"},
    "dues": {"member_id": place("members"), "year": 2051, "month": 7, "amount_due": 2410, "period": 205107,
             "dues_state": "1"},
    "welfare_claims": {"member_id": place("members"), "event": "02", "happened_on": "2025-03-04", "amount": 20000,
                       "claim_no": "WW2025-0001", "claim_state": "requested", "verdict": "review"},
}
MEND = {"dues": _dues, "dues_payments": _payment, "dues_receipts": _payment, "ledger_entries": _entry,
        "budgets": _budget, "closings": _closing, "fund_audits": _audit, "welfare_claims": _claim}
