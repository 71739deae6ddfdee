"""Cut roads, killed programs, restored backups and copied disks: nothing is lost, nothing is applied twice."""

from __future__ import annotations

import contextlib
import itertools
import json
import shutil
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.desk import device, enrolment, status, store
from sync.desk.remote import Remote
from sync.desk.session import ServerEmptierError
from sync.protocol import canonical
from sync.protocol.messages import FRAMES_PATH, AdmissionReply, Hello
from sync.protocol.peer import NoAnswerError
from sync.protocol.refusals import Refused
from sync.server import verifying
from sync.server.service import Service
from sync.server.superior import Superior
from sync.server.tables import FRAMES, KEPT
from tests.sync.protocol.samples import refusal
from tests.sync.roads import ADDRESS, CutError, Pair, Road
from union_desk.database import Database
from union_desk.synctables import FRAMES as SEALED
from union_desk.synctables import LOGS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def frames_there(pair: Pair) -> int:
    with pair.superior.engine.begin() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(FRAMES)).scalar_one())


def cut_at(request: int, when: str) -> Callable[[int, str, str], bool]:
    return lambda number, _path, moment: (number, moment) == (request, when)


def finish(pair: Pair) -> None:
    """Hold sessions without faults until nothing waits."""
    pair.road.fault = lambda *_at: False
    for _round in range(3):
        pair.sync()
    pair.check()


@pytest.mark.usefixtures("small_frames")
def test_a_lost_answer_costs_a_greeting_and_the_receipts_but_no_frame(pair: Pair) -> None:
    ids = pair.add(*range(1, 5))
    bad = ids[2]
    pair.force(bad, mobile="123")
    pair.road.fault = lambda _number, path, moment: path == FRAMES_PATH and moment == "back"
    with pytest.raises(CutError):
        pair.sync()
    assert frames_there(pair) == 1
    assert set(pair.states(*ids)) == {status.WAITING}
    sent = list(pair.road.sent)
    finish(pair)
    assert not set(sent) & set(pair.road.sent[len(sent):])
    assert pair.states(*ids) == [status.RETURNED if i == bad else status.RECEIVED for i in ids]
    assert frames_there(pair) == len({f.hash for f in _frames(pair)})


def _frames(pair: Pair) -> list[sa.Row[*tuple[object, ...]]]:
    with pair.db.read() as s:
        return list(s.execute(sa.select(SEALED.c.hash)))


@pytest.mark.usefixtures("small_frames")
def test_a_cut_at_any_request_there_or_back_loses_nothing(pair: Pair) -> None:
    serial = itertools.count(1)
    for moment in ("there", "back"):
        for at in range(6):
            pair.add(*(next(serial) for _ in range(7)))
            pair.road.requests.clear()
            pair.road.fault = cut_at(at, moment)
            with contextlib.suppress(CutError):
                pair.sync()
    finish(pair)
    assert verifying.check(pair.superior).frames == frames_there(pair) == len(_frames(pair))


def test_a_frame_sent_twice_gets_the_same_receipt(pair: Pair) -> None:
    pair.add(1)
    pair.sync()
    with pair.db.read() as s:
        data, receipt = s.execute(sa.select(SEALED.c.data, SEALED.c.receipt)).one()
    answers: list[bytes] = []

    def post(path: str, body: bytes, authorization: str) -> bytes:
        answer = pair.road.post(path, body, authorization)
        answers.append(answer)
        return answer

    with pair.at_this_computer():
        with pair.db.read() as s:
            found, office = store.superior(s), store.get(s, store.OFFICE_NAME)
        remote = Remote(post, device.load(pair.db, office, found.device), found.key)
    welcome = remote.hello(Hello(challenge="1", app="test", schema="1", heads=[]))
    assert remote.push([bytes(data), bytes(data)], welcome.nonce) == [receipt, receipt]
    assert frames_there(pair) == 1


# ---- the office's database goes back, or is in two places


