"""Passes of those who have a place: eight a page, with the code that signs them in when it is scanned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.activity_facts import children, person, place_of, rows_of, told, when
from union_desk.papers.job import Form, Job, Values, shown
from union_desk.papers.page import MARGIN, NOTE_SIZE, PAD, Rect, put, trace_line
from union_desk.papers.qr import QrPen
from union_desk.registers.activities_people_rules import badge_text
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from union_desk.papers.sheet import Sheet

_BOOK = "activity_enrolments"
_PLACE = ("enrolled", "confirmed")
_ACROSS, _DOWN = 2, 4
_WIDTH, _HEIGHT, _CODE = 87.0, 62.0, 38.0


def data(job: Job, activities: Sequence[Values]) -> Iterator[tuple[dict[str, str], str]]:
    """Yield the words of each pass and the text of its code, activity after activity, in the order of the list."""
    for activity in activities:
        for row in rows_of(job, _BOOK, activity):
            if row.get("state") in _PLACE:
                member = person(job, row)
                guests = row.get("guests")
                yield {
                    "title": told(activity, "title"), "when": when(activity), "place": told(activity, "place"),
                    "name": shown(member, "name"), "unit": place_of(member, job),
                    "guests": _("with {count} guests").format(count=guests) if guests else "",
                }, badge_text(str(row["member_id"]))


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the passes; without anybody one page of empty ones."""
    passes: list[tuple[dict[str, str], str]] = [*data(job, rows)] or [({}, "")] * (_ACROSS * _DOWN)
    job.progress.start(len(passes), _("Drawing the forms"))
    pen, each = QrPen(), _ACROSS * _DOWN
    for start in range(0, len(passes), each):
        page = passes[start:start + each]
        for place, (words, code) in enumerate(page + [({}, "")] * (each - len(page))):
            _pass(sheet, Rect(MARGIN + place % _ACROSS * _WIDTH, 20 + place // _ACROSS * _HEIGHT, _WIDTH, _HEIGHT),
                  words, (pen, code))
        job.progress.step(len(page))
        trace_line(sheet, job.trace)
        sheet.next_page()


def _pass(sheet: Sheet, cell: Rect, words: dict[str, str], code: tuple[QrPen, str]) -> None:
    sheet.box(*cell, 0.3)
    x, y, wide = cell.x + 2 * PAD, cell.y + 3, cell.width - 4 * PAD
    put(sheet, Rect(x, y, wide, 11), words.get("title", ""), 11, bold=True)
    left = wide - _CODE - 2
    put(sheet, Rect(x, y + 13, left, 13), words.get("name", "") or _("Name:"), 14, bold=True)
    for line, key in enumerate(("unit", "when", "place", "guests")):
        put(sheet, Rect(x, y + 27 + line * 7, left, 6.6), words.get(key, ""), NOTE_SIZE)
    pen, text = code
    if text:
        pen.draw(sheet, cell.x + cell.width - _CODE - 2 * PAD, y + 15, _CODE, text)


FORM = Form("activity-passes", N_("Passes of an activity"), draw, register="activities", gather=children(_BOOK))
