"""A restored superior lacks what a computer wrote that may not report any more: another one of the union has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sync.desk import store
from sync.server import carrier as there
from sync.server import engine as engines
from sync.server.carrier import Read
from sync.server.tables import metadata
from tests.sync.protocol.samples import refusal
from tests.sync.senders import Sender, table
from tests.sync.server.test_ingest import person, state
from tests.sync.test_carrier import exchange, read, write
from tests.sync.test_two_computers import ids, rows, settle, two
from union_desk.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sync.server.superior import Superior
    from tests.sync.roads import Pair

__all__ = ["two"]  # a fixture

Kept = dict[str, list[dict[str, Any]]]


def kept(superior: Superior) -> Kept:
    """Return everything that a superior holds."""
    with engines.reading(superior.engine) as connection:
        return {one.name: [dict(row) for row in connection.execute(sa.select(one)).mappings()]
                for one in metadata.sorted_tables}


def put_back(superior: Superior, before: Kept) -> None:
    """Restore a superior to what it held."""
    with engines.writing(superior.engine) as connection:
        for one in reversed(metadata.sorted_tables):
            connection.execute(sa.delete(one))
        for one in metadata.sorted_tables:
            if before[one.name]:
                connection.execute(sa.insert(one), before[one.name])


def device_of(pair: Pair) -> str:
    with pair.db.read() as s:
        return store.superior(s).device


def test_what_a_withdrawn_computer_wrote_is_sealed_again_by_another_and_holds_up_nothing(
        two: tuple[Pair, Pair]) -> None:
    one, other = two
    before = kept(one.superior)
    first, second = ids(one)[:2]
    one.edit(first, name="停用前")
    one.sync()
    other.sync()
    other.edit(first, remark="接着改")  # on top of what is lost
    other.sync()
    put_back(one.superior, before)
    one.superior.revoke(device_of(one))
    other.edit(second, name="后来")
    report = other.sync()
    assert report.reissued > 0
    assert {row["name"] for row in other.there().values()} == {"停用前", "后来"}
    assert rows(other)[first]["remark"] == other.there()[first]["remark"] == "接着改"
    other.check()
    assert other.sync().records == 0


def test_a_withdrawn_computer_that_is_allowed_again_has_lost_nothing(two: tuple[Pair, Pair]) -> None:
    one, other = two
    before = kept(one.superior)
    (first, _second) = ids(one)[:2]
    one.edit(first, name="停用前")
    one.sync()
    other.sync()
    put_back(one.superior, before)
    one.superior.revoke(device_of(one))
    other.sync()
    put_back_right(one.superior, device_of(one))
    one.edit(first, remark="又可以了")
    settle(one, other)
    assert [rows(pair)[first]["name"] for pair in two] == ["停用前"] * 2
    assert [rows(pair)[first]["remark"] for pair in two] == ["又可以了"] * 2
    other.check()


@pytest.fixture
def sticks(pair: Pair, tmp_path: Path) -> Iterator[tuple[Pair, Pair, Path]]:
    """Give two computers of one union that go by sticks alone and hold the same two members, and a folder."""
    pair.add(1, 2)
    exchange(pair, tmp_path, "0")
    other = pair.copy(tmp_path / "other", with_key=False)
    pair.db = Database.open_with(pair.db.folder, pair.db.key)
    other.enrol(pair.superior.add_token(pair.unit.code)[1].text)
    exchange(other, tmp_path, "1")
    yield pair, other, tmp_path
    other.db.close()


def lose_what_one_wrote(one: Pair, other: Pair, folder: Path) -> Kept:
    """Let `other` build on what `one` wrote, and restore the superior to before both, which is returned."""
    before = kept(one.superior)
    first, second = ids(one)
    one.edit(first, name="停用前")
    exchange(one, folder, "a")
    exchange(other, folder, "b")
    other.edit(first, remark="接着改")
    exchange(other, folder, "c")
    put_back(one.superior, before)
    other.edit(second, name="后来")
    return before


def test_by_stick_too_what_a_withdrawn_computer_wrote_is_sealed_again_and_holds_up_nothing(
        sticks: tuple[Pair, Pair, Path]) -> None:
    one, other, folder = sticks
    lose_what_one_wrote(one, other, folder)
    one.superior.revoke(device_of(one))
    exchange(other, folder, "d")  # its heads tell what is lost
    write(other, folder / "e.udf")
    found = there.read(other.superior, folder / "e.udf")
    assert "revoked" in found.refused.values()
    there.answer(other.superior, found, folder / "e.answer")
    answered = read(other, folder / "e.answer")
    assert (answered.reissued, answered.late) == (2, False)
    assert exchange(other, folder, "f").confirmed > 0
    assert {row["name"] for row in other.there().values()} == {"停用前", "后来"}
    assert rows(other)[ids(other)[0]]["remark"] == other.there()[ids(other)[0]]["remark"] == "接着改"
    other.check()
    assert write(other, folder / "g.udf").frames == 0
    assert read(other, folder / "e.answer").late
    other.check()


def test_an_answer_gives_up_no_log_of_a_computer_that_may_report_and_none_of_the_own(
        sticks: tuple[Pair, Pair, Path]) -> None:
    """Another refusal, or one that names an own log, cuts nothing: what is lost is handed in as it was sealed."""
    one, other, folder = sticks
    before = lose_what_one_wrote(one, other, folder)
    exchange(other, folder, "d")
    with other.db.read() as s:
        logs = {log.log: log.device == device_of(other) for log in store.logs(s) if log.head.seq}
    write(other, folder / "e.udf")
    found = there.read(other.superior, folder / "e.udf")
    put_back(one.superior, before)  # it holds nothing of these logs now
    found.refused = {log: "revoked" if own else "gap" for log, own in logs.items()}
    assert set(found.refused.values()) == {"revoked", "gap"}
    there.answer(other.superior, Read(found.device, found.hello, refused=found.refused), folder / "e.answer")
    assert read(other, folder / "e.answer").reissued == 0
    assert exchange(other, folder, "f").records > 0
    other.check()


def put_back_right(superior: Superior, device: str) -> None:
    with engines.writing(superior.engine) as connection:
        devices = metadata.tables["devices"]
        connection.execute(sa.update(devices).where(devices.c.device == device).values(revoked_at=None))


@pytest.mark.parametrize(("gone", "code"), [("withdrawn", "revoked"), ("forgotten", "unknown_device")])
def test_a_frame_that_another_computer_hands_in_is_refused_with_its_log_where_its_sealer_may_not_report(
        local: Superior, gone: str, code: str) -> None:
    mine = Sender.of(local)
    lost = Sender(local, mine.unit, mine.service)
    lost.enrol(local.add_token(mine.unit.code)[1])
    mine.push(lost.seal(table([person(1)])))  # of a living computer it is taken from any of the union's
    if gone == "withdrawn":
        local.revoke(lost.signer.name)
    else:
        with engines.writing(local.engine) as connection:
            devices = metadata.tables["devices"]
            connection.execute(sa.delete(devices).where(devices.c.device == lost.signer.name))
    before = state(local)
    with refusal(code) as refused:
        mine.push(lost.seal(table([person(2)], first=2)))
    assert (refused.value.params["log"], refused.value.params["seq"]) == (lost.log, 2)
    assert state(local) == before
    mine.push(mine.seal(table([person(3)], first=3)))
