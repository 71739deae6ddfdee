"""The letter that answers an appeal (答复函, domain §7.2, §15): to the appellant, under the union's seal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.appeal_registration import called, gather
from union_desk.papers.job import Form, label, shown
from union_desk.papers.page import MARGIN, Rect, annex, paragraphs, put, title, trace_line
from union_desk.papers.sheet import RIGHT, THICK
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_BOOK = "appeals"
_WIDTH, _ROOM = 174.0, 120.0
_AGAIN = N_("    If you do not agree with this answer, tell us; the matter is looked into once more.")


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw a letter for each appeal, an annex where the answer is long; without appeals one with room to write."""
    job.progress.start(len(rows), _("Drawing the letters"))
    for row in rows or [{}]:
        people = job.extra.get("people", {}).get(str(row.get("id")), [])
        title(sheet, _("Answer to an Appeal"), 34)
        put(sheet, Rect(MARGIN, 40, _WIDTH, 7), _("Case number: {number}").format(
            number=shown(row, "case_no", _BOOK)), 10.5, at=(RIGHT, 0.5))
        sheet.rules([(MARGIN, 48.5, MARGIN + _WIDTH, 48.5)], THICK)
        put(sheet, Rect(MARGIN, 52, _WIDTH, 12), _("{name}:").format(name=called(row, people) or "____________"), 12)
        said = _("    On {day} you brought this matter to the union: {title}. It was looked into; the answer is:")
        y = paragraphs(sheet, Rect(MARGIN, 66, _WIDTH, 34), said.format(
            day=shown(row, "received_on", _BOOK) or "________", title=shown(row, "title", _BOOK) or "________"), 12) + 4
        answer = shown(row, "reply", _BOOK)
        fitted = put(sheet, Rect(MARGIN + 4, y, _WIDTH - 8, _ROOM), answer, 12, at=(0.0, 0.0))
        low = y + _ROOM + 4
        paragraphs(sheet, Rect(MARGIN, low, _WIDTH, 16), _(_AGAIN), 12)
        for place, text in enumerate((job.unit, shown(row, "replied_on", _BOOK) or job.details.day
                                      or _("        (year)    (month)    (day)"))):
            put(sheet, Rect(MARGIN, low + 22 + 8 * place, _WIDTH, 8), text, 12, at=(RIGHT, 0.5))
        trace_line(sheet, job.trace)
        sheet.next_page()
        if fitted.cut:
            annex(sheet, _("Annex: {title}").format(title=_("Answer to an Appeal")), [(label("reply", _BOOK), answer)],
                  job.trace)
        job.progress.step(1)


FORM = Form("appeal-reply", N_("Letter answering an appeal"), draw, register=_BOOK, gather=gather)
