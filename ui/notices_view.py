"""Whose work is in the program: every notice with its licence, to be read and copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit

from ui import tokens
from ui.widgets.words import column
from union_desk import about
from union_desk.words import _

if TYPE_CHECKING:
    from ui.context import App


def show(app: App) -> QDialog:
    """Show all notices in a window of their own; returns it."""
    dialog = QDialog(app.window)
    dialog.setWindowTitle(_("Licences of everything inside"))
    text = QPlainTextEdit(about.licences(), readOnly=True)
    text.setAccessibleName(dialog.windowTitle())
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    dialog.setLayout(column(text, buttons, margins=tokens.SPACE))
    dialog.resize(760, 560)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
