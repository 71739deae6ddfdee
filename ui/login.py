"""The door: which office, its passphrase, and what helps when it is forgotten.

`Entrance` shows what is needed until an office is open: the first-run wizard where there is none yet, else the login.
It emits `opened(db, page)`, where `page` is the page to go on with ("" for the usual one), or `given_up()`.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QIcon, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.background import Background
from union_desk.errors import UserError
from union_desk.paths import OFFICE_FILE, default_office, resource
from union_desk.safety import keys, recovery
from union_desk.safety.keys import WrongPassphraseError
from union_desk.words import _

if TYPE_CHECKING:
    from ui.preferences import Preferences
    from union_desk.database import Database
    from union_desk.progress import Progress

REMEMBERED = 6
FREE_TRIES = 3
LONGEST_WAIT = 60


class Entrance(QObject):
    """Leads to an open office: wizard or login, one after the other, never nested."""

    opened = Signal(object, str)
    given_up = Signal()

    def __init__(self, preferences: Preferences, folder: Path | None = None, parent: QObject | None = None) -> None:
        """Begin with the named office, else with the one that was open last."""
        super().__init__(parent)
        self.preferences = preferences
        self.folder = folder or _last(preferences)
        self._dialog: QDialog | None = None

    def begin(self) -> None:
        """Show the login, or the first-run wizard where the folder holds no office."""
        if (self.folder / OFFICE_FILE).exists():
            self.log_in()
        else:
            self.set_up()

    def log_in(self) -> None:
        """Ask for the passphrase."""
        dialog = LoginDialog(self.preferences, self.folder)
        dialog.opened.connect(lambda db: self._enter(db, ""))
        dialog.new_office.connect(self.set_up)
        self._show(dialog)

    def go_back(self, backup: Path) -> None:
        """Ask for the passphrase to go back to a backup."""
        self.log_in()
        dialog = self._dialog
        assert isinstance(dialog, LoginDialog)
        dialog.go_back(backup)

    def set_up(self) -> None:
        """Make a new office."""
        from ui.first_run import FirstRun  # needed once in the life of an office

        wizard = FirstRun(self.preferences, self.folder if not (self.folder / OFFICE_FILE).exists() else None)
        wizard.founded.connect(self._enter)
        wizard.existing.connect(self.log_in)
        self._show(wizard)

    def _show(self, dialog: QDialog) -> None:
        before, self._dialog = self._dialog, dialog
        dialog.finished.connect(lambda _code: self.given_up.emit() if self._dialog is dialog else None)
        dialog.show()
        dialog.raise_()
        if before is not None:
            before.close()
            before.deleteLater()

    def _enter(self, db: Database, page: str) -> None:
        remember(self.preferences, db.folder)
        dialog, self._dialog = self._dialog, None
        self.opened.emit(db, page)
        if dialog is not None:
            dialog.close()
            dialog.deleteLater()


class LoginDialog(QDialog):
    """Asks for the passphrase of an office; `opened(db)` when it fits."""

    opened = Signal(object)
    new_office = Signal()

    def __init__(self, preferences: Preferences, folder: Path, parent: QWidget | None = None) -> None:
        """Offer the named office and those that were open before."""
        super().__init__(parent)
        self.preferences = preferences
        self._background = Background(self)
        self._wait = QTimer(self, interval=1000)
        self._wait.timeout.connect(self._count_down)
        self.setWindowTitle(_("Union Desk"))
        self.office = _office_box(preferences, folder)
        self.passphrase = PassphraseEdit()
        self.passphrase.setAccessibleName(_("Passphrase"))
        self.fault = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.fault.setProperty("level", "error")
        self.enter = QPushButton(_("Open"), default=True)
        self.backup: Path | None = None  # to go back to when the passphrase is given
        self._lay_out()
        self.passphrase.returnPressed.connect(self.enter.click)
        self.enter.clicked.connect(self.try_open)
        self.office.currentIndexChanged.connect(lambda: self._say(""))
        self.passphrase.setFocus()
        self._count_down()

    def _lay_out(self) -> None:
        title = QLabel(_("Union Desk"))
        title.setProperty("title", "true")
        choose, new = QPushButton(_("Other folder…")), QPushButton(_("New office…"))
        forgot, restore = QPushButton(_("Forgot the passphrase…")), QPushButton(_("Back to a backup…"))
        choose.clicked.connect(self.choose_folder)
        new.clicked.connect(self.new_office)
        forgot.clicked.connect(self.recover)
        restore.clicked.connect(self.choose_backup)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        row = QHBoxLayout()
        row.addWidget(self.office, 1)
        row.addWidget(choose)
        label = QLabel(_("&Office"))
        label.setBuddy(self.office)
        form.addRow(label, row)
        form.addRow(_("&Passphrase"), self.passphrase)
        buttons = QHBoxLayout()
        buttons.addWidget(new)
        buttons.addWidget(forgot)
        buttons.addWidget(restore)
        buttons.addStretch(1)
        buttons.addWidget(self.enter)
        whole = QVBoxLayout(self)
        whole.setSpacing(14)
        whole.addWidget(title)
        whole.addLayout(form)
        whole.addWidget(self.fault)
        whole.addStretch(1)
        whole.addLayout(buttons)
        self.setMinimumWidth(520)

    @property
    def folder(self) -> Path:
        """Return the chosen office's folder."""
        return Path(str(self.office.currentData()))

    def choose_folder(self) -> None:
        """Let the person point at the folder of another office."""
        dialog = QFileDialog(self, _("Folder of the office"), str(self.folder.parent))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.take_folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take_folder(self, folder: str) -> None:
        """Take a folder; the one above it when somebody opened the office's own file."""
        self.office.insertItem(0, folder, folder)
        self.office.setCurrentIndex(0)
        self.passphrase.setFocus()

    def choose_backup(self) -> None:
        """Let the person point at a backup; the passphrase that held when it was made opens it."""
        from union_desk.safety import backups

        dialog = QFileDialog(self, _("Backup to go back to"), str(backups.default_folder(self.folder)))
        dialog.setNameFilter(f"{_('Backups')} (*{backups.ENDING})")
        dialog.fileSelected.connect(lambda name: self.go_back(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def go_back(self, backup: Path) -> None:
        """Go back to a backup, or to a state that a restore put aside (a folder), when the passphrase is given."""
        self.backup = backup
        self._unlock()
        self._say(_("Going back to {file}: type the passphrase that held when it was made. What is there now is kept."
                    ).format(file=backup.name), good=True)
        self.passphrase.setFocus()

    def try_open(self) -> None:
        """Open the office off the screen's thread."""
        if self._background.busy or self._seconds_left():
            return
        folder, passphrase = self.folder, self.passphrase.text()
        if not passphrase:
            self._say(_("Type the passphrase of this office."))
            return
        self._lock(_("Opening…"))
        backup = self.backup

        def open_office(_progress: Progress) -> Database:
            from union_desk.database import Database

            if backup is not None:
                from union_desk.safety import restoring

                if backup.is_dir():
                    keys.unwrap(backup, passphrase)
                    restoring.go_back(folder, backup)
                else:
                    restoring.restore(backup, restoring.unlock(backup, passphrase), folder)
            return Database.open(folder, passphrase)

        self._background.run(open_office, self._opened, self._failed)

    def recover(self) -> None:
        """Open the office's passphrase with the code of the recovery sheet."""
        dialog = RecoveryDialog(self.folder, self)
        told = _("The new passphrase is set. Type it to open the office.")
        dialog.accepted.connect(lambda: self._say(told, good=True))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _opened(self, db: Database) -> None:
        self.preferences.forget("login/failures")
        self.preferences.forget("login/failed_at")
        self.opened.emit(db)

    def _failed(self, error: BaseException) -> None:
        self._unlock()
        if not isinstance(error, UserError):
            raise error
        if isinstance(error, WrongPassphraseError):
            self.preferences.put("login/failures", self.preferences.number("login/failures", 0) + 1)
            self.preferences.put("login/failed_at", int(time.time()))
            self.passphrase.selectAll()
            self.passphrase.setFocus()
        self._say(str(error))
        self._count_down()

    def _seconds_left(self) -> int:
        failures = self.preferences.number("login/failures", 0)
        if failures < FREE_TRIES:
            return 0
        pause: int = min(2 ** (failures - FREE_TRIES + 1), LONGEST_WAIT)
        left = self.preferences.number("login/failed_at", 0) + pause - int(time.time())
        return max(0, min(left, pause))  # a clock set back locks nobody out

    def _count_down(self) -> None:
        left = self._seconds_left()
        if left:
            self._lock(_("Wait {seconds} s").format(seconds=left))
            self._wait.start()
        elif not self._background.busy:
            self._wait.stop()
            self._unlock()

    def _lock(self, text: str) -> None:
        self.enter.setText(text)
        self.enter.setEnabled(False)

    def _unlock(self) -> None:
        self.enter.setText(_("Open") if self.backup is None else _("Go back and open"))
        self.enter.setEnabled(True)

    def _say(self, text: str, *, good: bool = False) -> None:
        self.fault.setProperty("level", "info" if good else "error")
        self.fault.style().polish(self.fault)
        self.fault.setText(text)


class RecoveryDialog(QDialog):
    """Sets a new passphrase with the code of the recovery sheet."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        """Ask for the code and twice for the new passphrase."""
        super().__init__(parent)
        self.setWindowTitle(_("Forgot the passphrase"))
        self._folder, self._background = folder, Background(self)
        self.code = QLineEdit(placeholderText="XXXXX-XXXXX-XXXXX-XXXXX-XXXXX")
        self.code.setAccessibleName(_("Recovery code"))
        self.passphrase, self.again = PassphraseEdit(), PassphraseEdit()
        self.fault = QLabel(wordWrap=True)
        self.fault.setProperty("level", "error")
        known = recovery.exists(folder)
        text = (
            _("The recovery sheet printed when the office was set up holds a code of five groups.")
            if known
            else str(recovery.NoRecoveryError(folder=folder))
        )
        form = QFormLayout()
        form.addRow(_("&Recovery code"), self.code)
        form.addRow(_("&New passphrase"), self.passphrase)
        form.addRow(_("&Once more"), self.again)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setText(_("Set the passphrase"))
        ok.setEnabled(known)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.buttons.accepted.connect(self.apply)
        self.buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addWidget(QLabel(text, wordWrap=True))
        whole.addLayout(form)
        whole.addWidget(self.fault)
        whole.addWidget(self.buttons)
        self.setMinimumWidth(480)

    def apply(self) -> None:
        """Try the code; the dialog closes when it fits."""
        from union_desk import office  # start-up: the login itself needs no registers

        if self.passphrase.text() != self.again.text():
            self.fault.setText(_("The two passphrases differ."))
            return
        code, new = self.code.text(), self.passphrase.text()
        self._background.run(
            lambda _progress: office.reset_passphrase(self._folder, code, new),
            lambda _none: self.accept(),
            self._failed,
        )

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error
        self.fault.setText(str(error))


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


def _office_box(preferences: Preferences, folder: Path) -> QComboBox:
    box = QComboBox(sizeAdjustPolicy=QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(24)
    box.setAccessibleName(_("Office"))
    known = [str(folder), *(p for p in preferences.texts("offices") or [] if p != str(folder))]
    for path in known:
        if path == str(folder) or (Path(path) / OFFICE_FILE).exists():
            box.addItem(path, path)
            box.setItemData(box.count() - 1, path, Qt.ItemDataRole.ToolTipRole)
    return box


def _last(preferences: Preferences) -> Path:
    known = preferences.texts("offices")
    return Path(known[0]) if known and (Path(known[0]) / OFFICE_FILE).exists() else default_office()


def remember(preferences: Preferences, folder: Path) -> None:
    """Put an office first among those that were open."""
    known = [p for p in preferences.texts("offices") or [] if p != str(folder)]
    preferences.put("offices", [str(folder), *known][:REMEMBERED])
