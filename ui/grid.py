"""The grid: any number of records, sorted by a heading, several chosen at once, copied as cells, columns remembered."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelectionModel,
    QItemSelectionRange,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from ui import tokens
from ui.cells import RIGHT
from ui.grid_model import STATUS, GridModel
from union_desk.schema.register import OFFICE, PRIVATE
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ui.context import App
    from union_desk.schema.register import Register

MOST_COPIED = 50_000
WIDTHS = {
    "person_name": 110,
    "id_number": 172,
    "mobile": 118,
    "date": 104,
    "yes_no": 72,
    "money": 96,
    "points": 72,
    "norm_value": 96,
    "integer": 72,
    "code": 108,
    "ref": 132,
    "text": 132,
    "long_text": 180,
    "address": 180,
    "bank_account": 160,
    "credit_code": 172,
    "phone": 118,
    "region": 132,
}
STATUS_WIDTH, TITLE_WIDTH = 96, 200


_Feature = QStyleOptionViewItem.ViewItemFeature
# By line (every second one is shaded) and by whether there is an icon: joining flags for each cell would take longer
# than drawing it
_FEATURES = (
    (_Feature.HasDisplay, _Feature.HasDisplay | _Feature.HasDecoration),
    (_Feature.HasDisplay | _Feature.Alternate, _Feature.HasDisplay | _Feature.HasDecoration | _Feature.Alternate),
)


class CellDelegate(QStyledItemDelegate):
    """Asks the model once for each cell that is drawn; Qt's own way would ask seven times."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Say what the cell holds: text, side, icon, colour."""
        model = index.model()
        assert isinstance(model, GridModel)
        line = index.row()
        look = model.look(line, index.column())
        option.text = look.text
        if look.right:
            option.displayAlignment = RIGHT
        if look.icon is not None:
            option.icon = look.icon
        if look.color is not None:
            option.palette.setColor(QPalette.ColorRole.Text, look.color)
        option.features = _FEATURES[line & 1][look.icon is not None]


