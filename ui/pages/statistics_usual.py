"""The usual tables of an office: by group, month, kind, topic and post; every figure opens the records behind it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QWidget

from ui.pages.figures import Figure, FiguresView, Table
from ui.widgets.words import column, label, row
from union_desk.search import Filter, Query
from union_desk.statistics import usual
from union_desk.words import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.pages.statistics import StatisticsPage
    from union_desk.statistics.usual import Column, Grid


class UsualView(QWidget):
    """A picker of tables, and the table."""

    def __init__(self, page: StatisticsPage) -> None:
        """Lay it out; the table is counted when the tab comes to the front."""
        super().__init__()
        self.page, self.app = page, page.app
        self.grid: Grid | None = None
        self._counted: tuple[str, str] | None = None
        self.picker = QComboBox()
        self.picker.setAccessibleName(_("Usual tables"))
        for table in usual.ALL:
            self.picker.addItem(table.title(), table.id)
        self.picker.activated.connect(lambda _index: self.count())
        self.view = FiguresView(self.app.theme, _("Usual tables"))
        words = _("Of the whole union; what happened is counted from the beginning of the calendar year.")
        self.setLayout(column(row(self.picker, 12, label(words, muted=True), None), self.view))

    def forget(self) -> None:
        """Count anew when next asked."""
        self._counted = None

    def count(self) -> None:
        """Count, unless the table on the screen is that."""
        wanted = (str(self.picker.currentData()), self.page.scope().day)
        if wanted == self._counted:
            return
        self._counted = wanted
        name, day = wanted

        def work(session: Session) -> Grid:
            return usual.get(name).make(session, day)

        self.app.jobs.read(work, lambda found: self._show(found) if self._counted == wanted else None, owner=self)

    def _show(self, grid: Grid) -> None:
        self.grid = grid
        lines = [(text, [self._figure(grid, key, each) for each in grid.columns])
                 for key, text in (*grid.lines, (None, _("Total")))]
        self.view.take(Table([grid.corner, *(each.label for each in grid.columns)], lines))

    def _figure(self, grid: Grid, line: str | None, each: Column) -> Figure:
        ids = grid.ids(line, each.key)
        return Figure(grid.text(line, each), partial(self._open, grid, ids) if ids else None, strong=line is None)

    def _open(self, grid: Grid, ids: tuple[str, ...]) -> None:
        self.app.show_query(grid.register, Query(filters=(Filter("id", "is", ids),)))
