"""Search field, chips and saved views."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QWidget

from tests.ui.typing_in import commit, compose, press, type_into
from ui import views
from ui.chips import ChipDialog, ChoicePart, RangePart, TextPart, describe
from ui.widgets.flow import Flow
from union_desk import duties
from union_desk.registers import MEMBERS
from union_desk.search import Filter, Query

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.context import App
    from ui.register_page import RegisterPage


def shown(page: RegisterPage) -> list[str]:
    model = page.grid.grid_model
    return [str((model.row(i) or {})["name"]) for i in range(model.total)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("zs", ["张三"]),
        ("zhang", ["张三"]),
        ("张", ["张三"]),
        ("shan", ["单雄信"]),
        ("sxx", ["单雄信"]),
        ("雄", ["单雄信"]),
        ("00000002", ["李四"]),
        ("", ["张三", "李四", "单雄信"]),
        ("nobody", []),
    ],
)
def test_people_are_found_by_characters_pinyin_initials_and_tails(
    members: RegisterPage, settled: Callable[[], None], qtbot: QtBot, typed: str, found: list[str]
) -> None:
    type_into(members.bar.search, typed)
    settled()
    assert shown(members) == found
    assert members.empty.isVisible() == (not found)


def test_nothing_is_searched_while_an_input_method_composes(
    members: RegisterPage, settled: Callable[[], None], qtbot: QtBot
) -> None:
    asked: list[Query] = []
    members.bar.changed.connect(asked.append)
    members.bar.search.setFocus()
    for preedit in ("z", "zh", "zhang"):
        compose(members.bar.search, preedit)
        qtbot.wait(80)
    assert asked == []
    commit(members.bar.search, "张")
    settled()
    assert [query.text for query in asked] == ["张"]
    assert shown(members) == ["张三"]


def test_a_chip_filters_and_delete_removes_it(members: RegisterPage, settled: Callable[[], None], qtbot: QtBot) -> None:
    dialog = members.bar.edit("birth_date")
    assert isinstance(dialog, ChipDialog)
    assert isinstance(dialog.part, RangePart)
    dialog.part.first.setText("1985.1.1")
    dialog.findChildren(QDialogButtonBox)[0].button(QDialogButtonBox.StandardButton.Ok).click()
    settled()
    assert shown(members) == ["张三", "李四"]
    chip = members.bar._chips["birth_date"]
    assert chip.text().endswith("出生日期: 1985-01-01 起")
    press(chip, Qt.Key.Key_Delete)
    settled()
    assert len(shown(members)) == 3


def test_a_bound_that_is_no_date_is_named_not_dropped(members: RegisterPage) -> None:
    dialog = members.bar.edit("birth_date")
    assert dialog is not None
    assert isinstance(dialog.part, RangePart)
    dialog.part.first.setText("soon")
    dialog._accept()
    assert dialog.isVisible()
    assert "soon" in dialog.said.text()
    dialog.reject()


def test_choices_are_ticked_by_pinyin(members: RegisterPage, settled: Callable[[], None]) -> None:
    dialog = members.bar.edit("ethnicity")
    assert dialog is not None
    part = dialog.part
    assert isinstance(part, ChoicePart)
    part.sought.setText("hanzu")
    items = [part.list.item(i) for i in range(part.list.count())]
    assert [i.text() for i in items if not i.isHidden()] == ["汉族"]
    items[0].setCheckState(Qt.CheckState.Checked)
    assert part.filters() == [Filter("ethnicity", "is", ("01",))]
    part.other.setChecked(True)
    assert part.filters() == [Filter("ethnicity", "not", ("01",))]
    dialog.reject()


def test_branches_are_chosen_by_name(members: RegisterPage, settled: Callable[[], None]) -> None:
    dialog = members.bar.edit("branch_id")
    assert dialog is not None
    assert isinstance(dialog.part, ChoicePart)
    assert dialog.part.list.item(0).text() == "第一分会"
    dialog.part.list.item(1).setCheckState(Qt.CheckState.Checked)
    dialog._accept()
    settled()
    assert shown(members) == []
    assert members.bar.query.filters == (Filter("branch_id", "is", ("",)),)


@pytest.mark.parametrize(
    ("op", "text", "filters"),
    [
        ("has", "车间", [Filter("department", "has", ("车间",))]),
        ("is", " 一车间 ", [Filter("department", "is", ("一车间",))]),
        ("empty", "", [Filter("department", "empty")]),
        ("filled", "", [Filter("department", "filled")]),
        ("has", "", []),
    ],
)
def test_texts_are_compared_in_four_ways(
    qtbot: QtBot, theme: object, op: str, text: str, filters: list[Filter]
) -> None:
    part = TextPart(MEMBERS.fields["department"], [])
    qtbot.addWidget(part)
    part.op.setCurrentIndex(part.op.findData(op))
    part.text.setText(text)
    assert part.filters() == filters


def test_a_filter_shows_again_what_was_set(qtbot: QtBot, theme: object) -> None:
    sex = MEMBERS.fields["sex"]
    born = MEMBERS.fields["birth_date"]
    choice = ChoicePart(sex, [("1", "男"), ("2", "女")], [Filter("sex", "not", ("2", ""))])
    between = RangePart(
        born, [Filter("birth_date", "from", ("1980-01-01",)), Filter("birth_date", "to", ("1989-12-31",))]
    )
    for part in (choice, between):
        qtbot.addWidget(part)
    assert choice.filters() == [Filter("sex", "not", ("2", ""))]
    assert [f.values for f in between.filters()] == [("1980-01-01",), ("1989-12-31",)]


def test_filters_are_described_in_words(members: RegisterPage, desk: App) -> None:
    cases = {
        "性别: 女": [Filter("sex", "is", ("2",))],
        "性别: 不是 男, 女": [Filter("sex", "not", ("1", "2"))],
        "部门: 未填": [Filter("department", "empty")],
        "部门: 含“车间”": [Filter("department", "has", ("车间",))],
        "所选记录: 12": [Filter("id", "is", tuple(map(str, range(12))))],
        "所选记录: 在岗且达到法定退休年龄": [duties.of_age("", "2026-01-01")],
        "会籍状态: 2026-01-01 时为 在册会员": [Filter("membership_state", "was", ("2026-01-01", "active"))],
        "学历: （未填）": [Filter("education", "is", ("",))],
    }
    assert {text: describe(desk, MEMBERS, filters) for text, filters in cases.items()} == {text: text for text in cases}


def test_a_view_is_saved_under_its_name_and_shown_again(
    members: RegisterPage, desk: App, settled: Callable[[], None]
) -> None:
    query = Query(text="z", filters=(Filter("sex", "is", ("1", "")),), sort=(("name", True),))
    members.show_query(query)
    dialog = members.bar.save_view()
    dialog.setTextValue("男会员")
    dialog.accept()
    settled()
    members.clear_query()
    settled()
    assert len(shown(members)) == 3
    menu = members.bar.choose_view()
    action = next(a for a in menu.actions() if a.text() == "男会员")
    action.trigger()
    menu.close()
    settled()
    assert members.bar.query == query
    assert shown(members) == ["张三"]
    assert members.bar.search.text() == "z"
    members.bar._forget_view("男会员")
    settled()
    with desk.db.read() as session:
        assert views.saved(session, MEMBERS) == {}


def test_a_view_of_chosen_records_or_of_a_selection_stays_what_it_is() -> None:
    query = Query(filters=(Filter("id", "is", ("one", "other")), duties.of_age("", "2026-01-01")))
    assert views.from_plain(MEMBERS, json.loads(json.dumps(views.to_plain(query)))) == query


def test_a_view_of_fields_that_are_gone_still_opens() -> None:
    plain = {"text": "", "filters": [["sex", "is", ["1"]], ["shoe_size", "is", ["42"]]], "sort": [["shoe_size", True]]}
    assert views.from_plain(MEMBERS, plain) == Query(filters=(Filter("sex", "is", ("1",)),))


def test_every_field_can_be_filtered(members: RegisterPage) -> None:
    for name in MEMBERS.fields:
        dialog = members.bar.edit(name)
        assert dialog is not None
        assert dialog.part.filters() == []
        dialog.reject()


@pytest.mark.parametrize("width", [1366, 700, 420])
def test_no_part_of_the_bar_covers_another_whatever_becomes_of_the_chips(
    members: RegisterPage, settled: Callable[[], None], width: int
) -> None:
    bar = members.bar
    assert bar.window() is not None
    bar.window().resize(width, 768)
    for filters in ([Filter("id_valid_to", "empty")], [], [Filter("birth_date", "from", ("1980-01-01",))]):
        bar.set_filters(filters[0].field if filters else "id_valid_to", filters)
        settled()
        parts = [bar.search, *bar._chips.values(), bar.more, bar.views, bar.clear]
        assert all(part.isVisible() and part.parent() is bar for part in parts)
        places = [part.geometry() for part in parts]
        assert all(bar.rect().contains(place) for place in places)
        assert not any(one.intersects(other) for one, other in itertools.combinations(places, 2))


def test_a_flow_lays_its_parts_out_anew_when_one_comes_or_goes(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = Flow(holder)
    first, second = QPushButton("one", holder), QPushButton("two", holder)
    holder.resize(400, 40)
    flow.addWidget(first)
    flow.activate()
    flow.addWidget(second)
    assert flow.activate()  # it knows that its lines are not right any more
    assert not first.geometry().intersects(second.geometry())
    flow.takeAt(0)
    assert flow.activate()
    assert second.geometry().left() == 0
