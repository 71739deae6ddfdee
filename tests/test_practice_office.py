"""The practice office: invented people with branches, events and a mark that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from tests.offices import ACTOR
from tests.samples import member
from union_desk import checking, journal, lifecycle, practice_office, records, registers, undo
from union_desk.progress import Cancelled, Progress

if TYPE_CHECKING:
    from union_desk.database import Database

MEMBERS, EVENTS, BRANCHES = (registers.get(n) for n in ("members", "membership_events", "branches"))


def test_the_office_is_filled_marked_and_its_journal_holds(office: Database) -> None:
    made = practice_office.fill(office, ACTOR, 300, seed=3)
    with office.read() as session:
        assert records.count(session, MEMBERS) == made.members == 300
        assert records.count(session, EVENTS) == made.events >= 300
        assert records.count(session, BRANCHES) == made.branches > 10
        assert journal.verify(session) == 1
        assert session.execute(sa.text("SELECT value FROM settings WHERE name = 'practice'")).scalar() == "true"


def test_every_invented_record_passes_the_rules_of_its_own_form(office: Database) -> None:
    practice_office.fill(office, ACTOR, 300, seed=4)
    with office.read() as session:
        for row in records.page(session, MEMBERS, limit=300):
            problems = checking.validate(MEMBERS, row, checking.Here(session, row["id"]))
            assert [str(p) for p in problems if p.level == "error"] == []
            assert checking.derived(MEMBERS, row, problems)["qualified"] == row["qualified"]


def test_the_state_of_each_member_follows_from_the_events(office: Database) -> None:
    practice_office.fill(office, ACTOR, 400, seed=5)
    with office.read() as session:
        last: dict[str, str] = {}
        for event in records.page(session, EVENTS, limit=10_000):
            assert lifecycle.of(MEMBERS).find(last.get(event["member_id"], ""), event["event"]) is not None
            assert event["from_state"] == last.get(event["member_id"])
            last[event["member_id"]] = event["to_state"]
        assert last == {m["id"]: m["membership_state"] for m in records.page(session, MEMBERS, limit=400)}


def test_everybody_with_a_department_is_in_a_group(office: Database) -> None:
    practice_office.fill(office, ACTOR, 200, seed=6)
    with office.read() as session:
        groups = {b["id"]: b for b in records.page(session, BRANCHES, limit=1000)}
        people = records.page(session, MEMBERS, limit=200)
        assert {groups[p["branch_id"]]["branch_kind"] for p in people if p["branch_id"]} == {"2"}
        assert sum(1 for p in people if p["branch_id"]) > 150


def test_the_same_seed_again_adds_other_people_and_no_second_tree(office: Database) -> None:
    first = practice_office.fill(office, ACTOR, 50, seed=7)
    second = practice_office.fill(office, ACTOR, 50, seed=7)
    assert (first.members, second.members, second.branches) == (50, 50, 0)
    with office.read() as session:
        numbers = [m["id_number"] for m in records.page(session, MEMBERS, limit=100)]
    assert len(set(numbers)) == 100


def test_invented_people_are_never_mixed_with_real_ones(office: Database) -> None:
    with office.write(ACTOR, "x") as session:
        lifecycle.create(session, MEMBERS, member())
    with pytest.raises(practice_office.RealOfficeError, match="1"):
        practice_office.fill(office, ACTOR, 10)


def test_one_undo_empties_the_office_again(office: Database) -> None:
    practice_office.fill(office, ACTOR, 60, seed=8)
    undo.undo(office, ACTOR)
    with office.read() as session:
        assert records.count(session, MEMBERS) == records.count(session, BRANCHES) == 0


def test_cancelling_leaves_nothing(office: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("union_desk.progress.PAUSE", 0)  # each step is told, however fast the machine is
    progress = Progress(lambda state: progress.cancel() if state.done else None)
    with pytest.raises(Cancelled):
        practice_office.fill(office, ACTOR, 9000, seed=9, progress=progress)
    with office.read() as session:
        assert records.count(session, MEMBERS) == 0


def test_generate_is_the_offices_own_verb(office: Database) -> None:
    from union_desk import office as whole

    assert whole.generate(office, 20, seed=2).members == 20
    with office.read() as session:
        assert whole.is_practice(session)
