"""The batch desk: choose the month, see what the bank would object to, make the batch, print it, read the result."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLineEdit

from ui import tokens
from ui.pages.page import PageWidget
from ui.pages.picker import refill
from ui.widgets.plain_table import fill, plain_table
from ui.widgets.words import bar, button, column, label, line
from union_desk import checking, records, registers
from union_desk.affairs import cards_applying, cards_batches, cards_results, cards_template, cards_words
from union_desk.schema import codes
from union_desk.search import Query
from union_desk.words import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App

_WATCHED = {"cards", "card_batches", "members", "norms"}
_BATCHES = 24  # the newest ones are offered


@dataclass(frozen=True)
class Found:
    """What the desk shows: the applications of the month as checked, the batches, who has no card."""

    month: str
    checked: list[cards_applying.Checked]
    batches: list[dict[str, Any]]
    without: int


class BatchView(PageWidget):
    """Steps from left to right, each with the button that takes it."""

    def __init__(self, app: App) -> None:
        """Lay it out and look into the books."""
        super().__init__(app)
        self.found: Found | None = None
        self.month, self.bank, self.branch, self.medium, self.batch = (
            QComboBox(), QLineEdit(), QLineEdit(), QComboBox(), QComboBox())
        for widget, name in ((self.month, _("Month of the batch")), (self.bank, _("Partner bank")),
                             (self.branch, _("Bank branch")), (self.medium, _("Way of submission")),
                             (self.batch, _("Card batch"))):
            widget.setAccessibleName(name)
        self.bank.setPlaceholderText(_("Partner bank"))
        self.branch.setPlaceholderText(_("Bank branch"))
        for entry in codes.get("card_medium"):
            self.medium.addItem(entry.text(), entry.code)
        self.bank.setText(app.preferences.text("cards/bank", ""))
        self.branch.setText(app.preferences.text("cards/branch", ""))
        self.verdict, self.account, self.facts = (
            label(""), label("", wraps=True), label("", muted=True))
        for box, width in ((self.month, 110), (self.batch, 320)):
            box.setMinimumWidth(width)
        self.list = plain_table([_("Application number"), _("Name"), _("Result of the check"), _("What to mend")])
        self.lines = plain_table([_("Row in the file"), _("Name"), _("What became of it"), _("Reason")])
        self.list.setColumnWidth(2, 150)
        self.lines.hide()
        self._make_buttons()
        self._lay_out()
        self._again = QTimer(self, singleShot=True, interval=150)
        self._again.timeout.connect(self.refresh)
        app.changed.connect(lambda names: self._again.start() if names & _WATCHED else None)
        self.month.currentIndexChanged.connect(lambda _index: self.refresh())
        self.batch.currentIndexChanged.connect(lambda _index: self._offer())
        self._offer_months()

    def _make_buttons(self) -> None:
        icon = self.app.theme.icon
        self.signed = QCheckBox(_("Signed authorisations are here"))
        self.apply = button(_("Open their applications"), self.apply_for_all, icon=icon("user-plus"))
        self.check = button(_("Print the pre-check"), self.print_check, icon=icon("printer"))
        self.make = button(_("Make the batch"), self.make_batch, primary=True, icon=icon("check", "on_accent"))
        self.cover = button(_("Print the cover"), lambda: self._print("cards-batch-cover"), icon=icon("printer"))
        self.roll = button(_("Print the list"), lambda: self._print("cards-batch-list"), icon=icon("printer"))
        self.fill = button(_("Fill the bank's template…"), self.ask_template, icon=icon("file-spreadsheet"))
        self.submit = button(_("Hand in"), self.submit_batch, icon=icon("send"))
        self.read = button(_("Read the result file…"), self.ask_file, icon=icon("file-up"))
        self.release = button(_("Take apart"), self.release_batch)
        for one in (self.apply, self.check, self.make, self.cover, self.roll, self.fill, self.submit, self.read,
                    self.release):
            one.setEnabled(False)  # until it is known what there is to do

    def _lay_out(self) -> None:
        whole = column(
            bar(label(_("1. Month of the batch"), section=True), self.month, 12, self.verdict, None,
                self.signed, self.apply, self.check),
            self.list,
            bar(label(_("2. Batch"), section=True), self.bank, self.branch, self.medium, None, self.make),
            line(),
            bar(label(_("3. Submission and result"), section=True), self.batch, 12, self.facts, None),
            bar(self.cover, self.roll, self.fill, self.submit, self.read, None, self.release),
            self.account, self.lines, margins=tokens.SPACE)
        whole.setStretch(1, 1)
        whole.setStretch(7, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.month)

    # ---- what is there

    def open(self, **arguments: Any) -> None:
        """Show a batch when one is named."""
        if arguments.get("batch"):
            self.batch.setCurrentIndex(self.batch.findData(arguments["batch"]))

    def activated(self) -> None:
        """Look again."""
        self.refresh()

    def refresh(self) -> None:
        """Look into the books again."""
        month, day = str(self.month.currentData() or ""), checking.today()
        self.app.jobs.read(lambda s: _look(s, month, day), self._show, owner=self)

    def _offer_months(self) -> None:
        def offer(this: str) -> None:
            year, month = int(this[:4]), int(this[5:])
            for step in (0, 1, -1):
                years, left = divmod(year * 12 + month - 1 + step, 12)
                text = f"{years:04d}-{left + 1:02d}"
                self.month.addItem(text, text)

        self.app.jobs.read(lambda s: cards_batches.month_of(s, checking.today()), offer, owner=self)

    def _show(self, found: Found) -> None:
        self.found = found
        wrong = sum(not one.sound for one in found.checked)
        told = _("{count} applications, {wrong} with errors") if wrong else _("{count} applications, no errors")
        self.verdict.setText(told.format(count=len(found.checked), wrong=wrong) if found.checked else
                             _("No applications wait for this month."))
        ordered = sorted(found.checked, key=lambda one: (one.sound, not one.problems))
        fill(self.list, [(str(one.card["application_no"]), str(one.member.get("name") or ""), _verdict(one),
                           "; ".join(p.text() for p in one.problems)) for one in ordered])
        self.apply.setText(_("Apply for {count} without a card").format(count=found.without))
        self.apply.setEnabled(found.without > 0)
        self.make.setEnabled(len(found.checked) > wrong)
        self.check.setEnabled(bool(found.checked))
        kind = registers.get("card_batches").fields["batch_state"].kind
        refill(self.batch, [(f"{one['batch_no']} · {one['bank_name']} · {kind.show(one['batch_state'])}", one["id"])
                            for one in found.batches])
        self._offer()

    def chosen(self) -> dict[str, Any]:
        """Return the record of the chosen batch, empty without one."""
        chosen = self.batch.currentData()
        return next((one for one in self.found.batches if one["id"] == chosen), {}) if self.found else {}

    def _offer(self) -> None:
        batch = self.chosen()
        state = batch.get("batch_state")
        for one, able in ((self.cover, batch), (self.roll, batch), (self.submit, state == "draft"),
                          (self.fill, state in ("draft", "submitted")),
                          (self.release, state == "draft"), (self.read, state not in (None, "draft"))):
            one.setEnabled(bool(able))
        told = _("{count} applications, checksum {checksum}") if batch else ""
        self.facts.setText(told.format(count=batch.get("row_count"), checksum=batch.get("checksum")))

    # ---- steps

    def apply_for_all(self) -> None:
        """Open an application for everybody without a card; with the tick, as signed today."""
        day = checking.today()
        signed = {"own_will": True, "authorised_by_member": True, "authorised_on": day}
        facts = signed if self.signed.isChecked() else {}

        def work(session: Session) -> cards_applying.Applied:
            return cards_applying.apply_for(session, cards_applying.without_card(session), day, **facts)

        self.app.jobs.gesture(cards_words.APPLIED, work, lambda found: self.app.messages.say(
            _("{count} applications opened, {refused} refused").format(
                count=len(found.made), refused=len(found.refused))), owner=self)

    def make_batch(self) -> None:
        """Make a batch of the sound applications of the month."""
        bank = self.bank.text().strip()
        if not bank:
            self.app.messages.say(_("Enter the partner bank first."), level="warning")
            self.bank.setFocus()
            return
        self.app.preferences.put("cards/bank", bank)
        self.app.preferences.put("cards/branch", self.branch.text().strip())
        facts: dict[str, object] = {"bank_name": bank, "bank_branch": self.branch.text().strip() or None,
                         "medium": self.medium.currentData()}
        month, day = str(self.month.currentData()), checking.today()

        def done(made: cards_batches.Made) -> None:
            self.app.messages.say(_("Batch {batch}: {count} applications, {left} left out because of errors").format(
                batch=made.number, count=len(made.cards), left=len(made.left_out)))
            self.batch.addItem(made.number, made.id)
            self.batch.setCurrentIndex(self.batch.findData(made.id))

        self.app.jobs.gesture(cards_words.BATCHED, lambda s: cards_batches.make(s, month, day, **facts), done,
                              owner=self)

    def submit_batch(self) -> None:
        """Hand the batch in as of today, by the person at the desk."""
        batch, by, day, say = self.chosen(), self.app.actor.name, checking.today(), self.app.messages.say
        medium = str(batch.get("medium") or self.medium.currentData())
        self.app.jobs.gesture(cards_words.SUBMITTED, lambda s: cards_batches.submit(s, batch["id"], day, by, medium),
                              lambda count: say(_("{count} applications handed in.").format(count=count)),
                              params={"batch": batch["batch_no"]}, owner=self)

    def release_batch(self) -> None:
        """Take a draft apart; undone with one key."""
        batch = self.chosen()
        self.app.jobs.gesture(cards_words.RELEASED, lambda s: cards_batches.release(s, batch["id"]),
                              params={"batch": batch["batch_no"]}, owner=self)

    def ask_template(self) -> None:
        """Let the person name the bank's workbook; the filled copy is laid beside it."""
        home = self.app.preferences.text("import/folder", str(Path.home()))
        dialog = QFileDialog(self, _("Fill the bank's template…"), home, "Excel (*.xlsx)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda file: self.fill_template(Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def fill_template(self, path: Path) -> None:
        """Write the chosen batch into a copy of the bank's workbook, named by the batch; this is journaled."""
        batch = self.chosen()
        target = path.with_name(f"{path.stem}_{batch['batch_no']}.xlsx")
        told = _("{count} applications written into {file}")
        self.app.jobs.gesture(cards_template.FILLED, lambda s: cards_template.release(s, batch["id"], path, target),
                              lambda count: self.app.messages.say(told.format(count=count, file=target.name)),
                              params={"file": path.name, "batch": batch["batch_no"]}, keep=True, owner=self)

    def ask_file(self) -> None:
        """Let the person name the bank's file."""
        home = self.app.preferences.text("import/folder", str(Path.home()))
        dialog = QFileDialog(self, _("Read the result file…"), home, "Excel, CSV (*.xlsx *.xls *.et *.ods *.csv)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda file: self.read_result(Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read_result(self, path: Path) -> None:
        """Read the bank's file into the chosen batch and show the account."""
        batch, day = self.chosen(), checking.today()
        self.app.jobs.gesture(cards_words.RESULT, lambda s: cards_results.take(s, batch["id"], path, day), self._tell,
                              params={"batch": batch["batch_no"], "file": path.name}, owner=self)

    def _tell(self, found: cards_results.Result) -> None:
        self.account.setText(found.text())
        outcomes = {cards_results.ISSUED: _("Issued"), cards_results.REJECTED: _("Sent back"),
                    cards_results.UNKNOWN: _("Unknown")}
        told = [one for one in found.lines if one.reason]
        fill(self.lines, [(str(one.place), one.name, outcomes[one.outcome], one.reason) for one in told])
        self.lines.setVisible(bool(told))

    # ---- paper

    def print_check(self) -> None:
        """Show the result of the check in the print preview."""
        if self.found:
            self.app.show_page("print", register="cards", form="cards-precheck",
                               ids=[one.card["id"] for one in self.found.checked])

    def _print(self, form: str) -> None:
        self.app.show_page("print", register="card_batches", form=form, ids=[self.chosen()["id"]])


def _look(session: Session, month: str, day: str) -> Found:
    checked = cards_applying.precheck(session, cards_batches.of_month(session, month), day) if month else []
    newest = Query(sort=(("batch_month", True), ("batch_no", True)))
    batches = records.page(session, registers.get("card_batches"), newest, limit=_BATCHES)
    return Found(month, checked, batches, len(cards_applying.without_card(session)))


def _verdict(one: cards_applying.Checked) -> str:
    return _("Wrong") if not one.sound else _("To be noted") if one.problems else _("No errors")
