"""Who changed what, when: the life of one record from the journal, each gesture with a button that takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from ui import tokens, undo_gesture
from ui.moments import local
from ui.widgets.words import button, column, label, row
from union_desk import journal, records, registers
from union_desk.schema.kinds import Ref
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.records import Entry
    from union_desk.schema.register import Register

VERBS = {
    journal.CREATE: N_("Made"),
    journal.UPDATE: N_("Changed"),
    journal.DELETE: N_("To the bin"),
    journal.RESTORE: N_("Out of the bin"),
}
_GESTURE = Qt.ItemDataRole.UserRole


class HistoryView(QWidget):
    """The tab with the history of a record."""

    def __init__(self, app: App, register: Register) -> None:
        """Begin empty."""
        super().__init__()
        self.app, self.register = app, register
        self._record = ""
        self._shown: list[Entry] = []
        self._titles: dict[str, str] = {}
        self._open = False  # whether private values may be seen
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([_("When, who, what"), _("Before"), _("After")])
        self.tree.setAccessibleName(_("History of the record"))
        self.tree.setAlternatingRowColors(True)
        self.tree.setWordWrap(True)
        self.tree.setColumnWidth(0, 190)
        self.tree.setColumnWidth(1, 90)
        self.tree.currentItemChanged.connect(lambda *_both: self._offer())
        self.undo = button(_("Undo this step"), self._undo, icon=app.theme.icon("undo-2"))
        self.undo.setEnabled(False)
        self.hint = label(_("Choose a step to take it back."), muted=True, wraps=True)
        self.setLayout(column(self.tree, row(self.hint, None, self.undo), margins=tokens.SPACE_S))

    def show_record(self, record_id: str) -> None:
        """Read the history of a record."""
        self._record = record_id
        self.app.jobs.read(lambda s: self._read(s, record_id), lambda found: self._fill(record_id, *found), owner=self)

    def set_unmasked(self, unmasked: bool) -> None:  # noqa: FBT001  a state, set like a property
        """Show or hide private values."""
        if unmasked != self._open:
            self._open = unmasked
            self._fill(self._record, self._shown, self._titles)

    def _read(self, session: Session, record_id: str) -> tuple[list[Entry], dict[str, str]]:
        entries = records.history(session, self.register, record_id)
        titles: dict[str, str] = {}
        for name, spec in self.register.fields.items():
            if isinstance(spec.kind, Ref):
                ids = {str(v) for e in entries for v in e.fields.get(name, ()) if v}
                titles |= records.titles(session, registers.get(spec.kind.register), sorted(ids))
        return entries, titles

    def _fill(self, record_id: str, entries: list[Entry], titles: dict[str, str]) -> None:
        if record_id != self._record:
            return
        self._shown, self._titles = entries, titles
        self.tree.clear()
        for entry in entries:
            top = QTreeWidgetItem([f"{local(entry.at)}  {entry.actor}\n{entry.what}", _(VERBS[entry.verb]), ""])
            top.setData(0, _GESTURE, entry.gesture)
            top.setToolTip(0, entry.what)
            for name, (old, new) in entry.fields.items():
                spec = self.register.fields.get(name)
                if spec is not None and (old is not None or new is not None):
                    top.addChild(QTreeWidgetItem([_(spec.label), self._show(name, old), self._show(name, new)]))
            self.tree.addTopLevelItem(top)
            top.setExpanded(entry.verb == journal.UPDATE)
        self._offer()

    def _show(self, name: str, value: Any) -> str:
        spec = self.register.fields[name]
        if value is None:
            return "—"
        if isinstance(spec.kind, Ref):
            return self._titles.get(str(value), "…")
        return spec.kind.mask(value) if spec.sensitive and not self._open else spec.kind.show(value)

    def gesture(self) -> int | None:
        """Return the chosen step's gesture."""
        item = self.tree.currentItem()
        if item is None:
            return None
        top = item.parent() or item
        found = top.data(0, _GESTURE)
        return int(found) if found is not None else None

    def _offer(self) -> None:
        self.undo.setEnabled(self.gesture() is not None)

    def _undo(self) -> None:
        gesture = self.gesture()
        if gesture is not None:
            undo_gesture.ask(self.app, gesture)
