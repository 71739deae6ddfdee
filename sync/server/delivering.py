"""Tasks on their way to the unions: each as a paper in the superior's log for that union, withdrawn when it is settled.

A task's paper always has the same id, so that posting it once more after a fault makes no second one.
"""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.server import answering, posting, tasks
from sync.server import engine as engines
from sync.server.tables import LOGS, POSTS, READ, TASKS, UNITS
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sync.server.superior import Superior

PAPERS = "posted_papers"
NOTICE, ORDINARY, OPEN = "08", "3", "0"  # codes of the lists: a notice, of ordinary urgency, not secret
TITLES = {
    tasks.DUPLICATE: N_("Please check: a member whom two unions report"),
    tasks.ARRIVING: N_("Please take on: a member transferred to you"),
    tasks.ANSWERED: N_("Please close: a transfer that was answered"),
}


def deliver(superior: Superior) -> dict[str, int]:
    """Post the open tasks that are not posted yet and withdraw those settled since; returns how many of each."""
    posted = withdrawn = 0
    for task in _due(superior):
        unit, record = task["unit_id"], _name(superior, task)
        if task["settled_at"] is None:
            posting.post(superior, PAPERS, [_paper(superior, task) | {"id": record}], unit)
            posted += 1
        else:
            posting.post(superior, PAPERS, [], unit, deleted=[record])
            withdrawn += 1
        _note(superior, task, record if task["settled_at"] is None else None)
    return {"posted": posted, "withdrawn": withdrawn}


def _due(superior: Superior) -> list[dict[str, Any]]:
    fresh = sa.and_(TASKS.c.settled_at.is_(None), TASKS.c.post.is_(None))
    gone = sa.and_(TASKS.c.settled_at.is_not(None), TASKS.c.post.is_not(None))
    picked = sa.select(TASKS, UNITS.c.name.label("other_name")).join(UNITS, UNITS.c.id == TASKS.c.other_unit).where(
        sa.or_(fresh, gone)).order_by(TASKS.c.n)
    with engines.reading(superior.engine) as connection:
        return [dict(row) for row in connection.execute(picked).mappings()]


def _paper(superior: Superior, task: dict[str, Any]) -> dict[str, str]:
    return {"issuer": superior.name, "title": _(TITLES[task["kind"]]), "doc_kind": NOTICE, "urgency": ORDINARY,
            "secrecy": OPEN, "dated": task["made_at"][:10],
            "summary": tasks.sentence(task["kind"], task["other_name"], task["detail"])
            + "\n" + _("Record: {register} {record}").format(register=task["register"], record=task["record"])}


def _name(superior: Superior, task: dict[str, Any]) -> str:
    """Return the paper's id, made of the superior, the task and when it arose."""
    return str(uuid.uuid5(uuid.UUID(superior.own_unit), f"task {task['n']} {task['made_at']}"))


def _note(superior: Superior, task: dict[str, Any], post: str | None) -> None:
    with engines.writing(superior.engine) as connection:
        connection.execute(sa.update(TASKS).where(TASKS.c.n == task["n"]).values(post=post))


def progress(superior: Superior) -> list[dict[str, Any]]:
    """Return every posted paper: for whom, when posted, how many computers have read it, how far unions are with it."""
    codes = _codes(superior)
    with engines.reading(superior.engine) as connection:
        papers = connection.execute(sa.select(POSTS).where(
            POSTS.c.register == PAPERS, POSTS.c.deleted.is_(False)).order_by(POSTS.c.posted_at, POSTS.c.id)).mappings()
        rows = [dict(row) for row in papers]
        read = connection.execute(sa.select(READ.c.log, READ.c.device, READ.c.seq).join(
            LOGS, LOGS.c.log == READ.c.log)).all()
    told = []
    for row in rows:
        log, _colon, number = str(row["seen"]).rpartition(",")[2].partition(":")
        readers = {device for name, device, seq in read if name == log and seq >= int(number)}
        told.append({"paper": row["id"], "for": codes.get(row["audience"]), "posted_at": row["posted_at"],
                     "title": _title(row["content"]), "read_by": len(readers),
                     "states": answering.acknowledged(superior, row["id"])})
    return told


def _title(content: str) -> str:
    return str(json.loads(content).get("title", ""))


def _codes(superior: Superior) -> dict[str, str]:
    with engines.reading(superior.engine) as connection:
        return dict(connection.execute(sa.select(UNITS.c.id, UNITS.c.code)).all())
