"""The window: pages, language, theme, keys, names for screen readers, closing, locking."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QToolButton,
    QWidget,
)

from tests.offices import PASSPHRASE
from tests.ui.typing_in import press, type_into
from ui import pages
from ui.lock import SETTING, LockScreen
from ui.pages.organisation import TREE, OrganisationPage, UnionForm
from ui.register_page import RegisterPage
from ui.widgets.branch_tree import BranchTree
from ui.window import Window
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.context import App
    from union_desk.progress import Progress


@pytest.fixture
def window(desk: App) -> Window:
    """Return the window."""
    assert desk.window is not None
    return desk.window


def test_every_page_opens(window: Window, desk: App, settled: Callable[[], None]) -> None:
    for page in pages.PAGES:
        desk.show_page(page.id)
        settled()
        assert window.current_page() == page.id


def test_every_command_has_a_place_a_name_and_a_key_of_its_own(desk: App) -> None:
    keys = [QKeySequence(c.key).toString() for c in desk.commands if c.key]
    assert len(keys) == len(set(keys))
    assert all(keys), "a key that Qt cannot read is no key"
    keyless = {c.id for c in desk.commands if not c.key}
    reached = {"go.import", "go.print", "last_import", "update", "support"}  # by the palette, and by commands with keys
    assert keyless <= reached


def test_the_menus_name_every_command_with_its_key(window: Window, desk: App) -> None:
    shown: dict[str, str] = {}
    for menu_action in window.menuBar().actions():
        menu: Any = menu_action.menu()
        shown |= {str(a.data()): a.shortcut().toString() for a in menu.actions()}
    assert shown == {c.id: QKeySequence(c.key).toString() for c in desk.commands}


def test_a_menu_greys_what_is_not_possible_and_the_key_says_why(
    window: Window, desk: App, settled: Callable[[], None]
) -> None:
    desk.show_page("jobs")
    menus: list[Any] = [action.menu() for action in window.menuBar().actions()]
    menu = next(m for m in menus if any(a.data() == "save" for a in m.actions()))
    menu.aboutToShow.emit()
    action = next(a for a in menu.actions() if a.data() == "save")
    assert not action.isEnabled()
    menu.aboutToHide.emit()
    settled()
    assert action.isEnabled(), "a disabled action would swallow its key without a word"
    desk.run_command("save")
    assert "此处不能执行“保存”。" in [banner.text for banner in window.banners.shown()]


def test_the_language_changes_at_once_and_back(
    window: Window, desk: App, people: list[str], settled: Callable[[], None]
) -> None:
    desk.show_page("members")
    settled()
    desk.run_command("language")
    settled()
    assert window.current_page() == "members"
    page = window.page("members")
    assert isinstance(page, RegisterPage)
    assert page.head.title.text() == "Members"
    assert page.grid.grid_model.label("name") == "Name"
    assert desk.preferences.text("language") == "en"
    assert len(window.menuBar().actions()) == 5
    desk.run_command("language")
    settled()
    again = window.page("members")
    assert isinstance(again, RegisterPage)
    assert again.head.title.text() == "会员"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"


def test_light_and_dark_change_at_once(window: Window, desk: App) -> None:
    desk.run_command("theme")
    assert desk.theme.dark
    dark = window.palette().window().color().lightness()
    desk.run_command("theme")
    assert dark < 80 < window.palette().window().color().lightness()
    assert desk.preferences.text("theme") == "light"


def test_the_rail_folds_when_the_window_is_narrow(window: Window) -> None:
    wide = window.rail.width()
    window.resize(900, 600)
    assert window.rail.width() < wide / 2
    window.resize(1400, 800)
    assert window.rail.width() == wide


def test_the_rail_marks_the_page_in_front_and_none_for_a_page_without_an_entry(window: Window) -> None:
    def marked() -> list[str]:
        return [entry.accessibleName() for entry in window.rail.findChildren(QToolButton) if entry.isChecked()]

    window.show_page("members")
    assert marked() == ["会员"]
    window.show_page("jobs")
    assert marked() == []
    window.show_page("today")
    assert marked() == ["工作台"]


def test_the_geometry_is_remembered(window: Window, desk: App) -> None:
    window.resize(777, 555)
    window.close()
    again = Window(desk)
    assert (again.width(), again.height()) == (777, 555)
    shiboken6.delete(again)
    desk.window = window


TALKING = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView, QAbstractSpinBox)
INNER = (QComboBox, QTabBar, QScrollBar, QAbstractItemView, QLineEdit, QAbstractSpinBox)


def nameless(top: QWidget) -> list[str]:
    """Return the controls that a screen reader could not name, Qt's own inner parts left out."""
    found = []
    for part in top.findChildren(QWidget):
        inner = part.objectName().startswith("qt_") or _is_below(part, INNER)
        if isinstance(part, TALKING) and not inner and not (part.accessibleName() or _text(part)):
            found.append(f"{type(part).__name__} in {type(part.parentWidget()).__name__}")
    return found


