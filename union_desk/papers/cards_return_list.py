"""The list of cards that nobody collected and that go back to the bank (退卡清单, domain §4.3 C11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.cards_rows import days_kept, person, with_members
from union_desk.papers.job import Form, Job, Values, label, masked, shown
from union_desk.papers.rosters import Roster, draw_roster
from union_desk.papers.sheet import LEFT
from union_desk.papers.table import Column
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the cards, those that lie longest first."""
    ordered = sorted(rows, key=lambda card: str(card.get("received_on") or "\uffff"))
    draw_roster(sheet, job, Roster(
        _("Service Cards Returned to the Bank"), _columns(), [(None, ordered)],
        lambda card, _position: data(job, card)))


def data(job: Job, card: Values) -> dict[str, str]:
    """Return the words of one row; numbers are masked."""
    row, since = person(job, card), str(card.get("received_on") or "")
    return {"name": shown(row, "name"), "id_number": masked(row, "id_number"), "mobile": masked(row, "mobile"),
            "card_tail": str(card.get("card_tail") or "")[-4:], "since": since, "days": days_kept(since, job)}


def _columns() -> list[Column]:
    return [
        Column("serial", _("No."), 11), Column("name", label("name"), 28, LEFT),
        Column("id_number", label("id_number"), 36),
        Column("mobile", label("mobile"), 24), Column("card_tail", _("Card, last 4"), 15),
        Column("since", _("Collected from the bank on"), 24), Column("days", _("Days kept"), 14),
        Column("remark", _("Remark"), 22)]


FORM = Form("cards-return-list", N_("List of cards returned to the bank"), draw, register="cards", gather=with_members)
