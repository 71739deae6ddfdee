"""A restored superior lacks what a computer wrote that may not report any more: another one of the union has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sync.desk import store
from sync.server import engine as engines
from sync.server.tables import metadata
from tests.sync.protocol.samples import refusal
from tests.sync.senders import Sender, table
from tests.sync.server.test_ingest import person, state
from tests.sync.test_two_computers import ids, rows, settle, two

if TYPE_CHECKING:
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
        for one in metadata.sorted_tables:
            connection.execute(sa.delete(one))
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
