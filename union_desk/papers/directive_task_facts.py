"""What the papers of tasks share: the paper that each task comes from, its groups and what is to be handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import records, registers
from union_desk.papers.appeal_sheet import by, listed
from union_desk.papers.job import shown
from union_desk.search import Filter, Query
from union_desk.words import _, series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.job import Job, Values

BOOK, PAPER = "directive_tasks", "directives"
_SHOWN = ("title", "task_kind", "due_at", "what", "owner", "co_owners", "groups", "quota", "quota_used", "done_on",
          "outcome", "evidence")


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return the papers of tasks by id, and by task its groups, named, and what is to be handed in."""
    papers = records.by_ids(session, registers.get(PAPER), sorted({str(row["directive_id"]) for row in rows}))
    query = Query(filters=(Filter("task_id", "is", tuple(str(row["id"]) for row in rows)),))
    found = {name: records.page(session, registers.get(name), query, limit=-1) if rows else []
             for name in ("task_groups", "deliverables")}
    branches = records.titles(session, registers.get("branches"),
                              sorted({row["branch_id"] for row in found["task_groups"] if row["branch_id"]}))
    return {"papers": papers, "branches": branches, **{name: by(part, "task_id") for name, part in found.items()}}


def data(row: Values, job: Job) -> dict[str, str]:
    """Return the words of a task by key: its own, its paper's, its groups and deliverables as lists."""
    record, paper = str(row.get("id")), job.extra.get("papers", {}).get(str(row.get("directive_id")), {})
    words = {name: shown(row, name, BOOK) for name in _SHOWN}
    words |= {f"paper {name}": shown(paper, name, PAPER) for name in ("doc_no", "title", "issuer", "recv_no")}
    names: Mapping[str, str] = job.extra.get("branches", {})
    groups = job.extra.get("task_groups", {}).get(record, [])
    told = series(names.get(str(one.get("branch_id")), "") for one in groups)
    words["groups"] = series(part for part in (told, words["groups"]) if part)
    words["replies"] = listed(
        _("{group}: {reply}").format(group=names.get(str(one.get("branch_id")), ""), reply=one.get("reply") or "—")
        for one in groups)
    words["deliverables"] = listed(
        " ".join(part for part in (shown(one, "name", "deliverables"), shown(one, "due_at", "deliverables"),
                                   shown(one, "deliverable_state", "deliverables")) if part)
        for one in job.extra.get("deliverables", {}).get(record, []))
    return words
