"""What is done with a return on the screen: opened, filled in, confirmed, signed, corrected, written out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QInputDialog

from ui.jobs import Action
from ui.pages.opening import open_file
from ui.widgets.words import button
from ui.workbook_password import SaveDialog
from union_desk import checking, lifecycle
from union_desk.affairs import returns, returns_filling, returns_papers, returns_signing
from union_desk.errors import UserError
from union_desk.registers.returns import DRAFT, RETURNS, SIGNED, STANDING
from union_desk.schema.problem import ERROR
from union_desk.statistics import checks, period
from union_desk.statistics.indicator import AUTOMATIC
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QPushButton
    from sqlalchemy.orm import Session

    from ui.pages.statistics_return import ReturnView
    from union_desk.affairs.returns import Opened
    from union_desk.statistics.content import Line

ENTERED = N_("Entered {name} in the return of {period}")
CONFIRMED = N_("Confirmed the proposals of the return of {period}")
CORRECTED = N_("Began a corrected version of the return of {period}")
_TOLD_ELSEWHERE = ("L0", "L8")  # gaps and missing explanations stand beside the table anyway
REPORTED = N_("Handed in the return of {period}, version {version}")


class ReturnActs:
    """The buttons of a return and what they do; the view shows what came of it."""

    def __init__(self, view: ReturnView) -> None:
        """Make the buttons; which of them show follows from the return's state."""
        self.view, self.app = view, view.page.app
        self.entered = ""  # the figure that was saved last, until the return is shown anew
        icon = self.app.theme.icon
        self.open = button(_("Open the return"), self.begin, primary=True, icon=icon("plus", "on_accent"))
        self.confirm = button(_("Confirm the proposals"), self.confirm_all, icon=icon("check"))
        self.signing = button(_("Sign…"), self.ask_sign, icon=icon("file-check-2"))
        self.report = button(_("Note as handed in"), self.hand_in, icon=icon("send"))
        self.correct = button(_("Correct…"), self.ask_correct)
        self.sheet = button(_("Excel…"), lambda: self.ask_file("xlsx"), icon=icon("file-spreadsheet"))
        self.paper = button(_("PDF…"), lambda: self.ask_file("pdf"), icon=icon("printer"))
        self.checked = button(_("Check report…"), lambda: self.ask_file("checks"))
        self.year = button(_("Statistical year…"), self.ask_year)

    def buttons(self) -> tuple[QPushButton, ...]:
        """Return the buttons in order."""
        return (self.open, self.confirm, self.signing, self.report, self.correct, self.sheet, self.paper, self.checked,
                self.year)

    def follow(self, opened: Opened | None) -> None:
        """Show the buttons that fit a return's state."""
        state = opened.record["state"] if opened else ""
        self.open.setVisible(opened is None or not self._covers(opened))
        self.confirm.setVisible(state == DRAFT)
        self.signing.setVisible(state == DRAFT)
        self.report.setVisible(state == SIGNED)
        self.correct.setVisible(state in STANDING)
        for each in (self.sheet, self.paper, self.checked,
                self.year):
            each.setVisible(opened is not None)

    def _covers(self, opened: Opened) -> bool:
        with self.app.db.read() as session:
            return bool(returns.versions(session, period.usual(session))) or opened.record["state"] == DRAFT

    def ask_year(self) -> None:
        """Let the person say on which day the statistical year begins."""
        from ui.pages import statistics_year

        statistics_year.ask(self.app, self.view, lambda: self.view.show_return(self.view.wanted))

    # ---- gestures ---------------------------------------------------------------------------------------------------

    @property
    def record(self) -> dict[str, Any]:
        """Return the record of the return that is shown."""
        assert self.view.opened is not None
        return self.view.opened.record

    def _gesture(self, what: str, work: Callable[[Session], object], **params: object) -> None:
        """Change the return as one gesture; the view reads it anew, as the office has changed."""

        def done(_answer: object) -> None:
            self.view.show_return(self.view.wanted)

        words = {"period": returns.span(self.record).text()} if self.view.opened else {}
        self.app.jobs.gesture(what, work, done, params=words | params, keep=True, owner=self.view)

    def begin(self) -> None:
        """Open the return of the last statistical year that is over."""
        actor = self.app.actor
        with self.app.db.read() as session:
            wanted = period.usual(session)
        self._gesture(returns.OPENED, lambda session: returns.begin(session, wanted, actor), period=wanted.text(),
                      version=1)

    def enter(self, line: Line, text: str, why: str) -> None:
        """Save a figure and its explanation; what the checks say of it is told at once."""
        record, actor = self.record, self.app.actor
        try:
            value = None
            if line.indicator.origin != AUTOMATIC and text:
                value = returns_filling.parse(line.indicator, text)
        except UserError as fault:
            self.app.messages.error(fault)
            return

        def work(session: Session) -> None:
            if value is not None:
                returns_filling.enter(session, record, line.indicator.id, value, actor, line.part)
            if why != line.explanation:
                returns_filling.explain(session, record, line.indicator.id, why, line.part)

        self.entered = line.indicator.id
        self._gesture(ENTERED, work, name=line.title())

    def shown(self) -> None:
        """Go on after a figure was entered: say what the checks object to in it, choose the next line."""
        name, self.entered = self.entered, ""
        if not name:
            return
        found = self.view.opened.findings if self.view.opened else ()
        wrong = [f.text() for f in checks.about(found, name) if f.level == ERROR and f.code not in _TOLD_ELSEWHERE]
        if wrong:
            self.app.messages.say("\n".join(wrong), level="warning")
        self.view.go_on()

    def confirm_all(self) -> None:
        """Confirm everything that the books propose."""
        record, actor = self.record, self.app.actor
        self._gesture(CONFIRMED, lambda session: returns_filling.confirm(session, record, [], actor))

    def ask_sign(self) -> None:
        """Ask who signs, then freeze the figures."""
        self._ask(_("Sign…"), _("Who signs the return? Its figures no longer change afterwards."), self.sign,
                  str(self.view.opened.imprint.get("head", "")) if self.view.opened else "")

    def sign(self, name: str) -> None:
        """Freeze the figures and sign."""
        record, db = self.record, self.app.db
        self._gesture(returns.SIGNED, lambda session: returns_signing.sign(db, session, record, {"decided_by": name}),
                      version=record["version"])

    def hand_in(self) -> None:
        """Note that the return was handed in today."""
        record = self.record
        event = {"event": "report", "happened_on": checking.today()}
        self._gesture(REPORTED, lambda session: lifecycle.apply_event(session, RETURNS, record["id"], event),
                      version=record["version"])

    def ask_correct(self) -> None:
        """Ask what is corrected, then begin a further version."""
        self._ask(_("Correct…"), _("What is corrected? The signed version stays as it is."), self.begin_correction)

    def begin_correction(self, reason: str) -> None:
        """Begin a further version."""
        record, actor, view = self.record, self.app.actor, self.view

        def work(session: Session) -> None:
            view.wanted = returns.correct(session, record, actor, reason)

        self._gesture(CORRECTED, work)

    def _ask(self, heading: str, question: str, then: Callable[[str], None], text: str = "") -> None:
        dialog = QInputDialog(self.view)
        dialog.setWindowTitle(heading)
        dialog.setLabelText(question)
        dialog.setTextValue(text)
        dialog.textValueSelected.connect(lambda answer: then(answer.strip()) if answer.strip() else None)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # ---- out of the house -------------------------------------------------------------------------------------------

    def ask_file(self, kind: str) -> None:
        """Let the person say where the workbook or the paper goes."""
        ending = "xlsx" if kind == "xlsx" else "pdf"
        names = {"xlsx": _("Yearly return {day}.xlsx"), "pdf": _("Yearly return {day}.pdf"),
                 "checks": _("Logic checks {day}.pdf")}
        name = names[kind].format(day=self.record["period_to"])
        home = Path(self.app.preferences.text("export/folder", str(Path.home())))
        if kind == "xlsx":
            SaveDialog(self.view, _("Save"), home / name, lambda path, word: self.write(kind, path, word)).open()
            return
        dialog = QFileDialog(self.view, _("Save"), str(home / name), f"*.{ending}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        dialog.fileSelected.connect(lambda file: self.write(kind, Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, kind: str, path: Path, password: str = "") -> None:
        """Write the workbook or the paper as a job."""
        app, record = self.app, self.record

        def work(progress: Any) -> object:
            if kind == "xlsx":
                return returns_papers.export(app.db, app.actor, record, path, progress, password)
            return returns_papers.print_return(app.db, app.actor, record, path,
                                               "checks" if kind == "checks" else "return", progress)

        def done(_answer: object) -> None:
            app.messages.say(_("The return is written to {file}.").format(file=path.name),
                             actions=[Action(_("Open the file"), lambda: open_file(path))])

        app.preferences.put("export/folder", str(path.parent))
        self.view.page.job.follow(app.jobs.run(_("Yearly return"), work, done, owner=self.view))
