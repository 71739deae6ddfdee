"""A cross-table of one to three dimensions, with its chart beside it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QInputDialog, QScrollArea, QSplitter, QWidget

from ui.jobs import Action
from ui.pages.charts import Bar, BarChart, PyramidChart
from ui.pages.figures import Figure, FiguresView, Table
from ui.pages.opening import open_file
from ui.pages.picker import searchable
from ui.widgets.words import bar, button, column, label
from union_desk.affairs import returns_papers
from union_desk.statistics import crosstab_sheets, dimensions, saved
from union_desk.statistics.crosstab import CrossTab, crosstab
from union_desk.statistics.saved import Saved
from union_desk.words import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.pages.statistics import StatisticsPage
    from union_desk.papers import Printed
    from union_desk.progress import Progress
    from union_desk.statistics.axes import Category
    from union_desk.statistics.scope import Scope

MOST_SERIES, MOST_BARS = 10, 40
Keys = tuple[str | None, ...]


class CrossView(QWidget):
    """Pickers for lines, columns and columns below them; the table; the chart."""

    def __init__(self, page: StatisticsPage) -> None:
        """Lay it out with the table that was shown last."""
        super().__init__()
        self.page, self.app = page, page.app
        self.tab: CrossTab | None = None
        self._counted: tuple[tuple[str, ...], Scope] | None = None
        self.usual = QComboBox()
        self.usual.setAccessibleName(_("Customary tables"))
        self._fill_usual()
        self.pickers = [searchable(text) for text in (_("Lines"), _("Across"), _("Below them"))]
        for number, picker in enumerate(self.pickers):
            if number:
                picker.addItem(_("(none)"), "")
            for dimension in dimensions.ALL:
                picker.addItem(dimension.title(), dimension.id)
            picker.activated.connect(lambda _index: self._choose())
        self.usual.activated.connect(lambda _index: self._choose_usual())
        self.forget_table = button(_("Remove the saved table"), self.remove_saved)
        self.forget_table.hide()
        self.view = FiguresView(self.app.theme, _("Cross-table"))
        self._levels: list[tuple[str, list[str]]] = []
        self.chart = BarChart(self.app.theme, _("Chart of the table"))
        self.chart.clicked.connect(self._open_bar)
        self.pyramid = PyramidChart(self.app.theme, _("Pyramid of the table"))
        self.pyramid.clicked.connect(self._open_level)
        self.pyramid.hide()
        self._lay_out()
        kept = tuple(n for n in self.app.preferences.texts("statistics/table") or () if _known(n))
        self._set(kept or dimensions.CUSTOMARY[0])

    def _lay_out(self) -> None:
        drawn = QWidget()
        drawn.setLayout(column(self.chart, self.pyramid, None))
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(drawn)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.view)
        split.addWidget(scroll)
        split.setSizes([720, 420])
        split.setStretchFactor(0, 1)
        choice = bar(
            label(_("Lines")),
            self.pickers[0],
            label(_("Across")),
            self.pickers[1],
            label(_("Below them")),
            self.pickers[2],
            None,
            self.usual,
            button(_("Save this table…"), self.ask_name),
            button(_("PDF…"), self.ask_paper),
            self.forget_table,
        )
        self.setLayout(whole := column(choice, split))
        whole.setStretchFactor(split, 1)  # the table takes all the room, whatever stands above it

    # ---- tables by name ---------------------------------------------------------------------------------------------

    def _fill_usual(self) -> None:
        """List the customary tables and those that were saved."""
        with QSignalBlocker(self.usual):
            self.usual.clear()
            self.usual.addItem(_("Customary tables"), ())
            for names in dimensions.CUSTOMARY:
                self.usual.addItem(" × ".join(dimensions.get(n).title() for n in names), names)
            with self.app.db.read() as session:
                for kept in saved.read(session):
                    self.usual.addItem(kept.name, kept)

    def _choose_usual(self) -> None:
        data = self.usual.currentData()
        self.forget_table.setVisible(isinstance(data, Saved))
        if isinstance(data, Saved):
            self._set(data.dimensions)
            self.page.open(query=data.query)
        else:
            self.choose(data)

    def ask_name(self) -> None:
        """Ask under which name the table and whom it counts are saved."""
        dialog = QInputDialog(self)
        dialog.setWindowTitle(_("Save this table…"))
        dialog.setLabelText(_("Name of the table"))
        dialog.textValueSelected.connect(lambda name: self.save(name.strip()) if name.strip() else None)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_paper(self) -> None:
        """Let the person say where the table goes as a PDF file for the seal."""
        home = Path(self.app.preferences.text("export/folder", str(Path.home())))
        dialog = QFileDialog(self, _("Save"), str(home / _("Members by categories {day}.pdf").format(
            day=self.page.scope().day)), "*.pdf")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(lambda file: self.print_to(Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def print_to(self, path: Path) -> None:
        """Print the table on the screen as a job."""
        app, tab = self.app, self.tab
        if tab is None:
            return

        def work(progress: Progress) -> Printed:
            return returns_papers.print_tables(app.db, app.actor, [tab], path, progress)

        def done(_printed: Printed) -> None:
            app.messages.say(_("The table is written to {file}.").format(file=path.name),
                             actions=[Action(_("Open the file"), lambda: open_file(path))])

        app.preferences.put("export/folder", str(path.parent))
        self.page.job.follow(app.jobs.run(_("Members by categories"), work, done, owner=self))

    def save(self, name: str) -> None:
        """Save the table on the screen under a name."""
        names, query = self.chosen(), self.page.query
        self.app.jobs.bookkeep(lambda session: saved.put(session, name, names, query),
                               lambda _done: self._fill_usual(), owner=self)

    def remove_saved(self) -> None:
        """Forget the saved table that is chosen."""
        kept = self.usual.currentData()
        if isinstance(kept, Saved):
            self.forget_table.hide()
            self.app.jobs.bookkeep(lambda session: saved.remove(session, kept.name),
                                   lambda _done: self._fill_usual(), owner=self)

    def chosen(self) -> tuple[str, ...]:
        """Return the ids of the dimensions, lines first."""
        return tuple(str(p.currentData()) for p in self.pickers if p.currentData())

    def choose(self, names: tuple[str, ...]) -> None:
        """Show a table of these dimensions."""
        if names:
            self._set(names)
            self._choose()

    def forget(self) -> None:
        """Count anew when next asked."""
        self._counted = None

    def count(self) -> None:
        """Count, unless the figures on the screen are those."""
        wanted = (self.chosen(), self.page.scope())
        if wanted == self._counted:
            return
        self._counted = wanted
        names, scope = wanted

        def work(session: Session) -> CrossTab:
            return crosstab(session, [dimensions.get(n) for n in names], scope)

        self.app.jobs.read(work, lambda tab: self._show(tab) if self._counted == wanted else None, owner=self)

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _set(self, names: tuple[str, ...]) -> None:
        for number, picker in enumerate(self.pickers):
            with QSignalBlocker(picker):
                picker.setCurrentIndex(max(0, picker.findData(names[number])) if number < len(names) else 0)

    def _choose(self) -> None:
        names = self.chosen()
        if len(set(names)) < len(names):
            self.app.messages.say(_("Choose a different dimension for each place."), level="warning")
            return
        self.app.preferences.put("statistics/table", list(names))
        with QSignalBlocker(self.usual):
            self.usual.setCurrentIndex(max(0, self.usual.findData(names)))
        self.count()

    def _show(self, tab: CrossTab) -> None:
        self.tab = tab
        lines, columns = tab.shown(0), self._columns(tab)
        empty: Keys = (None,) * (len(tab.axes) - 1)
        heads = [tab.dimensions[0].title(), _("Total"), _("Share"), *(text for text, _keys in columns)]
        found = [("　" * c.depth + c.label, self._line(tab, c.key, columns)) for c in lines]
        found.append((_("Total"), self._line(tab, None, columns, strong=True)))
        self.view.take(Table(heads, found))
        second = tab.shown(1) if len(tab.axes) > 1 else []
        stacked = 1 < len(second) <= MOST_SERIES
        rest: Keys = empty[1:]
        self._show_pyramid(tab)
        self.chart.take(
            [
                Bar(
                    c.label,
                    tuple(tab.count(c.key, s.key, *rest) for s in second) if stacked else (tab.count(c.key, *empty),),
                )
                for c in lines[:MOST_BARS]
            ],
            [s.label for s in second] if stacked else [],
        )

    def _show_pyramid(self, tab: CrossTab) -> None:
        """Show men and women to both sides where they are counted by bands of years."""
        place = crosstab_sheets.sex_place(tab.dimensions)
        self.pyramid.setVisible(place is not None)
        self.chart.setVisible(place is None)
        if place is None:
            return
        sexes, levels = tab.shown(place), tab.shown(1 - place)
        self._levels = [(level.key, [sex.key for sex in sexes]) for level in levels]
        bars = [Bar(level.label, tuple(tab.count(*_pair(place, sex.key, level.key)) for sex in sexes))
                for level in levels]
        self.pyramid.take(bars, [sex.label for sex in sexes])

    def _open_level(self, number: int, series: int) -> None:
        if self.tab is not None:
            place = crosstab_sheets.sex_place(self.tab.dimensions) or 0
            level, sexes = self._levels[number]
            self._open(self.tab, _pair(place, sexes[series] if series >= 0 else None, level))

    def _line(
        self, tab: CrossTab, key: str | None, columns: list[tuple[str, Keys]], *, strong: bool = False
    ) -> list[Figure]:
        empty: Keys = (None,) * (len(tab.axes) - 1)
        whole, total = tab.total, tab.count(key, *empty)
        share = f"{total / whole:.1%}" if whole else "—"
        return [
            self._figure(tab, (key, *empty), strong=True),
            Figure(share, strong=strong),
            *(self._figure(tab, (key, *keys), strong=strong) for _text, keys in columns),
        ]

    def _figure(self, tab: CrossTab, keys: Keys, *, strong: bool = False) -> Figure:
        count = tab.count(*keys)
        opens = partial(self._open, tab, keys) if count else None
        return Figure(f"{count:,}" if count else "0", opens, strong=strong)

    def _columns(self, tab: CrossTab) -> list[tuple[str, Keys]]:
        if len(tab.axes) == 1:
            return []
        second = tab.shown(1)
        if len(tab.axes) == 2:  # noqa: PLR2004  lines and columns
            return [(c.label, (c.key,)) for c in second]
        third: list[Category] = tab.shown(2)
        return [(f"{c.label}\n{below.label}", (c.key, below.key)) for c in second for below in third]

    def _open(self, tab: CrossTab, keys: Keys) -> None:
        if tab.then is None:
            self.app.show_people(tab.query(*keys))
        else:
            self.app.jobs.read(lambda session: tab.find(session, *keys), self.app.show_people, owner=self)

    def _open_bar(self, number: int, series: int) -> None:
        if self.tab is None:
            return
        keys: list[str | None] = [None] * len(self.tab.axes)
        keys[0] = self.tab.shown(0)[number].key
        if series >= 0 and len(self.chart.series) > 1:
            keys[1] = self.tab.shown(1)[series].key
        self._open(self.tab, tuple(keys))


def _pair(place: int, sex: str | None, level: str | None) -> Keys:
    """Return the keys of a cell, the sex at its place."""
    return (sex, level) if place == 0 else (level, sex)


def _known(name: str) -> bool:
    return any(dimension.id == name for dimension in dimensions.ALL)
