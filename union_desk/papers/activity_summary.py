"""The summary of an activity (活动总结, domain §5.2, §5.3): what was done, who came, what it cost, what was learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.activity_facts import BOOK, told, when, yuan
from union_desk.papers.appeal_sheet import HALF, LINE, WIDTH, Page, draw_pages
from union_desk.papers.grid import Box, Row
from union_desk.papers.job import Form, label
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_SHOWN = ("act_no", "title", "kind", "place", "organiser", "co_organisers", "headcount", "satisfaction", "content",
          "summary")


def data(row: Values) -> dict[str, str]:
    """Return the words of the form by key."""
    spent = row.get("spent")
    return {name: told(row, name) for name in _SHOWN} | {
        "when": when(row), "spent": yuan(spent) if isinstance(spent, int) else ""}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw a page for each activity; without activities one blank form."""
    draw_pages(sheet, job, (
        Page(_("Summary of an Activity"), _rows(), data(row),
             seals=((_("Organiser (signature)"), _("Opinion of the union chair")),), seal_height=28)
        for row in rows or [{}]), len(rows))


def _rows() -> list[Row]:
    def pair(left: str, right: str) -> Row:
        return Row(LINE, (Box(left, label(left, BOOK), HALF), Box(right, label(right, BOOK), HALF)))

    return [
        Row(LINE, (Box("title", label("title", BOOK), WIDTH),)), pair("act_no", "kind"),
        Row(LINE, (Box("when", _("Time of the activity"), HALF), Box("place", label("place", BOOK), HALF))),
        pair("organiser", "co_organisers"),
        Row(LINE, (Box("headcount", label("headcount", BOOK), WIDTH / 3),
                   Box("satisfaction", label("satisfaction", BOOK), WIDTH / 3),
                   Box("spent", _("Spent (yuan)"), WIDTH / 3))),
        Row(40, (Box("content", label("content", BOOK), WIDTH, top=True),)),
        Row(76, (Box("summary", label("summary", BOOK), WIDTH, top=True),)),
        Row(22, (Box("next", _("To be done better next time"), WIDTH, top=True),)),
    ]


FORM = Form("activity-summary", N_("Summary of an activity"), draw, register=BOOK)
