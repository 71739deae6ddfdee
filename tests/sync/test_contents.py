"""Files on their way up: cut everywhere, twice the same, damaged, unheard of; records always go first."""

from __future__ import annotations

import json

import pytest

from sync.desk import contents, session
from sync.protocol import canonical, limits
from sync.protocol.contents import read_piece
from sync.protocol.messages import CONTENTS_PATH, FRAMES_PATH, PIECE_PATH
from sync.protocol.peer import NoAnswerError
from sync.protocol.refusals import Refused, Why
from sync.server import posting, verifying
from sync.server.superior import Superior
from tests.offices import ACTOR
from tests.sync.files import (
    APPEALS,
    EMPLOYERS,
    attach,
    employer,
    files,
    in_store,
    kept,
    one,
    picture,
    pieces,
    small_pieces,
)
from tests.sync.roads import CutError, Pair
from tests.sync.test_posts import PAPER, held
from union_desk import attachments, lifecycle, registers

__all__ = ["one", "small_pieces"]


def test_a_file_goes_up_after_its_record_and_is_confirmed_by_a_receipt(pair: Pair) -> None:
    data = picture(5_000)
    content = attach(pair, employer(pair), data)
    assert files(pair).waiting == 1
    report = pair.sync()
    assert (report.files_sent, report.returned) == (1, 0)
    assert kept(pair) == {content: data}
    order = [path for path, _body in pair.road.requests]
    assert order.index(PIECE_PATH) > max(place for place, path in enumerate(order) if path == FRAMES_PATH)
    assert pieces(pair) == [(content, offset) for offset in range(0, 5_000, 1024)]
    assert files(pair) == contents.Files(received=1)
    with pair.db.read() as s:
        rows = attachments.of(s, EMPLOYERS, held(pair.db, "employers").popitem()[0])
        assert [state for state, _when in contents.states(s, in_store(pair), rows).values()] == [contents.RECEIVED]
    pair.check()
    assert verifying.check(pair.superior).contents == 1


def test_nothing_to_do_asks_nothing_about_files(one: Pair) -> None:
    attach(one, employer(one), picture(100))
    one.sync()
    one.road.requests.clear()
    one.sync()
    assert [path for path, _body in one.road.requests] == ["/s/hello"]


def test_the_same_content_twice_is_sent_and_kept_once(one: Pair) -> None:
    data = picture(2_000)
    first, other = employer(one), employer(one, "另一家厂")
    content = attach(one, first, data)
    attach(one, other, data, "同一张.png")
    assert one.sync().files_sent == 1
    attach(one, other, data, "又一次.png")
    one.sync()
    assert pieces(one) == [(content, 0), (content, 1024)]
    assert len(kept(one)) == 1


def test_what_is_confidential_or_private_stays_here(one: Pair) -> None:
    from tests.ground import GROUND

    with one.db.write(ACTOR, "Appeal") as s:
        appeal = lifecycle.create(s, APPEALS, {
            name: value for name, value in GROUND["appeals"].items()
            if not APPEALS.fields[name].computed} | {"appellant_kind": "anonymous"}).id
    content = attach(one, appeal, picture(900), register="appeals")
    report = one.sync()
    assert (report.files_sent, one.status().waiting) == (0, {})
    assert not one.there("attachments")
    assert one.there("appeals")
    assert not any(content.encode() in body for _path, body in one.road.requests)
    with one.db.bookkeeping() as s:
        from sync.desk import recovery, status

        recovery.send_everything_again(s)
        (row,) = attachments.of(s, APPEALS, appeal)
        assert status.record_statuses(s, registers.get("attachments"), [row["id"]])[row["id"]].state == status.PRIVATE
    one.sync()
    assert not one.there("attachments")


@pytest.mark.parametrize("moment", ["there", "back"])
def test_a_road_cut_at_every_piece_goes_on_where_it_was_and_nothing_comes_twice(pair: Pair, moment: str) -> None:
    data = picture(4_500)
    content = attach(pair, employer(pair), data)
    cut: list[int] = []

    def fault(number: int, path: str, when: str) -> bool:
        if path != PIECE_PATH or when != moment or len(cut) > 4 or (cut and cut[-1] == number):
            return False
        cut.append(number)
        return True

    pair.road.fault = fault
    for _session in range(5):
        with pytest.raises(CutError):
            pair.sync()
    pair.sync()
    assert kept(pair) == {content: data}
    offsets = [offset for _content, offset in pieces(pair)]
    if moment == "back":  # every piece arrived although nobody heard of it: none is sent again
        assert offsets == [0, 1024, 2048, 3072, 4096]
    else:
        assert set(offsets) == {0, 1024, 2048, 3072, 4096}
        assert offsets == sorted(offsets)
    assert files(pair) == contents.Files(received=1)
    assert verifying.check(pair.superior).faults == []


