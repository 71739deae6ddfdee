"""Changing the passphrase, and making a new recovery sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QFormLayout, QFrame

from ui import tokens
from ui.jobs import Action
from ui.pages.opening import open_file
from ui.passphrases import PassphraseEdit
from ui.shares_making import ShareMaker
from ui.widgets.words import button, column, label, row
from union_desk import recovering
from union_desk.errors import UserError
from union_desk.safety import accounts, keys, recovery, shares
from union_desk.safety.strength import estimate
from union_desk.words import _

if TYPE_CHECKING:
    from ui.context import App


class PassphraseCard(QFrame):
    """Old passphrase once, new one twice; the recovery sheet as a PDF."""

    def __init__(self, app: App) -> None:
        """Lay it out."""
        super().__init__()
        self.app = app
        self.setProperty("card", True)
        self.setMaximumWidth(860)
        self.old, self.new, self.again = PassphraseEdit(), PassphraseEdit(), PassphraseEdit()
        self.said = label("", wraps=True)
        self.change = button(_("Change the passphrase"), self.apply)
        self.sheet = button(_("New recovery sheet…"), self.ask_sheet)
        self.shares = button(_("Share the key out among three…"), self.ask_shares)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        for text, edit in (
            (_("Old passphrase"), self.old),
            (_("New passphrase"), self.new),
            (_("Once more"), self.again),
        ):
            edit.setAccessibleName(text)
            edit.setMinimumWidth(260)
            form.addRow(text, edit)
        self.state = label("", muted=True, wraps=True)
        self._show_state()
        self.setLayout(
            column(
                label(_("Passphrase and recovery sheet"), section=True),
                form,
                self.said,
                row(self.change, self.sheet, self.shares, None),
                self.state,
                margins=tokens.SPACE,
            )
        )
        self.new.textChanged.connect(self._estimate)

    def ask_shares(self) -> None:
        """Lead through sharing the key out."""
        self.maker = ShareMaker(self.app, self)
        self.maker.finished.connect(lambda _result: self._show_state())
        self.maker.open()

    def _show_state(self) -> None:
        folder = self.app.folder
        self.state.setText(
            _("A recovery sheet was made for this office.")
            if recovery.exists(folder)
            else _("Two of the three shares (sealed paper, superior, chair's passphrase) open this office.")
            if shares.exists(folder)
            else _("No recovery sheet: if the passphrase is lost, so is the data.")
        )

    def apply(self) -> None:
        """Change it, off the screen's thread: stretching takes a while on purpose."""
        old, new = self.old.text(), self.new.text()
        if new != self.again.text():
            self._say(_("The two passphrases differ."), "error")
            return
        app = self.app

        def work(_progress: object) -> None:
            accounts.change_passphrase(app.db, app.actor, old, new)

        self.change.setEnabled(False)
        app.jobs.run(_("Change the passphrase"), work, self._done, failed=self._failed, owner=self, listed=False)

    def ask_sheet(self) -> None:
        """Ask for the passphrase again by way of the old line, then where the sheet goes."""
        name = str(Path.home() / f"{_('Recovery sheet')}.pdf")
        dialog = QFileDialog(self, _("New recovery sheet…"), name, "PDF (*.pdf)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(lambda file: self.make_sheet(Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def make_sheet(self, path: Path) -> None:
        """Make a new code, write the sheet; only who knows the passphrase may."""
        app, passphrase = self.app, self.old.text()

        def work(_progress: object) -> None:
            keys.enter(app.folder, passphrase, app.db.account)
            recovering.make_sheet(app.db, app.actor, path)

        def done(_none: None) -> None:
            self._say("", "info")
            self._show_state()
            app.messages.say(
                _("Saved: {path}").format(path=path) + " " + _("Print it, lock it away, delete the file."),
                actions=[Action(_("Open the file"), lambda: open_file(path))],
            )

        if not passphrase:
            self._say(
                _("Type the passphrase of this office in the first line: not everybody may make a sheet."), "error"
            )
            return
        app.jobs.run(_("New recovery sheet…"), work, done, failed=self._failed, owner=self, listed=False)

    def _estimate(self, text: str) -> None:
        found = estimate(text)
        told = " ".join((_("Strength: {level}.").format(level=found.label), found.advice)).strip()
        self._say(told if text else "", "warning" if text and not found.level else "")

    def _done(self, _none: None) -> None:
        self.change.setEnabled(True)
        for edit in (self.old, self.new, self.again):
            edit.clear()
        self._say(_("The new passphrase holds from now on."), "info")

    def _failed(self, error: BaseException) -> None:
        self.change.setEnabled(True)
        if isinstance(error, UserError):
            self._say(str(error), "error")
        else:
            self.app.messages.error(error)

    def _say(self, text: str, level: str) -> None:
        self.said.setText(text)
        self.said.setProperty("level", level)
        self.said.style().polish(self.said)
