"""Second step: which sheets, and where the heading stands on each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ui.pages.import_wizard_step import ImportStep
from ui.widgets.words import column, label, row
from union_desk.exchange.workbook import letter
from union_desk.words import _, ngettext

if TYPE_CHECKING:
    from ui.pages.import_wizard import ImportPage
    from union_desk.exchange.session import SheetChoice

SHOWN_ROWS, SHOWN_COLUMNS, DEEPEST = 30, 60, 4


class SheetsStep(ImportStep):
    """The sheets on the left, the first rows of the one in question on the right with its heading marked."""

    def __init__(self, page: ImportPage) -> None:
        """Lay it out."""
        super().__init__(page)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Sheets of the file"))
        self.table = QTableWidget()
        self.table.setAccessibleName(_("First rows of the sheet"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.heading_row, self.heading_depth = QSpinBox(), QSpinBox()
        self.heading_row.setMinimum(1)
        self.heading_depth.setRange(1, DEEPEST)
        self.heading_row.setAccessibleName(_("Row of the heading"))
        self.heading_depth.setAccessibleName(_("Rows that the heading takes"))
        self.notes, self.found = label("", wraps=True, level="warning"), label("", muted=True)
        left, right = QWidget(), QWidget()
        left.setLayout(column(label(_("Sheets of the file"), section=True), self.list))
        bar = row(
            label(_("Heading in row")),
            self.heading_row,
            label(_("rows deep")),
            self.heading_depth,
            12,
            self.found,
            None,
        )
        right.setLayout(
            column(bar, self.table, label(_("Double-click the row of the heading if the mark is wrong."), muted=True))
        )
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(right)
        split.setSizes([220, 900])
        split.setStretchFactor(1, 1)
        self.setLayout(column(self.notes, split))
        self.list.currentRowChanged.connect(lambda _row: self._show_sheet())
        self.list.itemChanged.connect(self._check)
        self.heading_row.valueChanged.connect(lambda _value: self._move())
        self.heading_depth.valueChanged.connect(lambda _value: self._move())
        self.table.cellDoubleClicked.connect(lambda place, _column: self.heading_row.setValue(place + 1))

    def enter(self) -> None:
        """List the sheets and show the first that is imported."""
        notes = [note.text() for note in self.session.notes()]
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))
        here = max(0, self.list.currentRow())
        with QSignalBlocker(self.list):
            self.list.clear()
            for one in self.session.sheets:
                item = QListWidgetItem(_("{sheet} (hidden)").format(sheet=one.name) if one.sheet.hidden else one.name)
                item.setCheckState(Qt.CheckState.Checked if one.chosen else Qt.CheckState.Unchecked)
                self.list.addItem(item)
            chosen = [n for n, one in enumerate(self.session.sheets) if one.chosen]
            self.list.setCurrentRow(here if here in chosen or not chosen else chosen[0])
        self._show_sheet()

    def ready(self) -> bool:
        """Go on when a sheet with a heading is chosen."""
        return any(one.chosen and one.heading for one in self.session.sheets)

    def current(self) -> SheetChoice:
        """Return the sheet in question."""
        return self.session.sheets[max(0, self.list.currentRow())]

    def _check(self, item: QListWidgetItem) -> None:
        name = self.session.sheets[self.list.row(item)].name
        self.session.choose_sheet(name, chosen=item.checkState() == Qt.CheckState.Checked)
        self.page.changed()

    def _move(self) -> None:
        one = self.current()
        depth = min(self.heading_depth.value(), len(one.sheet.rows) - self.heading_row.value() + 1)
        self.session.choose_heading(one.name, self.heading_row.value(), max(1, depth))
        with QSignalBlocker(self.list):
            self.list.currentItem().setCheckState(Qt.CheckState.Checked)
        self._mark()
        self.page.changed()

    def _show_sheet(self) -> None:
        one = self.current()
        rows = self.session.preview(one.name, max(SHOWN_ROWS, _last(one) + 5))
        width = min(one.sheet.width, SHOWN_COLUMNS)
        self.table.clear()
        self.table.setRowCount(len(rows))
        self.table.setColumnCount(width)
        self.table.setHorizontalHeaderLabels([letter(c) for c in range(width)])
        for place, cells in enumerate(rows):
            for number, text in enumerate(cells[:width]):
                self.table.setItem(place, number, QTableWidgetItem(" ".join(text.split())))
        first, depth = (one.heading.row + 1, one.heading.depth) if one.heading else (1, 1)
        for box, value, most in (
            (self.heading_row, first, max(1, len(one.sheet.rows))),
            (self.heading_depth, depth, DEEPEST),
        ):
            with QSignalBlocker(box):
                box.setMaximum(most)
                box.setValue(value)
        self._mark()

    def _mark(self) -> None:
        one = self.current()
        first, after = (one.heading.row, one.heading.first_data_row) if one.heading else (-1, -1)
        chosen, plain = self.app.theme.color("selection"), self.app.theme.color("surface")
        for place in range(self.table.rowCount()):
            for number in range(self.table.columnCount()):
                item = self.table.item(place, number)
                if item is not None:
                    inside = first <= place < after
                    item.setBackground(chosen if inside else plain)
                    font = item.font()
                    font.setBold(inside)
                    item.setFont(font)
        matched = sum(1 for m in one.matches if m.field)
        words = ngettext("{count} column recognised", "{count} columns recognised", matched)
        self.found.setText(words.format(count=matched))


def _last(one: SheetChoice) -> int:
    return one.heading.first_data_row if one.heading else 0
