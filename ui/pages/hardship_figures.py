"""Help in a year as the yearly statistics ask for it; each figure opens the records behind it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSpinBox, QWidget

from ui import tokens
from ui.pages.figures import Figure, FiguresView, Table
from ui.widgets.words import column, label, row
from union_desk import checking
from union_desk.affairs import hardship_figures
from union_desk.registers.dues import FIRST_YEAR, LAST_YEAR
from union_desk.registers.funds_rules import yuan
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from ui.context import App

_SHOWS = frozenset({"hardship_files", "help_records"})


class FiguresOfHelp(QWidget):
    """A year's households and help as a table of figures."""

    def __init__(self, app: App) -> None:
        """Show this year."""
        super().__init__()
        self.app = app
        self.year = QSpinBox()
        self.year.setRange(FIRST_YEAR, LAST_YEAR)
        self.year.setValue(int(checking.today()[:4]))
        self.year.setAccessibleName(_("Year"))
        self.year.valueChanged.connect(lambda _value: self.refresh())
        self.view = FiguresView(app.theme, _("Figures of help"))
        told = label(_("Enter on a figure opens the records behind it."), muted=True)
        self.setLayout(column(row(label(_("Year")), self.year, 12, told, None), self.view, margins=tokens.SPACE))
        self.setFocusProxy(self.view)
        app.changed.connect(lambda names: self.refresh() if not _SHOWS.isdisjoint(names) else None)
        self.refresh()

    def refresh(self) -> None:
        """Count again."""
        year = self.year.value()

        def work(session: Session) -> list[hardship_figures.Figure]:
            return hardship_figures.of_year(session, f"{year}-01-01", f"{year}-12-31")

        self.app.jobs.read(work, lambda found: self._fill(found) if year == self.year.value() else None, owner=self)

    def _fill(self, found: Sequence[hardship_figures.Figure]) -> None:
        units = {"fen": _("yuan"), "households": _("households"), "times": _("times")}
        self.view.take(Table([_("Indicator"), _("Value"), _("Unit")], [
            (one.label, [Figure(yuan(one.value) if one.unit == "fen" else str(one.value),
                                partial(self.app.show_query, one.register, one.query)), Figure(units[one.unit],
                                                                                               words=True)])
            for one in found]))
