"""Faults at the desk: no room to seal, a backup of another union, old requests sent again, an update in between."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.desk import device
from sync.protocol import frame
from sync.protocol.messages import FRAMES_PATH
from sync.protocol.refusals import Refused
from sync.server import engine as engines
from sync.server import verifying
from sync.server.service import Patience, Service
from sync.server.tables import FRAMES
from tests.sync.roads import CutError, Pair
from tests.sync.test_independent_reader import Recorded
from union_desk import database
from union_desk.database import Database

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from sync.server.superior import Superior


@pytest.fixture
def one(enrolled: Callable[[Superior], Pair], local: Superior) -> Pair:
    """Give an office enrolled at a superior over SQLite: these faults are the desk's."""
    return enrolled(local)


def test_with_no_room_to_seal_the_report_waits_and_nothing_typed_is_lost(one: Pair) -> None:
    ids = one.add(*range(1, 120))
    with one.db.read() as s:
        pages = [s.execute(sa.text("PRAGMA page_count")).scalar_one() + 1]

    def limit(connection: Any, *_record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages[0]}")

    sa.event.listen(one.db.engine, "checkout", limit)
    with pytest.raises(database.DiskFullError):
        one.sync()
    assert one.there() == {}
    assert one.status().waiting["members"] == len(ids)
    pages[0] = 1_000_000
    one.sync()
    one.check()
    one.db.close()


def test_a_backup_of_another_union_has_no_key_here_and_reports_nothing(
        one: Pair, local: Superior, tmp_path: Path, office_maker: Callable[[], Database]) -> None:
    other_unit, token = local.add_unit("另一家工会", "460100002")
    other = Pair(office_maker(), local, other_unit, one.road, tmp_path / "other-devices", one.patch)
    other.enrol(token.text)
    other.add(7)
    backup = other.backup(tmp_path / "other.bak")
    one.db.close()
    shutil.rmtree(one.db.folder)
    shutil.copytree(backup, one.db.folder)
    one.db = Database.open_with(one.db.folder, other.db.key)
    one.road.requests.clear()
    with pytest.raises(device.DeviceKeyMissingError):
        one.sync()
    assert one.road.requests == []
    one.db.close()


def test_old_requests_sent_again_change_nothing(one: Pair, local: Superior, small_frames: None) -> None:
    road = one.road = Recorded(Service(local))
    one.add(*range(1, 10))
    one.sync()
    one.delete(*list(one.there())[:3])
    one.sync()
    before = held(local)
    again = Service(local, Patience(most=1_000))
    for path, body, authorization, answer in road.exchanges:
        try:
            told = again.post(path, body, authorization)
        except Refused:
            continue
        assert path != FRAMES_PATH or told == answer, "the stored receipts"
    assert held(local) == before
    one.check()
    one.db.close()


def held(superior: Superior) -> list[tuple[Any, ...]]:
    """Return frames and receipts of a superior."""
    with engines.reading(superior.engine) as connection:
        return [tuple(row) for row in connection.execute(sa.select(FRAMES).order_by(FRAMES.c.log, FRAMES.c.seq))]


def test_frames_sealed_before_an_update_go_as_they_were_sealed(one: Pair) -> None:
    one.add(1, 2)
    one.road.fault = lambda _number, path, when: (path, when) == (FRAMES_PATH, "there")
    with pytest.raises(CutError):
        one.sync()
    sealed = one.road.sent[-1]
    one.road.fault = lambda *_given: False
    one.db.close()
    with one.patch.context() as newer:
        newer.setattr("sync.desk.sealing.HEAD", "99")
        one.db = Database.open_with(one.db.folder, one.db.key)
        one.add(3)
        one.sync()
    assert one.road.sent.count(sealed) == 2, "the cut one, and again bit for bit"
    assert len({each.header.schema for body in one.road.sent for each in frame.read(body)}) == 2
    assert verifying.check(one.superior).faults == []
    one.check()
    one.db.close()
