"""The rows of an import as a table model: the file's rows with what they will become, editable in place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from union_desk.exchange.remarks import OUTCOME_LABELS
from union_desk.schema.problem import LEVELS
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.theme import Theme
    from union_desk.exchange.remarks import Remark
    from union_desk.exchange.session import ImportSession

Index = QModelIndex | QPersistentModelIndex
ROW, OUTCOME, FIRST_FIELD = 0, 1, 2
OUTCOME_COLOURS = {"new": "success", "changed": "info", "same": "muted", "refused": "error", "skipped": "muted"}
ANY = ""


@dataclass(frozen=True)
class Wanted:
    """Which rows are shown: those with an outcome, and with a remark of a code on a field ('' for any)."""

    outcome: str = ANY
    code: str = ANY
    field: str = ANY
    level: str = ANY


class RowsModel(QAbstractTableModel):
    """One line a row of the file; the first columns are its number and what becomes of it."""

    edited = Signal()
    mend = Signal(int, str, str)  # place, field, what was typed

    def __init__(self, theme: Theme) -> None:
        """Begin empty."""
        super().__init__()
        self._theme = theme
        self.session: ImportSession | None = None
        self.names: list[str] = []
        self.places: list[int] = []
        self.wanted = Wanted()

    def take(self, session: ImportSession, wanted: Wanted) -> None:
        """Show a session's rows."""
        self.beginResetModel()
        self.session, self.wanted = session, wanted
        fields = session.register.fields
        self.names = [name for name in session.checked.columns if name in fields]
        self.places = [place for place in range(len(session.checked)) if self._fits(place)]
        self.endResetModel()

    def forget(self) -> None:
        """Show nothing: the check is about to be made anew on another thread."""
        self.beginResetModel()
        self.places = []
        self.endResetModel()

    def place(self, row: int) -> int:
        """Return the place of a shown row in the check."""
        return self.places[row]

    def remarks(self, place: int, name: str = ANY) -> list[Remark]:
        """Return the remarks on a row, or on one of its cells."""
        assert self.session is not None
        found = self.session.checked.remarks.get(place, [])
        return [r for r in found if r.field == name] if name else list(found)

    def groups(self) -> list[tuple[Wanted, str, int]]:
        """Return the kinds of remarks with a sample sentence and how many rows have them, gravest and most first."""
        assert self.session is not None
        fields = self.session.register.fields
        counts: Counter[tuple[str, str, str]] = Counter()
        samples: dict[tuple[str, str, str], str] = {}
        for remarks in self.session.checked.remarks.values():
            for key in {(r.level, r.code, r.field) for r in remarks}:
                counts[key] += 1
            for remark in remarks:
                samples.setdefault((remark.level, remark.code, remark.field), remark.text())
        ordered = sorted(counts.items(), key=lambda pair: (LEVELS.index(pair[0][0]), -pair[1]))
        found = []
        for (level, code, field), count in ordered:
            label = _(fields[field].label) if field in fields else _("Whole row")
            found.append(
                (Wanted(code=code, field=field, level=level), f"{label}: {samples[level, code, field]}", count)
            )
        return found

    def refresh(self, places: list[int]) -> None:
        """Show what a new check of some rows says."""
        shown = [row for row, place in enumerate(self.places) if place in set(places)]
        names = [name for name in self._session().checked.columns if name in self._session().register.fields]
        if names != self.names:
            self.take(self._session(), self.wanted)
        elif shown:
            self.dataChanged.emit(self.index(shown[0], 0), self.index(shown[-1], self.columnCount() - 1))
        self.edited.emit()

    # ---- what Qt asks -----------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self.places)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """Return number, outcome and the fields."""
        return 0 if parent.isValid() or self.session is None else FIRST_FIELD + len(self.names)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name the columns by their fields."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole or self.session is None:
            return None
        if section < FIRST_FIELD:
            return (_("Row"), _("Will be"))[section]
        return _(self.session.register.fields[self.names[section - FIRST_FIELD]].label)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Show a cell: its text, its remarks as tip, the colour of the gravest."""
        if not index.isValid() or self.session is None or index.row() >= len(self.places):
            return None
        place = self.places[index.row()]
        answer: Callable[[int, int], Any] | None = {
            Qt.ItemDataRole.DisplayRole: self._text,
            Qt.ItemDataRole.EditRole: self._text,
            Qt.ItemDataRole.ToolTipRole: self._tip,
            Qt.ItemDataRole.AccessibleDescriptionRole: self._tip,
            Qt.ItemDataRole.BackgroundRole: self._background,
            Qt.ItemDataRole.ForegroundRole: self._foreground,
        }.get(role)  # type: ignore[call-overload]  # Qt hands over plain numbers too
        return answer(place, index.column()) if answer else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the fields be edited."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() >= FIRST_FIELD else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed; the row and those that share its number are checked again at once."""
        if role != Qt.ItemDataRole.EditRole or index.column() < FIRST_FIELD or self.session is None:
            return False
        place, name = self.places[index.row()], self.names[index.column() - FIRST_FIELD]
        if str(value) == self.session.text(place, name):
            return False
        self.mend.emit(place, name, str(value))
        return True

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _session(self) -> ImportSession:
        assert self.session is not None
        return self.session

    def _fits(self, place: int) -> bool:
        checked, wanted = self._session().checked, self.wanted
        if wanted.outcome and checked.outcomes[place] != wanted.outcome:
            return False
        if not wanted.code:
            return True
        return any(
            (r.code, r.field, r.level) == (wanted.code, wanted.field, wanted.level)
            for r in checked.remarks.get(place, ())
        )

    def _text(self, place: int, column: int) -> str | int:
        session = self._session()
        if column == ROW:
            return session.checked.row_number(place)
        if column == OUTCOME:
            return _(OUTCOME_LABELS[session.checked.outcomes[place]])
        return session.text(place, self.names[column - FIRST_FIELD])

    def _tip(self, place: int, column: int) -> str | None:
        name = self.names[column - FIRST_FIELD] if column >= FIRST_FIELD else ANY
        if column == OUTCOME and (skip := self._session().checked.skips.get(place)):
            return skip.text()
        return "\n".join(r.text() for r in self.remarks(place, name)) or None

    def _level(self, place: int, column: int) -> str:
        levels = {r.level for r in self.remarks(place, self.names[column - FIRST_FIELD])}
        return next((level for level in LEVELS if level in levels), "")

    def _background(self, place: int, column: int) -> Any:
        level = self._level(place, column) if column >= FIRST_FIELD else ""
        if level:
            return self._theme.color(f"{level}_fill")
        changed = column >= FIRST_FIELD and self.names[column - FIRST_FIELD] in self._session().checked.changes.get(
            place, ()
        )
        return self._theme.color("success_fill") if changed else None

    def _foreground(self, place: int, column: int) -> Any:
        if column == OUTCOME:
            return self._theme.color(OUTCOME_COLOURS[self._session().checked.outcomes[place]])
        return self._theme.color("muted") if column == ROW else None
