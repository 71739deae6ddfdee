"""An official form filled in: dropped in blank, its columns matched, what it would refuse shown, a copy written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QLineEdit, QSplitter

from ui import tokens
from ui.jobs import Action
from ui.pages.filling_tables import PlacesTable, RefusedTable
from ui.pages.job_line import JobLine
from ui.pages.opening import ask_path, open_file, open_folder_of
from ui.pages.page import PageWidget
from ui.widgets.words import button, column, label, row
from union_desk import registers
from union_desk.errors import UserError
from union_desk.exchange.filling.columns import Layout
from union_desk.exchange.filling.session import FormSession
from union_desk.exchange.filling.single import Spots
from union_desk.search import Filter, Query
from union_desk.words import N_, _, ngettext

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from ui.context import App
    from union_desk.exchange.filling.session import Filled
    from union_desk.progress import Progress

PAUSE = 300  # milliseconds after the last change before the form is checked anew
FOLDER = "fill/folder"
KINDS = "Excel, Word (*.xlsx *.docx)"
REASON = N_("Reason for writing private data of {register} into a form: {reason}")
CURRENT = Query(filters=(Filter("membership_state", "is", ("active", "transferring_out")),))


class FillingPage(PageWidget):
    """`open(file=…, query=…, register=…)` says which form is filled with whose records; without a query, with all."""

    def __init__(self, app: App) -> None:
        """Lay it out; it begins without a form."""
        super().__init__(app)
        self.register, self.people = registers.get("members"), CURRENT
        self.session: FormSession | None = None
        self.planned: Any = None
        icon = app.theme.icon
        self.choose = button(_("Choose the blank form…"), self.ask_form, icon=icon("file-up"))
        self.load = button(_("Use a mapping file…"), self.ask_mapping)
        self.keep = button(_("Save the mapping…"), self.ask_keep)
        self.told = label(_("Drop the blank form of the superior here. It stays as it is; a filled copy is made."),
                          wraps=True, muted=True)
        self.fault = label("", wraps=True, level="error")
        self.unmasked = QCheckBox(_("Private data in full (this is journaled)"))
        self.unmasked.setEnabled(app.actor.can(f"{self.register.name}.export_unmasked"))
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(_("Why private data is needed in full"))
        self.reason.setAccessibleName(_("Why private data is needed in full"))
        self.places, self.refused = PlacesTable(app, self.take), RefusedTable(app, self.spell)
        self.leave_out = QCheckBox(_("Leave these cells empty"))
        self.together = QCheckBox(_("One workbook with a sheet for each"))
        self.fill = button(_("Fill in…"), self.ask_target, primary=True, icon=icon("file-check-2", "on_accent"))
        self.job = JobLine(app)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.check)
        tables = QSplitter()
        tables.addWidget(self.places)
        tables.addWidget(self.refused)
        tables.setSizes([620, 560])
        self.tables = tables
        whole = column(
            row(label(_("Fill in a form"), title=True), 16, self.choose, self.load, self.keep, None),
            self.told, self.fault, tables, self.job,
            row(self.unmasked, self.reason, None, self.together, self.leave_out, self.fill), None,
            margins=tokens.SPACE)  # fmt: skip
        whole.setStretchFactor(tables, 100)  # before a form is there, the words stay above and the buttons below them
        self.setLayout(whole)
        self.unmasked.toggled.connect(lambda _on: self._pause.start())
        self.leave_out.toggled.connect(lambda _on: self._offer())
        self.together.toggled.connect(lambda _on: self._show_words())
        self.reason.textChanged.connect(lambda _text: self._offer())
        self.setAcceptDrops(True)
        self._show_words()

    # ---- what the frame calls ---------------------------------------------------------------------------------------

    def open(self, **arguments: Any) -> None:
        """Take whose records and which form."""
        if "register" in arguments:
            self.register = registers.get(str(arguments["register"]))
            self.people = Query() if self.register.name != "members" else CURRENT
        if "query" in arguments:
            self.people = arguments["query"]
        if arguments.get("file"):
            self.read(Path(arguments["file"]))
        elif self.session is not None:
            self.check()

    def read(self, path: Path, mapping: Path | None = None) -> None:
        """Open a form and propose what goes where."""
        self.session, self.planned = None, None
        self.job.follow(self.app.jobs.run(
            _("Opening the form"), lambda _p: FormSession(self.app.db, self.register, path, mapping), self._opened,
            failed=self._refuse, owner=self, listed=False))  # fmt: skip
        self._show_words()

    def _opened(self, session: FormSession) -> None:
        self.session = session
        self.fault.hide()
        self.places.show_session(session)
        self.check()

    def _refuse(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            self.app.messages.error(error)
        self.planned = None
        self.fault.setText(str(error))
        self.fault.show()
        self._show_words()

    # ---- deciding ---------------------------------------------------------------------------------------------------

    def take(self, place: str, source: str | None) -> None:
        """Let a column or cell take a source, then check anew."""
        if self.session is not None:
            self.session.choose(place, source)
            self._pause.start()

    def spell(self, place: str, value: str, entry: str) -> None:
        """Write an entry of the form's list for a value, then check anew."""
        if self.session is not None:
            self.session.spell(place, value, entry)
            self._pause.start()

    def check(self) -> None:
        """Say what would be written and what the form would refuse."""
        session, people, unmasked = self.session, self.people, self.unmasked.isChecked()
        if session is None:
            return
        self.planned = None
        self._offer()
        self.job.follow(self.app.jobs.run(
            _("Checking the form"), lambda progress: session.plan(people, unmasked=unmasked, progress=progress),
            self._planned, failed=self._refuse, owner=self, listed=False))  # fmt: skip

    def _planned(self, planned: Any) -> None:
        self.planned = planned
        self.fault.hide()
        self.places.show_samples(planned[0].sample)
        self.refused.show_refused(planned[0].refused, self.session)
        self._show_words()

    # ---- files ------------------------------------------------------------------------------------------------------

    def ask_form(self) -> None:
        """Let the person choose the blank form."""
        ask_path(self, _("Choose the blank form…"), KINDS, FOLDER, self.read)

    def ask_mapping(self) -> None:
        """Let the person choose a mapping that another office made for the same layout."""
        session = self.session
        if session is not None:
            blank = session.blank.path
            ask_path(self, _("Use a mapping file…"), "JSON (*.json)", FOLDER, lambda file: self.read(blank, file))

    def ask_keep(self) -> None:
        """Let the person say where the mapping goes."""
        if self.session is not None:
            word = _("mapping")
            name = f"{Path(self.session.blank.name).stem}_{word}.json"
            ask_path(self, _("Save the mapping…"), "JSON (*.json)", FOLDER, self.session.mapping().save, save=name)

    def ask_target(self) -> None:
        """Let the person say where the filled form goes."""
        if self.session is not None:
            blank, word = self.session.blank.path, _("filled in")
            name = f"{blank.stem}_{word}{blank.suffix.lower()}"
            ask_path(self, _("Fill in…"), f"{blank.suffix} (*{blank.suffix.lower()})", FOLDER, self.fill_to, save=name)

    def fill_to(self, target: Path) -> None:
        """Write the filled form as a job."""
        session, planned, leave_out = self.session, self.planned, self.leave_out.isChecked()
        if session is None or planned is None:
            return
        unmasked, actor, together = self.unmasked.isChecked(), self.app.actor, self._together()
        if unmasked:
            params: dict[str, object] = {"register": self.register.label, "reason": self.reason.text().strip()}
            self.app.jobs.gesture(REASON, lambda _session: None, keep=True, params=params)

        def work(progress: Progress) -> Filled:
            return session.write(actor, planned, target, unmasked=unmasked, leave_out=leave_out, together=together,
                                 progress=progress)

        def done(found: Filled) -> None:
            first = found.files[0]
            text = ngettext("{count} record filled into {file}.", "{count} records filled into {file}.",
                            found.rows).format(count=found.rows, file=first.name)
            actions = [Action(_("Open the file"), lambda: open_file(first)),
                       Action(_("Open the folder"), lambda: open_folder_of(first))]
            job.conclude(text, *actions)
            self.app.messages.say(text, actions=actions)

        job = self.app.jobs.run(_("Filling in {form}").format(form=session.blank.name), work, done, owner=self,
                                writes=True)
        self.job.follow(job)

    # ---- words ------------------------------------------------------------------------------------------------------

    def _show_words(self) -> None:
        session = self.session
        self.fault.setVisible(bool(self.fault.text()) and self.planned is None)
        self.tables.setVisible(session is not None)
        if session is not None and self.planned is not None:
            self.told.setText(self._account(session))
        self._offer()

    def _account(self, session: FormSession) -> str:
        plan, layout = self.planned[0], session.layout
        count = len(plan.cells)
        if isinstance(layout, Layout) and session.blank.is_document:
            text = _("{form}, table {table}: {count} records from row {row} on, {new} of them in new rows.").format(
                form=session.blank.name, table=layout.sheet, count=count, row=layout.place.first,
                new=layout.place.beyond(count))
        elif isinstance(layout, Layout):
            text = _("{form}, sheet {sheet}: {count} records from row {row} on, {new} of them in new rows.").format(
                form=session.blank.name, sheet=layout.sheet, count=count, row=layout.place.first,
                new=layout.place.beyond(count))
        elif self._together():
            text = _("{form}: one workbook, in which the sheet {sheet} is copied for each of {count} records.").format(
                form=session.blank.name, sheet=layout.sheet, count=count)
        else:
            text = _("{form}: one file for each of {count} records.").format(form=session.blank.name, count=count)
        if plan.strict:
            text += " " + _("The form would refuse {count} values; choose what is written instead, or leave them "
                            "empty.").format(count=len(plan.strict))
        return "\n".join([text, *plan.notes])

    def _takes_sheets(self) -> bool:
        """Tell whether several records could lie in one workbook, a sheet for each."""
        session = self.session
        return (session is not None and self.planned is not None and len(self.planned[0].cells) > 1
                and isinstance(session.layout, Spots) and not session.blank.is_document)

    def _together(self) -> bool:
        return self._takes_sheets() and self.together.isChecked()

    def _offer(self) -> None:
        self.together.setVisible(self._takes_sheets())
        ready = self.session is not None and self.planned is not None
        refused = ready and bool(self.planned[0].strict) and not self.leave_out.isChecked()
        reason = not self.unmasked.isChecked() or bool(self.reason.text().strip())
        self.reason.setVisible(self.unmasked.isChecked())
        self.leave_out.setVisible(ready and bool(self.planned[0].strict))
        self.refused.setVisible(ready and bool(self.planned[0].refused))
        self.fill.setEnabled(ready and not refused and reason)
        for one in (self.load, self.keep):
            one.setEnabled(self.session is not None)

    # ---- drag and drop ----------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file."""
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Begin with the dropped form."""
        event.acceptProposedAction()
        self.read(Path(event.mimeData().urls()[0].toLocalFile()))
