"""Settling with a superior that was restored is one transaction: all logs of the office, or none of them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.desk.engine import DeskStore
from sync.protocol import core
from sync.server.service import Service
from sync.server.superior import Superior
from tests.sync.test_disasters import forget_bytes
from tests.sync.test_two_computers import ids, two
from union_desk.synctables import FRAMES, LOGS, RECORDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sync.roads import Pair


__all__ = ["two"]  # a fixture


def _logs(pair: Pair) -> list[tuple[object, ...]]:
    with pair.db.read(whole=True) as s:
        picked = sa.select(LOGS.c.log, LOGS.c.seq, LOGS.c.open, LOGS.c.acked).order_by(LOGS.c.n)
        counts = [s.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in (FRAMES, RECORDS)]
        return [*map(tuple, s.execute(picked)), tuple(counts)]


def test_a_fault_while_the_second_log_is_cut_leaves_the_first_as_it_was(
        enrolled: Callable[[Superior], Pair], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise rows would count as seen that another computer brings back later; see `tests.simulation.directed`."""
    superior = Superior.open(str(tmp_path / "superior.db"))
    pair = enrolled(superior)
    superior.close()
    shutil.copy(tmp_path / "superior.db", tmp_path / "old.db")
    pair.superior = Superior.open(str(tmp_path / "superior.db"))
    pair.road.service = Service(pair.superior)
    pair.add(1)
    pair.sync()
    with pair.db.bookkeeping() as s:
        own = DeskStore(s, pair.unit.id)
        for log in own.logs():
            own.close(log.log)
    pair.add(2)
    pair.sync()
    forget_bytes(pair)
    pair.superior.close()
    pair.superior = Superior.open(str(tmp_path / "old.db"))
    pair.road.service = Service(pair.superior)
    before, cut = _logs(pair), core.cut
    done: list[str] = []

    def fails_at_the_second(own: core.Store, log: str, common: int) -> int:
        if done:
            raise RuntimeError
        done.append(log)
        return cut(own, log, common)

    with monkeypatch.context() as patch:
        patch.setattr(core, "cut", fails_at_the_second)
        with pytest.raises(RuntimeError):
            pair.sync()
    assert (len(done), _logs(pair)) == (1, before)
    assert pair.sync().reissued == 4
    pair.check()
    pair.superior.close()
    pair.db.close()


def test_a_cut_concerns_what_was_written_on_top_of_a_cut_frame_though_its_own_frame_is_not_cut(
        two: tuple[Pair, Pair]) -> None:
    """Its frame names the cut one as its ground, but where the frame's bytes are gone nothing tells of that."""
    one, other = two
    with one.db.read(whole=True) as s:
        (log,) = {each.log for each in DeskStore(s, one.unit.id).logs()}
    first = ids(one)[0]
    other.edit(first, remark="另一台接着改")
    other.sync()
    with other.db.read(whole=True) as s:
        held = {each.log: (each.head.seq, each.head.hash) for each in DeskStore(s, other.unit.id).logs()}
        ((_log, _seq, ground),) = [each for each in DeskStore(s, other.unit.id).grounds() if each[0] != log]
    assert ground == {log: held[log]}
    forget_bytes(other)
    with other.db.read(whole=True) as s:
        found = dict(DeskStore(s, other.unit.id).mentioning({log: 0}))
    (version,) = found["members", first]
    assert {name for name, _seq in (part.split(":") for part in version.seen.split(","))} > {log}
