"""The result of the check before handing in (办卡预审单, domain §4.2): 无误, or what is wrong with each application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.cards_rows import person, with_members
from union_desk.papers.job import Form, Job, Values, label, masked, shown
from union_desk.papers.rosters import Roster, draw_roster
from union_desk.papers.sheet import LEFT
from union_desk.papers.table import Column
from union_desk.schema.problem import ERROR
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.sheet import Sheet


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Check the applications as they stand now; finished cards among the rows are left out of the check."""
    from union_desk.affairs import cards_applying  # the affairs stand above the papers' door

    found = with_members(session, rows)
    open_ones = [dict(card) for card in rows if card.get("card_state") in {"applied", "rejected"}]
    checked = cards_applying.precheck(session, open_ones, found["today"])
    return {**found, "problems": {one.card["id"]: one.problems for one in checked}}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw those with errors first; the line above says at once whether all is well."""
    found = job.extra.get("problems", {})
    wrong = {card for card, problems in found.items() if any(p.level == ERROR for p in problems)}
    ordered = sorted(rows, key=lambda card: card.get("id") not in wrong)
    remark = _("{count} applications, {wrong} with errors").format(count=len(rows), wrong=len(wrong)) if wrong else _(
        "{count} applications, no errors").format(count=len(rows))
    draw_roster(sheet, job, Roster(
        _("Pre-check of Service Card Applications"), _columns(), [(None, ordered)],
        lambda card, _position: data(job, card), remark if rows else ""))


def data(job: Job, card: Values) -> dict[str, str]:
    """Return the words of one row: 无误, or the sentences one below the other."""
    row = person(job, card)
    problems = job.extra.get("problems", {}).get(card.get("id"))
    words = {"name": shown(row, "name"), "id_number": masked(row, "id_number"),
             "number": str(card.get("application_no") or "")}
    if problems is None:
        return words
    errors = [p for p in problems if p.level == ERROR]
    verdict = _("No errors") if not problems else _("Wrong") if errors else _("To be noted")
    return words | {"verdict": verdict, "found": "\n".join(problem.text() for problem in problems)}


def _columns() -> list[Column]:
    return [
        Column("serial", _("No."), 11), Column("number", _("Application number"), 30),
        Column("name", label("name"), 26, LEFT),
        Column("id_number", label("id_number"), 36), Column("verdict", _("Result of the check"), 16),
        Column("found", _("What to mend"), 55, LEFT)]


FORM = Form("cards-precheck", N_("Pre-check of card applications"), draw, register="cards", gather=gather)
