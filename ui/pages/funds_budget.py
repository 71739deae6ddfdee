"""Budget and spending of a year: per line what was adopted, spent and left; each figure opens its entries."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from ui.pages.figures import Figure, Table
from ui.pages.figures_year import YearOfFigures
from union_desk.affairs import funds_books
from union_desk.registers.funds_headings import EXPENSE, INCOME, side
from union_desk.schema.kinds import Money
from union_desk.search import Filter, Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from union_desk.affairs.funds_books import Spending



class BudgetView(YearOfFigures):
    """A year's budget as a table of figures."""

    name: ClassVar[str] = N_("Budget and spending")
    shows: ClassVar[frozenset[str]] = frozenset({"budgets", "ledger_entries"})

    def read(self, session: Session, year: int) -> list[Spending]:
        """Return the lines of a year's budget."""
        return funds_books.spending(session, year)

    def fill(self, found: Sequence[Spending]) -> None:
        """Show income above expenditure, each with its sum."""
        heads = [_("Heading and item"), _("Budget"), _("Carried out"), _("Left"), _("Share carried out")]
        lines = []
        for wanted, total in ((INCOME, _("Income")), (EXPENSE, _("Expenditure"))):
            of_side = [one for one in found if side(one.category) == wanted]
            lines += [(one.label(), self._line(one)) for one in of_side]
            if of_side:
                budget, spent = sum(one.budget or 0 for one in of_side), sum(one.spent for one in of_side)
                lines.append((total, _figures(budget, spent, strong=True)))
        over = sum(1 for one in found if (one.left or 0) < 0 and side(one.category) == EXPENSE)
        self.told.setText(_("{count} lines are over their budget.").format(count=over) if over else
                          _("Enter on a figure opens its entries.") if found else
                          _("No budget and no entries in this year yet."))
        self.view.take(Table(heads, lines))

    def _line(self, one: Spending) -> list[Figure]:
        figures = _figures(one.budget, one.spent)
        figures[1] = Figure(figures[1].text, partial(self._open, one))
        return figures

    def _open(self, one: Spending) -> None:
        first, last = funds_books.period_days(self.year.value(), None)
        filters = [Filter("category", "is", (one.category,)), Filter("happened_on", "from", (first,)),
                   Filter("happened_on", "to", (last,))]
        if one.item:
            filters.append(Filter("item", "is", (one.item,)))
        self.app.show_query("ledger_entries", Query(filters=tuple(filters)))


def _figures(budget: int | None, spent: int, *, strong: bool = False) -> list[Figure]:
    money = Money()
    share = f"{spent / budget:.1%}" if budget else ""
    texts = (money.show(budget), money.show(spent), money.show(budget - spent) if budget is not None else "", share)
    return [Figure(text, strong=strong) for text in texts]
