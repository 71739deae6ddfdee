"""The yearly return on the screen: figures by area with last year's, what the checks say, filling in and signing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QListWidgetItem, QSplitter, QWidget

from ui.child_view import parent_of
from ui.pages.charts import Bar, BarChart
from ui.pages.figures import Figure, FiguresView, Table
from ui.pages.statistics_return_acts import ReturnActs
from ui.widgets.banner import ICONS
from ui.widgets.words import bar, button, column, label, row
from union_desk import records, registers
from union_desk.affairs import returns
from union_desk.registers.returns import DRAFT, RETURNS
from union_desk.schema import codes
from union_desk.search import Filter, Query
from union_desk.statistics import content, indicators
from union_desk.statistics.indicator import AUTOMATIC
from union_desk.words import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.pages.statistics import StatisticsPage
    from union_desk.affairs.returns import Opened
    from union_desk.statistics.checks import Finding
    from union_desk.statistics.content import Key, Line

CHARTED = ("members_total", "members_female", "members_migrant", "members_dispatch", "members_nef",
           "members_realname_qualified", "cards_live", "participants_unique")
_FINDING = Qt.ItemDataRole.UserRole


class ReturnView(QWidget):
    """The return chosen above; every figure opens the records behind it, the line below fills in the chosen one."""

    def __init__(self, page: StatisticsPage) -> None:
        """Lay it out; the return is read when the tab comes to the front."""
        super().__init__()
        self.page, self.app = page, page.app
        self.opened: Opened | None = None
        self._keys: list[Key | None] = []
        self._asked = False
        self.wanted = ""
        self.acts = ReturnActs(self)
        self.picker = QComboBox()
        self.picker.setAccessibleName(_("Return"))
        self.picker.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.picker.activated.connect(lambda _index: self._choose())
        self.state = label("", muted=True)
        self.view = FiguresView(self.app.theme, _("Figures of the return"))
        self.view.selectionModel().currentRowChanged.connect(lambda *_indexes: self._line_chosen())
        self.findings = QListWidget()
        self.findings.setAccessibleName(_("Logic checks"))
        self.findings.setWordWrap(True)
        self.findings.itemActivated.connect(self._open_finding)
        self.findings.itemClicked.connect(self._point_finding)
        self.chart = BarChart(self.app.theme, _("Members and their parts"))
        self.chart.clicked.connect(lambda number, _series: self._open_line((CHARTED[number], "")))
        self._lay_out()

    def _lay_out(self) -> None:
        self.name = label("")
        self.value, self.why = QLineEdit(), QLineEdit()
        for field, words in ((self.value, _("Figure")), (self.why, _("Explanation of the change"))):
            field.setPlaceholderText(words)
            field.setAccessibleName(words)
            field.returnPressed.connect(self.save_line)
        self.value.setMaximumWidth(160)
        self.keep = button(_("Save"), self.save_line)
        right = QWidget()
        self.told = label(_("Logic checks"), section=True)
        right.setLayout(column(self.told, self.findings, self.chart))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.view)
        split.addWidget(right)
        split.setSizes([800, 400])
        split.setStretchFactor(0, 1)
        fill = row(self.name, self.value, self.why, self.keep)
        fill.setStretch(2, 1)
        self.setLayout(column(bar(self.picker, self.state, None, *self.acts.buttons()), split, fill))

    # ---- what the page calls ----------------------------------------------------------------------------------------

    def forget(self) -> None:
        """Read anew when next asked."""
        self._asked = False

    def count(self) -> None:
        """Read the return, unless it is on the screen already."""
        if not self._asked:
            self._asked = True
            self._read(self.wanted)

    def show_return(self, record: str = "") -> None:
        """Show one return, the newest without."""
        self.wanted = record
        self.forget()
        self.count()

    # ---- reading ----------------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        self.show_return(str(self.picker.currentData() or ""))

    def _read(self, wanted: str) -> None:
        db = self.app.db

        def work(session: Session) -> tuple[list[dict[str, Any]], Opened | None]:
            found = records.page(session, RETURNS, Query(filters=(Filter("state", "not", ("discarded",)),)), limit=-1)
            found.sort(key=lambda one: (one["period_to"], one["version"]), reverse=True)
            chosen = next((one for one in found if one["id"] == wanted), found[0] if found else None)
            return found, None if chosen is None else returns.read(db, session, chosen)

        self.app.jobs.read(work, self._show, owner=self)

    def _show(self, answer: tuple[list[dict[str, Any]], Opened | None]) -> None:
        found, self.opened = answer
        with QSignalBlocker(self.picker):
            self.picker.clear()
            for one in found:
                text = _("{period} version {version}").format(period=returns.span(one).text(), version=one["version"])
                self.picker.addItem(text, one["id"])
            if self.opened is not None:
                self.picker.setCurrentIndex(self.picker.findData(self.opened.record["id"]))
        self.picker.setVisible(bool(found))
        self.acts.follow(self.opened)
        self.state.setText(self._state_words())
        place = self.view.currentIndex().row()
        self._show_lines()
        self._show_findings()
        self._show_chart()
        if 0 <= place < len(self._keys):
            self.view.selectRow(place)
        self._line_chosen()
        self.acts.shown()

    def _state_words(self) -> str:
        if self.opened is None:
            return _("There is no return yet. Open the one of the last statistical year.")
        record = self.opened.record
        words = [codes.get("return_state").label(str(record["state"]))]
        if record["signed_on"]:
            words.append(_("signed by {name} on {day}").format(name=record["signed_by"], day=record["signed_on"]))
        elif not returns.span(record).over:
            words.append(_("the period is not over"))
        return " · ".join(words)

    def _show_lines(self) -> None:
        heads = [_("Indicator"), _("This period"), _("Last year"), _("Change"), _("Origin"),
                 _("Explanation of the change")]
        lines: list[tuple[str, list[Figure]]] = []
        self._keys = []
        for area in indicators.AREAS if self.opened else ():
            assert self.opened is not None
            lines.append((area.title(), [Figure("", strong=True) for _head in heads[1:]]))
            self._keys.append(None)
            for line in self.opened.content.of_area(area.id):
                lines.append((("　　" if line.part or line.indicator.of else "　") + line.title(), self._figures(line)))
                self._keys.append(line.key)
        if self.opened:
            lines.append((_("Derived rates"), [Figure("", strong=True) for _head in heads[1:]]))
            rates = list(self.opened.content.rates())
            lines += [("　" + _(rate.label), [Figure(found.text() if found else "—"), Figure(
                f"{found.part:,} / {found.whole:,}" if found else ""), *(Figure("") for _head in heads[3:])])
                for rate, found in rates]
            self._keys += [None] * (1 + len(rates))
        self.view.take(Table(heads, lines), (280, 110, 110, 80, 0, 240))

    def _figures(self, line: Line) -> list[Figure]:
        opens = partial(self._open_line, line.key) if line.ids else None
        now, before = line.value, line.previous
        change = ""
        if isinstance(now, int) and isinstance(before, int) and before:
            change = f"{(now - before) / abs(before):+.1%}"
        return [Figure(line.text() or "—", opens), Figure(line.indicator.text(before) or "—"), Figure(change),
                Figure(content.origin_text(line.state), words=True), Figure(line.explanation, words=True)]

    def _show_findings(self) -> None:
        self.findings.clear()
        found = self.opened.findings if self.opened else ()
        for finding in found:
            icon = self.app.theme.icon(ICONS[finding.level], finding.level)
            item = QListWidgetItem(icon, f"{finding.code}  {finding.text()}")
            item.setData(_FINDING, finding)
            self.findings.addItem(item)
        errors = sum(finding.level == "error" for finding in found)
        self.told.setText(_("Logic checks: {errors} errors, {others} others").format(
            errors=errors, others=len(found) - errors))

    def _show_chart(self) -> None:
        lines = self.opened.content.lines if self.opened else {}
        bars = []
        for name in CHARTED:
            line = lines.get((name, ""))
            now = line.value if line else None
            bars.append(Bar(indicators.get(name).title(), (now if isinstance(now, int) else 0,)))
        self.chart.take(bars if lines else [])

    # ---- opening what is behind -------------------------------------------------------------------------------------

    def _open_line(self, key: Key) -> None:
        if self.opened is None or key not in self.opened.content.lines:
            return
        line = self.opened.content.lines[key]
        book = registers.get(line.register) if line.ids else None
        if book is None:
            return
        above = parent_of(book)
        if above is None or above.area != book.area:
            self.app.show_query(book.name, _these(line.ids))
            return

        def work(session: Session) -> Query:  # rows that hang on a record are seen at that record
            assert book.parent is not None
            found = records.by_ids(session, book, line.ids).values()
            return _these(tuple(dict.fromkeys(str(one[book.parent]) for one in found)))

        self.app.jobs.read(work, lambda query: self.app.show_query(above.name, query), owner=self)

    def _point_finding(self, item: QListWidgetItem) -> None:
        finding: Finding = item.data(_FINDING)
        place = next((self._keys.index(key) for key in finding.lines if key in self._keys), None)
        if place is not None:
            self.view.selectRow(place)
            self.view.scrollTo(self.view.model().index(place, 0))

    def _open_finding(self, item: QListWidgetItem) -> None:
        finding: Finding = item.data(_FINDING)
        if finding.query is not None:
            self.app.show_people(finding.query)
            return
        for key in finding.lines:
            if self.opened is not None and key in self.opened.content.lines and self.opened.content.lines[key].ids:
                self._open_line(key)
                return

    # ---- filling in -------------------------------------------------------------------------------------------------

    def chosen(self) -> Line | None:
        """Return the figure of the chosen line."""
        place = self.view.currentIndex().row()
        key = self._keys[place] if 0 <= place < len(self._keys) else None
        return None if key is None or self.opened is None else self.opened.content.lines.get(key)

    def _line_chosen(self) -> None:
        line = self.chosen()
        draft = self.opened is not None and self.opened.record["state"] == DRAFT
        self.name.setText(line.title() if line else _("Choose a line to fill it in."))
        self.value.setText(line.text() if line else "")
        self.why.setText(line.explanation if line else "")
        self.value.setEnabled(draft and line is not None and line.indicator.origin != AUTOMATIC)
        self.why.setEnabled(draft and line is not None)
        self.keep.setEnabled(draft and line is not None)

    def save_line(self) -> None:
        """Save what was typed for the chosen line and go to the next one that is not filled in."""
        line = self.chosen()
        if line is not None:
            self.acts.enter(line, self.value.text().strip(), self.why.text().strip())

    def go_on(self) -> None:
        """Choose the next line that still needs a figure."""
        start = self.view.currentIndex().row() + 1
        lines = self.opened.content.lines if self.opened else {}
        for place in [*range(start, len(self._keys)), *range(start)]:
            key = self._keys[place]
            if key is not None and key in lines and lines[key].state in (content.MISSING, content.SUGGESTED):
                self.view.selectRow(place)
                self.view.scrollTo(self.view.model().index(place, 0))
                self.value.setFocus()
                self.value.selectAll()
                return


def _these(ids: tuple[str, ...]) -> Query:
    return Query(filters=(Filter("id", "is", ids),))
