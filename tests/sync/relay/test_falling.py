"""What the city posts comes down through the district, once, to whom it is for; and is withdrawn with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sync.protocol import frame, ids, keys
from sync.protocol.columns import Table
from sync.protocol.messages import BACK_PATH
from sync.relay import memory, status
from sync.relay.falling import Taker
from sync.server import answering, backups, delivering, duplicates, posting, tasks
from sync.server.tables import LOGS, TASKS
from tests.offices import ACTOR
from tests.sync.protocol.samples import refusal
from tests.sync.relay.test_refiling import put_back
from tests.sync.roads import CutError, Pair, Road
from tests.sync.senders import Sender, row_id, table
from tests.sync.test_posts import PAPER, TASK, held
from union_desk import records, registers
from union_desk.affairs import directives_posted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sync.relay.levels import Level
    from union_desk.database import Database


def titles(db: Database) -> set[str]:
    """Return the titles of the papers that came down to an office."""
    return {str(row["title"]) for row in held(db, "posted_papers").values()}


def beside(pair: Pair, db: Database, folder: Path) -> Pair:
    """Return a second union of the same district."""
    unit, token = pair.superior.add_unit("另一家工会", "460100002")
    made = Pair(db, pair.superior, unit, Road(pair.road.service), folder / "other", pair.patch)
    made.enrol(token.text)
    return made


def test_a_paper_for_all_one_for_a_union_and_one_for_the_district_arrive_where_they_belong(
        pair: Pair, level: Level, tmp_path: Path, office_maker: Callable[[], Database]) -> None:
    other = beside(pair, office_maker(), tmp_path)
    level.relay()  # the city learns of the unions
    posting.post(level.above, "posted_papers", [PAPER | {"id": row_id(1), "title": "给全体"}])
    posting.post(level.above, "posted_papers", [PAPER | {"id": row_id(2), "title": "给一家"}], pair.unit.id)
    posting.post(level.above, "posted_papers", [PAPER | {"id": row_id(3), "title": "给区里"}], level.unit.id)
    assert level.relay().posts == 3
    pair.sync()
    other.sync()
    assert (titles(pair.db), titles(other.db)) == ({"给全体", "给一家"}, {"给全体"})
    assert {(row["for"], row["title"]) for row in status.posts(level.superior)} == {
        ("*", "给全体"), (pair.unit.code, "给一家"), ("", "给区里")}
    level.road.requests.clear()
    assert (level.relay().posts, len(level.road.requests)) == (0, 1)
    other.db.close()


def test_a_paper_with_a_task_is_taken_at_the_desk_and_the_city_sees_how_far_it_is(
        small: tuple[Pair, Level]) -> None:
    pair, level = small
    posting.post(level.above, "posted_papers", [PAPER])
    posting.post(level.above, "posted_tasks", [TASK])
    level.relay()
    pair.sync()
    with pair.db.write(ACTOR, "Taken") as s:
        directives_posted.take_papers(s, "王干事")
    pair.sync()
    level.relay()
    (row,) = delivering.progress(level.above)
    assert (row["read_by"], row["states"]) == (1, {pair.unit.code: "received"})


def test_a_paper_that_the_city_withdraws_is_gone_at_the_desk(small: tuple[Pair, Level]) -> None:
    pair, level = small
    posting.post(level.above, "posted_papers", [PAPER])
    level.relay()
    pair.sync()
    assert titles(pair.db) == {PAPER["title"]}
    posting.post(level.above, "posted_papers", [], deleted=[PAPER["id"]])
    level.relay()
    pair.sync()
    assert titles(pair.db) == set()


def test_an_appeal_that_an_office_escalated_is_answered_by_the_city(small: tuple[Pair, Level]) -> None:
    pair, level = small
    with pair.db.write(ACTOR, "Taken") as s:
        (appeal,) = records.insert_many(s, registers.get("appeals"), [{
            "received_on": "2026-01-05", "title": "要求补发加班费", "appellant_kind": "anonymous",
            "case_no": "SQ2026-0001"}])
    pair.sync()
    level.relay()
    unit = level.above.unit(pair.unit.code)
    assert answering.find_appeal(level.above, unit, "SQ2026-0001") == appeal
    answer = {"answered_on": "2026-01-09", "unit": "海口市总工会", "text": "已督办"}
    answering.answer_appeal(level.above, unit, appeal, answer)
    level.relay()
    pair.sync()
    (came,) = held(pair.db, "appeal_answers").values()
    assert (came["appeal_id"], came["text"]) == (appeal, "已督办")


def test_a_member_whom_unions_of_two_districts_report_is_told_to_both_by_the_city(small: tuple[Pair, Level]) -> None:
    pair, level = small
    (record,) = pair.add(1)
    pair.sync()
    level.relay()
    document = {name: pair.there()[record][name] for name in ("id_type", "id_number")}
    other = Sender.of(level.above, "9")
    other.push(other.seal(table([{"name": "张三", **document}])))
    assert duplicates.find(level.above)["documents"] == 1
    delivering.deliver(level.above)
    level.relay()
    pair.sync()
    assert any(record in str(row["summary"]) for row in held(pair.db, "posted_papers").values())
    with level.above.engine.connect() as connection:
        found = connection.execute(sa.select(TASKS.c.kind).where(TASKS.c.settled_at.is_(None))).scalars().all()
    assert found == [tasks.DUPLICATE] * 2


def test_killed_between_taking_and_handing_on_nothing_is_lost_nor_there_twice(small: tuple[Pair, Level]) -> None:
    pair, level = small
    posting.post(level.above, "posted_papers", [PAPER])
    hand_on, fell = posting.post_within, []

    def fall(*given: Any) -> int:
        fell.append(hand_on(*given))
        raise CutError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(posting, "post_within", fall)
        with pytest.raises(CutError):
            level.relay()
    assert fell
    pair.sync()
    assert titles(pair.db) == set()
    level.relay()
    pair.sync()
    assert titles(pair.db) == {PAPER["title"]}
    posting.post(level.above, "posted_papers", [PAPER])  # the city says once more what it has said
    assert level.relay().posts == 1
    with level.superior.engine.connect() as connection:
        own = connection.execute(sa.select(LOGS.c.seq).where(LOGS.c.unit_id == level.superior.own_unit)).scalars().all()
    assert own == [1]


def test_a_restored_city_gets_its_papers_back_from_the_district(small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, level = small
    old = level.backup(tmp_path)
    posting.post(level.above, "posted_papers", [PAPER])
    level.relay()
    level.restore(old, tmp_path)
    assert posting.posts(level.above, "posted_papers") == {}
    level.relay()
    assert BACK_PATH in {path for path, _body in level.road.requests}
    assert set(posting.posts(level.above, "posted_papers")) == {PAPER["id"]}
    posting.post(level.above, "posted_papers", [PAPER | {"id": row_id(5), "title": "后来"}])
    level.relay()
    pair.sync()
    assert titles(pair.db) == {PAPER["title"], "后来"}


def test_papers_of_a_branch_that_a_restored_city_left_are_withdrawn_from_the_desk(
        small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, level = small
    posting.post(level.above, "posted_papers", [PAPER | {"id": row_id(4), "title": "先前"}])
    level.relay()
    old = level.backup(tmp_path)
    posting.post(level.above, "posted_papers", [PAPER])
    level.relay()
    pair.sync()
    assert titles(pair.db) == {PAPER["title"], "先前"}
    level.restore(old, tmp_path, epoch=False)  # copied back by hand: it goes on writing the same log
    posting.post(level.above, "posted_papers", [PAPER | {"id": row_id(6), "title": "另写"}])
    level.relay()
    pair.sync()
    assert titles(pair.db) == {"先前", "另写"}


def say(level: Level, title: str, numbers: range) -> None:
    """Let the city post papers under one title each."""
    posting.post(level.above, "posted_papers", [PAPER | {"id": row_id(n), "title": title} for n in numbers])


def test_what_a_restored_district_handed_on_before_does_not_stand_against_the_city_s_word(
        pair: Pair, level: Level, elsewhere: str, tmp_path: Path) -> None:
    level.relay()
    pair.sync()
    backups.backup(level.superior, tmp_path / "district.bak")
    say(level, "先前", range(10, 18))  # of two versions beside each other chance decides which has the larger hash
    level.relay()
    pair.sync()
    put_back(pair, level, tmp_path / "district.bak", elsewhere)
    say(level, "改后", range(10, 18))
    level.relay()  # hands on both, in a log that the desk does not know
    pair.sync()  # gives the district back what it handed on before
    pair.sync()
    assert titles(pair.db) == {"改后"}
    assert {row["title"] for row in posting.posts(level.superior, "posted_papers").values()} == {"改后"}
    assert (level.relay().posts, pair.sync().posts) == (0, 0)
    level.superior.close()


def test_what_was_built_on_a_branch_that_the_city_left_goes_with_it(
        small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, level = small
    say(level, "第一", range(1, 2))
    level.relay()
    old = level.backup(tmp_path)
    say(level, "第二", range(2, 3))
    level.relay()
    level.restore(old, tmp_path)
    level.relay()  # gives back the second; the log is closed
    say(level, "第三", range(3, 4))
    level.relay()
    level.restore(old, tmp_path, epoch=False)
    say(level, "另写", range(4, 5))
    for _round in range(2):
        level.relay()
        pair.sync()
    assert titles(pair.db) == {"第一", "另写"}
    say(level, "再写", range(5, 6))
    level.relay()
    pair.sync()
    assert titles(pair.db) == {"第一", "另写", "再写"}


def test_a_log_that_was_built_on_another_is_handed_back_after_it(
        small: tuple[Pair, Level], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pair, level = small
    level.relay()
    first = level.backup(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(ids, "new_log", lambda: "f" * 16)
        say(level, "第一", range(1, 2))
        again = level.backup(tmp_path)
        say(level, "第二", range(2, 3))
        level.relay()
        level.restore(again, tmp_path)
        level.relay()
        patch.setattr(ids, "new_log", lambda: "0" * 16)  # the later one is the first by name
        say(level, "第三", range(3, 4))
        level.relay()
    level.restore(first, tmp_path)
    assert level.relay().handed_back == len(("第一", "第二", "第三"))
    pair.sync()
    assert titles(pair.db) == {"第一", "第二", "第三"}
    assert len(posting.posts(level.above, "posted_papers")) == len(titles(pair.db))


@pytest.mark.parametrize(("named", "code"), [("stranger", "unknown_device"), ("city", "tampered")])
def test_a_paper_that_the_city_did_not_sign_is_not_handed_on(
        small: tuple[Pair, Level], named: str, code: str) -> None:
    _pair, level = small
    stranger = keys.Signer.generate()
    device = {"stranger": stranger.name, "city": level.above.signer.name}[named]
    rows = Table("posted_papers", [row_id(9)], {n: [v] for n, v in PAPER.items() if n != "id"}, [0])
    one = frame.seal(frame.Draft(
        unit=level.above.own_unit, device=device, log="f" * 16, share="D", seq=1, prev="", deps={}, schema="1",
        cert=device), [rows], {}, stranger)
    with level.superior.engine.connect() as connection:
        taker = Taker(level.superior, memory.above(connection), None)  # type: ignore[arg-type]  # nobody is asked
    with refusal(code):
        taker._take("", [one])
    assert posting.posts(level.superior, "posted_papers") == {}
