"""Payments of help: a list for the bank, its results read back row by row, and paying out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QFileDialog, QInputDialog, QLineEdit

from ui import tokens
from ui.form import fill_nothing
from ui.jobs import Action
from ui.pages.page import PageWidget
from ui.pages.picker import refill
from ui.register_page import RegisterPage
from ui.widgets.plain_table import fill, plain_table
from ui.widgets.words import bar, button, column, label, line
from union_desk import checking, records
from union_desk.affairs import hardship_paying as paying
from union_desk.registers.funds_shares import yuan
from union_desk.schema import codes, masks
from union_desk.search import Query
from union_desk.words import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App

_WATCHED = {"help_records", "help_batches", "help_payments", "hardship_accounts"}
_BATCHES = 24  # the newest ones are offered
Found = tuple[list[paying.Payee], list[dict[str, Any]]]


class PaymentsView(PageWidget):
    """First what is approved and can be paid, then the list on its way through the bank."""

    def __init__(self, app: App) -> None:
        """Lay it out and look into the books."""
        super().__init__(app)
        self.payees: list[paying.Payee] = []
        self.batches: list[dict[str, Any]] = []
        self.source, self.bank, self.batch = QComboBox(), QLineEdit(), QComboBox()
        for widget, name in ((self.source, _("Source of the money")), (self.bank, _("Paying bank")),
                             (self.batch, _("Payment list"))):
            widget.setAccessibleName(name)
        for entry in codes.get("help_source"):
            self.source.addItem(entry.text(), entry.code)
        self.bank.setPlaceholderText(_("Paying bank"))
        self.bank.setText(app.preferences.text("hardship/bank", ""))
        self.batch.setMinimumWidth(320)
        self.verdict, self.account, self.facts = label(""), label("", wraps=True), label("", muted=True)
        self.list = plain_table([_("Number of the help"), _("Account holder"), _("Account number"), _("Amount"),
                                 _("Why it cannot be paid")], _("Approved help"))
        self.lines = plain_table([_("Row in the file"), _("Name"), _("What became of it"), _("Reason")],
                                 _("Results of the bank"))
        self.lines.hide()
        self._make_buttons()
        self._lay_out()
        app.changed.connect(lambda names: self.refresh() if names & _WATCHED else None)
        self.source.currentIndexChanged.connect(lambda _index: self.refresh())
        self.batch.currentIndexChanged.connect(lambda _index: self._offer())
        self.refresh()

    def _make_buttons(self) -> None:
        icon = self.app.theme.icon
        self.make = button(_("Make the payment list"), self.make_list, primary=True, icon=icon("check", "on_accent"))
        self.paper = button(_("Print the list"), self.print_list, icon=icon("printer"))
        self.write = button(_("Workbook for the bank…"), self.ask_target, icon=icon("file-spreadsheet"),
                            tip=_("Accounts in full; this is journaled."))
        self.submit = button(_("Hand in"), self.submit_list, icon=icon("send"))
        self.read = button(_("Read the result file…"), self.ask_file, icon=icon("file-up"))
        self.release = button(_("Take apart"), self.release_list)

    def _lay_out(self) -> None:
        whole = column(
            bar(label(_("1. Approved help"), section=True), self.source, 12, self.verdict, None),
            self.list,
            bar(label(_("2. Payment list"), section=True), self.bank, None, self.make),
            line(),
            bar(label(_("3. Bank and result"), section=True), self.batch, 12, self.facts, None),
            bar(self.paper, self.write, self.submit, self.read, None, self.release),
            self.account, self.lines, margins=tokens.SPACE)
        whole.setStretch(1, 1)
        whole.setStretch(7, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.source)

    # ---- what is there

    def activated(self) -> None:
        """Look again."""
        self.refresh()

    def refresh(self) -> None:
        """Look into the books again."""
        source, day = str(self.source.currentData()), checking.today()

        def look(session: Session) -> Found:
            newest = Query(sort=(("made_on", True), ("batch_no", True)))
            return paying.payees(session, source, day), records.page(session, paying.BATCHES, newest, limit=_BATCHES)

        self.app.jobs.read(look, self._show, owner=self)

    def _show(self, found: Found) -> None:
        self.payees, self.batches = found
        sound = [one for one in self.payees if not one.why]
        self.verdict.setText(_("{count} approved, {sound} can be paid through the bank: {total} yuan").format(
            count=len(self.payees), sound=len(sound), total=yuan(sum(one.help["amount"] for one in sound))))
        fill(self.list, [(str(one.help["help_no"]), masks.person_name(one.holder) if one.holder else "",
                          masks.bank_account(one.number) if one.number else "", yuan(one.help["amount"]), one.why)
                         for one in self.payees])
        self.make.setEnabled(bool(sound))
        kind = paying.BATCHES.fields["batch_state"].kind
        refill(self.batch, [(f"{one['batch_no']} · {one['bank']} · {kind.show(one['batch_state'])}", one["id"])
                            for one in self.batches])
        self._offer()

    def chosen(self) -> dict[str, Any]:
        """Return the record of the chosen list, empty without one."""
        found = self.batch.currentData()
        return next((one for one in self.batches if one["id"] == found), {})

    def _offer(self) -> None:
        batch = self.chosen()
        state = batch.get("batch_state")
        for one, able in ((self.paper, batch), (self.write, state in ("draft", "submitted")), (self.submit,
                                                                                               state == "draft"),
                          (self.release, state == "draft"), (self.read, state in ("submitted", "settled"))):
            one.setEnabled(bool(able))
        told = _("{count} payments, {total} yuan; {paid} paid, {failed} failed") if batch else ""
        self.facts.setText(told.format(count=batch.get("row_count"), total=yuan(batch.get("total") or 0),
                                       paid=batch.get("paid_count") or 0, failed=batch.get("failed_count") or 0))

    # ---- steps

    def make_list(self) -> None:
        """Make a payment list of what can be paid."""
        bank, source, day, by = (self.bank.text().strip(), str(self.source.currentData()), checking.today(),
                                 self.app.actor.name)
        if not bank:
            self.app.messages.say(_("Enter the paying bank first."), level="warning")
            self.bank.setFocus()
            return
        self.app.preferences.put("hardship/bank", bank)

        def done(made: str) -> None:
            self.batch.addItem(bank, made)
            self.batch.setCurrentIndex(self.batch.findData(made))

        self.app.jobs.gesture(paying.MADE, lambda s: paying.make(s, source, day, bank, prepared_by=by), done,
                              params={"bank": bank}, owner=self)

    def submit_list(self) -> None:
        """Note that the list went to the bank today."""
        batch, day, by, say = self.chosen(), checking.today(), self.app.actor.name, self.app.messages.say
        self._gesture(paying.HANDED_IN, lambda s: paying.submit(s, batch["id"], day, by),
                      lambda count: say(_("{count} payments handed in.").format(count=count)))

    def release_list(self) -> None:
        """Take the list apart; its help waits for payment again."""
        batch, day, say = self.chosen(), checking.today(), self.app.messages.say
        self._gesture(paying.RELEASED, lambda s: paying.release(s, batch["id"], day),
                      lambda count: say(_("{count} payments wait for another list.").format(count=count)))

    def _gesture(self, what: str, work: Any, done: Any, **more: object) -> None:
        keep = bool(more)
        self.app.jobs.gesture(what, work, done, params={"number": self.chosen()["batch_no"], **more}, keep=keep,
                              owner=self)

    def ask_target(self) -> None:
        """Let the person name the workbook for the bank."""
        self.app.actor.need("help_payments.export_unmasked")
        name = str(Path.home() / f"{self.chosen()['batch_no']}.xlsx")
        file, _kind = QFileDialog.getSaveFileName(self, _("Workbook for the bank…"), name, "Excel (*.xlsx)")
        if file:
            self.write_list(Path(file))

    def write_list(self, path: Path) -> None:
        """Write the chosen list for the bank, accounts in full; this is journaled."""
        batch = self.chosen()
        told = _("{rows} rows written to {file}.")
        self._gesture(paying.WROTE, lambda s: paying.write_list(s, batch["id"], path),
                      lambda count: self.app.messages.say(told.format(rows=count, file=path.name)), file=path.name)

    def ask_file(self) -> None:
        """Let the person name the bank's file."""
        dialog = QFileDialog(self, _("Read the result file…"), str(Path.home()), "Excel, CSV (*.xlsx *.xls *.et *.ods "
                             "*.csv)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda file: self.read_result(Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read_result(self, path: Path) -> None:
        """Read the bank's file into the chosen list and show the account."""
        batch, day = self.chosen(), checking.today()
        self._gesture(paying.READ, lambda s: paying.take(s, batch["id"], path, day), self._tell)

    def _tell(self, found: paying.Result) -> None:
        self.account.setText(found.text())
        outcomes = {"paid": _("Paid"), "failed": _("Failed"), "unknown": _("Unknown")}
        told = [one for one in found.lines if one.reason]
        fill(self.lines, [(str(one.place), one.name, outcomes[one.outcome], one.reason) for one in told])
        self.lines.setVisible(bool(told))

    def print_list(self) -> None:
        """Show the list in the print preview."""
        self.app.show_page("print", register="help_batches", form="help-payment-list", ids=[self.chosen()["id"]])


class HelpPage(RegisterPage):
    """The book of help: an approved one is paid out by hand and booked in one gesture."""

    def __init__(self, app: App) -> None:
        """Show the help."""
        super().__init__(app, paying.HELP, fill_nothing)
        self.extra.addWidget(button(_("Pay out by hand…"), self.ask_payment, icon=app.theme.icon("check"),
                                    tip=_("Enters who paid and who signed; union funds stand in the ledger at once.")))

    def ask_payment(self) -> None:
        """Ask who pays and who signed, and pay the help under the cursor."""
        record = self.grid.current_id()
        if record is None:
            self.app.messages.say(_("Choose records in the list first."))
            return
        cashier, sure = QInputDialog.getText(self, _("Pay out by hand…"), _("Cashier"))
        if sure and cashier.strip():
            signed, sure = QInputDialog.getText(self, _("Pay out by hand…"), _("Signed by the recipient"))
            if sure and signed.strip():
                self.pay(record, cashier.strip(), signed.strip())

    def pay(self, record: str, cashier: str, signed_by: str) -> None:
        """Pay a help out as one gesture."""
        place = self.grid.grid_model.line_of(record)
        found = (self.grid.grid_model.row(place) if place is not None else None) or {}
        event = {"happened_on": checking.today(), "cashier": cashier, "signed_by": signed_by}

        def told(_event: str) -> None:
            self.app.messages.say(_("Paid out."), actions=[Action(_("Undo"), lambda: self.app.run_command("undo"))])

        self.app.jobs.gesture(paying.PAID, lambda s: paying.pay(s, record, event), told,
                              params={"number": found.get("help_no") or ""}, owner=self)
