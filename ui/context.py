"""The one object that is handed down through the window: the open office and what the frame offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal

from ui import pages, translate
from ui.commands import Commands
from ui.jobs import Jobs
from ui.messages import Messages
from union_desk import records, words
from union_desk.errors import UserError
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from ui.preferences import Preferences
    from ui.theme import Theme
    from ui.window import Window
    from union_desk.access import Actor
    from union_desk.database import Database
    from union_desk.schema.register import Register
    from union_desk.search import Query


class App(QObject):
    """The open office, its person, and the frame's services; see ui/pages/__init__.py for the contract."""

    changed = Signal(object)  # frozenset of the names of the registers that a gesture changed
    leaving = Signal(object)  # the office is to be closed and asked for again, to go back to the backup at this path
    synced = Signal()  # what waits, was received or came back may be different now
    reports_loaded = Signal()  # the state of each record's report can be read from now on
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
        self.closing = False
        self._committed.connect(self.changed, Qt.ConnectionType.QueuedConnection)
        self.jobs.failed.connect(self.messages.error)
        self._tell: Callable[[frozenset[str]], object] = self._committed.emit
        db.on_change.append(self._tell)

    def show_page(self, page_id: str, **arguments: Any) -> None:
        """Bring a page to the front and hand it the arguments."""
        assert self.window is not None
        self.window.show_page(page_id, **arguments)

    def open_record(self, register: str, record_id: str, field: str = "") -> None:
        """Show a record in its own page, with the cursor in a field when one is named."""
        assert self.window is not None
        self.window.open_record(register, record_id, field)

    def name_of(self, register: Register, values: Mapping[str, Any]) -> str:
        """Return the words by which a person knows a record; asks the office where its title refers to others."""
        if not register.named_by:
            return register.name_of(values)
        with self.db.read() as session:
            return records.name(session, register, values)

    def show_people(self, query: Query) -> None:
        """Show the members that a query finds."""
        self.show_page("members", query=query)

    def show_query(self, register: str, query: Query) -> None:
        """Show what a query finds on the page of its register."""
        page = pages.showing(register)
        if page is not None:
            self.show_page(page.id, register=register, query=query)

    def show_page_if_there(self, page_id: str, **arguments: Any) -> None:
        """Show a page that this version of the program may not have."""
        if any(page.id == page_id for page in pages.PAGES):
            self.show_page(page_id, **arguments)

    def current(self) -> QWidget | None:
        """Return the page in front, or the part of it that commands speak to (its `front()`)."""
        page = self.window.stack.currentWidget() if self.window is not None else None
        front = getattr(page, "front", None)
        return front() if front is not None else page

    def focus_page(self) -> None:
        """Give the keyboard back to the page."""
        page = self.current()
        if page is not None:
            page.setFocus()

    def run_command(self, command_id: str) -> None:
        """Carry out a command; a fault that the person can mend is told, not raised."""
        if self.window is not None and self.window.locked:
            return
        command = self.commands.get(command_id)
        if not command.enabled(self):
            self.messages.say(_("'{command}' is not possible here.").format(command=command.label()))
            return
        try:
            command.run(self)
        except UserError as error:
            self.messages.error(error)

    def allows(self, verb: str) -> bool:
        """Tell whether the role includes a verb; where it does not, say so to the person."""
        try:
            self.actor.need(verb)
        except UserError as error:
            self.messages.error(error)
            return False
        return True

    def set_language(self, code: str) -> None:
        """Speak another language at once: every page is made anew; half-filled forms are kept as drafts."""
        words.set_language(code)
        self.preferences.put("language", code)
        translate.install(code)
        if self.window is not None:
            self.window.rebuild()

    def set_theme(self, mode: str) -> None:
        """Be light, dark, or as the system is."""
        self.theme.choose(mode)
        self.preferences.put("theme", mode)

    def quit(self) -> None:
        """Stop what runs and close the window."""
        self.closing = True
        if self.window is not None:
            self.window.close()

    def close(self) -> None:
        """Stop the jobs and close the office."""
        self.db.on_change.remove(self._tell)
        self.jobs.stop()
        self.db.close()
