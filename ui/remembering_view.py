"""The sign-in that this computer remembers: its card among the settings, and the passphrase asked for before danger."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QFrame

from ui import tokens
from ui.passphrases import PassphraseEdit
from ui.widgets.words import button, column, label, row
from union_desk.errors import UserError
from union_desk.safety import accounts, remembering
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.context import App


class ConfirmDialog(QDialog):
    """Asks for the passphrase of whom the computer signed in; `then(passphrase)` when it fits."""

    def __init__(self, app: App, then: Callable[[str], object] | None = None) -> None:
        """Ask."""
        super().__init__(app.window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Passphrase"))
        self._app, self._then = app, then
        self.passphrase = PassphraseEdit()
        self.passphrase.setAccessibleName(_("Passphrase"))
        self.said = label("", wraps=True, level="error")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Go on"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.buttons.accepted.connect(self.apply)
        self.buttons.rejected.connect(self.reject)
        told = label(_("Type your passphrase. It is asked for before anything dangerous, however you signed in."),
                     wraps=True)
        self.setLayout(column(told, self.passphrase, self.said, self.buttons, margins=tokens.SPACE_L))
        self.setMinimumWidth(420)

    def apply(self) -> None:
        """Try it, off the screen's thread."""
        app, passphrase = self._app, self.passphrase.text()
        app.jobs.run(_("Passphrase"), lambda _progress: accounts.confirm(app.db, app.actor, passphrase), self._done,
                     failed=self._failed, owner=self, listed=False)

    def _done(self, _actor: object) -> None:
        app, passphrase = self._app, self.passphrase.text()
        app.actor = replace(app.actor, confirmed=True)
        self.accept()
        if self._then is not None:
            self._then(passphrase)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, UserError):
            self.said.setText(str(error))
            self.passphrase.selectAll()
        else:
            self._app.messages.error(error)


class RememberingCard(QFrame):
    """Whether the office allows it, and whether this computer remembers the person who is signed in."""

    def __init__(self, app: App) -> None:
        """Show what holds now."""
        super().__init__()
        self.app = app
        self.setProperty("card", True)
        self.setMaximumWidth(860)
        self.allowed = QCheckBox(_("A computer may remember a sign-in in the system's key store"))
        self.state = label("", muted=True, wraps=True)
        self.remember = button(_("Remember my sign-in here…"), self.ask)
        self.forget = button(_("Forget my sign-in"), self.drop)
        self.setLayout(column(label(_("Sign-in without the passphrase"), section=True), self.allowed, self.state,
                              row(self.remember, self.forget, None), margins=tokens.SPACE))
        self.allowed.toggled.connect(self._allow)
        self.read()

    def read(self) -> None:
        """Read what holds."""
        db = self.app.db
        self.app.jobs.run("", lambda _progress: remembering.is_allowed(db), self._show, owner=self, listed=False)

    def _show(self, allowed: bool) -> None:  # noqa: FBT001  what the reading gave
        self.allowed.blockSignals(True)
        self.allowed.setChecked(allowed)
        self.allowed.blockSignals(False)
        self.allowed.setEnabled(self.app.actor.can(remembering.RIGHT))
        there = remembering.offers(self.app.db.folder, self.app.db.account)
        store = remembering.is_available()
        self.remember.setVisible(allowed and store)
        self.forget.setVisible(there)
        if not store:
            told = _("This computer has no key store that can be used, so the passphrase is always typed.")
        elif there:
            told = _("Your sign-in is remembered: whoever unlocks this computer's session can open the office as you.")
        else:
            told = _("Your passphrase is typed at each start. It is never stored; remembered would be a key of its own "
                     "that opens nothing elsewhere and that a new passphrase or a click takes back.")
        self.state.setText(told)

    def _allow(self, wanted: bool) -> None:  # noqa: FBT001  Qt's signal
        app = self.app
        app.jobs.run("", lambda _progress: remembering.allow(app.db, app.actor, wanted=wanted),
                     lambda _none: self.read(), failed=self._failed, owner=self, writes=True, listed=False)

    def ask(self) -> None:
        """Ask for the passphrase, then let this computer remember."""
        ConfirmDialog(self.app, self._keep).open()

    def _keep(self, passphrase: str) -> None:
        app = self.app
        app.jobs.run("", lambda _progress: remembering.remember(app.db, app.actor, passphrase),
                     lambda _none: self.read(), failed=self._failed, owner=self, writes=True, listed=False)

    def drop(self) -> None:
        """Forget the sign-in, on every computer."""
        app = self.app
        app.jobs.run("", lambda _progress: remembering.forget(app.db, app.actor), lambda _none: self.read(),
                     failed=self._failed, owner=self, writes=True, listed=False)

    def _failed(self, error: BaseException) -> None:
        self.app.messages.error(error)
        self.read()
