"""Third step: which column is which field, why, and what stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ui.pages.import_wizard_step import ImportStep
from ui.pages.picker import searchable
from ui.widgets.words import column, label, row
from union_desk.exchange import matching
from union_desk.words import _, series

if TYPE_CHECKING:
    from ui.pages.import_wizard import ImportPage
    from union_desk.exchange.matching import Match
    from union_desk.exchange.session import SheetChoice

LETTER, HEADING, FIELD, WHY, SAMPLES = range(5)
UNSURE = {matching.AMBIGUOUS, matching.TWICE, matching.UNKNOWN}


class ColumnsStep(ImportStep):
    """A line for each column of the sheet, with a picker for its field."""

    def __init__(self, page: ImportPage) -> None:
        """Lay it out."""
        super().__init__(page)
        self.sheet = QComboBox()
        self.sheet.setAccessibleName(_("Sheet"))
        self.sheet.currentIndexChanged.connect(lambda _index: self._fill())
        self.lacking = label("", wraps=True, level="warning")
        self.table = QTableWidget(0, 5)
        self.table.setAccessibleName(_("Columns"))
        self.table.setHorizontalHeaderLabels(
            [_("Column of the file"), _("Heading in the file"), _("Field"), _("Why"), _("Samples")]
        )
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        for number, width in ((LETTER, 64), (HEADING, 190), (FIELD, 220), (WHY, 260)):
            header.resizeSection(number, width)
        header.setSectionResizeMode(SAMPLES, QHeaderView.ResizeMode.Stretch)
        self._which = QWidget()
        self._which.setLayout(row(label(_("Sheet")), self.sheet, None))
        self.setLayout(column(self._which, self.lacking, self.table))
        self.pickers: dict[int, QComboBox] = {}

    def enter(self) -> None:
        """Show the columns of the chosen sheets."""
        names = [one.name for one in self.session.sheets if one.chosen and one.heading]
        with QSignalBlocker(self.sheet):
            before = self.sheet.currentText()
            self.sheet.clear()
            self.sheet.addItems(names)
            self.sheet.setCurrentIndex(max(0, names.index(before) if before in names else 0))
        self._which.setVisible(len(names) > 1)
        self._fill()

    def ready(self) -> bool:
        """Go on when no sheet lacks a column that every record needs."""
        return not any(self.missing(one) for one in self.session.sheets if one.chosen)

    def missing(self, one: SheetChoice) -> list[str]:
        """Return the labels of needed fields that no column of the sheet has."""
        have = {m.field for m in one.matches}
        fields = self.session.register.fields.values()
        return [_(f.label) for f in fields if f.required and f.default is None and f.name not in have]

    def _fill(self) -> None:
        one = self.session.choice(self.sheet.currentText())
        shown = [m for m in one.matches if m.reason != matching.BLANK]
        self.pickers.clear()
        self.table.setRowCount(len(shown))
        for place, match in enumerate(shown):
            self._line(place, match)
        self._say(one)

    def _line(self, place: int, match: Match) -> None:
        texts = {
            LETTER: match.letter,
            HEADING: " ".join(match.heading.split()),
            WHY: match.why(),
            SAMPLES: "   ".join(match.samples),
        }
        for number, text in texts.items():
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if number == WHY and match.reason in UNSURE:
                item.setForeground(self.app.theme.color("warning"))
            self.table.setItem(place, number, item)
        picker = self._picker(match)
        self.pickers[match.column] = picker
        self.table.setCellWidget(place, FIELD, picker)

    def _picker(self, match: Match) -> QComboBox:
        box = searchable(_("Field for column {letter}").format(letter=match.letter))
        box.addItem(_("(leave out)"), None)
        fields = dict(self.session.fields())
        for name in (*match.choices, *(n for n in fields if n not in match.choices)):
            if name in fields:
                box.addItem(fields[name], name)
        box.setCurrentIndex(max(0, box.findData(match.field)) if match.field else 0)
        box.activated.connect(lambda _index, column=match.column: self._choose(column))
        return box

    def _choose(self, number: int) -> None:
        self.session.choose_field(self.sheet.currentText(), number, self.pickers[number].currentData())
        self._fill()
        self.page.changed()

    def _say(self, one: SheetChoice) -> None:
        missing = self.missing(one)
        self.lacking.setText(
            _("No column for: {fields}. Choose one, or go back and choose another heading.").format(
                fields=series(missing)
            )
            if missing
            else ""
        )
        self.lacking.setVisible(bool(missing))
