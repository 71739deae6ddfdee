"""A line of tabs that is too long offers the list of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QWidget

from ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_all_tabs_are_listed_where_they_do_not_fit(qtbot: QtBot) -> None:
    tabs = Tabs(QIcon())
    qtbot.addWidget(tabs)
    for number in range(20):
        tabs.addTab(QWidget(), f"Book & paper {number}")
    tabs.resize(400, 200)
    tabs.show()
    assert tabs.all.isVisible()
    menu = tabs.choose()
    assert [action.isChecked() for action in menu.actions()] == [True, *[False] * 19]
    menu.actions()[17].trigger()
    assert tabs.currentIndex() == 17
    tabs.resize(9000, 200)
    assert not tabs.all.isVisible()
