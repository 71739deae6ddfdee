"""Joiners and leavers month by month, with opening and closing that add up."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSpinBox, QWidget

from ui.pages.charts import FlowChart
from ui.pages.figures import Figure, FiguresView, Table
from ui.widgets.words import column, label, row
from union_desk.statistics.movements import DECREASES, INCREASES, Month, Movements, movements
from union_desk.statistics.scope import those
from union_desk.words import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.pages.statistics import StatisticsPage
    from union_desk.search import Query
    from union_desk.statistics.scope import Scope

USUAL_MONTHS, MOST_MONTHS = 12, 120


class ChangesView(QWidget):
    """The chart above, the table below."""

    def __init__(self, page: StatisticsPage) -> None:
        """Lay it out."""
        super().__init__()
        self.page, self.app = page, page.app
        self.found: Movements | None = None
        self._counted: tuple[Scope, int] | None = None
        self.months = QSpinBox()
        self.months.setRange(1, MOST_MONTHS)
        self.months.setValue(USUAL_MONTHS)
        self.months.setAccessibleName(_("Months"))
        self.months.valueChanged.connect(lambda _value: self.count())
        self.chart = FlowChart(self.app.theme, _("Joiners and leavers by month"))
        self.chart.clicked.connect(self._open_column)
        self.view = FiguresView(self.app.theme, _("Joiners and leavers by month"))
        words = label(_("Always of members on the books: a membership kept counts as a decrease."), muted=True)
        self.setLayout(column(row(label(_("Months")), self.months, 12, words, None), self.chart, self.view))

    def forget(self) -> None:
        """Count anew when next asked."""
        self._counted = None

    def count(self) -> None:
        """Count, unless the figures on the screen are those."""
        wanted = (self.page.scope(), self.months.value())
        if wanted == self._counted:
            return
        self._counted = wanted
        scope, months = wanted

        def work(session: Session) -> Movements:
            return movements(session, scope, months)

        self.app.jobs.read(work, lambda found: self._show(found) if self._counted == wanted else None, owner=self)

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _show(self, found: Movements) -> None:
        self.found = found
        up, down = found.kinds(INCREASES), found.kinds(DECREASES)
        heads = [
            _("Month"),
            _("At the beginning"),
            *(_(INCREASES[k]) for k in up),
            _("Increase"),
            *(_(DECREASES[k]) for k in down),
            _("Decrease"),
            _("At the end"),
        ]
        lines = [(m.month, self._line(m, up, down, m.month)) for m in reversed(found.months)]
        lines.append((_("Total"), self._line(found.total, up, down, None, strong=True)))
        self.view.take(Table(heads, lines))
        self.chart.take([(m.month[2:], m.increase, m.decrease) for m in found.months])

    def _line(
        self, month: Month, up: list[str], down: list[str], name: str | None, *, strong: bool = False
    ) -> list[Figure]:
        def one(kind: str) -> Figure:
            count = month.flows[kind]
            return Figure(str(count), partial(self._open, [kind], name) if count else None, strong=strong)

        def several(kinds: list[str], count: int) -> Figure:
            return Figure(str(count), partial(self._open, kinds, name) if count else None, strong=True)

        return [
            Figure(str(month.opening), strong=strong),
            *map(one, up),
            several(up, month.increase),
            *map(one, down),
            several(down, month.decrease),
            Figure(str(month.closing), strong=True),
        ]

    def _open(self, kinds: list[str], month: str | None) -> None:
        found = self.found
        assert found is not None

        def work(session: Session) -> Query:
            return those(list(dict.fromkeys(i for kind in kinds for i in found.people(session, kind, month))))

        self.app.jobs.read(work, self.app.show_people, owner=self)

    def _open_column(self, number: int, upward: bool) -> None:  # noqa: FBT001  Qt's signal
        if self.found is not None:
            kinds = self.found.kinds(INCREASES if upward else DECREASES)
            self._open(kinds, self.found.months[number].month)