def _is_below(part: QWidget, kinds: tuple[type[QWidget], ...]) -> bool:
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, kinds):
            return True
        above = above.parentWidget()
    return False


def _text(part: Any) -> str:
    if isinstance(part, QAbstractButton):
        return part.text()
    label = next((w for w in part.window().findChildren(QWidget) if getattr(w, "buddy", lambda: None)() is part), None)
    return "" if label is None else "labelled"


@pytest.mark.parametrize("page", ["members", "organisation", "jobs"])
def test_every_control_has_a_name_for_screen_readers(
    window: Window, desk: App, people: list[str], settled: Callable[[], None], qtbot: QtBot, page: str
) -> None:
    desk.show_page(page)
    qtbot.waitUntil(lambda: bool(window.foot.last.text()))  # the foot reads when the window has long been quiet
    settled()
    front = window.page(page)
    if isinstance(front, RegisterPage):
        front.show_record(people[0])
    settled()
    assert nameless(window) == []


def test_a_dropped_workbook_begins_the_import(
    window: Window, desk: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(window, "show_page", lambda page, **more: asked.append((page, more)))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "花名册.xlsx"))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, data, buttons, keys))
    assert asked == [("import", {"file": str(tmp_path / "花名册.xlsx")})]


def test_a_running_job_is_named_before_the_window_closes(
    window: Window, desk: App, settled: Callable[[], None]
) -> None:
    asked: list[Any] = []
    desk.messages.ask = lambda *args, **_more: asked.append(args)  # type: ignore[method-assign]  # the seam of dialogs
    begun = threading.Event()

    def work(progress: Progress) -> None:
        progress.start(0, "")
        begun.set()
        while True:
            time.sleep(0.01)
            progress.step()

    job = desk.jobs.run("导入花名册", work)
    begun.wait(5)
    assert not window.close()
    assert "导入花名册" in asked[0][0]
    assert window.isVisible()
    job.cancel()
    settled()
    assert window.close()


def test_the_lock_hides_everything_until_the_passphrase(
    window: Window, desk: App, people: list[str], settled: Callable[[], None]
) -> None:
    desk.show_page("members")
    settled()
    desk.run_command("lock")
    assert window.locked
    assert not window.whole.isVisible()
    assert not window.menuBar().isVisible()
    desk.run_command("go.jobs")
    assert window.current_page() == "members", "no command works while the window is locked"
    screen = window.cover.currentWidget()
    assert isinstance(screen, LockScreen)
    type_into(screen.passphrase, "wrong passphrase")
    press(screen.passphrase, Qt.Key.Key_Return)
    settled()
    assert window.locked
    assert screen.said.text()
    screen.passphrase.clear()
    type_into(screen.passphrase, PASSPHRASE)
    press(screen.passphrase, Qt.Key.Key_Return)
    settled()
    assert window.cover.currentWidget() is window.whole
    assert window.whole.isVisible()
    assert window.menuBar().isVisible()


def test_the_window_locks_after_idle_minutes(window: Window, desk: App) -> None:
    window._idle.look()
    assert not window.locked
    window._idle.seen -= 16 * 60
    desk.preferences.put(SETTING, 0)
    window._idle.look()
    assert not window.locked, "0 is never"
    desk.preferences.put(SETTING, 15)
    window._idle.look()
    assert window.locked


