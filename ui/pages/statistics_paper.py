"""A signed paper checked: its square code read by a scanner, compared with the office or with what the superior has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit

from sync.desk import papers
from ui import tokens
from ui.widgets.words import button, column, label, row
from union_desk.affairs import returns_checking
from union_desk.errors import UserError
from union_desk.statistics import printed
from union_desk.words import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.context import App
    from union_desk.affairs.returns_checking import Told


class PaperDialog(QDialog):
    """A line that a scanner types into, two questions, and the answer."""

    def __init__(self, app: App, parent: QWidget) -> None:
        """Lay it out; the line has the keyboard."""
        super().__init__(parent)
        self.app = app
        self.setWindowTitle(_("Check a paper"))
        self.resize(640, 420)
        words = _("Scan the square code on a signed return or a table; a scanner types it into the line.")
        self.code = QLineEdit()
        self.code.setPlaceholderText(_("Code of the paper"))
        self.code.setAccessibleName(_("Code of the paper"))
        self.here = button(_("Compare with this office"), self.ask_office, primary=True)
        self.there = button(_("Ask the superior"), self.ask_superior)
        self.answer = QPlainTextEdit(readOnly=True)
        self.answer.setAccessibleName(_("Answer"))
        self.verdict = label("", wraps=True, section=True)
        self.code.returnPressed.connect(self.ask_office)
        self.code.textChanged.connect(lambda _text: self._offer())
        self.setLayout(column(label(words, wraps=True, muted=True), self.code, row(self.here, self.there, None),
                              self.verdict, self.answer, margins=tokens.SPACE_L))
        self._offer()
        self.code.setFocus()

    def _offer(self) -> None:
        for question in (self.here, self.there):
            question.setEnabled(bool(self.code.text().strip()))

    def ask_office(self) -> None:
        """Compare with the office's own figures."""
        code, db = self.code.text().strip(), self.app.db
        if code:
            self.app.jobs.read(lambda session: returns_checking.of_office(db, session, code), self.show_told,
                               failed=self._failed, owner=self)

    def ask_superior(self) -> None:
        """Compare with the figures that the superior received, or with a count of the members whom it holds."""
        code, db = self.code.text().strip(), self.app.db

        def work(_progress: object) -> Told:
            if printed.is_code(code):
                return returns_checking.of_superior_table(*papers.check_table_now(db, code))
            asked = papers.check_now(db, code)
            return returns_checking.of_superior(asked.beside, asked.others)

        self.app.jobs.run(_("Asking the superior"), work, self.show_told, failed=self._failed, owner=self, listed=False)

    def show_told(self, told: Told) -> None:
        """Show what was found."""
        self.verdict.setText(told.lines[0])
        self.answer.setPlainText("\n".join(told.lines[1:]))
        self.code.selectAll()

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            self.app.messages.error(error)
        self.verdict.setText(str(error))
        self.answer.clear()


def ask(app: App, parent: QWidget) -> PaperDialog:
    """Open the dialog."""
    dialog = PaperDialog(app, parent)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
