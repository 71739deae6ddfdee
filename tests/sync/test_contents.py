"""Files on the road: up and down in pieces, cut everywhere, twice, wrong, too large, unwanted; records always first."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.desk import contents, session, store
from sync.protocol import canonical, limits
from sync.protocol.contents import Fetch, Sought, Told, read_piece, write_piece
from sync.protocol.messages import CONTENTS_PATH, FETCH_PATH, FRAMES_PATH, PIECE_PATH
from sync.protocol.peer import NoAnswerError
from sync.protocol.refusals import Refused, Why
from sync.server import answering, backups, posting, rebuilding, verifying
from sync.server import contents as there
from sync.server.superior import Superior
from sync.server.tables import CONTENTS, PIECES
from tests.offices import ACTOR
from tests.sync.protocol.samples import refusal
from tests.sync.roads import CutError, Pair, Road
from tests.sync.test_posts import PAPER, TASK, held
from union_desk import attachments, lifecycle, records, registers
from union_desk.affairs import directives_posted
from union_desk.contents import digest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from union_desk.contents import Store
    from union_desk.database import Database

EMPLOYERS, APPEALS, DIRECTIVES = (registers.get(name) for name in ("employers", "appeals", "directives"))
PNG = b"\x89PNG\r\n\x1a\n"


def picture(size: int, fill: int = 7) -> bytes:
    """Return bytes that begin like a picture, no two parts of them alike."""
    parts = (hashlib.sha256(bytes([fill]) + n.to_bytes(4, "big")).digest() for n in range(size // 32 + 1))
    return (PNG + b"".join(parts))[:size]


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pieces be of a kilobyte, so that small files have many, and never grow."""
    for name in ("PIECE_BYTES", "PIECE_LEAST", "PIECE_FIRST"):
        monkeypatch.setattr(limits, name, 1024)


@pytest.fixture
def one(enrolled: Callable[[Superior], Pair], local: Superior) -> Iterator[Pair]:
    """Give an office enrolled at a superior over SQLite, where the database makes no difference."""
    made = enrolled(local)
    yield made
    made.db.close()


def employer(pair: Pair, name: str = "和风机械厂") -> str:
    """Add an employer; returns its id."""
    with pair.db.write(ACTOR, "Added") as s:
        return records.save(s, EMPLOYERS, {"unit_name": name}).id


def attach(pair: Pair, record: str, data: bytes, name: str = "照片.png", register: str = "employers") -> str:
    """Hang a file on a record; returns its content."""
    with pair.db.write(ACTOR, "Attached") as s:
        attachments.attach(pair.db, s, registers.get(register), record, attachments.judge(s, name, data), {})
    return digest_of(data)


def pieces(pair: Pair) -> list[tuple[str, int]]:
    """Return content and offset of every piece that was sent."""
    heads = [read_piece(body)[0] for path, body in pair.road.requests if path == PIECE_PATH]
    return [(head.content, head.offset) for head in heads]


def kept(pair: Pair) -> dict[str, bytes]:
    """Return the whole contents at the superior, put together."""
    with pair.superior.engine.begin() as connection:
        names = connection.execute(sa.select(CONTENTS.c.unit_id, CONTENTS.c.content).where(
            CONTENTS.c.received_at.is_not(None))).all()
        return {content: b"".join(there.pieces(connection, unit, content)) for unit, content in names}


def in_store(pair: Pair) -> Store:
    return attachments.in_store(pair.db)


def files(pair: Pair) -> contents.Files:
    with pair.db.read() as s:
        return contents.figures(s, in_store(pair))


# ---- up


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
    assert sizes[:4] == [256, 512, 1024, 1024]


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


# ---- what the superior refuses


def device_of(pair: Pair) -> tuple[object, str]:
    with pair.db.read() as s:
        own = store.superior(s)
    return pair.superior.device(own.device), own.device


def offer(pair: Pair, content: str, offset: int, size: int, data: bytes) -> str:
    """Offer a piece past the desk's own care; returns the code of the refusal, '' when it was taken."""
    device = pair.superior.device(device_of(pair)[1])
    assert device is not None
    try:
        there.take(pair.superior, device, write_piece(content, offset, size, data))
    except Refused as refused:
        return str(refused.code)
    return ""


def only_the_record(pair: Pair, data: bytes, name: str = "照片.png") -> str:
    """Let the record of a file be at the superior and nothing of its content."""
    content = attach(pair, employer(pair), data, name)
    pair.road.fault = lambda _number, path, when: path == CONTENTS_PATH and when == "there"
    with pytest.raises(CutError):
        pair.sync()
    pair.road.fault = lambda _number, _path, _when: False
    return content


def test_a_content_that_is_not_its_hash_is_dropped_and_wanted_again(pair: Pair) -> None:
    data = picture(1_500)
    content = only_the_record(pair, data)
    flipped = data[:700] + bytes([data[700] ^ 1]) + data[701:]
    assert offer(pair, content, 0, 1_500, flipped[:1024]) == ""
    assert offer(pair, content, 1024, 1_500, flipped[1024:]) == Why.WRONG_CONTENT
    with pair.superior.engine.begin() as connection:
        assert connection.execute(sa.select(PIECES)).all() == connection.execute(sa.select(CONTENTS)).all() == []
    pair.sync()
    assert kept(pair) == {content: data}


def test_what_no_record_names_what_is_too_large_and_of_another_size_is_refused(pair: Pair) -> None:
    content = only_the_record(pair, picture(1_500))
    stranger = digest_of(b"stranger")
    assert offer(pair, stranger, 0, 8, b"stranger") == Why.NOT_WANTED
    assert offer(pair, content, 0, 1_501, b"x" * 1024) == Why.WRONG_CONTENT
    assert offer(pair, content, 0, 1_500, b"x" * 1025) == Why.TOO_LARGE
    pair.superior.most_content = 1_000
    assert offer(pair, content, 0, 1_500, b"x" * 1024) == Why.TOO_LARGE
    pair.road.requests.clear()
    pair.sync()  # it is not even wanted
    assert pieces(pair) == []
    assert kept(pair) == {}


