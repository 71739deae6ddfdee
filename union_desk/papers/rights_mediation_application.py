"""The application for labour mediation (调解申请书, domain §7.3, §15): the parties, the claims, the grounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.appeal_sheet import HALF, LINE, WIDTH, Page, draw_pages, pair, whole
from union_desk.papers.grid import Box, Row
from union_desk.papers.job import Form, label, shown
from union_desk.papers.rights_application import gather
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_CASE, _PERSON = "rights_cases", "rights_applicants"
_OF_CASE = ("case_no", "applied_on", "title", "cause", "respondent_unit", "claim")
_OF_PERSON = ("name", "sex", "identity_no", "occupation", "employer_name", "address", "mobile", "agent", "facts",
              "evidence")


def data(row: Values, extra: Mapping[str, Any]) -> dict[str, str]:
    """Return the words of the form by key; of several applicants all names, the rest of the first."""
    people = extra.get("people", {}).get(str(row.get("id")), [])
    first = people[0] if people else {}
    words = {name: shown(row, name, _CASE) for name in _OF_CASE}
    words |= {name: shown(first, name, _PERSON) for name in _OF_PERSON}
    return words | {"names": series(str(person.get("name") or "") for person in people)}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw a page for each case; without cases one blank form."""
    draw_pages(sheet, job, (
        Page(_("Application for Labour Mediation"), _rows(), data(row, job.extra),
             seals=((_("Applicant (signature)"), _("Opinion of the mediation committee on acceptance")),),
             seal_height=34)
        for row in rows or [{}]), len(rows))


def _rows() -> list[Row]:
    return [
        Row(LINE, (Box("case_no", _("File number"), HALF), Box("applied_on", label("applied_on", _CASE), HALF))),
        Row(LINE, (Box("names", _("Applicants for mediation"), HALF), Box("sex", label("sex", _PERSON), HALF / 2, 18),
                   Box("mobile", label("mobile", _PERSON), HALF / 2, 18))),
        pair(_PERSON, "identity_no", "occupation"), pair(_PERSON, "employer_name", "agent"), whole(_PERSON, "address"),
        whole(_CASE, "respondent_unit"),
        Row(LINE, (Box("r_contact", _("Person in charge there"), HALF), Box("r_phone", _("Telephone there"), HALF))),
        pair(_CASE, "cause", "claim"), Row(24, (Box("title", _("What is asked for"), WIDTH, top=True),)),
        whole(_PERSON, "facts", 54), whole(_PERSON, "evidence", 24),
    ]


FORM = Form("rights-mediation-application", N_("Application for labour mediation"), draw, register=_CASE, gather=gather)
