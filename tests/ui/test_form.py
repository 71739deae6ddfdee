"""The form: live problems, suggestions, what the number tells, masks, pickers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from tests.samples import id_number, member
from tests.ui.conftest import person
from tests.ui.typing_in import press, type_into
from ui.form import Form
from ui.pages.members import fill_from_number
from ui.widgets.editors import AreaEditor, DateEditor, LineEditor, YesNoEditor
from ui.widgets.pickers import CodePicker, RefPicker
from union_desk import registers
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.context import App


@pytest.fixture
def form(desk: App, qtbot: QtBot) -> Form:
    """Return an empty form of a member, shown."""
    made = Form(desk, MEMBERS, fill=fill_from_number)
    qtbot.addWidget(made)
    made.resize(480, 600)
    made.show()
    made.begin({})
    return made


def line(form: Form, name: str) -> LineEditor:
    widget = form.lines[name].widget
    assert isinstance(widget, LineEditor)
    return widget


def type_in(qtbot: QtBot, form: Form, name: str, text: str) -> None:
    widget: Any = form.lines[name].widget
    widget.selectAll()
    press(widget, Qt.Key.Key_Delete)
    type_into(widget, text)
    form.check()


def remarks(form: Form, name: str) -> list[str]:
    box: Any = form.lines[name].remarks
    holders = [box.itemAt(i).widget() for i in range(box.count())]
    return [label.text() for holder in holders for label in holder.findChildren(QLabel) if label.text()]


def test_problems_stand_under_their_fields_while_typing(form: Form, qtbot: QtBot) -> None:
    type_in(qtbot, form, "id_number", "460100199003070016")
    assert remarks(form, "id_number")
    assert form.lines["id_number"].widget.property("level") == "error"
    assert form.has_errors()
    type_in(qtbot, form, "id_number", id_number(1))
    assert remarks(form, "id_number") == []
    assert form.lines["id_number"].widget.property("level") == ""


def test_the_pause_after_the_last_key_checks_by_itself(form: Form, qtbot: QtBot) -> None:
    with qtbot.waitSignal(form.checked):
        type_into(line(form, "name"), "李 四")
    assert any("李四" in text for text in remarks(form, "name"))


def test_a_suggestion_is_taken_with_one_click(form: Form, qtbot: QtBot) -> None:
    type_in(qtbot, form, "name", "李 四")
    box: Any = form.lines["name"].remarks
    button = next(iter(box.itemAt(0).widget().findChildren(QPushButton)))
    assert button.text() == "改为 李四"
    button.click()
    assert form.values()["name"] == "李四"
    assert line(form, "name").text() == "李四"


def test_the_number_fills_birth_date_and_sex(form: Form, qtbot: QtBot) -> None:
    type_in(qtbot, form, "id_number", id_number(1, "1985-11-20", female=True))
    assert (form.values()["birth_date"], form.values()["sex"]) == ("1985-11-20", "2")
    type_in(qtbot, form, "id_number", id_number(1, "1990-03-07"))
    assert (form.values()["birth_date"], form.values()["sex"]) == ("1990-03-07", "1"), "what was filled in follows"
    type_in(qtbot, form, "birth_date", "1991-01-01")
    type_in(qtbot, form, "id_number", id_number(2, "1985-11-20"))
    assert form.values()["birth_date"] == "1991-01-01", "what was typed stays, and rule R2 speaks"
    assert remarks(form, "birth_date")


def test_what_cannot_be_read_is_kept_and_named(form: Form, qtbot: QtBot) -> None:
    type_in(qtbot, form, "hire_date", "next week")
    assert line(form, "hire_date").text() == "next week"
    assert (
        remarks(form, "hire_date") == ["“next week”不是日期，请写成 2024-03-15 的样子。"]
        or "next week" in remarks(form, "hire_date")[0]
    )
    assert form.has_errors()
    assert form.is_dirty()


def test_a_date_in_any_spelling_is_written_as_one(form: Form, qtbot: QtBot) -> None:
    type_in(qtbot, form, "hire_date", "2019年7月1日")
    line(form, "name").setFocus()
    line(form, "hire_date").setFocus()
    line(form, "name").setFocus()
    assert form.values()["hire_date"] == "2019-07-01"
    assert line(form, "hire_date").text() == "2019-07-01"


def test_a_date_is_chosen_from_the_calendar(form: Form, qtbot: QtBot) -> None:
    from PySide6.QtCore import QDate
    from PySide6.QtWidgets import QCalendarWidget

    editor = form.lines["hire_date"].widget
    assert isinstance(editor, DateEditor)
    menu = editor.choose()
    calendar = menu.actions()[0].defaultWidget()  # type: ignore[attr-defined]  # a widget action
    assert isinstance(calendar, QCalendarWidget)
    calendar.clicked.emit(QDate(2020, 2, 29))
    assert form.values()["hire_date"] == "2020-02-29"


@pytest.mark.parametrize("typed", ["汉族", "hanzu", "hz", "han"])
def test_a_code_is_picked_by_label_pinyin_or_initials(form: Form, qtbot: QtBot, typed: str) -> None:
    picker = form.lines["ethnicity"].widget
    assert isinstance(picker, CodePicker)
    picker.setFocus()
    type_into(picker, typed)
    labels = [label for _value, label in picker.choices()]
    assert "汉族" in labels
    press(picker, Qt.Key.Key_Return) if labels[0] == "汉族" else picker._choose(labels.index("汉族"))
    assert form.values()["ethnicity"] == "01"
    assert picker.text() == "汉族"


def test_leaving_a_picker_takes_the_likeliest_meaning(form: Form, qtbot: QtBot) -> None:
    picker = form.lines["ethnicity"].widget
    assert isinstance(picker, CodePicker)
    picker.setText("hanzu")
    picker._typed("hanzu")
    picker._popup().hide()
    form.lines["name"].widget.setFocus()
    picker.setFocus()
    form.lines["name"].widget.setFocus()
    assert form.values()["ethnicity"] == "01"


def test_a_word_that_is_in_no_list_is_a_problem(form: Form, qtbot: QtBot) -> None:
    picker = form.lines["ethnicity"].widget
    assert isinstance(picker, CodePicker)
    type_into(picker, "火星族")
    form.check()
    assert form.has_errors()
    assert "火星族" in remarks(form, "ethnicity")[0]


def test_the_whole_list_unfolds(form: Form) -> None:
    picker = form.lines["sex"].widget
    assert isinstance(picker, CodePicker)
    picker.unfold()
    assert [label for _value, label in picker.choices()][:2] == ["男", "女"]


def test_a_branch_is_picked_by_its_name(form: Form, people: list[str], qtbot: QtBot) -> None:
    picker = form.lines["branch_id"].widget
    assert isinstance(picker, RefPicker)
    type_into(picker, "dyfh")
    assert [label for _value, label in picker.choices()] == ["第一分会"]
    picker._choose(0)
    assert form.values()["branch_id"] == picker.read().value
    assert picker.read().value is not None


def test_private_values_are_masked_until_asked_for(form: Form, qtbot: QtBot) -> None:
    values = member() | {"id": "x", "revision": 1, "dues_base": 482650, "bank_account": None}
    form.load(values)
    assert line(form, "id_number").text() == "460100********0011" or "*" in line(form, "id_number").text()
    assert line(form, "id_number").isReadOnly()
    assert not line(form, "bank_account").isReadOnly(), "an empty field hides nothing"
    assert form.lines["id_number"].eye is not None
    with qtbot.waitSignal(form.unmask_asked):
        form.lines["id_number"].eye.click()  # type: ignore[attr-defined]  # a button
    form.unmask()
    assert line(form, "id_number").text() == values["id_number"]
    assert line(form, "dues_base").text() == "4826.50"
    type_in(qtbot, form, "mobile", "13900000009")
    form.hide_private()
    assert line(form, "mobile").text() == "13900000009", "what was just typed is not hidden"
    assert "*" in line(form, "id_number").text()


def test_a_masked_value_is_not_told_by_its_problem(form: Form) -> None:
    form.load(member() | {"id": "x", "revision": 1, "id_number": "460100900307001"})
    assert remarks(form, "id_number")
    assert not any("460100" in text and "900307001" in text for text in remarks(form, "id_number"))
    box: Any = form.lines["id_number"].remarks
    assert not box.itemAt(0).widget().findChildren(QPushButton)
    form.unmask()
    assert any("19900307" in text for text in remarks(form, "id_number"))


def test_only_changes_count_as_dirty(form: Form, qtbot: QtBot) -> None:
    form.load(person("张三", 1, "1990-03-07") | {"id": "x", "revision": 3})
    assert not form.is_dirty()
    type_in(qtbot, form, "department", "一车间")
    assert form.changes() == {"department": "一车间"}
    type_in(qtbot, form, "department", "")
    assert not form.is_dirty()


def test_computed_fields_and_locked_forms_take_no_typing(form: Form) -> None:
    form.load(member() | {"id": "x", "revision": 1})
    state = form.lines["membership_state"].widget
    assert isinstance(state, CodePicker)
    assert state.isReadOnly()
    form.set_locked(True)
    assert line(form, "name").isReadOnly()
    yes_no = form.lines["is_npc"].widget
    assert isinstance(yes_no, YesNoEditor)
    assert not yes_no.isEnabled()


def test_the_first_error_gets_the_cursor(form: Form, desk: App, qtbot: QtBot) -> None:
    form.begin({"name": "张三"})
    form.activateWindow()
    form.go_to_first_error()
    qtbot.waitUntil(lambda: line(form, "id_number").hasFocus())


@pytest.mark.parametrize("register", [r.name for r in registers.ALL])
def test_every_register_has_a_form_whose_editors_read_what_they_show(desk: App, qtbot: QtBot, register: str) -> None:
    made = Form(desk, registers.get(register))
    qtbot.addWidget(made)
    samples: dict[type[QWidget], Any] = {DateEditor: "2024-02-29", YesNoEditor: False, AreaEditor: "一\n二"}
    for spec in registers.get(register).fields.values():
        editor: Any = made.lines[spec.name].widget
        value = samples.get(type(editor))
        if isinstance(editor, CodePicker):
            value = editor.suggest("")[0][0]
        elif isinstance(editor, RefPicker):
            continue
        elif value is None:
            value = spec.kind.parse("12").value
        editor.show_value(value)
        assert editor.read().value == value, spec.name
        editor.show_value(None)
        assert editor.read().value is None
        assert editor.accessibleName()


def test_pickers_show_their_list_by_key(form: Form, settled: Callable[[], None]) -> None:
    for name in ("sex", "household_region", "branch_id"):
        picker: Any = form.lines[name].widget
        assert picker._open.shortcut().toString() == "Alt+Down"