@pytest.mark.parametrize("data", [b"MZ" + picture(5_000), picture(5_000)[1:], b"MZ" + picture(80)])
def test_a_content_of_another_kind_than_its_name_says_is_refused_for_good_and_holds_up_nothing(
        one: Pair, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    record = employer(one)
    with one.db.write(ACTOR, "Forged") as s:
        content = attachments.store(one.db, data)
        records.insert_many(s, registers.get("attachments"), [{
            "owner_register": "employers", "owner_id": record, "evidence": "99", "title": "程序", "file_name": "a.png",
            "media_type": "image/png", "size": len(data), "content": content}])
    good = attach(one, record, picture(600))
    monkeypatch.setattr(limits, "PIECE_BYTES", 4096)
    monkeypatch.setattr(limits, "PIECE_FIRST", 4096)
    one.sync()
    assert set(kept(one)) == {good}
    assert files(one) == contents.Files(received=1, refused=1)
    one.road.requests.clear()
    one.sync()
    assert [path for path, _body in one.road.requests] == ["/s/hello"]


def test_a_name_that_leads_elsewhere_is_no_name(one: Pair) -> None:
    for name in ("../../escaped", "/etc/passwd", "..\\..\\x", "a" * 63 + "/", "A" * 64, "", "a" * 65, "a" * 64 + "\n"):
        assert offer(one, name, 0, 4, b"data") == Why.MALFORMED
        for message in (Fetch(content=name, offset=0, most=10), Sought(lacking=[name])):
            with refusal(Why.MALFORMED):
                canonical.decode(canonical.encode(message), type(message))
        assert not in_store(one).holds(name)
        assert in_store(one).missing([name]) == []
        assert in_store(one).place(name).is_relative_to(one.db.folder / "attachments")


def test_one_union_learns_nothing_of_anothers_files(
        pair: Pair, tmp_path: Path, office_maker: Callable[[], Database]) -> None:
    data = picture(1_200)
    content = attach(pair, employer(pair), data)
    pair.sync()
    unit, token = pair.superior.add_unit("另一家工会", "460100002")
    other = Pair(office_maker(), pair.superior, unit, Road(pair.road.service), tmp_path / "other", pair.patch)
    other.enrol(token.text)
    device = pair.superior.device(device_of(other)[1])
    assert device is not None
    assert there.tell(pair.superior, device, Sought(lacking=[content])) == Told()
    with refusal(Why.NOT_FOUND):
        there.give(pair.superior, device, Fetch(content=content, offset=0, most=9))
    attach(other, employer(other), data)
    assert other.sync().files_sent == 1  # each union's own copy, so that nothing is told by what is not asked for
    other.db.close()


def test_a_damaged_content_here_holds_up_no_other(one: Pair) -> None:
    record = employer(one)
    broken, good = attach(one, record, picture(3_000, 1)), attach(one, record, picture(3_000, 2))
    place = in_store(one).place(broken)
    raw = bytearray(place.read_bytes())
    raw[100] ^= 1
    place.write_bytes(raw)
    one.sync()
    assert set(kept(one)) == {good}
    assert files(one) == contents.Files(waiting=1, received=1)


# ---- down


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    """Give a file to be posted."""
    path = tmp_path / "名册格式.png"
    path.write_bytes(picture(3_500, 3))
    return path


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
    ("a.exe", PNG, "kind"), ("a.png", b"MZ\x00", "kind"), ("a.png", b"", "empty"),
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


# ---- what is lost is asked for again


def test_the_check_names_an_altered_content_and_it_is_asked_for_again(pair: Pair) -> None:
    data = picture(2_500)
    content = attach(pair, employer(pair), data)
    pair.sync()
    with pair.superior.engine.begin() as connection:
        connection.execute(sa.update(PIECES).where(PIECES.c.start == 1024).values(data=b"x" * 1024))
    assert verifying.check(pair.superior).faults == [(pair.unit.code, verifying.CONTENT, content)]
    assert verifying.ask_again(pair.superior, pair.unit.id) == 1
    assert pair.sync().files_sent == 1
    assert kept(pair) == {content: data}
    assert verifying.check(pair.superior).faults == []


def test_backups_keep_contents_and_a_restored_superior_asks_for_what_it_lacks(
        enrolled: Callable[[Superior], Pair], local: Superior, tmp_path: Path) -> None:
    pair = enrolled(local)
    record = employer(pair)
    first = attach(pair, record, picture(1_500, 1))
    pair.sync()
    backups.backup(local, tmp_path / "backup")
    second = attach(pair, record, picture(1_500, 2))
    pair.sync()
    local.close()
    pair.superior = pair.road.service.superior = backups.restore(tmp_path / "backup", str(tmp_path / "new.db"))
    assert set(kept(pair)) == {first}
    pair.road.requests.clear()
    assert pair.sync().files_sent == 1
    assert {content for content, _offset in pieces(pair)} == {second}
    assert set(kept(pair)) == {first, second}
    rebuilding.rebuild(pair.superior, str(tmp_path / "rebuilt.db"))
    rebuilt = Superior.open(str(tmp_path / "rebuilt.db"))
    assert (verifying.check(rebuilt).contents, verifying.check(rebuilt).faults) == (2, [])
    rebuilt.close()
    pair.superior.close()
    pair.db.close()


# ---- on a stick


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
