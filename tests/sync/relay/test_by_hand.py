"""A person of the superior returns a record: it comes back at the desk like a machine's return, through a relay too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.desk import carrier as here
from sync.desk import status
from sync.protocol import limits
from sync.protocol.refusals import Refused, Why
from sync.relay import status as relaying
from sync.server import carrier as there
from sync.server import cli, rebuilding, returned, returning, verifying
from sync.server.returning import Meant, NoSuchFieldError, NoSuchRecordError, NotReturnedError
from sync.server.superior import Superior
from tests.sync.relay.levels import Level, in_parts
from tests.sync.relay.test_three_levels import known
from tests.sync.roads import CutError
from union_desk.synctables import REMARKS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sync.roads import Pair

DISTRICT = "海口市某区总工会"
REASON = "身份证号与公安部门核对不一致"


def meant(pair: Pair, record: str, field: str = "id_number") -> Meant:
    """Return a member of the office's as it is meant at any level."""
    return Meant(pair.unit, "members", record, field)


def remarks(pair: Pair) -> dict[str, list[tuple[str, str, str]]]:
    """Return the returned records that the desk shows: by id, field, sentence and who returned it."""
    return {one.id: [(remark.field, remark.text(), by) for remark, by in zip(one.remarks, one.said_by, strict=True)]
            for one in status.status(pair.db).returned}


def test_a_record_comes_back_with_the_persons_reason_and_a_new_version_answers_it(pair: Pair) -> None:
    first, second = pair.add(1, 2)
    pair.force(second, mobile="1")
    pair.sync()
    assert set(remarks(pair)) == {second}  # the machine's own return
    returning.return_(pair.superior, meant(pair, first), REASON)
    assert pair.states(first) == [status.RECEIVED]
    pair.sync()
    assert pair.states(first, second) == [status.RETURNED, status.RETURNED]
    assert remarks(pair)[first] == [("id_number", f"人工退回：{REASON}", DISTRICT)]
    assert len(remarks(pair)[second]) == 1
    assert {row["record"] for row in returned.returned(pair.superior, returned.Wanted(reason="by_hand"))} == {first}
    pair.edit(first, name="王新")
    pair.sync()
    assert pair.states(first, second) == [status.RECEIVED, status.RETURNED]
    assert not list(returned.returned(pair.superior, returned.Wanted(reason="by_hand")))
    with pytest.raises(NotReturnedError):
        returning.withdraw(pair.superior, meant(pair, first))
    pair.road.requests.clear()
    pair.sync()
    assert [path for path, _body in pair.road.requests] == ["/s/hello"]
    assert verifying.check(pair.superior).faults == []


def test_what_a_person_said_is_replaced_and_taken_back(pair: Pair) -> None:
    (record,) = pair.add(1)
    pair.sync()
    returning.return_(pair.superior, meant(pair, record), "其一")
    returning.return_(pair.superior, meant(pair, record), "其二")
    returning.return_(pair.superior, meant(pair, record, ""), "整条")
    pair.sync()
    assert sorted(remarks(pair)[record]) == [
        ("", "人工退回：整条", DISTRICT), ("id_number", "人工退回：其二", DISTRICT)]
    for field in ("", "id_number"):
        returning.withdraw(pair.superior, meant(pair, record, field))
    pair.sync()
    assert pair.states(record) == [status.RECEIVED]
    assert not list(returned.returned(pair.superior, returned.Wanted()))


def test_the_city_returns_a_record_through_the_district(pair: Pair, level: Level) -> None:
    first, second = pair.add(1, 2)
    pair.force(second, mobile="1")
    pair.sync()
    level.relay()
    pair.sync()
    before = remarks(pair)[second]
    returning.return_(level.above, meant(pair, first), REASON)
    level.relay()
    pair.sync()
    assert remarks(pair)[first] == [("id_number", f"人工退回：{REASON}", "海口市总工会")]
    assert (known(pair, first).state, known(pair, first).returned_by) == (status.RETURNED, "海口市总工会")
    assert [one.above for one in known(pair, first).levels] == [1]
    assert remarks(pair)[second] == before
    assert [row["record"] for row in relaying.returned(level.superior) if row["reason"] == "by_hand"] == [first]
    returning.withdraw(level.above, meant(pair, first))
    level.relay()
    pair.sync()
    assert known(pair, first).state == status.RECEIVED
    returning.return_(level.superior, meant(pair, first), "本级退回")
    pair.sync()
    assert remarks(pair)[first] == [("id_number", "人工退回：本级退回", DISTRICT)]
    assert [row["record"] for row in relaying.returned(level.superior) if row["reason"] == "by_hand"] == []


def test_returns_by_hand_of_two_parts_of_one_frame_both_stand(
        pair: Pair, level: Level, monkeypatch: pytest.MonkeyPatch) -> None:
    """A frame that was too large went up in parts; a person of the city returns a record of each, one after another."""
    first, second, third = pair.add(1, 2, 3)
    pair.sync()
    with in_parts(monkeypatch):
        level.relay()
    for record in (first, second):
        returning.return_(level.above, meant(pair, record), REASON)
        level.relay()
        pair.sync()
    assert remarks(pair) == {
        record: [("id_number", f"人工退回：{REASON}", "海口市总工会")] for record in (first, second)}
    returning.withdraw(level.above, meant(pair, second))
    level.relay()
    pair.sync()
    assert pair.states(first, second, third) == [status.RETURNED, status.RECEIVED, status.RECEIVED]


