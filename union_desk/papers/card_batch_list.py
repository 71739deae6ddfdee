"""The list of a card batch (批量办卡汇总表, domain §4.2): the applications that its cover counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.card_application import KINDS
from union_desk.papers.card_batch_cover import batch_number, number_of
from union_desk.papers.job import Form, Job, Values, label, masked, shown
from union_desk.papers.rosters import Roster, draw_roster
from union_desk.papers.sheet import LEFT
from union_desk.papers.table import Column
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet


def data(row: Values, job: Job, position: int) -> dict[str, str]:
    """Return the words of one row; document and mobile number are masked unless the job says otherwise."""
    secret = shown if job.details.unmasked else masked
    kind = dict(KINDS).get(str(row.get("apply_kind") or "1"), "")
    return {
        "number": number_of(row, job, position),
        "name": shown(row, "name"),
        "sex": shown(row, "sex"),
        "id_number": secret(row, "id_number"),
        "mobile": secret(row, "mobile"),
        "kind": _(kind),
    }


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the list in the order of the batch."""
    batch = batch_number(job) if rows else job.details.batch_no
    roster = Roster(
        _("List of a Service Card Batch"),
        columns(),
        [(None, rows)],
        lambda row, position: data(row, job, position),
        _("Batch {number}").format(number=batch),
    )
    draw_roster(sheet, job, roster)


def columns() -> list[Column]:
    """Return the columns."""
    return [
        Column("serial", _("No."), 12),
        Column("number", _("Application number"), 62),
        Column("name", label("name"), 32, LEFT),
        Column("sex", label("sex"), 12),
        Column("id_number", label("id_number"), 44),
        Column("mobile", label("mobile"), 32),
        Column("kind", _("Application for"), 34),
        Column("remark", _("Remark"), 33),
    ]


FORM = Form("card-batch-list", N_("Card batch list"), draw, landscape=True)
