"""The progress slip for the member (诉求办理进展告知单): how the appeal stands, without anything confidential.

It names nobody but the union, and shows only those entries of the thread that were marked for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.appeal_registration import gather
from union_desk.papers.appeal_sheet import HALF, LINE, WIDTH, Page, draw_pages, listed, pair, whole
from union_desk.papers.grid import Box, Row
from union_desk.papers.job import Form, shown
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_APPEALS = "appeals"
_SHOWN = ("case_no", "received_on", "appeal_type", "topic", "title", "appeal_state", "due_on", "handler_dept",
          "extended_to", "reply", "replied_on", "reply_mode")


def data(row: Values, extra: Mapping[str, Any], union: Values) -> dict[str, str]:
    """Return the words of the slip by key."""
    words = {name: shown(row, name, _APPEALS) for name in _SHOWN}
    people = extra.get("people", {}).get(str(row.get("id")), [])
    words["person"] = series(str(person.get("alias")) for person in people)
    entries = extra.get("threads", {}).get(str(row.get("id")), [])
    words["thread"] = listed(f"{entry['day']}  {entry['what']}：{entry['text']}" for entry in entries if entry["told"])
    words["contact"] = str(union.get("phone") or "")
    return words


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw one slip for each appeal; without appeals one blank slip."""
    draw_pages(sheet, job, (
        Page(_("Progress Slip of an Appeal"), _rows(), data(row, job.extra, job.union),
             seals=((_("The union (seal)"), _("Received by the appellant")),), seal_height=34)
        for row in rows or [{}]), len(rows))


def _rows() -> list[Row]:
    return [
        Row(LINE, (Box("case_no", _("Case number"), HALF), Box("person", _("Addressed to"), HALF))),
        pair(_APPEALS, "received_on", "appeal_type"), whole(_APPEALS, "title"), pair(_APPEALS, "topic", "handler_dept"),
        pair(_APPEALS, "appeal_state", "due_on"), whole(_APPEALS, "extended_to"),
        Row(72, (Box("thread", _("What has been done so far"), WIDTH, top=True),)), whole(_APPEALS, "reply", 44),
        pair(_APPEALS, "replied_on", "reply_mode"), Row(LINE, (Box("contact", _("Ask at telephone"), WIDTH),)),
    ]


FORM = Form("appeal-progress", N_("Progress slip for the member"), draw, register=_APPEALS, gather=gather)
