"""From a change at the desk to the superior's table and back as a receipt."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.desk import device, recovery, sealing, session, status, store
from sync.protocol import canonical, frame
from sync.protocol.messages import FRAMES_PATH, HELLO_PATH, Receipts
from sync.protocol.refusals import Refused, Why
from sync.server import reading, verifying
from tests.offices import ACTOR
from tests.samples import id_number
from tests.sync.roads import CutError
from union_desk import lifecycle, records, undo
from union_desk.progress import Cancelled, Progress
from union_desk.registers import BRANCHES, FAMILY_MEMBERS, MEMBERS, UNIONS
from union_desk.registers.cadres import CADRES
from union_desk.synctables import FRAMES
from union_desk.words import speaking

if TYPE_CHECKING:
    from tests.sync.roads import Pair

HAN = [chr(code) for code in range(0x4E00, 0x9FA5)]


def test_everything_that_is_shared_arrives_as_it_stands(pair: Pair) -> None:
    ids = pair.add(1, 2, name="阿依古丽·买买提", remark="第一行\n第二行\t\\N 𠮷", dues_base=482650, is_npc=True)
    with pair.db.write(ACTOR, "Added") as s:
        records.save(s, UNIONS, {"union_name": "和风机械厂工会", "employees": 120})
        records.save(s, BRANCHES, {"name": "一车间分会", "branch_kind": "2"})
    report = pair.sync()
    assert report.records == 6
    pair.check()
    assert pair.there()[ids[0]]["remark"] == "第一行\n第二行\t\\N 𠮷"
    assert [r["event"] for r in pair.there("membership_events").values()] == ["register", "register"]
    assert [r["employees"] for r in pair.there("unions").values()] == [120]


def test_what_is_private_and_what_lies_in_the_bin_stays_in_the_office(pair: Pair) -> None:
    first, second = pair.add(1, 2)
    with pair.db.write(ACTOR, "Added") as s:
        records.save(s, FAMILY_MEMBERS, {"member_id": first, "relation": "01", "name": "李家属"})
    pair.delete(second)
    pair.sync()
    pair.check()
    assert pair.there()[second] == {"id": second, "status": "deleted", "remarks": []}
    assert "family_members" not in reading.units(pair.superior)[0]["records"]
    assert "李家属".encode() not in b"".join(pair.road.sent)


def test_changed_deleted_and_restored_records_follow(pair: Pair) -> None:
    first, second = pair.add(1, 2)
    pair.sync()
    pair.edit(first, name="李四")
    pair.delete(second)
    pair.sync()
    pair.check()
    with pair.db.write(ACTOR, "Restored") as s:
        records.restore(s, MEMBERS, [second])
    undo.undo(pair.db, ACTOR)
    with pair.db.write(ACTOR, "Restored") as s:
        records.restore(s, MEMBERS, [second])
    pair.sync()
    pair.check()
    assert pair.names() == {first: "李四", second: "张2"}


def test_the_grid_knows_what_waits_and_who_received_it(pair: Pair) -> None:
    (first,) = pair.add(1)
    assert pair.states(first) == [status.WAITING]
    assert pair.status().waiting == {"members": 1, "membership_events": 1}
    assert pair.status().names["members"] == ["张1"]
    pair.sync()
    with pair.db.read() as s:
        found = status.record_statuses(s, MEMBERS, [first])[first]
    assert (found.state, found.received_by) == (status.RECEIVED, "海口市某区总工会")
    assert found.received_at.endswith("Z")
    pair.edit(first, name="李四")
    assert pair.states(first) == [status.WAITING]
    pair.sync()
    assert pair.states(first) == [status.RECEIVED]


def test_a_record_that_was_sealed_and_not_confirmed_waits(pair: Pair) -> None:
    (first,) = pair.add(1)
    pair.road.fault = lambda _number, path, _moment: path.endswith("frames")
    with pytest.raises(Exception, match="cut"):
        pair.sync()
    assert pair.states(first) == [status.WAITING]
    shown = pair.status()
    assert (shown.waiting["members"], shown.frames_waiting) == (1, 1)
    assert shown.last_session is not None
    assert (shown.last_session.ok, shown.last_session.code) == (False, "no_answer")
    for language, word in (("en", "did not answer"), ("zh_CN", "没有答复")):
        with speaking(language):
            told = pair.status().last_session
            assert told is not None
            assert word in told.message
    with pair.db.read() as s:
        assert status.summary(s).waiting == 2


def test_private_records_have_a_state_of_their_own_and_nothing_is_shown_without_a_superior(pair: Pair) -> None:
    with pair.db.read() as s:
        assert status.record_statuses(s, FAMILY_MEMBERS, ["x"])["x"].state == status.PRIVATE
    with pair.db.bookkeeping() as s:
        s.connection().exec_driver_sql("DELETE FROM sync_state")
    with pair.db.read() as s:
        assert status.record_statuses(s, MEMBERS, ["x"]) == {}
        assert not status.summary(s).enrolled
        assert not status.read(s).enrolled


def test_a_second_session_sends_nothing(pair: Pair) -> None:
    pair.add(1)
    pair.sync()
    pair.road.requests.clear()
    report = pair.sync()
    assert (report.frames, report.sent_bytes, len(pair.road.requests)) == (0, 0, 1)


def test_an_office_without_records_can_greet(pair: Pair) -> None:
    assert pair.sync().frames == 0
    pair.check()


@pytest.mark.usefixtures("small_frames")
def test_a_returned_record_holds_nobody_up_and_is_received_once_mended(pair: Pair) -> None:
    ids = pair.add(*range(1, 9))
    bad = ids[3]
    pair.force(bad, birth_date="1985-01-01", mobile="123")
    report = pair.sync()
    assert report.returned == 1
    assert pair.states(*ids) == [status.RETURNED if i == bad else status.RECEIVED for i in ids]
    shown = pair.status()
    assert [(r.id, r.title) for r in shown.returned] == [(bad, "张4")]
    assert {(r.field, r.level) for r in shown.returned[0].remarks} == {("birth_date", "error"), ("mobile", "error")}
    assert [r.suggestion for r in shown.returned[0].remarks if r.field == "birth_date"] == ["1990-03-07"]
    assert "1990-03-07" in next(r.text() for r in shown.returned[0].remarks if r.field == "birth_date")
    assert pair.there()[bad]["status"] == reading.RETURNED
    assert pair.there()[bad]["mobile"] == "123"
    assert shown.received == 15
    pair.edit(bad, birth_date="1990-03-07", mobile="13900000004")
    assert pair.states(bad) == [status.WAITING]
    assert pair.status().returned == []
    pair.sync()
    assert pair.states(bad) == [status.RECEIVED]
    assert pair.there()[bad]["status"] == reading.RECEIVED
    pair.check()


def test_the_same_number_twice_in_a_unit_comes_back(pair: Pair) -> None:
    first, second = pair.add(1, 2)
    pair.sync()
    pair.force(second, id_number=id_number(1))
    pair.sync()
    assert pair.states(first, second) == [status.RECEIVED, status.RETURNED]
    assert [r.code for r in pair.status().returned[0].remarks] == ["duplicate"]


def test_two_records_may_swap_their_numbers_in_one_frame(pair: Pair) -> None:
    first, second = pair.add(1, 2)
    pair.sync()
    pair.force(first, id_number=id_number(2))
    pair.force(second, id_number=id_number(1))
    pair.sync()
    assert pair.states(first, second) == [status.RECEIVED, status.RECEIVED]


@pytest.mark.usefixtures("small_frames")
def test_many_frames_travel_in_ever_larger_requests(pair: Pair) -> None:
    pair.add(*range(1, 61))
    seal_all(pair)
    report = pair.sync()
    assert report.frames == 30
    assert len(pair.road.sent) <= 7
    assert report.sent_bytes == sum(map(len, pair.road.sent))
    pair.check()


@pytest.mark.usefixtures("small_frames")
def test_the_superior_has_the_first_frame_before_the_last_one_is_sealed(pair: Pair) -> None:
    pair.add(*range(1, 25))
    sealed: list[int] = []

    def note(_number: int, path: str, moment: str) -> bool:
        if path.endswith("frames") and moment == "there":
            with pair.db.read() as s:
                sealed.append(s.execute(sa.select(sa.func.count()).select_from(FRAMES)).scalar_one())
        return False

    pair.road.fault = note
    assert pair.sync().frames == 12
    assert sealed[0] < 12
    pair.check()


@pytest.mark.usefixtures("small_frames")
def test_what_lies_ready_is_not_sent_after_a_refusal(pair: Pair) -> None:
    pair.add(*range(1, 25))
    seal_all(pair)
    pair.road.fault = lambda _number, path, moment: path.endswith("frames") and moment == "there"
    with pytest.raises(CutError):
        pair.sync()
    assert len(pair.road.sent) == 1
    pair.road.fault = lambda _number, _path, _moment: False
    assert pair.sync().frames == 12
    pair.check()


@pytest.mark.usefixtures("small_frames")
def test_a_greeting_that_grows_old_on_the_way_is_made_anew_and_every_frame_goes_once(
        pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    pair.add(*range(1, 41))
    seal_all(pair)  # so that others lie ready when it happens
    post, frames = pair.road.post, []

    def carry(path: str, body: bytes, authorization: str) -> bytes:
        frames.extend([body] if path == FRAMES_PATH else [])
        if path == FRAMES_PATH and len(frames) == 3:
            raise Refused(Why.STALE_NONCE)
        return post(path, body, authorization)

    monkeypatch.setattr(pair.road, "post", carry)
    report = pair.sync()
    sent = [one.header.seq for body in pair.road.sent for one in frame.read(body)]
    assert sent == list(range(1, 21))
    assert (report.frames, len([path for path, _body in pair.road.requests if path == HELLO_PATH])) == (20, 2)
    pair.check()


@pytest.mark.usefixtures("small_frames")
def test_an_answer_for_some_of_the_frames_lets_the_others_follow_in_order(pair: Pair) -> None:
    pair.add(*range(1, 21))
    seal_all(pair)
    post = pair.road.post

    def grudging(path: str, body: bytes, authorization: str) -> bytes:
        if not path.endswith("frames"):
            return post(path, body, authorization)
        answer = canonical.decode(post(path, body, authorization), Receipts)
        return canonical.encode(Receipts(receipts=answer.receipts[:1]))

    with pair.at_this_computer():
        report = session.run_session(pair.db, post=grudging)
    assert report.frames == 10
    pair.check()


def seal_all(pair: Pair) -> None:
    """Seal everything that waits, and send nothing."""
    with pair.db.read() as s:
        superior, office = store.superior(s), store.get(s, store.OFFICE_NAME)
    with pair.at_this_computer():
        sealer = sealing.Sealer(pair.db, device.load(pair.db, office, superior.device), superior)
    while sealer.seal():
        pass


def test_a_record_too_large_to_report_is_put_aside_and_its_neighbours_go(pair: Pair) -> None:
    ids = pair.add(1, 2, 3)
    pair.force(ids[1], resume="".join(random.Random(1).choices(HAN, k=1_600_000)))
    pair.sync()
    assert pair.states(*ids) == [status.RECEIVED, status.RETURNED, status.RECEIVED]
    (returned,) = pair.status().returned
    assert [r.code for r in returned.remarks] == ["too_large"]
    pair.force(ids[1], resume="短")
    pair.sync()
    assert pair.states(*ids) == [status.RECEIVED] * 3
    pair.check()


@pytest.mark.usefixtures("small_frames")
def test_large_records_make_smaller_frames(pair: Pair) -> None:
    ids = pair.add(*range(1, 9))
    for i in ids:
        pair.force(i, resume="".join(random.Random(i).choices(HAN, k=60_000)))
    report = pair.sync()
    assert report.frames > 4
    pair.check()


def test_where_the_second_frame_of_two_is_too_large_the_first_is_not_sealed_either(pair: Pair) -> None:
    """What goes to the superior alone has a frame of its own; what is sent once more would be sealed twice else."""
    with pair.db.write(ACTOR, "Added") as s:
        cadre = lifecycle.create(s, CADRES, {"name": "和干部"}).id
    ids = pair.add(1, 2, 3)
    for place, i in enumerate(ids):
        pair.force(i, resume="".join(random.Random(place).choices(HAN, k=60_000)))
    pair.sync()
    with pair.db.bookkeeping() as s:
        count = recovery.send_everything_again(s)
    pair.road.requests.clear()
    pair.sync()
    told = [(table.register, record) for body in pair.road.sent for one in frame.read(body) for table in one.tables()
            for record in table.ids]
    assert len(told) == len(set(told)) == count
    assert {("cadres", cadre), *(("members", i) for i in ids)} < set(told)
    pair.check()


@pytest.mark.usefixtures("small_frames")
def test_a_cancelled_session_is_taken_up_again(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("union_desk.progress.PAUSE", 0)  # each step is told, however fast the machine is
    pair.add(*range(1, 21))
    progress = Progress(lambda state: progress.cancel() if state.done >= 8 else None)
    with pytest.raises(Cancelled):
        pair.sync(progress=progress)
    before = len(verifying.check(pair.superior).faults)
    assert before == 0
    pair.sync()
    pair.check()
    assert verifying.check(pair.superior).frames == 10


def test_everything_can_be_sent_again_at_any_time(pair: Pair) -> None:
    ids = pair.add(1, 2)
    pair.sync()
    with pair.db.bookkeeping() as s:
        assert recovery.send_everything_again(s) == 4
    assert pair.states(*ids) == [status.WAITING] * 2
    assert pair.sync().records == 4
    with pair.db.bookkeeping() as s:
        recovery.send_again(s, MEMBERS, ids[:1])
    assert pair.sync().records == 1
    pair.check()


def test_edits_during_a_session_travel_with_it(pair: Pair) -> None:
    (first,) = pair.add(1)
    edits = iter(["李四", "王五"])

    def edit(_number: int, path: str, moment: str) -> bool:
        if path.endswith("frames") and moment == "there":
            name = next(edits, None)
            if name:
                pair.edit(first, name=name)
        return False

    pair.road.fault = edit
    pair.sync()
    assert pair.names()[first] == "王五"
    pair.check()


def test_a_record_changed_often_travels_once(pair: Pair) -> None:
    (first,) = pair.add(1)
    for number in range(20):
        pair.edit(first, name=f"李{number}")
    with pair.db.write(ACTOR, "Left") as s:
        lifecycle.apply_event(s, MEMBERS, first, {"event": "withdraw", "happened_on": "2026-01-01"})
    assert pair.sync().records == 3
    pair.check()
