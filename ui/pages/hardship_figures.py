"""Help in a year as the yearly statistics ask for it; each figure opens the records behind it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from ui.pages.figures import Figure, Table
from ui.pages.figures_year import YearOfFigures
from union_desk.affairs import hardship_figures
from union_desk.registers.funds_shares import yuan
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session



class FiguresOfHelp(YearOfFigures):
    """A year's households and help as a table of figures."""

    name: ClassVar[str] = N_("Figures of help")
    shows: ClassVar[frozenset[str]] = frozenset({"hardship_files", "help_records"})

    def read(self, session: Session, year: int) -> list[hardship_figures.Figure]:
        """Return the indicators of a year."""
        return hardship_figures.of_year(session, f"{year}-01-01", f"{year}-12-31")

    def fill(self, found: Sequence[hardship_figures.Figure]) -> None:
        """Show one indicator a line."""
        self.told.setText(_("Enter on a figure opens the records behind it."))
        units = {"fen": _("yuan"), "households": _("households"), "times": _("times")}
        self.view.take(Table([_("Indicator"), _("Value"), _("Unit")], [
            (one.label, [Figure(yuan(one.value) if one.unit == "fen" else str(one.value),
                                partial(self.app.show_query, one.register, one.query)), Figure(units[one.unit],
                                                                                               words=True)])
            for one in found]))
