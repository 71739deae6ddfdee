"""The commands of appeals and directives, on an empty office filled by the commands themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk import checking

if TYPE_CHECKING:
    from tests.cli.conftest import Commands


def test_an_appeal_is_entered_written_about_listed_and_handed_upwards(desk: Commands) -> None:
    today = checking.today()
    made = desk.json("add", "appeals", f"received_on={today}", "receiver=赵接待", "source=来访", "appeal_type=求助",
                     "topic=工资", "title=夜班加班费", "content=偏低", "appellant_kind=保密", "is_petition=否")
    desk.json("add", "appellants", f"appeal_id={made['id']}", "alias=诉求人甲", "name=洪晓明")
    number = desk.json("show", "appeals", made["id"])["case_no"]
    assert number == f"SQ{today[:4]}-0001"
    desk.json("appeals", "write", number, "action=走访调查", "text=走访车间", "told_member=是")
    refused = desk.fault("appeals", "write", number, "action=走访调查", "text=洪晓明说")
    assert "诉求人甲" in refused["message"]
    assert [e["text"] for e in desk.json("appeals", "thread", number)["entries"]] == ["走访车间"]
    (row,) = desk.json("appeals", "due", "--days", "30")["due"]
    assert (row["number"], row["overdue"], row["state"]) == (number, False, "registered")
    assert "夜班加班费" in desk("appeals", "due", "--days", "30").out
    package = desk("--json", "appeals", "package", number).out
    assert "走访车间" in package
    assert "洪晓明" not in package
    assert desk.json("appeals", "take-answers") == {"taken": 0}
    state = desk.json("event", "appeals", number, "accept", "handler=王经办")["state"]
    assert state == "accepted"


def test_papers_are_acknowledged_and_tasks_listed_by_need(desk: Commands) -> None:
    today = checking.today()
    refused = desk.fault("add", "directives", f"recv_date={today}", "issuer=市总工会", "title=机密★关于名册的通知")
    assert "保密员" in refused["message"]
    paper = desk.json("add", "directives", f"recv_date={today}", "issuer=市总工会", "title=关于名册的通知",
                      "doc_no=南工发〔2026〕3号")
    desk.json("add", "directive_tasks", f"directive_id={paper['id']}", "title=报名册", "task_kind=报表",
              "due_at=2020-01-02", "owner=王经办", "quota=3")
    (row,) = desk.json("directives", "tasks")["tasks"]
    assert (row["title"], row["overdue"], row["doc_no"], row["to_hand_in"]) == ("报名册", True, "南工发〔2026〕3号", 0)
    assert "逾期" in desk("directives", "tasks").out
    assert desk.json("directives", "acknowledge") == {"acknowledged": 1}
    assert desk.json("directives", "acknowledge") == {"acknowledged": 0}
    desk.json("add", "branches", "name=第一分会", "branch_kind=分会")
    assert desk.json("directives", "share", "报名册", "--group", "第一分会")["asked"] == 1
