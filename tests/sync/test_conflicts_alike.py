"""What says the same is not asked: a version that is shown by now, one that was set aside twice. What differs is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.desk import conflicts
from sync.protocol import limits
from tests.offices import ACTOR
from tests.sync.test_two_computers import ids, settle, two, waiting
from union_desk import records
from union_desk.registers.kept_versions import DECIDED, KEPT_VERSIONS, OPEN
from union_desk.synctables import FRAMES, RECORDS

if TYPE_CHECKING:
    import pytest

    from tests.sync.roads import Pair

__all__ = ["two"]
MANY = 6  # of two versions chance decides which is shown: each of six members


def differ(one: Pair, other: Pair, members: list[str], mine: str, theirs: str) -> None:
    """Let both computers give members another name each without knowing of each other."""
    for record in members:
        one.edit(record, name=mine)
        other.edit(record, name=theirs)
    settle(one, other)


def counted(pair: Pair) -> int:
    """Return how many conflicts are said to wait."""
    with pair.db.read() as s:
        return conflicts.count(s)


def states(pair: Pair) -> list[str]:
    """Return the states of all versions that were set aside."""
    with pair.db.read() as s:
        return list(s.execute(sa.select(KEPT_VERSIONS.table.c.kept_state)).scalars())


def test_a_version_that_says_what_is_shown_by_now_asks_nothing(two: tuple[Pair, Pair]) -> None:
    one, other = two
    first = ids(one)[0]
    differ(one, other, [first], "甲", "乙")
    (conflict,) = waiting(one)
    (name,) = (each for each in conflict.differences if each.field == "name")
    one.edit(first, name=name.theirs)
    settle(one, other)
    for pair in two:
        assert (waiting(pair), counted(pair), states(pair)) == ([], 0, [OPEN])
    other.edit(first, name="丙")
    settle(one, other)
    assert [(len(waiting(pair)), counted(pair)) for pair in two] == [(1, 1)] * 2  # the question is not lost


def test_a_version_that_was_set_aside_twice_is_asked_and_decided_once(two: tuple[Pair, Pair]) -> None:
    one, other = two
    differ(one, other, ids(one)[:1], "甲", "乙")
    with other.db.write(ACTOR, "Set aside") as s:  # as a computer does that met the same under another hash
        row: dict[str, Any] = dict(s.execute(sa.select(KEPT_VERSIONS.table)).mappings().one())
        kept = {name: row[name] for name in KEPT_VERSIONS.fields}
        records.insert_many(s, KEPT_VERSIONS, [kept], ids=["0199c0de-0000-7000-8000-000000000001"])
    settle(one, other)
    assert [len(waiting(pair)) for pair in two] == [1, 1]
    conflicts.decide(one.db, ACTOR, waiting(one)[0], {"name": conflicts.THEIRS})
    settle(one, other)
    for pair in two:
        assert (waiting(pair), states(pair)) == ([], [DECIDED] * 2)


def test_what_was_decided_once_and_is_typed_again_against_another_change_is_asked_again(two: tuple[Pair, Pair]) -> None:
    one, other = two
    one.add(*range(3, 1 + MANY))
    settle(one, other)
    members = ids(one)
    differ(one, other, members, "甲", "乙")
    losers = {each.record: each.differences for each in waiting(one)}
    assert len(losers) == MANY
    for each in waiting(one):
        conflicts.decide(one.db, ACTOR, each)
    settle(one, other)
    assert counted(one) == counted(other) == 0
    for record, differences in losers.items():
        (theirs,) = (each.theirs for each in differences if each.field == "name")
        one.edit(record, name=theirs)
        other.edit(record, name="丙")
    settle(one, other)
    assert [{each.record for each in waiting(pair)} for pair in two] == [set(members)] * 2


def test_what_is_set_aside_never_travels_after_what_has_seen_it(
        two: tuple[Pair, Pair], monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it would be lost with a computer that dies between the two frames."""
    one, other = two
    members = [*ids(one), *one.add(*range(11, 11 + MANY))]
    settle(one, other)
    monkeypatch.setattr(limits, "SEAL_RECORDS", 3)
    differ(one, other, members, "甲", "乙")
    with one.db.read(whole=True) as s:
        order = {(name, seq): place for place, (name, seq) in enumerate(s.execute(
            sa.select(FRAMES.c.log, FRAMES.c.seq).order_by(FRAMES.c.log, FRAMES.c.seq)).all())}
        at = {(row.register, row.record): order[row.log, row.seq] for row in s.execute(sa.select(RECORDS))}
        kept = s.execute(sa.select(KEPT_VERSIONS.table.c.id, KEPT_VERSIONS.table.c.owner_id)).all()
    assert len(kept) == len(members) > 2 * limits.SEAL_RECORDS
    assert [record for name, record in kept if at["kept_versions", name] > at["members", record]] == []
