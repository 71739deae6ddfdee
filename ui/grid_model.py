"""The grid's model: the places of all records that a query finds, and the rows that are looked at, fetched in pages.

A new query is answered off the screen's thread, and what was shown stays until the answer is there. The first page
and the count come at once; the places of all the others follow, so that a jump into the middle of a million records
costs one small reading.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from ui import outbox
from ui.cells import Cells, Look
from union_desk import records
from union_desk.search import Query
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from ui.context import App
    from ui.jobs import Job
    from union_desk.schema.register import Register

PAGE = 64
PAGES_KEPT = 128
SETTLED_MS = 120
STATUS = "·status"  # the column of the reports to the superior; no field of any register has such a name
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
NOTHING = Look("")


@dataclass(frozen=True)
class Answer:
    """What a query gave at first: how many records, the places of the first page and its rows."""

    count: int
    places: list[int]
    rows: list[dict[str, Any]]
    statuses: dict[str, Any]


class GridModel(QAbstractTableModel):
    """Records of one register, in the order of a query."""

    answered = Signal()  # the query's first page and count are here
    completed = Signal()  # the places of all records are known

    def __init__(self, app: App, register: Register, parent: QObject | None = None) -> None:
        """Begin empty; `ask` fills it."""
        super().__init__(parent)
        self.app, self.register = app, register
        self.cells = Cells(app, register)
        self.columns: list[str] = []
        self.query = Query()
        self.total = 0
        self._places: array[int] | None = None
        self._first: list[int] = []
        self._pages: OrderedDict[int, list[dict[str, Any]]] = OrderedDict()
        self._statuses: dict[str, Any] = {}
        self._asked = 0
        self._job: Job | None = None
        # Who types asks anew with each key: the places of all hits are read when nobody has asked for a moment
        self._pause = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._pause.timeout.connect(self._read_places)

    # What Qt asks

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many records the query finds."""
        return 0 if parent.isValid() else self.total

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of columns shown."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell: masked where the field is sensitive, unless it was asked for."""
        if not index.isValid() or role not in self.cells.ROLES:
            return None
        row = self.row(index.row())
        name = self.columns[index.column()]
        if name == STATUS:
            return self.cells.status(self._statuses.get(row["id"]), role) if row else None
        return self.cells.cell(row, name, role) if row else None

    def look(self, line: int, column: int) -> Look:
        """Return what is drawn in a cell, in one question."""
        row, name = self.row(line), self.columns[column]
        if row is None:
            return NOTHING
        if name == STATUS:
            return self.cells.status_look(self._statuses.get(row["id"]))
        return self.cells.look(row, name)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's name, or a row's number."""
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.label(self.columns[section])
        if role == Qt.ItemDataRole.ToolTipRole:
            spec = self.register.fields.get(self.columns[section])
            return _(spec.help) if spec is not None and spec.help else None
        return None

    # What the page asks

    def label(self, column: str) -> str:
        """Return a column's heading."""
        return _("Report") if column == STATUS else _(self.register.fields[column].label)

    def ask(self, query: Query) -> None:
        """Show what another query finds, when the answer is here."""
        self._asked += 1
        self._pause.stop()
        asked, names = self._asked, self._names()
        if self._job is not None:
            self._job.cancel()
        self.query = query
        self._job = self.app.jobs.read(
            lambda session: self._answer(session, query, names), lambda answer: self._take(asked, answer), owner=self
        )

    def show_columns(self, names: Sequence[str]) -> None:
        """Show other columns; rows at hand that lack them are read again."""
        self.beginResetModel()
        self.columns = [n for n in names if n == STATUS or n in self.register.fields]
        self._pages.clear()
        self.endResetModel()

    def reread(self) -> None:
        """Forget the rows at hand (they changed) and show them anew; the order stays until the query is asked again."""
        self._pages.clear()
        if self.total:
            self.dataChanged.emit(self.index(0, 0), self.index(self.total - 1, max(0, len(self.columns) - 1)))

    def row(self, at: int) -> dict[str, Any] | None:
        """Return the values of a line, read with its whole page when it is first looked at."""
        number, within = divmod(at, PAGE)
        page = self._pages.get(number)
        if page is None:
            page = self._read_page(number)
        else:
            self._pages.move_to_end(number)
        return page[within] if within < len(page) else None

    def place(self, at: int) -> int | None:
        """Return the place `n` of a line's record, None while it is not known yet."""
        if self._places is not None:
            return self._places[at] if at < len(self._places) else None
        return self._first[at] if at < len(self._first) else None

    def line_of(self, record_id: str) -> int | None:
        """Return the line that shows a record, None when the query does not find it."""
        for number, page in self._pages.items():
            for within, row in enumerate(page):
                if row["id"] == record_id:
                    return number * PAGE + within
        with self.app.db.read() as session:
            n = records.place_of(session, self.register, record_id)
        places = self._places if self._places is not None else self._first
        try:
            return places.index(n) if n is not None else None
        except ValueError:
            return None

    def places_of(self, lines: Iterable[int]) -> list[int]:
        """Return the places of lines, for reading many records at once."""
        lines = list(lines)
        if self._places is None and max(lines, default=0) >= len(self._first):
            self._pause.stop()
            with self.app.db.read() as session:
                self._complete(self._asked, records.all_numbers(session, self.register, self.query))
        return [n for n in map(self.place, lines) if n is not None]

    @property
    def is_complete(self) -> bool:
        """Tell whether the places of all records are known."""
        return self._places is not None

    def set_unmasked(self, ids: Iterable[str]) -> None:
        """Show the private values of these records, of no others."""
        self.cells.unmasked = frozenset(ids)
        if self.total:
            self.dataChanged.emit(self.index(0, 0), self.index(self.total - 1, max(0, len(self.columns) - 1)))

    # How it is read

    def _names(self) -> list[str]:
        shown = [c for c in self.columns if c != STATUS]
        return [*dict.fromkeys([*shown, *self.register.title]), "revision"]

    def _answer(self, session: Session, query: Query, names: list[str]) -> Answer:
        places = records.numbers(session, self.register, query, 0, PAGE)
        count = len(places) if len(places) < PAGE else records.count(session, self.register, query)
        rows = records.rows(session, self.register, places, names)
        self.cells.prepare(session, rows, self.columns)
        return Answer(count, places, rows, self._reports(session, rows))

    def _take(self, asked: int, answer: Answer) -> None:
        if asked != self._asked:
            return
        self.beginResetModel()
        self.total = answer.count
        self._first = answer.places
        self._places = array("q", answer.places) if answer.count <= PAGE else None
        self._pages.clear()
        self._statuses = dict(answer.statuses)
        if set(self._names()) <= set(answer.rows[0] if answer.rows else self._names()):
            self._pages[0] = answer.rows
        self.endResetModel()
        self.answered.emit()
        if self._places is None:
            self._pause.start()
        else:
            self.completed.emit()

    def _read_places(self) -> None:
        asked, query = self._asked, self.query
        self._job = self.app.jobs.read(
            lambda s: records.all_numbers(s, self.register, query),
            lambda places: self._complete(asked, places),
            owner=self,
        )

    def _complete(self, asked: int, places: array[int]) -> None:
        if asked != self._asked or self._places is not None:
            return
        self._places = places
        if len(places) != self.total:  # somebody wrote between the two readings
            self.beginResetModel()
            self.total = len(places)
            self._pages.clear()
            self.endResetModel()
        self.completed.emit()

    def _read_page(self, number: int) -> list[dict[str, Any]]:
        with self.app.db.read() as session:
            if self._places is not None:
                places: Sequence[int] = self._places[number * PAGE : (number + 1) * PAGE]
            else:
                places = records.numbers(session, self.register, self.query, number * PAGE, PAGE)
            page = records.rows(session, self.register, places, self._names())
            self.cells.prepare(session, page, self.columns)
            self._statuses.update(self._reports(session, page))
        self._pages[number] = page
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        return page

    def _reports(self, session: Session, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
        if STATUS not in self.columns:
            return {}
        return outbox.statuses(session, self.register, [row["id"] for row in rows])


def ids_of(session: Session, register: Register, query: Query) -> list[str]:
    """Return the ids of all records that a query finds."""
    places = records.all_numbers(session, register, query)
    return [row["id"] for row in records.rows(session, register, places, ["id"])]
