"""The way down: what a superior posts arrives at all or at one, is answered, and survives restored servers."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.desk import posted, pulling, store
from sync.protocol import frame, keys
from sync.protocol.columns import Table
from sync.protocol.messages import LogHead
from sync.server import answering, delivering, posting
from sync.server import engine as engines
from sync.server.service import Service
from sync.server.superior import Superior
from sync.server.tables import AUDIT, DEVICES, FRAMES, LOGS
from tests.offices import ACTOR
from tests.sync.protocol.samples import refusal
from tests.sync.roads import Pair, Road
from tests.sync.senders import Sender, row_id, table
from union_desk import lifecycle, records, registers
from union_desk.affairs import appeals, directives, directives_posted
from union_desk.synctables import POSTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from union_desk.database import Database

PAPER = {"id": row_id(1), "issuer": "海口市某区总工会", "title": "关于报送会员名册的通知", "doc_kind": "08",
         "urgency": "3", "secrecy": "0", "doc_no": "海工发〔2026〕3号"}
TASK = {"id": row_id(2), "paper_id": row_id(1), "title": "报送会员名册", "task_kind": "2", "due_at": "2026-12-25"}


def held(db: Database, register: str) -> dict[str, dict[str, object]]:
    with db.read() as s:
        table = registers.get(register).table
        return {r["id"]: dict(r) for r in s.execute(sa.select(table).where(table.c.deleted.is_(False))).mappings()}


@pytest.fixture
def files(enrolled: Callable[[Superior], Pair], tmp_path: Path) -> Iterator[tuple[Pair, Path]]:
    """Give an office and its superior over a file that can be put back."""
    pair = enrolled(Superior.open(str(tmp_path / "superior.db")))
    yield pair, tmp_path / "superior.db"
    pair.superior.close()
    pair.db.close()


def reopen(pair: Pair, path: Path, old: Path | None = None) -> None:
    """Close the superior and open it again, perhaps as it was."""
    pair.superior.close()
    for each in path.parent.glob("superior.db*"):
        each.unlink() if old is not None else None
    if old is not None:
        shutil.copy(old, path)
    pair.superior = Superior.open(str(path))
    pair.road.service = Service(pair.superior)


def backup(pair: Pair, path: Path, name: str) -> Path:
    reopen(pair, path)
    pair.superior.close()
    copy = path.parent / name
    shutil.copy(path, copy)
    pair.superior = Superior.open(str(path))
    pair.road.service = Service(pair.superior)
    return copy


def test_a_paper_for_all_and_one_for_a_union_arrive_where_they_belong(
        pair: Pair, tmp_path: Path, office_maker: Callable[[], Database]) -> None:
    unit, token = pair.superior.add_unit("另一家工会", "460100002")
    other = Pair(office_maker(), pair.superior, unit, Road(pair.road.service), tmp_path / "other", pair.patch)
    other.enrol(token.text)
    posting.post(pair.superior, "posted_papers", [PAPER])
    posting.post(pair.superior, "posted_papers", [PAPER | {"id": row_id(7), "title": "只给一家"}], pair.unit.id)
    assert (pair.sync().posts, other.sync().posts) == (2, 1)
    assert {r["title"] for r in held(pair.db, "posted_papers").values()} == {"只给一家", PAPER["title"]}
    assert set(held(other.db, "posted_papers")) == {row_id(1)}
    assert (pair.sync().posts, pair.status().waiting) == (0, {})
    posting.post(pair.superior, "posted_papers", [PAPER | {"title": "改了标题"}])
    posting.post(pair.superior, "posted_papers", [], pair.unit.id, deleted=[row_id(7)])
    pair.sync()
    assert [r["title"] for r in held(pair.db, "posted_papers").values()] == ["改了标题"]
    with pair.superior.engine.begin() as connection:
        own = connection.execute(sa.select(LOGS.c.log, LOGS.c.seq).where(LOGS.c.audience == "")
                                 .where(LOGS.c.unit_id == pair.superior.own_unit)).one()
    assert posting.delivered(pair.superior, own.log, own.seq) == set()
    pair.sync()
    assert len(posting.delivered(pair.superior, own.log, own.seq)) == 1
    other.db.close()


def test_a_paper_is_taken_once_acknowledged_and_its_task_reported(pair: Pair) -> None:
    posting.post(pair.superior, "posted_papers", [PAPER])
    posting.post(pair.superior, "posted_tasks", [TASK])
    pair.sync()
    with pair.db.write(ACTOR, "Taken") as s:
        (own,) = directives_posted.take_papers(s, "赵接待")
        assert directives_posted.take_papers(s, "赵接待") == []
    assert [(r["title"], r["owner"]) for r in held(pair.db, "directive_tasks").values()] == [("报送会员名册", "赵接待")]
    pair.sync()
    assert answering.acknowledged(pair.superior, row_id(1)) == {pair.unit.code: "received"}
    with pair.db.write(ACTOR, "Acknowledged") as s:
        directives.acknowledge_all(s, [own], "赵接待")
    report = pair.sync()
    assert report.returned == 0
    assert answering.acknowledged(pair.superior, row_id(1)) == {pair.unit.code: "acknowledged"}


def test_an_answer_to_an_appeal_comes_down_and_is_taken_over(pair: Pair) -> None:
    from tests.ground import GROUND

    with pair.db.write(ACTOR, "Appeal") as s:
        saved = lifecycle.create(s, registers.get("appeals"), {
            name: value for name, value in GROUND["appeals"].items()
            if not registers.get("appeals").fields[name].computed} | {"appellant_kind": "anonymous"})
        appeal = records.get(s, registers.get("appeals"), saved.id)
        day = appeal["received_on"]
        lifecycle.apply_event(s, registers.get("appeals"), saved.id, {
            "event": "accept", "happened_on": day, "decided_by": "赵接待", "handler": "赵接待"})
        lifecycle.apply_event(s, registers.get("appeals"), saved.id, {
            "event": "escalate", "happened_on": day, "sent_to": "海口市某区总工会"})
    pair.sync()
    answering.answer_appeal(pair.superior, pair.unit, saved.id, {
        "answered_on": day, "unit": "海口市某区总工会", "text": "请依法处理。", "receipt_no": "复〔2026〕1号"})
    pair.sync()
    with pair.db.write(ACTOR, "Answers taken") as s:
        assert appeals.take_answers(s) == 1
        assert records.get(s, registers.get("appeals"), saved.id)["appeal_state"] == "in_progress"
    assert pair.sync().returned == 0


def test_what_this_program_does_not_know_is_kept_and_comes_in_after_an_update(
        pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    posting.post(pair.superior, "posted_films", [{"id": row_id(3), "title": "安全生产"}])
    posting.post(pair.superior, "members", [{"id": row_id(4), "name": "混入的人"}])  # not the superior's book
    posting.post(pair.superior, "posted_papers", [PAPER])
    assert pair.sync().posts == 3
    assert pulling.waiting_for_update(pair.db) == {"posted_films": 1, "members": 1}
    assert set(held(pair.db, "posted_papers")) == {row_id(1)}
    assert held(pair.db, "members") == {}
    with pair.db.bookkeeping() as s:
        s.execute(sa.update(POSTED).where(POSTED.c.register == "posted_films").values(
            register="posted_papers", record=row_id(3)))
        assert posted.take_known(s) == 1
    assert held(pair.db, "posted_papers")[row_id(3)]["title"] == "安全生产"


def test_a_restored_superior_gets_its_papers_back_and_begins_a_fresh_log(files: tuple[Pair, Path]) -> None:
    pair, path = files
    posting.post(pair.superior, "posted_papers", [PAPER])
    pair.sync()
    old = backup(pair, path, "old.db")
    posting.post(pair.superior, "posted_papers", [PAPER | {"id": row_id(8), "title": "恢复前下发"}])
    pair.sync()
    reopen(pair, path, old)
    report = pair.sync(accept_emptier=True)
    assert report.handed_back == 1
    assert row_id(8) in posting.posts(pair.superior, "posted_papers")
    posting.post(pair.superior, "posted_papers", [PAPER | {"id": row_id(9), "title": "恢复后下发"}])
    pair.sync()
    assert {r["title"] for r in held(pair.db, "posted_papers").values()} == {PAPER["title"], "恢复前下发", "恢复后下发"}
    with pair.superior.engine.begin() as connection:
        logs = connection.execute(sa.select(LOGS.c.closed).where(LOGS.c.unit_id == pair.superior.own_unit)).scalars()
        assert sorted(logs) == [False, True]
        assert "handed_back" in connection.execute(sa.select(AUDIT.c.event)).scalars().all()


def test_papers_of_a_branch_that_the_restored_superior_left_are_put_aside_visibly(files: tuple[Pair, Path]) -> None:
    pair, path = files
    posting.post(pair.superior, "posted_papers", [PAPER])
    pair.sync()
    old = backup(pair, path, "old.db")
    posting.post(pair.superior, "posted_papers", [PAPER | {"id": row_id(8), "title": "丢失的分支"},
                                                  PAPER | {"title": "丢失的改动"}])
    pair.sync()
    reopen(pair, path, old)
    posting.post(pair.superior, "posted_papers", [PAPER | {"id": row_id(9), "title": "新的分支"}])
    report = pair.sync(accept_emptier=True)
    assert report.handed_back == 0
    assert {r["title"] for r in held(pair.db, "posted_papers").values()} == {PAPER["title"], "新的分支"}
    with pair.db.read() as s:
        last = records.history(s, registers.get("posted_papers"), row_id(8))[0]
        assert last.fields["deleted"] == (0, 1)
        assert [log.head.seq for log in store.all_logs(s) if log.share == frame.DOWN] == [2]


def test_nobody_posts_in_the_superiors_name_nor_reads_what_is_for_others(
        pair: Pair, tmp_path: Path, office_maker: Callable[[], Database]) -> None:
    unit, token = pair.superior.add_unit("另一家工会", "460100002")
    other = Pair(office_maker(), pair.superior, unit, Road(pair.road.service), tmp_path / "other", pair.patch)
    other.enrol(token.text)
    posting.post(pair.superior, "posted_papers", [PAPER], pair.unit.id)
    with pair.superior.engine.begin() as connection:
        data = bytes(connection.execute(sa.select(FRAMES.c.data)).scalar_one())
    honest = other.road.service.post

    def answer(path: str, body: bytes, authorization: str = "") -> bytes:
        return data if path == "/s/feed" else honest(path, body, authorization)

    with pair.superior.engine.begin() as connection:  # the server itself is made to offer it
        connection.execute(sa.update(LOGS).where(LOGS.c.audience == pair.unit.id).values(audience=""))
    other.road.service.post = answer  # type: ignore[method-assign]  # the road is in strange hands
    with pytest.raises(Exception, match="不一致"):
        other.sync()
    assert held(other.db, "posted_papers") == {}
    other.road.service.post = honest  # type: ignore[method-assign]  # as it was
    with pair.superior.engine.connect() as connection:
        device = connection.execute(sa.select(DEVICES.c.device).where(DEVICES.c.unit_id == unit.id)).scalar_one()
    known = pair.superior.device(device)
    assert known is not None
    with refusal("wrong_unit"):
        posting.take_back(pair.superior, known, data)  # nor does anybody hand in what was for another
    other.db.close()


def test_nobody_says_that_it_has_read_what_is_for_others(superior: Superior) -> None:
    one, other = Sender.of(superior, "1"), Sender.of(superior, "2")
    posting.post(superior, "posted_papers", [PAPER], one.unit.id)
    other.push(other.seal(table([{"name": "张一"}])))
    with engines.reading(superior.engine) as connection:
        own = connection.execute(sa.select(LOGS).where(LOGS.c.audience == one.unit.id)).one()
    heads = [LogHead(log=own.log, share=frame.DOWN, seq=own.seq, hash=own.hash),
             LogHead(log=other.log, share="N", seq=1, hash=other.sealed[0].hash)]
    assert other.hello(heads).feed == []
    assert posting.delivered(superior, own.log, own.seq) == posting.delivered(superior, other.log, 1) == set()
    assert [paper["read_by"] for paper in delivering.progress(superior)] == [0]
    one.hello(heads)
    assert posting.delivered(superior, own.log, own.seq) == {one.signer.name}
    assert [paper["read_by"] for paper in delivering.progress(superior)] == [1]


@pytest.mark.parametrize(("signer", "named", "code"), [
    ("stranger", "stranger", "unknown_device"), ("stranger", "superior", "tampered"),
    ("superior", "superior", "")], ids=["own name", "the superior's name", "the superior"])
def test_a_paper_that_the_superior_did_not_sign_is_not_taken(
        enrolled: Callable[[Superior], Pair], local: Superior, signer: str, named: str, code: str) -> None:
    pair = enrolled(local)
    hands = {"stranger": keys.Signer.generate(), "superior": local.signer}
    rows = Table("posted_papers", [row_id(9)], {n: [v] for n, v in PAPER.items() if n != "id"}, [0])
    draft = frame.Draft(unit=local.own_unit, device=hands[named].name, log="f" * 16, share="D", seq=1, prev="", deps={},
                        schema="1", cert=hands[named].name)
    one = frame.seal(draft, [rows], {}, hands[signer])
    with local.engine.begin() as connection:  # somebody put it into the server's database
        connection.execute(sa.insert(LOGS).values(
            log="f" * 16, unit_id=local.own_unit, device=hands[named].name, share="D", seq=1, hash=one.hash))
        connection.execute(sa.insert(FRAMES).values(
            log="f" * 16, seq=1, hash=one.hash, unit_id=local.own_unit, place=1, records=1, received_at="", receipt="",
            data=one.data))
    if code:
        with refusal(code):
            pair.sync()
    else:
        pair.sync()
    assert set(held(pair.db, "posted_papers")) == (set() if code else {row_id(9)})
    pair.db.close()