def test_an_old_backup_of_the_office_begins_a_fresh_log_and_no_edit_is_lost(pair: Pair, tmp_path: Path) -> None:
    first, second = pair.add(1, 2)
    pair.sync()
    old = pair.backup(tmp_path / "backup")
    pair.restore(old)
    pair.edit(first, name="备份之后")
    pair.sync()
    pair.restore(old)
    report = pair.sync()
    assert report.rolled_over == 1
    assert pair.names()[first] == "备份之后"
    pair.edit(first, name="恢复之后")
    pair.edit(second, name="恢复之后二")
    pair.sync()
    assert (pair.names()[first], _kept(pair)) == ("恢复之后", set())  # it was written on top of what came back
    assert pair.names()[second] == "恢复之后二"
    assert verifying.check(pair.superior).faults == []
    assert {pair.status().waiting_total, pair.sync().frames} == {0}
    pair.restore(old)
    pair.edit(first, name="未见过后来的")
    pair.sync()
    assert {pair.names()[first], *_kept(pair)} == {"恢复之后", "未见过后来的"}
    assert verifying.check(pair.superior).faults == []


def _kept(pair: Pair) -> set[str]:
    """Return the names in versions that the superior does not show: rivals, and those that a computer set aside."""
    with pair.superior.engine.begin() as connection:
        found = connection.execute(sa.select(KEPT.c.content)).scalars()
        beside = {json.loads(content)["values"].get("name", "") for content in found}
    aside = (json.loads(row["content"]) for row in pair.there("kept_versions").values())
    return beside | {values.get("name", "") for values in aside}


def test_restored_twice_to_the_same_backup_each_branch_is_a_log_of_its_own(pair: Pair, tmp_path: Path) -> None:
    (first,) = pair.add(1)
    pair.sync()
    old = pair.backup(tmp_path / "backup")
    for name in ("甲", "乙", "丙"):
        pair.restore(old)
        pair.edit(first, name=name)
        pair.sync()
    assert {pair.names()[first], *_kept(pair)} == {"甲", "乙", "丙"}
    assert verifying.check(pair.superior).faults == []


@pytest.mark.parametrize("sealed", [False, True])
def test_of_two_cloned_disks_the_second_is_found_and_reports_under_another_log(
        pair: Pair, tmp_path: Path, sealed: bool) -> None:
    first, second = pair.add(1, 2)
    pair.sync()
    clone = pair.copy(tmp_path / "clone", with_key=True)
    pair.db = Database.open_with(pair.db.folder, pair.db.key)
    clone.edit(first, name="克隆")
    clone.edit(second, name="克隆二")
    if sealed:
        clone.road.fault = lambda _number, path, moment: path == FRAMES_PATH and moment == "there"
        with pytest.raises(CutError):
            clone.sync()
        clone.road.fault = lambda *_at: False
    pair.edit(first, name="原机")
    pair.sync()
    report = clone.sync()
    assert (report.reissued, report.rolled_over) == ((2, 0) if sealed else (0, 1))
    assert {pair.names()[first], *_kept(pair)} == {"原机", "克隆"}
    assert pair.names()[second] == "克隆二"
    assert verifying.check(pair.superior).faults == []
    assert clone.sync().frames == 0
    clone.db.close()


def test_a_copied_office_has_no_key_and_enrols_as_another_computer(pair: Pair, tmp_path: Path) -> None:
    first, second = pair.add(1, 2)
    pair.sync()
    copy = pair.copy(tmp_path / "copy", with_key=False)
    with pytest.raises(Exception, match="登记码"):
        copy.sync()
    _unit, token = pair.superior.add_token(pair.unit.code)
    copy.enrol(token.text)
    copy.edit(first, name="李四")
    report = copy.sync()
    assert (report.records, report.reissued) == (1, 0)
    assert pair.names() == {first: "李四", second: "张2"}
    assert _kept(pair) == set()
    assert verifying.check(pair.superior).faults == []
    assert not copy.status().differs
    copy.db.close()


