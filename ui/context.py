"""The one object that is handed down through the window: the open office and what the frame offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal

from ui.commands import Commands
from ui.jobs import Jobs
from ui.messages import Messages

if TYPE_CHECKING:
    from ui.preferences import Preferences
    from ui.theme import Theme
    from ui.window import Window
    from union_desk.access import Actor
    from union_desk.database import Database
    from union_desk.search import Query


class App(QObject):
    """The open office, its person, and the frame's services; see ui/pages/__init__.py for the contract."""

    changed = Signal(object)  # frozenset of the names of the registers that a gesture changed
    _committed = Signal(object)

    def __init__(self, db: Database, actor: Actor, preferences: Preferences, theme: Theme) -> None:
        """Bind the parts together; the window is made by `show`."""
        super().__init__()
        self.db, self.actor, self.preferences, self.theme = db, actor, preferences, theme
        self.folder = db.folder
        self.jobs = Jobs(db, actor, self)
        self.messages = Messages(self)
        self.commands = Commands()
        self.window: Window | None = None
        self._committed.connect(self.changed, Qt.ConnectionType.QueuedConnection)
        self.jobs.failed.connect(self.messages.error)
        db.on_change.append(self._committed.emit)

    def show_page(self, page_id: str, **arguments: Any) -> None:
        """Bring a page to the front and hand it the arguments."""
        assert self.window is not None
        self.window.show_page(page_id, **arguments)

    def open_record(self, register: str, record_id: str, field: str = "") -> None:
        """Show a record in its own page, with the cursor in a field when one is named."""
        assert self.window is not None
        self.window.open_record(register, record_id, field)

    def show_people(self, query: Query) -> None:
        """Show the members that a query finds."""
        self.show_page("members", query=query)

    def close(self) -> None:
        """Stop the jobs and close the office."""
        self.db.on_change.remove(self._committed.emit)
        self.jobs.stop()
        self.db.close()
