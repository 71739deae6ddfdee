"""The journal: nothing gets past it, and an altered line is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from tests.offices import ACTOR
from tests.samples import member
from union_desk import journal, lifecycle, records
from union_desk.registers import ALL, MEMBERS

if TYPE_CHECKING:
    from union_desk.database import Database


def add(office: Database, *serials: int) -> list[str]:
    """Add members in one gesture."""
    with office.write(ACTOR, "Added") as s:
        return [lifecycle.create(s, MEMBERS, member(i)).id for i in serials]


@pytest.mark.parametrize("register", ALL, ids=lambda r: r.name)
def test_a_write_outside_a_gesture_fails(office: Database, register: object) -> None:
    table = register.table  # type: ignore[attr-defined]  # parametrised
    with pytest.raises(sa.exc.IntegrityError, match="unjournaled"), office.bookkeeping() as s:
        s.execute(sa.insert(table).values(id="x", revision=1, deleted=False))


def test_a_write_inside_a_gesture_that_is_not_journaled_fails_at_its_end(office: Database) -> None:
    (record_id,) = add(office, 1)
    with pytest.raises(journal.UnjournaledWriteError), office.write(ACTOR, "Sneaked") as s:
        s.execute(sa.update(MEMBERS.table).where(MEMBERS.table.c.id == record_id).values(name="李四"))
    with office.read() as s:
        assert records.get(s, MEMBERS, record_id)["name"] == "张三"


def test_records_are_never_deleted(office: Database) -> None:
    add(office, 1)
    with pytest.raises(sa.exc.IntegrityError, match="never deleted"), office.write(ACTOR, "Deleted") as s:
        s.execute(sa.delete(MEMBERS.table))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_change SET verb = 'x'",
        "DELETE FROM journal_change",
        "DELETE FROM journal_gesture",
        "UPDATE journal_gesture SET actor = 'x'",
    ],
)
def test_the_journal_is_only_added_to(office: Database, statement: str) -> None:
    add(office, 1)
    with pytest.raises(sa.exc.IntegrityError, match="only added to"), office.bookkeeping() as s:
        s.execute(sa.text(statement))


def test_the_chain_is_whole_after_ordinary_work(office: Database) -> None:
    for i in range(1, 6):
        add(office, i)
    with office.read() as s:
        assert journal.verify(s) == 5


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_gesture SET actor = 'somebody else' WHERE n = 2",
        "UPDATE journal_gesture SET at = '2001-01-01T00:00:00.000Z' WHERE n = 2",
        "UPDATE journal_change SET record = 'other' WHERE gesture = 2",
        "UPDATE journal_change SET fields = x'80' WHERE gesture = 2",
        "DELETE FROM journal_change WHERE n = (SELECT max(n) FROM journal_change WHERE gesture = 2)",
        "DELETE FROM journal_gesture WHERE n = 2",
        "INSERT INTO journal_change (gesture, register, record, verb, fields) VALUES (9, 'members', 'x', 'y', x'80')",
    ],
)
def test_an_alteration_from_outside_is_found(office: Database, statement: str) -> None:
    for i in range(1, 4):
        add(office, i)
    with office.bookkeeping() as s:
        for table in ("journal_gesture", "journal_change"):
            for verb in ("update", "delete"):
                s.execute(sa.text(f"DROP TRIGGER guard_{table}_{verb}"))
        s.execute(sa.text(statement))
    with office.read() as s, pytest.raises(journal.BrokenChainError):
        journal.verify(s)


def test_a_gesture_without_changes_is_kept_only_on_request(office: Database) -> None:
    with office.write(ACTOR, "Looked"):
        pass
    with office.write(ACTOR, "Printed", keep=True, count=3):
        pass
    with office.read() as s:
        rows = s.execute(sa.select(journal.GestureRow.what)).scalars().all()
        assert rows == ["Printed"]
        assert journal.verify(s) == 1


def test_bulk_work_is_journaled_row_by_row_and_leaves_the_guard_standing(office: Database) -> None:
    count = journal.BULK + 1
    with office.write(ACTOR, "Imported") as s:
        ids = records.insert_many(s, MEMBERS, [{"name": f"人{i}", "mobile": str(i)} for i in range(count)])
    with office.write(ACTOR, "Changed") as s:
        records.update_many(s, MEMBERS, [(i, {"department": (None, "一车间")}) for i in ids])
    with office.read() as s:
        assert records.count(s, MEMBERS) == count
        assert len(records.history(s, MEMBERS, ids[-1])) == 2
        assert journal.verify(s) == 2
    for statement in (
        "INSERT INTO members (id, revision, deleted) VALUES ('x', 1, 0)",
        "UPDATE members SET name = 'x'",
    ):
        with pytest.raises(sa.exc.IntegrityError, match="unjournaled"), office.bookkeeping() as s:
            s.execute(sa.text(statement))


def test_a_bulk_gesture_that_fails_leaves_the_guard_standing(office: Database) -> None:
    with pytest.raises(ZeroDivisionError), office.write(ACTOR, "Imported") as s:
        records.insert_many(s, MEMBERS, [{"name": f"人{i}"} for i in range(journal.BULK)])
        _ = 1 / 0
    with pytest.raises(sa.exc.IntegrityError, match="unjournaled"), office.bookkeeping() as s:
        s.execute(sa.text("INSERT INTO members (id, revision, deleted) VALUES ('x', 1, 0)"))
