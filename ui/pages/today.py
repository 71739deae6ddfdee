"""Today: what must be done, each line with the list behind it; a few figures where looking is quicker than reading."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from ui import outbox, tokens
from ui.moments import local
from ui.pages.charts import Bar, BarChart, FlowChart
from ui.pages.page import PageWidget
from ui.widgets.words import button, column, label, row
from union_desk import checking, duties, office, records, registers
from union_desk.registers import MEMBERS
from union_desk.schema.problem import ERROR, INFO, WARNING
from union_desk.search import Filter, Query
from union_desk.statistics import dimensions
from union_desk.statistics.crosstab import CrossTab, crosstab
from union_desk.statistics.movements import DECREASES, INCREASES, Movements, movements
from union_desk.statistics.scope import Scope, those
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.duties import Duty

ICONS = {ERROR: "circle-alert", WARNING: "triangle-alert", INFO: "info"}
CONTENTS = frozenset(register.name for register in registers.ALL)  # every book may have something due
BIG, MOST_BRANCHES, YEAR = 24, 10, 12
NARROW = 900


@dataclass(frozen=True)
class Facts:
    """What must be done, and whose office this is."""

    union: str
    practice: bool
    people: int
    duties: list[Duty]
    reports: outbox.Summary


@dataclass(frozen=True)
class Figures:
    """What looking is quicker for than reading; counted by another reader, so that nobody waits for both in turn."""

    qualified: CrossTab
    branches: CrossTab
    moves: Movements


def read(session: Session) -> Facts:
    """Read what must be done."""
    found = duties.read(session)
    reports = outbox.summary(session)
    return Facts(
        union=str(office.union(session).get("union_name") or ""),
        practice=office.is_practice(session),
        people=records.count(session, MEMBERS),
        duties=[*_reports(reports), *found],
        reports=reports,
    )


def count(session: Session) -> Figures:
    """Count the figures."""
    scope = Scope.today()
    return Figures(
        qualified=crosstab(session, [dimensions.get("qualified")], scope),
        branches=crosstab(session, [dimensions.get("branch"), dimensions.get("sex")], scope),
        moves=movements(session, scope, YEAR),
    )


def _reports(facts: outbox.Summary) -> list[Duty]:
    """Return the lines about the superior: what came back, what waits."""
    if not facts.enrolled:
        return []
    returned = duties.Duty(
        "returned",
        ERROR,
        N_("{count} records came back from the superior"),
        facts.returned,
        page="sync",
        arguments={"returned": True},
    )
    waiting = duties.Duty("waiting", INFO, N_("{count} records wait to be sent"), facts.waiting, page="sync")
    conflicts = duties.Duty(
        "conflicts",
        WARNING,
        N_("{count} times two computers wrote differently of one record"),
        facts.conflicts,
        page="sync",
        arguments={"conflicts": True},
    )
    return [duty for duty in (returned, conflicts, waiting) if duty.count]


class TodayPage(PageWidget):
    """The first page: duties on the left, figures on the right."""

    def __init__(self, app: App) -> None:
        """Lay it out; it is filled when it comes to the front."""
        super().__init__(app)
        self.facts: Facts | None = None
        self.figures: Figures | None = None
        self._stale = True
        self._queries: dict[object, Query] = {}
        self.title, self.day = label("", title=True), label("", muted=True)
        self.practice = label(_("Practice office: everybody in it is invented."), level="warning")
        self.practice.hide()
        self.list = QVBoxLayout()
        self.list.setSpacing(tokens.SPACE_S)
        self.people, self.rate = self._figure(_("members")), self._figure(_("qualified records"))
        self.moves = FlowChart(app.theme, _("Joiners and leavers by month"))
        self.branches = BarChart(app.theme, _("Members by branch"))
        self.moves.clicked.connect(self._open_month)
        self.branches.clicked.connect(self._open_branch)
        self._lay_out()
        app.changed.connect(self._changed)
        app.synced.connect(self._changed_reports)

    def _lay_out(self) -> None:
        run = self.app.run_command
        icon = self.app.theme.icon
        buttons = row(
            button(_("Import a roster"), partial(run, "import"), icon=icon("file-up")),
            button(_("Add a member"), self._add, icon=icon("plus")),
            button(_("Print"), partial(self.app.show_page, "print"), icon=icon("printer")),
            None,
        )
        left, right = QFrame(), QFrame()
        for card in (left, right):
            card.setProperty("card", True)
        self.list.addStretch(1)
        left.setLayout(column(label(_("What must be done"), section=True), self.list, margins=tokens.SPACE))
        figures = row(column(*self.people, spacing=0), 32, column(*self.rate, spacing=0), None)
        right.setLayout(
            column(
                figures,
                label(_("Joiners and leavers in twelve months"), section=True),
                self.moves,
                label(_("Members by branch"), section=True),
                self.branches,
                None,
                margins=tokens.SPACE,
            )
        )
        body = QGridLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(tokens.SPACE)
        body.addWidget(left, 0, 0)
        body.addWidget(right, 0, 1)
        body.setColumnStretch(0, 5)
        body.setColumnStretch(1, 6)
        inside = QWidget()
        inside.setLayout(
            column(row(self.title, 12, self.day, None), self.practice, buttons, body, None, margins=tokens.SPACE)
        )
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(inside)
        self.setLayout(column(scroll))

    def _figure(self, text: str) -> tuple[Any, Any]:
        number = button("–", link=True)
        number.clicked.connect(lambda: self.app.show_people(self._queries.get(number, Query())))
        font = number.font()
        font.setPointSizeF(BIG)
        font.setBold(True)
        number.setFont(font)
        number.setAccessibleName(text)
        return number, label(text, muted=True)

    # ---- what the frame calls --------------------------------------------------------------------------------------

    def activated(self) -> None:
        """Read when something changed since."""
        if self._stale or (self.figures is not None and self.figures.moves.scope.day != checking.today()):
            self.refresh()

    def refresh(self) -> None:
        """Read again."""
        self._stale = False
        self.app.jobs.read(read, self._show, owner=self)
        self.app.jobs.read(count, self._draw, owner=self)

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _changed(self, registers: frozenset[str]) -> None:
        if registers & CONTENTS:
            self._changed_reports()

    def _changed_reports(self) -> None:
        self._stale = True
        if self.isVisible():
            self.refresh()

    def _show(self, facts: Facts) -> None:
        self.facts = facts
        self.title.setText(facts.union or _("Today"))
        last = _("last report {time}").format(time=local(facts.reports.last)) if facts.reports.last else ""
        self.day.setText(" · ".join(filter(None, (checking.today(), last))))
        self.practice.setVisible(facts.practice)
        self._show_duties(facts)

    def _draw(self, figures: Figures) -> None:
        self.figures = figures
        scope = Scope.today()
        good, whole = figures.qualified.count("1"), figures.qualified.total
        for (number, _words), text, query in (
            (self.people, f"{whole:,}", scope.people()),
            (self.rate, f"{good / whole:.1%}" if whole else "—", scope.people(Filter("qualified", "is", (True,)))),
        ):
            number.setText(text)
            self._queries[number] = query
        self.moves.take([(m.month[2:], m.increase, m.decrease) for m in figures.moves.months])
        tab = figures.branches
        sexes = tab.shown(1)
        self.branches.take(
            [Bar(c.label, tuple(tab.count(c.key, s.key) for s in sexes)) for c in self._top_branches(tab)],
            [s.label for s in sexes],
        )

    def _show_duties(self, facts: Facts) -> None:
        _clear(self.list)
        for duty in facts.duties:
            self.list.addWidget(self._line(duty))
            for part in duty.parts:
                self.list.addLayout(row(44, button(part.text(), partial(self._open, part), link=True), None))
        if not facts.duties:
            text = (
                _("Nothing is waiting for you.")
                if facts.people
                else _("The roster is empty: import one, or add the first member.")
            )
            self.list.addWidget(label(text, muted=True, wraps=True))
        if not facts.reports.enrolled and facts.people:
            self.list.addWidget(
                self._line(
                    duties.Duty("enrol", INFO, N_("This office does not report to a superior yet"), 1, page="sync")
                )
            )
        self.list.addStretch(1)

    def _line(self, duty: Duty) -> QFrame:
        card = QFrame()
        card.setProperty("banner", duty.level)
        picture = label("")
        picture.setPixmap(self.app.theme.pixmap(ICONS[duty.level], duty.level))
        words = label(duty.text(), wraps=True)
        go = button(_("Show"), partial(self._open, duty))
        go.setAccessibleName(_("Show: {text}").format(text=duty.text()))
        lay = row(picture, words, go, margins=tokens.SPACE_S)
        lay.setStretch(1, 1)
        lay.setAlignment(picture, Qt.AlignmentFlag.AlignVCenter)
        card.setLayout(lay)
        return card

    def _open(self, duty: Duty) -> None:
        if duty.query is not None:
            self.app.show_query(duty.register, duty.query)
        else:
            self.app.show_page(duty.page, **dict(duty.arguments))

    def _open_month(self, number: int, upward: bool) -> None:  # noqa: FBT001  Qt's signal
        assert self.figures is not None
        moves, kinds = self.figures.moves, INCREASES if upward else DECREASES
        month = moves.months[number].month

        def work(session: Session) -> Query:
            return those(list(dict.fromkeys(i for kind in kinds for i in moves.people(session, kind, month))))

        self.app.jobs.read(work, self.app.show_people, owner=self)

    def _top_branches(self, tab: CrossTab) -> list[Any]:
        found = sorted(tab.shown(0), key=lambda c: -tab.count(c.key, None))
        return [c for c in found if tab.count(c.key, None)][:MOST_BRANCHES]

    def _open_branch(self, number: int, series: int) -> None:
        assert self.figures is not None
        tab = self.figures.branches
        sex = tab.shown(1)[series].key if series >= 0 else None
        self.app.show_people(tab.query(self._top_branches(tab)[number].key, sex))

    def _add(self) -> None:
        self.app.show_page("members", new={})


def _clear(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.deleteLater()
        elif inner is not None:
            _clear(inner)
