"""A book that hangs on a record: its rows in a small grid, added and edited in a dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from ui import tokens
from ui.grid_model import GridModel
from ui.jobs import Action
from ui.record_dialog import RecordDialog
from ui.widgets.words import bar, button, column
from union_desk import records, registers
from union_desk.schema.kinds import Ref
from union_desk.search import Filter, Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from ui.context import App
    from ui.record_window import RecordWindow
    from union_desk.schema.register import Register


def children_of(register: Register) -> list[tuple[Register, str]]:
    """Return the books shown in the panel of a register's records, each with the field that names the record.

    Those that hang on it, and those that stand beside it, such as a committee's officers; events have their own tab.
    """
    events = {other.lifecycle.events for other in registers.ALL if other.lifecycle is not None}
    return [(child, link) for child in registers.ALL if child.name not in events
            for link in (child.parent, *child.beside)
            if link is not None and getattr(child.fields[link].kind, "register", "") == register.name]


def parent_of(child: Register) -> Register | None:
    """Return the register that a book hangs on."""
    if child.parent is None:
        return None
    kind = child.fields[child.parent].kind
    return registers.get(kind.register) if isinstance(kind, Ref) else None


def books(area: str) -> list[Register]:
    """Return the registers of an area that stand for themselves: not those that hang on another one of the area."""
    found = [register for register in registers.ALL if register.area == area]
    return [register for register in found if (parent := parent_of(register)) is None or parent.area != area]


def hanging(area: str) -> list[Register]:
    """Return the books of an area that hang on another one of it and that people write in: they are tabs on demand."""
    own = books(area)
    return [register for register in registers.ALL if own and register.area == area and register.takes_rows
            and register not in own]


class ChildView(QWidget):
    """The tab with one child book."""

    def __init__(self, app: App, register: Register, link: str) -> None:
        """Begin empty; `link` is the field that names the record in whose panel the rows are shown."""
        super().__init__()
        self.app, self.register, self.link = app, register, link
        self._record = ""
        self.view = QTableView()
        self.view_model = GridModel(app, register, self)
        self.view.setModel(self.view_model)
        self.view.setAccessibleName(_(register.label))
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setAlternatingRowColors(True)
        self.view.setShowGrid(False)
        self.view.setTabKeyNavigation(False)
        self.view.verticalHeader().hide()
        self.view.horizontalHeader().setStretchLastSection(True)
        self.view_model.show_columns([c for c in register.columns if c != self.link])
        self.is_more = register.attachable or register.lifecycle is not None or bool(children_of(register))
        if self.is_more:  # its steps, its files and what hangs on it need more than the form
            self.view.doubleClicked.connect(lambda _index: self.open_whole())
        elif not register.append_only:
            self.view.doubleClicked.connect(lambda _index: self.edit())
        self.view_model.answered.connect(lambda: self.view.selectRow(0))
        self.add_button = button(_("Add"), self.add, icon=app.theme.icon("plus"))
        self.edit_button = button(_("Edit"), self.edit, icon=app.theme.icon("pencil"))
        self.bin_button = button(_("Move to the bin"), self.remove, icon=app.theme.icon("trash-2"))
        tip = _("Opens the record whole: its steps, what hangs on it, its attachments and its history.")
        self.open_button = button(_("Open"), self.open_whole, icon=app.theme.icon("external-link"), tip=tip)
        self.open_button.setVisible(self.is_more)
        for part in (self.edit_button, self.bin_button):  # what is only added is never changed or removed
            part.setVisible(not register.append_only)
        self.setLayout(
            column(bar(self.add_button, self.open_button, self.edit_button, self.bin_button, None), self.view,
                   margins=tokens.SPACE_S)
        )
        app.changed.connect(self._follow)

    def show_record(self, record_id: str) -> None:
        """Show the rows that hang on a record."""
        self._record = record_id
        self.view_model.ask(Query(filters=(Filter(self.link, "is", (record_id,)),)))

    def add(self) -> RecordDialog:
        """Add a row."""
        dialog = self._dialog(_("New: {register}").format(register=_(self.register.singular)))
        dialog.begin({self.link: self._record})
        dialog.open()
        return dialog

    def edit(self) -> None:
        """Edit the chosen row."""
        row = self._chosen()
        if row is not None:
            with self.app.db.read() as session:
                values = records.get(session, self.register, row["id"])
            dialog = self._dialog(self.app.name_of(self.register, values))
            dialog.edit(values)
            dialog.open()

    def open_whole(self) -> RecordWindow | None:
        """Open the chosen row with everything that belongs to it."""
        from ui.record_window import open_record  # it shows children itself

        row = self._chosen()
        return open_record(self.app, self.register, row["id"], parent=self) if row is not None else None

    def remove(self) -> None:
        """Move the chosen row to the bin."""
        row = self._chosen()
        if row is not None:
            name, app = self.app.name_of(self.register, row), self.app
            app.jobs.gesture(
                N_("Moved {register} {name} to the bin"),
                lambda s: records.delete(s, self.register, [row["id"]]),
                lambda _count: app.messages.say(
                    _("{name} is in the bin.").format(name=name),
                    actions=[Action(_("Undo"), lambda: app.run_command("undo"))],
                ),
                params={"register": self.register.singular, "name": name},
                owner=self,
            )

    def _dialog(self, title: str) -> RecordDialog:
        return RecordDialog(self.app, self.register, title, self, hidden=frozenset({self.link}))

    def _chosen(self) -> dict[str, Any] | None:
        index = self.view.currentIndex()
        return self.view_model.row(index.row()) if index.isValid() else None

    def _follow(self, changed: frozenset[str]) -> None:
        if self.register.name in changed and self._record:
            self.show_record(self._record)
