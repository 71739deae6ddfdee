"""Verification finds whatever was written past the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.offices import ACTOR
from tests.samples import member
from union_desk import lifecycle, records, undo, verification
from union_desk.progress import Progress, State
from union_desk.registers import ALL, BRANCHES, MEMBERS
from union_desk.verification import AlteredRecordsError, MissingGuardsError, StaleIndexError

if TYPE_CHECKING:
    from union_desk.database import Database


@pytest.fixture
def lived(office: Database) -> Database:
    """Return an office in which records were made, changed, binned, restored and undone."""
    with office.write(ACTOR, "Added") as s:
        ids = [lifecycle.create(s, MEMBERS, member(k)).id for k in range(1, 6)]
        records.save(s, BRANCHES, {"name": "一分会", "branch_kind": "1"})
    with office.write(ACTOR, "Changed") as s:
        records.save(s, MEMBERS, {"mobile": None, "is_migrant_worker": True}, ids[0])
        lifecycle.apply_event(s, MEMBERS, ids[1], {"event": "keep", "reason": "2"})
    with office.write(ACTOR, "Binned") as s:
        records.delete(s, MEMBERS, ids[2:4])
    with office.write(ACTOR, "Restored") as s:
        records.restore(s, MEMBERS, ids[3:4])
    with office.write(ACTOR, "Changed again") as s:
        records.save(s, MEMBERS, {"name": "李四"}, ids[0])
    undo.undo(office, ACTOR)
    return office


def meddle(db: Database, *statements: str) -> None:
    """Run statements as somebody who holds the key, past the program."""
    with db.engine.execution_options(write=True).connect() as connection:
        triggers = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
        for name, _sql in triggers:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.exec_driver_sql(statement)
        for _name, sql in triggers:
            connection.exec_driver_sql(sql)
        connection.commit()


def test_what_the_program_did_is_whole(lived: Database) -> None:
    states: list[State] = []
    found = verification.verify(lived, Progress(states.append))
    assert found.records["members"] == 5
    assert found.records["membership_events"] == 6
    assert found.gestures == 6
    assert (states[0].done, states[0].total) == (0, len(ALL) + 3)


@pytest.mark.parametrize("statement", [
    "UPDATE members SET mobile = '13900000000' WHERE n = 5",
    "UPDATE members SET revision = revision + 1 WHERE n = 5",
    "UPDATE members SET deleted = 1 WHERE n = 5",
    "UPDATE branches SET name = NULL",
    "DELETE FROM members WHERE n = 5",
    "INSERT INTO branches (n, id, revision, deleted, name) VALUES (9, 'x', 1, 0, 'y')",
    "DELETE FROM membership_events",
])
def test_a_row_changed_outside_the_program_is_found(lived: Database, statement: str) -> None:
    meddle(lived, statement)
    with pytest.raises(AlteredRecordsError) as found:
        verification.verify(lived)
    assert found.value.params["count"] in {1, 4}


def test_a_state_that_no_event_led_to_is_found(lived: Database) -> None:
    with lived.write(ACTOR, "Forced") as s:
        row = records.page(s, MEMBERS)[0]
        records.update_many(s, MEMBERS, [(row["id"], {"membership_state": (row["membership_state"], "expelled")})])
    with pytest.raises(AlteredRecordsError, match=row["id"]):
        verification.verify(lived)


def test_missing_guards_are_found(lived: Database) -> None:
    with lived.engine.execution_options(write=True).connect() as connection:
        connection.exec_driver_sql("DROP TRIGGER guard_members_update")
        connection.commit()
    with pytest.raises(MissingGuardsError, match="members"):
        verification.verify(lived)


def test_a_word_index_that_lost_a_record_is_found(lived: Database) -> None:
    meddle(lived, "DELETE FROM search_members WHERE rowid = 2")
    with pytest.raises(StaleIndexError, match="4"):
        verification.verify(lived)
