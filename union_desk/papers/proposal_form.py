"""The proposal form of the staff congress (提案表, domain §7.4, §15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import records, registers
from union_desk.papers.appeal_sheet import HALF, LINE, WIDTH, Page, by, draw_pages, pair, whole
from union_desk.papers.grid import Box, Row
from union_desk.papers.job import Form, label, shown
from union_desk.schema import codes
from union_desk.search import Filter, Query
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_BOOK = "proposals"
_SHOWN = ("proposal_no", "submitted_on", "title", "category", "congress", "delegation", "reason", "suggestion",
          "handler_dept", "due_on", "reply", "reply_document", "replied_on", "comment")
_REVIEW = {"filed": "filed", "assigned": "filed", "replied": "filed", "evaluated": "filed", "closed": "filed",
           "converted": "converted", "returned": "returned"}


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return the names of proposers and seconders by the proposal's id."""
    members, seconders = registers.get("members"), registers.get("proposal_seconders")
    ids = tuple(str(row["id"]) for row in rows)
    query = Query(filters=(Filter("proposal_id", "is", ids),))
    found = records.page(session, seconders, query, limit=-1) if ids else []
    wanted = {str(row["proposer_id"]) for row in rows if row.get("proposer_id")}
    names = records.titles(session, members, [*wanted, *{row["member_id"] for row in found}])
    return {"names": names, "seconders": by(found, "proposal_id")}


def data(row: Values, extra: Mapping[str, Any]) -> dict[str, str]:
    """Return the words of the form by key."""
    names, seconders = extra.get("names", {}), extra.get("seconders", {}).get(str(row.get("id")), [])
    words = {name: shown(row, name, _BOOK) for name in _SHOWN}
    words["proposer"] = names.get(str(row.get("proposer_id")), "")
    words["seconders"] = series(names.get(str(each["member_id"]), "") for each in seconders)
    return words


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw one page for each proposal; without proposals one blank form."""
    review, answer = _("Opinion of the review (signature)"), _("Answer of the department in charge")
    draw_pages(sheet, job, (
        Page(_("Proposal to the Staff Congress"), _rows(), data(row, job.extra), ticks=_ticks(row),
             seals=((review, answer),), opinions={review: shown(row, "opinion", _BOOK)}, seal_height=32)
        for row in rows or [{}]), len(rows))


def _ticks(row: Values) -> dict[str, tuple[list[tuple[str, str]], frozenset[str]]]:
    states = codes.get("proposal_state")
    review = [(code, states.label(code)) for code in ("filed", "converted", "returned")]
    rated = [(code, codes.get("satisfaction").label(code)) for code in ("1", "2", "3")]
    return {"review": (review, frozenset({_REVIEW.get(str(row.get("proposal_state")), "")})),
            "rated": (rated, frozenset({str(row.get("satisfaction") or "")}))}


def _rows() -> list[Row]:
    return [
        pair(_BOOK, "proposal_no", "submitted_on"), whole(_BOOK, "title"), pair(_BOOK, "category", "congress"),
        Row(LINE, (Box("proposer", label("proposer_id", _BOOK), HALF),
                   Box("delegation", label("delegation", _BOOK), HALF))),
        Row(LINE * 1.5, (Box("seconders", _("Seconders (2 or more)"), WIDTH),)),
        whole(_BOOK, "reason", 38), whole(_BOOK, "suggestion", 38),
        Row(LINE, (Box("review", _("Result of the review"), WIDTH),)),
        pair(_BOOK, "handler_dept", "due_on"), whole(_BOOK, "reply", 26), pair(_BOOK, "reply_document", "replied_on"),
        Row(LINE, (Box("rated", _("Is the proposer satisfied"), WIDTH),)), whole(_BOOK, "comment", 14),
    ]


FORM = Form("proposal-form", N_("Proposal to the staff congress"), draw, register=_BOOK, gather=gather)