def test_two_computers_that_edit_one_record_unseen_are_both_kept(pair: Pair, tmp_path: Path) -> None:
    first, second = pair.add(1, 2)
    pair.sync()
    other = pair.copy(tmp_path / "other", with_key=False)
    pair.db = Database.open_with(pair.db.folder, pair.db.key)
    _unit, token = pair.superior.add_token(pair.unit.code)
    other.enrol(token.text)
    pair.edit(first, name="甲机")
    other.edit(first, name="乙机")
    other.delete(second)
    pair.edit(second, name="未删")
    pair.sync()
    other.sync()
    assert {pair.names()[first], *_kept(pair) - {""}} == {"甲机", "乙机"}
    assert pair.names()[second] == "未删"
    assert verifying.check(pair.superior).faults == []
    assert verifying.rebuild(pair.superior, pair.unit.id) == 13  # with two merged and two set aside
    assert pair.names()[second] == "未删"
    assert verifying.check(pair.superior).faults == []
    other.db.close()


def test_a_damaged_frame_of_ones_own_is_noticed_and_its_rows_are_sealed_again(pair: Pair) -> None:
    ids = pair.add(1, 2)
    pair.road.fault = lambda _number, path, moment: path == FRAMES_PATH and moment == "there"
    with pytest.raises(CutError):
        pair.sync()
    with pair.db.bookkeeping() as s:
        data = bytearray(s.execute(sa.select(SEALED.c.data)).scalar_one())
        data[-1] ^= 1
        s.execute(sa.update(SEALED).values(data=bytes(data)))
    finish(pair)
    assert pair.states(*ids) == [status.RECEIVED] * 2


# ---- the superior goes back


@pytest.mark.usefixtures("small_frames")
def test_a_superior_restored_from_a_backup_gets_the_frames_again(
        enrolled: Callable[[Superior], Pair], tmp_path: Path) -> None:
    superior = Superior.open(str(tmp_path / "superior.db"))
    pair = enrolled(superior)
    pair.add(*range(1, 31))
    pair.sync()
    superior.close()
    shutil.copy(tmp_path / "superior.db", tmp_path / "old.db")
    pair.superior = Superior.open(str(tmp_path / "superior.db"))
    pair.road.service = Service(pair.superior)
    ids = pair.add(31)
    pair.sync()
    pair.superior.close()
    pair.superior = Superior.open(str(tmp_path / "old.db"))
    pair.road.service = Service(pair.superior)
    report = pair.sync()
    assert (report.records, report.reissued) == (2, 0)
    assert pair.states(*ids) == [status.RECEIVED]
    pair.check()
    pair.superior.close()
    pair.db.close()


def forget_bytes(pair: Pair) -> None:
    with pair.db.bookkeeping() as s:
        s.execute(sa.update(SEALED).values(data=None))


def test_what_a_restored_superior_lacks_and_nobody_keeps_is_issued_again(
        enrolled: Callable[[Superior], Pair], tmp_path: Path) -> None:
    superior = Superior.open(str(tmp_path / "superior.db"))
    pair = enrolled(superior)
    pair.add(*range(1, 31))
    pair.sync()
    superior.close()
    shutil.copy(tmp_path / "superior.db", tmp_path / "old.db")
    pair.superior = Superior.open(str(tmp_path / "superior.db"))
    pair.road.service = Service(pair.superior)
    (late,) = pair.add(31)
    pair.sync()
    pair.edit(late, name="李四")
    pair.sync()
    pair.superior.close()
    forget_bytes(pair)
    pair.superior = Superior.open(str(tmp_path / "old.db"))
    pair.road.service = Service(pair.superior)
    report = pair.sync()
    assert report.reissued == 2
    assert pair.names()[late] == "李四"
    pair.check()
    assert _kept(pair) == set()
    pair.superior.close()
    pair.db.close()


