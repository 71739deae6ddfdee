"""The usual tables of an office: by group, month, kind, topic and post; every figure opens the records behind it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QScrollArea, QSplitter, QWidget

from ui.pages.charts import Bar, BarChart
from ui.pages.figures import Figure, FiguresView, Table
from ui.widgets.words import column, label, row
from union_desk.search import Filter, Query
from union_desk.statistics import usual
from union_desk.statistics.content import dash
from union_desk.words import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.pages.statistics import StatisticsPage
    from union_desk.statistics.usual import Column, Grid

MOST_BARS = 40


class UsualView(QWidget):
    """A picker of tables, and the table."""

    def __init__(self, page: StatisticsPage) -> None:
        """Lay it out; the table is counted when the tab comes to the front."""
        super().__init__()
        self.page, self.app = page, page.app
        self.grid: Grid | None = None
        self._counted: tuple[str, str] | None = None
        self._bars: list[str] = []
        self.picker = QComboBox()
        self.picker.setAccessibleName(_("Usual tables"))
        for table in usual.ALL:
            self.picker.addItem(table.title(), table.id)
        self.picker.activated.connect(lambda _index: self.count())
        self.view = FiguresView(self.app.theme, _("Usual tables"))
        words = _("Of the whole union; what happened is counted from the beginning of the calendar year.")
        self.measure = QComboBox()
        self.measure.setAccessibleName(_("What the chart shows"))
        self.measure.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # its entries come later
        self.measure.activated.connect(lambda _index: self._draw())
        self.chart = BarChart(self.app.theme, _("Chart of the table"))
        self.chart.clicked.connect(self._open_bar)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(self.chart)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.view)
        drawn = QWidget()
        drawn.setLayout(column(row(label(_("Chart"), muted=True), self.measure, None), scroll))
        split.addWidget(drawn)
        split.setSizes([760, 380])
        split.setStretchFactor(0, 1)
        whole = column(row(self.picker, None), label(words, muted=True, wraps=True), split)
        whole.setStretchFactor(split, 1)  # the table takes all the room, whatever stands above it
        self.setLayout(whole)

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
        kept = self.measure.currentData()
        self.measure.clear()
        for each in grid.columns:
            self.measure.addItem(each.label, each.key)
        self.measure.setCurrentIndex(max(0, self.measure.findData(kept)))
        self._draw()

    def _charted(self) -> Column | None:
        """Return the column that the chart shows."""
        columns = self.grid.columns if self.grid is not None else ()
        return next((each for each in columns if each.key == self.measure.currentData()), None)

    def _draw(self) -> None:
        """Draw a column; of a rate each bar tells numerator and denominator."""
        grid, each = self.grid, self._charted()
        if grid is None or each is None:
            return
        names = dict(grid.lines)
        if each.unit == usual.RATE:
            rates = {key: grid.rate(key, each) for key, _text in grid.lines}
            self._bars = [key for key, rate in rates.items() if rate.whole][:MOST_BARS]
            self.chart.take([Bar(names[key].strip("　"), (round(1000 * rates[key].part / rates[key].whole),),
                                 dash(rates[key])) for key in self._bars])
        else:
            self._bars = [key for key, _text in grid.lines if grid.value(key, each.key)][:MOST_BARS]
            self.chart.take([Bar(names[key].strip("　"), (grid.value(key, each.key),), grid.text(key, each))
                             for key in self._bars])

    def _open_bar(self, number: int, _series: int) -> None:
        each = self._charted()
        if self.grid is not None and each is not None:
            of = each.of[0] if each.unit == usual.RATE else each.key
            self._open(self.grid, self.grid.ids(self._bars[number], of))

    def _figure(self, grid: Grid, line: str | None, each: Column) -> Figure:
        ids = grid.ids(line, each.key)
        return Figure(grid.text(line, each), partial(self._open, grid, ids) if ids else None, strong=line is None)

    def _open(self, grid: Grid, ids: tuple[str, ...]) -> None:
        self.app.show_query(grid.register, Query(filters=(Filter("id", "is", ids),)))
