"""The two tables of filling a form: what goes where and why, and what the form would refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QTableWidget, QTableWidgetItem

from ui.pages.picker import searchable
from union_desk import sources
from union_desk.exchange import matching
from union_desk.exchange.filling import word
from union_desk.exchange.filling.columns import Layout
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ui.context import App
    from union_desk.exchange.filling.session import FormSession
    from union_desk.exchange.filling.table import Refused

PLACE, HEADING, SOURCE, WHY, SAMPLE = range(5)
_FEW = 200


def _set_up(table: QTableWidget, headings: Sequence[str], widths: Sequence[int], name: str) -> None:
    table.setAccessibleName(name)
    table.setHorizontalHeaderLabels(list(headings))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    table.verticalHeader().hide()
    table.setWordWrap(False)  # else a line without blanks is cut at its first word
    header = table.horizontalHeader()
    for number, width in enumerate(widths):
        header.resizeSection(number, max(width, header.sectionSizeHint(number)))
    table.horizontalHeader().setSectionResizeMode(len(headings) - 1, QHeaderView.ResizeMode.Stretch)


class PlacesTable(QTableWidget):
    """A line for each column or cell of the form, with a picker for what is written there."""

    def __init__(self, app: App, take: Callable[[str, str | None], None]) -> None:
        """`take(place, source)` is told when a person chooses."""
        super().__init__(0, 5)
        self.app, self._take = app, take
        self.pickers: dict[str, QComboBox] = {}
        self._places: list[str] = []
        _set_up(self, [_("Column or cell"), _("Heading in the form"), _("What is written"), _("Why"), _("First value")],
                (84, 120, 190, 80), _("What goes where"))

    def show_session(self, session: FormSession) -> None:
        """Show the places of a form."""
        layout = session.layout
        if isinstance(layout, Layout):
            lines = [(m.letter, m.heading, layout.sources.get(m.column), m.why(), m.choices) for m in layout.matches
                     if m.reason != matching.BLANK or m.column in layout.sources]
        else:
            lines = [(s.place, s.label, s.source, "", s.choices) for s in layout.spots]
        self._places = [line[0] for line in lines]
        self.pickers.clear()
        self.setRowCount(len(lines))
        offered = sources.choices(session.register)
        for number, (place, heading, source, why, choices) in enumerate(lines):
            self._set(number, PLACE, word.place_words(place))
            self._set(number, HEADING, " ".join(heading.split()))
            self._set(number, WHY, why if source is None or source in session.register.fields else "")
            self._set(number, SAMPLE, "")
            self.pickers[place] = self._picker(place, source, choices, offered)
            self.setCellWidget(number, SOURCE, self.pickers[place])
        part = WHY if isinstance(layout, Layout) else PLACE  # which of them is long in such a form
        self.setColumnWidth(part, min(max(self.columnWidth(part), self.sizeHintForColumn(part) + 12), 220))

    def show_samples(self, found: Mapping[int, str] | Mapping[str, str]) -> None:
        """Show the first value of each place."""
        for number, place in enumerate(self._places):
            text = next((value for key, value in found.items() if _named(key) == place), "")
            self._set(number, SAMPLE, text)

    def _set(self, number: int, part: int, text: str) -> None:
        item = QTableWidgetItem(text)
        item.setToolTip(text)
        self.setItem(number, part, item)

    def _picker(
        self, place: str, source: str | None, choices: Sequence[str], offered: Sequence[tuple[str, str]]
    ) -> QComboBox:
        box = searchable(_("What is written into {place}").format(place=place))
        box.addItem(_("(left alone)"), None)
        words = dict(offered)
        if source and source not in words:  # a fixed text
            box.addItem(source.removeprefix("="), source)
        for name in (*choices, *(n for n in words if n not in choices)):
            box.addItem(words.get(name, name), name)
        box.setCurrentIndex(max(0, box.findData(source)) if source else 0)
        box.activated.connect(lambda _index: self._take(place, box.currentData()))
        line = box.lineEdit()
        if line is not None:
            line.setCursorPosition(0)  # a long name shows its beginning
            line.editingFinished.connect(lambda: self._typed(place, box))
        return box

    def _typed(self, place: str, box: QComboBox) -> None:
        """Take what is no field as a fixed text."""
        text = box.currentText().strip()
        if text and box.findText(text) < 0:
            box.insertItem(1, text, f"={text}")
            box.setCurrentIndex(1)
            self._take(place, f"={text}")


def _named(key: int | str) -> str:
    from union_desk.exchange.workbook import letter

    return letter(key) if isinstance(key, int) else key


class RefusedTable(QTableWidget):
    """What the form would refuse, and for drop-downs a picker of the entry to be written instead."""

    def __init__(self, app: App, spell: Callable[[str, str, str], None]) -> None:
        """`spell(place, value, entry)` is told when a person chooses an entry."""
        super().__init__(0, 4)
        self.app, self._spell = app, spell
        _set_up(self, [_("Cell"), _("Value"), _("Written instead"), _("Why the form refuses it")], (60, 130, 130),
                _("What the form would refuse"))

    def show_refused(self, refused: Sequence[Refused], session: FormSession | None) -> None:
        """Show each refused value once for each place, the strict ones first."""
        once: dict[tuple[str, str], Refused] = {}
        for one in sorted(refused, key=lambda one: not one.strict):
            once.setdefault((_place(one, session), one.value), one)
        shown = list(once.items())[:_FEW]
        self.setRowCount(len(shown))
        for number, ((place, value), one) in enumerate(shown):
            for part, text in ((0, word.place_words(one.cell)), (1, value),
                               (3, f"{one.heading} {one.who}: {one.reason}")):
                item = QTableWidgetItem(" ".join(text.split()))
                item.setToolTip(text)
                if part == 0 and one.strict:
                    item.setForeground(self.app.theme.color("warning"))
                self.setItem(number, part, item)
            self.removeCellWidget(number, 2)
            if one.choices:
                self.setCellWidget(number, 2, self._picker(place, value, one.choices))

    def _picker(self, place: str, value: str, choices: Sequence[str]) -> QComboBox:
        box = searchable(_("Entry of the form for {value}").format(value=value))
        box.addItem("")
        box.addItems(list(choices))
        box.activated.connect(lambda _index: self._spell(place, value, box.currentText()))
        return box


def _place(one: Refused, session: FormSession | None) -> str:
    if session is not None and isinstance(session.layout, Layout):
        return one.cell.rstrip("0123456789")
    return one.cell
