"""Papers from above at work: reminders by days, the board, shares of groups, files with a secrecy mark."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.offices import ACTOR
from tests.registers.test_directives import DAY, go, received, task
from union_desk import attachments, lifecycle, records, registers
from union_desk.affairs import directives
from union_desk.search import Query

if TYPE_CHECKING:
    from union_desk.database import Database

DIRECTIVES, TASKS, SHARES = (registers.get(n) for n in ("directives", "directive_tasks", "task_groups"))


@pytest.mark.parametrize(("due", "code"), [
    ("2026-05-31", "tasks_overdue"), ("2026-06-01", "tasks_last"), ("2026-06-02", "tasks_last"),
    ("2026-06-03", "tasks_near"), ("2026-06-04", "tasks_near"), ("2026-06-05", "tasks_far"),
    ("2026-06-08", "tasks_far"), ("2026-06-09", None)])
def test_a_task_is_told_of_by_the_days_that_are_left(office: Database, due: str, code: str | None) -> None:
    with office.write(ACTOR, "x") as s:
        made = task(s, received(s), due_at=due)
        found = {d.code for d in directives.duties(s, DAY) if d.count and d.register == "directive_tasks"}
        assert found == ({code} if code else set())
        records.save(s, TASKS, {"done_on": DAY}, made)
        assert not [d for d in directives.duties(s, DAY) if d.count and d.register == "directive_tasks"]


def test_papers_wait_to_be_acknowledged_and_are_so_together(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        papers = [received(s), received(s)]
        assert [d.count for d in directives.duties(s, "2026-06-03") if d.code == "directives_unsigned"] == [2]
        assert directives.unacknowledged(s) == papers
        assert directives.acknowledge_all(s, papers, "陈干事", DAY) == 2
        assert directives.acknowledge_all(s, papers, "陈干事", DAY) == 0
        assert [r["signed_by"] for r in records.page(s, DIRECTIVES)] == ["陈干事"] * 2


def test_the_board_shows_what_is_late_given_back_and_due_by_day(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        paper = received(s)
        late, soon = task(s, paper, due_at="2026-05-30"), task(s, paper, due_at="2026-06-05", title="报总结")
        back = task(s, paper, due_at="2026-12-01", title="报照片")
        task(s, paper, due_at="2026-12-02")
        asked = {"event": "ask", "happened_on": DAY}
        photo = lifecycle.create(s, registers.get("deliverables"), {"task_id": back, "name": "照片"}, asked).id
        go(s, photo, "send", registers.get("deliverables"), medium="2")
        go(s, photo, "return", registers.get("deliverables"), note="不清晰")
        found = directives.board(s, DAY)
        assert {name: [row["id"] for row in rows] for name, rows in found.items()} == {
            "overdue": [late], "returned": [back], "2026-06-05": [soon]}
        (row,) = found["returned"]
        assert (row["handed_in"], row["to_hand_in"], row["paper"]) == (0, 1, "关于报送名册的通知")


def test_a_task_is_shared_out_once_and_its_quota_evenly(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        made = task(s, received(s), quota=5)
        branches = registers.get("branches")
        groups = [records.save(s, branches, {"name": name, "branch_kind": "1"}).id for name in "甲乙丙"]
        assert directives.share_out(s, made, groups) == 3
        assert directives.share_out(s, made, groups) == 0
        assert [r["quota"] for r in records.page(s, SHARES, Query())] == [2, 2, 1]


# ---- files


def packed(name: str, text: str) -> bytes:
    """Return an Office file with a text in one of its parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as parts:
        parts.writestr(name, f"<w:p><w:t>{text[:1]}</w:t><w:t>{text[1:]}</w:t></w:p>")
    return target.getvalue()


def pdf(text: str) -> bytes:
    """Return a PDF with a text on its page."""
    from union_desk.papers.sheet import About, Sheet

    target = io.BytesIO()
    sheet = Sheet(target, About("x"))
    sheet.text(20, 20, text, 12)
    sheet.next_page()
    sheet.save()
    return target.getvalue()


@pytest.mark.parametrize(("name", "data"), [
    ("机密文件.txt", "内容".encode()), ("a.txt", "秘密★10年".encode()), ("a.txt", "绝 密".encode("gb18030")),
    ("a.docx", packed("word/document.xml", "机密")), ("a.xlsx", packed("xl/sharedStrings.xml", "绝密")),
    ("a.pdf", pdf("秘密★1年"))])
def test_a_file_marked_secret_is_not_kept(office: Database, name: str, data: bytes) -> None:
    with office.write(ACTOR, "x") as s:
        paper = received(s)
        offered = attachments.judge(s, name, data)
        with pytest.raises(directives.SecretFileError, match="保密员"):
            attachments.attach(office, s, DIRECTIVES, paper, offered, {})
        assert attachments.of(s, DIRECTIVES, paper) == []
    assert not [p for p in (office.folder / "attachments").rglob("*") if p.is_file()]


@pytest.mark.parametrize(("name", "data"), [
    ("通知.txt", "关于保护商业秘密的通知".encode()), ("通知.docx", packed("word/document.xml", "报送名册")),
    ("通知.docx", b"PK\x03\x04broken"), ("通知.pdf", b"%PDF-1.4 broken"), ("通知.pdf", pdf("报送名册")),
    ("照片.png", b"\x89PNG\r\n\x1a\n123")])
def test_any_other_file_is_kept(office: Database, name: str, data: bytes) -> None:
    with office.write(ACTOR, "x") as s:
        paper = received(s)
        attachments.attach(office, s, DIRECTIVES, paper, attachments.judge(s, name, data), {})
        assert len(attachments.of(s, DIRECTIVES, paper)) == 1
