"""The support bundle in the window: put together as a job, shown file by file, saved when the person agrees."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QListWidget, QPlainTextEdit, QSplitter

from sync.desk import support as gathering
from ui import tokens
from ui.jobs import Action
from ui.pages.opening import open_folder_of
from ui.widgets.words import column, label
from union_desk import checking, support
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.context import App
    from union_desk.progress import Progress
    from union_desk.support import Part

NAMES = {
    support.PROGRAM: N_("Program and computer"), support.WINDOW: N_("Settings of the window"),
    support.OFFICE: N_("The office's version and settings"), support.RECORDS: N_("How many records there are"),
    support.CHECKED: N_("Check of the database"), support.SESSIONS: N_("Last sessions with the superior"),
}


def ask(app: App) -> None:
    """Put the bundle together and show it."""

    def work(progress: Progress) -> list[Part]:
        return gathering.parts(app.db, app.preferences.folder, progress)

    app.jobs.run(_("Putting the support bundle together"), work, partial(_show, app), owner=app)


def _show(app: App, parts: list[Part]) -> None:
    SupportDialog(app, parts).open()


class SupportDialog(QDialog):
    """What the bundle holds, to be read before it is saved."""

    def __init__(self, app: App, parts: Sequence[Part]) -> None:
        """List the parts; the first is shown."""
        super().__init__(app.window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Support bundle"))
        self._app, self.parts = app, tuple(parts)
        self.list, self.text = QListWidget(), QPlainTextEdit(readOnly=True)
        self.list.setAccessibleName(_("Parts of the bundle"))
        self.text.setAccessibleName(_("What the chosen part holds"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.list.addItems([_(NAMES[part.name]) if part.name in NAMES else part.name for part in parts])
        self.list.currentRowChanged.connect(lambda row: self.text.setPlainText(self.parts[row].text))
        self.list.setCurrentRow(0)
        split = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        split.addWidget(self.list)
        split.addWidget(self.text)
        split.setStretchFactor(1, 1)
        split.setSizes([220, 560])
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setText(_("Save as a file…"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.buttons.accepted.connect(self.ask_file)
        self.buttons.rejected.connect(self.reject)
        told = _("This is all that whoever helps you gets: versions, numbers and places in the program. It holds no "
                 "name, number or text of anybody. Nothing is sent; you decide whom you give the file.")
        whole = column(label(told, wraps=True), split, self.buttons, margins=tokens.SPACE_L)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.resize(820, 560)

    def ask_file(self) -> None:
        """Let the person say where the file goes."""
        name = _("Union Desk support {day}.zip").format(day=checking.today())
        home = Path(self._app.preferences.text("export/folder", str(Path.home())))
        dialog = QFileDialog(self, _("Support bundle"), str(home / name), f"ZIP (*{support.ENDING})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(support.ENDING[1:])
        dialog.fileSelected.connect(lambda file: self.save_to(Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Write the file and close."""
        app, parts = self._app, self.parts

        def told(_none: None) -> None:
            app.messages.say(_("Saved: {path}").format(path=path),
                             actions=[Action(_("Open the folder"), lambda: open_folder_of(path))])

        app.jobs.run(_("Support bundle"), lambda _progress: support.save(app.db, app.actor, path, parts), told,
                     owner=app, writes=True, listed=False)
        self.accept()
