"""The page of a register, the same for every register: filter bar, grid, detail panel, bin, and their commands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QSplitter, QStackedLayout, QWidget

from ui import drafts, tokens, unmask
from ui.filterbar import FilterBar
from ui.form import Fill, fill_nothing
from ui.grid import Grid
from ui.grid_model import STATUS
from ui.jobs import Action
from ui.pages.page import PageWidget
from ui.register_head import Head
from ui.widgets.words import column
from union_desk import records
from union_desk.safety import gate
from union_desk.schema.register import OFFICE
from union_desk.search import Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from ui.bulk import BulkDialog
    from ui.column_chooser import ColumnChooser
    from ui.context import App
    from ui.detail import Detail
    from union_desk.schema.register import Register

DETAIL_WIDTH = 480
COPIED = N_("Copied {count} records of {register} to the clipboard")
MOST_UNMASKED = 200


class RegisterPage(PageWidget):
    """Lists, finds, shows and edits the records of one register."""

    def __init__(self, app: App, register: Register, fill: Fill = fill_nothing) -> None:
        """Lay out the page and ask for the first records."""
        super().__init__(app)
        self.register, self._fill = register, fill
        self.bar = FilterBar(app, register)
        self.grid = Grid(app, register)
        self.detail: Detail | None = None
        self._wanted: str | None = None  # the record to bring the cursor back to
        self._lay_out()
        self._remask = QTimer(self, singleShot=True, interval=unmask.SECONDS * 1000)
        self._remask.timeout.connect(lambda: self.grid.grid_model.set_unmasked(()))
        self._again = QTimer(self, singleShot=True, interval=120)
        self._again.timeout.connect(self.refresh)
        self.bar.changed.connect(self._ask)
        self.grid.sorted.connect(self.bar.set_sort)
        self.grid.opened.connect(self._open)
        self.grid.current.connect(self._follow_cursor)
        self.grid.chosen.connect(lambda _count: self._count())
        self.grid.grid_model.answered.connect(self._answered)
        self.grid.grid_model.completed.connect(self._go_to_wanted)
        app.changed.connect(self._changed)
        for told in (app.synced, app.reports_loaded):
            told.connect(self.grid.grid_model.reread)
        start = Query(sort=tuple((name, False) for name in register.sort if name != "n"))
        self.bar.show_query(start)
        self._ask(start)

    def _lay_out(self) -> None:
        self.head = Head(self.app, self.register)
        self.extra = self.head.extra
        self.empty = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.empty.setProperty("muted", True)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self.empty)
        left = QWidget()
        left.setLayout(self._stack)
        self.split = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self.split.addWidget(left)
        whole = column(self.head, self.bar, self.split, margins=tokens.SPACE)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.grid)

    # The query

    def state(self) -> dict[str, Any]:
        """Return what `open` needs to show the same again."""
        record = self.detail.record_id if self.detail is not None and self.detail.isVisible() else None
        return {"query": self.bar.query, "record": record}

    def open(self, **arguments: Any) -> None:
        """Show a query, or a record with the cursor in a field, or begin a new record with values."""
        query = arguments.get("query")
        if isinstance(query, Query):
            self.show_query(query)
        record = arguments.get("record")
        if record == drafts.NEW:
            self.new_record()
        elif record:
            self.show_record(str(record), str(arguments.get("field") or ""))
        if "new" in arguments:
            self.new_record(arguments["new"])

    def show_query(self, query: Query) -> None:
        """Show what a query from elsewhere finds."""
        self.bar.show_query(query)
        self._ask(query)

    def refresh(self) -> None:
        """Ask again, keeping the cursor on its record."""
        self._again.stop()
        self._wanted = self._wanted or self.grid.current_id()
        self.grid.grid_model.cells.forget_titles()
        self.grid.grid_model.ask(self.bar.query)

    def _ask(self, query: Query) -> None:
        self.head.show_bin(shown=query.deleted)
        self.grid.show_order(query.sort)
        self.grid.grid_model.ask(query)

    def _answered(self) -> None:
        self._count()
        total = self.grid.grid_model.total
        self._stack.setCurrentWidget(self.grid if total else self.empty)
        query = self.bar.query
        self.empty.setText(self._nothing(query))
        self._go_to_wanted()

    def _nothing(self, query: Query) -> str:
        """Return why the list is empty and what can be done about it."""
        if query.text or query.filters:
            return _("Nothing found. Change the search or the filters (Ctrl+Backspace clears them).")
        if query.deleted:
            return _("The bin is empty.")
        if self.register.takes_rows:
            return _("Nothing here yet. Ctrl+N begins a new record; a workbook dropped on the window is imported.")
        if self.register.owner != OFFICE:
            return _("Nothing here yet. The superior sends these records; they come with the next report.")
        return _("Nothing here yet. The program enters these records when the work behind them is done.")

    def _go_to_wanted(self) -> None:
        """Put the cursor on the record that is waited for, as soon as its line is known."""
        model = self.grid.grid_model
        if self._wanted is None or not model.total:
            return
        line = model.line_of(self._wanted)
        if line is not None:
            self.grid.go_to(line)
        if line is not None or model.is_complete:
            self._wanted = None

    def _changed(self, registers: frozenset[str]) -> None:
        if self.register.name in registers or any(r in registers for r in self._referred()):
            self._again.start()

    def _referred(self) -> list[str]:
        return [getattr(f.kind, "register", "") for f in self.register.fields.values()]

    def _count(self) -> None:
        self.head.show_count(self.grid.grid_model.total, self.grid.count_chosen())

    # The detail panel

    def show_record(self, record_id: str, field: str = "") -> None:
        """Show a record in the panel, and put the cursor on it where the list holds it."""
        line = self.grid.grid_model.line_of(record_id)
        if line is not None:
            self.grid.go_to(line)
        else:
            self._wanted = record_id
        self._panel().show_record(record_id, field)

    def new_record(self, values: dict[str, Any] | None = None) -> None:
        """Begin a new record in the panel."""
        if self.bar.query.deleted:
            self.toggle_bin()
        self._panel().begin(values or {})

    def save_record(self) -> None:
        """Save what the panel shows."""
        if self.detail is not None and self.detail.isVisible():
            self.detail.save()

    def show_history(self) -> None:
        """Show the history of the record under the cursor."""
        record = self.grid.current_id()
        if record:
            self._panel().show_record(record)
            self._panel().show_history()

    def toggle_detail(self) -> None:
        """Show or hide the panel."""
        if self.detail is not None and self.detail.isVisible():
            self.close_detail()
        else:
            record = self.grid.current_id()
            if record:
                self._open(record)

    def close_detail(self) -> None:
        """Hide the panel; what was typed is kept as a draft."""
        if self.detail is not None:
            self.detail.leave()
            self.detail.hide()
        self.grid.setFocus()

    def leaving(self) -> bool:
        """Keep what was typed when the program ends."""
        if self.detail is not None and self.detail.isVisible():
            self.detail.leave()
        return True

    def _panel(self) -> Detail:
        if self.detail is None:
            from ui.detail import Detail  # start-up: not part of the first sight, like the dialogs below

            self.detail = Detail(self.app, self.register, self._fill)
            self.detail.closed.connect(self.close_detail)
            self.detail.saved.connect(self._was_saved)
            self.detail.setMinimumWidth(360)
            self.split.addWidget(self.detail)
            self.split.setStretchFactor(0, 1)
            self.split.setStretchFactor(1, 0)
            self.split.setSizes([max(320, self.width() - DETAIL_WIDTH), DETAIL_WIDTH])
        self.detail.show()
        return self.detail

    def _was_saved(self, record_id: str) -> None:
        self._wanted = record_id

    def _open(self, record_id: str) -> None:
        panel = self._panel()
        panel.show_record(record_id)
        panel.form.go_to(next(iter(panel.form.lines)))

    def _follow_cursor(self, record_id: str | None) -> None:
        panel = self.detail
        # While the list is read again, or when it only gets the focus, nobody moved the cursor
        if self._wanted is not None or not self.grid.count_chosen():
            return
        if record_id and panel is not None and panel.isVisible() and panel.record_id is not None:
            panel.show_record(record_id)

    # What is done with the chosen records

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.bar.search.setFocus()
        self.bar.search.selectAll()

    def add_filter(self) -> None:
        """Offer the fields to filter by."""
        self.bar.choose_field()

    def clear_query(self) -> None:
        """Show everything again."""
        self.bar.clear_all()

    def choose_view(self) -> None:
        """Offer the saved views."""
        self.bar.choose_view()

    def choose_columns(self) -> ColumnChooser:
        """Ask which columns to show."""
        from ui.column_chooser import ColumnChooser

        dialog = ColumnChooser(self.register, self.grid.columns(), self, reports=STATUS in self.grid.first_columns())
        dialog.decided.connect(self._show_columns)
        dialog.open()
        return dialog

    def _show_columns(self, names: Sequence[str]) -> None:
        self.grid.set_columns(names)
        self.refresh()

    def copy_selected(self) -> None:
        """Copy the chosen records as cells."""
        ids, many = self._ids(), len(self.grid.lines())
        release = gate.Release(gate.COPY, self.register.name, many, tuple(self.grid.columns()),
                               records=tuple(ids) if len(ids) == many else ())
        gate.check(self.app.actor, release)
        count = self.grid.copy()
        self.app.jobs.gesture(COPIED, lambda session: gate.note(session, release), keep=True,
                              params={"count": count, "register": self.register.label}, owner=self)
        self.app.messages.say(
            _("{count} records copied; paste them into Excel or WPS. Masked values stay masked.").format(count=count)
        )

    def unmask_selected(self) -> None:
        """Ask for the reason, then show the private values of the chosen records for a minute."""
        ids = self._ids()[:MOST_UNMASKED]
        if ids:
            unmask.ask(self.app, self.register, ids, lambda: self._unmask(ids), self)

    def _unmask(self, ids: list[str]) -> None:
        self.grid.grid_model.set_unmasked(ids)
        self._remask.start()
        if self.detail is not None and self.detail.record_id in ids:
            self.detail.show_private()

    def edit_selected(self) -> BulkDialog | None:
        """Set one field of the chosen records."""
        places = self.grid.grid_model.places_of(self.grid.lines())
        if not places:
            self.app.messages.say(_("Choose records in the list first."))
            return None
        from ui.bulk import BulkDialog

        dialog = BulkDialog(self.app, self.register, places, self)
        dialog.open()
        return dialog

    def delete_selected(self) -> None:
        """Move the chosen records to the bin; nothing is asked, because it is undone with one key."""
        self._move(N_("Moved {count} records to the bin ({register}: {name})"), restore=False)

    def restore_selected(self) -> None:
        """Take the chosen records out of the bin."""
        self._move(N_("Took {count} records out of the bin ({register}: {name})"), restore=True)

    def _is_typing(self) -> bool:
        """Tell whether the cursor is in the panel, where Del means something else."""
        focus = QApplication.focusWidget()
        return self.detail is not None and focus is not None and self.detail.isAncestorOf(focus)

    def _move(self, what: str, *, restore: bool) -> None:
        lines = self.grid.lines()
        places = self.grid.grid_model.places_of(lines)
        if not places or restore != self.bar.query.deleted or self._is_typing():
            return
        register, app = self.register, self.app
        first = self.grid.grid_model.row(lines[0]) or {}
        name = app.name_of(register, first)
        params: dict[str, object] = {"count": len(places), "register": register.label, "name": name}

        def work(session: Any) -> int:
            ids = [r["id"] for r in records.rows(session, register, places, ["id"])]
            return (records.restore if restore else records.delete)(session, register, ids)

        told = _("{count} records are out of the bin.") if restore else _("{count} records are in the bin.")
        app.jobs.gesture(
            what,
            work,
            lambda count: app.messages.say(
                told.format(count=count), actions=[Action(_("Undo"), lambda: app.run_command("undo"))]
            ),
            params=params,
            owner=self,
        )

    def toggle_bin(self) -> None:
        """Show the bin, or the living records again."""
        query = replace(self.bar.query, deleted=not self.bar.query.deleted)
        self.bar.show_query(query)
        self._ask(query)

    def _ids(self) -> list[str]:
        found = (self.grid.grid_model.row(line) for line in self.grid.lines()[:MOST_UNMASKED])
        return [str(r["id"]) for r in found if r is not None]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the panel with Esc, wherever the cursor is."""
        if event.key() == Qt.Key.Key_Escape and self.detail is not None and self.detail.isVisible():
            self.close_detail()
            return
        super().keyPressEvent(event)
