"""A record that stands in no list of its own, such as a visit to a household: opened whole, beside its list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog

from ui.detail import Detail
from ui.widgets.words import column
from union_desk.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent
    from PySide6.QtWidgets import QWidget

    from ui.context import App
    from union_desk.schema.register import Register

_WIDTH, _HEIGHT = 560, 640


def open_record(app: App, register: Register, record_id: str, field: str = "", parent: QWidget | None = None
                ) -> RecordWindow:
    """Show a record with its form, its steps, what hangs on it, its attachments and its history."""
    made = RecordWindow(app, register, parent or app.window)
    made.detail.show_record(record_id, field)
    made.open()
    return made


class RecordWindow(QDialog):
    """The panel of a record in a dialog."""

    def __init__(self, app: App, register: Register, parent: QWidget | None) -> None:
        """Make the panel; it shows its record when told."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_(register.singular))
        self.detail = Detail(app, register)
        self.detail.closed.connect(self.reject)
        self.setLayout(column(self.detail))
        QShortcut(QKeySequence("Ctrl+S"), self, self.detail.save)
        QShortcut(QKeySequence("F1"), self, lambda: app.run_command("help"))
        self.resize(_WIDTH, _HEIGHT)

    def reject(self) -> None:
        """Close, and keep what was typed as a draft."""
        self.detail.leave()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what was typed when the frame's own button closes it."""
        self.detail.leave()
        super().closeEvent(event)
