"""What the steps of the import have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from union_desk.words import _

if TYPE_CHECKING:
    from ui.pages.import_wizard import ImportPage
    from union_desk.exchange.session import ImportSession


class ImportStep(QWidget):
    """A step: shown by `enter`, left only when `ready`."""

    def __init__(self, page: ImportPage) -> None:
        """Keep the page that leads."""
        super().__init__()
        self.page, self.app = page, page.app

    @property
    def session(self) -> ImportSession:
        """Return the import under way."""
        assert self.page.session is not None
        return self.page.session

    def enter(self) -> None:
        """Show the session as it is now."""

    def ready(self) -> bool:
        """Tell whether the next step may follow."""
        return True

    def next_text(self) -> str:
        """Return the words of the button that goes on."""
        return _("Next")
