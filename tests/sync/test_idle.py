"""A session in which there is nothing to do: few requests and few bytes, however much the office holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.protocol import limits
from sync.server import posting
from tests.offices import ACTOR
from tests.sync.senders import row_id
from tests.sync.test_posts import PAPER
from union_desk import records, registers
from union_desk.registers import BRANCHES, UNIONS
from union_desk.synctables import FRAMES, LOGS, ROOTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.server.superior import Superior
    from tests.sync.roads import Pair

REQUESTS, BYTES = 3, 2 * 1024
MORE_LOGS = 9


def measured(pair: Pair) -> tuple[int, int]:
    """Hold a session; returns its requests and all bytes of bodies and signatures, there and back."""
    count = size = 0
    post = pair.road.post

    def counting(path: str, body: bytes, authorization: str) -> bytes:
        nonlocal count, size
        answer = post(path, body, authorization)
        count += 1
        size += len(path) + len(body) + len(authorization) + len(answer)
        return answer

    pair.road.post = counting  # type: ignore[method-assign]  # the road of this test counts
    try:
        assert pair.sync().records == 0
    finally:
        pair.road.post = post  # type: ignore[method-assign]  # as it was
    return count, size


@pytest.mark.usefixtures("small_frames")
def test_nothing_to_do_costs_a_greeting_at_any_size(
        enrolled: Callable[[Superior], Pair], local: Superior) -> None:
    pair = enrolled(local)
    pair.add(1)
    pair.sync()
    few = measured(pair)
    for serials in ((2, 130), (130, 200)):
        pair.add(*range(*serials))
    with pair.db.write(ACTOR, "Added") as s:
        records.save(s, UNIONS, {"union_name": "和风机械厂工会", "employees": 120})
        records.save(s, BRANCHES, {"name": "一车间分会", "branch_kind": "2"})
    posting.post(pair.superior, "posted_papers", [PAPER])
    posting.post(pair.superior, "posted_papers", [PAPER | {"id": row_id(7)}], pair.unit.id)
    pair.sync()
    for serial in range(200, 200 + MORE_LOGS):  # as after a restore, or with another computer, or for another class
        with pair.db.bookkeeping() as s:
            s.execute(sa.update(LOGS).values(open=False))
        pair.add(serial)
        pair.sync()
    pair.sync()
    with pair.db.read() as s:
        assert s.execute(sa.select(sa.func.count()).select_from(LOGS)).scalar_one() == 3 + MORE_LOGS
        assert s.execute(sa.select(sa.func.count()).select_from(FRAMES)).scalar_one() > 3 * limits.TAIL_HASHES
        assert s.execute(sa.select(sa.func.count()).select_from(ROOTS)).scalar_one() >= 4
    many = measured(pair)
    assert few[0] == many[0] <= REQUESTS
    assert many[1] <= BYTES
    posting.post(pair.superior, "posted_papers", [PAPER | {"id": row_id(8)}], pair.unit.id)
    papers = registers.get("posted_papers").table
    with pair.db.read() as s:
        before = s.execute(sa.select(sa.func.count()).select_from(papers)).scalar_one()
    pair.sync()  # the digest of the heads is another one, so they are told
    with pair.db.read() as s:
        assert s.execute(sa.select(sa.func.count()).select_from(papers)).scalar_one() == before + 1
    pair.db.close()
