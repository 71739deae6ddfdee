"""The notice of an activity (活动通知, domain §15): what, when, where, for whom, until when, whom to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.activity_facts import told, when, who
from union_desk.papers.fitting import LEADING, wrap
from union_desk.papers.job import Form, Job, Values
from union_desk.papers.page import MARGIN, Rect, put, title, trace_line
from union_desk.papers.sheet import MM, RIGHT
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet

_SIZE = 13.0
_INDENT, _HELD = "\u3000\u3000", "缩进"
_SIDE = MARGIN + 6
_FOOT = 55.0


def data(row: Values, job: Job) -> list[str]:
    """Return the paragraphs of the notice in order; a blank form names what is to be written."""
    guests, deadline, quota = (told(row, name) for name in ("guests_each", "deadline", "quota"))
    facts = [
        (_("Time of the activity"), when(row)), (_("Place of the activity"), told(row, "place")),
        (_("For whom"), who(row, job) if row else ""),
        (_("What is done"), told(row, "content")), (_("Number of places"), quota or (_("not limited") if row else "")),
        (_("Guests of members"),
         _("at most {count} a member").format(count=guests) if guests and guests != "0" else ""),
        (_("Enrolment until"), deadline),
        (_("Person to ask"), "  ".join(p for p in (told(row, "contact_name"), told(row, "contact_phone")) if p))]
    listed = [f"{_(name)}：{value}" for name, value in facts if value or not row]
    opening = told(row, "notice_text")
    text = [paragraph for paragraph in opening.splitlines() if paragraph.strip()]
    if not text and row:
        text = [_("The union holds the activity '{title}'. All members whom it is meant for are welcome.").format(
            title=told(row, "title"))]
    return [*text, *listed]


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw a notice for each activity; a long one goes on on further pages."""
    job.progress.start(len(rows), _("Drawing the forms"))
    for row in rows or [{}]:
        _notice(sheet, job, row)
        job.progress.step(1)


def _notice(sheet: Sheet, job: Job, row: Values) -> None:
    title(sheet, _("Notice of the union"), 30)
    named = told(row, "title")
    put(sheet, Rect(_SIDE, 36, sheet.width - 2 * _SIDE, 9), _("on {title}").format(title=named) if named else "",
        _SIZE + 1, bold=True, at=(0.5, 0.5))
    sheet.rules([(MARGIN, 49, sheet.width - MARGIN, 49)], 1.0)
    leading, limit = _SIZE * LEADING * 1.2 / MM, (sheet.width - 2 * _SIDE) * MM / _SIZE
    y = 60.0
    for line in (line for part in data(row, job) for line in _paragraph(part, limit)):
        if y > sheet.height - _FOOT:
            trace_line(sheet, job.trace)
            sheet.next_page()
            y = 28.0
        sheet.text(_SIDE, y, line, _SIZE)
        y += leading
    y = max(y + 14, 150.0)
    put(sheet, Rect(sheet.width / 2 - 20, y, sheet.width / 2 + 20 - _SIDE, 8), job.unit, _SIZE, at=(RIGHT, 0.5))
    day = job.details.day or _("        (year)    (month)    (day)")
    sheet.text(sheet.width - _SIDE, y + 14, day, _SIZE, align=RIGHT)
    trace_line(sheet, job.trace)
    sheet.next_page()


def _paragraph(text: str, limit: float) -> list[str]:
    """Return the lines of a paragraph that begins two characters further in."""
    first, *more = wrap(_HELD + text, limit) or [_HELD]  # blanks would not be kept at the beginning of a line
    return [_INDENT + first.removeprefix(_HELD), *more]


FORM = Form("activity-notice", N_("Notice of an activity"), draw, register="activities")
