"""The agreement that ends a labour mediation (调解协议书, domain §7.3, §15): signed by both parties and mediator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.appeal_sheet import HALF, LINE, WIDTH, Page, draw_pages, pair, whole
from union_desk.papers.grid import Box, Row
from union_desk.papers.job import Form, label, shown
from union_desk.papers.rights_application import gather
from union_desk.papers.rights_mediation_application import data
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_CASE = "rights_cases"
_LIMIT = N_("If no agreement is reached within the time for mediation, either party may apply for arbitration.")


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw a page for each case; without cases one blank agreement."""
    draw_pages(sheet, job, (
        Page(_("Agreement Reached in Labour Mediation"), _rows(),
             data(row, job.extra) | {name: shown(row, name, _CASE) for name in ("mediation_from", "recovered")},
             _(_LIMIT),
             seals=((_("Applicant (signature)"), _("Respondent (signature and seal)")),
                    (_("Mediator (signature)"), _("Mediation committee (seal)"))), seal_height=32)
        for row in rows or [{}]), len(rows))


def _rows() -> list[Row]:
    return [
        Row(LINE, (Box("case_no", _("File number"), HALF),
                   Box("mediation_from", label("mediation_from", _CASE), HALF))),
        Row(LINE, (Box("names", _("Applicants for mediation"), WIDTH),)),
        whole(_CASE, "respondent_unit"), pair(_CASE, "cause", "claim"),
        Row(44, (Box("facts", _("What the dispute is about"), WIDTH, top=True),)),
        Row(58, (Box("terms", _("The parties agree"), WIDTH, top=True),)),
        Row(LINE, (Box("recovered", _("Amount agreed (yuan)"), HALF),
                   Box("until", _("To be carried out until"), HALF))),
    ]


FORM = Form("rights-mediation-agreement", N_("Agreement reached in labour mediation"), draw, register=_CASE,
            gather=gather)
