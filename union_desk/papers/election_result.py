"""The report of an election's result to the superior union (选举结果报告, domain §3.3, §15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.election_facts import WIDTH, body, day_of, fact, gather, of, running
from union_desk.papers.job import Form, Job, Values, label, shown
from union_desk.papers.page import MARGIN, Rect, paragraphs, put, title, trace_line
from union_desk.papers.sheet import LEFT, RIGHT
from union_desk.papers.table import Column, Table
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet

_SIZE = 12.0
_TOP, _BOTTOM = 92.0, 262.0
_EMPTY = 10
_VOTES = ("votes_for", "votes_against", "abstained", "elected")


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the report of each election: the letter's words, the ballots with their candidates; without one a blank."""
    job.progress.start(len(rows), _("Drawing the forms"))
    table = Table(sheet, _columns(), _TOP, _BOTTOM, lambda: None, lambda: trace_line(sheet, job.trace))
    for number, row in enumerate(rows or [{}]):
        if number:
            table.turn()
        _report(table, job, row)
        job.progress.step(1)
    table.close()


def _report(table: Table, job: Job, row: Values) -> None:
    candidates = of(job, "candidates", row)
    _head(table.sheet, job, row)
    for ballot in of(job, "ballots", row):
        table.group(_ballot(ballot))
        for number, one in enumerate((c for c in candidates if c["office"] == ballot["office"]), 1):
            words = {name: shown(one, name, "election_candidates") for name in _VOTES}
            table.row({"serial": str(number), "name": str(one["name"]), **words})
    if not candidates:
        for _number in range(_EMPTY):
            table.row({})
    table.need(48)
    _foot(table.sheet, job, row, table.y)


def _head(sheet: Sheet, job: Job, row: Values) -> None:
    title(sheet, _("Report on the Election of {body}").format(body=body(row)), 30, 18)
    put(sheet, Rect(MARGIN, 36, WIDTH, 6), _("No.: {number}").format(number=fact(row, "report_no")), at=(RIGHT, 0.5))
    to = _("To {union}:").format(union=str(job.union.get("parent_union") or "____"))
    y = paragraphs(sheet, Rect(MARGIN, 46, WIDTH, 7), to, _SIZE) + 2
    told = _("As agreed ({reply}), {unit} held {meeting} on {day}. {entitled} were entitled to attend and {attended} "
             "attended, which is the number that an election needs. By secret ballot {body} was elected; the result is "
             "reported for approval.").format(
                 reply=fact(row, "reply_no") or "____", unit=job.unit or "____",
                 meeting=fact(row, "meeting_form") or "____", day=day_of(row, "meeting_on"),
                 entitled=fact(row, "entitled") or "____",
                 attended=fact(row, "attended") or "____", body=body(row))
    running(sheet, y, told)


def _ballot(ballot: Values) -> str:
    """Return the heading of one ballot: what it was about and how many papers there were."""
    names = ("seats", "entitled", "attended", "issued", "returned", "valid")
    told = "  ".join(f"{label(name, 'election_ballots')} {shown(ballot, name, 'election_ballots')}" for name in names)
    return f"{shown(ballot, 'office', 'election_ballots')}  ({told})"


def _foot(sheet: Sheet, job: Job, row: Values, y: float) -> None:
    """Draw who counted, what is asked, and the seal."""
    put(sheet, Rect(MARGIN, y + 3, WIDTH, 7), _("Chief scrutineer (signature): {name}        Counted by:").format(
        name=fact(row, "scrutineer")))
    running(sheet, y + 12, _("Please approve."))
    put(sheet, Rect(MARGIN, y + 22, WIDTH, 7), job.unit, _SIZE, at=(RIGHT, 0.5))
    day = fact(row, "reported_on") or job.details.day or _("        (year)    (month)    (day)")
    put(sheet, Rect(MARGIN, y + 30, WIDTH, 7), day, _SIZE, at=(RIGHT, 0.5))
    put(sheet, Rect(MARGIN, y + 38, WIDTH, 6), _("(seal of the union)"), at=(RIGHT, 0.5))


def _columns() -> list[Column]:
    return [
        Column("serial", _("No."), 12),
        Column("name", _("Candidate's name"), 62, LEFT),
        Column("votes_for", label("votes_for", "election_candidates"), 26),
        Column("votes_against", label("votes_against", "election_candidates"), 26),
        Column("abstained", label("abstained", "election_candidates"), 24),
        Column("elected", _("Elected"), 24),
    ]


FORM = Form("election-result", N_("Report of an election's result"), draw, register="elections", gather=gather)
