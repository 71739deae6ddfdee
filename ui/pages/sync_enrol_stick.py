"""Becoming a reporting office without a network: a request on a stick, and the answer that comes back on it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QLineEdit

from ui import tokens
from ui.jobs import Action
from ui.pages.opening import ask_path, open_folder_of
from ui.pages.sync_stick import STICK
from ui.widgets.words import button, column, label, row
from union_desk.errors import UserError
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sync.desk.store import Superior
    from ui.context import App

SUFFIX, OTHER_UNIT = ".json", "other_unit"
FILES = N_("Enrolment files (*.json)")


class EnrolByStick(QFrame):
    """Three steps of which the program does the first and the last; the token is the one that is typed above."""

    def __init__(self, app: App, token: QLineEdit, done: Callable[[Superior], None],
                 failed: Callable[[BaseException, Callable[[], None] | None], None]) -> None:
        """Lay it out; `failed` gets the error and how the same is done by an office that moves."""
        super().__init__()
        self.app, self._token, self._done, self._failed = app, token, done, failed
        self.setProperty("card", True)
        self.setMaximumWidth(tokens.CARD)
        self.write = button(_("Write the request…"), self.ask_write)
        self.read = button(_("Read the answer…"), self.ask_read)
        told = _("Type the token above and write the request onto a stick. At the superior union it is answered with a "
                 "file; bring that back and read it here. From then on you report by stick.")
        self.setLayout(column(label(_("Enrol without a network"), section=True), label(told, muted=True, wraps=True),
                              row(None, self.write, self.read), margins=tokens.SPACE_L))

    def ask_write(self) -> None:
        """Ask where the request goes."""
        name = _("Enrolment request {day}").format(day=dt.datetime.now().astimezone().date().isoformat()) + SUFFIX
        ask_path(self, _("File on the stick"), _(FILES), STICK, self.write_to, save=name)

    def ask_read(self) -> None:
        """Ask for the answer."""
        ask_path(self, _("File on the stick"), _(FILES), STICK, self.take_file)

    def write_to(self, path: Path) -> None:
        """Write the request."""
        app, token = self.app, self._token.text().strip()

        def work(_progress: object) -> None:
            from sync.desk import enrolment, status

            app.actor.need(status.RIGHT)
            enrolment.write_request(app.db, token, path)

        def done(_nothing: None) -> None:
            text = _("The request is in {file}. Hand it in at the superior union and bring the answer back.")
            app.messages.say(text.format(file=path.name),
                             actions=[Action(_("Show the folder"), lambda: open_folder_of(path))])

        app.jobs.run(_("Writing the request"), work, done, failed=lambda fault: self._failed(fault, None), owner=self,
                     listed=False)

    def take_file(self, path: Path, *, move: bool = False, aloud: bool = False) -> None:
        """Read the answer; `move` when the office has reported as another union before.

        `aloud` says what fails above the page, too: this card may lie behind, where the office reports already.
        """
        app = self.app

        def work(_progress: object) -> Superior:
            from sync.desk import enrolment, status

            app.actor.need(status.RIGHT)
            return enrolment.read_answer(app.db, path, move=move)

        def failed(fault: BaseException) -> None:
            self._failed(fault, lambda: self.take_file(path, move=True))
            if aloud and isinstance(fault, UserError) and fault.code != OTHER_UNIT:
                app.messages.error(fault)

        app.jobs.run(_("Enrolling"), work, self._done, owner=self, listed=False, failed=failed)
