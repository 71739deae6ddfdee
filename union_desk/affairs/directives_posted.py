"""Taking the papers that the superior posted into the office's own book, each once, with their tasks."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import checking, lifecycle, records, registers
from union_desk.registers.directives_posted import PAPER_FIELDS, TASK_FIELDS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

BY_SYNC, OTHER_PAPER = "2", "99"
PAPERS, TASKS, FILES, DIRECTIVES, OWN_TASKS, ATTACHMENTS = (
    registers.get(name) for name in (
        "posted_papers", "posted_tasks", "posted_files", "directives", "directive_tasks", "attachments"))


def untaken(session: Session) -> list[dict[str, Any]]:
    """Return the posted papers that the office has not taken into its book, oldest first."""
    paper, own = PAPERS.table, DIRECTIVES.table
    known = sa.select(own.c.superior_ref).where(own.c.superior_ref.is_not(None))
    found = sa.select(paper).where(paper.c.deleted.is_(False), paper.c.id.not_in(known)).order_by(paper.c.n)
    return [dict(row) for row in session.execute(found).mappings()]


def take_papers(session: Session, owner: str, day: str | None = None) -> list[str]:
    """Register every posted paper with its tasks, inside `db.write(...)`; returns the ids in the office's book.

    `owner` is the person in charge of the tasks until somebody else is named. A paper that was taken is not taken
    again, as the book holds its number in the superior's system; two computers of one office that take it before they
    hear of each other make the same record, which its name follows from.
    """
    taken = []
    for paper in untaken(session):
        values = {name: paper[name] for name in PAPER_FIELDS if paper[name] is not None}
        saved = lifecycle.create(session, DIRECTIVES, values | {
            "recv_date": day or checking.today(), "received_via": BY_SYNC, "superior_ref": paper["id"]},
            named=lifecycle.following(paper["id"], DIRECTIVES.name))
        taken.append(saved.id)
        _take_tasks(session, paper["id"], saved.id, owner)
    hang_files(session)
    return taken


def hang_files(session: Session) -> int:
    """Hang the posted files on those papers in the office's book that they belong to, each once; returns how many.

    The record's id follows from file and paper, so that two computers of the office make the same one. Whatever was put
    into the bin stays there. Inside `db.write(...)`.
    """
    file, own, there = FILES.table, DIRECTIVES.table, ATTACHMENTS.table
    found = session.execute(sa.select(file, own.c.id.label("directive")).join(
        own, own.c.superior_ref == file.c.paper_id).where(
        file.c.deleted.is_(False), own.c.deleted.is_(False)).order_by(file.c.n)).mappings()
    named = {str(uuid.uuid5(uuid.UUID(row["id"]), row["directive"])): row for row in found}
    known = set(session.execute(sa.select(there.c.id).where(there.c.id.in_(named))).scalars())
    fresh = {record: row for record, row in named.items() if record not in known}
    if fresh:
        records.insert_many(session, ATTACHMENTS, [
            {"owner_register": DIRECTIVES.name, "owner_id": row["directive"], "evidence": OTHER_PAPER,
             **{name: row[name] for name in ("title", "file_name", "media_type", "size", "content")}}
            for row in fresh.values()], ids=list(fresh))
    return len(fresh)


def _take_tasks(session: Session, paper: str, directive: str, owner: str) -> None:
    asked = sa.select(TASKS.table).where(TASKS.table.c.paper_id == paper, TASKS.table.c.deleted.is_(False))
    for task in session.execute(asked.order_by(TASKS.table.c.n)).mappings():
        values = {name: task[name] for name in TASK_FIELDS if task[name] is not None}
        records.save(session, OWN_TASKS, values | {"directive_id": directive, "owner": owner},
                     named=lifecycle.following(task["id"], OWN_TASKS.name))
