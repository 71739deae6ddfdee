"""The 2 % of a year: received, shared among the levels, paid up, come back and booked; each line opens its record."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from ui.pages.figures import Figure, Table
from ui.pages.figures_year import YearOfFigures
from ui.register_page import RegisterPage
from ui.widgets.words import button
from union_desk import registers
from union_desk.affairs import funds_upward
from union_desk.registers.funds_shares import DIRECT
from union_desk.schema.kinds import Code, Money
from union_desk.search import Filter, Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.affairs.funds_upward import Month, Year
    from union_desk.schema.register import Register


class SharesView(YearOfFigures):
    """A year's contributions with the share of each level."""

    name: ClassVar[str] = N_("2 % and shares")
    shows: ClassVar[frozenset[str]] = frozenset({"remittances", "share_transfers", "ledger_entries", "norms"})

    def read(self, session: Session, year: int) -> Year:
        """Return how the money of a year was shared."""
        return funds_upward.of_year(session, year)

    def fill(self, found: Year) -> None:
        """Show a line a contribution, the sums, and what is open between the levels."""
        heads = [_("Month"), _("Owed"), _("Paid in"), _("Still owed"), _("Share kept here"),
                 *(_("Up: {level}").format(level=level_name(level)) for level in found.levels), _("In the ledger")]
        lines = [(_name(one), self._line(one, found.levels)) for one in found.months]
        if lines:
            lines.append((_("Total"), _sums(found)))
        lines += [(text, [_figure(amount), *[Figure("")] * (len(heads) - 2)]) for text, amount in open_lines(found)]
        self.told.setText(_("Dues are not shared: all of them stay with the union. Enter on a figure opens its record.")
                          if found.months else _("No contributions in this year yet."))
        self.view.take(Table(heads, lines))

    def _line(self, one: Month, levels: tuple[str, ...]) -> list[Figure]:
        row = one.row
        amounts = (row["due"], row["paid"], row["arrears"], one.kept, *(one.upward.get(level) for level in levels),
                   one.booked)
        show = partial(self.app.show_query, "remittances", Query(filters=(Filter("id", "is", (row["id"],)),)))
        return [Figure(Money().show(amount), show) for amount in amounts]


def level_name(level: str) -> str:
    """Return the words for a level that has a share."""
    return _("Superior above") if level == DIRECT else Code(list="union_level").show(level)


def open_lines(found: Year) -> list[tuple[str, int]]:
    """Return what moved between the levels and what is open, as (words, fen)."""
    return [(_("Paid up to the superiors"), found.passed_up), (_("Owed to the superiors at the end"), found.owed_up),
            (_("Came back from the superior"), found.received), (_("To come back at the end"), found.to_come),
            (_("Booked as contributions in the ledger"), found.booked),
            (_("Founding levy kept by the superior"), found.levy)]


def _name(one: Month) -> str:
    row = one.row
    return f"{row['year']}-{row['month']:02d}  {row['employer'] or ''}".rstrip()


def _figure(amount: int) -> Figure:
    return Figure(Money().show(amount), strong=True)


def _sums(found: Year) -> list[Figure]:
    rows = [one.row for one in found.months]
    whole = [sum(row[name] or 0 for row in rows) for name in ("due", "paid", "arrears")]
    levels = [sum(one.upward.get(level, 0) for one in found.months) for level in found.levels]
    return [_figure(amount) for amount in (*whole, found.kept, *levels, sum(one.booked for one in found.months))]


class BookedPage(RegisterPage):
    """Contributions, or shares that came back: what of them is the union's is entered in the ledger by one gesture."""

    def __init__(self, app: App, register: Register) -> None:
        """Show the book."""
        super().__init__(app, register)
        self.extra.addWidget(button(_("Enter in the ledger"), self.book, icon=app.theme.icon("check"),
                                    tip=_("Book the own share of this contribution as income.")))

    def book(self) -> None:
        """Book the record under the cursor as one gesture."""
        record = self.grid.current_id()
        if record is None:
            self.app.messages.say(_("Choose records in the list first."))
            return
        name, place = self.register.name, self.grid.grid_model.line_of(record)
        row = (self.grid.grid_model.row(place) if place is not None else None) or {"id": record}

        def work(session: Session) -> object:
            return funds_upward.book(session, name, record)

        self.app.jobs.gesture(funds_upward.BOOKED, work, lambda _saved: self.app.messages.say(
            _("Entered in the ledger.")), params={"name": self.app.name_of(self.register, row)}, owner=self)


BOOKED_BOOKS = tuple(registers.get(name) for name in ("remittances", "share_transfers"))
