"""Statistics on the screen: cross-tables, qualified records, joiners and leavers; every figure opens its people."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QTabWidget

from ui import tokens
from ui.jobs import Action
from ui.pages.figures import FiguresView
from ui.pages.job_line import JobLine
from ui.pages.opening import open_file, open_folder_of
from ui.pages.page import PageWidget
from ui.pages.statistics_changes import ChangesView
from ui.pages.statistics_cross import CrossView
from ui.pages.statistics_qualified import QualifiedView
from ui.pages.statistics_return import ReturnView
from ui.pages.statistics_usual import UsualView
from ui.widgets.words import button, column, label, row
from ui.workbook_password import SaveDialog
from union_desk.search import Query
from union_desk.statistics import dimensions
from union_desk.statistics.scope import Scope, describe
from union_desk.words import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.search import Filter
    from union_desk.statistics.workbook import Written

EARLIEST = QDate(1949, 10, 1)


@dataclass(frozen=True)
class Stated:
    """Whom the figures count, in words."""

    text: str


class StatisticsPage(PageWidget):
    """`open(query=…)` counts the people of a grid's query; without it everybody."""

    def __init__(self, app: App) -> None:
        """Lay it out; figures are counted when the page comes to the front."""
        super().__init__(app)
        self.query = Query()
        self._stale = True
        self.day = QDateEdit(QDate.currentDate())
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setDateRange(EARLIEST, QDate.currentDate())
        self.day.setAccessibleName(_("As of"))
        self.whom = label("", muted=True)
        self.everybody = button(_("Count everybody"), self._count_everybody)
        self.export = button(
            _("Export to Excel…"), self.ask_file, primary=True, icon=app.theme.icon("file-spreadsheet", "on_accent")
        )
        self.paper = button(_("Check a paper…"), self.check_paper, icon=app.theme.icon("file-check-2"))
        self.job = JobLine(app)
        self.cross, self.qualified, self.changes = CrossView(self), QualifiedView(self), ChangesView(self)
        self.usual, self.returned = UsualView(self), ReturnView(self)
        self.tabs = QTabWidget()
        for view, text in (
            (self.cross, _("Cross-tables")),
            (self.usual, _("Usual tables")),
            (self.qualified, _("Qualified records")),
            (self.changes, _("Joiners and leavers")),
            (self.returned, _("Yearly return")),
        ):
            self.tabs.addTab(view, text)
        top = row(
            label(_("Statistics"), title=True),
            16,
            label(_("As of")),
            self.day,
            12,
            self.whom,
            self.everybody,
            None,
            self.paper,
            self.export,
        )
        self.setLayout(column(top, self.job, self.tabs, margins=tokens.SPACE))
        self.day.dateChanged.connect(lambda _date: self._count_again())
        self.tabs.currentChanged.connect(lambda _index: self.count())
        app.changed.connect(self._changed)

    # ---- what the frame calls ---------------------------------------------------------------------------------------

    def open(self, **arguments: Any) -> None:
        """Count the people of a query, or show one of the tables."""
        if arguments.get("register", "").startswith("statistics_") or arguments.get("tab") == "return":
            self._open_return(arguments)
            return
        if "query" in arguments:
            self.query = arguments["query"]
            self._count_again()
        if arguments.get("tab") == "qualified":
            self.tabs.setCurrentWidget(self.qualified)
        elif arguments.get("tab") == "changes":
            self.tabs.setCurrentWidget(self.changes)

    def _open_return(self, arguments: dict[str, Any]) -> None:
        """Show the return that a record names, the newest without."""
        self.tabs.setCurrentWidget(self.returned)
        if arguments.get("register") == "statistics_returns" and arguments.get("record"):
            self.returned.show_return(str(arguments["record"]))

    def activated(self) -> None:
        """Count when something changed since."""
        if self._stale:
            self._count_again()

    def copy_selected(self) -> None:
        """Copy the chosen figures."""
        view = self.tabs.currentWidget().findChild(FiguresView)
        if view is not None:
            view.copy()

    def refresh(self) -> None:
        """Count anew."""
        self._count_again()

    # ---- counting ---------------------------------------------------------------------------------------------------

    def scope(self) -> Scope:
        """Return whom the figures count."""
        return Scope(self.day.date().toString("yyyy-MM-dd"), self.query)

    def count(self) -> None:
        """Have the table in front count, if it did not yet for this scope."""
        view = self.tabs.currentWidget()
        assert isinstance(view, (CrossView, QualifiedView, ChangesView, UsualView, ReturnView))
        view.count()

    def show_people(self, *filters: Filter) -> None:
        """Show the members whom the figures count, narrowed by further filters."""
        self.app.show_people(self.scope().people(*filters))

    def _count_again(self) -> None:
        self._stale = False
        for view in (self.cross, self.usual, self.qualified, self.changes, self.returned):
            view.forget()
        query = self.query

        def say(session: Session) -> Stated:
            return Stated(describe(session, query))

        self.app.jobs.read(say, self._state, owner=self)
        self.count()

    def _state(self, found: Stated) -> None:
        self.whom.setText(_("Only: {scope}").format(scope=found.text) if found.text else _("All members"))
        self.everybody.setVisible(bool(found.text))

    def _count_everybody(self) -> None:
        self.query = Query()
        self._count_again()

    def _changed(self, registers: frozenset[str]) -> None:
        self.returned.forget()
        elsewhere = any(not name.startswith("statistics_") for name in registers)  # the return reads its own at once
        shown = elsewhere and self.tabs.currentWidget() is self.returned
        if shown or registers & {"members", "membership_events", "branches"}:
            self._stale = True
            if self.isVisible():
                self._count_again()

    def check_paper(self) -> None:
        """Let the person scan the code of a signed paper and compare it."""
        from ui.pages import statistics_paper

        statistics_paper.ask(self.app, self)

    # ---- out of the house -------------------------------------------------------------------------------------------

    def ask_file(self) -> None:
        """Let the person say where the workbook goes."""
        day = self.scope().day
        home = Path(self.app.preferences.text("export/folder", str(Path.home())))
        name = _("Statistics of the membership {day}.xlsx").format(day=day)
        SaveDialog(self, _("Export to Excel…"), home / name, self.export_to).open()

    def export_to(self, path: Path, password: str = "") -> None:
        """Write the workbook as a job: the customary tables, and the one on the screen."""
        from union_desk.statistics import workbook

        scope, mine = self.scope(), self.cross.chosen()
        tables = [*dimensions.CUSTOMARY, *([mine] if mine not in dimensions.CUSTOMARY else [])]
        app = self.app

        def done(written: Written) -> None:
            text = _("Statistics of {count} members as of {day} saved in {file}.").format(
                count=written.members, day=written.day, file=path.name
            )
            actions = [
                Action(_("Open the file"), lambda: open_file(path)),
                Action(_("Open the folder"), lambda: open_folder_of(path)),
            ]
            job.conclude(text, *actions)
            app.messages.say(text, actions=actions)

        app.preferences.put("export/folder", str(path.parent))
        job = app.jobs.run(
            _("Statistics to Excel"),
            lambda progress: workbook.export(app.db, app.actor, path, scope, tables, progress, password=password),
            done,
            owner=self,
        )
        self.job.follow(job)
