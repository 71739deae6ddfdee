"""The announcement of the meeting that elects (会议通知, domain §3.3): day, place, who comes, what is on the agenda."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.election_facts import WIDTH, Letter, body, day_of, draw_letter, fact, gather, of
from union_desk.papers.grid import Box, Row
from union_desk.papers.job import Form, Job, Values, label, shown
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet

_FIELDS = (("meeting_on", "meeting_place"), ("meeting_form", "entitled"), ("presider", "scrutineer"))


def agenda(row: Values, job: Job) -> list[str]:
    """Return the items of the agenda: reports, the rules of the election, a ballot for each body, the result."""
    items = [_("Report of the outgoing committee"), _("Report on the union's finances and on their audit"),
             _("Adoption of the rules of the election, choice of the scrutineers")]
    for ballot in of(job, "ballots", row):
        office, seats = shown(ballot, "office", "election_ballots"), ballot.get("seats") or ""
        items.append(_("Election: {office} ({seats} to be elected)").format(office=office, seats=seats))
    items.append(_("Result of the election, closing"))
    return [f"{number}. {item}" for number, item in enumerate(items, 1)]


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw one page for each election; without one a blank form."""
    job.progress.start(len(rows), _("Drawing the forms"))
    for row in rows or [{}]:
        words = {name: fact(row, name) for pair in _FIELDS for name in pair} | {"agenda": "\n".join(agenda(row, job))}
        draw_letter(sheet, job, _letter(row, job), _rows(), words)
        job.progress.step(1)


def _letter(row: Values, job: Job) -> Letter:
    reply = fact(row, "reply_no")
    basis = _("agreed by the superior union ({number})").format(number=reply or "____")
    before = [_("{meeting} is called for {day} to elect {body}, {basis}.").format(
        meeting=fact(row, "meeting_form") or _("The meeting"), day=day_of(row, "meeting_on"), body=body(row),
        basis=basis)]
    after = [_("An election needs two thirds of those entitled to attend. Who cannot come asks for leave in writing; "
               "nobody votes for another."),
             _("Please bring your membership card or identity card and sign in on arrival.")]
    heading = _("Notice of the Meeting That Elects {body}").format(body=body(row))
    to = _("To all members and representatives:")
    return Letter(heading, "", to, before, after, job.unit, fact(row, "notified_on") or job.details.day)


def _rows() -> list[Row]:
    half = WIDTH / 2
    pairs = [Row(11, tuple(Box(name, label(name, "elections"), half, 34) for name in pair)) for pair in _FIELDS]
    return [*pairs, Row(80, (Box("agenda", _("Agenda"), WIDTH, 34, top=True),))]


FORM = Form("election-notice", N_("Notice of the electing meeting"), draw, register="elections", gather=gather)