def test_pieces_shrink_when_the_road_is_cut_and_grow_with_success(one: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PIECE_LEAST", 256)
    monkeypatch.setattr(limits, "PIECE_STEP", 100)
    attach(one, employer(one), picture(6_000))
    one.road.fault = lambda _number, path, when: path == PIECE_PATH and when == "there"
    for _session in range(4):
        with pytest.raises(CutError):
            one.sync()
    sizes = [len(read_piece(body)[1]) for path, body in one.road.requests if path == PIECE_PATH]
    assert sizes == [1024, 512, 256, 256]
    one.road.fault = lambda _number, _path, _when: False
    one.road.requests.clear()
    one.sync()
    sizes = [len(read_piece(body)[1]) for path, body in one.road.requests if path == PIECE_PATH]
    assert sizes[:4] == [256, 356, 456, 556]  # the line was cut up to here, so in small steps


def test_records_entered_meanwhile_go_before_the_next_piece(one: Pair) -> None:
    attach(one, employer(one), picture(5_000))
    seen: list[str] = []

    def fault(_number: int, path: str, when: str) -> bool:
        if path == PIECE_PATH and when == "back":
            seen.append(path)
            if len(seen) == 2:
                one.add(1)
        return False

    one.road.fault = fault
    report = one.sync()
    order = [path for path, _body in one.road.requests if path in {FRAMES_PATH, PIECE_PATH}]
    last = max(place for place, path in enumerate(order) if path == FRAMES_PATH)
    assert order[last + 1:].count(PIECE_PATH) == 3
    assert report.records == len(one.there("members")) + len(one.there("membership_events")) + 2


def test_a_round_of_pieces_is_followed_by_a_greeting_so_that_posts_come_down(
        one: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROUND_PIECES", 2)
    attach(one, employer(one), picture(5_000))

    def fault(_number: int, path: str, when: str) -> bool:
        if path == PIECE_PATH and when == "there" and len(pieces(one)) == 2:
            posting.post(one.superior, "posted_papers", [PAPER])
        return False

    one.road.fault = fault
    report = one.sync()
    assert (report.posts, report.files_sent) == (1, 1)
    order = [path for path, _body in one.road.requests]
    assert order.index("/s/feed") < max(place for place, path in enumerate(order) if path == PIECE_PATH)


def test_a_server_killed_between_pieces_goes_on_from_its_database(pair: Pair) -> None:
    data = picture(4_000)
    content = attach(pair, employer(pair), data)
    pair.road.fault = lambda _number, path, when: path == PIECE_PATH and when == "back" and len(pieces(pair)) == 2
    with pytest.raises(CutError):
        pair.sync()
    address = pair.superior.engine.url.render_as_string(hide_password=False)
    if pair.superior.engine.dialect.name == "sqlite":
        with pair.superior.engine.connect() as connection:
            address = connection.exec_driver_sql("PRAGMA database_list").first()[2]  # type: ignore[index]  # one row
    pair.superior.close()
    again = Superior.open(address)
    pair.road.service.superior = pair.superior = again
    pair.road.fault = lambda _number, _path, _when: False
    pair.sync()
    assert kept(pair) == {content: data}
    assert [offset for _content, offset in pieces(pair)] == [0, 1024, 2048, 3072]
    again.close()


def test_an_older_superior_without_addresses_for_files_is_no_fault(one: Pair) -> None:
    attach(one, employer(one), picture(500))

    def post(path: str, body: bytes, authorization: str) -> bytes:
        if path == CONTENTS_PATH:
            raise Refused(Why.NOT_FOUND, detail=path)
        return one.road.post(path, body, authorization)

    with one.at_this_computer():
        assert session.run_session(one.db, post=post).files_sent == 0
    assert files(one).waiting == 1
    last = one.status().last_session
    assert last is not None
    assert last.ok


def test_an_answer_that_is_no_receipt_confirms_nothing(one: Pair) -> None:
    content = attach(one, employer(one), picture(500))

    def post(path: str, body: bytes, authorization: str) -> bytes:
        answer = one.road.post(path, body, authorization)
        if path == PIECE_PATH:
            told = json.loads(answer)
            told["receipt"] = told["receipt"][:-2] + ("AA" if told["receipt"][-2:] != "AA" else "BB")
            return canonical.encode(told)
        return answer

    with one.at_this_computer(), pytest.raises((Refused, NoAnswerError)):
        session.run_session(one.db, post=post)
    assert files(one) == contents.Files(waiting=1)
    one.sync()  # the receipt is asked for again, the content is not sent again
    assert pieces(one) == [(content, 0)]
    assert files(one) == contents.Files(received=1)
