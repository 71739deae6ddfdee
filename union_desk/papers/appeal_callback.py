"""The record of the call-back after an answer (回访记录, domain §7.2, §15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.appeal_registration import called, gather
from union_desk.papers.appeal_sheet import HALF, LINE, WIDTH, Page, draw_pages, pair, whole
from union_desk.papers.grid import Box, Row
from union_desk.papers.job import Form, label, shown
from union_desk.schema import codes
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_BOOK = "appeals"
_SHOWN = ("case_no", "title", "handler_dept", "handler", "reply", "replied_on", "reply_mode", "callback_on", "comment",
          "result")


def data(row: Values, extra: Mapping[str, Any]) -> dict[str, str]:
    """Return the words of the record by key."""
    people = extra.get("people", {}).get(str(row.get("id")), [])
    return {name: shown(row, name, _BOOK) for name in _SHOWN} | {"appellant": called(row, people)}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw a page for each appeal; without appeals one blank record."""
    caller, checked = _("Called back by (signature)"), _("Checked by (signature)")
    draw_pages(sheet, job, (
        Page(_("Record of a Call-Back"), _rows(), data(row, job.extra), ticks={"satisfaction": (
             codes.get("satisfaction").choices(), frozenset({str(row.get("satisfaction") or "")}))},
             seals=((caller, checked),), seal_height=32)
        for row in rows or [{}]), len(rows))


def _rows() -> list[Row]:
    return [
        Row(LINE, (Box("case_no", label("case_no", _BOOK), HALF), Box("appellant", _("Appellant"), HALF))),
        whole(_BOOK, "title"), pair(_BOOK, "handler_dept", "handler"), pair(_BOOK, "replied_on", "reply_mode"),
        whole(_BOOK, "reply", 44), pair(_BOOK, "callback_on", "result"),
        Row(LINE, (Box("satisfaction", label("satisfaction", _BOOK), WIDTH),)), whole(_BOOK, "comment", 40),
        Row(30, (Box("next", _("What is done about it"), WIDTH, top=True),)),
    ]


FORM = Form("appeal-callback", N_("Record of a call-back"), draw, register=_BOOK, gather=gather)
