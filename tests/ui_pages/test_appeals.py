"""The pages of appeals and directives: boards that lead to records, answers taken over, papers acknowledged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.offices import ACTOR
from tests.registers.test_appeals import handled, opened, step
from tests.registers.test_directives import received, task
from tests.ui_pages.conftest import page_of
from ui.child_view import children_of
from union_desk import checking, lifecycle, records, registers
from union_desk.schema.dates import add_days

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.context import App
    from ui.register_page import RegisterPage
    from union_desk.database import Database

APPEALS, DIRECTIVES = registers.get("appeals"), registers.get("directives")


@pytest.fixture
def work(office: Database) -> dict[str, str]:
    """Return an overdue appeal, one that waits for above with its answer, a paper, and an overdue task."""
    day = checking.today()
    with office.write(ACTOR, "Filled") as s:
        late, waiting = opened(s), handled(s)
        step(s, waiting, "escalate", sent_to="市总工会")
        records.insert_many(s, registers.get("appeal_answers"), [
            {"appeal_id": waiting, "answered_on": day, "unit": "市总工会", "text": "请整改", "receipt_no": "R7"}])
        paper = received(s)
        return {"late": late, "waiting": waiting, "paper": paper, "task": task(s, paper, due_at=add_days(day, -2)),
                "soon": task(s, paper, due_at=add_days(day, 3), title="报总结")}


def test_what_is_to_be_answered_is_listed_and_opens_its_record(
    desk: App, work: dict[str, str], settled: Callable[[], None]
) -> None:
    page = page_of(desk, "appeals")
    page.open(view="due")
    settled()
    due = page.part("due")
    shown = [due.table.item(line, 2).text() for line in range(due.table.rowCount())]
    assert len(shown) == 2
    assert "其中逾期 2 件" in due.count.text()
    due.table.itemActivated.emit(due.table.item(0, 0))
    settled()
    part: RegisterPage = page.part("appeals")
    assert part.detail is not None
    assert part.detail.record_id in {work["late"], work["waiting"]}


def test_answers_from_above_are_taken_over_by_one_press(
    desk: App, work: dict[str, str], office: Database, settled: Callable[[], None]
) -> None:
    page = page_of(desk, "appeals")
    page.take_answers()
    settled()
    page.take_answers()
    settled()
    with office.read() as s:
        assert records.get(s, APPEALS, work["waiting"])["appeal_state"] == "in_progress"


def test_the_thread_is_written_and_never_changed(
    desk: App, work: dict[str, str], office: Database, settled: Callable[[], None]
) -> None:
    assert [r.name for r, _link in children_of(APPEALS)] == ["appellants", "appeal_steps", "appeal_answers"]
    desk.open_record("appeals", work["late"])
    settled()
    part: Any = page_of(desk, "appeals").part("appeals")
    views = {view.register.name: view for view in part.detail.children_views}
    thread = views["appeal_steps"]
    part.detail.tabs.setCurrentWidget(thread)
    settled()
    assert thread.edit_button.isHidden()
    assert thread.bin_button.isHidden()
    assert not views["appellants"].edit_button.isHidden()
    dialog = thread.add()
    dialog.form.put({"happened_on": checking.today(), "actor": "赵接待", "action": "03", "text": "走访车间"})
    dialog.save()
    settled()
    with office.read() as s:
        assert [r["text"] for r in records.page(s, registers.get("appeal_steps"))] == ["走访车间"]


def test_the_board_of_the_week_leads_to_the_task(
    desk: App, work: dict[str, str], settled: Callable[[], None]
) -> None:
    page = page_of(desk, "directives")
    page.open(view="board")
    settled()
    board = page.part("board")
    heads = [board.tree.topLevelItem(n).text(0) for n in range(board.tree.topLevelItemCount())]
    assert heads == ["已逾期（1）", f"{add_days(checking.today(), 3)}（1）"]
    board.tree.itemActivated.emit(board.tree.topLevelItem(0).child(0), 0)
    settled()
    assert page.part("directive_tasks").detail.record_id == work["task"]


def test_chosen_papers_are_acknowledged_together(
    desk: App, work: dict[str, str], office: Database, settled: Callable[[], None]
) -> None:
    page = page_of(desk, "directives")
    settled()
    part = page.part("directives")
    page.acknowledge(part)
    part.grid.selectAll()
    page.acknowledge(part)
    settled()
    with office.read() as s:
        assert records.get(s, DIRECTIVES, work["paper"])["signed_by"] == desk.actor.name


def test_a_line_of_today_opens_its_list(desk: App, work: dict[str, str], settled: Callable[[], None]) -> None:
    from union_desk.affairs import directives

    with desk.db.read() as s:
        found = {d.code: d for d in directives.duties(s, checking.today()) if d.count}
    duty = found["tasks_overdue"]
    assert duty.query is not None
    desk.show_query(duty.register, duty.query)
    settled()
    part = page_of(desk, "directives").front()
    assert part.register.name == "directive_tasks"
    assert part.grid.grid_model.total == 1


def test_a_step_s_form_asks_for_what_the_step_needs(
    desk: App, work: dict[str, str], settled: Callable[[], None]
) -> None:
    desk.open_record("appeals", work["late"])
    settled()
    part: Any = page_of(desk, "appeals").part("appeals")
    life = part.detail.lifecycle
    refuse = lifecycle.of(APPEALS).find("registered", "refuse")
    assert refuse is not None
    dialog = life.step(refuse)
    shown = set(dialog.form.lines)
    assert {"note", "notified_on", "happened_on"} <= shown
    assert "merged_into" not in shown
    dialog.reject()


def test_an_empty_list_says_where_its_records_come_from(desk: App, settled: Callable[[], None]) -> None:
    page = page_of(desk, "directives")
    for name, words in (("directives", "Ctrl+N"), ("posted_papers", "上级下发")):
        page.open(register=name)
        settled()
        assert words in page.part(name).empty.text()
