"""The door: which office, its passphrase, and what helps when it is forgotten.

`Entrance` shows what is needed until an office is open: the first-run wizard where there is none yet, else the login.
It emits `opened(db, page)`, where `page` is the page to go on with ("" for the usual one), or `given_up()`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.background import Background
from ui.passphrases import OwnPassphraseDialog, PassphraseEdit, RecoveryDialog, person_box
from ui.shares_opening import SharesDialog
from ui.stretching import AtPauses
from ui.widgets.words import bar
from union_desk.access import logged_in
from union_desk.errors import UserError
from union_desk.paths import OFFICE_FILE
from union_desk.safety import attempts, keys, remembering
from union_desk.words import _

if TYPE_CHECKING:
    from ui.preferences import Preferences
    from union_desk.database import Database
    from union_desk.progress import Progress

REMEMBERED = 6


class Entrance(QObject):
    """Leads to an open office: wizard or login, one after the other, never nested."""

    opened = Signal(object, str)
    given_up = Signal()

    def __init__(self, preferences: Preferences, folder: Path | None = None, parent: QObject | None = None) -> None:
        """Begin with the named office, else with the one that was open last."""
        super().__init__(parent)
        self.preferences = preferences
        self.folder = folder or preferences.last_office()
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
        self.person, self._person_label = QComboBox(), QLabel(_("P&erson"))
        self.passphrase = PassphraseEdit()
        self.passphrase.setAccessibleName(_("Passphrase"))
        self.stretching = AtPauses(self.passphrase, self._asked_for)
        self.fault = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.fault.setProperty("level", "error")
        self.enter = QPushButton(_("Open"), default=True)
        self.stretching.leads_to(self.enter)
        self.remembered = QPushButton(_("Sign in without the passphrase"))
        self.remembered.setToolTip(_("This computer remembers this person's sign-in."))
        self.own: OwnPassphraseDialog | None = None  # kept: it would be gone with its Python side
        self.backup: Path | None = None  # to go back to when the passphrase is given
        self._asked = ""  # why a new passphrase has to be chosen
        self._lay_out()
        self.passphrase.returnPressed.connect(self.enter.click)
        self.enter.clicked.connect(self.try_open)
        self.remembered.clicked.connect(self.open_remembered)
        self.office.currentIndexChanged.connect(self._other_office)
        self.person.currentIndexChanged.connect(self._other_person)
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
        self._person_label.setBuddy(self.person)
        form.addRow(self._person_label, self.person)
        form.addRow(_("&Passphrase"), self.passphrase)
        self._show_people()
        buttons = bar(new, forgot, restore, None, self.remembered, self.enter)  # on in a second line where it is narrow
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

    @property
    def account(self) -> str:
        """Return the chosen person's account; "" where the office has none."""
        return str(self.person.currentData() or "")

    def _show_people(self) -> None:
        """Offer the people of the chosen office; the one who signed in last at first."""
        fresh = person_box(self.folder)
        self.person.clear()
        for place in range(fresh.count()):
            self.person.addItem(fresh.itemText(place), fresh.itemData(place))
        last = self.person.findData(self.preferences.text("person", ""))
        self.person.setCurrentIndex(max(last, 0))
        for part in (self.person, self._person_label):
            part.setVisible(self.person.count() > 0)

    def _other_office(self) -> None:
        self._say("")
        self._show_people()
        self._other_person()

    def _other_person(self) -> None:
        self.stretching.forget()
        self._count_down()

    def _asked_for(self) -> tuple[Path, str] | None:
        """Return the office and the account whose passphrase is being typed, where typing it leads to them at once."""
        return None if self._background.busy or self.backup is not None else (self.folder, self.account)

    def done(self, result: int) -> None:
        """Close; nothing of what was stretched ahead stays."""
        self.stretching.forget()
        super().done(result)

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
        self.stretching.forget()
        self._unlock()
        self._say(_("Going back to {file}: type the passphrase that held when it was made. What is there now is kept."
                    ).format(file=backup.name), good=True)
        self.passphrase.setFocus()

    def try_open(self) -> None:
        """Open the office off the screen's thread."""
        if self._background.busy or attempts.state(self.folder, self.account).seconds:
            return
        folder, passphrase = self.folder, self.passphrase.text()
        if not passphrase:
            self._say(_("Type the passphrase of this office."))
            return
        backup, account, stretching = self.backup, self.account, self.stretching.take()
        self._lock(_("Opening…"))

        def open_office(_progress: Progress) -> Database:
            from union_desk.database import Database

            if backup is not None:
                from union_desk.safety import restoring

                aside = backup.is_dir()
                key, whose = keys.enter(backup, passphrase) if aside else restoring.enter(backup, passphrase)
                restoring.check_right(folder, key, whose)
                if aside:
                    restoring.go_back(folder, backup)
                else:
                    restoring.restore(backup, key, folder)
            from union_desk.safety import accounts
            from union_desk.safety.ageing import MustChangeError

            db = Database.open(folder, passphrase, account, stretching)
            try:
                accounts.enter(db, logged_in())
            except MustChangeError as asked:
                self._asked = str(asked)  # a new one is asked for next
            except BaseException:
                db.close()
                raise
            return db

        self._background.run(open_office, self._opened, self._failed)

    def open_remembered(self) -> None:
        """Open the office with what the system's key store holds."""
        if self._background.busy:
            return
        folder, account = self.folder, self.account
        self._lock(_("Opening…"))

        def open_office(_progress: Progress) -> Database:
            from union_desk.database import Database
            from union_desk.safety import accounts, remembering

            db = Database.open_with(folder, *remembering.unlock(folder, account))
            db.remembered = True
            try:
                accounts.enter(db, logged_in())
            except BaseException:
                db.close()
                raise
            return db

        self._background.run(open_office, self._opened, self._failed)

    def recover(self) -> None:
        """Set a new passphrase by the way that was made for this office: two of three shares, or the recovery sheet."""
        from union_desk.safety import shares

        way = SharesDialog if shares.exists(self.folder) else RecoveryDialog
        dialog = way(self.folder, self)
        told = _("The new passphrase is set. Type it to open the office.")
        dialog.accepted.connect(lambda: self._say(told, good=True))
        dialog.open()  # it goes with the login: its thread may still have something to say

    def _opened(self, db: Database) -> None:
        self.preferences.put("person", db.account)
        if db.actor is not None:
            self.opened.emit(db)
            return
        dialog = self.own = OwnPassphraseDialog(db, self.passphrase.text(), self._asked, self)

        def finished(result: int) -> None:  # it goes with this dialog
            if result:
                self.opened.emit(db)
            else:
                db.close()
                self._unlock()

        dialog.finished.connect(finished)
        dialog.open()

    def _failed(self, error: BaseException) -> None:
        self._unlock()
        if not isinstance(error, UserError):
            raise error
        if isinstance(error, keys.WrongPassphraseError):
            self.passphrase.selectAll()
            self.passphrase.setFocus()
        self._say(str(error))
        self._count_down()

    def _count_down(self) -> None:
        self.remembered.setVisible(self.backup is None and remembering.offers(self.folder, self.account))
        left = attempts.state(self.folder, self.account).seconds
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


def remember(preferences: Preferences, folder: Path) -> None:
    """Put an office first among those that were open."""
    known = [p for p in preferences.texts("offices") or [] if p != str(folder)]
    preferences.put("offices", [str(folder), *known][:REMEMBERED])
