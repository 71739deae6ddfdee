"""The report on a task that was done (回报单, domain §8.1, §15)."""

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
    """Draw a report for each task; without tasks one blank report."""
    draw_pages(sheet, job, (
        Page(_("Report on a Task"), _rows(), data(row, job),
             seals=((_("In charge of the task (signature)"), _("The union (seal)")),), seal_height=34)
        for row in rows or [{}]), len(rows))


def _rows() -> list[Row]:
    return [
        Row(LINE, (Box("paper issuer", _("To the issuer"), HALF), Box("paper doc_no", label("doc_no", PAPER), HALF))),
        Row(LINE * 1.5, (Box("paper title", _("Title of the paper"), WIDTH),)),
        Row(LINE * 1.5, (Box("title", _("Task"), WIDTH),)),
        pair(BOOK, "task_kind", "owner"), pair(BOOK, "due_at", "done_on"), pair(BOOK, "quota", "quota_used"),
        whole(BOOK, "outcome", 40), Row(34, (Box("replies", _("Replies of the groups"), WIDTH, top=True),)),
        Row(26, (Box("deliverables", _("Handed in with it"), WIDTH, top=True),)), whole(BOOK, "evidence", 20),
    ]


FORM = Form("directive-report", N_("Report on a task"), draw, register=BOOK, gather=gather)
