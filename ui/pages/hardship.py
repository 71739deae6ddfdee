"""The page of the area 'hardship': the desk of households, payments through the bank, figures, and the books."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.pages.area import AreaPage, View
from ui.pages.hardship_desk import DeskView
from ui.pages.hardship_figures import FiguresOfHelp
from ui.pages.hardship_payments import HelpPage, PaymentsView
from union_desk.affairs.hardship_paying import HELP
from union_desk.words import N_

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from union_desk.schema.register import Register


class HardshipPage(AreaPage):
    """The daily work first, then the books of the area."""

    area: ClassVar[str] = "hardship"

    def views(self) -> list[View]:
        """Return the desk of households, that of payments, and the figures of a year."""
        return [View("desk", N_("Households"), DeskView, first=True),
                View("payments", N_("Payments through the bank"), PaymentsView, first=True),
                View("figures", N_("Figures of help"), FiguresOfHelp)]

    def page_of(self, register: Register) -> QWidget:
        """Make the page of a book; that of help can pay out by hand."""
        return HelpPage(self.app) if register.name == HELP.name else super().page_of(register)
