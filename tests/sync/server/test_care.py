"""What the server takes care of by itself: one round at a time, bodies that never end, its own logs proved."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sync.protocol.refusals import Refused
from sync.server import bodies, housekeeping, posting, verifying
from sync.server.superior import Superior
from sync.server.tables import FRAMES, LOGS, POSTS
from tests.sync.senders import Sender, row_id
from tests.sync.test_posts import PAPER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


def test_of_two_processes_over_one_database_one_does_the_round(superior: Superior, address: str) -> None:
    other = Superior.open(address)
    with housekeeping.alone(superior) as first, housekeeping.alone(other) as second:
        assert (first, second) == (True, False)
    with housekeeping.alone(other) as after:
        assert after
    other.close()


@pytest.mark.postgres
def test_the_lock_of_a_round_holds_between_processes(superior: Superior, address: str,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    if superior.engine.dialect.name != "postgresql":
        pytest.skip("an SQLite file has one server")
    import threading

    other = Superior.open(address)
    with housekeeping.alone(superior):
        monkeypatch.setattr(housekeeping, "_round", threading.Lock())  # as in another process
        with housekeeping.alone(other) as may:
            assert not may
    other.close()


class Body:
    """A request whose body comes in these parts and then stops coming."""

    def __init__(self, parts: list[bytes], *, ends: bool) -> None:
        self.parts, self.ends = parts, ends

    async def stream(self) -> AsyncIterator[bytes]:
        for part in self.parts:
            yield part
        if not self.ends:
            await asyncio.Event().wait()


def read(body: Any, patience: float) -> bytes:
    return asyncio.run(bodies.read(body, patience))


def test_a_body_that_stops_coming_is_given_up_and_one_that_comes_is_read() -> None:
    assert read(Body([b"a", b"b"], ends=True), 60) == b"ab"
    with pytest.raises(Refused) as refused:
        read(Body([b"a"], ends=False), 0.01)
    assert (refused.value.code, refused.value.status) == ("too_slow", 408)


def test_check_proves_the_superiors_own_logs_too(local: Superior) -> None:
    sender = Sender.of(local)
    posting.post(local, "posted_papers", [PAPER])
    posting.post(local, "posted_papers", [PAPER | {"title": "改了标题"}])
    posting.post(local, "posted_papers", [PAPER | {"id": row_id(7)}], sender.unit.id)
    assert verifying.check(local).faults == []
    with local.engine.connect() as connection:
        data = bytes(connection.execute(sa.select(FRAMES.c.data).where(FRAMES.c.seq == 2)).scalar_one())
    harms: dict[str, sa.Update] = {
        "altered": sa.update(POSTS).where(POSTS.c.id == row_id(7)).values(content='{"title": "不是上级说的"}'),
        "audience": sa.update(LOGS).where(LOGS.c.audience == sender.unit.id).values(audience="f" * 32),
        "head": sa.update(LOGS).where(LOGS.c.audience == "").values(seq=1),
        "tampered": sa.update(FRAMES).where(FRAMES.c.seq == 2).values(data=data[:-1] + bytes([data[-1] ^ 1])),
    }
    for what, harm in harms.items():
        with local.engine.connect() as connection:
            with connection.begin() as undone:
                connection.execute(harm)
                report = verifying.Report()
                verifying.check_own(local, connection, report)
                undone.rollback()
            assert what in {fault for _code, fault, _where in report.faults}, what
    assert verifying.check(local).faults == []
