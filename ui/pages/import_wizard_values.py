"""Fourth step: how the texts of a column were understood (汉 = 汉族), those not understood first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ui.pages.import_wizard_step import ImportStep
from ui.pages.picker import searchable
from ui.widgets.words import column, label
from union_desk import records, registers
from union_desk.schema import codes
from union_desk.schema.kinds import Code, Ref, YesNo
from union_desk.words import _

if TYPE_CHECKING:
    from ui.pages.import_wizard import ImportPage
    from union_desk.exchange.session import ImportSession, ValueMatch
    from union_desk.schema.kinds import Scalar

TEXT, TIMES, VALUE = range(3)
OFFERED = 4000  # more choices than that are typed, not picked


class ValuesStep(ImportStep):
    """The columns with choices on the left, the texts of one of them on the right."""

    def __init__(self, page: ImportPage) -> None:
        """Lay it out."""
        super().__init__(page)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Columns with choices"))
        self.table = QTableWidget(0, 3)
        self.table.setAccessibleName(_("Texts of the column"))
        self.table.setHorizontalHeaderLabels([_("In the file"), _("Times"), _("Understood as")])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.resizeSection(TEXT, 320)
        header.resizeSection(TIMES, 80)
        header.setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)
        self.pickers: dict[str, QComboBox] = {}
        self.found: dict[str, list[ValueMatch]] = {}
        left, right = QWidget(), QWidget()
        left.setLayout(column(label(_("Columns with choices"), section=True), self.list))
        right.setLayout(column(label(_("What you choose here is remembered for later files."), muted=True), self.table))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(right)
        split.setSizes([280, 860])
        split.setStretchFactor(1, 1)
        self.setLayout(column(split))
        self.list.currentRowChanged.connect(lambda _row: self._show())

    def enter(self) -> None:
        """List the columns, those with questions first."""
        before = self.name()
        found = [(name, self._open(name)) for name in self.found]
        found.sort(key=lambda pair: -pair[1])
        with QSignalBlocker(self.list):
            self.list.clear()
            for name, count in found:
                text = _(self.session.register.fields[name].label)
                item = QListWidgetItem(
                    _("{field}: {count} not understood").format(field=text, count=count) if count else text
                )
                item.setData(Qt.ItemDataRole.UserRole, name)
                if count:
                    item.setForeground(self.app.theme.color("warning"))
                self.list.addItem(item)
            names = [name for name, _count in found]
            self.list.setCurrentRow(names.index(before) if before in names else 0)
        self._show()

    def gather(self, session: ImportSession) -> dict[str, list[ValueMatch]]:
        """Return how the texts of each column with choices were understood; for the job that checks."""
        fields = session.register.fields
        names = [name for name in session.checked.readers if isinstance(fields[name].kind, (Code, YesNo, Ref))]
        return {name: [one for one in session.value_matches(name) if one.text and one.count] for name in names}

    def has_questions(self) -> bool:
        """Tell whether any text was not understood."""
        return any(self._open(name) for name in self.found)

    def name(self) -> str:
        """Return the column in question."""
        row = self.list.currentRow()
        return str(self.list.item(row).data(Qt.ItemDataRole.UserRole)) if row >= 0 else ""

    def _open(self, name: str) -> int:
        return sum(1 for one in self.found.get(name, ()) if one.value is None)

    def _show(self) -> None:
        name = self.name()
        found = self.found.get(name, [])
        self.pickers.clear()
        self.table.setRowCount(len(found))
        choices = self._choices(name) if name else []
        for place, one in enumerate(found):
            self._line(place, one, choices)

    def _line(self, place: int, one: ValueMatch, choices: list[tuple[Any, str]]) -> None:
        for number, text in ((TEXT, one.text), (TIMES, str(one.count))):
            item = QTableWidgetItem(text)
            if number == TIMES:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(place, number, item)
        box = searchable(_("Meaning of {text}").format(text=one.text))
        box.addItem(_("(not understood)"), None)
        for value, text in choices:
            box.addItem(text, value)
        index = box.findData(one.value) if one.value is not None else 0
        if index < 0:
            box.addItem(one.shown, one.value)
            index = box.count() - 1
        box.setCurrentIndex(index)
        box.activated.connect(lambda _index, text=one.text: self._choose(text))
        self.pickers[one.text] = box
        self.table.setCellWidget(place, VALUE, box)

    def _choose(self, text: str) -> None:
        value: Scalar = self.pickers[text].currentData()
        name, shown = self.name(), self.pickers[text].currentText()
        self.session.choose_value(name, text, value)
        self.found[name] = [
            replace(one, value=value, shown=shown) if one.text == text else one for one in self.found[name]
        ]
        self.page.changed()

    def _choices(self, name: str) -> list[tuple[Any, str]]:
        kind = self.session.register.fields[name].kind
        if isinstance(kind, YesNo):
            return [(True, kind.show(value=True)), (False, kind.show(value=False))]
        if isinstance(kind, Code):
            return [(code, text) for code, text in codes.get(kind.list).choices()][:OFFERED]
        assert isinstance(kind, Ref)
        register = registers.get(kind.register)
        with self.app.db.read() as session:
            named = records.called(session, register, records.page(session, register, limit=OFFERED))
        return list(named.items())
