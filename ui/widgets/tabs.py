"""Tabs of which some may not fit: a list of all of them stands at the end then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QTabWidget

from ui.widgets.words import tool
from union_desk.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon, QResizeEvent


class Tabs(QTabWidget):
    """Tabs in a line that scrolls when it is too long, with a button for the list of all."""

    def __init__(self, icon: QIcon) -> None:
        """Begin without tabs."""
        super().__init__(documentMode=True)
        self.all = tool(icon, _("All tabs"), self.choose)
        self.setCornerWidget(self.all)
        self.all.hide()

    def choose(self) -> QMenu:
        """Offer all tabs, the one in front marked."""
        menu = QMenu(self)
        for place in range(self.count()):
            action = menu.addAction(self.tabText(place).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(place == self.currentIndex())
            action.triggered.connect(lambda _on, to=place: self.setCurrentIndex(to))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.all.mapToGlobal(self.all.rect().bottomLeft()))
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look whether all tabs fit."""
        super().resizeEvent(event)
        self._fit()

    def tabInserted(self, place: int) -> None:
        """Look again: another tab was added."""
        super().tabInserted(place)
        self._fit()

    def _fit(self) -> None:
        self.all.setVisible(self.tabBar().sizeHint().width() > self.width())
