"""The panel of a record: saving, drafts, two versions, history, membership, family."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.samples import id_number, member
from tests.ui.conftest import ACTOR, person
from tests.ui.typing_in import type_into
from ui import drafts, unmask
from ui.child_view import ChildView
from ui.detail import Detail
from ui.merge_view import MergeDialog
from union_desk import journal, lifecycle, records
from union_desk.access import Actor
from union_desk.errors import NotAllowedError
from union_desk.registers import FAMILY_MEMBERS, MEMBERS, MEMBERSHIP_EVENTS
from union_desk.search import Filter, Query

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.context import App
    from ui.register_page import RegisterPage


@pytest.fixture
def detail(members: RegisterPage, people: list[str], settled: Callable[[], None]) -> Detail:
    """Return the panel with the first member shown."""
    members.show_record(people[0])
    settled()
    assert members.detail is not None
    return members.detail


def stored(app: App, record_id: str) -> dict[str, Any]:
    with app.db.read() as session:
        return records.get(session, MEMBERS, record_id)


def put(detail: Detail, name: str, text: str) -> None:
    widget: Any = detail.form.lines[name].widget
    widget.selectAll()
    type_into(widget, text)


def test_a_change_is_saved_and_journaled_in_words(
    detail: Detail, desk: App, people: list[str], settled: Callable[[], None]
) -> None:
    put(detail, "department", "一车间")
    assert detail.save_button.isEnabled()
    detail.save()
    settled()
    assert stored(desk, people[0])["department"] == "一车间"
    assert not detail.save_button.isEnabled()
    with desk.db.read() as session:
        newest = records.history(session, MEMBERS, people[0])[0]
    assert newest.what == "修改会员：张三"
    assert newest.fields["department"] == (None, "一车间")


def test_an_error_keeps_the_record_unsaved_and_gets_the_cursor(
    detail: Detail, desk: App, people: list[str], settled: Callable[[], None]
) -> None:
    said: list[str] = []
    desk.messages.said.connect(lambda _level, text: said.append(text))
    put(detail, "hire_date", "2020-02-30")
    detail.save()
    settled()
    assert stored(desk, people[0])["revision"] == detail.form.revision
    assert said == ["未保存：请先改正标红的项目。"]
    assert "错误" in detail.state.text()


def test_a_new_member_begins_with_a_membership(members: RegisterPage, desk: App, settled: Callable[[], None]) -> None:
    members.new_record()
    settled()
    assert members.detail is not None
    members.detail.form.put(person("赵六", 9, "1992-02-02"))
    members.detail.save()
    settled()
    assert members.grid.grid_model.total == 4
    assert members.detail.title.text() == "赵六"
    found = stored(desk, str(members.detail.record_id))
    assert found["membership_state"] == "active"
    assert members.grid.current_id() == members.detail.record_id


def test_a_half_filled_form_survives_and_is_offered_again(
    detail: Detail, members: RegisterPage, desk: App, people: list[str], settled: Callable[[], None], qtbot: QtBot
) -> None:
    put(detail, "department", "二车间")
    qtbot.wait(1700)  # typed, then the program dies: nothing is called any more
    settled()
    with desk.db.read() as session:
        kept = drafts.find(session, MEMBERS, people[0])
        assert drafts.waiting(session) == [("members", people[0])]
    assert kept is not None
    assert kept["values"] == {"department": "二车间"}
    said: list[tuple[str, str, Any]] = []
    again = Detail(desk, MEMBERS)
    qtbot.addWidget(again)
    desk.messages.banner.connect(lambda *parts: said.append(parts))
    again.show_record(people[0])
    settled()
    _level, text, actions = said[-1]
    assert "草稿" in text
    actions[0].run()
    assert again.form.changes() == {"department": "二车间"}
    again.save()
    settled()
    assert stored(desk, people[0])["department"] == "二车间"
    with desk.db.read() as session:
        assert drafts.waiting(session) == []


def test_going_to_another_record_keeps_what_was_typed(
    detail: Detail, members: RegisterPage, desk: App, people: list[str], settled: Callable[[], None]
) -> None:
    put(detail, "department", "三车间")
    members.grid.go_to(1)
    settled()
    assert detail.record_id == people[1]
    with desk.db.read() as session:
        assert drafts.find(session, MEMBERS, people[0]) is not None
    drafts.offer(desk)
    settled()
    assert desk.window is not None
    assert any("草稿" in banner.text for banner in desk.window.banners.shown())


def test_discarding_takes_the_draft_away(
    detail: Detail, desk: App, people: list[str], settled: Callable[[], None]
) -> None:
    put(detail, "department", "三车间")
    detail._keep_draft()
    settled()
    detail.revert()
    settled()
    assert not detail.form.is_dirty()
    with desk.db.read() as session:
        assert drafts.waiting(session) == []


def test_two_versions_are_put_side_by_side(
    detail: Detail, desk: App, people: list[str], settled: Callable[[], None]
) -> None:
    put(detail, "department", "我的车间")
    put(detail, "post", "电工")
    with desk.db.write(Actor("李会计"), "Elsewhere") as session:
        records.save(session, MEMBERS, {"department": "他的车间", "team": "甲班"}, people[0])
    detail.save()
    settled()
    dialog = detail.findChild(MergeDialog)
    assert dialog is not None
    assert dialog.disputed() == ["department"]
    assert [b.text() for b in dialog.choices["department"].buttons()] == ["我的车间", "他的车间"]
    dialog.choices["department"].button(1).setChecked(True)
    dialog._decide()
    settled()
    now = stored(desk, people[0])
    assert (now["department"], now["post"], now["team"]) == ("他的车间", "电工", "甲班")


def test_the_panel_follows_what_others_save(
    detail: Detail, desk: App, people: list[str], settled: Callable[[], None]
) -> None:
    with desk.db.write(Actor("李会计"), "Elsewhere") as session:
        records.save(session, MEMBERS, {"department": "四车间"}, people[0])
    settled()
    widget: Any = detail.form.lines["department"].widget
    assert widget.text() == "四车间"
    assert detail.form.revision == stored(desk, people[0])["revision"]


def test_the_history_names_who_changed_what_and_takes_it_back(
    detail: Detail, desk: App, people: list[str], settled: Callable[[], None]
) -> None:
    put(detail, "department", "一车间")
    detail.save()
    settled()
    detail.show_history()
    settled()
    top: Any = detail.history.tree.topLevelItem(0)
    assert ACTOR.name not in top.text(0), "the gesture was made by whoever runs the window"
    assert "修改会员：张三" in top.text(0)
    assert [top.child(0).text(i) for i in range(3)] == ["部门", "—", "一车间"]
    detail.history.tree.setCurrentItem(top.child(0))
    asked: list[Any] = []
    desk.messages.ask = lambda *args, **_more: asked.append(args)  # type: ignore[method-assign]  # the seam of dialogs
    detail.history.undo.click()
    settled()
    assert "修改会员：张三" in asked[0][0]
    asked[0][2]()
    settled()
    assert stored(desk, people[0])["department"] is None


def test_private_values_in_the_history_are_masked(
    detail: Detail, people: list[str], settled: Callable[[], None]
) -> None:
    detail.show_history()
    settled()
    texts = after(detail)
    assert any("*" in text for text in texts)
    assert id_number(1) not in texts
    detail.history.set_unmasked(True)
    assert id_number(1) in after(detail)


def after(detail: Detail) -> list[str]:
    """Return the values that the history shows as they were after each step."""
    tree: Any = detail.history.tree
    tops = [tree.topLevelItem(i) for i in range(tree.topLevelItemCount())]
    return [top.child(i).text(2) for top in tops for i in range(top.childCount())]


def test_showing_private_values_asks_why_is_journaled_and_ends(
    detail: Detail, desk: App, people: list[str], settled: Callable[[], None]
) -> None:
    detail.unmask()
    dialog = detail.findChild(unmask.ReasonDialog)
    assert dialog is not None
    ok = dialog.buttons.button(dialog.buttons.StandardButton.Ok)
    assert not ok.isEnabled(), "without a reason nothing is shown"
    dialog.box.setCurrentText("核对证件")
    ok.click()
    settled()
    widget: Any = detail.form.lines["id_number"].widget
    assert widget.text() == id_number(1)
    with desk.db.read() as session:
        row = (
            session.execute(journal.GestureRow.__table__.select().order_by(journal.GestureRow.n.desc()))
            .mappings()
            .first()
        )
    assert row is not None
    assert "核对证件" in journal.sentence(row["what"], row["params"])
    assert people[0] in row["params"]
    assert id_number(1) not in row["params"]
    detail._remask.setInterval(1)
    detail._remask.start()
    settled()
    assert widget.text() != id_number(1)


def test_a_role_without_the_right_sees_no_private_values(detail: Detail, desk: App) -> None:
    desk.actor = Actor("小组长", "group", frozenset({"members.save"}))
    with pytest.raises(NotAllowedError):
        detail.unmask()


def test_the_membership_goes_on_by_allowed_steps_only(
    detail: Detail, desk: App, people: list[str], settled: Callable[[], None]
) -> None:
    assert detail.lifecycle is not None
    detail.tabs.setCurrentWidget(detail.lifecycle)
    settled()
    view: Any = detail.lifecycle
    assert view.state.text() == "在册会员"
    names = [view.steps.itemAt(i).widget().text() for i in range(view.steps.count())]
    assert "保留会籍" in names
    assert "恢复会籍" not in names
    keep = next(t for t in view.life.allowed("active") if t.event == "keep")
    dialog = view.step(keep)
    dialog.save()
    settled()
    assert dialog.isVisible(), "a reason is needed to keep a membership"
    assert not dialog.said.isHidden()
    dialog.form.put({"reason": "7"})
    dialog.save()
    settled()
    assert stored(desk, people[0])["membership_state"] == "kept"
    assert view.state.text() == "保留会籍"
    assert view.table.rowCount() == 2
    with desk.db.read() as session:
        assert records.count(session, MEMBERSHIP_EVENTS, Query(filters=(Filter("member_id", "is", (people[0],)),))) == 2


def test_family_is_kept_beside_the_member(
    detail: Detail, desk: App, people: list[str], settled: Callable[[], None]
) -> None:
    view = next(v for v in detail.children_views if v.register is FAMILY_MEMBERS)
    detail.tabs.setCurrentWidget(view)
    settled()
    dialog = view.add()
    dialog.form.put({"relation": "1", "name": "王芳", "phone": "13900001111"})
    first = dialog.form.lines["relation"].widget
    relation: Any = first
    relation.show_value(relation.suggest("")[0][0])
    dialog.form.take(dialog.form.lines["relation"])
    dialog.save()
    settled()
    assert view.view_model.total == 1
    assert "*" in str(view.view_model.data(view.view_model.index(0, view.view_model.columns.index("phone"))))
    view.view.selectRow(0)
    view.remove()
    settled()
    assert view.view_model.total == 0
    desk.run_command("undo")
    settled()
    assert view.view_model.total == 1


def test_a_child_view_keeps_the_rules_of_models(
    desk: App, people: list[str], settled: Callable[[], None], qtmodeltester: Any, qtbot: QtBot
) -> None:
    view = ChildView(desk, FAMILY_MEMBERS, "member_id")
    qtbot.addWidget(view)
    view.show_record(people[0])
    settled()
    qtmodeltester.check(view.view_model)


def test_a_member_in_the_bin_is_shown_but_not_edited(
    members: RegisterPage, desk: App, people: list[str], settled: Callable[[], None]
) -> None:
    with desk.db.write(ACTOR, "Removed") as session:
        records.delete(session, MEMBERS, people[:1])
    members.show_record(people[0])
    settled()
    assert members.detail is not None
    name: Any = members.detail.form.lines["name"].widget
    assert name.isReadOnly()
    assert members.detail.lifecycle is not None
    members.detail.tabs.setCurrentWidget(members.detail.lifecycle)
    settled()
    assert members.detail.lifecycle.steps.count() == 0


def test_members_made_elsewhere_open_too(desk: App, members: RegisterPage, settled: Callable[[], None]) -> None:
    with desk.db.write(ACTOR, "Added") as session:
        new = lifecycle.create(session, MEMBERS, member(40, name="新人")).id
    desk.open_record("members", new, "mobile")
    settled()
    assert members.detail is not None
    assert members.detail.title.text() == "新人"
    assert members.grid.current_id() == new
