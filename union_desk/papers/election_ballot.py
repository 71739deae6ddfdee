"""The ballot paper (选票, domain §3.3): candidates by place, a box each for yes, no and abstention, room for others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.election_facts import WIDTH, body, gather, of
from union_desk.papers.job import Form, Job, Values, shown
from union_desk.papers.page import MARGIN, MIDDLE, NOTE_SIZE, Rect, paragraphs, put, title, trace_line
from union_desk.papers.sheet import THICK
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet

_ROW, _HEAD, _TOP, _BOTTOM = 11.0, 10.0, 62.0, 236.0
_OTHERS, _BLANK = 3, 8
_COLUMNS = (14.0, 70.0, 30.0, 30.0, 30.0)
_BOX = 5.5


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw a ballot paper for each office of each election; without an election a blank one."""
    job.progress.start(len(rows), _("Drawing the forms"))
    for row in rows or [{}]:
        ballots = of(job, "ballots", row) or [{"office": None, "seats": None}]
        for ballot in ballots:
            mine = [one for one in of(job, "candidates", row) if one["office"] == ballot["office"]]
            _paper(sheet, job, row, ballot, mine)
        job.progress.step(1)


def _paper(sheet: Sheet, job: Job, row: Values, ballot: dict[str, Any], candidates: list[dict[str, Any]]) -> None:
    """Draw the ballot of one office: on further pages where the candidates do not fit on one."""
    names = [str(one["name"]) for one in candidates] or [""] * _BLANK
    rows = [*enumerate(names, 1), *((0, "") for _n in range(_OTHERS))]
    fits = int((_BOTTOM - _TOP - _HEAD) / _ROW)
    for start in range(0, len(rows), fits):
        _head(sheet, job, row, ballot)
        y = _TOP + _HEAD
        for number, name in rows[start : start + fits]:
            _line(sheet, y, str(number) if number else _("other"), name)
            y += _ROW
        _rules(sheet, y + 5, ballot, len(candidates))
        trace_line(sheet, job.trace)
        sheet.next_page()


def _head(sheet: Sheet, job: Job, row: Values, ballot: dict[str, Any]) -> None:
    office = shown(ballot, "office", "election_ballots")
    title(sheet, _("Ballot Paper"), 30, 22)
    put(sheet, Rect(MARGIN, 34, WIDTH, 8), job.unit, 12, at=MIDDLE)
    told = _("Election of {body}: {office}").format(body=body(row), office=office)
    put(sheet, Rect(MARGIN, 43, WIDTH, 8), told, 13, bold=True, at=MIDDLE)
    seats = _("To be elected: {seats}").format(seats=ballot["seats"] or "____")
    put(sheet, Rect(MARGIN, 52, WIDTH, 7), seats, at=MIDDLE)
    x = MARGIN
    headings = (_("No."), _("Candidate's name"), _("Agree"), _("Disagree"), _("Abstain"))
    for width, heading in zip(_COLUMNS, headings, strict=True):
        sheet.box(x, _TOP, width, _HEAD)
        put(sheet, Rect(x, _TOP, width, _HEAD).inside(), heading, bold=True, at=MIDDLE)
        x += width


def _line(sheet: Sheet, y: float, number: str, name: str) -> None:
    x = MARGIN
    for place, width in enumerate(_COLUMNS):
        sheet.box(x, y, width, _ROW)
        if place > 1:
            sheet.box(x + (width - _BOX) / 2, y + (_ROW - _BOX) / 2, _BOX, _BOX, THICK)
        else:
            put(sheet, Rect(x, y, width, _ROW).inside(), (number, name)[place], 10 if place == 0 else 12, at=MIDDLE)
        x += width


def _rules(sheet: Sheet, y: float, ballot: dict[str, Any], candidates: int) -> None:
    """Draw how to vote; what makes the paper invalid stands in the same sentence."""
    text = _("1. Put a ✓ into one box on each line. 2. Whoever agrees with somebody else writes the name under the "
             "candidates and puts a ✓ under 'Agree'. 3. No more than {seats} may be agreed with; a paper with more is "
             "invalid, one with fewer is valid. 4. What cannot be read does not count.")
    seats = ballot["seats"] or "____"
    y = paragraphs(sheet, Rect(MARGIN, y, WIDTH, 20), text.format(seats=seats), NOTE_SIZE + 1) + 2
    if candidates:
        told = _("{count} candidates. Ballot paper without the union's seal is invalid.").format(count=candidates)
    else:
        told = _("Ballot paper without the union's seal is invalid.")
    put(sheet, Rect(MARGIN, y, WIDTH, 6), told, NOTE_SIZE + 1)


FORM = Form("election-ballot", N_("Ballot paper"), draw, register="elections", gather=gather)
