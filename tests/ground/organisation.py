"""Employers, committees, officers, elections and their registration."""

from __future__ import annotations

from typing import Any

from tests.ground import place

Row = dict[str, Any]


def _committee(row: Row) -> Row:
    return row | {"kind": "08"}  # a body of which there may be several at a time


def _officer(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "deputy_of"} | {"post": "06"}


def _union(row: Row) -> Row:
    stated = {name for name in row if name.startswith("stated_")}
    return row | ({"stated_reason": "口径不同"} if stated else {})


def _resolution(row: Row) -> Row:
    """Leave out the days that lie before the meeting, and votes of more people than were there."""
    early = {name for name in ("due_on", "done_on") if (row.get(name) or _MET) < _MET}
    return {name: value for name, value in row.items() if name not in early | set(_VOTES)}


_MET = "2026-03-02"
_VOTES = ("votes_for", "votes_against", "abstained")
GROUND: dict[str, Row] = {
    "employers": {"unit_name": "和风机械厂", "unit_uscc": "91350100M000100Y43"},
    "committees": {"name": "和风机械厂工会委员会", "kind": "01", "term_from": "2022-05-01", "term_to": "2027-04-30"},
    "officers": {
        "member_id": place("members"), "post": "01", "committee_id": place("committees"), "since": "2022-05-01"},
    "elections": {"name": "第五届换届", "body": "01", "state": "planned"},
    "meetings": {"name": "第三次全体委员会议", "kind": "3", "held_on": _MET, "entitled": 9, "attended": 8},
    "meeting_resolutions": {"meeting_id": place("meetings"), "matter": "05", "decided": "同意发展会员", "votes_for": 8},
    "legal_registrations": {"kind": "2", "state": "preparing", "prepared_on": "2020-01-01", "chair": "洪晓明"},
}
MEND = {"committees": _committee, "officers": _officer, "unions": _union, "meeting_resolutions": _resolution}
