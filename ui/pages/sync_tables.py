"""The three lists of the sync page: what waits, what came back, what was sent."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from sync.desk import status
from sync.desk.status import NAMES
from ui.moments import local
from ui.widgets.plain_table import widen
from ui.widgets.words import button, column, filling, label, row
from union_desk import registers
from union_desk.schema.problem import ERROR
from union_desk.search import Filter, Query
from union_desk.words import _, series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sync.desk.levels import Level
    from sync.desk.status import Returned, Status
    from sync.protocol.receipts import Remark
    from ui.context import App

    Levels = Mapping[tuple[int, int], Sequence[Level]]

MOST_PEOPLE, FEW = 30_000, 300
KIB = 1024
PLACE = Qt.ItemDataRole.UserRole
REASON = 3  # the column of what was said
FIGURES = (2, 3)  # columns of what was sent that hold numbers


class WaitingTable(QWidget):
    """A line for each register with the first names below it."""

    def __init__(self, app: App) -> None:
        """Lay it out."""
        super().__init__()
        self.app = app
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(_("What waits to be sent"))
        self.tree.setHeaderLabels([_("Record"), _("How many")])
        self.tree.setColumnWidth(0, 420)
        self.tree.header().setStretchLastSection(False)
        self.tree.setExpandsOnDoubleClick(False)
        self.tree.activated.connect(lambda _index: self.go_to_record())
        self.show_all = button(_("Show these members"), self.show_members)
        self.none = label(_("Nothing waits: everything was received by the superior."), muted=True)
        self.setLayout(filling(column(self.none, self.tree, row(self.show_all, None)), self.tree))

    def take(self, facts: Status) -> None:
        """Show what waits."""
        self.tree.clear()
        for name, count in facts.waiting.items():
            top = QTreeWidgetItem([_(registers.get(name).label), f"{count:,}"])
            top.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for title, record in zip(facts.names[name], facts.first[name], strict=True):
                named = QTreeWidgetItem([title, ""])
                named.setData(0, PLACE, (name, record))
                top.addChild(named)
            if count > NAMES:
                top.addChild(QTreeWidgetItem([_("and {count} more").format(count=count - NAMES), ""]))
            self.tree.addTopLevelItem(top)
            top.setExpanded(len(facts.waiting) == 1 or name == "members")
        self.show_all.setVisible(bool(facts.waiting.get("members")))
        self.tree.setVisible(bool(facts.waiting))
        self.none.setVisible(not facts.waiting)

    def go_to_record(self) -> None:
        """Open the record under the cursor; a register opens and closes."""
        item = self.tree.currentItem()
        where = item.data(0, PLACE) if item is not None else None
        if where is not None:
            self.app.open_record(*where)
        elif item is not None:
            item.setExpanded(not item.isExpanded())

    def show_members(self) -> None:
        """Show the members that wait in their grid."""

        def have(waiting: dict[str, list[str]]) -> None:
            ids = tuple(waiting.get("members", ())[:MOST_PEOPLE])
            self.app.show_people(Query(filters=(Filter("id", "is", ids),)))

        self.app.jobs.read(status.waiting_records, have, owner=self)


class ReturnedTable(QWidget):
    """What came back: who, which field, why, and what would mend it; Enter goes to the field."""

    def __init__(self, app: App) -> None:
        """Lay it out."""
        super().__init__()
        self.app = app
        self.table = _table(
            (
                _("Register"),
                _("Record"),
                _("Field"),
                _("Reason of the superior"),
                _("Returned by the level"),
                _("Suggestion"),
            ),
            (90, 110, 130, 400, 170, 110),
            stretches=REASON,
        )
        self.table.setAccessibleName(_("What came back"))
        self.go = button(_("Go to the field"), self.go_to_field, primary=True)
        self.people = button(_("Show these members"), self.show_members)
        self.none = label(_("Nothing came back."), muted=True)
        self.setLayout(filling(column(self.none, self.table, row(self.go, self.people, None)), self.table))
        self.table.activated.connect(lambda _index: self.go_to_field())
        self._found: list[Returned] = []

    def take(self, found: Sequence[Returned]) -> None:
        """Show what came back."""
        self._found = list(found)
        lines = _lines(found)
        self.table.setRowCount(len(lines))
        for place, (one, remark, level) in enumerate(lines):
            register = registers.get(one.register)
            spec = register.fields.get(remark.field)
            suggestion: Any = remark.suggestion
            shown = spec.kind.show(suggestion) if spec and suggestion is not None else ""
            texts = (_(register.label), one.title, _(spec.label) if spec else "", remark.text(), level, shown)
            for number, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                item.setData(PLACE, (one.register, one.id, remark.field))
                if number == REASON:
                    item.setForeground(self.app.theme.color("error" if remark.level == ERROR else "warning"))
                self.table.setItem(place, number, item)
        wraps = len(lines) <= FEW  # of very many the reasons stand in one line, whole at the pointer
        self.table.verticalHeader().setSectionResizeMode(
            QHeaderView.ResizeMode.ResizeToContents if wraps else QHeaderView.ResizeMode.Fixed)
        if lines and self.table.currentRow() < 0:
            self.table.selectRow(0)
        for widget in (self.table, self.go):
            widget.setVisible(bool(lines))
        self.people.setVisible(any(one.register == "members" for one in found))
        self.none.setVisible(not lines)

    def go_to_field(self) -> None:
        """Open the record with the cursor in the field."""
        item = self.table.item(max(0, self.table.currentRow()), 0)
        if item is not None:
            register, record, field = item.data(PLACE)
            self.app.open_record(register, record, field)

    def show_members(self) -> None:
        """Show the members that came back in their grid."""
        ids = tuple(one.id for one in self._found if one.register == "members")[:MOST_PEOPLE]
        self.app.show_people(Query(filters=(Filter("id", "is", ids),)))


def _lines(found: Sequence[Returned]) -> list[tuple[Returned, Remark, str]]:
    """Return a line for each thing that was said of a record, with the levels that say so, the lowest first."""
    levels: dict[tuple[str, str, str, str], list[str]] = {}
    lines: dict[tuple[str, str, str, str], tuple[Returned, Remark]] = {}
    for one in found:
        for remark, level in zip(one.remarks, one.said_by, strict=True):
            key = (one.register, one.id, remark.field, remark.text())
            lines.setdefault(key, (one, remark))
            levels.setdefault(key, []).append(level)
    return [(*line, series(dict.fromkeys(levels[key]))) for key, line in lines.items()]


def sent_table(
    frames: Sequence[Any] = (), table: QTableWidget | None = None, levels: Levels = MappingProxyType({})
) -> QTableWidget:
    """Return the list of what was sealed and sent, with the levels above that hold it; rows of the bookkeeping.

    The column of those levels is hidden where there is none.
    """
    if table is None:
        heads = (_("Sealed"), _("Received by the superior"), _("Records"), _("Data volume"), _("Received further up"))
        table = _table(heads, (180, 180, 90, 110))
        table.setAccessibleName(_("What was sent"))
    table.setRowCount(len(frames))
    for place, frame in enumerate(frames):
        received = local(frame.received_at) if frame.received_at else _("not yet")
        above = series(f"{one.name} {local(one.at)}" for one in levels.get((frame.log, frame.seq), ()))
        texts = (local(frame.sealed_at), received, f"{frame.records:,}", f"{frame.size / KIB:,.1f} KiB", above)
        for number, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(text.replace("、", "\n"))
            if number in FIGURES:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            table.setItem(place, number, item)
    table.setColumnHidden(len(FIGURES) + 2, not levels)
    return table


def _table(heads: Sequence[str], widths: Sequence[int], stretches: int | None = None) -> QTableWidget:
    table = QTableWidget(0, len(heads))
    table.setHorizontalHeaderLabels(list(heads))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setAlternatingRowColors(True)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.horizontalHeader().setStretchLastSection(stretches is None)
    widen(table, widths)
    if stretches is not None:
        table.horizontalHeader().setSectionResizeMode(stretches, QHeaderView.ResizeMode.Stretch)
    return table
