"""First step: drop or choose a file, or take a blank template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QFrame, QLabel

from ui import unfinished
from ui.jobs import Action
from ui.pages.import_wizard_step import ImportStep
from ui.pages.opening import open_file
from ui.widgets.words import button, column, label, row
from union_desk import registers
from union_desk.words import _

if TYPE_CHECKING:
    from ui.pages.import_wizard import ImportPage
    from union_desk.exchange.unfinished import Kept
    from union_desk.schema.register import Register

PATTERNS = "*.xlsx *.xls *.et *.ods *.csv *.txt *.tsv *.xlsm *.htm *.html"


class FileStep(ImportStep):
    """A large place to drop a file on."""

    def __init__(self, page: ImportPage) -> None:
        """Lay it out."""
        super().__init__(page)
        self.fault = label("", wraps=True, level="error")
        self.fault.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        picture = label("")
        picture.setPixmap(self.app.theme.pixmap("file-spreadsheet", "muted", 48))
        words = label(_("Drop a roster here"), title=True)
        kinds = label(
            _(
                "Excel, WPS, OpenDocument, CSV; also web pages and texts that are only called .xls. "
                "Nothing is written before you have seen every problem."
            ),
            muted=True,
            wraps=True,
        )
        self.choose = button(
            _("Choose a file…"), self.ask, primary=True, icon=self.app.theme.icon("folder-open", "on_accent")
        )
        self.template = button(_("Save a blank template…"), self.ask_template)
        self.book = QComboBox()
        self.book.setAccessibleName(_("Into which book"))
        for register in importable():
            self.book.addItem(_(register.label), register.name)
        self.book.activated.connect(lambda _i: page.take_register(registers.get(str(self.book.currentData()))))
        self.left = label("", wraps=True)
        self.go_on = button(_("Go on importing"), self._go_on, icon=self.app.theme.icon("rotate-ccw"))
        self.give_up = button(_("Give this import up"), self._give_up)
        self._offer(None)
        self._lay_out(picture, words, kinds)

    def _lay_out(self, *top: QLabel) -> None:
        for words in (*top, self.left, self.fault):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        card = QFrame()
        card.setObjectName("card")
        card.setLayout(
            column(
                None,
                *top,
                8,
                row(None, label(_("Into which book")), self.book, None),
                8,
                row(None, self.choose, self.template, None),
                8,
                self.left,
                row(None, self.go_on, self.give_up, None),
                self.fault,
                None,
                margins=32,
            )
        )
        self.setLayout(column(card))

    def enter(self) -> None:
        """Forget the fault of an earlier file; offer what was not finished."""
        self.fault.setText("")
        unfinished.find(self.app, self._offer, self)
        self.book.setCurrentIndex(self.book.findData(self.page.register.name))

    def _offer(self, kept: Kept | None) -> None:
        self._kept = kept
        self.left.setText(unfinished.sentence(kept) if kept else "")
        for widget in (self.left, self.go_on, self.give_up):
            widget.setVisible(kept is not None)

    def _go_on(self) -> None:
        self.page.go_on(self._kept)

    def _give_up(self) -> None:
        unfinished.forget(self.app)
        self._offer(None)

    def refuse(self, text: str) -> None:
        """Say why a file cannot be used."""
        self.fault.setText(text)

    def ask(self) -> None:
        """Let the person choose a file."""
        home = self.app.preferences.text("import/folder", str(Path.home()))
        dialog = QFileDialog(self, _("Choose a file…"), home, _("Rosters ({patterns})").format(patterns=PATTERNS))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _chosen(self, file: str) -> None:
        self.app.preferences.put("import/folder", str(Path(file).parent))
        self.page.read(Path(file))

    def ask_template(self) -> None:
        """Let the person say where the template goes."""
        name = str(Path.home() / _("{register} template.xlsx").format(register=_(self.page.register.label)))
        dialog = QFileDialog(self, _("Save a blank template…"), name, "Excel (*.xlsx)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.fileSelected.connect(lambda file: self.save_template(Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_template(self, path: Path) -> None:
        """Write the blank template with drop-down lists."""
        register = self.page.register

        def work(_progress: object) -> None:
            from union_desk.exchange import templates  # a workbook library, loaded when asked for

            templates.write(register, path)

        def done(_none: None) -> None:
            self.app.messages.say(
                _("Saved: {path}").format(path=path), actions=[Action(_("Open the file"), lambda: open_file(path))]
            )

        self.app.jobs.run(_("Blank template"), work, done, owner=self, listed=False)


def importable() -> list[Register]:
    """Return the books that take rows from a file."""
    return [register for register in registers.ALL if register.takes_rows]
