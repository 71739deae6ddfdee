"""The application for legal aid (法律援助申请表, domain §7.4): the applicant signs it, so numbers are in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import records, registers
from union_desk.papers.appeal_sheet import HALF, LINE, WIDTH, Page, by, draw_pages, pair, whole
from union_desk.papers.grid import Box, Row
from union_desk.papers.job import Form, label, shown
from union_desk.schema import codes
from union_desk.search import Filter, Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_CASE, _PERSON = "rights_cases", "rights_applicants"
_OF_CASE = ("case_no", "applied_on", "cause", "respondent_unit", "claim", "known_on", "lawyer")
_OF_PERSON = ("name", "sex", "identity_no", "occupation", "household_place", "employer_name", "address", "mobile",
              "agent", "monthly_income", "family_income", "hardship_proof", "facts", "evidence")
_TICKED = {"person_class": "rights_person_class", "case_kind": "rights_case_kind", "aid_form": "rights_form"}


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return the applicants by the case's id."""
    ids = tuple(str(row["id"]) for row in rows)
    query = Query(filters=(Filter("case_id", "is", ids),))
    return {"people": by(records.page(session, registers.get(_PERSON), query, limit=-1) if ids else [], "case_id")}


def data(row: Values, extra: Mapping[str, Any]) -> dict[str, str]:
    """Return the words of the form by key; of several applicants the first, the others by name beside."""
    people = extra.get("people", {}).get(str(row.get("id")), [])
    first = people[0] if people else {}
    words = {name: shown(row, name, _CASE) for name in _OF_CASE}
    words |= {name: shown(first, name, _PERSON) for name in _OF_PERSON}
    if len(people) > 1:
        words["name"] = _("{name} and {count} more").format(name=words["name"], count=len(people) - 1)
    return words


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw one page for each case; without cases one blank form."""
    signing, review = _("The applicant declares that this is true (signature)"), _("Opinion of the review")
    draw_pages(sheet, job, (
        Page(_("Application for Legal Aid"), _rows(), data(row, job.extra), ticks=_ticks(row),
             seals=((signing, review),), opinions={review: shown(row, "opinion", _CASE)}, seal_height=34)
        for row in rows or [{}]), len(rows))


def _ticks(row: Values) -> dict[str, tuple[list[tuple[str, str]], frozenset[str]]]:
    return {name: (codes.get(of).choices(), frozenset({str(row.get(name) or "")})) for name, of in _TICKED.items()}


def _rows() -> list[Row]:
    def ticked(name: str) -> Row:
        return Row(LINE, (Box(name, label(name, _CASE), WIDTH),))

    return [
        pair(_CASE, "case_no", "applied_on"),
        Row(LINE, (Box("name", label("name", _PERSON), HALF), Box("sex", label("sex", _PERSON), HALF / 2, 18),
                   Box("mobile", label("mobile", _PERSON), HALF / 2, 18))),
        pair(_PERSON, "identity_no", "occupation"), pair(_PERSON, "household_place", "employer_name"),
        whole(_PERSON, "address"), pair(_PERSON, "agent", "hardship_proof"),
        pair(_PERSON, "monthly_income", "family_income"), ticked("person_class"), whole(_CASE, "cause"),
        ticked("case_kind"), ticked("aid_form"), pair(_CASE, "respondent_unit", "claim"),
        pair(_CASE, "known_on", "lawyer"),
        whole(_PERSON, "facts", 46), whole(_PERSON, "evidence", 28),
    ]


FORM = Form("rights-application", N_("Application for legal aid"), draw, register=_CASE, gather=gather)
