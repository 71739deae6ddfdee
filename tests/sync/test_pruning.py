"""Bytes of confirmed frames are dropped in their time; nothing depends on them but less work after a restore."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.desk import pruning
from sync.protocol import limits
from sync.server.service import Service
from sync.server.superior import Superior
from union_desk.synctables import FRAMES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sync.roads import Pair


def kept(pair: Pair) -> list[tuple[int, bool]]:
    """Return the office's frames by number and whether their bytes are there."""
    with pair.db.read(whole=True) as s:
        return sorted((seq, data is not None) for seq, data in s.execute(sa.select(FRAMES.c.seq, FRAMES.c.data)))


def aged(pair: Pair, day: str, last: int) -> None:
    """Let the receipts of frames up to that number be of that day."""
    with pair.db.bookkeeping() as s:
        s.execute(sa.update(FRAMES).where(FRAMES.c.seq <= last, FRAMES.c.receipt.is_not(None)).values(
            received_at=f"{day}T08:00:00Z"))


@pytest.mark.usefixtures("small_frames")
def test_old_confirmed_bytes_go_and_a_restored_superior_gets_all_the_same(
        enrolled: Callable[[Superior], Pair], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning.prune, "__defaults__", (limits.KEEP_OWN_DAYS, limits.KEEP_OTHERS_DAYS, 2))
    pair = enrolled(Superior.open(str(tmp_path / "superior.db")))
    pair.add(1, 2)
    pair.sync()
    pair.superior.close()
    shutil.copy(tmp_path / "superior.db", tmp_path / "old.db")
    pair.superior = Superior.open(str(tmp_path / "superior.db"))
    pair.road.service = Service(pair.superior)
    pair.add(*range(3, 13))
    pair.sync()
    count = len(kept(pair))
    assert count >= 6
    assert all(there for _seq, there in kept(pair))
    aged(pair, "2020-01-01", 4)
    pair.add(13)  # sealed and confirmed in the session that prunes
    pair.sync()
    assert [seq for seq, there in kept(pair) if not there] == [1, 2, 3, 4]
    with pair.db.read(whole=True) as s:
        assert all(s.execute(sa.select(FRAMES.c.hash)).scalars())
    pair.superior.close()
    pair.superior = Superior.open(str(tmp_path / "old.db"))
    pair.road.service = Service(pair.superior)
    report = pair.sync(accept_emptier=True)
    assert report.reissued > 0
    assert len(pair.names()) == 13
    pair.check()
    pair.superior.close()
    pair.db.close()


def test_what_is_not_confirmed_and_what_is_young_stays(pair: Pair) -> None:
    pair.add(1)
    pair.sync()
    pair.road.fault = lambda _number, path, _when: path == "/s/frames"
    pair.add(2)
    with pytest.raises(Exception, match="cut"):
        pair.sync()
    aged(pair, "2020-01-01", 99)
    with pair.db.bookkeeping() as s:
        assert pruning.prune(s, own_days=90, other_days=30, last=0) == 0  # the newest receipt is of that day, too
        assert pruning.prune(s, own_days=0, other_days=0, last=0) == 1
    assert [there for _seq, there in kept(pair)] == [False, True]
    pair.road.fault = lambda *_at: False
    pair.sync()
    pair.check()
