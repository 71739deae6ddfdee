"""A password on a workbook: offered where one is saved, asked for where one is read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QFileDialog, QLabel, QVBoxLayout, QWidget

from ui import tokens
from ui.passphrases import PassphraseEdit
from ui.widgets.words import column, label
from union_desk.errors import UserError
from union_desk.safety import passwords
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable


_WIDE = 400  # pixels, in which the longest sentence takes two lines


class PasswordChoice(QWidget):
    """With or without a password, typed twice; `fault()` says what is wrong with it."""

    def __init__(self, changed: Callable[[], object]) -> None:
        """Begin without; `changed()` is called at every change."""
        super().__init__()
        self.wanted = QCheckBox(_("With a password, as Excel and WPS ask for it"))
        self.password, self.again = PassphraseEdit(), PassphraseEdit()
        self.password.setPlaceholderText(_("Password of the workbook"))
        self.password.setAccessibleName(_("Password of the workbook"))
        self.again.setPlaceholderText(_("The same once more"))
        self.again.setAccessibleName(_("The same once more"))
        self.told: QLabel = label("", muted=True, wraps=True)
        self.told.setMinimumWidth(_WIDE)
        for part in (self.password, self.again):
            part.setEnabled(False)
            part.textChanged.connect(lambda _text: self._tell(changed))
            self.wanted.toggled.connect(part.setEnabled)
        self.wanted.toggled.connect(lambda _on: self._tell(changed))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        for one in (self.wanted, self.password, self.again, self.told):
            whole.addWidget(one)
        self._tell(changed)

    def value(self) -> str:
        """Return the password, "" for none."""
        return self.password.text() if self.wanted.isChecked() else ""

    def fault(self) -> str:
        """Return what is still wrong, "" when the file can be saved."""
        if not self.wanted.isChecked():
            return ""
        if not self.password.text():
            return _("Type the password twice. Without it nobody opens the file, nor does this program.")
        try:
            passwords.check(".xlsx", self.password.text())
        except UserError as fault:
            return str(fault)
        return "" if self.password.text() == self.again.text() else _("The two passwords differ.")

    def _tell(self, changed: Callable[[], object]) -> None:
        self.told.setText(self.fault())
        self.told.setMinimumHeight(self.told.heightForWidth(_WIDE) if self.told.text() else 0)  # else it is clipped
        self.told.setVisible(bool(self.told.text()))
        changed()


class SaveDialog(QDialog):
    """Asks whether a workbook gets a password, then where it goes; `then(path, password)` when both are known."""

    def __init__(self, parent: QWidget, title: str, name: Path, then: Callable[[Path, str], object]) -> None:
        """Offer to save under a name."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._name, self._then = name, then
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setText(_("Choose the file…"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.buttons.accepted.connect(self.ask_file)
        self.buttons.rejected.connect(self.reject)
        self.choice = PasswordChoice(self._offer)
        told = label(_("The workbook is marked: a copy that turns up elsewhere says which export it is."), wraps=True)
        self.setLayout(column(told, self.choice, self.buttons, margins=tokens.SPACE_L))
        self.setMinimumWidth(440)

    def _offer(self) -> None:
        choice = getattr(self, "choice", None)
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(choice is None or not choice.fault())

    def ask_file(self) -> None:
        """Let the person say where the file goes."""
        dialog = QFileDialog(self, self.windowTitle(), str(self._name), "Excel (*.xlsx)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.fileSelected.connect(lambda file: self.save_to(Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Hand on where the file goes and its password, and close."""
        password = self.choice.value()
        self.accept()
        self._then(path, password)


class OpenDialog(QDialog):
    """Asks for the password of a workbook that is to be read; `then(password)` when somebody gives one."""

    def __init__(self, parent: QWidget, name: str, then: Callable[[str], object], said: str = "") -> None:
        """Ask; `said` is why it is asked for again."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Password of the workbook"))
        self._then = then
        self.password = PassphraseEdit()
        self.password.setAccessibleName(_("Password of the workbook"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Open).setText(_("Open the workbook"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.buttons.accepted.connect(self.open_it)
        self.buttons.rejected.connect(self.reject)
        asked = _("{name} asks for a password before it opens. It is used now and kept nowhere.").format(name=name)
        told = label(asked, wraps=True)
        fault = label(said, wraps=True, level="error")
        fault.setVisible(bool(said))
        self.setLayout(column(told, fault, self.password, self.buttons, margins=tokens.SPACE_L))
        self.setMinimumWidth(420)

    def open_it(self) -> None:
        """Hand the password on and close."""
        password = self.password.text()
        if password:
            self.accept()
            self._then(password)
