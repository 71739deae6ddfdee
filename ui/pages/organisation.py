"""The organisation's page: the tree of branches and groups, the same as a list, and the union's own record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from ui.detail import Detail
from ui.pages.area import AreaPage, View
from ui.pages.organisation_ballots import BallotsView
from ui.pages.organisation_chart import ChartView
from ui.pages.organisation_elections import (
    BALLOTS,
    COUNTDOWN,
    ELECTIONS,
    REGISTRATIONS,
    Countdown,
    ElectionsPage,
    RegistrationsPage,
)
from ui.pages.page import PageWidget
from ui.widgets.branch_tree import BranchTree
from ui.widgets.words import column
from union_desk import records
from union_desk.registers import UNIONS
from union_desk.words import N_

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.schema.register import Register

TREE, CHART = "tree", "chart"


class OrganisationPage(AreaPage):
    """The tree of branches first, then the books of the area; the union's own record is a form, as there is one."""

    area: ClassVar[str] = "organisation"

    def views(self) -> list[View]:
        """Return the tree, the chart, the countdown of elections and their ballots."""
        return [View(TREE, N_("Tree"), BranchTree, first=True),
                View(CHART, N_("Structure chart"), ChartView, first=True),
                View("countdown", COUNTDOWN, Countdown), View(BALLOTS, N_("Ballots and votes"), BallotsView)]

    def page_of(self, register: Register) -> QWidget:
        """Make the page of a book, the union's a form, those of elections and registrations with their verbs."""
        if register is UNIONS:
            return UnionForm(self.app)
        if register is ELECTIONS:
            return ElectionsPage(self.app)
        return RegistrationsPage(self.app) if register is REGISTRATIONS else super().page_of(register)

    def leaving(self) -> bool:
        """Keep what was typed."""
        tree = self.part(TREE)
        assert isinstance(tree, BranchTree)
        return tree.page_leaving() and super().leaving()


class UnionForm(PageWidget):
    """The union's own record: there is exactly one."""

    def __init__(self, app: App) -> None:
        """Show it, or begin it where there is none yet."""
        super().__init__(app)
        self.detail = Detail(app, UNIONS)
        self.detail.close_button.hide()
        self.detail.setMaximumWidth(900)
        self.setLayout(column(self.detail))
        self._field = ""
        app.jobs.read(_first_union, self._show, owner=self)

    def open(self, **arguments: Any) -> None:
        """Put the cursor into the field that is named."""
        if arguments.get("field"):
            self.go_to(str(arguments["field"]))

    def leaving(self) -> bool:
        """Keep what was typed."""
        self.detail.leave()
        return True

    def save_record(self) -> None:
        """Save."""
        self.detail.save()

    def show_history(self) -> None:
        """Show who changed what."""
        self.detail.show_history()

    def go_to(self, field: str) -> None:
        """Put the cursor into a field, now or when the record is here."""
        self._field = field
        self.detail.form.go_to(field)

    def _show(self, record_id: str | None) -> None:
        if record_id is None:
            self.detail.begin({})
        else:
            self.detail.show_record(record_id, self._field)


def _first_union(session: Session) -> str | None:
    found = records.page(session, UNIONS, limit=1, columns=["id"])
    return str(found[0]["id"]) if found else None
