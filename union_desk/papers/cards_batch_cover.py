"""The cover sheet of a batch from its own record (批量办卡汇总表封面, domain §4.2): one page a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers import card_batch_cover
from union_desk.papers.cards_rows import cards_of, for_batch, with_cards
from union_desk.papers.job import Form, Job, Values
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the cover of each batch; without batches a blank one."""
    job.progress.start(len(rows), _("Drawing the forms"))
    for batch in rows or [{}]:
        card_batch_cover.draw(sheet, for_batch(job, batch), cards_of(job, batch))
        job.progress.step(1)


FORM = Form("cards-batch-cover", N_("Cover sheet of the chosen batches"), draw, register="card_batches",
            gather=with_cards)
