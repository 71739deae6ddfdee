"""F1 and the guide: the rule of the field, the place that speaks of the page, the search."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui import guide, pages
from ui.guide_view import GuideWindow, rule_of
from ui.help_view import KeySheet
from union_desk import registers
from union_desk.paths import resource
from union_desk.words import speaking

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.context import App
    from ui.window import Window


@pytest.fixture
def window(desk: App) -> Window:
    """Return the shown window."""
    assert desk.window is not None
    return desk.window


def opened(window: Window) -> GuideWindow:
    """Return the guide that was opened last."""
    found = window.findChildren(GuideWindow)
    assert found
    return found[-1]


@pytest.mark.parametrize(("language", "first"), [
    ("zh_CN", ["一、第一次使用", "二、会员"]), ("en", ["1. The first time", "2. Members"])])
def test_every_page_is_explained_and_every_topic_is_found_in_what_is_shown(
    desk: App, window: Window, language: str, first: list[str]
) -> None:
    with speaking(language):
        assert [page.id for page in pages.PAGES if guide.of_page(page.id) is None] == []
        assert "<!--" not in guide.text()
        desk.run_command("guide")
        shown = opened(window)
        assert shown.list.count() == len(guide.topics()) > 40
        assert [shown.list.item(line).text().strip() for line in (1, 2)] == first
        desk.show_page("cards")
        desk.run_command("guide")
        assert opened(window).topic() == {"zh_CN": "会员服务卡", "en": "Service cards"}[language]


def test_the_guide_has_the_same_topics_at_the_same_depth_for_the_same_pages_in_both_languages() -> None:
    shapes = []
    for language in ("zh_CN", "en"):
        with speaking(language):
            shapes.append([(topic.level, topic.pages) for topic in guide.topics()])
    assert shapes[0] == shapes[1]
    assert "导入" not in resource("help", "guide.en.md").read_text(encoding="utf-8")


def test_the_english_guide_names_no_command_that_the_chinese_one_does_not() -> None:
    def named(language: str) -> set[str]:
        text = resource("help", f"guide.{language}.md").read_text(encoding="utf-8")
        return set(re.findall(r"union-(?:desk|superior) [a-z-]+", text))

    assert len(named("en")) > 20
    assert named("en") <= named("zh_CN")


def test_f1_in_a_field_opens_the_guide_at_the_page_with_the_rule_of_the_field(
    desk: App, window: Window, people: list[str], settled: Callable[[], None], qtbot: QtBot
) -> None:
    desk.show_page("members")
    settled()
    members: Any = window.page("members")
    members.show_record(people[0], "id_number")
    settled()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is members.detail.form.lines["id_number"].widget)
    QTest.keyClick(members.detail.form.lines["id_number"].widget, Qt.Key.Key_F1)
    shown = opened(window)
    assert (shown.topic(), shown.rule.isHidden()) == ("二、会员", False)
    for told in ("证件号码", "必填" if registers.get("members").fields["id_number"].required else "填", "18", "身份证"):
        assert told in shown.rule.text()
    assert shown.view.cursorRect().top() < 40
    shown.reject()
    dialog = members.detail.children_views[0].add()  # a dialog has the key too
    first: Any = next(iter(dialog.form.lines.values())).widget
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is dialog)
    dialog.activateWindow()
    first.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is first)
    QTest.keyClick(first, Qt.Key.Key_F1)
    (beside,) = dialog.findChildren(GuideWindow)
    assert not beside.rule.isHidden()
    beside.reject()
    dialog.reject()


def test_f1_without_a_field_shows_the_keys_from_which_the_guide_opens(
    desk: App, window: Window, settled: Callable[[], None]
) -> None:
    desk.show_page("cards")
    settled()
    window.setFocus()
    desk.run_command("help")
    (sheet,) = window.findChildren(KeySheet)
    sheet.reject()
    desk.run_command("guide")
    shown = opened(window)
    assert (shown.topic(), shown.rule.isHidden()) == ("会员服务卡", True)
    shown.reject()


def test_what_is_searched_is_marked_listed_by_topic_and_stepped_through(desk: App, window: Window) -> None:
    desk.run_command("guide")
    shown = opened(window)
    shown.field.setText("U 盘")
    hits = shown.view.extraSelections()
    assert len(hits) > 3
    assert shown.count.text() == f"{len(hits)} 处"
    listed = [shown.list.item(line).text().strip() for line in range(shown.list.count())
              if not shown.list.item(line).isHidden()]
    assert any("U 盘" in name for name in listed)
    assert "八、撤销" not in listed
    first = shown.view.textCursor().position()
    QTest.keyClick(shown.field, Qt.Key.Key_Return)
    assert shown.view.textCursor().position() > first
    for _step in hits[1:]:
        QTest.keyClick(shown.field, Qt.Key.Key_Return)
    assert shown.view.textCursor().position() == first  # and round again
    shown.field.setText("没有这个词")
    assert shown.count.text() == "0 处"
    shown.reject()


def test_the_search_field_of_the_window_finds_topics_of_the_guide(
    desk: App, window: Window, settled: Callable[[], None]
) -> None:
    window.palette_field.begin()
    window.palette_field.setText("套打")
    window.palette_field._look()
    settled()
    line = next(found for found in window.palette_field.results() if found.aside == "使用手册")
    window.palette_field.run(line)
    assert opened(window).topic() == "套打"
    opened(window).reject()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_field_has_a_rule_to_show(language: str) -> None:
    with speaking(language):
        for field in (field for register in registers.ALL for field in register.fields.values()):
            assert " · " in rule_of(field)


def test_the_search_field_finds_a_book_that_hangs_on_another_and_opens_it(
    desk: App, window: Window, settled: Callable[[], None]
) -> None:
    window.palette_field.begin()
    window.palette_field.setText("入户走访")
    window.palette_field._look()
    settled()
    line = next(found for found in window.palette_field.results() if found.aside == "困难帮扶")
    window.palette_field.run(line)
    settled()
    page: Any = window.page("hardship")
    assert page.front().register.name == "hardship_visits"
