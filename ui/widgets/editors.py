"""One editor for each kind of value. Whatever somebody writes is read by the kind; nothing is read while composing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QCalendarWidget, QComboBox, QLineEdit, QMenu, QPlainTextEdit, QWidget, QWidgetAction

from ui.widgets.pickers import CodePicker, RefPicker
from union_desk.schema.kinds import Kind, Parsed, Scalar
from union_desk.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QWheelEvent

    from ui.context import App
    from union_desk.schema.field import Field


class Editor(Protocol):
    """What the form needs of an editor."""

    edited: Any  # Signal(): the person changed something

    def read(self) -> Parsed:
        """Return what stands there, with remarks about the reading."""
        ...

    def show_value(self, value: Scalar) -> None:
        """Show a value without telling that anything was edited."""
        ...

    def set_locked(self, locked: bool) -> None:  # noqa: FBT001  a state, set like a property
        """Forbid or allow editing."""
        ...

    def show_masked(self, text: str) -> None:
        """Show a mask that cannot be edited."""
        ...


class LineEditor(QLineEdit):
    """A single line; when left, the text is written as its kind writes it."""

    edited = Signal()

    def __init__(self, kind: Kind) -> None:
        """Take the kind that reads the text."""
        super().__init__()
        self.kind = kind
        self.textEdited.connect(lambda _text: self.edited.emit())

    def read(self) -> Parsed:
        """Return the text as its kind reads it."""
        return self.kind.parse(self.text())

    def show_value(self, value: Scalar) -> None:
        """Show a value."""
        self.setText(self.kind.show(value))
        self.setCursorPosition(0)

    def set_locked(self, locked: bool) -> None:  # noqa: FBT001  a state, set like a property
        """Forbid or allow editing."""
        self.setReadOnly(locked)

    def show_masked(self, text: str) -> None:
        """Show a mask."""
        self.setText(text)
        self.setReadOnly(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Write the value as it will be kept."""
        super().focusOutEvent(event)
        if not self.isReadOnly() and event.reason() != Qt.FocusReason.PopupFocusReason:
            found = self.read()
            if found.value is not None:
                self.setText(self.kind.show(found.value))


class DateEditor(LineEditor):
    """A date in any usual spelling, or from a calendar (Alt+↓)."""

    def __init__(self, kind: Kind, icon: Any) -> None:
        """Offer the calendar at the end of the line."""
        super().__init__(kind)
        self.setPlaceholderText("2024-03-15")
        self._open = self.addAction(icon, QLineEdit.ActionPosition.TrailingPosition)
        self._open.setToolTip(_("Choose from a calendar (Alt+↓)"))
        self._open.setShortcut("Alt+Down")
        self._open.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._open.triggered.connect(self.choose)

    def set_locked(self, locked: bool) -> None:  # noqa: FBT001  a state, set like a property
        """Forbid or allow editing, by the calendar too."""
        super().set_locked(locked)
        self._open.setVisible(not locked)

    def choose(self) -> QMenu:
        """Unfold the calendar."""
        menu = QMenu(self)
        calendar = QCalendarWidget()
        read = self.read().value
        if isinstance(read, str):
            calendar.setSelectedDate(QDate.fromString(read, Qt.DateFormat.ISODate))
        calendar.clicked.connect(lambda day: self._take(menu, day))
        calendar.activated.connect(lambda day: self._take(menu, day))
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(calendar)
        menu.addAction(holder)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        calendar.setFocus()
        return menu

    def _take(self, menu: QMenu, day: QDate) -> None:
        self.setText(day.toString(Qt.DateFormat.ISODate))
        menu.hide()
        self.edited.emit()


class AreaEditor(QPlainTextEdit):
    """Several lines; Tab goes to the next field."""

    edited = Signal()

    def __init__(self, kind: Kind) -> None:
        """Be about four lines high."""
        super().__init__()
        self.kind = kind
        self._quiet = False
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * 4 + 12)
        self.textChanged.connect(lambda: None if self._quiet else self.edited.emit())

    def read(self) -> Parsed:
        """Return the text."""
        return self.kind.parse(self.toPlainText())

    def show_value(self, value: Scalar) -> None:
        """Show a value."""
        self._quiet = True
        self.setPlainText(self.kind.show(value))
        self._quiet = False

    def set_locked(self, locked: bool) -> None:  # noqa: FBT001  a state, set like a property
        """Forbid or allow editing."""
        self.setReadOnly(locked)

    def show_masked(self, text: str) -> None:
        """Show a mask."""
        self.show_value(text)
        self.setReadOnly(True)


class YesNoEditor(QComboBox):
    """Yes, no, or not known."""

    edited = Signal()
    _VALUES = (None, True, False)

    def __init__(self, kind: Kind) -> None:
        """Offer the three."""
        super().__init__()
        self.kind = kind
        self._masked = False
        self.addItems(["", _("Yes"), _("No")])
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(lambda _place: self.edited.emit())

    def read(self) -> Parsed:
        """Return what is chosen."""
        return Parsed(self._VALUES[self.currentIndex()])

    def show_value(self, value: Scalar) -> None:
        """Show a value."""
        self.setCurrentIndex(0 if value is None else (1 if value else 2))

    def set_locked(self, locked: bool) -> None:  # noqa: FBT001  a state, set like a property
        """Forbid or allow editing."""
        self.setEnabled(not locked)

    def show_masked(self, text: str) -> None:
        """Show nothing."""
        del text
        self.setCurrentIndex(0)
        self.setEnabled(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the form: scrolling past a field must not change it."""
        event.ignore()


def editor(app: App, spec: Field) -> QWidget:
    """Return the editor of a field; it follows the `Editor` protocol."""
    kind: Any = spec.kind
    made: QWidget
    match kind.editor:
        case "area":
            made = AreaEditor(kind)
        case "date":
            made = DateEditor(kind, app.theme.icon("calendar", "muted"))
        case "check":
            made = YesNoEditor(kind)
        case "choice" | "region":
            made = CodePicker(kind, app.theme.icon("chevron-down", "muted"))
        case "ref":
            made = RefPicker(kind, app)
        case _:
            made = LineEditor(kind)
    made.setAccessibleName(_(spec.label))
    made.setWhatsThis(_(spec.help) if spec.help else "")
    if isinstance(made, (LineEditor, CodePicker, RefPicker)) and spec.help:
        made.setToolTip(_(spec.help))
    return made
