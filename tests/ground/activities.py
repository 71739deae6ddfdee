"""An activity that others may name: long enough for every drawn day, with room for every drawn guest."""

from __future__ import annotations

from typing import Any

from tests.ground import place

Row = dict[str, Any]


def _signed_by_proxy(row: Row) -> Row:
    return row | ({"signer": "王代签"} if row.get("method") == "proxy" else {})


def _received(row: Row) -> Row:
    return row | ({"signed_by": "王代领"} if row.get("signature") == "proxy" else {})


GROUND: dict[str, Row] = {
    "activities": {
        "act_no": "HD1955-0001", "title": "和风杯登山比赛", "kind": "A02", "starts_on": "1955-01-01",
        "ends_on": "2005-12-31", "guests_each": 10**7, "status": "enrolling"},
    "activities:draft": {
        "act_no": "HD1955-0002", "title": "秋游", "kind": "A02", "starts_on": "1955-01-01", "ends_on": "2005-12-31",
        "status": "draft"},
}
MEND = {
    "activity_budget_lines": lambda row: row | {"activity_id": place("activities:draft")},
    "activity_sign_ins": _signed_by_proxy, "activity_goods": _received}
