"""Nobody left out: the members who joined in nothing in a year, by group, and the way to them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHeaderView, QSpinBox, QTableWidget, QTableWidgetItem

from ui import tokens
from ui.pages.page import PageWidget
from ui.widgets.words import button, column, label, row
from union_desk import checking
from union_desk.affairs import activities_yearly as yearly
from union_desk.papers import gathering
from union_desk.words import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App

_WATCHED = {"activities", "activity_enrolments", "activity_sign_ins", "members"}
_MOST = 2000  # lines of the table; the list of members shows them all


def read(session: Session, year: int) -> tuple[int, int, list[dict[str, Any]], dict[str, str]]:
    """Return how many joined in nothing, of how many, who they are, and the names of the groups."""
    out, whole = yearly.count_left_out(session, year)
    return out, whole, yearly.people_left_out(session, year)[:_MOST], gathering.groups(session)


class LeftOutView(PageWidget):
    """A year, a sentence, and the people by group; a double click opens a member."""

    def __init__(self, app: App) -> None:
        """Lay it out and read this year."""
        super().__init__(app)
        self.people: list[dict[str, Any]] = []
        self.year = QSpinBox(minimum=1950, maximum=2100, value=int(checking.today()[:4]))
        self.year.setAccessibleName(_("Year of activities"))
        self.said = label("", section=True, wraps=True)
        self.table = QTableWidget(0, 2)
        self.table.setHorizontalHeaderLabels([_("Name"), _("Group or department")])
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.all_button = button(_("Show in the list of members"), self.show_people, icon=app.theme.icon("users"))
        self.setLayout(column(row(label(_("Year of activities")), self.year, self.all_button, None), self.said,
                              self.table, margins=tokens.SPACE))
        self.setFocusProxy(self.year)
        self.year.valueChanged.connect(lambda _year: self.refresh())
        self.table.cellDoubleClicked.connect(lambda line, _column: app.open_record("members", self.people[line]["id"]))
        app.changed.connect(self._changed)
        self.refresh()

    def refresh(self) -> None:
        """Read the year anew."""
        year = self.year.value()
        self.app.jobs.read(lambda s: read(s, year), partial(self._show, year), owner=self)

    def show_people(self) -> None:
        """Show them in the members' list, where they can be printed, exported or enrolled."""
        year = self.year.value()
        self.app.jobs.read(lambda s: yearly.left_out(s, year), self.app.show_people, owner=self)

    def _changed(self, names: frozenset[str]) -> None:
        if names & _WATCHED:
            self.refresh()

    def _show(self, year: int, told: tuple[int, int, list[dict[str, Any]], dict[str, str]]) -> None:
        out, whole, self.people, groups = told
        if year != self.year.value():
            return
        words = _("{count} of {whole} members joined in nothing in {year}").format(count=out, whole=whole, year=year)
        self.said.setText(words if out else _("Everybody joined in something."))
        self.all_button.setEnabled(out > 0)
        self.table.setRowCount(len(self.people))
        for line, one in enumerate(self.people):
            place = groups.get(str(one["branch_id"]), "") or str(one["department"] or "")
            for at, text in enumerate((str(one["name"]), place)):
                self.table.setItem(line, at, QTableWidgetItem(text))
