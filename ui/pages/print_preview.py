"""The print preview: the very PDF that is printed or saved, for the chosen members."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QFileDialog, QSpinBox, QWidget

from ui import printing, tokens, unmask
from ui.jobs import Action
from ui.pages.job_line import JobLine
from ui.pages.opening import open_file, open_folder_of
from ui.pages.page import PageWidget
from ui.pages.preview_thumbs import Thumbs
from ui.pages.preview_view import PdfView
from ui.pages.print_options import PrintOptions
from ui.printing import Pdf
from ui.widgets.words import bar, button, column, label, row, tool
from union_desk import durable, papers
from union_desk.errors import UserError
from union_desk.papers import gathering, overlay
from union_desk.safety import gate
from union_desk.words import N_, _, ngettext, series

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.context import App
    from union_desk.papers import Printed
    from union_desk.papers.job import Details, Form
    from union_desk.progress import Progress
    from union_desk.search import Query

PRINTED = N_("Printed {form} for {count} records: {pages} pages, {copies} copies on {printer}, No. {serial}")
FIRST_PAGES = 3
SAVED = N_("Saved {form} for {count} records as PDF: {pages} pages, No. {serial}")


@dataclass(frozen=True)
class Made:
    """A finished PDF: its bytes, what was printed on it, with which details, and how many people it is for.

    `whole` is False for the first pages, which are shown while the others are drawn.
    """

    data: bytes
    form: Form
    printed: Printed
    details: Details
    people: int
    whole: bool = True


class PrintPage(PageWidget):
    """`open(ids=[…])` or `open(query=…)` says what to print, `register=…` of which book, `form=…` on which form.

    Without either, a blank form.
    """

    def __init__(self, app: App) -> None:
        """Lay it out; the first PDF is made when somebody says for whom."""
        super().__init__(app)
        self.people: Query | list[str] | None = None
        self.made: Made | None = None
        self.asked: unmask.ReasonDialog | None = None
        self.pdf: Pdf | None = None
        self.options, self.view, self.job = PrintOptions(app), PdfView(app), JobLine(app)
        self.thumbs = Thumbs(app)
        self.page, self.total, self.zoom = QSpinBox(), label(""), label("", muted=True)
        self.page.setAccessibleName(_("Page number"))
        self.missing = label("", wraps=True, level="warning")
        self.print = button(_("Print"), self.print_now, primary=True, icon=app.theme.icon("printer", "on_accent"))
        self.save = button(_("Save as PDF…"), self.ask_file, icon=app.theme.icon("download"))
        self.calibrate = button(_("Calibration sheet"), self.print_calibration)
        self.overlays = button(_("Printing onto forms…"), lambda: self.app.show_page("overlay"))
        icon = app.theme.icon
        pager = bar(
            label(_("Page number")),
            self.page,
            self.total,
            16,
            tool(icon("minus"), _("Smaller (−)"), lambda: self.view.larger(-1)),
            self.zoom,
            tool(icon("plus"), _("Larger (+)"), self.view.larger),
            button(_("Whole width"), self.view.fit_width, flat=True),
            button(_("Whole page"), self.view.fit_page, flat=True),
            None,
        )
        acts = (self.overlays, self.calibrate, self.save, self.print)  # beside the title, as a small screen lacks width
        right = QWidget()
        right.setLayout(column(pager, self.missing, self.job, row(self.thumbs, self.view)))
        top = bar(label(_("Print"), title=True), None, *acts)
        self.setLayout(column(top, row(self.options, right), margins=tokens.SPACE))
        self.options.changed.connect(self.make)
        self.page.valueChanged.connect(lambda number: self.view.go(number - 1))
        self.view.page_changed.connect(self._show_page)
        self.thumbs.chosen.connect(self.view.go)
        self.view.zoom_changed.connect(lambda factor: self.zoom.setText(f"{factor:.0%}"))
        self._offer()
        application = QCoreApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self._close)

    def open(self, **arguments: Any) -> None:
        """Take whom to print and on which form."""
        if "ids" in arguments:
            self.people = list(arguments["ids"])
        elif "query" in arguments:
            self.people = arguments["query"]
        if arguments.get("blank"):
            self.people = None
        if str(arguments.get("form", "")).startswith(overlay.PREFIX):
            self.options.learn_overlays()
        if "form" in arguments:
            self.options.choose(arguments["form"])
        elif "register" in arguments or self.people is not None:
            self.options.offer(str(arguments.get("register", "members")))
        self.options.blank.setChecked(self.people is None)
        self._number_then_make()

    def activated(self) -> None:
        """Show a blank form when nobody said whom to print."""
        if self.made is None:
            self._number_then_make()

    # ---- making -----------------------------------------------------------------------------------------------------

    def make(self) -> None:
        """Make the PDF anew; the one before stays on the screen until it is there."""
        form, details = self.options.forms[self.options.form_id()], self.options.details()
        people = None if self.options.blank.isChecked() else self.people
        self.job.stop()
        self._first(form, people, details)

    def _first(self, form: Form, people: Query | list[str] | None, details: Details) -> None:
        """Show the first pages as soon as they are there, then draw all of them."""
        def whole(first: Made) -> None:
            if first.whole:
                self._show(first)
                return
            self._show(first)
            self._run(lambda progress: self._draw(form, people, details, progress), self._show)

        self._run(lambda progress: self._draw(form, people, details, progress, FIRST_PAGES), whole)

    def _run(self, work: Callable[[Progress], Made], done: Callable[[Made], None]) -> None:
        self.job.follow(self.app.jobs.run(_("Drawing the forms"), work, done, owner=self, listed=False))

    def _draw(
        self, form: Form, people: Query | list[str] | None, details: Details, progress: Progress, first_pages: int = 0
    ) -> Made:
        with self.app.db.read() as session:
            nobody: list[str] = []
            found = gathering.gather(session, form, nobody if people is None else people, details)
        stream = io.BytesIO()
        printed = papers.print_form(form, found.rows, found.union, stream, self.app.actor.name, progress,
                                    details=found.details, first_pages=first_pages)
        whole = not first_pages or printed.pages < first_pages
        return Made(stream.getvalue(), form, printed, found.details, len(found.rows), whole)

    def _show(self, made: Made) -> None:
        before, self.made = self.pdf, made if made.whole else None
        self.pdf = Pdf(made.data)
        self.view.take(self.pdf)
        self.thumbs.take(self.pdf)
        if before is not None:
            before.close()
        count = len(self.pdf)
        self.page.setRange(1, max(1, count))
        self.total.setText(_("of {pages}").format(pages=count if made.whole else "…"))
        people = ngettext("{count} person", "{count} people", made.people).format(count=made.people)
        self.options.people.setText(people if made.people else _("Nobody: a blank form"))
        told = _("No font has these characters; they are marked 〓 and must be written in by hand: {chars}")
        named = _("They stand in the names of: {names}").format(names=series(made.printed.whose[:20]))
        words = [told.format(chars=" ".join(made.printed.missing)), *([named] if made.printed.whose else [])]
        self.missing.setText(" ".join(words))
        self.missing.setVisible(bool(made.printed.missing))
        self._offer()

    def _number_then_make(self) -> None:
        """Begin with the first number of the month that was not given out."""
        month = self.options.details().month

        def have(number: int) -> None:
            self.options.first.blockSignals(True)
            self.options.first.setValue(number)
            self.options.first.blockSignals(False)
            self.make()

        self.app.jobs.read(lambda session: gathering.next_number(session, month), have, owner=self)

    # ---- out of the house -------------------------------------------------------------------------------------------

    def print_now(self) -> None:
        """Print the pages as a job, then journal it."""
        if self.made is None or self.pdf is None:
            return
        made, count = self.made, len(self.pdf)
        self._leave(made, lambda reason: self._print(made, count, reason))

    def _print(self, made: Made, count: int, reason: str) -> None:
        pages = printing.read_range(self.options.pages.text(), count)
        printer = self._printer(_(made.form.label))
        offset, copies = self.options.offset(), self.options.copies.value()

        def work(progress: Progress) -> None:
            pdf = Pdf(made.data)  # its own: the preview may show another one by then
            try:
                printing.send(pdf, printer, pages, offset=offset, progress=progress)
            finally:
                pdf.close()

        def done(_none: None) -> None:
            text = _("{pages} pages were sent to {printer}.").format(pages=len(pages), printer=printer.printerName())
            job.conclude(text)
            self.app.messages.say(text)
            self._journal(PRINTED, made, reason, pages=len(pages), copies=copies, printer=printer.printerName())

        self.app.preferences.put("print/printer", str(self.options.printer.currentData()))
        title = _("Printing {form}").format(form=_(made.form.label))
        job = self.app.jobs.run(title, work, done, owner=self)

    def ask_file(self) -> None:
        """Let the person say where the PDF goes."""
        if self.made is None:
            return
        name = f"{_(self.made.form.label)}.pdf"
        home = Path(self.app.preferences.text("print/folder", str(Path.home())))
        dialog = QFileDialog(self, _("Save as PDF…"), str(home / name), "PDF (*.pdf)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(lambda file: self.save_to(Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Save the PDF, then journal it."""
        made = self.made
        if made is not None:
            self._leave(made, lambda reason: self._save(made, path, reason))

    def _save(self, made: Made, path: Path, reason: str) -> None:
        durable.write(path, made.data)
        self.app.preferences.put("print/folder", str(path.parent))
        self.app.messages.say(
            _("Saved: {path}").format(path=path),
            actions=[
                Action(_("Open the file"), lambda: open_file(path)),
                Action(_("Open the folder"), lambda: open_folder_of(path)),
            ],
        )
        self._journal(SAVED, made, reason)

    def print_calibration(self) -> None:
        """Print the sheet that shows by how much the printer is off."""
        from union_desk.papers import calibration

        stream = io.BytesIO()
        printer, offset = self._printer(_("Calibration sheet")), self.options.offset()
        calibration.draw(stream, printer.printerName(), offset)
        data = stream.getvalue()
        self.app.jobs.run(
            _("Calibration sheet"),
            lambda progress: printing.send(Pdf(data), printer, [0], offset=offset, progress=progress),
            owner=self,
        )

    def _leave(self, made: Made, go_on: Callable[[str], None]) -> None:
        """Ask at the gate before a page leaves, and for the reason where private values leave in full; then go on."""
        release = gate.Release(gate.PRINT, made.form.register, made.people, unmasked=made.details.unmasked,
                               reason="asked for below")

        def guarded(reason: str) -> None:
            try:
                go_on(reason)
            except UserError as fault:
                self.app.messages.error(fault)

        try:
            gate.check(self.app.actor, release)
        except UserError as fault:
            self.app.messages.error(fault)
            return
        if not release.private or not made.people:
            guarded("")
            return
        self.asked = unmask.ReasonDialog(self, made.people, printing=True)
        asked = self.asked
        asked.accepted.connect(lambda: guarded(asked.reason()))
        asked.open()

    def _printer(self, title: str) -> QPrinter:
        name = str(self.options.printer.currentData() or "")
        if not name:
            raise printing.NoPrinterError
        printer = QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)
        printer.setDocName(title)
        printer.setCopyCount(self.options.copies.value())
        return printer

    def _journal(self, what: str, made: Made, reason: str, **params: object) -> None:
        """Journal what left the house; numbers that were given out are not given out again."""
        printed, details = made.printed, made.details

        release = gate.Release(gate.PRINT, made.form.register, made.people, unmasked=details.unmasked,
                               reason=reason)

        def work(session: Any) -> None:
            gate.note(session, release)
            if printed.form in gathering.NUMBERED and made.people:
                gathering.use_numbers(session, details.month, details.first_number, made.people)

        self.app.jobs.gesture(
            what,
            work,
            keep=True,
            owner=self,
            params={
                "form": made.form.label,
                "count": made.people,
                "pages": printed.pages,
                "serial": printed.serial,
                **params,
            },
        )

    # ---- small things -----------------------------------------------------------------------------------------------

    def _show_page(self, number: int) -> None:
        self.page.blockSignals(True)
        self.page.setValue(number + 1)
        self.page.blockSignals(False)
        self.thumbs.follow(number)

    def _close(self) -> None:
        if self.pdf is not None:
            self.pdf.close()

    def _offer(self) -> None:
        there = self.made is not None
        printer = bool(self.options.printer.currentData())
        self.print.setEnabled(there and printer)
        self.calibrate.setEnabled(printer)
        self.save.setEnabled(there)
