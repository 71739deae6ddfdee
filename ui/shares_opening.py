"""Opening an office with two of its three shares: the sealed paper, the superior's file, the chair's passphrase."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from ui.passphrases import ForgottenDialog, PassphraseEdit
from union_desk.access import logged_in
from union_desk.errors import UserError
from union_desk.safety import shares
from union_desk.words import _, series

if TYPE_CHECKING:
    from collections.abc import Callable

    from union_desk.safety.shares import Share


class SharesDialog(ForgottenDialog):
    """Takes two of the three and says at once which ones are there; then sets a new passphrase."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        """Ask for all three, of which two are enough."""
        super().__init__(folder, parent)
        self.paper, self.escrow, self.chair = QLineEdit(), QLineEdit(readOnly=True), PassphraseEdit()
        self.paper.setPlaceholderText(_("type or scan the code on the paper"))
        self.escrow.setPlaceholderText(_("no file chosen"))
        self.there = QLabel(wordWrap=True)
        choose = QPushButton(_("Choose…"))
        choose.setAutoDefault(False)
        choose.clicked.connect(self.choose_file)
        row = QHBoxLayout()
        row.addWidget(self.escrow, 1)
        row.addWidget(choose)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, edit, shown in ((_("The sealed &paper"), self.paper, self.paper),
                                  (_("The &superior's file"), self.escrow, row),
                                  (_("The &chair's passphrase"), self.chair, self.chair)):
            edit.setAccessibleName(text.replace("&", ""))
            label = QLabel(text)
            label.setBuddy(edit)
            form.addRow(label, shown)
        form.addRow(self.there)
        self.lay_out(_("Any two of these three open the office. What is typed here is tried on this computer only and "
                       "kept nowhere."), form)
        for edit in (self.paper, self.chair, self.passphrase):
            edit.textChanged.connect(self._look)
        self.setMinimumWidth(620)
        self._file: Share | None = None
        self._look()

    def choose_file(self) -> None:
        """Let the person point at the file that the superior keeps."""
        dialog = QFileDialog(self, _("The superior's share"), str(Path.home()))
        dialog.setNameFilters([_("Shares") + " (*.txt)", _("All files") + " (*)"])
        dialog.fileSelected.connect(lambda name: self.take_file(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take_file(self, path: Path) -> None:
        """Read the superior's share; a file that holds none is told."""
        self._file = None
        try:
            self._file = shares.read_file(path)
        except UserError as fault:
            self.fault.setText(str(fault))
        else:
            self.fault.clear()
        self.escrow.setText(path.name)
        self._look()

    def way(self) -> Callable[[str, str], None]:
        """Return what tries the shares that are there."""
        return partial(_open, self.folder, self._read(), self.chair.text())

    def _read(self) -> list[Share]:
        """Return the shares that are codes: of the paper and of the file, as far as they are sound."""
        found = [self._file] if self._file is not None else []
        try:
            return [shares.read(self.paper.text()), *found]
        except shares.ShareError:
            return found

    def _look(self) -> None:
        holders = {one.holder for one in self._read()} | ({shares.CHAIR} if self.chair.text() else set())
        names = [_(shares.NAMES[holder]) for holder in sorted(holders)]
        count = len(names)
        self.there.setText(
            _("This code is not complete, or a letter is wrong.") if self._is_wrong() else
            _("There so far: {shares}. One more is needed.").format(shares=names[0]) if count == 1 else
            _("Both are there: {shares}.").format(shares=series(names)) if count else
            _("None is there yet; two are needed."))
        self.there.setProperty("level", "info" if count >= shares.NEEDED else "")
        self.there.style().polish(self.there)
        self.set.setEnabled(count >= shares.NEEDED and bool(self.passphrase.text()))

    def _is_wrong(self) -> bool:
        text = self.paper.text().strip()
        if not text:
            return False
        try:
            shares.read(text)
        except shares.ShareError:
            return True
        return False


def _open(folder: Path, found: list[Share], chair: str, new: str, account: str) -> None:
    """Set the passphrase with the shares; the chair's is stretched here, off the screen's thread."""
    from union_desk import recovering  # start-up: the login itself needs no registers

    whole = [*found, *([shares.of_the_chair(folder, chair)] if chair else [])]
    recovering.by_shares(folder, whole, new, account, logged_in())
