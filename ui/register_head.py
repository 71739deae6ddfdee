"""The line above a register's grid: its name and count, and a button for each thing that is done with records."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui import tokens
from ui.widgets.words import bar, button, label, row, tool
from union_desk.words import _

if TYPE_CHECKING:
    from ui.context import App
    from union_desk.schema.register import Register


class Head(QWidget):
    """Each button runs the command of the same purpose, so that its key, its menu entry and itself never differ."""

    def __init__(self, app: App, register: Register) -> None:
        """Lay the buttons out; those of the bin are shown in the bin only."""
        super().__init__()
        self._register = register
        icon, run = app.theme.icon, app.run_command
        self.title = label(_(register.label), title=True)
        self.count = label("", muted=True)
        self.eye = tool(icon("eye"), _("Show masked values (Ctrl+U)"), partial(run, "unmask"))
        self.copy = tool(icon("copy"), _("Copy as cells (Ctrl+C)"), partial(run, "copy"))
        self.bulk = tool(icon("pencil"), _("Set a field of the chosen records (Ctrl+B)"), partial(run, "bulk"))
        self.delete = tool(icon("trash-2"), _("Move to the bin (Del)"), partial(run, "delete"))
        self.columns = tool(icon("columns-3"), _("Columns (Ctrl+Shift+C)"), partial(run, "columns"))
        self.restore = button(_("Take out of the bin"), partial(run, "restore"), icon=icon("archive-restore"))
        self.bin = button(_("Bin"), partial(run, "bin"), icon=icon("trash-2"), tip=_("Show the bin (Ctrl+Shift+B)"))
        self.bin.setCheckable(True)
        tip = _("New record (Ctrl+N)")
        self.new = button(_("New"), partial(run, "new"), icon=icon("plus", "on_accent"), primary=True, tip=tip)
        self.extra = row(spacing=tokens.SPACE_S)  # for a page's own buttons
        for command, picture in (("import", "file-up"), ("export", "file-spreadsheet"), ("print", "printer")):
            found = app.commands.get(command)
            self.extra.addWidget(tool(icon(picture), f"{found.label()} ({found.key})", partial(run, command)))
        verbs = (self.eye, self.copy, self.bulk, self.delete, self.columns, self.restore, self.bin, self.new)
        self.setLayout(bar(self.title, self.count, None, self.extra, *verbs))
        self.show_count(0, 0)
        self.show_bin(shown=False)

    def show_count(self, total: int, chosen: int) -> None:
        """Show how many records there are and how many are chosen; without any chosen some verbs are off."""
        text = _("{count} records").format(count=f"{total:,}")
        more = _(" · {count} chosen").format(count=f"{chosen:,}") if chosen > 1 else ""
        self.count.setText(text + more)
        for part in (self.bulk, self.copy, self.eye, self.delete, self.restore):
            part.setEnabled(chosen > 0)

    def show_bin(self, *, shown: bool) -> None:
        """Show that the list is the bin, or that it is not."""
        name = _(self._register.label)
        self.title.setText(_("{register}: bin").format(register=name) if shown else name)
        self.bin.setChecked(shown)
        self.restore.setVisible(shown)
        for part in (self.delete, self.bulk, self.new):
            part.setVisible(not shown)
        if self._register.append_only:  # entries are added, never changed or thrown away
            for part in (self.delete, self.bulk, self.bin):
                part.hide()
        if not self._register.takes_rows:
            self.new.hide()
