"""Cross-tables of a past day: particulars as they stood then, counted a second way by replaying the journal."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.statistics import people, truth
from tests.statistics.people import ACTOR
from union_desk import journal, records, tracing
from union_desk.database import Database
from union_desk.journal import ChangeRow, GestureRow
from union_desk.registers.members import MEMBERS
from union_desk.search import Filter, Query
from union_desk.statistics import dimensions
from union_desk.statistics.crosstab import crosstab
from union_desk.statistics.past import end_of, fields_of
from union_desk.statistics.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

STEPS = ("2025-01-10", "2025-04-10", "2025-07-10", "2025-10-10", "2026-01-10", "2026-04-10")
DAYS = ("2024-12-31", "2025-04-09", "2025-07-10", "2026-03-31", "2026-10-31")
FIELDS = ("sex", "education", "political_status", "birth_date", "is_migrant_worker", "branch_id", "native_place")


@pytest.fixture(scope="module")
def changed(office_template: tuple[Path, Database], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Return an office whose members' particulars changed again and again, at known moments."""
    folder, made = office_template
    place = tmp_path_factory.mktemp("past") / "office"
    shutil.copytree(folder, place)
    db = Database.open_with(place, made.key)
    rng = random.Random(4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journal, "now", lambda: f"{STEPS[0]}T08:00:00.000Z")
        people.fill(db, 200, seed=9)
        for day in STEPS[1:]:
            patch.setattr(journal, "now", lambda day=day: f"{day}T08:00:00.000Z")
            _change(db, rng)
    yield db
    db.close()


def _change(db: Database, rng: random.Random) -> None:
    with db.read() as session:
        found = records.page(session, MEMBERS, limit=-1)
    changes = []
    for row in rng.sample(found, 80):
        other = rng.choice(found)
        fields = {n: (row[n], other[n]) for n in rng.sample(FIELDS, 3) if row[n] != other[n]}
        if fields:
            changes.append((row["id"], fields))
    with db.write(ACTOR, "x") as session:
        records.update_many(session, MEMBERS, changes)


def replayed(session: Session, day: str) -> dict[str, dict[str, Any]]:
    """Return the members as they stood at the end of a day, made from the journal from its beginning."""
    import sqlalchemy as sa

    moment, found = end_of(day), dict[str, dict[str, Any]]()
    rows = session.execute(sa.select(GestureRow.at, ChangeRow.record, ChangeRow.verb, ChangeRow.fields).join(
        GestureRow, GestureRow.n == ChangeRow.gesture).where(ChangeRow.register == "members").order_by(ChangeRow.n))
    for at, record, verb, blob in rows:
        values = journal.unpack(blob)
        if verb == "create":  # what was entered later counts with its first values
            found[record] = dict.fromkeys(MEMBERS.fields) | values
        elif at < moment and verb == "update":
            found[record] |= {name: pair[1] for name, pair in values.items()}
    return found


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("names", [("sex", "age"), ("education_group", "political_group"), ("branch", "sex"),
                                   ("native_province", "is_migrant_worker", "sex")])
def test_every_cell_and_its_people_are_those_of_the_day(changed: Database, names: tuple[str, ...], day: str) -> None:
    with changed.read() as session:
        tab = crosstab(session, [dimensions.get(name) for name in names], Scope(day))
        members, events, branches = people.everything(changed)
        then = replayed(session, day)
        expected: dict[tuple[str, ...], list[str]] = {}
        for member in truth.counted(members, events, day):
            row = {**member, **then[member["id"]]}
            keys = truth.keys(row, day, branches)
            expected.setdefault(tuple(keys[name] for name in names), []).append(member["id"])
        assert tab.cells == Counter({cell: len(ids) for cell, ids in expected.items()})
        for cell, ids in expected.items():
            assert sorted(tab.people(session, *cell)) == sorted(ids)
            assert records.count(session, MEMBERS, tab.find(session, *cell)) == len(ids)


def test_a_filter_asks_for_what_stood_there_then(changed: Database) -> None:
    day = DAYS[1]
    query = Query(filters=(Filter("sex", "is", ("2",)),))
    with changed.read() as session:
        tab = crosstab(session, [dimensions.get("education_group")], Scope(day, query))
        members, events, _branches = people.everything(changed)
        then = replayed(session, day)
        women = [m for m in truth.counted(members, events, day) if then[m["id"]]["sex"] == "2"]
    assert tab.total == len(women) > 10


def test_what_is_known_today_can_be_asked_for_too(changed: Database) -> None:
    day = DAYS[1]
    with changed.read() as session:
        then, now = (crosstab(session, [dimensions.get("education_group")], Scope(day, known=known))
                     for known in (False, True))
        members, events, _branches = people.everything(changed)
    assert then.total == now.total
    assert then.cells != now.cells
    assert now.cells == Counter((truth.education(m["education"]),) for m in truth.counted(members, events, day))


def test_a_past_day_reads_only_the_changes_that_count(changed: Database) -> None:
    """Reading the whole journal was what made past days slow: the plan names the index that holds all that is asked."""
    with changed.read() as session:
        run = session.connection().exec_driver_sql
        for dimension in dimensions.ALL:
            fields = fields_of([dimension.expression(MEMBERS.table, DAYS[1])])
            assert set(fields) <= set(tracing.FIELDS), dimension.id
            plan = run(f"EXPLAIN QUERY PLAN {tracing.changes_since(fields)}", (end_of(DAYS[1]),)).fetchall()
            assert any(f"SCAN journal_change USING COVERING INDEX {tracing.INDEX}" in row[3] for row in plan), plan
        count = f"SELECT count(*) FROM journal_change INDEXED BY {tracing.INDEX} WHERE {tracing.TRACED}"
        indexed: Any = run(count).scalar()
        rows = run("SELECT register, verb, fields FROM journal_change").fetchall()
    counted = [blob for register, verb, blob in rows if (register, verb) == ("members", "update")
               and set(journal.unpack(blob)) & set(tracing.FIELDS)]
    assert len(counted) == indexed > 300


def test_a_day_is_taken_back_by_the_moment_of_the_gesture_not_by_its_place(
    changed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock that once stood in the future must not let all that was written since be read again."""
    with changed.read() as session:
        before = crosstab(session, [dimensions.get("education_group")], Scope(DAYS[3])).cells
    monkeypatch.setattr(journal, "now", lambda: "2025-02-01T08:00:00.000Z")
    with changed.write(ACTOR, "x") as session:
        first = records.page(session, MEMBERS, limit=1)[0]
        records.update_many(session, MEMBERS, [(first["id"], {"sex": (first["sex"], first["sex"])})])
    with changed.read() as session:
        assert crosstab(session, [dimensions.get("education_group")], Scope(DAYS[3])).cells == before


def test_a_local_day_ends_at_its_own_midnight() -> None:
    assert end_of("2026-03-31") > "2026-03-31T"
    assert end_of("2026-03-31") < end_of("2026-04-01")
