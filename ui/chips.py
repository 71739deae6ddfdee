"""One filter chip: what it says, and the dialog in which it is set, made from the field's kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from ui.palette import sounds_like
from ui.widgets.words import button, column, label, row
from union_desk import records, registers
from union_desk.schema import codes
from union_desk.schema.kinds import Code, Ref, Region, YesNo
from union_desk.search import Filter, Query, selected
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.context import App
    from union_desk.schema.field import Field
    from union_desk.schema.register import Register

NAMED = 2  # values that a chip names; of more it gives the number
MOST_RECORDS = 500
SEEN_AT_A_GLANCE = 8
OPS = {"has": N_("contains"), "is": N_("is exactly"), "empty": N_("is empty"), "filled": N_("is filled in")}


def describe(app: App, register: Register, filters: Sequence[Filter]) -> str:
    """Return what the filters of one field say."""
    name = filters[0].field
    spec = register.fields.get(name)
    heading = _(spec.label) if spec is not None else _("Chosen records")
    return f"{heading}: " + " ".join(_part(app, spec, f) for f in filters)


def _part(app: App, spec: Field | None, chip: Filter) -> str:  # noqa: PLR0911  one an operator
    if chip.op == "among":
        return _(selected(chip).label)
    if spec is None:
        return f"{len(chip.values):,}"
    if chip.op in {"empty", "filled"}:
        return _(OPS[chip.op])
    shown = [_value(app, spec, v) for v in chip.values]
    match chip.op:
        case "from":
            return _("from {value}").format(value=shown[0])
        case "to":
            return _("to {value}").format(value=shown[0])
        case "has":
            return _("contains '{value}'").format(value=shown[0])
        case "was":
            return _("{values} on {day}").format(day=chip.values[0], values=_listed(shown[1:]))
        case "not":
            return _("not {values}").format(values=_listed(shown))
    return _listed(shown)


def _listed(shown: list[str]) -> str:
    text = ", ".join(shown[:NAMED])
    return text if len(shown) <= NAMED else _("{text} and {count} more").format(text=text, count=len(shown) - NAMED)


def _value(app: App, spec: Field, value: Any) -> str:
    if value in ("", None):
        return _("(empty)")
    if isinstance(spec.kind, Ref):
        with app.db.read() as session:
            return records.titles(session, registers.get(spec.kind.register), [str(value)]).get(str(value), "…")
    if isinstance(value, str) and not spec.kind.check(value):
        return spec.kind.show(value)
    return str(value) if isinstance(value, str) else spec.kind.show(value)


class ChipDialog(QDialog):
    """Sets the filters of one field; `decided(filters)`, empty to remove the chip."""

    decided = Signal(object)

    def __init__(self, app: App, register: Register, spec: Field, now: Sequence[Filter], parent: QWidget) -> None:
        """Show the filters as they are."""
        super().__init__(parent)
        self.app, self.register, self.spec = app, register, spec
        self.setWindowTitle(_(spec.label))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.part = _part_for(app, spec, now)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        remove = buttons.addButton(_("No filter"), QDialogButtonBox.ButtonRole.ResetRole)
        remove.clicked.connect(lambda: self._decide([]))
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        self.said = label("", wraps=True, level="error")
        self.said.hide()
        self.setLayout(column(self.part, self.said, buttons, margins=12, spacing=10))
        self.setMinimumWidth(320)

    def _accept(self) -> None:
        fault = self.part.fault()
        if fault:
            self.said.setText(fault)
            self.said.show()
        else:
            self._decide(self.part.filters())

    def _decide(self, filters: list[Filter]) -> None:
        self.accept()
        self.decided.emit(filters)


class _Part(QWidget):
    """The inside of the dialog for one way of filtering."""

    def filters(self) -> list[Filter]:
        """Return what is set."""
        raise NotImplementedError

    def fault(self) -> str:
        """Return why it cannot be taken, '' when it can."""
        return ""


def _part_for(app: App, spec: Field, now: Sequence[Filter]) -> _Part:
    kind = spec.kind
    if isinstance(kind, YesNo):
        return ChoicePart(spec, [(True, _("Yes")), (False, _("No"))], now)
    if isinstance(kind, Code) and not isinstance(kind, Region):
        return ChoicePart(spec, list(codes.get(kind.list).labels().items()), now)
    if isinstance(kind, Ref):
        register = registers.get(kind.register)
        query = Query(sort=tuple((name, False) for name in register.sort))
        with app.db.read() as session:
            named = records.called(session, register, records.page(session, register, query, limit=MOST_RECORDS))
        return ChoicePart(spec, list(named.items()), now)
    return RangePart(spec, now) if kind.filter == "range" else TextPart(spec, now)


class ChoicePart(_Part):
    """A list of values to tick, narrowed by typing (pinyin and initials too)."""

    def __init__(self, spec: Field, choices: Sequence[tuple[Any, str]], now: Sequence[Filter]) -> None:
        """Tick what is chosen now."""
        super().__init__()
        self.spec = spec
        chosen = now[0].values if now and now[0].op in {"is", "not"} else ()
        self.sought = QLineEdit(placeholderText=_("Search (pinyin too)"), clearButtonEnabled=True)
        self.sought.setAccessibleName(_("Search (pinyin too)"))
        self.list = QListWidget()
        self.list.setAccessibleName(_(spec.label))
        for value, text in [*choices, ("", _("(empty)"))]:
            item = QListWidgetItem(text, self.list)
            item.setData(Qt.ItemDataRole.UserRole, value)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if value in chosen else Qt.CheckState.Unchecked)
        self.sought.setVisible(self.list.count() > SEEN_AT_A_GLANCE)
        self.sought.textChanged.connect(self._narrow)
        self.list.itemActivated.connect(_toggle)
        self.other = QCheckBox(_("All others instead"))
        self.other.setChecked(bool(now) and now[0].op == "not")
        self.setLayout(column(self.sought, self.list, self.other))
        self.list.setCurrentRow(0)
        (self.sought if self.list.count() > SEEN_AT_A_GLANCE else self.list).setFocus()

    def filters(self) -> list[Filter]:
        """Return the ticked values as one filter."""
        items = [self.list.item(i) for i in range(self.list.count())]
        values = tuple(i.data(Qt.ItemDataRole.UserRole) for i in items if i.checkState() == Qt.CheckState.Checked)
        if not values:
            return []
        return [Filter(self.spec.name, "not" if self.other.isChecked() else "is", values)]

    def _narrow(self, text: str) -> None:
        for place in range(self.list.count()):
            item = self.list.item(place)
            item.setHidden(not sounds_like(text, item.text()))


def _toggle(item: QListWidgetItem) -> None:
    checked = item.checkState() == Qt.CheckState.Checked
    item.setCheckState(Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)


class RangePart(_Part):
    """From and to, both included, either may be empty."""

    def __init__(self, spec: Field, now: Sequence[Filter]) -> None:
        """Show the bounds as they are."""
        super().__init__()
        self.spec = spec
        bounds = {f.op: f.values[0] for f in now if f.op in {"from", "to"}}
        self.first, self.last, self.empty = QLineEdit(), QLineEdit(), QCheckBox(_("Only records where it is empty"))
        self.empty.setChecked(any(f.op == "empty" for f in now))
        for box, op in ((self.first, "from"), (self.last, "to")):
            box.setText(spec.kind.show(bounds.get(op)))
        form = QFormLayout(self)
        form.addRow(_("From"), self.first)
        form.addRow(_("To"), self.last)
        form.addRow(self.empty)

    def filters(self) -> list[Filter]:
        """Return the bounds that are given."""
        if self.empty.isChecked():
            return [Filter(self.spec.name, "empty")]
        found = ((op, self.spec.kind.parse(box.text()).value) for op, box in (("from", self.first), ("to", self.last)))
        return [Filter(self.spec.name, op, (value,)) for op, value in found if value is not None]

    def fault(self) -> str:
        """Name a bound that cannot be read."""
        for box in (self.first, self.last):
            read = self.spec.kind.parse(box.text())
            if read.value is None and read.notes:
                return read.notes[0].text()
        return ""


class TextPart(_Part):
    """A text, or whether there is one."""

    def __init__(self, spec: Field, now: Sequence[Filter]) -> None:
        """Show the filter as it is."""
        super().__init__()
        self.spec = spec
        self.op, self.text = QComboBox(), QLineEdit()
        for op, words in OPS.items():
            self.op.addItem(_(words), op)
        if now and now[0].op in OPS:
            self.op.setCurrentIndex(list(OPS).index(now[0].op))
            self.text.setText(str(now[0].values[0]) if now[0].values else "")
        self.op.currentIndexChanged.connect(lambda: self.text.setEnabled(self.op.currentData() in {"has", "is"}))
        self.op.setAccessibleName(_("How to compare"))
        self.text.setAccessibleName(_(spec.label))
        self.setLayout(row(self.op, self.text))
        self.text.setFocus()

    def filters(self) -> list[Filter]:
        """Return the filter; none for an empty text."""
        op, text = str(self.op.currentData()), self.text.text().strip()
        if op in {"empty", "filled"}:
            return [Filter(self.spec.name, op)]
        value = self.spec.kind.parse(text).value if op == "is" else text
        return [Filter(self.spec.name, op, (value,))] if value else []


def chip(text: str, *, active: bool) -> QPushButton:
    """Return the button of a chip."""
    made = button(text, chip=True, active=active)
    made.setAccessibleDescription(
        _("Enter changes the filter, Delete removes it") if active else _("Enter sets the filter")
    )
    return made
