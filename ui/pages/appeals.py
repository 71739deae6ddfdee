"""The page of the area 'appeals': its books, what is to be answered, and answers from above taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from ui import tokens
from ui.form import fill_nothing
from ui.pages.area import AreaPage, View
from ui.pages.page import PageWidget
from ui.register_page import RegisterPage
from ui.widgets.words import button, column, label
from union_desk import checking, registers
from union_desk.affairs import appeals
from union_desk.schema.dates import add_days
from union_desk.words import N_, _

if TYPE_CHECKING:
    from ui.context import App
    from union_desk.schema.register import Register

DUE, DAYS = "due", 30
_ID, _BOOK = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class AppealsPage(AreaPage):
    """Appeals, proposals and rights cases, and one list of what is to be answered."""

    area: ClassVar[str] = "appeals"

    def views(self) -> list[View]:
        """Return the list of what is due."""
        return [View(DUE, N_("To be answered"), DueView)]

    def page_of(self, register: Register) -> QWidget:
        """Make the page of a book; that of appeals can take answers from above over."""
        page = RegisterPage(self.app, register, fill_nothing)
        if register.name == "appeals":
            tip = _("Appeals whose answer has come from above go on being handled")
            take = button(_("Take over answers"), self.take_answers, icon=self.app.theme.icon("inbox"), tip=tip)
            page.extra.addWidget(take)
        return page

    def take_answers(self) -> None:
        """Take over the answers from above that wait, as one gesture."""
        app = self.app

        def told(count: int) -> None:
            app.messages.say(_("{count} answers from above were taken over.").format(count=count))

        def found(count: int) -> None:
            if count:
                app.jobs.gesture(N_("Took over {count} answers from above"), appeals.take_answers, told,
                                 params={"count": count}, owner=self)
            else:
                told(0)

        app.jobs.read(lambda s: len(appeals.answers_waiting(s)), found, owner=self)


class DueView(PageWidget):
    """What is to be answered within a month, the oldest first; a double click opens the record."""

    def __init__(self, app: App) -> None:
        """Lay it out and read."""
        super().__init__(app)
        self.count = label("", muted=True)
        self.table = QTableWidget(0, 5)
        self.table.setHorizontalHeaderLabels(
            [_("Answer due on"), _("Book"), _("Case number"), _("State"), _("Headline")])
        self.table.setAccessibleName(_("To be answered"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setAlternatingRowColors(True)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.itemActivated.connect(self._open)
        self.setLayout(column(self.count, self.table, margins=tokens.SPACE))
        self.setFocusProxy(self.table)
        app.changed.connect(self._changed)
        self.activated()

    def activated(self) -> None:
        """Read anew."""
        until = add_days(checking.today(), DAYS)
        self.app.jobs.read(lambda s: appeals.due(s, until), self._fill, owner=self)

    def _fill(self, rows: list[dict[str, Any]]) -> None:
        today = checking.today()
        late = QBrush(QColor(self.app.theme.color("error")))
        self.table.setRowCount(len(rows))
        for line, row in enumerate(rows):
            texts = (row["due_on"], _(registers.get(row["register"]).singular), row["number"], row["state_label"],
                     row["title"])
            for place, text in enumerate(texts):
                item = QTableWidgetItem(str(text or ""))
                item.setData(_ID, row["id"])
                item.setData(_BOOK, row["register"])
                if str(row["due_on"]) < today:
                    item.setForeground(late)
                self.table.setItem(line, place, item)
        self.table.resizeColumnsToContents()
        self.table.horizontalHeader().setStretchLastSection(True)
        overdue = sum(str(row["due_on"]) < today for row in rows)
        self.count.setText(_("{count} to be answered within {days} days, {overdue} of them overdue").format(
            count=len(rows), days=DAYS, overdue=overdue))

    def _open(self, item: QTableWidgetItem) -> None:
        self.app.open_record(str(item.data(_BOOK)), str(item.data(_ID)))

    def _changed(self, names: frozenset[str]) -> None:
        if not names.isdisjoint({"appeals", "proposals", "rights_cases"}):
            self.activated()
