"""The page of a register: bin and undo, bulk editing, private values, what comes from other pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QDialog

from tests.samples import id_number
from tests.ui.conftest import ACTOR, person
from tests.ui.typing_in import type_into
from ui import bulk, unmask
from ui.bulk import BulkDialog
from ui.grid_model import PAGE, STATUS
from ui.register_page import RegisterPage
from union_desk import lifecycle, records, registers, undo
from union_desk.registers import MEMBERS
from union_desk.search import Filter, Query

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.context import App


def shown(page: RegisterPage) -> list[str]:
    model = page.grid.grid_model
    return [str((model.row(i) or {})["name"]) for i in range(model.total)]


def banner_texts(desk: App) -> list[str]:
    assert desk.window is not None
    return [banner.text for banner in desk.window.banners.shown()]


def test_deleting_asks_nothing_and_is_undone_with_one_key(
    members: RegisterPage, desk: App, settled: Callable[[], None]
) -> None:
    members.grid.go_to(0)
    members.grid.setFocus()
    desk.run_command("delete")
    settled()
    assert shown(members) == ["李四", "单雄信"]
    assert "已将 1 条记录移入回收站。" in banner_texts(desk)
    assert desk.commands.get("undo").text_now(desk) == "撤销：将 1 条记录移入回收站（会员：张三）"
    desk.run_command("undo")
    settled()
    assert shown(members) == ["张三", "李四", "单雄信"]
    assert any(text.startswith("已撤销：") for text in banner_texts(desk))


def test_undo_asks_before_something_old(
    members: RegisterPage, desk: App, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    import datetime as dt

    from ui import undo_gesture

    monkeypatch.setattr(undo_gesture, "OLD", dt.timedelta(0))
    asked: list[Any] = []
    desk.messages.ask = lambda *args, **_more: asked.append(args)  # type: ignore[method-assign]  # the seam of dialogs
    desk.run_command("undo")
    settled()
    assert len(asked) == 1
    assert len(shown(members)) == 3


def test_undo_works_after_a_restart(members: RegisterPage, desk: App, settled: Callable[[], None]) -> None:
    members.grid.go_to(2)
    members.delete_selected()
    settled()
    with desk.db.read() as session:  # what a program started anew sees
        last = undo.recent(session, 1)[0]
    assert "单雄信" in last.text
    undo.undo(desk.db, ACTOR)
    settled()
    assert len(shown(members)) == 3


def test_the_bin_gives_back_what_was_thrown_in(members: RegisterPage, desk: App, settled: Callable[[], None]) -> None:
    members.grid.selectAll()
    members.delete_selected()
    settled()
    assert shown(members) == []
    assert members.empty.isVisible()
    members.toggle_bin()
    settled()
    assert shown(members) == ["张三", "李四", "单雄信"]
    assert members.head.title.text() == "会员：回收站"
    assert not members.head.new.isVisible()
    members.grid.go_to(1)
    members.restore_selected()
    settled()
    assert shown(members) == ["张三", "单雄信"]
    members.toggle_bin()
    settled()
    assert shown(members) == ["李四"]


def test_a_record_whose_place_is_taken_stays_in_the_bin(
    members: RegisterPage, desk: App, settled: Callable[[], None]
) -> None:
    members.grid.go_to(0)
    members.delete_selected()
    settled()
    with desk.db.write(ACTOR, "Added") as session:
        lifecycle.create(session, MEMBERS, person("张三丰", 1, "1990-03-07"))
    members.toggle_bin()
    settled()
    members.grid.go_to(0)
    members.restore_selected()
    settled()
    assert shown(members) == ["张三"]
    assert any(banner.property("banner") == "error" for banner in desk.window.banners.shown())  # type: ignore[union-attr]  # it is shown


def test_one_field_of_many_records_is_set_as_one_step(
    members: RegisterPage, desk: App, settled: Callable[[], None]
) -> None:
    members.grid.selectAll()
    dialog = members.edit_selected()
    assert isinstance(dialog, BulkDialog)
    assert dialog.field.findData("name") < 0, "what names a person is each one's own"
    dialog.choose("department")
    dialog.apply()
    assert dialog.said.text()
    type_into(dialog.value, "一车间")
    dialog.apply()
    settled()
    with desk.db.read() as session:
        assert records.count(session, MEMBERS, Query(filters=(Filter("department", "is", ("一车间",)),))) == 3
        assert undo.recent(session, 1)[0].changes == 3
    desk.run_command("undo")
    settled()
    with desk.db.read() as session:
        assert records.count(session, MEMBERS, Query(filters=(Filter("department", "filled"),))) == 0


def test_bulk_editing_leaves_out_and_names_what_would_become_wrong(
    members: RegisterPage, desk: App, settled: Callable[[], None]
) -> None:
    places = members.grid.grid_model.places_of(range(3))
    bulk.run(desk, MEMBERS, places, "birth_date", "1990-03-07")
    settled()
    with desk.db.read() as session:
        born = {r["name"]: r["birth_date"] for r in records.page(session, MEMBERS)}
    assert born == {"张三": "1990-03-07", "李四": "1985-11-20", "单雄信": "1979-01-31"}
    job = desk.jobs.list[0]
    assert job.summary.splitlines()[0] == "修改 0 条，原本相同 1 条，未通过 2 条"
    job.actions[-1].run()
    settled()
    assert shown(members) == ["李四", "单雄信"]


def test_emptying_a_field_of_many_is_said_explicitly(
    members: RegisterPage, desk: App, settled: Callable[[], None]
) -> None:
    members.grid.selectAll()
    dialog = members.edit_selected()
    assert dialog is not None
    dialog.choose("native_place")
    dialog.empty.setChecked(True)
    dialog.apply()
    settled()
    with desk.db.read() as session:
        assert records.count(session, MEMBERS, Query(filters=(Filter("native_place", "empty"),))) == 3


def test_private_values_of_the_chosen_only_are_shown(members: RegisterPage, settled: Callable[[], None]) -> None:
    members.grid.go_to(1)
    members.unmask_selected()
    dialog = members.findChild(unmask.ReasonDialog)
    assert dialog is not None
    dialog.box.setCurrentText("办理服务卡")
    dialog.accept()
    settled()
    model = members.grid.grid_model
    column = model.columns.index("id_number")
    texts = [str(model.data(model.index(i, column))) for i in range(3)]
    assert texts[1] == id_number(2, "1985-11-20")
    assert "*" in texts[0]
    assert "*" in texts[2]
    members._remask.setInterval(1)
    members._remask.start()
    settled()
    assert "*" in str(model.data(model.index(1, column)))


def test_columns_are_chosen_and_put_in_order(members: RegisterPage, settled: Callable[[], None]) -> None:
    dialog = members.choose_columns()
    wanted = {"name", "post", STATUS}
    for place in range(dialog.list.count()):
        item = dialog.list.item(place)
        item.setCheckState(dialog_state(item.data(0x0100) in wanted))
    dialog.list.setCurrentRow(0)
    dialog._move(1)
    names = dialog.names()
    dialog._decide()
    settled()
    assert members.grid.columns() == names
    assert set(names) == wanted
    assert names[1] == "name"


def dialog_state(checked: bool) -> Any:
    from PySide6.QtCore import Qt

    return Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked


def test_another_page_shows_the_people_behind_a_figure(
    members: RegisterPage, desk: App, people: list[str], settled: Callable[[], None]
) -> None:
    desk.show_people(Query(filters=(Filter("id", "is", (people[2],)),)))
    settled()
    assert shown(members) == ["单雄信"]
    assert members.bar._chips["id"].text().endswith("所选记录: 1")
    members.bar.edit("id")
    settled()
    assert len(shown(members)) == 3


def test_the_cursor_comes_back_to_a_record_far_down_the_list(
    members: RegisterPage, desk: App, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    with desk.db.write(ACTOR, "Filled") as session:
        many = [person(f"王{i}", i % 400 + 1, "1960-03-07") for i in range(2 * PAGE)]
        records.insert_many(session, MEMBERS, many)
    settled()
    model = members.grid.grid_model
    qtbot.waitUntil(lambda: model.total > 2 * PAGE and model.is_complete, timeout=20_000)
    members.grid.go_to(model.total - 1)
    last = members.grid.current_id()
    with qtbot.waitSignal(model.completed, timeout=20_000):
        members.refresh()
    settled()
    assert last is not None
    assert members.grid.current_id() == last


def test_the_cursor_stays_on_its_record_when_the_list_changes(
    members: RegisterPage, desk: App, people: list[str], settled: Callable[[], None]
) -> None:
    members.grid.go_to(1)
    settled()
    with desk.db.write(ACTOR, "Removed") as session:
        records.delete(session, MEMBERS, people[:1])
    settled()
    assert shown(members) == ["李四", "单雄信"]
    assert members.grid.current_id() == people[1]


def test_commands_that_need_a_choice_say_so(members: RegisterPage, desk: App) -> None:
    members.grid.clearSelection()
    assert members.edit_selected() is None
    assert "请先在列表中选择记录。" in banner_texts(desk)


@pytest.mark.parametrize("name", [r.name for r in registers.ALL])
def test_every_register_has_a_page(desk: App, qtbot: QtBot, settled: Callable[[], None], name: str) -> None:
    page = RegisterPage(desk, registers.get(name))
    qtbot.addWidget(page)
    settled()
    assert page.empty.text()
    assert [page.grid.grid_model.label(c) for c in page.grid.columns()]
    page.new_record()
    settled()
    assert page.detail is not None
    assert page.detail.form.lines
    page.detail.form.put({})
    for dialog in page.findChildren(QDialog):
        dialog.close()
