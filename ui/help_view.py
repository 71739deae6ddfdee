"""F1: the guide with the filling rule of the field that has the focus, or the sheet of all keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
)

from ui.commands import MENUS
from ui.widgets.words import column, label
from union_desk.words import N_, _

if TYPE_CHECKING:
    from ui.context import App
    from union_desk.schema.field import Field


def show(app: App) -> None:
    """Explain the field with the focus in the guide, at the page in front; without a field, show the keys."""
    from ui import guide_view

    field = guide_view.field_of(QApplication.focusWidget())
    if field is None:
        show_keys(app)
    else:
        show_guide(app, field)


def show_guide(app: App, field: Field | None = None) -> None:
    """Show the guide where it speaks of the page in front, with the rule of a field on top."""
    from ui import guide_view

    guide_view.show(app, page=app.window.current_page() if app.window is not None else "", field=field)


def show_keys(app: App) -> KeySheet:
    """Show every command with its key."""
    sheet = KeySheet(app)
    sheet.open()
    return sheet


# Keys of the parts of a page, which are no commands of the window
PLACES = (
    ("Enter", N_("Open the record")),
    ("Esc", N_("Close the detail panel, a list or a dialog")),
    ("Tab / Shift+Tab", N_("To the next or the previous field")),
    ("Shift+↓ / Ctrl+A", N_("Choose several records, or all")),
    ("Alt+↓", N_("Open the list of a field")),
    ("Ctrl+Tab", N_("To the next tab of the detail panel")),
)


class KeySheet(QDialog):
    """The cheat sheet: menus, commands, keys."""

    def __init__(self, app: App) -> None:
        """Fill the table from the commands."""
        super().__init__(app.window)
        self.setWindowTitle(_("All keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        lines = [(_(menu), c.label(), c.key) for menu in MENUS for c in app.commands if c.menu == menu and c.key]
        lines += [(_("In a page"), _(text), key) for key, text in PLACES]
        self.table = QTableWidget(len(lines), 3)
        self.table.setHorizontalHeaderLabels([_("Where"), _("What"), _("Key")])
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setAlternatingRowColors(True)
        self.table.setAccessibleName(_("All keys"))
        for row, line in enumerate(lines):
            for place, text in enumerate(line):
                self.table.setItem(row, place, QTableWidgetItem(text))
        self.table.resizeColumnsToContents()
        self.table.horizontalHeader().setStretchLastSection(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        book = buttons.addButton(_("User guide"), QDialogButtonBox.ButtonRole.ActionRole)
        book.clicked.connect(lambda: show_guide(app))
        hint: QLabel = label(
            _("With the cursor in a field of a form, F1 shows the filling rule of that field."), muted=True, wraps=True
        )
        self.setLayout(column(hint, self.table, buttons, margins=12))
        self.resize(640, 560)
