"""What the program says to the person: banners that go by themselves, sentences for errors, questions by open()."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from ui.jobs import Action
from union_desk.errors import NotConfirmedError, UserError
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ui.context import App

log = logging.getLogger(__name__)

INFO, WARNING, ERROR = "info", "warning", "error"


class Messages(QObject):
    """The bus of messages: the window shows what is said here, and tests listen to `said(level, text)`."""

    said = Signal(str, str)
    banner = Signal(str, str, object)  # level, text, actions: for the window's banner

    def __init__(self, app: App) -> None:
        """Keep the app."""
        super().__init__(app)
        self._app = app

    def say(self, text: str, *, level: str = INFO, actions: Sequence[Action] = ()) -> None:
        """Show a banner above the page, with buttons."""
        self.said.emit(level, text)
        self.banner.emit(level, text, tuple(actions))

    def error(self, error: BaseException) -> None:
        """Show a fault: a sentence where the person can mend it, the crash dialog where it is a bug."""
        if isinstance(error, UserError):
            self.say(str(error), level=ERROR, actions=self._way_out(error))
            return
        from ui import crash

        crash.report(error, self._parent())

    def ask(self, text: str, yes: str, then: Callable[[], None], *, detail: str = "", no: str = "") -> None:
        """Ask before something that is not simply undone; `then` runs when the person agrees. Never blocks."""
        box = QMessageBox(QMessageBox.Icon.Question, _("Union Desk"), text, parent=self._parent())
        box.setInformativeText(detail)
        agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        refuse = box.addButton(no or _("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(refuse)
        box.setEscapeButton(refuse)
        box.finished.connect(lambda: then() if box.clickedButton() is agree else None)
        box.finished.connect(box.deleteLater)
        box.open()

    def _confirm(self) -> None:
        from ui import remembering_view

        remembering_view.ConfirmDialog(self._app).open()

    def _parent(self) -> QWidget | None:
        return self._app.window

    def _way_out(self, error: UserError) -> list[Action]:
        """Return a button that goes to the record which the error names, if it names one."""
        if isinstance(error, NotConfirmedError):
            return [Action(_("Type the passphrase…"), self._confirm)]
        register, record = error.params.get("register_name"), error.params.get("record_id")
        if isinstance(register, str) and isinstance(record, str):
            return [Action(_("Go to the record"), lambda: self._app.open_record(register, record))]
        return []
