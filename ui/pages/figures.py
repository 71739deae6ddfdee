"""A table of figures; each of them opens the people behind it, by click or Enter."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QTableView

from ui import tokens
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Figure:
    """One figure: its text and what opens the people behind it; `strong` for sums, `words` when it is no number."""

    text: str
    open: Callable[[], object] | None = None
    strong: bool = False
    words: bool = False


@dataclass(frozen=True)
class Table:
    """Headings (the first one for the lines' labels), and lines of label and figures."""

    heads: list[str]
    lines: list[tuple[str, list[Figure]]] = field(default_factory=list)


class FiguresModel(QAbstractTableModel):
    """A table of figures as Qt's views want it."""

    def __init__(self, theme: Theme) -> None:
        """Begin empty."""
        super().__init__()
        self._theme = theme
        self.table = Table([""])

    def take(self, table: Table) -> None:
        """Show another table."""
        self.beginResetModel()
        self.table = table
        self.endResetModel()

    def figure(self, index: Index) -> Figure | None:
        """Return the figure of a cell, None for a label."""
        if not index.isValid() or index.column() == 0:
            return None
        return self.table.lines[index.row()][1][index.column() - 1]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self.table.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """Return the number of columns, that of the labels included."""
        return 0 if parent.isValid() else len(self.table.heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a heading."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.table.heads[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return text, alignment, colour and weight of a cell."""
        if not index.isValid():
            return None
        found = self.figure(index)
        if found is None:
            return self.table.lines[index.row()][0] if role == Qt.ItemDataRole.DisplayRole else None
        return self._drawn(found, role)

    def _drawn(self, found: Figure, role: int) -> Any:
        opens, strong = found.open is not None, found.strong
        side = Qt.AlignmentFlag.AlignLeft if found.words else Qt.AlignmentFlag.AlignRight
        bold = QFont(QGuiApplication.font())
        bold.setBold(True)
        answers: dict[int, Any] = {
            Qt.ItemDataRole.DisplayRole: found.text,
            Qt.ItemDataRole.TextAlignmentRole: side | Qt.AlignmentFlag.AlignVCenter,
            Qt.ItemDataRole.ForegroundRole: self._theme.color("accent") if opens else None,
            Qt.ItemDataRole.FontRole: bold if strong else None,
            Qt.ItemDataRole.ToolTipRole: _("Show these people") if opens else None,
            Qt.ItemDataRole.BackgroundRole: self._theme.color("raised") if strong else None,
        }
        return answers.get(role)


class FiguresView(QTableView):
    """The table on the screen."""

    def __init__(self, theme: Theme, name: str) -> None:
        """Make the model with it; `name` is what screen readers speak."""
        super().__init__()
        self.figures = FiguresModel(theme)
        self.setModel(self.figures)
        self.setAccessibleName(name)
        self.setAlternatingRowColors(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(tokens.ROW_HEIGHT)
        self.entered.connect(self._point)
        self.clicked.connect(self._open)
        self.activated.connect(lambda index: None if QGuiApplication.mouseButtons() else self._open(index))

    def take(self, table: Table, widths: Sequence[int] = ()) -> None:
        """Show a table, its columns as wide as they need to be, or as `widths` says (0: as needed)."""
        self.figures.take(table)
        self.resizeColumnsToContents()
        for number in range(1, self.figures.columnCount()):
            self.setColumnWidth(number, max(58, min(self.columnWidth(number) + 12, 150)))
        self.setColumnWidth(0, max(110, min(self.columnWidth(0) + 16, 260)))
        for number, width in enumerate(widths):
            if width:
                self.setColumnWidth(number, width)

    def copy(self) -> None:
        """Put the chosen cells (all, when none are) on the clipboard as Excel takes them."""
        chosen = self.selectionModel().selectedIndexes()
        rows = sorted({index.row() for index in chosen}) or range(self.figures.rowCount())
        columns = sorted({index.column() for index in chosen}) or range(self.figures.columnCount())
        model = self.figures
        lines = ["\t".join(str(model.data(model.index(r, c)) or "") for c in columns) for r in rows]
        if len(columns) > 1:
            lines.insert(0, "\t".join(model.table.heads[c] for c in columns))
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _open(self, index: QModelIndex) -> None:
        found = self.figures.figure(index)
        if found is not None and found.open is not None:
            found.open()

    def _point(self, index: QModelIndex) -> None:
        found = self.figures.figure(index)
        hand = found is not None and found.open is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
