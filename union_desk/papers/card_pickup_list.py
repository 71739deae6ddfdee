"""The list on which members sign for their cards (领卡签收单, domain §4.3 C6): by group, numbers masked, card tails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.job import Form, Job, Values, by_group, label, masked, shown
from union_desk.papers.rosters import Roster, draw_roster
from union_desk.papers.sheet import LEFT
from union_desk.papers.table import Column
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet

_TAIL = 4


def data(row: Values) -> dict[str, str]:
    """Return the words of one row; document and mobile number are masked, of the card only the last four digits."""
    card = str(row.get("card_tail") or row.get("card_number") or "")
    return {
        "name": shown(row, "name"),
        "id_number": masked(row, "id_number"),
        "mobile": masked(row, "mobile"),
        "card_tail": card[-_TAIL:],
    }


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the list by group, then department, workshop and team."""
    batch = job.details.batch_no
    roster = Roster(
        _("Receipt List for Service Cards"),
        columns(),
        by_group(job, rows),
        lambda row, _position: data(row),
        _("Batch {number}").format(number=batch) if batch else "",
        row_height=10,
    )
    draw_roster(sheet, job, roster)


def columns() -> list[Column]:
    """Return the columns; who signs needs at least 25 mm (domain §15)."""
    return [
        Column("serial", _("No."), 11),
        Column("name", label("name"), 26, LEFT),
        Column("id_number", label("id_number"), 36),
        Column("mobile", label("mobile"), 24),
        Column("card_tail", _("Card, last 4"), 13),
        Column("signature", _("Signature"), 28),
        Column("date", _("Received on"), 18),
        Column("remark", _("Remark (proxy)"), 18),
    ]


FORM = Form("card-pickup-list", N_("Card receipt list"), draw)
