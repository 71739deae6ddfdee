"""What unions are asked to look at: made once, settled by itself when the reason is gone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from sync.server import engine as engines
from sync.server.superior import now
from sync.server.tables import TASKS, UNITS
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sync.server.superior import Superior

DUPLICATE, ARRIVING, ANSWERED = "duplicate", "transfer_offered", "transfer_answered"
SENTENCES = {
    DUPLICATE: N_("{union} reports a member with the same document as well. Find out with that union whose member this "
                  "is; the other record is transferred, or corrected, or put into the bin."),
    ARRIVING: N_("{union} has drawn up the transfer slip {slip} for a member who comes to you. Enter the slip, or let "
                 "that union know that the member does not come."),
    ANSWERED: N_("{union} has answered the transfer slip {slip}: {answer}. Close the slip accordingly."),
}
ANSWERS = {"accepted": N_("taken on"), "declined": N_("declined")}


class Task(NamedTuple):
    """A task for a unit about one of its records; `record` is empty where it has none yet. `detail` is no secret."""

    unit: str
    kind: str
    register: str
    record: str
    other: str
    detail: str = "{}"

    @property
    def key(self) -> tuple[str, ...]:
        """Return what makes two tasks the same."""
        return self.unit, self.kind, self.register, self.record, self.other


def settle(connection: sa.Connection, kinds: Iterable[str], wanted: Iterable[Task]) -> tuple[int, int]:
    """Make the open tasks of some kinds those that are wanted; returns how many are new and how many are settled."""
    moment, now_wanted = now(), {task.key: task for task in wanted}
    known = connection.execute(sa.select(TASKS).where(TASKS.c.kind.in_(list(kinds)))).all()
    there = {(row.unit_id, row.kind, row.register, row.record, row.other_unit): row for row in known}
    fresh = [task for key, task in now_wanted.items() if key not in there]
    again = [there[key].n for key in now_wanted if key in there and there[key].settled_at is not None]
    gone = [row.n for key, row in there.items() if key not in now_wanted and row.settled_at is None]
    if fresh:
        connection.execute(sa.insert(TASKS), [
            {"unit_id": t.unit, "kind": t.kind, "register": t.register, "record": t.record, "other_unit": t.other,
             "detail": t.detail, "made_at": moment, "settled_at": None} for t in fresh])
    for number in again:
        connection.execute(sa.update(TASKS).where(TASKS.c.n == number).values(settled_at=None, made_at=moment))
    for number in gone:
        connection.execute(sa.update(TASKS).where(TASKS.c.n == number).values(settled_at=moment))
    return len(fresh) + len(again), len(gone)


def listed(superior: Superior, *, unit: str = "", settled: bool = False) -> list[dict[str, Any]]:
    """Return the tasks by unit, oldest first: unit, kind, record, the other unit, the sentence that the unit reads."""
    other = UNITS.alias("other")
    picked = sa.select(TASKS, UNITS.c.code.label("code"), other.c.code.label("other_code"),
                       other.c.name.label("other_name")).join(UNITS, UNITS.c.id == TASKS.c.unit_id).join(
        other, other.c.id == TASKS.c.other_unit).order_by(UNITS.c.code, TASKS.c.n)
    if unit:
        picked = picked.where(TASKS.c.unit_id == superior.unit(unit).id)
    if not settled:
        picked = picked.where(TASKS.c.settled_at.is_(None))
    with engines.reading(superior.engine) as connection:
        return [{"unit": row["code"], "kind": row["kind"], "register": row["register"], "record": row["record"],
                 "other_unit": row["other_code"], "made_at": row["made_at"], "settled_at": row["settled_at"],
                 "message": sentence(row["kind"], row["other_name"], row["detail"])}
                for row in connection.execute(picked).mappings()]


def sentence(kind: str, other: str, detail: str) -> str:
    """Return the sentence of a task in the current language."""
    told = json.loads(detail)
    if "answer" in told:
        answer = ANSWERS[told["answer"]]
        told["answer"] = _(answer)
    return _(SENTENCES[kind]).format(union=other, **told)
