"""A table that only shows words: rows are chosen whole, nothing in it is edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

_WIDTHS = (150, 120, 110)  # pixels of the first columns


def plain_table(heads: Sequence[str], name: str = "") -> QTableWidget:
    """Return an empty table with those headings; `name` is what screen readers speak."""
    made = QTableWidget(0, len(heads))
    made.setHorizontalHeaderLabels(list(heads))
    made.setAccessibleName(name)
    made.verticalHeader().hide()
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setTabKeyNavigation(False)
    made.horizontalHeader().setStretchLastSection(True)
    widen(made, _WIDTHS[: len(heads)])
    return made


def widen(table: QTableWidget, widths: Sequence[int]) -> None:
    """Give the columns these widths in pixels, and each at least what its heading needs; 0 leaves a column as it is."""
    header = table.horizontalHeader()
    for place in range(table.columnCount()):
        wanted = widths[place] if place < len(widths) else table.columnWidth(place)
        if wanted:
            table.setColumnWidth(place, max(wanted, header.sectionSizeHint(place)))


def fill(table: QTableWidget, rows: Sequence[tuple[str, ...]], ids: Sequence[str] = (),
         figures: Container[int] = ()) -> None:
    """Show rows of words; `ids` are kept on the first cell of each row, for `chosen`; `figures` are number columns."""
    table.setRowCount(len(rows))
    for place, cells in enumerate(rows):
        for spot, text in enumerate(cells):
            item = QTableWidgetItem(text)
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
            item.setToolTip(text)
            if spot in figures:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if spot == 0 and ids:
                item.setData(Qt.ItemDataRole.UserRole, ids[place])
            table.setItem(place, spot, item)


def chosen(table: QTableWidget) -> str:
    """Return the id of the row under the cursor, empty without one."""
    item = table.item(table.currentRow(), 0)
    return str(item.data(Qt.ItemDataRole.UserRole) or "") if item is not None else ""
