"""The rail on the left: one entry a page, icons alone when the window is narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout

from ui import tokens
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.pages import Page
    from ui.theme import Theme


class Rail(QFrame):
    """The list of pages; the one that is shown is marked."""

    def __init__(self, theme: Theme, pages: list[Page], show: Callable[[str], None]) -> None:
        """Make an entry for each page; those with place "foot" stand at the lower end."""
        super().__init__()
        self.setObjectName("rail")
        self.setAccessibleName(_("Pages"))
        self._theme, self._pages = theme, pages
        self._entries: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        lay = QVBoxLayout(self)
        lay.setContentsMargins(0, tokens.SPACE, 0, tokens.SPACE)
        lay.setSpacing(0)
        for place in ("rail", "foot"):
            for page in pages:
                if page.place == place:
                    entry = self._entry(page, show)
                    self._group.addButton(entry)
                    lay.addWidget(entry)
            if place == "rail":
                lay.addStretch(1)
        self.setFixedWidth(tokens.RAIL_WIDE)
        theme.changed.connect(self._recolor)

    def choose(self, page_id: str) -> None:
        """Mark the page that is shown; a page without an entry (print, import …) leaves none marked."""
        entry = self._entries.get(page_id)
        # An exclusive group would keep its last entry marked
        self._group.setExclusive(entry is not None)
        for other in self._entries.values():
            other.setChecked(other is entry)
        self._recolor()

    def set_narrow(self, narrow: bool) -> None:  # noqa: FBT001  a state, set like a property
        """Show icons alone, or icons with words."""
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for entry in self._entries.values():
            entry.setToolButtonStyle(style)
        self.setFixedWidth(tokens.RAIL_NARROW if narrow else max(tokens.RAIL_WIDE, self._widest()))

    def _widest(self) -> int:
        return max((entry.sizeHint().width() for entry in self._entries.values()), default=0) + 2 * tokens.SPACE_S

    def _entry(self, page: Page, show: Callable[[str], None]) -> QToolButton:
        entry = QToolButton()
        entry.setText(f" {_(page.label)}")  # Fusion leaves no room between icon and words
        entry.setIcon(self._theme.icon(page.icon))
        entry.setIconSize(QSize(tokens.ICON, tokens.ICON))
        entry.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        entry.setCheckable(True)
        entry.setToolTip(f"{_(page.label)} ({page.key})" if page.key else _(page.label))
        entry.setAccessibleName(_(page.label))
        entry.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        entry.setMinimumHeight(36)
        entry.setSizePolicy(entry.sizePolicy().Policy.Expanding, entry.sizePolicy().Policy.Fixed)
        entry.clicked.connect(lambda: show(page.id))
        self._entries[page.id] = entry
        return entry

    def _recolor(self) -> None:
        for page in self._pages:
            entry = self._entries.get(page.id)
            if entry is not None:
                entry.setIcon(self._theme.icon(page.icon, "accent" if entry.isChecked() else "text"))
