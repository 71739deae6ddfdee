"""The form of one record: sections, live problems under each field, private values masked until asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui import tokens
from ui.widgets.editors import Editor, editor
from ui.widgets.words import label, restyle, row, tool
from union_desk import checking
from union_desk.schema.problem import ERROR, LEVELS, Problem, has_errors
from union_desk.words import _

if TYPE_CHECKING:
    from ui.context import App
    from union_desk.schema.field import Field
    from union_desk.schema.register import Register

Values = dict[str, Any]
Fill = Callable[[Values, str], Mapping[str, Any]]
PAUSE_MS = 180
LABEL_CHARACTERS = 9  # longer names of fields are broken into lines
MARKS = {"error": "circle-alert", "warning": "triangle-alert", "info": "info"}


def fill_nothing(_values: Values, _field: str) -> Mapping[str, Any]:
    """Propose nothing."""
    return {}


class Form(QScrollArea):
    """Shows and edits the values of one record; it holds values and the revision it started from, never a session."""

    edited = Signal()  # the person changed something
    checked = Signal(object)  # the problems, after every pause in editing
    unmask_asked = Signal()

    def __init__(
        self, app: App, register: Register, *, hidden: frozenset[str] = frozenset(), fill: Fill = fill_nothing
    ) -> None:
        """Build a line for each field but the hidden ones; `fill(values, field)` proposes other fields' values."""
        super().__init__()
        self.app, self.register, self._fill_in = app, register, fill
        self.lines: dict[str, Line] = {}
        self.base: Values = {}
        self.record_id: str | None = None
        self.revision: int | None = None
        self.problems: list[Problem] = []
        self._values: Values = {}
        self._masked: set[str] = set()
        self._filled: dict[str, Any] = {}
        self._locked = False
        self.label_width = self.fontMetrics().horizontalAdvance("\u4e2d" * LABEL_CHARACTERS)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.check)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._build([f for f in register.fields.values() if f.name not in hidden])

    def _build(self, fields: list[Field]) -> None:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(tokens.SPACE, tokens.SPACE_S, tokens.SPACE, tokens.SPACE_L)
        grid.setHorizontalSpacing(tokens.SPACE_S)
        grid.setVerticalSpacing(tokens.SPACE_XS)
        grid.setColumnStretch(1, 1)
        for section in dict.fromkeys(f.section for f in fields):
            if section:
                grid.addWidget(label(_(section), section=True), grid.rowCount(), 0, 1, 2)
            for spec in (f for f in fields if f.section == section):
                line = Line(self, spec)
                at = grid.rowCount()
                grid.addWidget(line.name, at, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
                grid.addLayout(line.lay_out(), at, 1)
                self.lines[spec.name] = line
        grid.setRowStretch(grid.rowCount(), 1)
        self.setWidget(inside)

    # The record

    def load(self, values: Mapping[str, Any], *, masked: bool = True) -> None:
        """Show a record as it stands in the database."""
        self.record_id, self.revision = values.get("id"), values.get("revision")
        self.base = {name: values.get(name) for name in self.register.fields}
        self._values = dict(self.base)
        self._filled = {}
        self._masked = {n for n in self.register.sensitive if masked and self.base.get(n) is not None}
        self._show_all()
        self.check()

    def begin(self, values: Mapping[str, Any]) -> None:
        """Begin a new record with these values and the fields' defaults."""
        defaults = {f.name: f.default for f in self.register.fields.values() if f.default is not None}
        self.load(defaults | dict(values), masked=False)
        self.record_id = self.revision = None
        self.base = dict.fromkeys(self.register.fields) | dict(values)

    def put(self, values: Mapping[str, Any]) -> None:
        """Set some values as if the person had typed them (a draft, a choice in the merge view)."""
        for name, value in values.items():
            if name in self.lines:
                self._values[name] = value
                self._masked.discard(name)
                self.lines[name].show_value(value)
        self._changed()

    def values(self) -> Values:
        """Return all values as they stand now."""
        return dict(self._values)

    def changes(self) -> Values:
        """Return the values that differ from where the form started."""
        return {n: v for n, v in self._values.items() if v != self.base.get(n)}

    def is_dirty(self) -> bool:
        """Tell whether there is anything to save."""
        return bool(self.changes()) or any(line.unread for line in self.lines.values())

    def unmask(self) -> None:
        """Show the private values."""
        self._hide(set())

    def hide_private(self) -> None:
        """Hide the private values again, but not those that were changed."""
        kept = {
            n
            for n in self.register.sensitive
            if self.base.get(n) is not None and self._values.get(n) == self.base.get(n)
        }
        self._hide(kept if self.record_id else set())

    def _hide(self, names: set[str]) -> None:
        touched, self._masked = self._masked ^ names, names
        for name in touched & self.lines.keys():
            self.lines[name].show_value(self._values.get(name))
            self.lines[name].show_problems([p for p in self.problems if p.field == name])

    def set_locked(self, locked: bool) -> None:  # noqa: FBT001  a state, set like a property
        """Forbid editing: records in the bin and books of the superior are only shown."""
        self._locked = locked
        self._show_all()

    def is_masked(self, name: str) -> bool:
        """Tell whether a field's value is hidden."""
        return name in self._masked

    def is_locked(self, name: str) -> bool:
        """Tell whether a field cannot be typed into."""
        return self._locked or self.register.fields[name].computed

    def _show_all(self) -> None:
        for name, line in self.lines.items():
            line.show_value(self._values.get(name))

    # Editing

    def take(self, line: Line) -> None:
        """Read an editor that was changed."""
        found = line.editor.read()
        name = line.spec.name
        line.unread = found.value is None and bool(found.notes)
        line.notes = [replace(note, field=name) for note in found.notes]
        self._values[name] = found.value
        for other, value in self._fill_in(self._values, name).items():
            if other in self.lines and self._values.get(other) in (None, "", self._filled.get(other)):
                self._values[other] = self._filled[other] = value
                self.lines[other].show_value(value)
        self._changed()

    def _changed(self) -> None:
        self._pause.start()
        self.edited.emit()

    def check(self) -> list[Problem]:
        """Validate what stands there and show each problem under its field; what is only read has nothing to mend."""
        self._pause.stop()
        found: list[Problem] = []
        if not self._locked:
            with self.app.db.read() as session:
                context = checking.Here(session, self.record_id)
                found = checking.validate(self.register, self._values | {"id": self.record_id}, context)
        notes = [note for line in self.lines.values() for note in line.notes]
        unread = {line.spec.name for line in self.lines.values() if line.unread}
        self.problems = notes + [p for p in found if p.field not in unread]
        for name, line in self.lines.items():
            line.show_problems([p for p in self.problems if p.field == name])
        self.checked.emit(self.problems)
        return self.problems

    def has_errors(self) -> bool:
        """Tell whether something forbids saving."""
        return has_errors(self.problems)

    def go_to(self, name: str) -> None:
        """Put the cursor into a field."""
        line = self.lines.get(name)
        if line is not None:
            self.ensureWidgetVisible(line.widget, 0, 60)
            line.widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to_first_error(self) -> None:
        """Put the cursor into the first field that forbids saving."""
        first = next((n for n in self.lines if any(p.field == n and p.level == ERROR for p in self.problems)), None)
        if first is not None:
            self.go_to(first)

    def apply(self, problem: Problem) -> None:
        """Take a problem's suggestion."""
        self.put({problem.field: problem.suggestion})
        self.lines[problem.field].forget_notes()
        self.check()


class Line:
    """One field of the form: its name, its editor, an eye where it is private, its problems."""

    def __init__(self, form: Form, spec: Field) -> None:
        """Make the parts."""
        self.form, self.spec = form, spec
        self.notes: list[Problem] = []
        self.unread = False  # something stands there that could not be read
        self.name = label(_(spec.label) + (" *" if spec.required else ""), wraps=True)
        self.name.setFixedWidth(form.label_width)
        self.name.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.name.setContentsMargins(0, 5, 0, 0)
        self.widget = editor(form.app, spec)
        self.widget.setProperty("helps", f"{form.register.name}.{spec.name}")
        self.editor = cast("Editor", self.widget)
        self.name.setBuddy(self.widget)
        self.editor.edited.connect(lambda: form.take(self))
        self.eye: QWidget | None = None
        if spec.sensitive:
            self.eye = tool(
                form.app.theme.icon("eye", "muted"),
                _("Show the private values (asks for a reason)"),
                form.unmask_asked.emit,
            )
        self.remarks = QVBoxLayout()
        self.remarks.setSpacing(1)
        self._shown: list[Problem] = []
        self._hint = self.widget.placeholderText() if isinstance(self.widget, QLineEdit) else ""

    def lay_out(self) -> QVBoxLayout:
        """Return the editor with the eye, and the place of the problems below."""
        column = QVBoxLayout()
        column.setSpacing(1)
        column.addLayout(row(self.widget, *([self.eye] if self.eye else []), spacing=2))
        column.addLayout(self.remarks)
        return column

    def show_value(self, value: Any) -> None:
        """Show a value, masked or not, editable or not."""
        self.forget_notes()
        masked = self.form.is_masked(self.spec.name)
        if masked:
            self.editor.show_masked(self.spec.kind.mask(value))
        else:
            self.editor.set_locked(self.form.is_locked(self.spec.name))
            self.editor.show_value(value)
        if self.eye is not None:
            self.eye.setVisible(masked)

    def forget_notes(self) -> None:
        """Forget the remarks about a reading that no longer stands there."""
        self.notes, self.unread = [], False

    def _said_aside(self, problems: list[Problem]) -> list[Problem]:
        """Say within an empty line that it is expected, and return the problems that need a line of their own."""
        if not isinstance(self.widget, QLineEdit) or self.widget.text():
            return problems
        expected = any(p.code == "incomplete" for p in problems)
        self.widget.setPlaceholderText(_("Expected in a complete record") if expected else self._hint)
        return [p for p in problems if p.code != "incomplete"]

    def show_problems(self, problems: list[Problem]) -> None:
        """Show the problems of this field, worst first."""
        if self.form.is_masked(self.spec.name):
            problems = [_hidden(p, self.spec.kind.mask) for p in problems]
        problems = sorted(self._said_aside(problems), key=lambda p: LEVELS.index(p.level))
        if problems == self._shown:
            return
        self._shown = problems
        while (item := self.remarks.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for problem in problems:
            self.remarks.addWidget(_remark(self.form, problem))
        restyle(self.widget, "level", problems[0].level if problems else "")
        self.widget.setAccessibleDescription("\n".join(p.text() for p in problems))


def _hidden(problem: Problem, mask: Callable[[Any], str]) -> Problem:
    """Return a problem that tells nothing which the mask hides."""
    params = {k: mask(v) if isinstance(v, str) else v for k, v in problem.params.items()}
    return replace(problem, params=params, suggestion=None)


def _remark(form: Form, problem: Problem) -> QWidget:
    text = label(problem.text(), wraps=True, level=problem.level)
    mark = QLabel()
    mark.setPixmap(form.app.theme.pixmap(MARKS[problem.level], problem.level, 14))
    parts: list[QWidget | None] = [mark, text]
    holder = QWidget()
    if problem.suggestion is not None and not form.is_locked(problem.field):
        shown = form.register.fields[problem.field].kind.show(problem.suggestion)  # type: ignore[arg-type]  # a scalar
        take = QPushButton(_("Use {value}").format(value=shown))
        take.setProperty("link", True)
        take.setAutoDefault(False)
        take.clicked.connect(lambda: form.apply(problem))
        parts.append(take)
    lay = row(*parts, spacing=4)
    lay.setContentsMargins(0, 1, 0, 3)
    lay.setStretch(1, 1)
    lay.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
    holder.setLayout(lay)
    return holder
