"""The strip above the page on which the program speaks; information goes by itself, faults stay until closed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import tokens
from ui.widgets.words import button, label, tool
from union_desk.words import _

if TYPE_CHECKING:
    from ui.jobs import Action
    from ui.theme import Theme

STAYS_MS = 12_000
MOST = 3
ICONS = {"info": "info", "success": "circle-check", "warning": "triangle-alert", "error": "circle-alert"}


class Banners(QWidget):
    """The messages now shown, newest on top."""

    def __init__(self, theme: Theme) -> None:
        """Begin empty and without height."""
        super().__init__()
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self.hide()

    def add(self, level: str, text: str, actions: tuple[Action, ...] = ()) -> None:
        """Show a message; the oldest goes when there are too many."""
        for shown in self.shown():
            if shown.text == text:
                self.close_banner(shown)
        banner = Banner(self, self._theme, level, text, actions)
        self._column.insertWidget(0, banner)
        for old in self.shown()[MOST:]:
            self.close_banner(old)
        self.show()

    def shown(self) -> list[Banner]:
        """Return the messages now shown, newest first."""
        items = [self._column.itemAt(i) for i in range(self._column.count())]
        return [w for w in (item.widget() for item in items if item is not None) if isinstance(w, Banner)]

    def close_banner(self, banner: Banner) -> None:
        """Take one away."""
        self._column.removeWidget(banner)
        banner.hide()
        banner.deleteLater()
        self.setVisible(bool(self.shown()))


class Banner(QFrame):
    """One message with its buttons."""

    def __init__(self, home: Banners, theme: Theme, level: str, text: str, actions: tuple[Action, ...]) -> None:
        """Lay it out."""
        super().__init__(home)
        self.text = text
        self.setProperty("banner", level)
        self.setAccessibleName(text)
        picture = QLabel()
        picture.setPixmap(theme.pixmap(ICONS[level], level))
        words = label(text, wraps=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        lay = QHBoxLayout(self)
        lay.setContentsMargins(tokens.SPACE, tokens.SPACE_S, tokens.SPACE_S, tokens.SPACE_S)
        lay.addWidget(picture, 0, Qt.AlignmentFlag.AlignVCenter)
        lay.addWidget(words, 1)
        for action in actions:
            lay.addWidget(button(action.text, partial(self._act, home, action)))
        lay.addWidget(tool(theme.icon("x"), _("Close this message"), lambda: home.close_banner(self)))
        if level in {"info", "success"}:
            QTimer.singleShot(STAYS_MS, self, lambda: home.close_banner(self))

    def _act(self, home: Banners, action: Action) -> None:
        home.close_banner(self)
        action.run()
