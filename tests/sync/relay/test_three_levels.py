"""An office, its district, its city: records go up, receipts come down level by level, nothing is lost or doubled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.desk import levels, status
from sync.protocol.refusals import Refused, Why
from sync.relay import policy, session
from sync.relay.memory import NotRelayingError
from sync.server import checks, computers, relays, tree, verifying
from sync.server.tables import RELAY_FRAMES
from tests.sync.relay.levels import Level, same
from tests.sync.roads import CutError
from union_desk.registers import MEMBERS
from union_desk.schema.problem import ERROR, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sync.desk.status import RecordStatus
    from sync.protocol.columns import Table
    from sync.server.superior import Superior
    from tests.sync.roads import Pair
    from union_desk.checking import Alone
    from union_desk.schema.register import Register


def known(pair: Pair, record: str) -> RecordStatus:
    """Return what the grid knows of a member."""
    with pair.db.read() as s:
        return status.record_statuses(s, MEMBERS, [record])[record]


def cut_at(request: int, when: str) -> Callable[[int, str, str], bool]:
    """Return a fault of a road: it breaks at one request, before or after the superior has acted."""
    return lambda number, _path, moment: (number, moment) == (request, when)


def frames_up(level: Level) -> int:
    """Return how many frames went to the city and were confirmed."""
    with level.superior.engine.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(RELAY_FRAMES).where(
            RELAY_FRAMES.c.receipt.is_not(None))).scalar_one())


def test_what_an_office_reports_arrives_at_the_city_as_it_was_sealed(pair: Pair, level: Level) -> None:
    first, second, _third = pair.add(1, 2, 3)
    pair.sync()
    report = level.relay()
    assert (report.faults, report.units, report.records, report.returned) == ({}, 1, 6, 0)
    assert same(pair, level)
    pair.edit(first, name="王新")
    pair.delete(second)
    pair.sync()
    level.relay()
    assert same(pair, level)
    assert level.there(pair.unit)[first]["name"] == "王新"
    assert verifying.check(level.above).faults == []
    assert verifying.check(level.superior).faults == []


def test_receipts_of_each_level_are_seen_at_the_desk(pair: Pair, level: Level) -> None:
    level.above.set_level("3")
    (record,) = pair.add(1)
    pair.sync()
    assert [known(pair, record).state, *known(pair, record).levels] == [status.RECEIVED]
    level.relay()
    assert known(pair, record).levels == ()
    assert pair.sync().levels == 1
    (above,) = known(pair, record).levels
    assert (above.above, above.name, above.kind, above.at != "") == (1, "海口市总工会", "3", True)
    shown = pair.status().levels
    assert [(one.name, one.records) for one in shown] == [(pair.superior.name, 2), ("海口市总工会", 2)]
    pair.edit(record, name="王新")
    assert (known(pair, record).state, known(pair, record).levels) == (status.WAITING, ())
    pair.sync()
    assert (known(pair, record).state, known(pair, record).levels) == (status.RECEIVED, ())
    level.relay()
    pair.sync()
    assert len(known(pair, record).levels) == 1
    assert pair.sync().levels == 0


def test_nothing_new_costs_the_relay_one_greeting(pair: Pair, level: Level) -> None:
    pair.add(1, 2)
    pair.sync()
    level.relay()
    level.road.requests.clear()
    report = level.relay()
    assert [path for path, _body in level.road.requests] == ["/s/hello"]
    assert (report.frames, report.units) == (0, 0)


@pytest.fixture
def city_objects(monkeypatch: pytest.MonkeyPatch) -> Callable[[Level], None]:
    """Return a function that relays while the city, by a rule of its own, returns every member called 王."""
    inspect = checks.inspect

    def strictly(register: Register, table: Table, rows: Sequence[int],
                 context: Alone, hidden: frozenset[str]) -> dict[int, list[Problem]]:
        found = inspect(register, table, rows, context, hidden)
        for row in rows if register is MEMBERS else ():
            if str(table.columns["name"][row]).startswith("王"):
                found[row].append(Problem(ERROR, "by_the_city", "name", N_("The value is not text.")))
        return found

    def relay(level: Level) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(checks, "inspect", strictly)
            level.relay()

    return relay


def test_what_the_city_returns_comes_back_to_the_desk_with_its_reason_and_its_field(
        pair: Pair, level: Level, city_objects: Callable[[Level], None]) -> None:
    wrong, right = pair.add(1, name="王一")[0], pair.add(2)[0]
    pair.sync()
    city_objects(level)
    assert pair.status().returned == []
    pair.sync()
    (back,) = pair.status().returned
    assert (back.id, back.remarks[0].field, back.said_by) == (wrong, "name", ("海口市总工会",))
    assert (known(pair, wrong).state, known(pair, wrong).returned_by) == (status.RETURNED, "海口市总工会")
    assert known(pair, right).state == status.RECEIVED
    pair.edit(wrong, name="张一")
    pair.sync()
    city_objects(level)
    pair.sync()
    assert pair.status().returned == []
    assert known(pair, wrong).state == status.RECEIVED


def test_a_receipt_of_the_district_that_comes_again_keeps_what_the_city_said(
        pair: Pair, level: Level, city_objects: Callable[[Level], None]) -> None:
    (wrong,) = pair.add(1, name="王一")
    pair.sync()
    city_objects(level)
    pair.sync()
    with pair.db.bookkeeping() as s:  # as if the district had been restored and got the frame again
        s.execute(sa.text("UPDATE sync_frame SET received_at = NULL, receipt = NULL"))
    pair.sync()
    assert known(pair, wrong).returned_by == "海口市总工会"


def test_the_road_to_the_city_may_be_cut_at_any_request_there_or_back(
        small: tuple[Pair, Level], small_frames: None) -> None:
    pair, level = small
    pair.add(1, 2, 3)
    pair.sync()
    level.relay()
    number = 0
    while True:
        pair.add(100 + 2 * number, 101 + 2 * number)
        pair.sync()
        begun = len(level.road.requests)
        place, moment = begun + number // 2, ("there", "back")[number % 2]
        level.road.fault = cut_at(place, moment)
        try:
            level.relay()
        except CutError:
            number += 1
        else:
            break
        finally:
            level.road.fault = lambda _number, _path, _moment: False
    assert number > 5
    level.relay()
    assert same(pair, level)
    assert level.relay().frames == 0
    pair.sync()
    assert all(known(pair, record).levels for record in pair.there())
    assert verifying.check(level.above).faults == []


def test_a_frame_that_is_delivered_twice_gets_the_same_receipt_and_is_there_once(small: tuple[Pair, Level]) -> None:
    pair, level = small
    pair.add(1)
    pair.sync()
    level.road.fault = lambda _at, path, when: (path, when) == ("/s/frames", "back")
    with pytest.raises(CutError):
        level.relay()
    level.road.fault = lambda _number, _path, _moment: False
    (sent,) = level.road.sent
    level.relay()
    assert level.road.sent == [sent]  # its receipt was asked for, not sent again
    with level.above.engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM frames")).scalar() == frames_up(level) == 1
    assert same(pair, level)


def test_a_withdrawn_relay_is_refused_and_goes_on_where_it_stood_once_it_is_allowed(small: tuple[Pair, Level]) -> None:
    pair, level = small
    (device,) = [row["device"] for row in computers.devices(level.above)]
    computers.revoke(level.above, device)
    pair.add(1)
    pair.sync()
    with pytest.raises(Refused) as refused:
        level.relay()
    assert refused.value.code == Why.REVOKED
    assert not level.there(pair.unit)
    computers.allow(level.above, device)
    level.relay()
    assert same(pair, level)


def test_only_a_union_that_may_relay_tells_of_units_and_only_of_its_own(
        small: tuple[Pair, Level], superior_file: Callable[[str], Superior]) -> None:
    pair, level = small
    pair.add(1)
    pair.sync()
    relays.allow(level.above, level.unit.code, may=False)
    with pytest.raises(Refused) as refused:
        level.relay()
    assert refused.value.code == Why.NOT_A_RELAY
    relays.allow(level.above, level.unit.code)
    level.relay()
    thief = Level.of(superior_file("thief"), level.above, "4602")
    with thief.superior.engine.begin() as connection:  # it knows the unit's id and claims it
        connection.execute(sa.text("INSERT INTO units (id, code, name, added_at) VALUES (:id, '1', 'x', '')"),
                           {"id": pair.unit.id})
    thief.relay()
    with level.above.engine.connect() as connection:
        via = connection.execute(sa.text("SELECT via FROM units WHERE id = :id"), {"id": pair.unit.id}).scalar()
    assert via == level.unit.id
    assert same(pair, level)


def test_units_of_two_districts_with_the_same_code_stand_apart_in_the_citys_tree(
        small: tuple[Pair, Level], superior_file: Callable[[str], Superior]) -> None:
    pair, level = small
    other = superior_file("other")
    other.rename("海口市另一区总工会")
    other.add_unit("另一家工会", pair.unit.code)
    twin = Level.of(other, level.above, "4602")
    level.relay()
    twin.relay()
    shown = {(row["name"], row["code"], row["depth"]) for row in tree.tree(level.above)}
    assert {(pair.unit.name, pair.unit.code, 1), ("另一家工会", f"4602/{pair.unit.code}", 1)} <= shown
    tree.rename(level.superior, pair.unit.code, name="和风机械集团工会")
    level.relay()
    assert "和风机械集团工会" in {row["name"] for row in tree.tree(level.above)}
    assert {row["code"]: row["units"] for row in relays.listed(level.above)} == {level.unit.code: 1, "4602": 1}


def test_two_computers_versions_of_one_record_end_the_same_at_the_city(
        pair: Pair, level: Level, tmp_path: Path) -> None:
    (record,) = pair.add(1)
    pair.sync()
    second = pair.copy(tmp_path / "second", with_key=False)
    second.enrol(level.superior.add_token(pair.unit.code)[1].text)
    pair.edit(record, name="王一")
    second.edit(record, name="李一")
    pair.sync()
    level.relay()
    second.sync()
    level.relay()
    pair.sync()
    level.relay()
    assert same(pair, level)
    assert same(pair, level, "kept_versions")
    assert level.there(pair.unit, "kept_versions")
    assert verifying.check(level.above).faults == []
    second.db.close()


def test_four_levels_tell_of_each_other(small: tuple[Pair, Level], superior_file: Callable[[str], Superior]) -> None:
    pair, level = small
    province = superior_file("province")
    province.rename("某省总工会")
    upper = Level.of(level.above, province, "46")
    (record,) = pair.add(1)
    for _round in range(2):
        pair.sync()
        level.relay()
        upper.relay()
    level.relay()
    pair.sync()
    assert [(one.above, one.name) for one in known(pair, record).levels] == [(1, "海口市总工会"), (2, "某省总工会")]
    assert {row["name"] for row in upper.there(pair.unit).values()} == {"张1"}
    with pair.db.read() as s:
        assert [one.records for one in levels.figures(s)] == [2, 2]


def test_a_superior_without_one_of_its_own_says_so(local: Superior) -> None:
    with pytest.raises(NotRelayingError):
        session.run(local, policy.read())
