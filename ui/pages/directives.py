"""The page of the area 'directives': the papers, their tasks and deliverables, and a board of what is due this week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from ui import tokens
from ui.form import fill_nothing
from ui.pages.area import AreaPage, View
from ui.pages.page import PageWidget
from ui.register_page import RegisterPage
from ui.widgets.words import button, column, label
from union_desk import checking, registers
from union_desk.affairs import directives
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.context import App
    from union_desk.schema.register import Register

BOARD, DAYS = "board", 7
HANGING = ("directive_tasks", "deliverables", "task_groups", "directive_readers")  # books with a tab of their own, too
_ID = Qt.ItemDataRole.UserRole
_WIDTHS = (300, 100, 140, 90)


class DirectivesPage(AreaPage):
    """The papers, what hangs on them across all papers, and the board."""

    area: ClassVar[str] = "directives"

    def views(self) -> list[View]:
        """Return the board and the books that hang on papers and tasks: work is looked for across papers."""
        return [View(BOARD, N_("Due this week"), Board),
                *(View(name, registers.get(name).label, self._maker_of(name)) for name in HANGING)]

    def page_of(self, register: Register) -> QWidget:
        """Make the page of a book; that of papers can acknowledge those that are chosen."""
        page = RegisterPage(self.app, register, fill_nothing)
        if register.name == "directives":
            tip = _("Acknowledge the chosen papers that wait for it")
            page.extra.addWidget(button(_("Acknowledge"), lambda: self.acknowledge(page),
                                        icon=self.app.theme.icon("file-check-2"), tip=tip))
        return page

    def acknowledge(self, page: RegisterPage) -> None:
        """Acknowledge the chosen papers, as one gesture."""
        app, shown = self.app, page.grid.grid_model
        ids = [str(row["id"]) for line in page.grid.lines() if (row := shown.row(line)) is not None]
        if not ids:
            app.messages.say(_("Choose the papers first."))
            return
        app.jobs.gesture(
            N_("Acknowledged {count} directives"),
            lambda s: directives.acknowledge_all(s, ids, app.actor.name),
            lambda count: app.messages.say(_("{count} directives were acknowledged.").format(count=count)),
            params={"count": len(ids)}, keep=True, owner=self)

    def _maker_of(self, name: str) -> Callable[[App], QWidget]:
        return lambda app: RegisterPage(app, registers.get(name), fill_nothing)


class Board(PageWidget):
    """Open tasks by day: overdue in red, given back in orange, then day by day; a double click opens the task."""

    def __init__(self, app: App) -> None:
        """Lay it out and read."""
        super().__init__(app)
        self.count = label("", muted=True)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(_("Due this week"))
        self.tree.setHeaderLabels([_("Task"), _("Due on"), _("Owner"), _("Handed in"), _("Directive")])
        for place, width in enumerate(_WIDTHS):
            self.tree.setColumnWidth(place, width)
        self.tree.itemActivated.connect(self._open)
        self.setLayout(column(self.count, self.tree, margins=tokens.SPACE))
        self.setFocusProxy(self.tree)
        app.changed.connect(self._changed)
        self.activated()

    def activated(self) -> None:
        """Read anew."""
        day = checking.today()
        self.app.jobs.read(lambda s: directives.board(s, day, DAYS), self._fill, owner=self)

    def _fill(self, board: dict[str, list[dict[str, Any]]]) -> None:
        self.tree.clear()
        heads = {"overdue": (_("Overdue"), "error"), "returned": (_("Given back"), "warning")}
        for name, rows in board.items():
            text, colour = heads.get(name, (name, ""))
            if not rows:
                continue
            top = QTreeWidgetItem([_("{day} ({count})").format(day=text, count=len(rows))])
            self.tree.addTopLevelItem(top)
            for row in rows:
                top.addChild(self._line(row))
                self._tint(top.child(top.childCount() - 1), colour)
            self._tint(top, colour)
            top.setExpanded(True)
        overdue = len(board["overdue"])
        later = sum(len(rows) for name, rows in board.items() if name not in heads)
        self.count.setText(_("{count} tasks are due within {days} days, {overdue} are overdue").format(
            count=later, days=DAYS, overdue=overdue))

    def _tint(self, item: QTreeWidgetItem | None, colour: str) -> None:
        if item is not None and colour:
            for place in range(self.tree.columnCount()):
                item.setForeground(place, QBrush(QColor(self.app.theme.color(colour))))

    def _line(self, row: dict[str, Any]) -> QTreeWidgetItem:
        handed = f"{row['handed_in']}/{row['to_hand_in']}" if row["to_hand_in"] else ""
        paper = " ".join(filter(None, (row["doc_no"], row["paper"])))
        item = QTreeWidgetItem([str(row["title"]), str(row["due_at"]), str(row["owner"] or ""), handed, paper])
        item.setData(0, _ID, row["id"])
        return item

    def _open(self, item: QTreeWidgetItem) -> None:
        if item.data(0, _ID):
            self.app.open_record("directive_tasks", str(item.data(0, _ID)))

    def _changed(self, names: frozenset[str]) -> None:
        if not names.isdisjoint({"directives", *HANGING}):
            self.activated()
