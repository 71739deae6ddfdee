"""Fields whose value is chosen from a list while typing: by label, pinyin or initials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QLineEdit

from union_desk import records, registers
from union_desk.schema import codes
from union_desk.schema.kinds import Code, Parsed, Ref, Scalar
from union_desk.schema.problem import ERROR, Problem
from union_desk.search import Filter, Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent

    from ui.context import App

Choice = tuple[Scalar, str]
LINES = 14
MOST = 200
NOT_THERE = N_("'{value}' is not in the list. Choose one of its values.")


class Picker(QLineEdit):
    """A line with a list below it; Alt+↓ or the arrow unfolds the whole list, typing narrows it."""

    edited = Signal()

    def __init__(self, icon: QIcon) -> None:
        """Begin empty."""
        super().__init__()
        self._value: Scalar = None
        self._choices: list[Choice] = []
        self._model = QStringListModel(self)
        self._list = QCompleter(self._model, self)
        self._list.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._list.setMaxVisibleItems(LINES)
        self._list.setWidget(self)
        self._list.activated[QModelIndex].connect(  # type: ignore[index]  # the stubs know one signature only
            lambda index: self._choose(index.row())
        )
        self._open = self.addAction(icon, QLineEdit.ActionPosition.TrailingPosition)
        self._open.setToolTip(_("Show the list (Alt+↓)"))
        self._open.setShortcut("Alt+Down")
        self._open.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._open.triggered.connect(self.unfold)
        self.textEdited.connect(self._typed)

    def suggest(self, text: str) -> list[Choice]:
        """Return what the text may mean, likeliest first; everything for an empty text."""
        raise NotImplementedError

    def meaning(self, text: str) -> Scalar:
        """Return the value that a text names exactly, None when it names none."""
        raise NotImplementedError

    def label_of(self, value: Scalar) -> str:
        """Return the words for a value."""
        raise NotImplementedError

    def read(self) -> Parsed:
        """Return the chosen value; a text that names none is a problem."""
        text = self.text().strip()
        if not text:
            return Parsed(None)
        if self._value is not None:
            return Parsed(self._value)
        found = self.meaning(text)
        if found is not None:
            return Parsed(found)
        return Parsed(None, (Problem(ERROR, "not_in_list", "", NOT_THERE, {"value": text}),))

    def show_value(self, value: Scalar) -> None:
        """Show a value."""
        self._value = value
        self.setText("" if value is None else self.label_of(value))
        self.setCursorPosition(0)

    def set_locked(self, locked: bool) -> None:  # noqa: FBT001  a state, set like a property
        """Forbid or allow choosing."""
        self.setReadOnly(locked)
        self._open.setVisible(not locked)

    def show_masked(self, text: str) -> None:
        """Show a mask."""
        self._value = None
        self.setText(text)
        self.set_locked(True)

    def unfold(self) -> None:
        """Show the whole list."""
        self.setFocus()
        self._offer(self.suggest(""))

    def choices(self) -> list[Choice]:
        """Return what the list offers now."""
        return list(self._choices)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter take the marked line of the open list, and otherwise pass it on."""
        if self._popup().isVisible() and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab}:
            row = self._popup().currentIndex().row()
            self._popup().hide()
            self._choose(max(row, 0))
            if event.key() != Qt.Key.Key_Tab:
                return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the likeliest meaning of what was typed."""
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.PopupFocusReason or self.isReadOnly() or self._value is not None:
            return
        text = self.text().strip()
        if text:
            value = self.meaning(text)
            found = [(value, "")] if value is not None else self.suggest(text)
            if found:
                self._take(found[0][0])

    def _popup(self) -> QAbstractItemView:
        popup = self._list.popup()
        assert popup is not None
        return popup

    def _typed(self, text: str) -> None:
        self._value = None
        self._offer(self.suggest(text.strip()))
        self.edited.emit()

    def _offer(self, choices: list[Choice]) -> None:
        self._choices = choices[:MOST]
        self._model.setStringList([label for _value, label in self._choices])
        if self._choices:
            self._list.complete()
            self._popup().setCurrentIndex(self._model.index(0, 0))
        else:
            self._popup().hide()

    def _choose(self, row: int) -> None:
        if row < len(self._choices):
            self._take(self._choices[row][0])

    def _take(self, value: Scalar) -> None:
        self.show_value(value)
        self.edited.emit()


class CodePicker(Picker):
    """A code of a list."""

    def __init__(self, kind: Code, icon: QIcon) -> None:
        """Know the list."""
        super().__init__(icon)
        self.kind = kind

    def suggest(self, text: str) -> list[Choice]:
        """Return the entries that the text may mean."""
        entries = codes.get(self.kind.list)
        if not text:
            return list(entries.choices())
        return [(entry.code, entry.text()) for entry in entries.find(text)]

    def meaning(self, text: str) -> Scalar:
        """Return the code of a label or an alias."""
        return codes.get(self.kind.list).match(text)

    def label_of(self, value: Scalar) -> str:
        """Return the code's label."""
        return self.kind.show(value)


class RefPicker(Picker):
    """A record of another register, found as in its own search."""

    def __init__(self, kind: Ref, app: App) -> None:
        """Know the register."""
        super().__init__(app.theme.icon("chevron-down", "muted"))
        self.kind, self.app = kind, app
        self.register = registers.get(kind.register)

    def suggest(self, text: str) -> list[Choice]:
        """Return the records that the text finds."""
        query = Query(text=text, sort=tuple((name, False) for name in self.register.sort))
        with self.app.db.read() as session:
            named = records.called(session, self.register, records.page(session, self.register, query, limit=MOST))
        return list(named.items())

    def meaning(self, text: str) -> Scalar:
        """Return the record of exactly that name, if there is one and no other."""
        first = self.register.title[0]
        with self.app.db.read() as session:
            rows: list[dict[str, Any]] = records.page(
                session, self.register, Query(filters=(Filter(first, "is", (text,)),)), limit=2
            )
        return rows[0]["id"] if len(rows) == 1 else None

    def label_of(self, value: Scalar) -> str:
        """Return the record's name."""
        with self.app.db.read() as session:
            return records.titles(session, self.register, [str(value)]).get(str(value), "…")
