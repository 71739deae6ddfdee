"""The month of dues: plan it, send the collection sheet, read the payroll's list back, pay in bulk, write receipts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QFileDialog

from ui.jobs import Action
from ui.pages.opening import open_file
from ui.register_page import RegisterPage
from ui.widgets.words import bar, button, label
from union_desk import checking, records
from union_desk.affairs import dues, dues_payroll, dues_receipts
from union_desk.affairs.dues_receipts import Wording
from union_desk.schema.kinds import Money
from union_desk.search import Filter
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.affairs.dues import Planned
    from union_desk.affairs.dues_payroll import Payroll
    from union_desk.progress import Progress
    from union_desk.search import Query

PLANNED = N_("Planned the dues of {month}")
PAID = N_("Entered {count} payments of dues from {file}")
PAID_CHOSEN = N_("Entered payments of dues for {count} chosen lines")
ISSUED = N_("Issued receipts for the dues paid in {month}")
_CASH = "2"
_MOST_TOLD = 12


class DuesPage(RegisterPage):
    """The dues of the month that is chosen above the list."""

    def __init__(self, app: App) -> None:
        """Show this month."""
        super().__init__(app, dues.DUES)
        self.month = QDateEdit(QDate.fromString(checking.today(), "yyyy-MM-dd"))
        self.month.setDisplayFormat("yyyy-MM")
        self.month.setAccessibleName(_("Month"))
        self.month.dateChanged.connect(lambda _day: self.show_month())
        icon = app.theme.icon
        parts = (
            button(_("Plan the month"), self.plan, icon=icon("list-checks"),
                   tip=_("Make a line for every member who has none, from the bases.")),
            button(_("Collection sheet"), self.ask_sheet, icon=icon("file-spreadsheet"),
                   tip=_("Write the sheet for the payroll office.")),
            button(_("Read the payroll's list"), self.ask_payroll, icon=icon("file-up"),
                   tip=_("Enter what the payroll office took, every row accounted for.")),
            button(_("Paid in cash"), self.pay_chosen, icon=icon("check"),
                   tip=_("Enter that the chosen lines were paid in full today.")),
            button(_("Write receipts"), self.issue, icon=icon("file-check-2"),
                   tip=_("One receipt for each member whose payment of this month has none.")))
        self.told = label("", muted=True)
        acts = bar(label(_("Month")), self.month, *parts, self.told, None)
        whole = self.layout()
        assert whole is not None
        whole.insertLayout(1, acts)  # type: ignore[attr-defined]  # the page's layout is a column
        self.grid.grid_model.answered.connect(self._sum)
        self.show_month()

    @property
    def year_month(self) -> tuple[int, int]:
        """Return the month that is shown."""
        day = self.month.date()
        return day.year(), day.month()

    @property
    def name(self) -> str:
        """Return the month as 2026-03."""
        return "{}-{:02d}".format(*self.year_month)

    def show_month(self) -> None:
        """Show the lines of the month, keeping other filters."""
        year, month = self.year_month
        period = year * 100 + month
        others = tuple(one for one in self.bar.query.filters if one.field != "period")
        limits = (Filter("period", "from", (period,)), Filter("period", "to", (period,)))
        self.show_query(replace(self.bar.query, filters=(*others, *limits)))

    def _nothing(self, query: Query) -> str:
        """Return that the month is not planned yet, where nothing else narrows the list."""
        if not query.text and not query.deleted and {one.field for one in query.filters} == {"period"}:
            text = _("No dues are planned for {month} yet. “Plan the month” makes a line for every member from the "
                     "bases.")
            return text.format(month=self.name)
        return super()._nothing(query)

    def plan(self) -> None:
        """Make the lines of the month."""
        year, month = self.year_month

        def work(session: Session) -> Planned:
            return dues.plan(session, year, month)

        self.app.jobs.gesture(PLANNED, work, self._planned, params={"month": self.name}, keep=True, owner=self)

    def _planned(self, done: Planned) -> None:
        text = _("{made} lines made for {month}, {exempt} of them exempt; {amount} yuan are owed.").format(
            made=done.made, month=self.name, exempt=done.exempt, amount=Money().show(done.amount))
        if done.without_base:
            text += "\n" + _("{count} members have no dues base and got no line.").format(count=len(done.without_base))
        self._say(text)

    def ask_sheet(self) -> None:
        """Ask where the collection sheet goes."""
        name = _("Dues to deduct {month}.xlsx").format(month=self.name)
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Collection sheet"), name, "*.xlsx")
        if chosen:
            self.write_sheet(Path(chosen))

    def write_sheet(self, path: Path) -> None:
        """Write the collection sheet as a job."""
        app, month = self.app, self.year_month

        def work(_progress: Progress) -> int:
            return dues_payroll.export_sheet(app.db, app.actor, path, month)

        def told(rows: int) -> None:
            app.messages.say(_("{rows} rows written to {file}.").format(rows=rows, file=path.name),
                             actions=[Action(_("Open"), lambda: open_file(path))])

        app.jobs.run(_("Collection sheet"), work, told, owner=self)

    def ask_payroll(self) -> None:
        """Ask for the payroll office's list."""
        kinds = "*.xlsx *.xls *.et *.ods *.csv"
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Read the payroll's list"), "", kinds)
        if chosen:
            self.read_payroll(Path(chosen))

    def read_payroll(self, path: Path) -> None:
        """Read the list, say what becomes of each row, and enter the payments when that is agreed to."""
        app, (year, month) = self.app, self.year_month

        def work(_progress: Progress) -> Payroll:
            with app.db.read() as session:
                return dues_payroll.read(session, path, year, month)

        app.jobs.run(_("Read the payroll's list"), work, self._ask_payments, owner=self)

    def _ask_payments(self, payroll: Payroll) -> None:
        counts = ", ".join(f"{_(dues_payroll.WORDS[name])} {count}" for name, count in payroll.counts.items())
        refused = [line for line in payroll.lines if line.outcome in dues_payroll.REFUSED][:_MOST_TOLD]
        detail = "\n".join([counts, *(f"{line.sheet} {line.row}  {line.name}: {line.text()}" for line in refused)])
        if not payroll.accepted:
            self._say(detail)
            return
        text = _("Enter {count} payments, {amount} yuan in all, as of today?").format(
            count=len(payroll.accepted), amount=Money().show(payroll.amount))
        self.app.messages.ask(text, _("Enter payments"), lambda: self.enter(payroll), detail=detail)

    def enter(self, payroll: Payroll) -> None:
        """Enter the payments of a list that was read."""

        def work(session: Session) -> int:
            return dues_payroll.enter(session, payroll, checking.today())

        self.app.jobs.gesture(PAID, work, self._paid, owner=self,
                              params={"count": len(payroll.accepted), "file": payroll.file})

    def pay_chosen(self) -> None:
        """Enter that the chosen open lines were paid in full, in cash, today."""
        places = self.grid.grid_model.places_of(self.grid.lines())
        if not places:
            self.app.messages.say(_("Choose records in the list first."))
            return

        def work(session: Session) -> int:
            rows = [one for one in records.rows(session, dues.DUES, places) if one["dues_state"] in dues.OPEN]
            incoming = [dues.Incoming(one, one["amount_due"] - (one["amount_paid"] or 0)) for one in rows]
            return len(dues.pay(session, incoming, checking.today(), _CASH))

        self.app.jobs.gesture(PAID_CHOSEN, work, self._paid, params={"count": len(places)}, keep=True, owner=self)

    def _paid(self, count: int) -> None:
        self._say(_("{count} payments entered.").format(count=count))

    def issue(self) -> None:
        """Write a receipt for each member who paid in this month and has none."""
        name, cashier = self.name, self.app.actor.name

        def work(session: Session) -> int:
            return len(dues_receipts.issue(session, checking.today(), f"{name}-01", f"{name}-31",
                                           Wording(issuer=cashier), each=True))

        def told(count: int) -> None:
            self._say(_("{count} receipts written.").format(count=count))

        self.app.jobs.gesture(ISSUED, work, told, params={"month": name}, keep=True, owner=self)

    def _say(self, text: str) -> None:
        self.app.messages.say(text, actions=[Action(_("Undo"), lambda: self.app.run_command("undo"))])

    def _sum(self) -> None:
        """Say what the month comes to."""
        year, month = self.year_month

        def work(session: Session) -> tuple[int, int, int]:
            lines = dues.open_lines(session, year * 100 + month).values()
            return (sum(one["amount_due"] or 0 for one in lines), sum(one["amount_paid"] or 0 for one in lines),
                    sum(1 for one in lines if one["dues_state"] in dues.OPEN))

        self.app.jobs.read(work, self._show_sum, owner=self)

    def _show_sum(self, found: tuple[int, int, int]) -> None:
        owed, paid, open_ = found
        money = Money()
        self.told.setText(_("Owed {owed}, paid {paid}, {open} lines open").format(
            owed=money.show(owed), paid=money.show(paid), open=open_))
