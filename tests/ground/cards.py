"""Service cards and their batches."""

from __future__ import annotations

from typing import Any

from tests.ground import place

Row = dict[str, Any]


def _card(row: Row) -> Row:
    """One application a member: all rows of a test are of one member, so they are of one day and kind."""
    return row | {"applied_on": "2026-03-02", "apply_kind": "1", "existing_card_tail": None}


def _event(row: Row) -> Row:
    """Name a proxy in full or not at all."""
    return row if row.get("proxy_name") and row.get("proxy_id_number") else row | {
        "proxy_name": None, "proxy_id_number": None}


def _registration(row: Row) -> Row:
    return row | {"year": 2020 + int(row.get("year") or 0) % 80} | ({"paid": True} if row.get("paid_on") else {})


GROUND: dict[str, Row] = {
    "card_batches": {"batch_no": "46010020260101", "batch_month": "2026-01-01", "bank_name": "和风银行",
                     "batch_state": "returned"},
    "cards": {"member_id": place("members"), "application_no": "BK202601-0001", "apply_kind": "1",
              "applied_on": "2026-01-05", "card_state": "withdrawn"}}
MEND = {"cards": _card, "card_events": _event, "card_registrations": _registration}
