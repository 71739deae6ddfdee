"""Two versions of one record, field by field: what this form holds and what somebody saved meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QDialog, QDialogButtonBox, QGridLayout, QRadioButton, QScrollArea, QWidget

from ui.widgets.words import column, label
from union_desk import records, registers
from union_desk.schema.kinds import Ref
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ui.context import App
    from union_desk.schema.field import Field
    from union_desk.schema.register import Register


class MergeDialog(QDialog):
    """Asks, for each field that both changed differently, whose value stands; `merged(values)` when it is decided."""

    merged = Signal(object)

    def __init__(
        self,
        app: App,
        register: Register,
        versions: tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]],
        parent: QWidget,
    ) -> None:
        """Take three versions: where the form started, what it holds, what stands in the database."""
        super().__init__(parent)
        self.app, self.register = app, register
        self.base, self.mine, self.theirs = versions
        self.setWindowTitle(_("Two versions of {title}").format(title=app.name_of(register, self.theirs)))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.choices: dict[str, QButtonGroup] = {}
        grid = QGridLayout()
        for place, text in enumerate((_("Field"), _("Yours"), _("Saved meanwhile"))):
            grid.addWidget(label(text, section=True), 0, place)
        for name in self.disputed():
            self._add(grid, name)
        grid.setRowStretch(grid.rowCount(), 1)
        inside = QWidget()
        inside.setLayout(grid)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(inside)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._decide)
        buttons.rejected.connect(self.reject)
        told = _(
            "The record was saved by somebody else while you were editing. Fields that only one of you changed are "
            "taken over by themselves; choose for the others."
        )
        self.setLayout(column(label(told, wraps=True), scroll, buttons, margins=12, spacing=10))
        self.resize(620, 420)

    def disputed(self) -> list[str]:
        """Return the fields that both changed, to different values."""
        return [
            n
            for n, f in self.register.fields.items()
            if not f.computed
            and self.mine.get(n) != self.base.get(n)
            and self.theirs.get(n) not in (self.base.get(n), self.mine.get(n))
        ]

    def result_values(self) -> dict[str, Any]:
        """Return the values that the decisions give."""
        found = {}
        for name, spec in self.register.fields.items():
            if spec.computed:
                continue
            group = self.choices.get(name)
            mine = group.checkedId() == 0 if group is not None else self.mine.get(name) != self.base.get(name)
            found[name] = (self.mine if mine else self.theirs).get(name)
        return found

    def _add(self, grid: QGridLayout, name: str) -> None:
        row, group = grid.rowCount(), QButtonGroup(self)
        grid.addWidget(label(_(self.register.fields[name].label)), row, 0)
        for place, (whose, version) in enumerate(((_("Yours"), self.mine), (_("Saved meanwhile"), self.theirs))):
            choice = QRadioButton(shown(self.app, self.register.fields[name], version.get(name)))
            choice.setAccessibleName(f"{_(self.register.fields[name].label)}, {whose}: {choice.text()}")
            group.addButton(choice, place)
            grid.addWidget(choice, row, place + 1)
        group.button(0).setChecked(True)
        self.choices[name] = group

    def _decide(self) -> None:
        values = self.result_values()
        self.accept()
        self.merged.emit(values)


def shown(app: App, spec: Field, value: Any, *, masked: bool = True) -> str:
    """Return a value in words: records by their titles, private values masked unless told otherwise."""
    if value is None:
        return "—"
    if isinstance(spec.kind, Ref):
        with app.db.read() as session:
            return records.titles(session, registers.get(spec.kind.register), [str(value)]).get(str(value), "…")
    return spec.kind.mask(value) if spec.sensitive and masked else spec.kind.show(value)
