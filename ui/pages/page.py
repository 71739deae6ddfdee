"""The base of pages: empty versions of what the frame calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from ui.context import App


class PageWidget(QWidget):
    """A page that keeps the app and does nothing when the frame calls."""

    def __init__(self, app: App) -> None:
        """Keep the app."""
        super().__init__()
        self.app = app

    def open(self, **arguments: Any) -> None:
        """Take what `app.show_page` hands over."""

    def activated(self) -> None:
        """Come to the front."""

    def state(self) -> dict[str, Any]:
        """Return what `open` needs to show the same again, when all pages are made anew."""
        return {}

    def leaving(self) -> bool:
        """Tell whether the program may end."""
        return True
