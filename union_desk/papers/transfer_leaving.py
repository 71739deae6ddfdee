"""The decision on a case of leaving, with announcement or filing (退会、除名决定与备案表, domain §15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import records, registers
from union_desk.papers.grid import Box, Grid, Row
from union_desk.papers.job import Form, Job, Values, label, shown
from union_desk.papers.page import MARGIN, Rect, annex, footer_line, seal_box, title, trace_line, unit_line
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.sheet import Sheet

BOOK = "departures"
_WIDTH = 174.0
_FRAME = "frame"
_PERSON = ("name", "sex", "birth_date", "member_no", "join_union_date", "department")
_OWN = ("kind", "proposed_on", "proposed_by", "grounds", "unpaid_from", "unpaid_months", "took_part", "educated_on",
        "educated_by", "judgment_no", "judged_on", "card_returned", "decided_on", "decision", "filed_on")


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Read the members of the cases."""
    wanted = sorted({str(row["member_id"]) for row in rows})
    return {"people": records.by_ids(session, registers.get("members"), wanted)}


def data(row: Values, job: Job) -> dict[str, str]:
    """Return the words of the form by key; no document number, as the decision is announced."""
    person = job.extra.get("people", {}).get(str(row.get("member_id")), {})
    return {name: shown(row, name, BOOK) for name in _OWN} | {name: shown(person, name) for name in _PERSON}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw one page for each case; without one a blank form."""
    half = _WIDTH / 2
    grid = Grid(MARGIN, 42, _rows())
    with sheet.form(_FRAME):
        title(sheet, _("Decision on Leaving or Expulsion"))
        unit_line(sheet, 39, job.unit, job.details.day)
        grid.frame(sheet)
        low = grid.bottom
        seal_box(sheet, Rect(MARGIN, low, half, 52), _("Opinion of the union group"))
        seal_box(sheet, Rect(MARGIN + half, low, half, 52), _("Decision of the union committee"))
        seal_box(sheet, Rect(MARGIN, low + 52, _WIDTH, 40), _("Filed with the superior union (expulsion only)"))
        footer_line(sheet)
    job.progress.start(len(rows), _("Drawing the forms"))
    for row in rows or [{}]:
        words = data(row, job)
        sheet.stamp(_FRAME)
        cut = grid.fill(sheet, words)
        trace_line(sheet, job.trace)
        sheet.next_page()
        if cut:
            annex(sheet, _("Annex to the decision on {name}").format(name=words["name"]), cut, job.trace)
        job.progress.step(1)


def _rows() -> list[Row]:
    half = _WIDTH / 2

    def box(name: str, width: float = half) -> Box:
        register = "members" if name in _PERSON else BOOK
        return Box(name, label(name, register), width, 36)

    pairs = (("sex", "birth_date"), ("member_no", "join_union_date"), ("kind", "department"),
             ("proposed_on", "proposed_by"))
    facts = (("unpaid_from", "unpaid_months"), ("took_part", "card_returned"), ("educated_on", "educated_by"),
             ("judged_on", "judgment_no"), ("decided_on", "filed_on"))
    return [
        Row(10, (box("name", _WIDTH),)),
        *(Row(9, (box(left), box(right))) for left, right in pairs),
        Row(24, (Box("grounds", label("grounds", BOOK), _WIDTH, 36, top=True),)),
        *(Row(9, (box(left), box(right))) for left, right in facts),
        Row(9, (box("decision", _WIDTH),)),
    ]


FORM = Form("leaving-decision", N_("Decision on leaving or expulsion"), draw, register=BOOK, gather=gather)
