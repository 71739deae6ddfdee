"""Appeals, proposals, rights cases (domain reference §7): verbs and what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import checking, lifecycle, limits, records, registers
from union_desk.affairs.appeals_practice import practise
from union_desk.duties import Duty
from union_desk.registers import appeals as books
from union_desk.registers import appeals_rights
from union_desk.schema import workdays
from union_desk.schema.dates import add_days
from union_desk.schema.problem import ERROR, INFO, WARNING
from union_desk.search import Filter, Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.schema.register import Values

__all__ = ["answers_waiting", "carry_on", "due", "duties", "practise", "redacted", "take_answers", "thread"]

APPEALS, STEPS, ANSWERS = (registers.get(name) for name in ("appeals", "appeal_steps", "appeal_answers"))
_TRAVELS_NOT = frozenset({"receiver", "handler", "remark", "n", "revision", "deleted"})
_MERGED_STEP = "10"


def duties(session: Session, day: str) -> list[Duty]:
    """Return what is due on an ISO day: appeals, proposals, legal aid."""
    return [*_appeals(session, day), *_proposals(session, day), *_rights(session, day)]


def _appeals(session: Session, day: str) -> list[Duty]:
    days = limits.norm(session, "appeals.remind_workdays", day).value
    yesterday, soon = add_days(day, -1), workdays.add(day, days)
    unanswered = Filter("appeal_state", "is", books.UNANSWERED)
    registered = Filter("appeal_state", "is", ("registered",))
    taken = [row["appeal_id"] for row in answers_waiting(session)]
    return [
        _counted(session, "appeals", "appeals_overdue", ERROR, N_("{count} appeals are not answered in time"),
                 unanswered, Filter("due_on", "to", (yesterday,))),
        _counted(session, "appeals", "appeals_accept", ERROR,
                 N_("{count} appeals: whether they are accepted is overdue"),
                 registered, Filter("accept_due_on", "to", (yesterday,))),
        _counted(session, "appeals", "appeals_collective", ERROR,
                 N_("{count} collective appeals are open: tell the chair"),
                 Filter("is_collective", "is", (True,)), Filter("appeal_state", "is", books.OPEN)),
        _counted(session, "appeals", "appeals_soon", WARNING,
                 N_("{count} appeals are to be answered within {days} working days"),
                 unanswered, Filter("due_on", "from", (day,)), Filter("due_on", "to", (soon,)), days=days),
        _counted(session, "appeals", "appeals_call_back", WARNING,
                 N_("{count} answered appeals wait for the call-back"),
                 Filter("appeal_state", "is", ("replied",)), Filter("appellant_kind", "not", (books.ANONYMOUS,))),
        _counted(session, "appeals", "appeals_to_close", INFO, N_("{count} appeals can be closed"),
                 Filter("appeal_state", "is", ("called_back",))),
        Duty("appeals_from_above", WARNING, N_("{count} answers from above are to be taken over"), len(taken),
             Query(filters=(Filter("id", "is", tuple(taken)),)), register="appeals"),
    ]


def _proposals(session: Session, day: str) -> list[Duty]:
    return [
        _counted(session, "proposals", "proposals_overdue", ERROR, N_("{count} proposals are not answered in time"),
                 Filter("proposal_state", "is", ("assigned",)), Filter("due_on", "to", (add_days(day, -1),))),
        _counted(session, "proposals", "proposals_review", INFO, N_("{count} proposals wait to be reviewed"),
                 Filter("proposal_state", "is", ("submitted",))),
    ]


def _rights(session: Session, day: str) -> list[Duty]:
    warned = limits.norm(session, "rights.remind_days", day).value
    return [
        _counted(session, "rights_cases", "rights_limitation", ERROR,
                 N_("{count} rights cases: the limitation for arbitration ends within {days} days"),
                 Filter("rights_state", "is", appeals_rights.UNARBITRATED), Filter("limitation_on", "from", (day,)),
                 Filter("limitation_on", "to", (add_days(day, warned),)), days=warned),
        _counted(session, "rights_cases", "rights_review", WARNING,
                 N_("{count} applications for legal aid are to be decided"),
                 Filter("rights_state", "is", ("applied",)), Filter("due_on", "to", (add_days(day, 3),))),
        _counted(session, "rights_cases", "rights_mediation", WARNING,
                 N_("{count} mediations have ended their days: settle, or go to arbitration"),
                 Filter("rights_state", "is", ("mediation",)), Filter("due_on", "to", (day,))),
    ]


def _counted(
    session: Session, register: str, code: str, level: str, message: str, *filters: Filter, **params: object
) -> Duty:
    query = Query(filters=filters)
    count = records.count(session, registers.get(register), query)
    return Duty(code, level, message, count, query, register=register, params=params)


def due(session: Session, until: str) -> list[dict[str, Any]]:
    """Return what is to be answered until an ISO day, the oldest first: register, number, title, state, due_on."""
    found: list[dict[str, Any]] = []
    for name, number, state, states in (
        ("appeals", "case_no", "appeal_state", books.UNANSWERED),
        ("proposals", "proposal_no", "proposal_state", ("assigned",)),
        ("rights_cases", "case_no", "rights_state", appeals_rights.OPEN),
    ):
        register = registers.get(name)
        open_until = (Filter(state, "is", states), Filter("due_on", "to", (until,)))
        query = Query(filters=open_until, sort=(("due_on", False),))
        found += [{"register": name, "id": row["id"], "number": row[number], "title": row["title"],
                   "due_on": row["due_on"], "state": row[state],
                   "state_label": register.fields[state].kind.show(row[state])}
                  for row in records.page(session, register, query, limit=-1)]
    return sorted(found, key=lambda row: str(row["due_on"]))


def thread(session: Session, appeal_id: str) -> list[dict[str, Any]]:
    """Return the thread of an appeal by day: the office's entries and the answers from above, each with its author."""
    where = Query(filters=(Filter("appeal_id", "is", (appeal_id,)),))
    action = STEPS.fields["action"].kind
    own = [{"day": row["happened_on"], "author": row["actor"], "from_above": False, "what": action.show(row["action"]),
            "text": row["text"], "told": bool(row["told_member"]), "n": row["n"]}
           for row in records.page(session, STEPS, where, limit=-1)]
    above = [{"day": row["answered_on"], "author": " ".join(filter(None, (row["unit"], row["answered_by"]))),
              "from_above": True, "what": _(ANSWERS.singular), "text": row["text"], "told": False, "n": row["n"]}
             for row in records.page(session, ANSWERS, where, limit=-1)]
    return sorted([*own, *above], key=lambda row: (str(row["day"]), row["from_above"], row["n"]))


