"""The record of a visit to a household (入户调查表, domain §9.3, §15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.appeal_sheet import WIDTH, Page, draw_pages, pair, whole
from union_desk.papers.grid import Box, Row
from union_desk.papers.hardship_rows import file_of, files_and_workers, head, head_words
from union_desk.papers.job import Form, label, shown
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_BOOK = "hardship_visits"
_SHOWN = ("visited_on", "visit_kind", "visitor", "second_visitor", "others", "place", "found", "wishes", "signed")


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw one page for each visit; without visits one blank form."""
    seals = ((_("Signatures of the visitors"), _("Signature of the household")),)
    draw_pages(sheet, job, (
        Page(_("Record of a Household Visit"), _rows(), _words(job, row),
             seals=seals) for row in rows or [{}]), len(rows))


def _words(job: Job, row: Values) -> dict[str, str]:
    return head_words(job, file_of(job, row)) | {name: shown(row, name, _BOOK) for name in _SHOWN}


def _rows() -> list[Row]:
    return [*head(), pair(_BOOK, "visited_on", "visit_kind"), pair(_BOOK, "visitor", "second_visitor"),
            pair(_BOOK, "others", "signed"), whole(_BOOK, "place"),
            Row(90, (Box("found", label("found", _BOOK), WIDTH, top=True),)), whole(_BOOK, "wishes", 34)]


FORM = Form("hardship-visit", N_("Record of a household visit"), draw, register=_BOOK, gather=files_and_workers)
