"""Importing a workbook, step by step: file, sheets, columns, values, problems, receipt.

The steps are widgets over one `ImportSession` of union_desk.exchange; this page only leads from one to the next and
runs the long parts (reading, checking, writing) as jobs.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget

from ui import backing_up, tokens, unfinished
from ui.jobs import CANCELLED
from ui.pages.import_wizard_check import CheckStep
from ui.pages.import_wizard_columns import ColumnsStep
from ui.pages.import_wizard_file import FileStep
from ui.pages.import_wizard_receipt import ReceiptStep
from ui.pages.import_wizard_sheets import SheetsStep
from ui.pages.import_wizard_values import ValuesStep
from ui.pages.job_line import JobLine
from ui.pages.page import PageWidget
from ui.widgets.words import button, column, label, line, restyle, row
from union_desk import registers, settings
from union_desk.errors import UserError
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from ui.context import App
    from ui.jobs import Job
    from ui.pages.import_wizard_step import ImportStep
    from ui.workbook_password import OpenDialog
    from union_desk.exchange.receipt import Receipt
    from union_desk.exchange.session import ImportSession, ValueMatch
    from union_desk.exchange.unfinished import Kept
    from union_desk.progress import Progress
    from union_desk.schema.register import Register

FILE, SHEETS, COLUMNS, VALUES, CHECK, RECEIPT = range(6)
STEPS = (N_("File"), N_("Sheets and headings"), N_("Columns"), N_("Values"), N_("Check and correct"), N_("Receipt"))
LAST_IMPORT = "last_import"
KEPT_LINES = 1000


class ImportPage(PageWidget):
    """The wizard; `open(file=…)` begins with a file, `last=True` shows the last receipt, `unfinished=True` goes on."""

    def __init__(self, app: App) -> None:
        """Make the six steps and begin at the first."""
        super().__init__(app)
        self.register = registers.get("members")
        self.session: ImportSession | None = None
        self.reached = FILE
        self._stale = True
        self._running: Job | None = None
        self._path: Path | None = None
        self.asking: OpenDialog | None = None
        self.steps: list[ImportStep] = [
            FileStep(self),
            SheetsStep(self),
            ColumnsStep(self),
            ValuesStep(self),
            CheckStep(self),
            ReceiptStep(self),
        ]
        self.stack = QStackedWidget()
        for step in self.steps:
            self.stack.addWidget(step)
        self.marks = [button(f"{n + 1}  {_(name)}", partial(self.go, n), flat=True) for n, name in enumerate(STEPS)]
        self.job = JobLine(app)
        self.back = button(_("Back"), lambda: self._beside(-1))
        self.next = button(_("Next"), lambda: self._beside(1), primary=True)
        self.again = button(_("Another file"), self.restart)
        self.setLayout(
            column(
                row(label(_("Import"), title=True), 16, *self.marks, None),
                line(),
                self._stretched(),
                self.job,
                line(),
                row(self.again, None, self.back, self.next),
                margins=tokens.SPACE,
            )
        )
        self.setAcceptDrops(True)
        app.jobs.ended.connect(self._ended)
        self._show(FILE)

    def _stretched(self) -> QStackedWidget:
        self.stack.setSizePolicy(self.stack.sizePolicy().Policy.Expanding, self.stack.sizePolicy().Policy.Expanding)
        return self.stack

    # ---- what the frame calls ---------------------------------------------------------------------------------------

    def open(self, **arguments: Any) -> None:
        """Begin with a file, for a book or the members', or show the last receipt."""
        if arguments.get("register") and not self.busy():
            self.register = registers.get(str(arguments["register"]))
            self.restart()
        if arguments.get("file"):
            self.read(Path(arguments["file"]))
        elif arguments.get("unfinished"):
            unfinished.find(self.app, self.go_on, self)
        elif arguments.get("last"):
            self.app.jobs.read(lambda s: settings.get(s, LAST_IMPORT), self._show_last, owner=self)

    def leaving(self) -> bool:
        """Nothing is lost by leaving: nothing is written before the last step."""
        return True

    # ---- the steps --------------------------------------------------------------------------------------------------

    def take_register(self, register: Register) -> None:
        """Choose the book that the file goes into."""
        self.register = register
        self.refresh_words()

    def restart(self) -> None:
        """Forget the file and begin anew."""
        self.session, self.reached, self._stale = None, FILE, True
        self._show(FILE)

    def read(self, path: Path, password: str = "") -> None:
        """Read a file off the screen's thread, then show its sheets; a protected workbook asks for its password."""
        if self.busy():
            return
        self.restart()
        self._path = path
        self.run(_("Reading {file}").format(file=path.name), lambda progress: self._open(path, password, progress),
                 self._have)

    def go_on(self, kept: Kept | None) -> None:
        """Take an unfinished import up where it was left."""
        if kept is None or self.busy():
            return
        self.register = registers.get(str(kept["register"]))
        self.restart()
        values = self.steps[VALUES]
        assert isinstance(values, ValuesStep)

        def work(progress: Progress) -> tuple[ImportSession, dict[str, list[ValueMatch]]]:
            from union_desk.exchange import resuming

            session = resuming.take_up(self.app.db, kept, progress)
            return session, values.gather(session) if session.is_checked else {}

        def done(found: tuple[ImportSession, dict[str, list[ValueMatch]]]) -> None:
            self.session, values.found = found
            self._stale = not self.session.is_checked
            self.reached = SHEETS if self._stale else CHECK
            self._show(self.reached)

        self.run(_("Reading {file}").format(file=Path(str(kept["file"])).name), work, done)

    def keep(self) -> None:
        """Keep what was answered so far, so that it is there after a crash."""
        if self.session is not None:
            unfinished.keep(self.app, self.session)

    def refresh_words(self) -> None:
        """Show what the present step allows."""
        here = self.stack.currentIndex()
        for number, mark in enumerate(self.marks):
            mark.setEnabled(self.session is not None and number <= self.reached and self.reached < RECEIPT)
            restyle(mark, "active", number == here)
            font = mark.font()
            font.setBold(number == here)
            mark.setFont(font)
        step = self.steps[here]
        idle = not self.busy()
        self.next.setText(step.next_text())
        self.next.setEnabled(idle and step.ready())
        self.next.setVisible(here not in {FILE, RECEIPT})
        self.back.setVisible(FILE < here < RECEIPT)
        self.back.setEnabled(idle)
        self.again.setVisible(here != FILE)
        self.again.setEnabled(idle)

    def changed(self) -> None:
        """Remember that sheets, columns or values were chosen anew, so the rows must be checked again."""
        self._stale = True
        self.keep()
        self.refresh_words()

    def go(self, number: int) -> None:
        """Go to a step; from the values on, the rows are checked first when something changed."""
        if self.busy() or self.session is None:
            return
        if number >= VALUES and self._stale:
            self._check(self.session, number)
            return
        self._show(number)

    def write(self) -> None:
        """Put the checked rows into the register, as one gesture."""
        session = self.session
        if session is None or self.busy():
            return
        title = _("Importing {file}").format(file=session.path.name)

        def work(progress: Progress) -> Receipt:
            backing_up.before(self.app, progress)
            return session.apply(self.app.actor, progress)

        self.run(title, work, self._applied, writes=True)

    def busy(self) -> bool:
        """Tell whether a job of this page is under way."""
        return self.job.isVisibleTo(self)

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _open(self, path: Path, password: str, progress: Progress) -> ImportSession:
        from union_desk.exchange.session import ImportSession  # the readers are loaded with the first file

        progress.start(0, _("Reading {file}").format(file=path.name))
        return ImportSession(self.app.db, self.register, path, password=password)

    def _have(self, session: ImportSession) -> None:
        self.session = session
        self._show(SHEETS)
        if session.is_blank_form():
            self.app.show_page("filling", register=self.register.name, file=session.path)
        else:
            self.keep()

    def _check(self, session: ImportSession, number: int) -> None:
        """Check every row, then go to the step that was asked for."""
        check, values = self.steps[CHECK], self.steps[VALUES]
        assert isinstance(check, CheckStep)
        assert isinstance(values, ValuesStep)
        check.forget()
        came_from = self.stack.currentIndex()

        def work(progress: Progress) -> dict[str, list[ValueMatch]]:
            session.check(progress)
            return values.gather(session)

        def done(found: dict[str, list[ValueMatch]]) -> None:
            self._stale = False
            values.found = found
            # Nobody is led through a page on which everything is understood
            skips = number == VALUES and came_from < VALUES and not values.has_questions()
            self._show(CHECK if skips else number)

        self.run(_("Checking the rows"), work, done)

    def _applied(self, receipt: Receipt) -> None:
        step = self.steps[RECEIPT]
        assert isinstance(step, ReceiptStep)
        step.take(receipt.as_json(), receipt.gesture, live=True)
        kept = kept_receipt(receipt)
        self.app.jobs.bookkeep(lambda s: settings.put(s, LAST_IMPORT, kept), owner=self)
        self._show(RECEIPT)

    def _show_last(self, kept: dict[str, Any] | None) -> None:
        if kept is None:
            self.app.messages.say(_("Nothing was imported yet."))
            return
        self.session = None
        step = self.steps[RECEIPT]
        assert isinstance(step, ReceiptStep)
        step.take(kept, kept.get("gesture"), live=False)
        self._show(RECEIPT)

    def _show(self, number: int) -> None:
        self.reached = max(self.reached, number)
        self.steps[number].enter()
        self.stack.setCurrentIndex(number)
        self.refresh_words()

    def _beside(self, step: int) -> None:
        here = self.stack.currentIndex()
        if here == CHECK and step > 0:
            self.write()
            return
        values = self.steps[VALUES]
        assert isinstance(values, ValuesStep)
        if here == CHECK and step < 0 and not values.has_questions():
            step = -2
        self.go(here + step)

    def run(
        self, title: str, work: Callable[[Progress], Any], done: Callable[[Any], None], *, writes: bool = False
    ) -> None:
        """Do long work as a job of this page, shown in its line; `done(result)` follows on the screen's thread."""

        def finished(result: Any) -> None:
            self.job.hide()
            done(result)

        job = self.app.jobs.run(title, work, finished, failed=self._failed, owner=self, writes=writes, listed=writes)
        self.job.follow(job)
        self.job.show()
        self._running = job
        self.refresh_words()

    def _ended(self, job: Job) -> None:
        if job is not self._running:
            return
        self._running = None
        if job.status == CANCELLED:
            self._stale = True  # a check that was cut off is none
            if self.stack.currentIndex() == CHECK:
                self._show(COLUMNS)
        self.refresh_words()

    def _failed(self, error: BaseException) -> None:
        self.job.hide()
        if isinstance(error, UserError) and self.session is None:
            step = self.steps[FILE]
            assert isinstance(step, FileStep)
            step.refuse(str(error))
            self._ask_password(error)
        else:
            self.app.messages.error(error)
        self.refresh_words()

    def _ask_password(self, error: UserError) -> None:
        from ui import workbook_password
        from union_desk.exchange.faults import LockedWorkbookError
        from union_desk.safety.passwords import WrongWorkbookPasswordError

        path = self._path
        if path is not None and isinstance(error, LockedWorkbookError | WrongWorkbookPasswordError):
            said = str(error) if isinstance(error, WrongWorkbookPasswordError) else ""
            self.asking = workbook_password.OpenDialog(
                self, path.name, lambda password: self.read(path, password), said)
            self.asking.open()

    # ---- drag and drop ----------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file."""
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Begin with the dropped file."""
        event.acceptProposedAction()
        self.read(Path(event.mimeData().urls()[0].toLocalFile()))


def kept_receipt(receipt: Receipt) -> dict[str, Any]:
    """Return what the office keeps of a receipt: the counts, and what was refused, at most a thousand lines."""
    kept = receipt.as_json()
    kept["problems"] = [p for p in kept["problems"] if p["level"] == "error"][:KEPT_LINES]
    kept["gesture"] = receipt.gesture
    kept.pop("sheets", None)
    return kept
