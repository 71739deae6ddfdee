"""The registration form of an appeal (诉求登记单, domain §7.2, §15): for the file.

The appellant is named where the appeal was signed openly. A confidential one is called by the name in the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import records, registers
from union_desk.papers.appeal_sheet import HALF, LINE, WIDTH, Page, by, draw_pages, listed, pair, whole
from union_desk.papers.grid import Box, Row
from union_desk.papers.job import Form, label, shown
from union_desk.search import Filter, Query
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_APPEALS = "appeals"
_SHOWN = ("case_no", "received_on", "source", "receiver", "appellant_kind", "people_count", "is_collective",
          "appeal_type", "topic", "urgency", "respondent_unit", "title", "content", "wish", "accepted_on", "due_on",
          "handler_dept", "handler", "reply", "satisfaction", "result", "escalated_to")


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return the appellants and the thread of each appeal, by its id."""
    from union_desk.affairs.appeals import thread

    ids = [str(row["id"]) for row in rows]
    people = registers.get("appellants")
    query = Query(filters=(Filter("appeal_id", "is", tuple(ids)),))
    found = records.page(session, people, query, limit=-1) if ids else []
    return {"people": by(found, "appeal_id"), "threads": {record: thread(session, record) for record in ids}}


def called(row: Values, people: Sequence[Values]) -> str:
    """Return what the paper calls who brings the appeal: the name only where it was signed openly."""
    if row.get("appellant_kind") == "real":
        return series(str(person.get("name") or person.get("alias")) for person in people)
    return series(str(person.get("alias")) for person in people)


def data(row: Values, extra: Mapping[str, Any]) -> dict[str, str]:
    """Return the words of the form by key."""
    people = extra.get("people", {}).get(str(row.get("id")), [])
    words = {name: shown(row, name, _APPEALS) for name in _SHOWN}
    open_name = row.get("appellant_kind") == "real"
    words["appellant"] = called(row, people)
    reached = [shown(person, "mobile", "appellants") for person in people if open_name and person.get("mobile")]
    words["mobile"] = series(reached)
    entries = extra.get("threads", {}).get(str(row.get("id")), [])
    words["thread"] = listed(f"{entry['day']} {entry['author']} {entry['what']}：{entry['text']}" for entry in entries)
    return words


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw one page for each appeal; without appeals one blank form."""
    accepting, instruction = _("Opinion on acceptance"), _("Instruction of the union's leader")
    draw_pages(sheet, job, (
        Page(_("Registration Form of an Appeal"), _rows(), data(row, job.extra), seals=((accepting, instruction),))
        for row in rows or [{}]), len(rows))


def _rows() -> list[Row]:
    def box(key: str, text: str) -> Box:
        return Box(key, text, HALF)

    return [
        pair(_APPEALS, "case_no", "received_on"), pair(_APPEALS, "source", "receiver"),
        Row(LINE, (box("appellant", _("Appellant")), box("appellant_kind", label("appellant_kind", _APPEALS)))),
        Row(LINE, (box("mobile", label("mobile")), Box("people_count", label("people_count", _APPEALS), HALF / 2, 20),
                   Box("is_collective", label("is_collective", _APPEALS), HALF / 2, 24))),
        pair(_APPEALS, "appeal_type", "topic"), pair(_APPEALS, "urgency", "respondent_unit"), whole(_APPEALS, "title"),
        whole(_APPEALS, "content", 34), whole(_APPEALS, "wish", 14), pair(_APPEALS, "accepted_on", "due_on"),
        pair(_APPEALS, "handler_dept", "handler"), Row(42, (Box("thread", _("Course of handling"), WIDTH, top=True),)),
        whole(_APPEALS, "reply", 22), pair(_APPEALS, "satisfaction", "result"),
    ]


FORM = Form("appeal-registration", N_("Registration form of an appeal"), draw, register=_APPEALS, gather=gather)
