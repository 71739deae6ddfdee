"""Typing passphrases: the line that hides them, one's own after a first one, a new one by the recovery sheet."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QIcon, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ui.background import Background
from union_desk.access import logged_in
from union_desk.errors import UserError
from union_desk.paths import resource
from union_desk.safety import keys, recovery
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from union_desk.database import Database
    from union_desk.progress import Progress


class ForgottenDialog(QDialog):
    """Sets a new passphrase by another way into the office: the lines of that way, then person and passphrase twice."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        """Make what every such way needs; `lay_out` puts it into place."""
        super().__init__(parent)
        self.setWindowTitle(_("Forgot the passphrase"))
        self.folder, self.background = folder, Background(self)
        self.passphrase, self.again, self.person = PassphraseEdit(), PassphraseEdit(), person_box(folder)
        self.fault = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.fault.setProperty("level", "error")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.set = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.set.setText(_("Set the passphrase"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.buttons.accepted.connect(self.apply)
        self.buttons.rejected.connect(self.reject)

    def lay_out(self, text: str, form: QFormLayout) -> None:
        """Show a text, the lines of the way, and what every way needs."""
        if self.person.count():
            form.addRow(_("&Person"), self.person)
        form.addRow(_("&New passphrase"), self.passphrase)
        form.addRow(_("&Once more"), self.again)
        whole = QVBoxLayout(self)
        whole.addWidget(QLabel(text, wordWrap=True))
        whole.addLayout(form)
        whole.addWidget(self.fault)
        whole.addWidget(self.buttons)
        self.setMinimumWidth(480)

    def done(self, result: int) -> None:
        """Close, with nothing of what was typed left in the lines."""
        for edit in self.findChildren(QLineEdit):
            edit.clear()
        super().done(result)

    def way(self) -> Callable[[str, str], None]:
        """Return what sets a new passphrase for an account, from what stands in the lines now."""
        raise NotImplementedError

    def apply(self) -> None:
        """Try it off the screen's thread; the dialog closes when it opens the office."""
        if self.passphrase.text() != self.again.text():
            self.fault.setText(_("The two passphrases differ."))
            return
        way, new, account = self.way(), self.passphrase.text(), str(self.person.currentData() or "")
        self.background.run(lambda _progress: way(new, account), lambda _none: self.accept(), self._failed)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error
        self.fault.setText(str(error))


class RecoveryDialog(ForgottenDialog):
    """Sets a new passphrase with the code of the recovery sheet."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        """Ask for the code and twice for the new passphrase."""
        super().__init__(folder, parent)
        self.code = QLineEdit(placeholderText="XXXXX-XXXXX-XXXXX-XXXXX-XXXXX")
        self.code.setAccessibleName(_("Recovery code"))
        known = recovery.exists(folder)
        self.set.setEnabled(known)
        form = QFormLayout()
        form.addRow(_("&Recovery code"), self.code)
        self.lay_out(
            _("The recovery sheet printed when the office was set up holds a code of five groups.")
            if known
            else str(recovery.NoRecoveryError(folder=folder)),
            form,
        )

    def way(self) -> Callable[[str, str], None]:
        """Return what tries the code."""
        from union_desk import recovering  # start-up: the login itself needs no registers

        return partial(recovering.by_sheet, self.folder, self.code.text(), operator=logged_in())


class PassphraseEdit(QLineEdit):
    """A line that hides what is typed, with an eye to show it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin hidden."""
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.eye = QAction(_icon(self, "eye"), _("Show the passphrase"), self, checkable=True)
        self.eye.toggled.connect(self._toggle)
        self.addAction(self.eye, QLineEdit.ActionPosition.TrailingPosition)

    def _toggle(self, shown: bool) -> None:  # noqa: FBT001  Qt's signal
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.eye.setIcon(_icon(self, "eye-off" if shown else "eye"))


def _icon(widget: QWidget, name: str) -> QIcon:
    drawing = resource("icons", f"{name}.svg").read_text("utf-8")
    picture = QPixmap()
    picture.loadFromData(drawing.replace("currentColor", widget.palette().text().color().name()).encode(), "SVG")
    return QIcon(picture)


class OwnPassphraseDialog(QDialog):
    """Asks for a passphrase of one's own in the place of the first one that somebody else set; accepted when it is."""

    def __init__(self, db: Database, old: str, why: str, parent: QWidget | None = None) -> None:
        """Say why and ask twice; the passphrase that is to be changed is known from the sign-in."""
        super().__init__(parent)
        self.setWindowTitle(_("A passphrase of your own"))
        self._db, self._old, self._background = db, old, Background(self)
        self.passphrase, self.again = PassphraseEdit(), PassphraseEdit()
        self.fault = QLabel(wordWrap=True)
        self.fault.setProperty("level", "error")
        form = QFormLayout()
        form.addRow(_("&New passphrase"), self.passphrase)
        form.addRow(_("&Once more"), self.again)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Set the passphrase"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.buttons.accepted.connect(self.apply)
        self.buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addWidget(QLabel(why, wordWrap=True))
        whole.addLayout(form)
        whole.addWidget(self.fault)
        whole.addWidget(self.buttons)
        self.setMinimumWidth(480)

    def apply(self) -> None:
        """Change it, off the screen's thread."""
        new = self.passphrase.text()
        if new != self.again.text():
            self.fault.setText(_("The two passphrases differ."))
            return
        db, old, operator = self._db, self._old, logged_in()

        def change(_progress: Progress) -> None:
            from union_desk.safety import accounts

            accounts.change_passphrase(db, accounts.enter(db, operator, changing=True), old, new)
            accounts.enter(db, operator)

        self._background.run(change, lambda _none: self.accept(), self._failed)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error
        self.fault.setText(str(error))


def person_box(folder: Path) -> QComboBox:
    """Return a choice of the accounts of an office; empty where there are none, or no key file."""
    box = QComboBox()
    box.setAccessibleName(_("Name"))
    try:
        there = keys.wraps(folder)
    except UserError:  # said when the office is opened
        return box
    for one in there:
        if one.name:
            box.addItem(one.name, one.account)
    return box
