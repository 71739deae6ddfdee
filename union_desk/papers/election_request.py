"""The request to hold an election, sent to the superior union (换届请示, domain §3.3, §15): one page an election."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.election_facts import WIDTH, Letter, body, day_of, draw_letter, fact, gather, of
from union_desk.papers.grid import Box, Row
from union_desk.papers.job import Form, Job, Values, label, shown
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet

_FIELDS = (("old_term_to", "meeting_on"), ("term_years", "term_no"), ("meeting_form", "meeting_place"),
           ("members_total", "representatives"), ("committee_seats", "audit_seats"))


def data(row: Values, job: Job) -> dict[str, str]:
    """Return the words of the table: the terms, the meeting, the seats and the candidates of each body."""
    words = {name: fact(row, name) for pair in _FIELDS for name in pair}
    names: dict[str, list[str]] = {}
    for one in of(job, "candidates", row):
        names.setdefault(shown(one, "office", "election_candidates"), []).append(str(one.get("name") or ""))
    words["candidates"] = "\n".join(_("{office}: {names}").format(office=office, names=series(each))
                                    for office, each in names.items())
    return words


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw one page for each election; without one a blank form."""
    job.progress.start(len(rows), _("Drawing the forms"))
    for row in rows or [{}]:
        draw_letter(sheet, job, _letter(row, job), _rows(), data(row, job))
        job.progress.step(1)


def _letter(row: Values, job: Job) -> Letter:
    unit, due = job.unit or "____", day_of(row, "old_term_to")
    before = [
        _("The term of the present committee of {unit} ends on {due}. By the Trade Union Law, the constitution of "
          "Chinese trade unions and the rules on elections in grassroots unions, and after discussion in the "
          "committee, we ask to elect {body}. The plan is as follows:").format(unit=unit, due=due, body=body(row)),
    ]
    if row.get("timing_approval"):
        told = _("The election is early or late with the approval {number}.")
        before.append(told.format(number=row["timing_approval"]))
    after = [_("The candidates were nominated from below and agreed with the Party organisation; there are more "
               "candidates than seats, and the ballot is secret."), _("Please reply whether this is agreed.")]
    to = _("To {union}:").format(union=str(job.union.get("parent_union") or "____"))
    heading = _("Request to Hold an Election of {body}").format(body=body(row))
    return Letter(heading, _("No.: {number}").format(number=fact(row, "request_no")), to, before, after, job.unit,
                  fact(row, "requested_on") or job.details.day)


def _rows() -> list[Row]:
    half = WIDTH / 2
    pairs = [Row(10, tuple(Box(name, label(name, "elections"), half, 34) for name in pair)) for pair in _FIELDS]
    return [*pairs, Row(46, (Box("candidates", _("Proposed candidates"), WIDTH, 34, top=True),))]


FORM = Form("election-request", N_("Request for an election"), draw, register="elections", gather=gather)