def test_a_return_of_one_part_stands_when_the_next_part_arrives_later(
        small: tuple[Pair, Level], monkeypatch: pytest.MonkeyPatch) -> None:
    pair, level = small
    first, second = pair.add(1, 2)
    pair.sync()
    monkeypatch.setattr(limits, "REQUEST_FRAMES", 1)

    def refuse_second(_number: int, path: str, moment: str) -> bool:
        if (path, moment) == ("/s/frames", "there") and len(level.road.sent) > 1:
            raise Refused(Why.MALFORMED)
        return False

    level.road.fault = refuse_second
    with in_parts(monkeypatch):
        level.relay()
    (there,) = level.there(pair.unit)
    returning.return_(level.above, meant(pair, there), REASON)
    assert level.relay().faults == {pair.unit.id: Why.MALFORMED}  # what the person said comes down all the same
    level.road.fault = lambda _number, _path, _moment: False
    level.relay()
    pair.sync()
    assert set(remarks(pair)) == {there}
    assert {record: [one.above for one in known(pair, record).levels] for record in (first, second)} == {
        first: [1], second: [1]}


def test_the_province_is_told_of_as_holding_a_frame_once_it_has_all_parts_and_returns_records_of_each(
        small: tuple[Pair, Level], superior_file: Callable[[str], Superior], monkeypatch: pytest.MonkeyPatch) -> None:
    pair, level = small
    upper = Level.of(level.above, superior_file("province"), "46")
    first, second = pair.add(1, 2)
    pair.force(first, mobile="1")
    pair.force(second, mobile="2")
    pair.sync()
    with in_parts(monkeypatch):
        level.relay()
    monkeypatch.setattr(limits, "REQUEST_FRAMES", 1)
    upper.road.fault = lambda _number, path, moment: (
        (path, moment) == ("/s/frames", "there") and len(upper.road.sent) > 1)
    with pytest.raises(CutError):
        upper.relay()
    level.relay()
    pair.sync()
    assert [one.above for one in known(pair, first).levels] == [1]
    upper.road.fault = lambda _number, _path, _moment: False
    for _round in range(2):
        upper.relay()
        level.relay()
        pair.sync()
    assert [one.above for one in known(pair, first).levels] == [1, 2]
    with pair.db.read() as s:
        told = s.execute(sa.select(REMARKS.c.record, REMARKS.c.above).order_by(REMARKS.c.above)).all()
    assert sorted(told) == sorted((record, above) for record in (first, second) for above in (0, 1, 2))


def test_a_return_by_hand_goes_home_on_a_stick(small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, _level = small
    (record,) = pair.add(1)
    pair.sync()
    returning.return_(pair.superior, meant(pair, record), REASON)
    with pair.at_this_computer():
        here.write(pair.db, tmp_path / "report")
        there.answer(pair.superior, there.read(pair.superior, tmp_path / "report"), tmp_path / "answer")
        assert here.read(pair.db, tmp_path / "answer").levels == 1
    assert remarks(pair)[record] == [("id_number", f"人工退回：{REASON}", DISTRICT)]


def test_rows_made_anew_from_frames_are_returned_as_before(small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, _level = small
    first, second = pair.add(1, 2)
    pair.sync()
    for record in (first, second):
        returning.return_(pair.superior, meant(pair, record), REASON)
    pair.edit(second, name="王新")
    pair.sync()
    before = list(returned.returned(pair.superior, returned.Wanted()))
    assert [row["record"] for row in before] == [first]
    verifying.rebuild(pair.superior, pair.unit.id)
    assert list(returned.returned(pair.superior, returned.Wanted())) == before
    rebuilding.rebuild(pair.superior, str(tmp_path / "anew.db"))
    anew = Superior.open(str(tmp_path / "anew.db"))
    assert list(returned.returned(anew, returned.Wanted())) == before
    anew.close()


def test_nothing_is_returned_that_is_not_there(small: tuple[Pair, Level]) -> None:
    pair, _level = small
    first, gone = pair.add(1, 2)
    pair.delete(gone)
    pair.sync()
    for record in (gone, "0199c0de-0000-7000-8000-000000000001", "no id"):
        with pytest.raises(NoSuchRecordError):
            returning.return_(pair.superior, meant(pair, record), REASON)
    with pytest.raises(NoSuchFieldError):
        returning.return_(pair.superior, meant(pair, first, "shoe_size"), REASON)
    with pytest.raises(NotReturnedError):
        returning.withdraw(pair.superior, meant(pair, first))
    assert pair.sync().levels == 0


def test_by_command(small: tuple[Pair, Level], capsys: pytest.CaptureFixture[str]) -> None:
    pair, _level = small
    (record,) = pair.add(1)
    pair.sync()
    with pair.superior.engine.connect() as connection:
        place = str(connection.exec_driver_sql("PRAGMA database_list").first()[2])  # type: ignore[index]  # one row
    words = ["return-record", "--unit", pair.unit.code, "--record", record, "--database", place]
    assert cli.main([*words, "--field", "mobile", "--reason", "号码已停机"]) == 0
    assert pair.unit.name in capsys.readouterr().out
    pair.sync()
    assert remarks(pair)[record] == [("mobile", "人工退回：号码已停机", DISTRICT)]
    assert cli.main([*words, "--field", "mobile", "--withdraw"]) == 0
    pair.sync()
    assert pair.states(record) == [status.RECEIVED]
    assert cli.main([*words, "--withdraw"]) == 2
