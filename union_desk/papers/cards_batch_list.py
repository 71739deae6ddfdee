"""The list of a batch from its own record (批量办卡汇总表, domain §4.2), in the order that the cover counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers import card_batch_list
from union_desk.papers.cards_rows import cards_of, for_batch, with_cards
from union_desk.papers.job import Form, Job, Values
from union_desk.papers.rosters import Roster, draw_roster
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the list; several batches stand below each other under their numbers."""
    if len(rows) <= 1:
        job = for_batch(job, rows[0] if rows else {})
        card_batch_list.draw(sheet, job, cards_of(job, rows[0]) if rows else [])
        return
    groups = [(str(batch.get("batch_no") or ""), cards_of(job, batch)) for batch in rows]
    draw_roster(sheet, job, Roster(
        _("List of a Service Card Batch"), card_batch_list.columns(), groups,
        lambda row, position: card_batch_list.data(row, job, position)))


FORM = Form("cards-batch-list", N_("List of the chosen batches"), draw, landscape=True, register="card_batches",
            gather=with_cards)