def answers_waiting(session: Session) -> list[dict[str, Any]]:
    """Return the answers from above to appeals that still wait for them, one an appeal, the newest."""
    answers, appeals = ANSWERS.table, APPEALS.table
    found = sa.select(answers).join(appeals, appeals.c.id == answers.c.appeal_id).where(
        appeals.c.appeal_state == "waiting", appeals.c.deleted.is_(False), answers.c.deleted.is_(False),
        answers.c.answered_on >= appeals.c.escalated_on).order_by(answers.c.n)
    newest = {row["appeal_id"]: dict(row) for row in session.execute(found).mappings()}
    return list(newest.values())


def take_answers(session: Session) -> int:
    """Take the answers from above over into their appeals, which are then in progress again; inside `db.write(...)`."""
    waiting = answers_waiting(session)
    for row in waiting:
        lifecycle.apply_event(session, APPEALS, row["appeal_id"], {
            "event": "answer", "happened_on": row["answered_on"], "note": row["text"], "reference": row["receipt_no"]})
    return len(waiting)


def carry_on(session: Session, record: Values, event: Values) -> None:
    """Do what else belongs to a step: a merged appeal adds its people to the other one, whose thread says so."""
    if event["event"] != "merge":
        return
    other = records.get(session, APPEALS, str(event["merged_into"]))
    people = int(other["people_count"] or 1) + int(str(record.get("people_count") or 1))
    records.update_many(session, APPEALS, [(other["id"], {"people_count": (other["people_count"], people)})])
    text = _("{number} was merged into this appeal; {count} people are concerned now.").format(
        number=record.get("case_no"), count=people)
    records.save(session, STEPS, {
        "appeal_id": other["id"], "happened_on": event.get("happened_on") or checking.today(), "action": _MERGED_STEP,
        "actor": event.get("decided_by") or other["handler"] or other["receiver"], "text": text})


def redacted(session: Session, appeal_id: str) -> dict[str, Any]:
    """Return an appeal with its thread as it may be handed upwards: no appellant, none of the office's own names."""
    row = records.get(session, APPEALS, appeal_id)
    shown = {name: value for name, value in row.items() if value is not None and name not in _TRAVELS_NOT}
    entries = [{"day": e["day"], "what": e["what"], "text": e["text"], "from_above": e["from_above"]}
               for e in thread(session, appeal_id)]
    return {"appeal": shown, "thread": entries}
