"""The cards that lie in the union uncollected (未领卡清单, domain §4.3): by group, to call the members with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.cards_rows import days_kept, person, with_members
from union_desk.papers.job import Form, Job, Values, by_group, label, masked, shown
from union_desk.papers.rosters import Roster, draw_roster
from union_desk.papers.sheet import LEFT
from union_desk.papers.table import Column
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the cards by group, the members of a group by name."""
    people = [person(job, card) for card in rows]

    def words(row: Values, _position: int) -> dict[str, str]:
        since = str(row.get("received_on") or "")
        mobile = shown(row, "mobile") if job.details.unmasked else masked(row, "mobile")
        return {"name": shown(row, "name"), "department": shown(row, "department"), "mobile": mobile,
                "card_tail": str(row.get("card_tail") or "")[-4:], "since": since, "days": days_kept(since, job)}

    groups: list[tuple[str | None, Sequence[Values]]] = [*by_group(job, people)] or [(None, [])]
    draw_roster(sheet, job, Roster(_("Service Cards Not Yet Collected"), _columns(), groups, words))


def _columns() -> list[Column]:
    return [
        Column("serial", _("No."), 11), Column("name", label("name"), 30, LEFT),
        Column("department", label("department"), 32, LEFT), Column("mobile", label("mobile"), 26),
        Column("card_tail", _("Card, last 4"), 15), Column("since", _("Collected from the bank on"), 24),
        Column("days", _("Days kept"), 14), Column("remark", _("Told on"), 22)]


FORM = Form("cards-uncollected", N_("Cards not yet collected"), draw, register="cards", gather=with_members)
