"""The slip by which an appeal is handed to a department (交办单, domain §7.2, §15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.appeal_registration import called, gather
from union_desk.papers.appeal_sheet import HALF, LINE, WIDTH, Page, draw_pages, pair, whole
from union_desk.papers.grid import Box, Row
from union_desk.papers.job import Form, shown
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_BOOK = "appeals"
_SHOWN = ("case_no", "received_on", "appeal_type", "topic", "urgency", "title", "content", "wish", "handler_dept",
          "handler", "due_on")


def data(row: Values, extra: Mapping[str, Any]) -> dict[str, str]:
    """Return the words of the slip by key; a confidential appellant is called by the name in the file."""
    people = extra.get("people", {}).get(str(row.get("id")), [])
    return {name: shown(row, name, _BOOK) for name in _SHOWN} | {"appellant": called(row, people)}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw a slip for each appeal; without appeals one blank slip."""
    draw_pages(sheet, job, (
        Page(_("An Appeal Handed Over for Handling"), _rows(), data(row, job.extra),
             seals=((_("Handed over by the union (seal)"), _("Taken over by the department")),), seal_height=36)
        for row in rows or [{}]), len(rows))


def _rows() -> list[Row]:
    return [
        pair(_BOOK, "case_no", "received_on"), pair(_BOOK, "handler_dept", "handler"), pair(_BOOK, "urgency", "due_on"),
        pair(_BOOK, "appeal_type", "topic"), Row(LINE, (Box("appellant", _("Appellant"), HALF),
                                                        Box("told", _("Answer is given by"), HALF))),
        whole(_BOOK, "title"), whole(_BOOK, "content", 48), whole(_BOOK, "wish", 20),
        Row(20, (Box("asked", _("What is asked of the department"), WIDTH, top=True),)),
        Row(36, (Box("result", _("What was done, and the result"), WIDTH, top=True),)),
    ]


FORM = Form("appeal-assignment", N_("Slip handing an appeal over"), draw, register=_BOOK, gather=gather)
