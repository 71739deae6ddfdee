"""Membership: only the arrows of the table, events only added, the state follows from the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.offices import ACTOR
from tests.samples import id_number, member
from union_desk import checking, lifecycle, records
from union_desk.errors import InvalidRecordError
from union_desk.registers import MEMBERS, MEMBERSHIP_EVENTS
from union_desk.registers.membership import TRANSITIONS
from union_desk.schema import codes
from union_desk.search import Query

if TYPE_CHECKING:
    from union_desk.database import Database

FULL = {"reason": "1", "note": "说明", "decision": "会议纪要3号", "other_union": "海风造船厂工会委员会"}


def add(office: Database, event: str = "register") -> str:
    """Add a member by an opening event."""
    with office.write(ACTOR, "Added") as s:
        return lifecycle.create(s, MEMBERS, member(), {"event": event, **FULL}).id


def test_every_state_and_event_of_the_table_is_in_the_code_lists() -> None:
    states, events = codes.get("membership_state"), codes.get("membership_event")
    for step in TRANSITIONS:
        assert events.has(step.event)
        assert states.has(step.target)
        assert all(states.has(s) for s in step.sources if s)


@settings(max_examples=40)  # an example costs an office
@given(st.lists(st.sampled_from(sorted({t.event for t in TRANSITIONS})), max_size=12))
def test_walks_never_leave_the_table(office_maker: object, walk: list[str]) -> None:
    office: Database = office_maker()  # type: ignore[operator]  # a fixture that makes offices
    record_id = add(office)
    state, count = "active", 1
    for event in walk:
        step = next((t for t in TRANSITIONS if t.event == event and state in t.sources), None)
        if step is None:
            with pytest.raises(lifecycle.TransitionError), office.write(ACTOR, "Event") as s:
                lifecycle.apply_event(s, MEMBERS, record_id, {"event": event, **FULL})
        else:
            with office.write(ACTOR, "Event") as s:
                lifecycle.apply_event(s, MEMBERS, record_id, {"event": event, **FULL})
            state, count = step.target, count + 1
        with office.read() as s:
            assert records.get(s, MEMBERS, record_id)["membership_state"] == state
            events = records.page(s, MEMBERSHIP_EVENTS, Query())
            assert len(events) == count
            assert events[-1]["to_state"] == state


@pytest.mark.parametrize(
    ("event", "needed"),
    [("keep", "reason"), ("auto_withdraw", "decision"), ("expel", "decision"), ("request_transfer_out", "other_union")],
)
def test_what_an_event_needs_is_asked_for(office: Database, event: str, needed: str) -> None:
    record_id = add(office)
    given_values = {k: v for k, v in FULL.items() if k != needed}
    with pytest.raises(InvalidRecordError) as caught, office.write(ACTOR, "Event") as s:
        lifecycle.apply_event(s, MEMBERS, record_id, {"event": event, **given_values})
    assert [p.field for p in caught.value.problems] == [needed]  # type: ignore[attr-defined]  # Problem objects


def test_an_event_in_the_future_is_refused(office: Database) -> None:
    record_id = add(office)
    with pytest.raises(InvalidRecordError), office.write(ACTOR, "Event") as s:
        lifecycle.apply_event(s, MEMBERS, record_id, {"event": "keep", **FULL, "happened_on": "2999-01-01"})


def test_an_event_that_would_break_a_rule_is_refused(office: Database) -> None:
    born = f"{int(checking.today()[:4]) - 15}-01-01"
    values = member(birth_date=born, id_number=id_number(1, born), join_union_date=None)
    with pytest.raises(InvalidRecordError) as caught, office.write(ACTOR, "Added") as s:
        lifecycle.create(s, MEMBERS, values)
    assert {p.code for p in caught.value.problems} == {"R3"}  # type: ignore[attr-defined]  # Problem objects
    with office.read() as s:
        assert records.count(s, MEMBERS) == records.count(s, MEMBERSHIP_EVENTS) == 0


def test_the_refusal_says_what_is_possible(office: Database) -> None:
    record_id = add(office)
    with pytest.raises(lifecycle.TransitionError, match="保留会籍"), office.write(ACTOR, "Event") as s:
        lifecycle.apply_event(s, MEMBERS, record_id, {"event": "restore"})


def test_the_joining_date_survives_a_transfer(office: Database) -> None:
    record_id = add(office)
    for event in ("request_transfer_out", "confirm_transfer_out", "transfer_in"):
        with office.write(ACTOR, "Event") as s:
            lifecycle.apply_event(s, MEMBERS, record_id, {"event": event, **FULL})
    with office.read() as s:
        row = records.get(s, MEMBERS, record_id)
    assert row["join_union_date"] == "2015-05-01"
    assert row["membership_change_type"] == "2"
