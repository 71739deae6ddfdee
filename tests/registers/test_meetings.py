"""Meetings: who makes a quorum, who may call one, what is adopted, and that days follow each other (§3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.offices import ACTOR
from union_desk import checking, records, registers
from union_desk.affairs import organisation
from union_desk.errors import InvalidRecordError

if TYPE_CHECKING:
    from union_desk.database import Database

MEETINGS, RESOLUTIONS = registers.get("meetings"), registers.get("meeting_resolutions")
ALONE = checking.Alone(day="2026-11-22")
ALL_THERE = {"entitled": 9, "attended": 9}
HELD = {"name": "年度会员大会", "held_on": "2026-03-02"}


def said(**values: Any) -> list[tuple[str, str]]:
    found = checking.validate(MEETINGS, {**HELD, **values}, ALONE)
    return [(p.code, p.field) for p in found if p.code not in {"missing", "incomplete"}]


@pytest.mark.parametrize(("facts", "told"), [
    ({"kind": "1", "entitled": 60, "attended": 40}, []),
    ({"kind": "1", "entitled": 60, "attended": 39}, [("meeting_parts", "attended")]),
    ({"kind": "3", "entitled": 9, "attended": 6}, []),
    ({"kind": "3", "entitled": 9, "attended": 5}, [("body_parts", "attended")]),
    ({"kind": "8", "entitled": 9, "attended": 2}, []),  # a group's talk has no quorum
    ({"kind": "1", "entitled": 9, "attended": 10}, [("attended", "attended")]),
    ({"kind": "2", "members_total": 100}, [("full_meeting_members", "kind")]),
    ({"kind": "2", "members_total": 101}, []),
    ({"caller": "2", "asked_by": 20, "members_total": 60}, []),
    ({"caller": "2", "asked_by": 19, "members_total": 60}, [("meeting_call_parts", "asked_by")]),
    ({"caller": "2", "members_total": 60}, [("asked_by", "asked_by")]),
    ({"caller": "2", "asked_by": 20}, [("asked_by", "members_total")]),
    ({"notified_on": "2026-03-03"}, [("dates", "held_on")]),
    ({"reported_on": "2026-03-01"}, [("dates", "reported_on")]),
    ({"held_on": "2026-11-23"}, []),  # planned
    ({"held_on": "2026-11-23", "entitled": 9, "attended": 9}, [("future_date", "held_on")]),
])
def test_a_meeting_needs_its_quorum_its_caller_and_its_days(facts: dict[str, Any], told: list[tuple[str, str]]) -> None:
    assert said(**facts) == told


def test_a_resolution_needs_more_than_half_of_those_entitled(office: Database) -> None:
    with office.write(ACTOR, "Met") as s:
        meeting = records.save(s, MEETINGS, {**HELD, "kind": "1", "entitled": 60, "attended": 50}).id
        decided = {"meeting_id": meeting, "decided": "通过决算", "adopted": True}
        for votes, code in ((30, "meeting_percent"), (51, "votes")):
            with pytest.raises(InvalidRecordError) as caught:
                records.save(s, RESOLUTIONS, {**decided, "votes_for": votes})
            assert code in {p.code for p in caught.value.problems}  # type: ignore[attr-defined]  # problems of the rules
        assert records.save(s, RESOLUTIONS, {**decided, "votes_for": 31}).id
        assert records.save(s, RESOLUTIONS, {**decided, "votes_for": 30, "adopted": False}).id
        with pytest.raises(InvalidRecordError) as early:
            records.save(s, RESOLUTIONS, {**decided, "due_on": "2026-03-01"})
        assert "dates" in {p.code for p in early.value.problems}  # type: ignore[attr-defined]  # as above


def test_a_year_without_a_meeting_is_told_and_an_election_counts_as_one(office: Database) -> None:
    def told(day: str) -> dict[str, str]:
        with office.read() as s:
            return {duty.code: duty.text() for duty in organisation.duties(s, day) if duty.count}

    assert "members_due" not in told("2026-03-02")  # an office that keeps no such book is not asked
    with office.write(ACTOR, "Met") as s:
        for kind, name in (("1", "会员大会"), ("3", "委员会会议")):
            records.save(s, MEETINGS, {**ALL_THERE, "name": name, "held_on": "2025-03-02", "kind": kind})
    assert "members_due" not in told("2026-03-01")
    late = told("2026-03-02")
    assert "2025-03-02" in late["members_due"]
    assert "2025-03-02" in late["committee_due"]
    assert "audit_due" not in late
    with office.write(ACTOR, "Elected") as s:
        records.insert_many(s, registers.get("elections"), [
            {"name": "换届", "body": "01", "state": "held", "meeting_on": "2025-06-01"}])
    assert "members_due" not in told("2026-03-02")


def test_what_a_meeting_left_open_is_told(office: Database) -> None:
    with office.write(ACTOR, "Met") as s:
        meeting = records.save(s, MEETINGS, {"name": "委员会会议", "held_on": "2026-03-02", **ALL_THERE}).id
        records.save(s, MEETINGS, {"name": "原定会议", "held_on": "2026-03-20"})
        for done in (None, "2026-03-09"):
            records.save(s, RESOLUTIONS, {
                "meeting_id": meeting, "decided": "购置图书", "adopted": True, "due_on": "2026-03-10", "done_on": done})
    codes = ("meeting_open", "resolution_late", "minutes_missing")

    def counts(day: str) -> list[int]:
        with office.read() as s:
            found = {duty.code: duty.count for duty in organisation.duties(s, day)}
        return [found[code] for code in codes]

    assert counts("2026-03-10") == [0, 0, 0]
    assert counts("2026-03-21") == [1, 1, 1]
    with office.write(ACTOR, "Filed") as s:
        records.insert_many(s, registers.get("attachments"), [
            {"owner_register": "meetings", "owner_id": meeting, "evidence": "03", "title": "纪", "content": "0" * 64}])
    assert counts("2026-03-21") == [1, 1, 0]