class Grid(QTableView):
    """The view of one register; the page tells its model what to show."""

    opened = Signal(str)  # the id of the record that was opened with Enter or a double click
    current = Signal(object)  # the id of the record under the cursor, None for none
    chosen = Signal(int)  # how many records are selected
    sorted = Signal(object)  # the new order: tuple of (field, descending)

    def __init__(self, app: App, register: Register) -> None:
        """Show the register's first columns, or those that were shown last."""
        super().__init__()
        self.app, self.register = app, register
        self.grid_model = GridModel(app, register, self)
        self.setModel(self.grid_model)
        self.setItemDelegate(CellDelegate(self))
        self.setAccessibleName(_(register.label))
        self._arrange()
        self._order: tuple[tuple[str, bool], ...] = ()
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._tell)
        self._keep = QTimer(self, singleShot=True, interval=300)
        self._keep.timeout.connect(self._remember)
        self.set_columns(self._remembered())
        header = self.horizontalHeader()
        header.sectionClicked.connect(self._sort_by)
        header.sectionMoved.connect(lambda *_places: self._keep.start())
        header.sectionResized.connect(lambda *_sizes: self._keep.start())
        self.doubleClicked.connect(self._open)
        self.selectionModel().selectionChanged.connect(lambda *_both: self._settle.start())
        self.selectionModel().currentRowChanged.connect(lambda *_both: self._settle.start())

    def _arrange(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(max(tokens.ROW_HEIGHT, self.fontMetrics().height() + 10))
        rows.hide()
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(40)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._header_menu)
        header.setAccessibleName(_("Headings; click to sort, drag to move, right click for more"))

    # Columns

    def columns(self) -> list[str]:
        """Return the columns in the order in which they are seen."""
        header = self.horizontalHeader()
        return [self.grid_model.columns[header.logicalIndex(i)] for i in range(header.count())]

    def set_columns(self, names: Iterable[str]) -> None:
        """Show these columns, in this order, each as wide as it was last."""
        known = [n for n in dict.fromkeys(names) if n == STATUS or n in self.register.fields]
        self.grid_model.show_columns(known or list(self.register.columns))
        header = self.horizontalHeader()
        for place in range(header.count()):
            if header.visualIndex(place) != place:
                header.moveSection(header.visualIndex(place), place)
        for place, name in enumerate(self.grid_model.columns):
            self.setColumnWidth(
                place, self.app.preferences.number(f"width/{self.register.name}/{name}", self._width(name))
            )
        self._keep.start()

    def _width(self, name: str) -> int:
        if name == STATUS:
            return STATUS_WIDTH
        wide = WIDTHS.get(self.register.fields[name].kind.name, 120)
        numbered = self.register.numbering is not None and self.register.numbering.field == name
        if name in self.register.title and self.register.fields[name].kind.name == "text" and not numbered:
            wide = max(wide, TITLE_WIDTH)
        return max(wide, self.fontMetrics().horizontalAdvance(self.grid_model.label(name)) + 32)

    def _remembered(self) -> list[str]:
        return self.app.preferences.texts(f"columns/{self.register.name}") or self.first_columns()

    def first_columns(self) -> list[str]:
        """Return the columns that are shown at first; how the report stands, where the register is reported."""
        first = list(self.register.columns)
        if self.register.owner == OFFICE and self.register.share != PRIVATE:
            first.insert(1, STATUS)
        return first

    def _remember(self) -> None:
        header, kept = self.horizontalHeader(), self.app.preferences
        kept.put(f"columns/{self.register.name}", self.columns())
        for place, name in enumerate(self.grid_model.columns):
            key, wide = f"width/{self.register.name}/{name}", header.sectionSize(place)
            if wide == self._width(name):
                kept.forget(key)  # nobody chose it: another language or script has other headings
            else:
                kept.put(key, wide)

    def _header_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        place = self.horizontalHeader().logicalIndexAt(at)
        if place >= 0 and len(self.grid_model.columns) > 1:
            name = self.grid_model.columns[place]
            menu.addAction(
                _("Hide '{column}'").format(column=self.grid_model.label(name)),
                lambda: self.set_columns([c for c in self.columns() if c != name]),
            )
        menu.addAction(_("Columns…"), lambda: self.app.run_command("columns"))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.horizontalHeader().mapToGlobal(at))

    # Order

    def show_order(self, order: tuple[tuple[str, bool], ...]) -> None:
        """Draw the arrow over the column that the query sorts by."""
        self._order = order
        header = self.horizontalHeader()
        place = self.grid_model.columns.index(order[0][0]) if order and order[0][0] in self.grid_model.columns else -1
        header.setSortIndicatorShown(place >= 0)
        if place >= 0:
            header.setSortIndicator(place, Qt.SortOrder.DescendingOrder if order[0][1] else Qt.SortOrder.AscendingOrder)

    def _sort_by(self, place: int) -> None:
        name = self.grid_model.columns[place]
        if name == STATUS:
            return
        if self._order[:1] == ((name, False),):
            self.sorted.emit(((name, True),))
        elif self._order[:1] == ((name, True),):
            self.sorted.emit(())
        else:
            self.sorted.emit(((name, False),))

    # What is chosen

    def lines(self) -> list[int]:
        """Return the selected lines in order."""
        found: list[int] = []
        for part in self._ranges():
            found += range(part.top(), part.bottom() + 1)
        return sorted(set(found))

    def count_chosen(self) -> int:
        """Return how many lines are selected, without listing them."""
        return sum(part.bottom() - part.top() + 1 for part in self._ranges())

    def _ranges(self) -> list[QItemSelectionRange]:
        return self.selectionModel().selection().toList()

    def current_id(self) -> str | None:
        """Return the id of the record under the cursor."""
        index = self.currentIndex()
        row = self.grid_model.row(index.row()) if index.isValid() else None
        return str(row["id"]) if row else None

    def go_to(self, line: int) -> None:
        """Put the cursor on a line, select it and bring it into sight."""
        index = self.grid_model.index(line, max(0, self.horizontalHeader().logicalIndex(0)))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def copy(self) -> int:
        """Put the selected cells on the clipboard, for Excel and WPS; returns how many records. Masks stay."""
        lines = self.lines()[:MOST_COPIED]
        names = [c for c in self.columns() if c != STATUS]
        heads = [self.grid_model.label(n) for n in names]
        cells = self.grid_model.cells
        table = [heads]
        for line in lines:
            row = self.grid_model.row(line)
            if row is not None:
                table.append([cells.text(row, n) for n in names])
        data = QMimeData()
        data.setText("\r\n".join("\t".join(_harmless(" ".join(c.split())) for c in row) for row in table))
        data.setHtml(_as_html(table))
        QGuiApplication.clipboard().setMimeData(data)
        return len(lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        row = self.grid_model.row(index.row())
        if row is not None:
            self.opened.emit(str(row["id"]))

    def _tell(self) -> None:
        self.current.emit(self.current_id())
        self.chosen.emit(self.count_chosen())


def _harmless(text: str) -> str:
    """Return a cell's text so that a spreadsheet that gets plain text takes it for text, not for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _as_html(table: list[list[str]]) -> str:
    """Return the cells as a table of texts: as plain text a spreadsheet would round long numbers."""
    rows = ("".join(f"<td style=\"mso-number-format:'\\@'\">{html.escape(c)}</td>" for c in row) for row in table)
    return "<meta charset='utf-8'><table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
