"""The page of the area 'funds': the month of dues, budget and spending, and the books with their own verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.pages.area import AreaPage, View
from ui.pages.dues_month import DuesPage
from ui.pages.funds_books import ClosingsPage, LedgerPage, PaymentsPage, ReceiptsPage, WelfarePage
from ui.pages.funds_budget import BudgetView
from ui.pages.funds_shares import BOOKED_BOOKS, BookedPage, SharesView
from union_desk import registers
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from ui.context import App
    from union_desk.schema.register import Register

DUES, LEDGER, RECEIPTS, PAYMENTS, CLOSINGS, CLAIMS = (registers.get(name) for name in (
    "dues", "ledger_entries", "dues_receipts", "dues_payments", "closings", "welfare_claims"))


class FundsPage(AreaPage):
    """Shows the books of the area, those of money with the verbs that may change them."""

    area: ClassVar[str] = "funds"

    def views(self) -> list[View]:
        """Return budget and spending, and the shares of the 2 %, beside the books."""
        return [View("budget_spending", N_("Budget and spending"), BudgetView),
                View("shares", N_("2 % and shares"), SharesView)]

    def page_of(self, register: Register) -> QWidget:
        """Make the page of a book, with the verbs that it has."""
        made: dict[str, Callable[[App], QWidget]] = {
            DUES.name: DuesPage, LEDGER.name: LedgerPage, RECEIPTS.name: ReceiptsPage, CLOSINGS.name: ClosingsPage,
            PAYMENTS.name: PaymentsPage, CLAIMS.name: WelfarePage}
        if register in BOOKED_BOOKS:
            return BookedPage(self.app, register)
        return made[register.name](self.app) if register.name in made else super().page_of(register)
