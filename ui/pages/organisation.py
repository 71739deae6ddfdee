"""The organisation's page: the tree of branches and groups, the same as a list, and the union's own record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QTabWidget, QWidget

from ui import tokens
from ui.detail import Detail
from ui.pages.page import PageWidget
from ui.register_page import RegisterPage
from ui.widgets.branch_tree import BranchTree
from ui.widgets.words import column
from union_desk import records
from union_desk.registers import BRANCHES, UNIONS
from union_desk.words import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App

TREE, LIST, UNION = range(3)


class OrganisationPage(PageWidget):
    """Three ways of looking at the organisation."""

    def __init__(self, app: App) -> None:
        """Show the tree first."""
        super().__init__(app)
        self.tree = BranchTree(app)
        self.list = RegisterPage(app, BRANCHES)
        self.union = UnionForm(app)
        self.tabs = QTabWidget(documentMode=True)
        for view, text in ((self.tree, _("Tree")), (self.list, _("List")), (self.union, _("The union"))):
            self.tabs.addTab(view, text)
        self.setLayout(column(self.tabs, margins=tokens.SPACE_S))
        self.setFocusProxy(self.tabs)

    def front(self) -> QWidget:
        """Return the part that commands speak to."""
        return self.tabs.currentWidget()

    def open(self, **arguments: Any) -> None:
        """Show the union's record, or a branch."""
        if arguments.get("register") == UNIONS.name:
            self.tabs.setCurrentIndex(UNION)
            if arguments.get("field"):
                self.union.go_to(str(arguments["field"]))
        else:
            self.tabs.setCurrentIndex(LIST)
            self.list.open(**arguments)

    def leaving(self) -> bool:
        """Keep what was typed."""
        self.union.detail.leave()
        return self.tree.page_leaving() and self.list.leaving()


class UnionForm(QWidget):
    """The union's own record: there is exactly one."""

    def __init__(self, app: App) -> None:
        """Show it, or begin it where there is none yet."""
        super().__init__()
        self.app = app
        self.detail = Detail(app, UNIONS)
        self.detail.close_button.hide()
        self.detail.setMaximumWidth(900)
        self.setLayout(column(self.detail))
        self._field = ""
        app.jobs.read(_first_union, self._show, owner=self)

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
