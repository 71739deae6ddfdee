"""The list on which members sign for the chosen cards (领卡签收单, domain §4.3 C6), by branch and group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers import card_pickup_list
from union_desk.papers.cards_rows import person, with_members
from union_desk.papers.job import Form, Job, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the list of the cards, sorted as the members are sorted into groups."""
    card_pickup_list.draw(sheet, job, [person(job, card) for card in rows])


FORM = Form("cards-pickup", N_("Receipt list of the chosen cards"), draw, register="cards", gather=with_members)
