"""The tabs of the books that are only added to: ledger, receipts, payments, closings; a mistake is reversed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QInputDialog

from ui.jobs import Action
from ui.pages.opening import open_file
from ui.register_page import RegisterPage
from ui.widgets.words import button
from ui.workbook_password import SaveDialog
from union_desk import checking, records, registers
from union_desk.affairs import dues_receipts, funds_books, welfare
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.progress import Progress
    from union_desk.search import Query

REVERSED = N_("Reversed {register}: {name}")
CLOSED = N_("Closed the books of {period}")


_REVERSALS: dict[str, Callable[[Session, str, str, str], str]] = {
    "dues_receipts": dues_receipts.reverse, "ledger_entries": dues_receipts.reverse_entry,
    "dues_payments": dues_receipts.reverse_payment}


class OnlyAdded(RegisterPage):
    """A book whose entries are never changed: what would change them is not offered."""

    new_records = False  # whether the form may add records; else a verb does

    def _ask(self, query: Query) -> None:
        super()._ask(query)
        if not self.new_records:
            self.head.new.hide()

    def new_record(self, values: dict[str, Any] | None = None) -> None:
        """Begin a new entry, where the form may add one."""
        if self.new_records:
            super().new_record(values)
        else:
            self.app.messages.say(_("These entries follow from other work; they are not typed by hand."))

    def act(self, text: str, icon: str, run: Callable[[], object], tip: str) -> None:
        """Add a button beside those of every book."""
        self.extra.addWidget(button(text, run, icon=self.app.theme.icon(icon), tip=tip))

    def reverse(self) -> None:
        """Ask for the reason, and reverse the entry under the cursor."""
        record = self.grid.current_id()
        if record is None:
            self.app.messages.say(_("Choose records in the list first."))
            return
        reason, sure = QInputDialog.getText(self, _("Reverse"), _("Reason of the reversal"))
        if sure and reason.strip():
            self.reverse_with(record, reason.strip())

    def reverse_with(self, record: str, reason: str) -> None:
        """Reverse an entry for a reason, as one gesture."""
        verb = _REVERSALS[self.register.name]
        place = self.grid.grid_model.line_of(record)
        row = (self.grid.grid_model.row(place) if place is not None else None) or {"id": record}

        def work(session: Session) -> str:
            return verb(session, record, checking.today(), reason)

        self.app.jobs.gesture(REVERSED, work, self._reversed, owner=self, params={
            "register": self.register.label, "name": self.app.name_of(self.register, row)})

    def _reversed(self, record: str) -> None:
        self.app.messages.say(_("Reversed. The entry and its opposite both stay in the book."),
                              actions=[Action(_("Undo"), lambda: self.app.run_command("undo"))])
        self.refresh()
        self._wanted = record


class LedgerPage(OnlyAdded):
    """The ledger: new entries in the form, reversals, the year as a workbook."""

    new_records = True

    def __init__(self, app: App) -> None:
        """Show the ledger."""
        super().__init__(app, registers.get("ledger_entries"))
        self.act(_("Reverse"), "rotate-ccw", self.reverse, _("Enter the opposite of this entry, with the reason."))
        self.act(_("Ledger as a workbook"), "file-spreadsheet", self.ask_workbook,
                 _("The ledger and the budget of this year, with formulas."))

    def ask_workbook(self) -> None:
        """Ask where the workbook of this year goes, and write it."""
        year = int(checking.today()[:4])
        name = _("Ledger {year}.xlsx").format(year=year)
        SaveDialog(self, _("Ledger as a workbook"), Path(name),
                   lambda path, password: self.write_workbook(path, year, password)).open()

    def write_workbook(self, path: Path, year: int, password: str = "") -> None:
        """Write the ledger of a year as a job."""
        app = self.app

        def work(_progress: Progress) -> int:
            from union_desk.affairs import funds_ledger

            return funds_ledger.export(app.db, app.actor, path, year, password)

        def told(rows: int) -> None:
            app.messages.say(_("{rows} rows written to {file}.").format(rows=rows, file=path.name),
                             actions=[Action(_("Open"), lambda: open_file(path))])

        app.jobs.run(_("Ledger as a workbook"), work, told, owner=self, writes=True)


class ReceiptsPage(OnlyAdded):
    """The receipts in the order of their numbers."""

    def __init__(self, app: App) -> None:
        """Show the receipts."""
        super().__init__(app, registers.get("dues_receipts"))
        self.act(_("Reverse"), "rotate-ccw", self.reverse,
                 _("Reverse this receipt with its payments and its income, with the reason."))


class PaymentsPage(OnlyAdded):
    """What came in for dues, entry by entry."""

    def __init__(self, app: App) -> None:
        """Show the payments."""
        super().__init__(app, registers.get("dues_payments"))
        self.act(_("Reverse"), "rotate-ccw", self.reverse, _("Enter the opposite of this entry, with the reason."))


class WelfarePage(RegisterPage):
    """Welfare claims: an approved one is paid out and booked in one gesture."""

    def __init__(self, app: App) -> None:
        """Show the claims."""
        super().__init__(app, welfare.CLAIMS)
        self.extra.addWidget(button(_("Pay out"), self.ask_payment, icon=app.theme.icon("check"),
                                    tip=_("Enter the payment and the expense of this approved claim.")))

    def ask_payment(self) -> None:
        """Ask who pays and who signed, and pay the claim under the cursor."""
        record = self.grid.current_id()
        if record is None:
            self.app.messages.say(_("Choose records in the list first."))
            return
        cashier, sure = QInputDialog.getText(self, _("Pay out"), _("Cashier"))
        if sure and cashier.strip():
            signed, sure = QInputDialog.getText(self, _("Pay out"), _("Signed by the recipient"))
            if sure and signed.strip():
                self.pay(record, cashier.strip(), signed.strip())

    def pay(self, record: str, cashier: str, signed_by: str) -> None:
        """Pay a claim out as one gesture."""
        place = self.grid.grid_model.line_of(record)
        row = (self.grid.grid_model.row(place) if place is not None else None) or {}
        event = {"happened_on": checking.today(), "cashier": cashier, "signed_by": signed_by}

        def work(session: Session) -> str:
            return welfare.pay(session, record, event)

        def told(_event: str) -> None:
            self.app.messages.say(_("Paid out and entered in the ledger."),
                                  actions=[Action(_("Undo"), lambda: self.app.run_command("undo"))])

        self.app.jobs.gesture(welfare.PAID, work, told, params={"number": row.get("claim_no") or ""}, owner=self)


class ClosingsPage(OnlyAdded):
    """The closed months and years."""

    def __init__(self, app: App) -> None:
        """Show the closings."""
        super().__init__(app, registers.get("closings"))
        self.act(_("Close last month"), "lock", self.close_last_month,
                 _("Nothing dated in a closed month is entered any more."))

    def close_last_month(self) -> None:
        """Close the month before this one, after asking."""
        last = dt.date.fromisoformat(checking.today()).replace(day=1) - dt.timedelta(1)
        text = _("Close the books of {period}? Nothing dated then can be entered afterwards.")
        self.app.messages.ask(text.format(period=f"{last:%Y-%m}"), _("Close the month"),
                              lambda: self.close_month(last.year, last.month))

    def close_month(self, year: int, month: int) -> None:
        """Close a month as one gesture."""
        by = self.app.actor.name

        def work(session: Session) -> records.Saved:
            return funds_books.close(session, year, month, by)

        def told(_saved: records.Saved) -> None:
            self.app.messages.say(_("{period} is closed.").format(period=f"{year}-{month:02d}"))

        self.app.jobs.gesture(CLOSED, work, told, params={"period": f"{year}-{month:02d}"}, owner=self)