def test_a_sign_of_a_person_keeps_the_window_open(window: Window) -> None:
    window._idle.watch(window.windowHandle())
    window._idle.seen -= 16 * 60
    press_on = window.windowHandle()
    from PySide6.QtTest import QTest

    QTest.keyClick(press_on, Qt.Key.Key_Shift)
    window._idle.look()
    assert not window.locked


def test_banners_stay_few_and_go_by_hand(window: Window, desk: App) -> None:
    for number in range(5):
        desk.messages.say(f"{number}", level="error")
    desk.messages.say("4", level="error")
    assert [b.text for b in window.banners.shown()] == ["4", "3", "2"]
    for banner in window.banners.shown():
        window.banners.close_banner(banner)
    assert not window.banners.isVisible()


def tree_of(page: OrganisationPage) -> BranchTree:
    tree = page.part(TREE)
    assert isinstance(tree, BranchTree)
    return tree


def test_the_union_and_its_tree(window: Window, desk: App, people: list[str], settled: Callable[[], None]) -> None:
    desk.show_page("organisation")
    settled()
    page = window.page("organisation")
    assert isinstance(page, OrganisationPage)
    tree = tree_of(page).tree
    top: Any = tree.topLevelItem(0)
    assert [top.text(i) for i in (0, 1)] == ["第一分会", "3"]
    tree.setCurrentItem(top)
    desk.run_command("new")
    settled()
    panel = tree_of(page).detail
    assert panel is not None
    panel.form.put({"name": "甲班小组", "branch_kind": "2"})
    panel.save()
    settled()
    top = tree.topLevelItem(0)
    assert top.child(0).text(0) == "甲班小组"
    group = str(panel.record_id)
    tree_of(page)._move(group, "")
    settled()
    assert tree.topLevelItemCount() == 2
    top = tree.topLevelItem(0)
    branch = str(top.data(0, Qt.ItemDataRole.UserRole))
    tree_of(page)._move(branch, branch)
    settled()
    assert any(b.property("banner") == "error" for b in window.banners.shown()), "a branch never belongs to itself"


def test_a_branch_with_people_is_not_thrown_away(
    window: Window, desk: App, people: list[str], settled: Callable[[], None]
) -> None:
    desk.show_page("organisation")
    settled()
    page = window.page("organisation")
    assert isinstance(page, OrganisationPage)
    top: Any = tree_of(page).tree.topLevelItem(0)
    tree_of(page).tree.setCurrentItem(top)
    tree_of(page).delete_selected()
    settled()
    assert tree_of(page).tree.topLevelItemCount() == 1
    assert any("第一分会" in b.text for b in window.banners.shown())
    tree_of(page).show_members()
    settled()
    members = window.page("members")
    assert isinstance(members, RegisterPage)
    assert members.grid.grid_model.total == 3


def test_the_unions_own_record_is_one_form(window: Window, desk: App, settled: Callable[[], None]) -> None:
    desk.open_record("unions", "whichever", "phone")
    settled()
    page = window.page("organisation")
    assert isinstance(page, OrganisationPage)
    form = page.front()
    assert isinstance(form, UnionForm)
    form.detail.form.put({"union_name": "和风机械厂工会委员会"})
    desk.run_command("save")
    settled()
    assert form.detail.title.text() == "和风机械厂工会委员会"
    assert _("Added {register}: {name}").format(register="工会", name="和风机械厂工会委员会")


def test_help_on_a_field_and_the_sheet_of_keys(
    window: Window, desk: App, people: list[str], settled: Callable[[], None]
) -> None:
    from ui.help_view import KeySheet

    desk.show_page("members")
    settled()
    members = window.page("members")
    assert isinstance(members, RegisterPage)
    members.show_record(people[0], "id_number")
    settled()
    assert members.detail is not None
    assert "18" in members.detail.form.lines["id_number"].widget.whatsThis()
    desk.run_command("keys")
    sheet = window.findChild(KeySheet)
    assert sheet is not None
    table: Any = sheet.table
    cells = [[table.item(r, c).text() for c in range(3)] for r in range(table.rowCount())]
    assert ["记录", "撤销", "Ctrl+Z"] in cells
    assert len(cells) >= sum(bool(c.key) for c in desk.commands)
    sheet.close()
