"""Which columns the grid shows: tick them; their order is changed by dragging, here or in the heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from ui.grid_model import STATUS
from ui.palette import sounds_like
from ui.widgets.words import button, column, label, row
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.schema.register import Register


class ColumnChooser(QDialog):
    """Asks for the columns; `decided(names)` in their order."""

    decided = Signal(object)

    def __init__(self, register: Register, shown: Sequence[str], parent: QWidget, *, reports: bool) -> None:
        """Show the present columns first, ticked, then the others."""
        super().__init__(parent)
        self.register = register
        self.setWindowTitle(_("Columns"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.sought = QLineEdit(placeholderText=_("Search (pinyin too)"), clearButtonEnabled=True)
        self.sought.setAccessibleName(_("Search (pinyin too)"))
        self.sought.textChanged.connect(self._narrow)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Columns"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        names = [*register.fields, *([STATUS] if reports else [])]
        for name in [*shown, *(n for n in names if n not in shown)]:
            item = QListWidgetItem(_("Report") if name == STATUS else _(register.fields[name].label), self.list)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setCheckState(Qt.CheckState.Checked if name in shown else Qt.CheckState.Unchecked)
        up = button(_("Up"), lambda: self._move(-1))
        down = button(_("Down"), lambda: self._move(1))
        first = button(_("As at first"), self._reset)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._decide)
        buttons.rejected.connect(self.reject)
        hint = label(_("Ticked columns are shown, in this order."), muted=True)
        self.setLayout(column(hint, self.sought, self.list, row(up, down, None, first), buttons, margins=12))
        self.resize(380, 560)

    def names(self) -> list[str]:
        """Return the ticked columns in order."""
        items = [self.list.item(i) for i in range(self.list.count())]
        return [str(i.data(Qt.ItemDataRole.UserRole)) for i in items if i.checkState() == Qt.CheckState.Checked]

    def _move(self, step: int) -> None:
        at = self.list.currentRow()
        if 0 <= at + step < self.list.count() and at >= 0:
            self.list.insertItem(at + step, self.list.takeItem(at))
            self.list.setCurrentRow(at + step)

    def _narrow(self, text: str) -> None:
        for place in range(self.list.count()):
            self.list.item(place).setHidden(not sounds_like(text, self.list.item(place).text()))

    def _reset(self) -> None:
        for place in range(self.list.count()):
            item = self.list.item(place)
            first = str(item.data(Qt.ItemDataRole.UserRole)) in {*self.register.columns, STATUS}
            item.setCheckState(Qt.CheckState.Checked if first else Qt.CheckState.Unchecked)

    def _decide(self) -> None:
        names = self.names()
        if names:
            self.accept()
            self.decided.emit(names)
