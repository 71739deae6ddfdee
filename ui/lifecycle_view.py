"""The life of a record as its events: a timeline, and the steps that are possible from the state it is in."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QTableWidget, QTableWidgetItem, QWidget

from ui import tokens
from ui.record_dialog import RecordDialog
from ui.widgets.words import button, column, label
from union_desk import checking, lifecycle, records, registers
from union_desk.schema.kinds import Ref
from union_desk.search import Filter, Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.schema.field import Field
    from union_desk.schema.register import Register, Transition

ACROSS = 2  # buttons beside each other


class LifecycleView(QWidget):
    """The tab with the events of a record."""

    def __init__(self, app: App, register: Register) -> None:
        """Begin empty."""
        super().__init__()
        self.app, self.register = app, register
        self.life = lifecycle.of(register)
        self.events = registers.get(self.life.events)
        self._record = ""
        self.state = label("", title=True)
        self.steps = QGridLayout()
        self.steps.setSpacing(tokens.SPACE_S)
        self.table = QTableWidget(0, 0)
        self.table.setAccessibleName(_(self.events.label))
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setAlternatingRowColors(True)
        self.table.setShowGrid(False)
        self.table.setWordWrap(True)
        self.table.verticalHeader().hide()
        self.table.setTabKeyNavigation(False)
        self.setLayout(
            column(self.state, label(_("Possible now:"), muted=True), self.steps, self.table, margins=tokens.SPACE)
        )

    def show_record(self, record_id: str) -> None:
        """Read the events of a record."""
        self._record = record_id
        self.app.jobs.read(lambda s: self._read(s, record_id), lambda found: self._fill(record_id, *found), owner=self)

    def step(self, step: Transition) -> RecordDialog:
        """Ask for an event's facts, then add it."""
        kind = self.events.fields["event"].kind
        shown = {"happened_on", *step.needs, *step.also, *_USUAL}
        hidden = frozenset(self.events.fields) - shown
        dialog = RecordDialog(self.app, self.events, kind.show(step.event), self, hidden=hidden)
        dialog.begin({"event": step.event, self.life.link: self._record, "happened_on": checking.today()})
        record = self._record

        def add(session: Session, values: dict[str, Any]) -> object:
            return lifecycle.apply_event(
                session, self.register, record, {n: v for n, v in values.items() if v is not None}
            )

        dialog.write_by(N_("{event}: {title}"), {"event": kind.show(step.event), "title": self._title}, add)
        dialog.open()
        return dialog

    def _read(self, session: Session, record_id: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        record = records.get(session, self.register, record_id)
        query = Query(filters=(Filter(self.life.link, "is", (record_id,)),), sort=(("n", True),))
        events = records.page(session, self.events, query, limit=500)
        for name, spec in self.events.fields.items():
            if name != self.life.link and isinstance(spec.kind, Ref):
                named = registers.get(spec.kind.register)
                titles = records.titles(session, named, [str(e[name]) for e in events if e[name]])
                for event in events:
                    event[name] = titles.get(event[name])
        return record, events

    def _fill(self, record_id: str, record: dict[str, Any], events: list[dict[str, Any]]) -> None:
        if record_id != self._record:
            return
        self._title = self.app.name_of(self.register, record)
        state = str(record.get(self.life.state) or "")
        self.state.setText(self.register.fields[self.life.state].kind.show(state) if state else "—")
        self._fill_steps(state, bool(record.get("deleted")))
        shown = [
            f
            for n, f in self.events.fields.items()
            if n != self.life.link and any(e.get(n) is not None for e in events)
        ]
        self._fill_table(shown, events)

    def _fill_steps(self, state: str, gone: bool) -> None:  # noqa: FBT001  a state, set like a property
        while (item := self.steps.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        kind = self.events.fields["event"].kind
        for place, step in enumerate(() if gone else self.life.allowed(state)):
            made = button(kind.show(step.event), partial(self.step, step))
            self.steps.addWidget(made, place // ACROSS, place % ACROSS)

    def _fill_table(self, fields: list[Field], events: list[dict[str, Any]]) -> None:
        self.table.setColumnCount(len(fields))
        self.table.setRowCount(len(events))
        self.table.setHorizontalHeaderLabels([_(f.label) for f in fields])
        for row, event in enumerate(events):
            for place, spec in enumerate(fields):
                value = event.get(spec.name)
                item = QTableWidgetItem(spec.kind.mask(value) if spec.sensitive else spec.kind.show(value))
                item.setToolTip(item.text())
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, place, item)
        self.table.resizeColumnsToContents()

    _title = ""


_USUAL = ("reason", "decided_by", "decision", "note", "other_union", "other_union_code", "card_returned")
