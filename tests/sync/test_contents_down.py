"""Files on their way down, to other computers of the union, and on sticks both ways."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.desk import contents
from sync.protocol import canonical, limits
from sync.protocol.contents import Fetch
from sync.protocol.messages import FETCH_PATH, PIECE_PATH
from sync.protocol.refusals import Why
from sync.server import answering, posting, verifying
from sync.server import contents as there
from tests.offices import ACTOR
from tests.sync.files import (
    DIRECTIVES,
    PNG,
    attach,
    device_of,
    employer,
    files,
    in_store,
    kept,
    notice,
    one,
    picture,
    pieces,
    small_pieces,
)
from tests.sync.protocol.samples import refusal
from tests.sync.roads import CutError, Pair, Road
from tests.sync.test_posts import PAPER, TASK, held
from union_desk import attachments
from union_desk.affairs import directives_posted
from union_desk.contents import digest_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sync.server.superior import Superior
    from union_desk.database import Database

__all__ = ["notice", "one", "small_pieces"]


def test_a_posted_file_comes_in_pieces_and_hangs_on_the_paper(pair: Pair, notice: Path) -> None:
    answering.post_paper(pair.superior, {k: v for k, v in PAPER.items() if k != "id"},
                         [{k: v for k, v in TASK.items() if k not in {"id", "paper_id"}}], [], [notice])
    cuts = iter(range(3))
    pair.road.fault = lambda _number, path, when: path == FETCH_PATH and when == "back" and next(cuts, None) is not None
    for _session in range(3):
        with pytest.raises(CutError):
            pair.sync()
    assert files(pair).awaited == 1
    with pair.db.write(ACTOR, "Taken") as s:
        (own,) = directives_posted.take_papers(s, "赵接待")
        (row,) = attachments.of(s, DIRECTIVES, own)
        assert contents.states(s, in_store(pair), [row])[row["id"]] == (contents.AWAITED, "")
        with pytest.raises(attachments.MissingContentError):
            attachments.load(pair.db, row)
    assert pair.sync().files_taken == 1
    assert attachments.load(pair.db, row) == notice.read_bytes()
    asked = [canonical.decode(body, Fetch).offset for path, body in pair.road.requests if path == FETCH_PATH]
    assert asked == [0, 0, 0, 0, 1024, 2048, 3072]  # what never arrived is asked for again, what did is not
    assert [r["title"] for r in held(pair.db, "directive_tasks").values()] == [TASK["title"]]
    pair.sync()
    assert pieces(pair) == []  # the superior's own paper is not sent back to it
    with pair.db.write(ACTOR, "Again") as s:
        assert directives_posted.hang_files(s) == 0
    pair.road.requests.clear()
    pair.sync()
    assert [path for path, _body in pair.road.requests] == ["/s/hello"]


def test_a_file_that_comes_after_its_paper_was_taken_hangs_on_it_too(one: Pair, notice: Path) -> None:
    paper = answering.post_paper(one.superior, {k: v for k, v in PAPER.items() if k != "id"})
    one.sync()
    with one.db.write(ACTOR, "Taken") as s:
        (own,) = directives_posted.take_papers(s, "赵接待")
    content, size = there.hold(one.superior, notice)
    posting.post(one.superior, "posted_files", [{
        "id": "0199c0de-0000-7000-8000-00000000f11e", "paper_id": paper, "title": "格式", "file_name": notice.name,
        "media_type": "image/png", "size": size, "content": content}])
    one.sync()
    with one.db.read() as s:
        (row,) = attachments.of(s, DIRECTIVES, own)
    assert attachments.load(one.db, row) == notice.read_bytes()


def test_a_file_posted_to_one_union_is_for_that_union_alone(
        pair: Pair, notice: Path, tmp_path: Path, office_maker: Callable[[], Database]) -> None:
    unit, token = pair.superior.add_unit("另一家工会", "460100002")
    other = Pair(office_maker(), pair.superior, unit, Road(pair.road.service), tmp_path / "other", pair.patch)
    other.enrol(token.text)
    answering.post_paper(pair.superior, {k: v for k, v in PAPER.items() if k != "id"}, (), [pair.unit], [notice])
    assert (pair.sync().files_taken, other.sync().files_taken) == (1, 0)
    device = pair.superior.device(device_of(other)[1])
    assert device is not None
    asked = Fetch(content=digest_of(notice.read_bytes()), offset=0, most=9)
    with refusal(Why.NOT_FOUND):
        there.give(pair.superior, device, asked)
    other.db.close()


@pytest.mark.parametrize(("name", "data", "said"), [
    ("a.exe", PNG, "类型"), ("a.png", b"MZ\x00", "类型"), ("a.png", b"", "为空"),
    ("a.txt", "秘密★1年".encode(), "秘密")])
def test_a_file_that_no_desk_would_keep_is_not_posted(
        local: Superior, tmp_path: Path, name: str, data: bytes, said: str) -> None:
    from union_desk.errors import UserError

    (tmp_path / name).write_bytes(data)
    with pytest.raises(UserError, match=said):
        answering.post_paper(local, PAPER, (), (), [tmp_path / name])
    assert posting.posts(local, "posted_papers") == {}


@pytest.mark.parametrize(("name", "data", "code"), [
    ("通知.png", b"MZ" + bytes(50), "attachment_content"), ("../../通知.exe", PNG, "attachment_content"),
    ("通知.txt", "机密★长期".encode(), "secret_file")])
def test_what_comes_down_is_judged_like_what_a_person_attaches(
        enrolled: Callable[[Superior], Pair], local: Superior, tmp_path: Path, name: str, data: bytes,
        code: str) -> None:
    pair = enrolled(local)
    (tmp_path / "x").write_bytes(data)
    content, size = there.hold(local, tmp_path / "x")
    posting.post(local, "posted_papers", [PAPER])
    posting.post(local, "posted_files", [{
        "id": "0199c0de-0000-7000-8000-00000000f11e", "paper_id": PAPER["id"], "title": "格式", "file_name": name,
        "media_type": "image/png", "size": size, "content": content}])
    assert pair.sync().files_taken == 0
    assert not in_store(pair).holds(content)
    with pair.db.read() as s:
        assert s.execute(sa.text("SELECT refused FROM sync_content")).scalars().all() == [code]
    pair.road.requests.clear()
    pair.sync()
    assert [path for path, _body in pair.road.requests] == ["/s/hello"]
    pair.db.close()


def test_another_computer_of_the_union_gets_the_file_and_mends_a_lost_one(pair: Pair, tmp_path: Path) -> None:
    data = picture(2_500)
    record = employer(pair)
    content = attach(pair, record, data)
    pair.sync()
    other = pair.copy(tmp_path / "copy", with_key=False)
    shutil.rmtree(other.db.folder / "attachments")
    other.enrol(pair.superior.add_token(pair.unit.code)[1].text)
    assert other.sync().files_taken == 1
    assert in_store(other).load(content) == data
    more = attach(other, record, picture(1_800, 9))
    assert other.sync().files_sent == 1
    assert pair.sync().files_taken == 1
    assert in_store(pair).load(more) == picture(1_800, 9)
    assert files(pair) == files(other) == contents.Files(received=2)
    other.db.close()


def test_files_travel_on_sticks_both_ways_and_a_torn_one_gives_what_is_whole(
        pair: Pair, tmp_path: Path, notice: Path) -> None:
    from sync.desk import carrier
    from sync.server import carrier as above

    record = employer(pair)
    sent = {attach(pair, record, picture(3_000, n)) for n in range(3)}
    answering.post_paper(pair.superior, {k: v for k, v in PAPER.items() if k != "id"}, (), (), [notice])
    with pair.at_this_computer():
        assert carrier.write(pair.db, tmp_path / "report.udf").files == 3
    whole = (tmp_path / "report.udf").read_bytes()
    counts = []
    for cut in (len(whole) // 3, len(whole) * 4 // 5, len(whole) - 30):
        (tmp_path / "torn.udf").write_bytes(whole[:cut])
        above.read(pair.superior, tmp_path / "torn.udf")
        counts.append(len(kept(pair)) - 1)
    assert counts == sorted(counts)
    assert counts[-1] >= 2
    assert verifying.check(pair.superior).faults == []
    found = above.read(pair.superior, tmp_path / "report.udf")
    assert (found.whole, set(found.files)) == (True, sent)
    above.answer(pair.superior, found, tmp_path / "answer.udf")
    answer = (tmp_path / "answer.udf").read_bytes()
    (tmp_path / "torn.answer").write_bytes(answer[:-1_500])
    with pair.at_this_computer():
        torn = carrier.read(pair.db, tmp_path / "torn.answer")
        assert (torn.whole, torn.files_sent, torn.files_taken) == (False, 3, 0)
        read = carrier.read(pair.db, tmp_path / "answer.udf")
        assert (read.whole, read.files_sent, read.files_taken) == (True, 0, 1)
        assert carrier.write(pair.db, tmp_path / "next.udf").files == 0
    assert in_store(pair).load(digest_of(notice.read_bytes())) == notice.read_bytes()
    assert files(pair) == contents.Files(received=3)
    pair.road.requests.clear()
    pair.sync()
    assert pieces(pair) == []


def test_a_piece_from_a_stick_goes_on_where_the_network_was_cut(
        one: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sync.desk import carrier
    from sync.server import carrier as above

    for name in ("PIECE_FIRST", "PIECE_BYTES"):  # not where the pieces of a stick begin
        monkeypatch.setattr(limits, name, 700)
    content = attach(one, employer(one), picture(3_000))
    one.road.fault = lambda _number, path, when: path == PIECE_PATH and when == "back" and len(pieces(one)) == 2
    with pytest.raises(CutError):
        one.sync()
    monkeypatch.setattr(limits, "PIECE_BYTES", 4096)
    with one.at_this_computer():
        carrier.write(one.db, tmp_path / "report.udf")
    assert above.read(one.superior, tmp_path / "report.udf").files == [content]
    assert kept(one) == {content: picture(3_000)}
