"""Undo: a whole gesture back, later too, and refused when something newer stands in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.offices import ACTOR
from tests.samples import member
from union_desk import journal, lifecycle, records, undo
from union_desk.registers import ALL, MEMBERS
from union_desk.search import Query

if TYPE_CHECKING:
    from union_desk.database import Database


def state(office: Database) -> dict[str, list[dict[str, object]]]:
    """Return all living records of all registers."""
    with office.read() as s:
        return {
            r.name: [{k: v for k, v in row.items() if k != "revision"} for row in records.page(s, r, limit=10_000)]
            for r in ALL
        }


def add(office: Database, serial: int = 1) -> str:
    """Add one member."""
    with office.write(ACTOR, "Added") as s:
        return lifecycle.create(s, MEMBERS, member(serial)).id


def test_undo_takes_back_a_creation_with_its_event(office: Database) -> None:
    before = state(office)
    add(office)
    undo.undo(office, ACTOR)
    assert state(office) == before


def test_undo_takes_back_an_edit_a_deletion_and_a_restoration(office: Database) -> None:
    record_id = add(office)
    states = [state(office)]
    with office.write(ACTOR, "Edited") as s:
        records.save(s, MEMBERS, {"department": "一车间", "mobile": None}, record_id)
    states.append(state(office))
    with office.write(ACTOR, "Deleted") as s:
        records.delete(s, MEMBERS, [record_id])
    states.append(state(office))
    with office.write(ACTOR, "Restored") as s:
        records.restore(s, MEMBERS, [record_id])
    for expected in reversed(states):
        undo.undo(office, ACTOR)
        assert state(office) == expected


def test_undo_names_the_later_change_that_stands_in_the_way(office: Database) -> None:
    record_id = add(office)
    with office.write(ACTOR, "Edited first") as s:
        records.save(s, MEMBERS, {"department": "一车间"}, record_id)
    with office.read() as s:
        first = undo.recent(s)[0].gesture
    with office.write(ACTOR, "Edited second") as s:
        records.save(s, MEMBERS, {"department": "二车间"}, record_id)
    with pytest.raises(undo.UndoBlockedError, match="Edited second"):
        undo.undo(office, ACTOR, first)
    with office.read() as s:
        assert records.get(s, MEMBERS, record_id)["department"] == "二车间"


def test_an_older_gesture_can_be_undone_when_later_ones_touch_other_fields(office: Database) -> None:
    record_id = add(office)
    with office.write(ACTOR, "Edited first") as s:
        records.save(s, MEMBERS, {"department": "一车间"}, record_id)
    with office.read() as s:
        first = undo.recent(s)[0].gesture
    with office.write(ACTOR, "Edited second") as s:
        records.save(s, MEMBERS, {"post": "钳工"}, record_id)
    undo.undo(office, ACTOR, first)
    with office.read() as s:
        row = records.get(s, MEMBERS, record_id)
    assert (row["department"], row["post"]) == (None, "钳工")


def test_nothing_to_undo_is_said(office: Database) -> None:
    with pytest.raises(undo.NothingToUndoError):
        undo.undo(office, ACTOR)


edits = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.sampled_from(["department", "post", "delete", "restore", "event"]),
        st.sampled_from(["甲", "乙", None]),
    ),
    max_size=8,
)


@settings(max_examples=40)  # an example costs an office
@given(edits)
def test_undoing_everything_leads_back_to_the_beginning(
    office_maker: object, steps: list[tuple[int, str, str | None]]
) -> None:
    office: Database = office_maker()  # type: ignore[operator]  # a fixture that makes offices
    ids = {i: add(office, i) for i in (1, 2, 3)}
    start = state(office)
    done = 0
    for serial, what, value in steps:
        with office.write(ACTOR, what) as s:
            row = records.get(s, MEMBERS, ids[serial])
            if what == "delete":
                done += bool(records.delete(s, MEMBERS, [row["id"]]))
            elif what == "restore":
                done += bool(records.restore(s, MEMBERS, [row["id"]]))
            elif what == "event":
                event = "keep" if row["membership_state"] == "active" else "restore"
                lifecycle.apply_event(s, MEMBERS, row["id"], {"event": event, "reason": "7"})
                done += 1
            else:
                done += records.save(s, MEMBERS, {what: value}, row["id"]).changed
    for _ in range(done):
        undo.undo(office, ACTOR)
    assert state(office) == start
    with office.read() as s:
        assert journal.verify(s) == s.execute(sa.text("SELECT count(*) FROM journal_gesture")).scalar_one()
        assert records.count(s, MEMBERS, Query(text="zs")) == 3
