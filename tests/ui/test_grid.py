"""The grid: sorting, choosing, copying, columns that are remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QMimeData, Qt
from PySide6.QtGui import QGuiApplication

from tests.ui.typing_in import press
from ui.grid import Grid
from ui.grid_model import STATUS
from union_desk.registers import FAMILY_MEMBERS, MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.context import App
    from ui.register_page import RegisterPage


def names(page: RegisterPage) -> list[str]:
    model = page.grid.grid_model
    return [str((model.row(i) or {})["name"]) for i in range(model.total)]


def click_heading(page: RegisterPage, column: str) -> None:
    page.grid.horizontalHeader().sectionClicked.emit(page.grid.grid_model.columns.index(column))


def test_a_click_on_a_heading_sorts_up_then_down_then_not(members: RegisterPage, settled: Callable[[], None]) -> None:
    assert names(members) == ["张三", "李四", "单雄信"]
    orders = []
    for _click in range(3):
        click_heading(members, "name")
        settled()
        orders.append(names(members))
    assert orders == [["李四", "单雄信", "张三"], ["张三", "单雄信", "李四"], ["张三", "李四", "单雄信"]]


def test_the_arrow_stands_over_the_sorted_column(members: RegisterPage, settled: Callable[[], None]) -> None:
    click_heading(members, "birth_date")
    settled()
    header = members.grid.horizontalHeader()
    assert members.grid.grid_model.columns[header.sortIndicatorSection()] == "birth_date"
    assert header.isSortIndicatorShown()


def test_copied_cells_stay_masked_and_stay_text(members: RegisterPage) -> None:
    members.grid.selectAll()
    assert members.grid.copy() == 3
    data: QMimeData = QGuiApplication.clipboard().mimeData()
    lines = [line.split("\t") for line in data.text().split("\r\n")]
    assert lines[0][:3] == ["姓名", "性别", "出生日期"]
    assert [line[0] for line in lines[1:]] == ["张三", "李四", "单雄信"]
    assert all("*" in line[3] for line in lines[1:])
    assert "mso-number-format:'\\@'" in data.html()
    assert "<td style=\"mso-number-format:'\\@'\">张三</td>" in data.html()


def test_a_width_that_nobody_chose_follows_the_language(members: RegisterPage, desk: App, qtbot: QtBot) -> None:
    grid, key = members.grid, "width/members/membership_state"
    desk.preferences.put(key, 77)
    grid.set_columns(["name", "membership_state"])
    assert grid.columnWidth(1) == 77
    grid.setColumnWidth(1, grid._width("membership_state"))  # back to what the heading needs
    qtbot.waitUntil(lambda: desk.preferences.number(key, 0) == 0)


def test_columns_and_widths_are_remembered(members: RegisterPage, desk: App, qtbot: QtBot) -> None:
    members.grid.set_columns(["mobile", "name", STATUS])
    members.grid.setColumnWidth(0, 211)
    members.grid.horizontalHeader().moveSection(0, 1)
    qtbot.wait(400)
    again = Grid(desk, MEMBERS)
    qtbot.addWidget(again)
    assert again.columns() == ["name", "mobile", STATUS]
    assert again.columnWidth(again.grid_model.columns.index("mobile")) == 211


def test_a_private_book_has_no_column_of_reports(desk: App, qtbot: QtBot) -> None:
    private, shared = Grid(desk, FAMILY_MEMBERS), Grid(desk, MEMBERS)
    for grid in (private, shared):
        qtbot.addWidget(grid)
    assert STATUS not in private.first_columns()
    assert STATUS in shared.first_columns()


def test_the_chosen_are_counted_without_being_listed(members: RegisterPage, settled: Callable[[], None]) -> None:
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    model = members.grid.grid_model
    members.grid.selectionModel().select(model.index(0, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect | flags)
    members.grid.selectionModel().select(model.index(2, 0), flags)
    settled()
    assert members.grid.count_chosen() == 2
    assert members.grid.lines() == [0, 2]
    assert "已选 2 条" in members.head.count.text()


def test_enter_opens_the_record_beside_the_grid(
    members: RegisterPage, settled: Callable[[], None], qtbot: QtBot
) -> None:
    members.grid.go_to(1)
    press(members.grid, Qt.Key.Key_Return)
    settled()
    assert members.detail is not None
    assert members.detail.title.text() == "李四"
    assert members.detail.isVisible()
    press(members.detail, Qt.Key.Key_Escape)
    assert not members.detail.isVisible()
