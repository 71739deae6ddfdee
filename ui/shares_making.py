"""Sharing out the office's key in steps: what it is and who asks, the chair's passphrase, the files, what to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QFileDialog, QFormLayout, QLineEdit, QStackedWidget, QWidget

from ui import tokens
from ui.pages.opening import open_file
from ui.passphrases import PassphraseEdit
from ui.widgets.words import button, column, label, row
from union_desk.errors import UserError
from union_desk.safety import keys, recovery, shares
from union_desk.safety.strength import estimate
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QHBoxLayout

    from ui.context import App

WHO, CHAIR, FILES, DONE = range(4)
WIDTH, HEIGHT = 660, 420


class ShareMaker(QDialog):
    """Next is there when a step is complete; nothing is changed before the last step but one is confirmed."""

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        """Begin with what shares are."""
        super().__init__(parent)
        self.app = app
        self.setWindowTitle(_("Share the key out"))
        self.own, self.chair, self.again = PassphraseEdit(), PassphraseEdit(), PassphraseEdit()
        self.paper, self.escrow = QLineEdit(), QLineEdit()
        self.strength, self.told = label("", wraps=True), label("", wraps=True)
        self.fault = label("", wraps=True, level="error")
        self.steps = QStackedWidget()
        for step in (self._who(), self._chair(), self._files(), self._done()):
            self.steps.addWidget(step)
        self.back = button(_("Back"), lambda: self.go(self.steps.currentIndex() - 1))
        self.next = button(_("Next"), self.forward, primary=True)
        self.cancel = button(_("Cancel"), self.reject)
        self.setLayout(column(self.steps, self.fault, row(None, self.back, self.next, self.cancel),
                              margins=tokens.SPACE_L, spacing=tokens.SPACE))
        for edit in (self.own, self.chair, self.again, self.paper, self.escrow):
            edit.textChanged.connect(self._look)
        self.resize(WIDTH, HEIGHT)
        self.go(WHO)

    # ---- the steps

    def _who(self) -> QWidget:
        replaced = (_("The recovery sheet that was made before opens nothing any more after that.")
                    if recovery.exists(self.app.folder) else
                    _("The shares that were made before open nothing any more after that.")
                    if shares.exists(self.app.folder) else "")
        told = label(_("The key of this office is shared out among three: a code on paper that is sealed and locked "
                       "away, a file that the superior union keeps, and a passphrase that only the chair knows. Any "
                       "two of them open the office when its passphrase is forgotten; one alone opens nothing and "
                       "tells nothing."), wraps=True)
        return _step(_("Two of three open the office"), told, label(replaced, wraps=True, level="warning"),
                     _form((_("Your own passphrase"), self.own)),
                     label(_("Not everybody may do this: it is asked for once more."), muted=True, wraps=True))

    def _chair(self) -> QWidget:
        told = label(_("Now the chair types a passphrase, unseen by anybody else, and keeps it in mind. It is not the "
                       "one used for signing in. Long words are easier to keep in mind than short signs."), wraps=True)
        return _step(_("The chair's passphrase"), told, _form(
            (_("The chair's passphrase"), self.chair), (_("Once more"), self.again)), self.strength)

    def _files(self) -> QWidget:
        home = Path.home()
        self.paper.setText(str(home / (_("Share on paper") + ".pdf")))
        self.escrow.setText(str(home / (_("Share for the superior") + ".txt")))
        told = label(_("Two files are made. Both go out of the house: choose a stick rather than this computer's disk "
                       "where you can."), wraps=True)
        return _step(_("The paper and the superior's file"), told, _form(
            (_("Sheet to print"), _place(self, self.paper, "PDF (*.pdf)")),
            (_("File for the superior"), _place(self, self.escrow, _("Shares") + " (*.txt)"))))

    def _done(self) -> QWidget:
        sheet = button(_("Open the sheet"), lambda: open_file(Path(self.paper.text())),
                       icon=self.app.theme.icon("printer"))
        return _step(_("The key is shared out"), self.told, row(sheet, None))

    # ---- going on

    def go(self, step: int) -> None:
        """Show a step."""
        self.steps.setCurrentIndex(step)
        self.fault.setText("")
        self.back.setVisible(WHO < step < DONE)
        self.cancel.setVisible(step < DONE)
        self.next.setText(_("Share the key out") if step == FILES else _("Close") if step == DONE else _("Next"))
        first = {WHO: self.own, CHAIR: self.chair, FILES: self.paper, DONE: self.next}[step]
        first.setFocus()
        self._look()

    def forward(self) -> None:
        """Go on: prove the own passphrase, compare the chair's two, make the shares, close."""
        step = self.steps.currentIndex()
        if step == WHO:
            self._run(lambda: keys.enter(self.app.folder, self.own.text(), self.app.db.account))
        elif step == CHAIR and self.chair.text() != self.again.text():
            self.fault.setText(_("The two passphrases differ."))
        elif step == CHAIR and self.chair.text() == self.own.text():
            self.fault.setText(_("This is your own passphrase. The chair needs another one, known to nobody else."))
        elif step == FILES:
            self._run(self._make)
        elif step == DONE:
            self.accept()
        else:
            self.go(step + 1)

    def done(self, result: int) -> None:
        """Close, with nothing of what was typed left in the lines."""
        for edit in (self.own, self.chair, self.again):
            edit.clear()
        super().done(result)

    def _make(self) -> None:
        from union_desk import recovering

        paper, superior = Path(self.paper.text()).expanduser(), Path(self.escrow.text()).expanduser()
        try:
            recovering.make_shares(self.app.db, self.app.actor, self.chair.text(), paper=paper, superior=superior)
        except OSError as fault:
            raise shares.ShareFileError(file=fault.filename or paper, reason=fault.strerror or fault) from fault

    def _run(self, work: Callable[[], object]) -> None:
        """Do it off the screen's thread, then show the next step; a fault is told here."""
        here = self.steps.currentIndex()
        self.next.setEnabled(False)

        def finished(_result: object) -> None:
            if here == FILES:
                self._tell()
            self.go(here + 1)

        def failed(error: BaseException) -> None:
            self._look()
            if not isinstance(error, UserError):
                self.app.messages.error(error)
            self.fault.setText(str(error) if isinstance(error, UserError) else "")

        self.app.jobs.run(self.windowTitle(), lambda _progress: work(), finished, failed=failed, owner=self,
                          writes=here == FILES, listed=False)

    def _tell(self) -> None:
        self.told.setText("\n\n".join((
            _("1. Print {file}, seal it in an envelope, lock it away, delete the file.").format(file=self.paper.text()),
            _("2. Hand {file} to the superior union against a signature, then delete it here.").format(
                file=self.escrow.text()),
            _("3. The chair keeps the passphrase in mind. When the chair changes, share the key out again."),
            _("When the passphrase is forgotten: 'Forgot the passphrase…' beside the sign-in takes any two of them."))))

    def _look(self) -> None:
        found = estimate(self.chair.text())
        self.strength.setText(" ".join((_("Strength: {level}.").format(level=found.label), found.advice)).strip()
                              if self.chair.text() else "")
        least = keys.LEAST_PASSPHRASE
        ready = {WHO: bool(self.own.text()), CHAIR: len(self.chair.text()) >= least and bool(self.again.text()),
                 FILES: bool(self.paper.text().strip() and self.escrow.text().strip()), DONE: True}
        self.next.setEnabled(ready[self.steps.currentIndex()])


def _step(title: str, *parts: object) -> QWidget:
    made = QWidget()
    made.setLayout(column(label(title, section=True), *parts, None, spacing=tokens.SPACE))  # type: ignore[arg-type]  # widgets and layouts
    return made


def _form(*lines: tuple[str, QWidget | QHBoxLayout]) -> QFormLayout:
    form = QFormLayout()
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    for text, part in lines:
        named = label(text)
        if isinstance(part, QWidget):
            part.setAccessibleName(text)
            named.setBuddy(part)
        form.addRow(named, part)
    return form


def _place(owner: QWidget, edit: QLineEdit, kinds: str) -> QHBoxLayout:
    """Return a line for a file to be written, with a button that lets the person choose it."""

    def choose() -> None:
        dialog = QFileDialog(owner, _("Save as"), edit.text(), kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(edit.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    return row(edit, button(_("Choose…"), choose))
