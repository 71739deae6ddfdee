"""The search and command field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.ui.typing_in import commit, compose, press, type_into
from ui import pages
from ui.pages.area import AreaPage
from ui.palette import Palette, sounds_like
from union_desk import registers
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.context import App
    from ui.register_page import RegisterPage


@pytest.fixture
def palette(desk: App, people: list[str]) -> Palette:
    """Return the field, with three members in the office and their page in front."""
    assert desk.window is not None
    desk.show_page("members")
    return desk.window.palette_field


def look(palette: Palette, text: str, settled: Callable[[], None]) -> list[str]:
    palette.clear()
    palette.begin()
    type_into(palette, text)
    settled()
    return [found.text for found in palette.results()]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("zs", "张三"),
        ("lisi", "李四"),
        ("sxx", "单雄信"),
        ("李", "李四"),
        ("00000003", "单雄信"),
        ("dyfh", "第一分会"),
        ("zuzhi", "组织"),
        ("hsz", "查看回收站"),
        ("回收站", "查看回收站"),
        ("bin", "查看回收站"),
    ],
)
def test_people_pages_and_commands_are_found(
    palette: Palette, settled: Callable[[], None], typed: str, first: str
) -> None:
    assert first in look(palette, typed, settled)


def test_an_empty_field_offers_pages_and_commands(palette: Palette, settled: Callable[[], None]) -> None:
    texts = look(palette, "", settled)
    listed = [_(page.label) for page in pages.PAGES if page.place]
    assert texts[: len(listed)] == listed
    assert "刷新" in texts[len(listed) :]


def test_enter_opens_the_marked_line(
    palette: Palette, members: RegisterPage, settled: Callable[[], None], qtbot: QtBot
) -> None:
    assert look(palette, "lisi", settled) == ["李四"]
    press(palette, Qt.Key.Key_Return)
    settled()
    assert members.detail is not None
    assert members.detail.title.text() == "李四"
    assert palette.text() == ""
    assert palette.results() == []


def test_arrows_move_and_escape_folds(palette: Palette, settled: Callable[[], None], qtbot: QtBot) -> None:
    assert len(look(palette, "s", settled)) > 1
    assert palette._list is not None
    press(palette, Qt.Key.Key_Down)
    assert palette._list.view.currentIndex().row() == 1
    press(palette, Qt.Key.Key_Up)
    press(palette, Qt.Key.Key_Up)
    assert palette._list.view.currentIndex().row() == 0
    press(palette, Qt.Key.Key_Escape)
    assert palette.results() == []


def test_private_values_beside_a_name_are_masked(palette: Palette, settled: Callable[[], None]) -> None:
    look(palette, "zs", settled)
    aside = palette.results()[0].aside
    assert "460100********" in aside
    assert "139****0001" in aside


def test_nothing_is_searched_while_composing(palette: Palette, settled: Callable[[], None]) -> None:
    look(palette, "", settled)
    before = palette._asked
    for preedit in ("z", "zh", "zhang"):
        compose(palette, preedit)
    settled()
    assert palette._asked == before
    commit(palette, "张")
    settled()
    assert palette.results()[0].text == "张三"


def test_a_slow_answer_to_an_old_text_is_not_shown(palette: Palette, settled: Callable[[], None]) -> None:
    look(palette, "zs", settled)
    palette._take(palette._asked - 1, [], [])
    assert palette.results()[0].text == "张三"


def test_a_found_nothing_is_said_and_opens_nothing(palette: Palette, settled: Callable[[], None], qtbot: QtBot) -> None:
    assert look(palette, "qqqqqq", settled) == []
    assert palette._list is not None
    assert palette._list.model.item(0).text() == "没有找到"
    press(palette, Qt.Key.Key_Return)
    assert palette.text() == "qqqqqq"


@pytest.mark.parametrize(
    ("text", "spelling", "sounds"),
    [
        ("", "会员", True),
        ("hy", "会员", True),
        ("huiyuan", "会员", True),
        ("员", "会员", True),
        ("y", "会员", True),
        ("e", "会员", False),
        ("Undo", "undo it", True),
    ],
)
def test_what_sounds_like_what(text: str, spelling: str, sounds: bool) -> None:
    assert sounds_like(text, spelling) is sounds


@pytest.mark.parametrize(("typed", "first"), [
    ("签到", "签到"), ("架构图", "组织架构图"), ("慰问标准", "慰问标准"), ("考核评分", "考核评分")])
def test_books_and_views_of_the_pages_are_found(
    palette: Palette, settled: Callable[[], None], typed: str, first: str
) -> None:
    assert any(first in text for text in look(palette, typed, settled))


def test_a_page_named_as_typed_stands_first(palette: Palette, settled: Callable[[], None]) -> None:
    assert look(palette, "会员服务", settled)[0] == "会员服务卡"


def test_the_views_that_ctrl_k_knows_are_those_of_the_pages(desk: App) -> None:
    books = {register.name for register in registers.ALL}
    for page in pages.PAGES:
        made = page.make(desk) if page.id in pages.VIEWS else None
        if isinstance(made, AreaPage):
            own = [(view.name, view.label) for view in made.views() if view.name not in books]
            assert own == list(pages.VIEWS[page.id])
            made.deleteLater()


def test_a_found_view_opens(palette: Palette, settled: Callable[[], None], desk: App) -> None:
    assert look(palette, "组织架构图", settled)[0] == "组织架构图"
    press(palette, Qt.Key.Key_Return)
    settled()
    assert desk.window is not None
    front = desk.window.page("organisation")
    assert isinstance(front, AreaPage)
    assert type(front.front()).__name__ == "ChartView"
