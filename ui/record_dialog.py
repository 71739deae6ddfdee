"""A record in a dialog: for the books that hang on another record, for events, for setting one field of many."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from ui import unmask
from ui.form import Form
from ui.widgets.words import column, label
from union_desk import lifecycle, records
from union_desk.errors import InvalidRecordError
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.schema.register import Register

Write = Callable[["Session", dict[str, Any]], object]


class RecordDialog(QDialog):
    """A form with Save and Cancel; stays open with the problems shown while the record is refused."""

    def __init__(
        self, app: App, register: Register, title: str, parent: QWidget, *, hidden: frozenset[str] = frozenset()
    ) -> None:
        """Build the form; `begin` or `edit` fills it."""
        super().__init__(parent)
        self.app, self.register = app, register
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        computed = {f.name for f in register.fields.values() if f.computed}
        self.form = Form(app, register, hidden=hidden | computed)
        self.said = label("", wraps=True, level="error")
        self.said.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        self.setLayout(column(self.form, self.said, self.buttons, margins=8))
        self.form.unmask_asked.connect(self._unmask)
        QShortcut(QKeySequence("F1"), self, lambda: app.run_command("help"))  # the window's own does not reach here
        self._write: Write = self._save_record
        self._what, self._params = N_("Edited {register}: {name}"), {"register": register.singular}
        self.resize(480, min(660, 110 + 36 * len(self.form.lines)))

    def begin(self, values: Mapping[str, Any]) -> None:
        """Begin a new record."""
        self._what = N_("Added {register}: {name}")
        self.form.begin(values)

    def edit(self, values: Mapping[str, Any]) -> None:
        """Edit a record; its private values stay masked until asked for."""
        self.form.load(values)

    def write_by(self, what: str, params: dict[str, Any], write: Write) -> None:
        """Save by another function than the register's own, as a gesture with those words."""
        self._what, self._params, self._write = what, params, write

    def save(self) -> None:
        """Save in the writer's turn; close when it is done."""
        self.form.check()
        if self.form.has_errors():
            self.form.go_to_first_error()
            return
        values = self.form.values()
        params = self._params | {"name": self.app.name_of(self.register, values)}
        self.setEnabled(False)
        self.app.jobs.gesture(
            self._what,
            lambda s: self._write(s, values),
            lambda _none: self.accept(),
            params=params,
            failed=self._refused,
            owner=self,
        )

    def _unmask(self) -> None:
        unmask.ask(self.app, self.register, [self.form.record_id or ""], self.form.unmask, self)

    def _save_record(self, session: Session, values: dict[str, Any]) -> object:
        if self.form.record_id is None:
            return lifecycle.create(session, self.register, values)
        return records.save(session, self.register, values, self.form.record_id, self.form.revision)

    def _refused(self, error: BaseException) -> None:
        self.setEnabled(True)
        if isinstance(error, InvalidRecordError):
            self.said.setText(str(error))
            self.said.show()
        else:
            self.app.messages.error(error)
