"""A proposal to erase, which its steps hang on; consents whose days are in order."""

from __future__ import annotations

from typing import Any

from tests.ground import place

Row = dict[str, Any]


def _consent(row: Row) -> Row:
    """Give a consent in the past that nobody withdrew, with a guardian for those who need one."""
    return row | {"given_on": f"2024-0{1 + len(str(row.get('note') or '')) % 9}-11", "withdrawn_on": None,
                  "handled_on": None, "guardian": row.get("guardian") or "王秀兰"}


GROUND: dict[str, Row] = {
    "erasures": {"number": "SC2025-0001", "owner_register": "members", "owner_id": place("members"),
                 "ground": "request", "proposed_on": "2025-03-03"},
}
MEND = {"consents": _consent}