def test_a_superior_that_holds_far_less_than_it_confirmed_is_asked_about_first(
        enrolled: Callable[[Superior], Pair], tmp_path: Path) -> None:
    superior = Superior.open(str(tmp_path / "superior.db"))
    pair = enrolled(superior)
    superior.close()
    shutil.copy(tmp_path / "superior.db", tmp_path / "old.db")
    pair.superior = Superior.open(str(tmp_path / "superior.db"))
    pair.road.service = Service(pair.superior)
    ids = pair.add(*range(1, 31))
    pair.sync()
    pair.superior.close()
    pair.superior = Superior.open(str(tmp_path / "old.db"))
    pair.road.service = Service(pair.superior)
    with pytest.raises(ServerEmptierError) as asked:
        pair.sync()
    assert asked.value.params == {"held": 0, "confirmed": 60}
    assert pair.there() == {}
    assert pair.states(*ids) == [status.RECEIVED] * 30
    pair.sync(accept_emptier=True)
    pair.check()
    pair.superior.close()
    pair.db.close()


# ---- another superior, another unit


def test_an_office_moves_to_another_superior_and_sends_everything(pair: Pair, tmp_path: Path) -> None:
    pair.add(1, 2)
    pair.sync()
    other = Superior.open(str(tmp_path / "other.db"))
    unit, token = other.add_unit("转隶后的工会", "460100777")
    pair.superior, pair.unit, pair.road = other, unit, Road(Service(other))
    with pytest.raises(Exception, match="转隶"):
        pair.enrol(token.text)
    assert pair.status().unit_code == "460100001"
    pair.enrol(token.text, move=True)
    assert pair.sync().records == 4
    pair.check()
    other.close()


def test_a_token_is_used_once_and_a_lost_answer_does_not_cost_it(pair: Pair, tmp_path: Path) -> None:
    _unit, token = pair.superior.add_token(pair.unit.code)
    copy = pair.copy(tmp_path / "copy", with_key=False)
    copy.road.fault = lambda _number, _path, moment: moment == "back"
    with pytest.raises(CutError):
        copy.enrol(token.text)
    copy.road.fault = lambda *_at: False
    copy.enrol(token.text)
    assert copy.sync().frames == 0
    pair.db = Database.open_with(pair.db.folder, pair.db.key)
    with refusal("token_refused"):
        pair.enrol(token.text)
    assert pair.sync().frames == 0
    copy.db.close()


def test_an_admission_with_a_damaged_key_is_no_answer(pair: Pair) -> None:
    _unit, token = pair.superior.add_token(pair.unit.code)
    reply = canonical.encode(AdmissionReply(admission="x.x", superior_key="not base64!"))
    with pair.at_this_computer(), pytest.raises(NoAnswerError):
        enrolment.enrol(pair.db, ADDRESS, token.text, post=lambda *_request: reply)


def test_a_withdrawn_computer_reports_no_more_and_what_it_sent_stays(pair: Pair) -> None:
    (first,) = pair.add(1)
    pair.sync()
    with pair.db.read() as s:
        name = s.execute(sa.select(LOGS.c.device)).scalar_one()
    assert pair.superior.revoke(name)
    assert not pair.superior.revoke(name)
    pair.edit(first, name="李四")
    with pytest.raises(Refused) as refused:
        pair.sync()
    assert refused.value.code == "revoked"
    assert pair.names()[first] == "张1"
    last = pair.status().last_session
    assert last is not None
    assert (last.code, last.message) == ("revoked", str(refused.value))
    _unit, token = pair.superior.add_token(pair.unit.code)
    pair.enrol(token.text)
    pair.sync()
    assert pair.names()[first] == "李四"


def test_two_units_do_not_see_each_other(pair: Pair, tmp_path: Path, office_maker: Callable[[], Database]) -> None:
    (mine,) = pair.add(1)
    pair.sync()
    unit, token = pair.superior.add_unit("另一家工会", "460100002")
    other = Pair(office_maker(), pair.superior, unit, Road(pair.road.service), tmp_path / "other", pair.patch)
    other.enrol(token.text)
    (theirs,) = other.add(1, name="同号的人")
    assert other.sync().returned == 0
    assert set(pair.there()) == {mine}
    assert set(other.there()) == {theirs}
    (remark,) = other.there()[theirs]["remarks"]
    assert (remark["level"], remark["code"]) == ("warning", "elsewhere")
    assert "和风机械厂工会" in remark["message"]
    assert other.states(theirs) == [status.RECEIVED]
    assert other.status().remarked == 1
