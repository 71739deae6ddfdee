"""The handling slip of an incoming paper (收文处理笺, domain §8, §15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import records, registers
from union_desk.papers.appeal_sheet import HALF, LINE, WIDTH, Page, by, draw_pages, listed, pair, whole
from union_desk.papers.grid import Box, Row
from union_desk.papers.job import Form, label, shown
from union_desk.search import Filter, Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_BOOK = "directives"
_SHOWN = ("recv_no", "recv_date", "issuer", "doc_no", "title", "doc_kind", "urgency", "secrecy", "received_via",
          "summary", "signed_by", "signed_at", "draft_opinion", "drafted_by", "chair_instruction", "instructed_by",
          "handler", "outcome", "archive_term", "archive_no")
_READERS = 4  # rows of the table of readers on the slip


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return the readers and the tasks by the paper's id."""
    ids = tuple(str(row["id"]) for row in rows)
    query = Query(filters=(Filter("directive_id", "is", ids),))
    return {name: by(records.page(session, registers.get(name), query, limit=-1) if ids else [], "directive_id")
            for name in ("directive_readers", "directive_tasks")}


def data(row: Values, extra: Mapping[str, Any]) -> dict[str, str]:
    """Return the words of the slip by key; readers as 'person 0', 'read 0' and so on."""
    record = str(row.get("id"))
    words = {name: shown(row, name, _BOOK) for name in _SHOWN}
    words["draft"] = listed((words["draft_opinion"], words["drafted_by"]))
    words["instruction"] = listed((words["chair_instruction"], words["instructed_by"]))
    tasks = extra.get("directive_tasks", {}).get(record, [])
    words["tasks"] = listed(_("{title}: {owner}, until {date}").format(
        title=task["title"], owner=task["owner"], date=task["due_at"]) for task in tasks)
    readers = extra.get("directive_readers", {}).get(record, [])
    for place, reader in enumerate(readers[:2 * _READERS]):
        words[f"person {place}"] = str(reader["person"])
        words[f"read {place}"] = shown(reader, "read_at", "directive_readers")
    return words


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw one slip for each paper; without papers one blank slip."""
    draw_pages(sheet, job, (
        Page(_("Handling Slip of an Incoming Paper"), _rows(), data(row, job.extra))
        for row in rows or [{}]), len(rows))


def _rows() -> list[Row]:
    def third(*names: str) -> Row:
        return Row(LINE, tuple(Box(name, label(name, _BOOK), WIDTH / len(names), 22) for name in names))

    person, read = label("person", "directive_readers"), label("read_at", "directive_readers")
    quarter = HALF / 2
    heads = Row(7, tuple(Box(f"head {n} {text}", text, quarter, quarter) for n in (0, 1) for text in (person, read)))
    readers = [Row(LINE, tuple(Box(f"{key} {place + side * _READERS}", "", quarter)
                               for side in (0, 1) for key in ("person", "read"))) for place in range(_READERS)]
    return [
        pair(_BOOK, "recv_no", "recv_date"), pair(_BOOK, "issuer", "doc_no"), whole(_BOOK, "title", LINE * 1.5),
        third("doc_kind", "urgency", "secrecy"), pair(_BOOK, "signed_by", "signed_at"), whole(_BOOK, "summary", 22),
        Row(34, (Box("draft", label("draft_opinion", _BOOK), WIDTH, top=True),)),
        Row(34, (Box("instruction", label("chair_instruction", _BOOK), WIDTH, top=True),)),
        Row(19, (Box("tasks", _("Tasks and who does them"), WIDTH, top=True),)), whole(_BOOK, "outcome", 21),
        heads, *readers, third("handler", "archive_term", "archive_no"),
    ]


FORM = Form("directive-slip", N_("Handling slip of an incoming paper"), draw, register=_BOOK, gather=gather)
