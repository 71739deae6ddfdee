"""Setting one field of many records at once, as one gesture that is undone at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from ui.jobs import Action
from ui.widgets.editors import Editor, editor
from ui.widgets.words import column, label
from union_desk import records
from union_desk.errors import InvalidRecordError
from union_desk.search import Filter, Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.context import App
    from union_desk.progress import Progress
    from union_desk.schema.register import Register


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many records were changed, had the value already, and which were refused and why (the first reasons)."""

    changed: int
    same: int
    refused: tuple[str, ...]
    reasons: tuple[str, ...]


class BulkDialog(QDialog):
    """Asks for the field and the value."""

    def __init__(self, app: App, register: Register, places: Sequence[int], parent: QWidget) -> None:
        """Offer the fields that people fill in; what is the key of a record is its own."""
        super().__init__(parent)
        self.app, self.register, self.places = app, register, places
        self.setWindowTitle(_("Set a field of {count} records").format(count=len(places)))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        own = {name for key in register.keys for name in key} | set(register.title)
        self.field = QComboBox()
        self.field.setAccessibleName(_("Field"))
        for spec in register.typed:
            if spec.name not in own:
                self.field.addItem(_(spec.label), spec.name)
        self.field.currentIndexChanged.connect(self._change)
        self.empty = QCheckBox(_("Empty the field"))
        self.empty.toggled.connect(lambda on: self.value.setEnabled(not on))
        self.place = QVBoxLayout()
        self.value: QWidget = QWidget()
        self.said = label("", wraps=True, level="error")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Set"))
        self.buttons.accepted.connect(self.apply)
        self.buttons.rejected.connect(self.reject)
        told = label(_("One step, which Ctrl+Z takes back whole."), muted=True, wraps=True)
        self.setLayout(
            column(self.field, self.place, self.empty, self.said, told, self.buttons, margins=14, spacing=10)
        )
        self.setMinimumWidth(380)
        self._change()

    def choose(self, field: str) -> None:
        """Choose the field."""
        self.field.setCurrentIndex(self.field.findData(field))

    def apply(self) -> None:
        """Set the value in the writer's turn, as a job with progress."""
        spec = self.register.fields[str(self.field.currentData())]
        read = cast("Editor", self.value).read()
        value = None if self.empty.isChecked() else read.value
        if value is None and not self.empty.isChecked():
            self.said.setText(read.notes[0].text() if read.notes else _("Give a value, or tick 'Empty the field'."))
            return
        self.accept()
        run(self.app, self.register, self.places, spec.name, value)

    def _change(self) -> None:
        self.value.deleteLater()
        self.value = editor(self.app, self.register.fields[str(self.field.currentData())])
        self.value.setEnabled(not self.empty.isChecked())
        self.place.addWidget(self.value)
        self.said.clear()


def run(app: App, register: Register, places: Sequence[int], field: str, value: Any) -> None:
    """Set a field of the records at those places; those that would become wrong stay as they are and are named."""
    label_text = register.fields[field].label
    title = _("Setting '{field}' of {count} records").format(field=_(label_text), count=len(places))

    def work(progress: Progress) -> Outcome:
        with app.db.write(
            app.actor, N_("Set '{field}' of {count} records"), field=label_text, count=len(places)
        ) as session:
            progress.start(len(places), _("Checking and saving"))
            changed, same, refused, reasons = 0, 0, [], []
            for row in records.rows(session, register, places, [field]):
                progress.step()
                try:
                    saved = records.save(session, register, {field: value}, row["id"])
                except InvalidRecordError as error:
                    refused.append(str(row["id"]))
                    reasons.append(str(error))
                else:
                    changed += saved.changed
                    same += not saved.changed
            return Outcome(changed, same, tuple(refused), tuple(dict.fromkeys(reasons))[:5])

    job = app.jobs.run(title, work, lambda outcome: _tell(app, register, outcome, job.conclude), writes=True)


def _tell(app: App, register: Register, outcome: Outcome, conclude: Any) -> None:
    text = _("{changed} changed, {same} were so already, {refused} refused").format(
        changed=outcome.changed, same=outcome.same, refused=len(outcome.refused)
    )
    actions = []
    if outcome.changed:
        actions.append(Action(_("Undo"), lambda: app.run_command("undo")))
    if outcome.refused:
        query = Query(filters=(Filter("id", "is", outcome.refused),))
        actions.append(Action(_("Show the refused"), lambda: app.show_query(register.name, query)))
        text += "\n" + "\n".join(outcome.reasons)
    conclude(text, *actions)
    app.messages.say(text, level="warning" if outcome.refused else "success", actions=actions)
