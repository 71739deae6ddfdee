"""The record of a democratic review (民主评议记录, domain §9.3, §15): who was there, how they voted, what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.appeal_sheet import Page, draw_pages, pair, whole
from union_desk.papers.hardship_rows import file_of, files_and_workers, head, head_words
from union_desk.papers.job import Form, shown
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.grid import Row
    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_BOOK = "hardship_reviews"
_SHOWN = ("reviewed_on", "place", "chaired_by", "recorder", "present", "in_favour", "against", "abstained", "verdict",
          "category", "participants", "opinions")


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw one page for each review; without reviews one blank form."""
    seals = ((_("Signature of the chair"), _("Signature of the recorder")), (_("Signatures of those present"),))
    draw_pages(sheet, job, (
        Page(_("Record of a Democratic Review"), _rows(), _words(job, row),
             seals=seals) for row in rows or [{}]), len(rows))


def _words(job: Job, row: Values) -> dict[str, str]:
    return head_words(job, file_of(job, row)) | {name: shown(row, name,
                                                             _BOOK) for name in _SHOWN if name != "category"} \
        | {"reviewed_as": shown(row, "category", _BOOK)}


def _rows() -> list[Row]:
    return [*head(), pair(_BOOK, "reviewed_on", "place"), pair(_BOOK, "chaired_by", "recorder"),
            pair(_BOOK, "present", "in_favour"), pair(_BOOK, "against", "abstained"), whole(_BOOK, "verdict"),
            whole(_BOOK, "participants", 24), whole(_BOOK, "opinions", 58)]


FORM = Form("hardship-review", N_("Record of a democratic review"), draw, register=_BOOK, gather=files_and_workers)
