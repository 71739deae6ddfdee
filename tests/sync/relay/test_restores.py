"""A city or a district that went back to a backup, a relay that moves: all is there again, and nothing twice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sync.desk import status
from sync.desk.enrolment import OtherUnitError
from sync.protocol import frame
from sync.protocol.refusals import Refused, Why
from sync.relay import enrolment, passed
from sync.server import backups, relays, verifying
from sync.server import engine as engines
from sync.server.service import Service
from sync.server.tables import FRAMES, KEPT, RELAY_FRAMES
from tests.sync.relay.levels import Level, in_parts, same
from tests.sync.roads import ADDRESS, CutError, Pair
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sync.protocol.frame import Frame
    from sync.server.superior import Superior

pytestmark = pytest.mark.usefixtures("small_frames")


def finish(pair: Pair, level: Level) -> None:
    """Let everybody sync until nothing changes, and prove that all hold the same."""
    for _round in range(3):
        pair.sync()
        level.relay()
    pair.sync()
    assert level.relay().frames == 0
    with engines.reading(level.superior.engine) as connection:
        assert passed.waiting(connection) == 0
    assert same(pair, level)
    assert verifying.check(level.above).faults == []
    assert verifying.check(level.superior).faults == []
    with pair.db.read() as s:
        found = status.record_statuses(s, MEMBERS, list(pair.there()))
    assert {(known.state, len(known.levels)) for known in found.values()} == {(status.RECEIVED, 1)}


def test_a_city_restored_from_a_backup_gets_again_what_it_lost(small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, level = small
    pair.add(*range(1, 8))
    pair.sync()
    level.relay()
    old = level.backup(tmp_path)
    (record,) = pair.add(20)
    pair.edit(record, name="王新")
    pair.sync()
    level.relay()
    level.restore(old, tmp_path)
    assert record not in level.there(pair.unit)
    assert level.relay().frames == 1  # what it still holds is not sent again
    finish(pair, level)
    assert level.there(pair.unit)[record]["name"] == "王新"


def test_a_city_restored_to_before_it_knew_of_the_unions_learns_of_them_again(
        small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, level = small
    old = level.backup(tmp_path)
    pair.add(1)
    pair.sync()
    level.relay()
    level.restore(old, tmp_path)
    finish(pair, level)


def test_a_city_restored_to_before_the_relay_enrolled_is_enrolled_at_again(
        small: tuple[Pair, Level], tmp_path: Path, superior_file: Callable[[str], Superior]) -> None:
    pair, level = small
    pair.add(1)
    pair.sync()
    level.relay()
    level.above = superior_file("empty")
    level.road.service = Service(level.above)
    with pytest.raises(Refused) as refused:
        level.relay()
    assert refused.value.code in {Why.UNKNOWN_DEVICE, Why.NOT_SIGNED}
    unit, token = level.above.add_unit("海口市某区总工会", "4601")
    relays.allow(level.above, "4601")
    with pytest.raises(OtherUnitError):
        enrolment.enrol(level.superior, ADDRESS, token.text, post=level.road.post)
    enrolment.enrol(level.superior, ADDRESS, token.text, move=True, post=level.road.post)
    level.unit = unit
    finish(pair, level)


def test_a_district_restored_from_a_backup_goes_on_without_doubling_anything(
        small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, level = small
    pair.add(*range(1, 6))
    pair.sync()
    level.relay()
    backups.backup(level.superior, tmp_path / "district.bak")
    (record,) = pair.add(20)
    pair.sync()
    level.relay()
    pair.edit(record, name="王新")
    pair.sync()
    level.relay()
    level.superior.close()
    level.superior = pair.superior = backups.restore(tmp_path / "district.bak", str(tmp_path / "district-again.db"))
    pair.road.service = Service(level.superior)
    pair.add(21)
    level.relay()  # before the office has come again
    finish(pair, level)
    assert level.there(pair.unit)[record]["name"] == "王新"
    level.superior.close()


def test_a_district_copied_back_that_seals_other_frames_than_before_begins_a_fresh_log(
        small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, level = small
    pair.add(1)
    pair.sync()
    level.relay()
    backups.backup(level.superior, tmp_path / "district.bak")
    (record,) = pair.add(20)
    pair.sync()
    level.relay()
    level.superior.close()
    level.superior = pair.superior = backups.restore(tmp_path / "district.bak", str(tmp_path / "district-again.db"))
    pair.road.service = Service(level.superior)
    pair.edit(record, name="王新")
    pair.sync()  # the district has both frames at once and makes them ready otherwise than before
    finish(pair, level)
    assert level.there(pair.unit)[record]["name"] == "王新"
    level.superior.close()


def test_killed_between_making_ready_and_sending_the_same_frame_goes_up(small: tuple[Pair, Level]) -> None:
    pair, level = small
    pair.add(1)
    pair.sync()
    level.road.fault = lambda _number, path, moment: (path, moment) == ("/s/frames", "there")
    with pytest.raises(CutError):
        level.relay()
    with level.superior.engine.connect() as connection:
        (ready,) = connection.execute(sa.select(RELAY_FRAMES.c.hash)).scalars().all()
    level.road.fault = lambda _number, _path, _moment: False
    level.relay()
    with level.above.engine.connect() as connection:
        assert connection.execute(sa.select(FRAMES.c.hash)).scalars().all() == [ready]


def test_killed_inside_making_ready_nothing_is_half_ready(
        small: tuple[Pair, Level], monkeypatch: pytest.MonkeyPatch) -> None:
    pair, level = small
    pair.add(*range(1, 8))
    pair.sync()
    seal, made = frame.seal, []

    def fall(*given: Any) -> Frame:
        made.append(seal(*given))
        if len(made) > 1:
            raise CutError
        return made[-1]

    with monkeypatch.context() as patch:
        patch.setattr(frame, "seal", fall)
        with pytest.raises(CutError):
            level.relay()
    with level.superior.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(RELAY_FRAMES)).scalar() == 0
    finish(pair, level)


def test_a_relay_that_enrols_with_a_new_key_goes_on_under_fresh_logs(small: tuple[Pair, Level]) -> None:
    pair, level = small
    pair.add(1)
    pair.sync()
    level.relay()
    pair.add(2)
    pair.sync()
    level.road.fault = lambda _number, path, moment: (path, moment) == ("/s/frames", "there")
    with pytest.raises(CutError):
        level.relay()
    level.road.fault = lambda _number, _path, _moment: False
    _unit, token = level.above.add_token(level.unit.code)
    enrolment.enrol(level.superior, ADDRESS, token.text, post=level.road.post)
    finish(pair, level)


def test_a_frame_too_large_with_the_vectors_goes_up_in_parts(
        small: tuple[Pair, Level], monkeypatch: pytest.MonkeyPatch) -> None:
    pair, level = small
    pair.add(1, 2)
    pair.sync()
    with in_parts(monkeypatch):
        level.relay()
    with level.above.engine.connect() as connection:
        assert set(connection.execute(sa.select(FRAMES.c.records)).scalars()) == {1}
    finish(pair, level)


def test_a_restored_district_that_takes_the_other_branch_of_a_cloned_computer_replaces_nothing_at_the_city(
        small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, level = small
    (record,) = pair.add(1)
    pair.sync()
    level.relay()
    backups.backup(level.superior, tmp_path / "district.bak")
    clone = pair.copy(tmp_path / "clone", with_key=True)
    clone.edit(record, name="甲克隆")
    clone.sync()
    level.relay()
    assert level.there(pair.unit)[record]["name"] == "甲克隆"
    clone.db.close()  # it never reports again
    level.superior.close()
    level.superior = pair.superior = backups.restore(tmp_path / "district.bak", str(tmp_path / "district-again.db"))
    pair.road.service = Service(level.superior)
    for name in ("乙本机", "丙本机"):
        pair.edit(record, name=name)
        pair.sync()
        assert level.relay().faults == {}
    with level.above.engine.connect() as connection:
        kept = connection.execute(sa.select(KEPT.c.content)).scalars().all()
    shown = level.there(pair.unit)[record]["name"]
    set_aside = [row["content"] for row in level.there(pair.unit, "kept_versions").values()]
    told = f"{shown} {[json.loads(content) for content in (*kept, *set_aside)]}"
    assert ("甲克隆" in told, "丙本机" in told, "乙本机" in told) == (True, True, False)
    assert level.relay().frames == 0
    assert verifying.check(level.above).faults == []
    level.superior.close()
