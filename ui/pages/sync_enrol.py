"""Becoming a reporting office: the superior's address and the token that it gave, or files on a stick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ui import tokens
from ui.pages.job_line import JobLine
from ui.pages.sync_enrol_stick import OTHER_UNIT, EnrolByStick
from ui.widgets.words import button, column, label, row
from union_desk.errors import UserError
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.desk.store import Superior
    from ui.context import App


class EnrolCard(QWidget):
    """Two lines and a button; `enrolled(server)` when the superior has admitted this computer: "" by stick."""

    enrolled = Signal(str)

    def __init__(self, app: App) -> None:
        """Lay it out."""
        super().__init__()
        self.app = app
        self.server, self.token = QLineEdit(), QLineEdit()
        self.server.setPlaceholderText("https://…")
        self.server.setAccessibleName(_("Address of the superior's server"))
        self.token.setAccessibleName(_("Token"))
        self.fault = label("", wraps=True, level="error")
        self.enter = button(_("Enrol"), self.enrol, primary=True)
        self.job = JobLine(app)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(_("Address of the superior's server"), self.server)
        form.addRow(_("Token"), self.token)
        card = QFrame()
        card.setProperty("card", True)
        card.setMaximumWidth(tokens.CARD)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L)
        inside.addWidget(label(_("This office does not report yet"), title=True))
        inside.addWidget(
            label(
                _(
                    "The superior union gives you an address and a token. With them this computer gets a key of its "
                    "own; then everything changed here is sent there, and each record gets a receipt. Family and "
                    "emergency contacts never leave this office."
                ),
                muted=True,
                wraps=True,
            )
        )
        inside.addLayout(form)
        for widget in (self.fault, self.job):
            inside.addWidget(widget)
        inside.addLayout(row(None, self.enter))
        self.stick = EnrolByStick(app, self.token, self._done, self._failed)
        both = QWidget()
        both.setLayout(column(card, self.stick, None, spacing=tokens.SPACE))
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(both)
        self.setLayout(column(scroll))
        self.token.returnPressed.connect(self.enter.click)

    def enrol(self, *, move: bool = False) -> None:
        """Ask the superior to admit this computer."""
        server, token = self.server.text().strip(), self.token.text().strip()
        if not server or not token:
            self.fault.setText(_("Enter the address and the token that the superior union gave you."))
            return
        if "://" not in server:  # as people say addresses
            server = f"https://{server}"
            self.server.setText(server)
        self.fault.setText("")
        self.enter.setEnabled(False)

        def work(_progress: object) -> Superior:
            from sync.desk import status
            from sync.desk.enrolment import enrol

            self.app.actor.need(status.RIGHT)
            return enrol(self.app.db, server, token, move=move)

        self.job.follow(
            self.app.jobs.run(_("Enrolling"), work, self._done, owner=self, listed=False,
                              failed=lambda fault: self._failed(fault, lambda: self.enrol(move=True)))
        )

    def _done(self, found: Superior) -> None:
        self.enter.setEnabled(True)
        self.token.clear()
        self.app.messages.say(
            _("{union} now reports to {superior}.").format(union=found.unit_name, superior=found.name)
        )
        self.enrolled.emit(found.server)

    def _failed(self, error: BaseException, move: Callable[[], None] | None) -> None:
        self.enter.setEnabled(True)
        if not isinstance(error, UserError):
            self.app.messages.error(error)
            return
        self.fault.setText(str(error))
        if error.code == OTHER_UNIT and move is not None:
            self.app.messages.ask(str(error), _("Move there"), move)
