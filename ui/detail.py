"""The panel beside the grid: one record with its form, its life, what hangs on it, and its history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QTabWidget, QWidget

from ui import drafts, outbox, tokens, unmask
from ui.attachments_view import AttachmentsView
from ui.child_view import ChildView, children_of
from ui.form import Fill, Form, fill_nothing
from ui.history_view import HistoryView
from ui.jobs import Action
from ui.lifecycle_view import LifecycleView
from ui.merge_view import MergeDialog
from ui.moments import local
from ui.widgets.words import button, column, label, row, tool
from union_desk import lifecycle, records
from union_desk.errors import InvalidRecordError, NewerRevisionError
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.words import N_, _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent
    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.records import Saved
    from union_desk.schema.register import Register

DRAFT_MS = 1500


class Detail(QFrame):
    """Shows one record at a time; changing to another keeps what was typed as a draft."""

    closed = Signal()
    saved = Signal(str)

    def __init__(self, app: App, register: Register, fill: Fill = fill_nothing) -> None:
        """Build the tabs that the register has; the form itself is built when a record is first shown."""
        super().__init__()
        self.app, self.register = app, register
        self.form = Form(app, register, fill=fill)
        self.title = label("", title=True, wraps=True)
        self.state = label("", muted=True, wraps=True)
        self.returned = label("", wraps=True, level="error", margin=tokens.SPACE_S)
        self.returned.hide()
        self.save_button = button(
            _("Save"), self.save, icon=app.theme.icon("save", "on_accent"), primary=True, tip=_("Save (Ctrl+S)")
        )
        self.revert_button = button(_("Discard changes"), self.revert)
        self.close_button = tool(app.theme.icon("x"), _("Close the panel (Esc)"), self.closed.emit)
        self.tabs = QTabWidget(documentMode=True)
        self.tabs.addTab(self.form, _("Record"))
        self.lifecycle = LifecycleView(app, register) if register.lifecycle else None
        self.children_views = [ChildView(app, child, link) for child, link in children_of(register)]
        self.history = HistoryView(app, register)
        if self.lifecycle is not None:
            self.tabs.addTab(self.lifecycle, _(lifecycle.of(register).label))
        for view in self.children_views:
            self.tabs.addTab(view, _(view.register.label))
        self.attachments = AttachmentsView(app, register) if register.attachable else None
        if self.attachments is not None:
            self.tabs.addTab(self.attachments, _("Attachments"))
        self.tabs.addTab(self.history, _("History"))
        self.head = row(self.title, self.close_button, margins=tokens.SPACE_S)
        self.setLayout(
            column(
                self.head,
                row(tokens.SPACE_XS, self.state, None, self.revert_button, self.save_button, tokens.SPACE_XS),
                self.returned,
                self.tabs,
                spacing=2,
            )
        )
        self._autosave = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._remask = QTimer(self, singleShot=True, interval=unmask.SECONDS * 1000)
        self._watch()

    def _watch(self) -> None:
        self._autosave.timeout.connect(self._keep_draft)
        self._remask.timeout.connect(self._mask)
        self.form.edited.connect(self._edited)
        self.form.checked.connect(self._tell)
        self.form.unmask_asked.connect(self.unmask)
        self.tabs.currentChanged.connect(lambda _place: self._show_tab())
        self.app.changed.connect(self._follow)
        self.app.synced.connect(self._ask_returned)

    def add_tool(self, icon: str, tip: str, run: Callable[[], object]) -> None:
        """Put a further button beside the one that closes the panel."""
        self.head.insertWidget(self.head.count() - 1, tool(self.app.theme.icon(icon), tip, run))

    @property
    def record_id(self) -> str | None:
        """Return the id of the record shown, None for a new one."""
        return self.form.record_id

    # Which record

    def show_record(self, record_id: str, field: str = "") -> None:
        """Show a record, off the screen's thread; `field` gets the cursor."""
        if record_id == self.record_id and not field:
            return
        self.leave()

        def read(session: Session) -> tuple[dict[str, Any], dict[str, Any] | None]:
            return records.get(session, self.register, record_id), drafts.find(session, self.register, record_id)

        self.app.jobs.read(read, lambda found: self._show(*found, field=field), owner=self)

    def begin(self, values: dict[str, Any]) -> None:
        """Begin a new record."""
        self.leave()
        self.title.setText(_("New: {register}").format(register=_(self.register.singular)))
        self.form.set_locked(False)
        self.form.begin(values)
        self._ask_returned()
        self.tabs.setCurrentIndex(0)
        self._allow_tabs(False)
        self.form.go_to(next(iter(self.form.lines)))
        self.app.jobs.read(lambda s: drafts.find(s, self.register, None), self._offer_draft, owner=self)

    def leave(self) -> None:
        """Keep what was typed before another record is shown."""
        self._mask()
        if self.form.is_dirty():
            self._keep_draft()
            name, kept = self.title.text(), self.record_id or drafts.NEW
            self.app.messages.say(
                _("What you typed for {name} is kept as a draft, not saved.").format(name=name),
                level="warning",
                actions=[Action(_("Back to it"), lambda: self.app.open_record(self.register.name, kept))],
            )

    def _show(self, values: dict[str, Any], draft: dict[str, Any] | None, field: str = "") -> None:
        self.title.setText(self.app.name_of(self.register, values))
        self.form.set_locked(self._is_locked(values))
        self.form.load(values)
        self._allow_tabs(True)
        self._show_tab()
        self._ask_returned()
        self._offer_draft(draft)
        if field:
            self.tabs.setCurrentIndex(0)
            self.form.go_to(field)

    def _is_locked(self, values: dict[str, Any]) -> bool:
        """Tell whether a record is only read: in the bin, somebody else's, or an entry that is never changed."""
        return bool(values["deleted"]) or self.register.owner != "office" or self.register.append_only

    def _offer_draft(self, draft: dict[str, Any] | None) -> None:
        if draft is None:
            return
        begun, record_id = draft["revision"], self.record_id
        text = _("A half-filled form of {time} was kept for this record.").format(time=local(draft["at"]))

        def take() -> None:
            if self.record_id == record_id:
                self.form.revision = begun if begun is not None else self.form.revision
                self.form.put(draft["values"])

        self.app.messages.say(
            text,
            level="warning",
            actions=[
                Action(_("Continue"), take),
                Action(_("Discard"), lambda: drafts.drop(self.app, self.register, record_id)),
            ],
        )

    def _ask_returned(self) -> None:
        """Say what the superior said where the record came back, and nothing otherwise."""
        record_id = self.record_id
        if record_id is None:
            self.returned.hide()
            return

        def show(found: dict[str, outbox.Status]) -> None:
            text = found[record_id].complaint() if record_id in found else ""
            if record_id == self.record_id:
                self.returned.setText(text)
                self.returned.setVisible(bool(text))

        self.app.jobs.read(lambda s: outbox.statuses(s, self.register, [record_id]), show, owner=self)

    def _allow_tabs(self, allowed: bool) -> None:  # noqa: FBT001  a state, set like a property
        for place in range(1, self.tabs.count()):
            self.tabs.setTabEnabled(place, allowed)

    def _show_tab(self) -> None:
        view: QWidget | None = self.tabs.currentWidget()
        if self.record_id and isinstance(view, (LifecycleView, ChildView, AttachmentsView, HistoryView)):
            view.show_record(self.record_id)

    def show_history(self) -> None:
        """Bring the history to the front."""
        if self.record_id:
            self.tabs.setCurrentWidget(self.history)

    # Saving

    def save(self) -> None:
        """Save in the writer's turn; stay with the first error where there is one."""
        if not self.form.is_dirty() and self.record_id:
            return
        self.form.check()
        if self.form.has_errors():
            self.tabs.setCurrentIndex(0)
            self.form.go_to_first_error()
            self.app.messages.say(_("Not saved: see the fields marked red."), level="error")
            return
        values, record_id, revision = self.form.values(), self.record_id, self.form.revision
        name = self.app.name_of(self.register, values)
        params: dict[str, object] = {"register": self.register.singular, "name": name}
        self.save_button.setEnabled(False)
        if record_id is None:
            self.app.jobs.gesture(
                N_("Added {register}: {name}"),
                lambda s: lifecycle.create(s, self.register, values),
                lambda saved: self._was_saved(saved, None),
                params=params,
                failed=self._refused,
                owner=self,
            )
            return
        changes = self.form.changes()
        self.app.jobs.gesture(
            N_("Edited {register}: {name}"),
            lambda s: records.save(s, self.register, changes, record_id, revision),
            lambda saved: self._was_saved(saved, record_id),
            params=params,
            failed=self._refused,
            owner=self,
        )

    def _was_saved(self, saved: Saved, record_id: str | None) -> None:
        self._autosave.stop()
        drafts.drop(self.app, self.register, record_id)
        self.app.jobs.read(
            lambda s: records.get(s, self.register, saved.id), lambda values: self._show(values, None), owner=self
        )
        self.saved.emit(saved.id)

    def _refused(self, error: BaseException) -> None:
        self._edited()
        if isinstance(error, NewerRevisionError) and self.record_id:
            self._merge(self.record_id)
        elif isinstance(error, InvalidRecordError):
            self.form.check()
            self.app.messages.error(error)
        else:
            self.app.messages.error(error)

    def _merge(self, record_id: str) -> None:
        with self.app.db.read() as session:
            theirs = records.get(session, self.register, record_id)
        dialog = MergeDialog(self.app, self.register, (self.form.base, self.form.values(), theirs), self)

        def take(values: dict[str, Any]) -> None:
            self.form.load(theirs)
            self.form.put({n: v for n, v in values.items() if v != theirs.get(n)})
            self.save()

        dialog.merged.connect(take)
        dialog.open()

    def revert(self) -> None:
        """Give up what was typed."""
        self._autosave.stop()
        drafts.drop(self.app, self.register, self.record_id)
        base = self.form.base
        if self.record_id:
            self.form.load({**base, "id": self.record_id, "revision": self.form.revision})
        else:
            self.form.begin({})
        self._tell(self.form.problems)

    # Private values

    def unmask(self) -> None:
        """Ask for the reason, then show the private values for a minute."""
        if self.record_id:
            unmask.ask(self.app, self.register, [self.record_id], self.show_private, self)

    def show_private(self) -> None:
        """Show the private values; they hide by themselves."""
        self.form.unmask()
        self.history.set_unmasked(True)
        self._remask.start()

    def _mask(self) -> None:
        self._remask.stop()
        self.form.hide_private()
        self.history.set_unmasked(False)

    # What is told

    def _edited(self) -> None:
        self._autosave.start()
        self._tell(self.form.problems)

    def _keep_draft(self) -> None:
        self._autosave.stop()
        if self.form.is_dirty():
            drafts.keep(self.app, self.register, self.record_id, self.form.changes(), self.form.revision)

    def _tell(self, problems: list[Problem]) -> None:
        dirty = self.form.is_dirty()
        self.save_button.setEnabled(dirty)
        self.revert_button.setVisible(dirty)
        errors, warnings = (sum(p.level == level for p in problems) for level in (ERROR, WARNING))
        parts = [ngettext("{count} error", "{count} errors", errors).format(count=errors)] * bool(errors)
        parts += [ngettext("{count} warning", "{count} warnings", warnings).format(count=warnings)] * bool(warnings)
        self.state.setText(" · ".join([_("Not saved yet")] * dirty + parts))

    def _follow(self, changed: frozenset[str]) -> None:
        if not self.record_id or not self.isVisible():
            return
        self._show_tab()
        if self.register.name in changed and not self.form.is_dirty():
            record_id = self.record_id
            self.app.jobs.read(lambda s: records.get(s, self.register, record_id), self._refresh, owner=self)

    def _refresh(self, values: dict[str, Any]) -> None:
        if values["id"] == self.record_id and values["revision"] != self.form.revision and not self.form.is_dirty():
            masked = not self._remask.isActive()
            self.title.setText(self.app.name_of(self.register, values))
            self.form.set_locked(self._is_locked(values))
            self.form.load(values, masked=masked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)
