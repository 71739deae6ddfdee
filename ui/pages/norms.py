"""The limits, rates and deadlines that hold here: what is shipped, with its basis, and what the office set itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QTableWidget, QTableWidgetItem

from ui import tokens
from ui.pages.area import AreaPage, View
from ui.pages.page import PageWidget
from ui.record_dialog import RecordDialog
from ui.widgets.words import button, column, label, row
from union_desk import checking, limits, registers
from union_desk.schema import norms
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.schema.norms import Norm

BOOK = "norms"
SEARCH_WIDTH = 320
UNITS = {
    "fen": N_("yuan"), "days": N_("days"), "hours": N_("hours of the clock or of training"),
    "workdays": N_("working days"), "months": N_("months"),
    "years": N_("years"), "persons": N_("persons"), "permille": "‰", "percent": "%", "times": N_("times"),
    "switch": N_("1 = yes, 0 = no"), "age": N_("years of age"), "megabytes": "MB",
}
LEVELS = {"error": N_("refuses"), "warning": N_("asks"), "info": N_("tells")}


class NormsPage(AreaPage):
    """All norms first, then the office's own and the list of everything attached."""

    area: ClassVar[str] = "norms"

    def views(self) -> list[View]:
        """Return the list of all norms."""
        return [View("all", N_("All norms"), NormList, first=True)]


class NormList(PageWidget):
    """Every norm as it holds today; a double click sets the office's own."""

    def __init__(self, app: App) -> None:
        """Ask for the norms."""
        super().__init__(app)
        self.found: list[Norm] = []
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(_("Search in names, words and bases"))
        self.filter.setMinimumWidth(SEARCH_WIDTH)
        self.filter.setAccessibleName(_("Search in names, words and bases"))
        self.filter.textChanged.connect(lambda _text: self._filter())
        self.own = button(_("Set the office's own…"), self.set_own, icon=app.theme.icon("pencil"))
        heads = (
            _("What it limits"),
            _("Value"),
            _("Unit"),
            _("Beyond it, the program"),
            _("In force from"),
            _("Basis"),
            _("Name of the norm"),
        )
        self.table = QTableWidget(0, len(heads))
        self.table.setHorizontalHeaderLabels(heads)
        self.table.setAccessibleName(_("All norms"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setAlternatingRowColors(True)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.doubleClicked.connect(lambda _index: self.set_own())
        told = label(
            _("These differ by place and year. Where yours differ, set your own with the document it comes from."),
            muted=True, wraps=True,
        )
        self.setLayout(column(row(self.filter, None, self.own), told, self.table, margins=tokens.SPACE))
        app.changed.connect(lambda books: self.ask() if BOOK in books else None)
        self.ask()

    def ask(self) -> None:
        """Read which norms hold today."""
        self.app.jobs.read(_in_force, self._fill, owner=self)

    def set_own(self) -> None:
        """Begin a norm of the office's own from the chosen one."""
        line = self.table.currentRow()
        if line < 0:
            return
        chosen = self.found[line]
        dialog = RecordDialog(self.app, registers.get(BOOK), chosen.text(), self)
        dialog.begin({"name": chosen.name, "value": chosen.typed, "valid_from": checking.today()})
        dialog.open()
        dialog.form.go_to("value")

    def _fill(self, found: list[Norm]) -> None:
        line = self.table.currentRow()
        self.found = found
        self.table.setRowCount(len(found))
        for place, norm in enumerate(found):
            for at, text in enumerate(_words(norm)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if at == 1:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(place, at, item)
        self.table.resizeColumnsToContents()
        self.table.setCurrentCell(max(0, min(line, len(found) - 1)), 0)
        self._filter()

    def _filter(self) -> None:
        text = self.filter.text().strip().casefold()
        for place, norm in enumerate(self.found):
            self.table.setRowHidden(place, bool(text) and text not in " ".join(_words(norm)).casefold())


def _in_force(session: Session) -> list[Norm]:
    day = checking.today()
    return [limits.norm(session, name, day) for name in sorted(norms.names())]


def _words(norm: Norm) -> tuple[str, ...]:
    value = f"{norm.value / norms.HUNDREDTHS:,.2f}" if norm.unit == norms.MONEY else f"{norm.value:,}"
    return (norm.text(), value, _(UNITS.get(norm.unit, norm.unit)), _(LEVELS.get(norm.level, norm.level)),
            norm.begins, norm.basis, norm.name)

