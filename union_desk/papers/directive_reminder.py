"""The slip that urges a task on (督办单, domain §8.1, §15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.appeal_sheet import HALF, LINE, WIDTH, Page, draw_pages, pair, whole
from union_desk.papers.directive_task_facts import BOOK, PAPER, data, gather
from union_desk.papers.grid import Box, Row
from union_desk.papers.job import Form, label
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw a slip for each task; without tasks one blank slip."""
    draw_pages(sheet, job, (
        Page(_("A Task Is Urged On"), _rows(), data(row, job),
             seals=((_("The union (seal)"), _("Received by who is in charge")),), seal_height=34)
        for row in rows or [{}]), len(rows))


def _rows() -> list[Row]:
    return [
        Row(LINE, (Box("paper doc_no", label("doc_no", PAPER), HALF),
                   Box("paper issuer", label("issuer", PAPER), HALF))),
        Row(LINE * 1.5, (Box("paper title", _("Title of the paper"), WIDTH),)),
        Row(LINE * 1.5, (Box("title", _("Task"), WIDTH),)),
        pair(BOOK, "owner", "due_at"), whole(BOOK, "what", 30),
        Row(26, (Box("deliverables", _("To be handed in"), WIDTH, top=True),)),
        Row(LINE, (Box("new_due", _("To be done until"), HALF), Box("urged", _("How often urged"), HALF))),
        Row(30, (Box("why", _("Why it is late"), WIDTH, top=True),)),
        Row(36, (Box("plan", _("What is done, and until when"), WIDTH, top=True),)),
    ]


FORM = Form("directive-reminder", N_("Slip urging a task on"), draw, register=BOOK, gather=gather)
