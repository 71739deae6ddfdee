"""Papers from above: numbers, secrecy, the steps, tasks with quotas, versions that grow with each return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.offices import ACTOR
from union_desk import checking, lifecycle, records, registers
from union_desk.errors import InvalidRecordError, UserError
from union_desk.registers import directives, directives_secrecy, directives_tasks
from union_desk.schema.problem import ERROR, WARNING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from union_desk.database import Database

DIRECTIVES, TASKS, DELIVERABLES, SHARES = (
    registers.get(n) for n in ("directives", "directive_tasks", "deliverables", "task_groups"))
DAY = "2026-06-01"


def paper(**changes: Any) -> dict[str, Any]:
    """Return a sound paper."""
    return {"recv_date": DAY, "issuer": "南海市总工会", "title": "关于报送名册的通知", "doc_kind": "08", "urgency": "3",
            "secrecy": "0", "received_via": "1"} | changes


def said(values: dict[str, Any], register: str = "directives") -> set[tuple[str, str, str]]:
    """Return (level, code, field) of what the rules say about values."""
    found = checking.validate(registers.get(register), values, checking.Alone(day="2026-06-30"))
    return {(p.level, p.code, p.field) for p in found if p.code not in {"missing", "incomplete"}}


def received(session: Session) -> str:
    """Enter a paper."""
    return lifecycle.create(session, DIRECTIVES, paper()).id


def go(session: Session, record: str, event: str, register: Any = DIRECTIVES, **values: Any) -> dict[str, Any]:
    """Take a step; returns the record."""
    lifecycle.apply_event(session, register, record, {"event": event, "happened_on": DAY, **values})
    return records.get(session, register, record)


def task(session: Session, paper_id: str, **changes: Any) -> str:
    """Add a task."""
    return records.save(session, TASKS, {"directive_id": paper_id, "title": "报名册", "task_kind": "2", "due_at": DAY,
                                         "owner": "王经办"} | changes).id


# ---- secrecy


@pytest.mark.parametrize(("text", "mark"), [
    ("秘密", "秘密"), ("机密★10年", "机密"), ("绝密★长期", "绝密"),
    ("【秘 密】关于会员的通知", "秘密"), ("机　密", "机密"),
    ("機密", "机密"), ("絕·密", "绝密"), ("祕密文件", "秘密"), ("密级：秘\u200b密", "秘密"),
    ("Top  secret", "Top  secret"),
    ("关于秘密级文件的清退通知", "秘密"), ("秘密★1年 商业秘密保护", "秘密"), ("商业秘密★", "秘密"),
    ("关于开展保密宣传教育的通知", ""), ("关于保护商业秘密的通知", ""),
    ("保守国家秘密法学习安排", ""),
    ("无记名秘密投票选举办法", ""),
    ("商业机密保护", ""), ("关于报送会员名册的通知", ""), ("", ""), (None, "")])
def test_a_mark_of_secrecy_is_found_in_any_spelling_and_talk_about_secrets_is_none(text: Any, mark: str) -> None:
    assert directives_secrecy.mark_in(text) == mark


@pytest.mark.parametrize("changes", [
    {"secrecy": "7"}, {"secrecy": "8"}, {"secrecy": "9"}, {"title": "机密★关于名册的通知"}, {"summary": "本件为绝密"},
    {"doc_no": "南工密〔2026〕1号 秘密"}, {"remark": "秘 密"}])
def test_a_paper_marked_secret_is_refused_with_its_reason(office: Database, changes: dict[str, Any]) -> None:
    with office.write(ACTOR, "x") as s:
        with pytest.raises(InvalidRecordError, match="保守国家秘密法"):
            lifecycle.create(s, DIRECTIVES, paper(**changes))
        assert records.count(s, DIRECTIVES) == 0


@pytest.mark.parametrize("text", ["秘密", "機密", "绝密级", "机 密"])
def test_the_spelling_of_a_roster_is_understood_and_refused(text: str) -> None:
    code = DIRECTIVES.fields["secrecy"].kind.parse(text).value
    assert code in directives_secrecy.MARKED
    assert (ERROR, "secret", "secrecy") in said(paper(secrecy=code))


def test_only_two_classes_are_offered() -> None:
    from union_desk.schema import codes

    assert [code for code, _label in codes.get("directive_secrecy").choices()] == ["0", "1"]


def test_a_mark_in_an_opinion_or_a_task_is_refused_too(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        made = received(s)
        go(s, made, "acknowledge", decided_by="陈干事")
        with pytest.raises(InvalidRecordError):
            go(s, made, "draft", decided_by="陈干事", note="附件为机密")
        with pytest.raises(InvalidRecordError):
            task(s, made, what="转发绝密件")


# ---- the paper


@pytest.mark.parametrize(("number", "code"), [
    ("琼工发〔2025〕12号", None), ("琼工发[2025]12号", "doc_no_brackets"), ("琼工发（2025）12号", "doc_no_brackets"),
    ("琼工发【2025】 12 号", "doc_no_brackets"), ("2025第12号文", "doc_no"), (None, None)])
def test_a_document_number_has_six_cornered_brackets(number: str | None, code: str | None) -> None:
    found = said(paper(doc_no=number))
    assert found == ({(WARNING, code, "doc_no")} if code else set())
    if code == "doc_no_brackets":
        problems = checking.validate(DIRECTIVES, paper(doc_no=number), checking.Alone())
        problem = next(p for p in problems if p.code == code)
        assert problem.suggestion == "琼工发〔2025〕12号"


def test_dates_follow_each_other() -> None:
    assert (ERROR, "dates", "dated") in said(paper(dated="2026-06-02"))
    assert (ERROR, "future_date", "recv_date") in said(paper(recv_date="2026-07-01"))
    reader = {"given_on": "2026-06-03", "read_at": "2026-06-02"}
    assert (ERROR, "dates", "read_at") in said(reader, "directive_readers")


def test_a_paper_goes_its_way_and_its_acknowledgement_is_kept(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        made = received(s)
        assert records.get(s, DIRECTIVES, made)["recv_no"] == "SW2026-0001"
        row = go(s, made, "acknowledge", decided_by="陈干事")
        assert (row["signed_by"], row["signed_at"]) == ("陈干事", DAY)
        go(s, made, "draft", decided_by="陈干事", note="拟转组织委员")
        with pytest.raises(InvalidRecordError, match="陈干事"):
            go(s, made, "instruct", decided_by="陈干事", note="同意")
        go(s, made, "instruct", decided_by="郑主席", note="同意")
        go(s, made, "hand_over", handler="王经办")
        open_task = task(s, made)
        with pytest.raises(InvalidRecordError, match="报名册"):
            go(s, made, "report", note="已报")
        records.save(s, TASKS, {"done_on": DAY}, open_task)
        go(s, made, "report", note="已报")
        assert go(s, made, "return", note="缺表")["directive_state"] == "returned"
        go(s, made, "report", note="补报")
        go(s, made, "close", decided_by="郑主席")
        row = go(s, made, "archive", archive_no="1", archive_term="2")
        assert (row["directive_state"], row["archive_term"], row["outcome"]) == ("archived", "2", "补报")


# ---- tasks and what is handed in


def test_a_quota_is_not_exceeded_by_use_or_by_the_groups(office: Database) -> None:
    assert (ERROR, "quota", "quota_used") in said({"quota": 2, "quota_used": 3}, "directive_tasks")
    assert (WARNING, "no_quota", "quota") in said({"task_kind": "4"}, "directive_tasks")
    with office.write(ACTOR, "x") as s:
        made = task(s, received(s), quota=2)
        groups = [records.save(s, registers.get("branches"), {"name": n, "branch_kind": "1"}).id for n in ("一", "二")]
        records.save(s, SHARES, {"task_id": made, "branch_id": groups[0], "quota": 2})
        with pytest.raises(InvalidRecordError):
            records.save(s, SHARES, {"task_id": made, "branch_id": groups[1], "quota": 1})


def test_each_return_opens_the_next_version_and_a_task_waits_for_what_it_asks(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        made = task(s, received(s))
        asked = {"event": "ask", "happened_on": DAY}
        roster = lifecycle.create(s, DELIVERABLES, {"task_id": made, "name": "名册"}, asked).id
        with pytest.raises(InvalidRecordError, match="名册"):
            records.save(s, TASKS, {"done_on": DAY}, made)
        row = go(s, roster, "send", DELIVERABLES, medium="1", figures="会员328人")
        assert (row["version"], row["deliverable_state"], row["sent_on"]) == (1, "sent", DAY)
        row = go(s, roster, "return", DELIVERABLES, note="表间不符")
        assert (row["version"], row["returned_for"], row["sent_on"]) == (2, "表间不符", None)
        go(s, roster, "send", DELIVERABLES, medium="1", figures="会员330人")
        row = go(s, roster, "pass", DELIVERABLES, reference="HZ1")
        assert (row["version"], row["receipt_no"]) == (2, "HZ1")
        sent = records.page(s, registers.get("deliverable_events"), limit=-1)
        assert [(r["event"], r["version"], r["figures"]) for r in sent] == [
            ("ask", 1, None), ("send", 1, "会员328人"), ("return", 1, None), ("send", 2, "会员330人"),
            ("pass", 2, None)]
        records.save(s, TASKS, {"done_on": DAY}, made)


LIVES = [(DIRECTIVES, directives.TRANSITIONS), (DELIVERABLES, directives_tasks.TRANSITIONS)]
FILLED = {"note": "内容", "decided_by": "郑主席", "handler": "王经办", "archive_no": "1", "archive_term": "1",
          "medium": "1"}


@pytest.mark.parametrize("place", range(2))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_walk_leads_to_a_state_that_the_table_forbids(
    office_maker: Callable[[], Database], place: int, data: st.DataObject
) -> None:
    register, table = LIVES[place]
    life = lifecycle.of(register)
    with office_maker().write(ACTOR, "x") as s:
        made = received(s)
        if register is DELIVERABLES:
            start = {"event": "ask", "happened_on": DAY}
            made = lifecycle.create(s, DELIVERABLES, {"task_id": task(s, made), "name": "名册"}, start).id
        returns = 0
        for event in data.draw(st.lists(st.sampled_from(sorted({t.event for t in table})), min_size=6, max_size=20)):
            before = records.get(s, register, made)
            arrow = life.find(str(before[life.state]), event)
            fields = registers.get(life.events).fields
            try:
                another = {"decided_by": "韩副主席"} if event == "instruct" else {}  # not who drafted
                go(s, made, event, register, **{k: v for k, v in FILLED.items() if k in fields} | another)
            except UserError:
                assert arrow is None
                assert records.get(s, register, made) == before
            else:
                assert arrow is not None
                returns += event == "return"
                after = records.get(s, register, made)
                assert after[life.state] == arrow.target
                assert after.get("version", 1) == (returns + 1 if register is DELIVERABLES else 1)
