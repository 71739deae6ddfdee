"""What a restored district lost and only its city still holds comes back, and both show the same again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sync.desk import arriving, conflicts, store
from sync.desk import computers as desks
from sync.protocol import frame, keys
from sync.relay import policy, refiling
from sync.relay import status as relaying
from sync.server import backups, computers, custody, ingest, verifying
from sync.server.service import Service
from sync.server.tables import FRAMES, RELAY_LOST, mirror
from tests.sync.relay.levels import Level, same
from tests.sync.roads import CutError, Pair
from union_desk import journal
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path



def another(pair: Pair, folder: Path) -> Pair:
    """Return another computer of the union."""
    made = pair.copy(folder, with_key=False)
    _unit, token = pair.superior.add_token(pair.unit.code)
    made.enrol(token.text)
    made.sync()
    return made


def put_back(pair: Pair, level: Level, file: Path, place: str) -> None:
    """Put the district back to a backup."""
    level.superior.close()
    level.superior = pair.superior = backups.restore(file, place)
    pair.road.service = Service(level.superior)


def lost(level: Level) -> int:
    """Return how many frames that were lost wait at the district until nobody sends again what they say."""
    with level.superior.engine.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(RELAY_LOST)).scalar_one())


def withdraw_all_but(pair: Pair) -> None:
    """Withdraw every computer of the union but this one."""
    with pair.db.read() as s:
        this = store.superior(s).device
    for row in computers.devices(pair.superior):
        if row["device"] not in {this, custody.signer(pair.superior, pair.unit.id).name}:
            computers.revoke(pair.superior, row["device"])


def finish(pair: Pair, level: Level) -> None:
    """Let both sync until nothing changes, and prove that all three hold the same."""
    for _round in range(2):
        pair.sync()
        level.relay()
    pair.sync()
    report = level.relay()
    assert (report.frames, report.refiled, report.faults) == (0, 0, {})
    assert same(pair, level)
    assert same(pair, level, "kept_versions")
    pair.check()
    assert verifying.check(level.above).faults == []
    assert lost(level) == 0


@pytest.fixture
def bereft(pair: Pair, level: Level, elsewhere: str, tmp_path: Path) -> Iterator[tuple[Pair, Level, str, str]]:
    """Give a district that was restored to before a report of a computer that never comes again.

    With it the member that it had before the backup, whom that computer renamed, and the one whom it added.
    """
    (first,) = pair.add(1)
    pair.sync()
    other = another(pair, tmp_path / "other")
    level.relay()
    backups.backup(level.superior, tmp_path / "district.bak")
    (second,) = other.add(2)
    other.edit(first, name="甲改")
    other.sync()
    level.relay()
    other.db.close()
    put_back(pair, level, tmp_path / "district.bak", elsewhere)
    yield pair, level, first, second
    level.superior.close()


def test_what_only_the_city_still_holds_comes_back_once_nobody_is_waited_for(
        bereft: tuple[Pair, Level, str, str]) -> None:
    pair, level, first, second = bereft
    assert level.relay().refiled == 0
    pair.sync()
    assert (lost(level), level.relay().refiled) == (1, 0)  # the other computer may still send it again
    (shown,) = relaying.status(level.superior, level.policy)["units"]
    assert (shown["lost"], len(shown["awaited"])) == (1, 1)
    assert pair.names() == {first: "张1"}
    withdraw_all_but(pair)
    assert level.relay().refiled == len(("members", "members", "member_events"))
    assert pair.names() == {first: "甲改", second: "张2"}
    finish(pair, level)
    with pair.db.read() as s:
        assert dict(s.execute(sa.select(MEMBERS.table.c.id, MEMBERS.table.c.name)).all()) == pair.names()
        assert [one.is_filing for one in desks.read(s) if one.sealed].count(True) == 1
        labels = s.execute(sa.select(journal.GestureRow.what).order_by(journal.GestureRow.n)).scalars().all()
    assert labels[-1] == arriving.FILED
    assert labels.count(arriving.ARRIVED) == 0


def test_what_the_office_says_now_stays_shown_and_the_other_waits_for_a_person(
        bereft: tuple[Pair, Level, str, str]) -> None:
    pair, level, first, _second = bereft
    withdraw_all_but(pair)
    pair.edit(first, name="乙改")
    pair.sync()
    level.relay()
    pair.sync()
    level.relay()
    finish(pair, level)
    assert pair.names()[first] == level.there(pair.unit)[first]["name"] == "乙改"
    with pair.db.read() as s:
        (waiting,) = conflicts.conflicts(s)
    assert (waiting.register, waiting.record) == ("members", first)
    assert {each.field: (each.mine, each.theirs) for each in waiting.differences}["name"] == ("乙改", "甲改")
    (kept,) = level.there(pair.unit, "kept_versions").values()
    assert json.loads(kept["content"])["name"] == "甲改"


def test_of_what_everybody_sends_again_nothing_is_filed(
        small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, level = small
    pair.add(1)
    pair.sync()
    level.relay()
    backups.backup(level.superior, tmp_path / "district.bak")
    pair.add(2)
    pair.sync()
    level.relay()
    put_back(pair, level, tmp_path / "district.bak", str(tmp_path / "again.db"))
    level.relay()
    assert lost(level) == 1
    pair.sync()  # sends it again
    pair.sync()  # has nothing more
    assert level.relay().refiled == 0
    finish(pair, level)
    with level.superior.engine.connect() as connection:
        devices = connection.execute(sa.select(sa.func.count()).select_from(FRAMES).where(
            FRAMES.c.unit_id == pair.unit.id)).scalar()
    assert devices == 2
    level.superior.close()


def gone(pair: Pair, level: Level, tmp_path: Path, **changes: Any) -> tuple[str, str]:
    """Let a computer that dies change a member and add another, and the district forget it; returns both members."""
    (first,) = pair.add(1)
    pair.sync()
    other = another(pair, tmp_path / "other")
    level.relay()
    backups.backup(level.superior, tmp_path / "district.bak")
    other.edit(first, **changes)
    (second,) = other.add(2)
    other.sync()
    level.relay()
    other.db.close()
    put_back(pair, level, tmp_path / "district.bak", str(tmp_path / "again.db"))
    withdraw_all_but(pair)
    return first, second


def test_what_the_policy_keeps_back_stays_as_the_district_has_it(small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, level = small
    own = tmp_path / "own.csv"
    own.write_text("members,id_number,mask,,\nmembers,home_address,omit,,\n", "utf-8")
    level.policy = policy.read(str(own))
    first, second = gone(pair, level, tmp_path, name="甲改")
    before = pair.there()[first]
    for _round in range(2):
        pair.sync()
        level.relay()
    after = pair.there()
    assert after[first]["name"] == "甲改"
    assert {name: after[first].get(name) for name in ("id_number", "home_address")} == {
        name: before.get(name) for name in ("id_number", "home_address")}
    assert "*" in str(after[second]["id_number"])  # all that anybody still knows; the check returns it to the office
    assert after[second]["status"] == "returned"
    assert level.relay().frames == 0
    there = level.there(pair.unit)
    assert {record: row["name"] for record, row in there.items()} == pair.names()
    assert (after[first]["id_number"] in str(there), "home_address" in there[first]) == (False, False)
    level.superior.close()


def test_restored_once_more_the_offices_give_back_what_was_filed(small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, level = small
    first, second = gone(pair, level, tmp_path, name="甲改")
    for _round in range(2):
        pair.sync()
        level.relay()
    pair.sync()
    assert pair.names() == {first: "甲改", second: "张2"}
    put_back(pair, level, tmp_path / "district.bak", str(tmp_path / "third.db"))
    withdraw_all_but(pair)
    pair.sync()  # under a key that this district knows to be its own, though it has forgotten that it used it
    assert pair.names() == {first: "甲改", second: "张2"}
    finish(pair, level)
    level.superior.close()


def cut_frames(when: str) -> Callable[[int, str, str], bool]:
    """Return a fault of the road: no frame goes up, or its receipt does not come back."""
    return lambda _number, path, moment: (path, moment) == ("/s/frames", when)


def test_cut_or_killed_at_any_moment_it_is_filed_once(
        small: tuple[Pair, Level], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pair, level = small
    first, second = gone(pair, level, tmp_path, name="甲改")
    level.relay()
    pair.sync()
    take = ingest.take

    def fall(*given: Any) -> list[str]:
        take(*given)
        raise CutError

    with monkeypatch.context() as patch:
        patch.setattr(ingest, "take", fall)
        with pytest.raises(CutError):
            level.relay()
    for when in ("there", "back"):
        level.road.fault = cut_frames(when)
        with pytest.raises(CutError):
            level.relay()
    level.road.fault = lambda _number, _path, _moment: False
    assert level.relay().refiled == 0
    finish(pair, level)
    assert pair.names() == {first: "甲改", second: "张2"}
    with level.superior.engine.connect() as connection:
        logs = [next(frame.read(bytes(data))).header.device for data in connection.execute(
            sa.select(FRAMES.c.data).where(FRAMES.c.unit_id == pair.unit.id)).scalars()]
    assert logs.count(custody.signer(level.superior, pair.unit.id).name) == 1
    level.superior.close()


def test_an_erased_record_does_not_come_back(small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, level = small
    first, _second = gone(pair, level, tmp_path, name="甲改")
    pair.delete(first)
    pair.sync()
    with level.superior.engine.begin() as connection:
        connection.execute(sa.insert(mirror("erasures").table).values(
            unit_id=pair.unit.id, id="0199c0de-0000-7000-8000-000000000001", seen="", hash=b"", salt=b"",
            deleted=False,
            owner_register="members", owner_id=first, state="erased"))
    level.relay()
    pair.sync()
    level.relay()
    assert level.there(pair.unit)[first]["status"] == "deleted"
    assert level.there(pair.unit, "kept_versions") == {}
    assert "甲改" not in str(pair.there("kept_versions"))
    level.superior.close()


def test_nothing_is_filed_that_this_relay_did_not_sign(small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, level = small
    gone(pair, level, tmp_path, name="甲改")
    with level.above.engine.connect() as connection:
        data = connection.execute(sa.select(FRAMES.c.data).where(
            FRAMES.c.unit_id == pair.unit.id).order_by(FRAMES.c.place.desc())).scalars().first()
    one = next(frame.read(bytes(data or b"")))
    with level.superior.engine.begin() as connection:
        refiling.keep(connection, keys.Signer(bytes(32)), one)
    assert lost(level) == 0
    level.relay()
    assert lost(level) == 1
    level.superior.close()
