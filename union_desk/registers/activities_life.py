"""The way of an activity from its plan to the archived folder, and what each step needs (domain reference §5.2, §5.3)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from union_desk.registers.activities_evidence import MISSING, checklist
from union_desk.registers.activities_rules import number, text
from union_desk.schema import codes
from union_desk.schema.problem import ERROR, Problem
from union_desk.schema.register import Context, Lifecycle, Transition, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

DRAFT, SUBMITTED, APPROVED, ENROLLING = "draft", "submitted", "approved", "enrolling"
RUNNING, SETTLING, ARCHIVED, POSTPONED, CANCELLED = "running", "settling", "archived", "postponed", "cancelled"
OPEN = (APPROVED, ENROLLING, RUNNING)  # people may be put on its list
APPROVED_ON = (APPROVED, ENROLLING, RUNNING, SETTLING, ARCHIVED)  # what was approved stands
HELD = (RUNNING, SETTLING, ARCHIVED)  # it took place
TRANSITIONS = (
    Transition("draft", ("",), DRAFT),
    Transition("submit", (DRAFT,), SUBMITTED, needs=("handled_by",), also=("note",)),
    Transition("return", (SUBMITTED,), DRAFT, needs=("note",), also=("decided_by", "decision")),
    Transition("approve", (SUBMITTED,), APPROVED, needs=("decided_by",), also=("decision", "note")),
    Transition("open", (APPROVED,), ENROLLING, also=("note",)),
    Transition("start", (APPROVED, ENROLLING), RUNNING, also=("note",)),
    Transition("finish", (RUNNING,), SETTLING, also=("note",)),
    Transition("archive", (SETTLING,), ARCHIVED, needs=("handled_by",), also=("note",)),
    Transition("cancel", (DRAFT, SUBMITTED, APPROVED, ENROLLING, POSTPONED), CANCELLED, needs=("note",), also=("decided_by", "decision")),
    Transition("postpone", (APPROVED, ENROLLING), POSTPONED, needs=("note",), also=("decided_by", "decision")),
    Transition("resume", (POSTPONED,), APPROVED, needs=("new_start", "decided_by"), also=("decision", "note")),
)
# What the plan must say before anybody decides on it (domain §5.2, column "req")
PLANNED = ("organiser", "ends_on", "place", "contact_name", "contact_phone", "content")
TOLD = ("summary", "headcount", "satisfaction")  # what the folder must say before it is archived
_NEEDED = N_("Needed before this step: fill it in on the record first (plan of the activity, rule of the folder).")


def _submit(record: Values, _event: Values, context: Context) -> Iterable[Problem]:
    for name in PLANNED:
        if not record.get(name):
            yield Problem(ERROR, "planned", name, _NEEDED)
    if not context.rows("activity_budget_lines", "activity_id", record.get("id")):
        yield Problem(ERROR, "budget", "event", N_(
            "The plan has no budget. Enter at least one line, with the amount 0 where nothing is spent "
            "(nothing without budget, spending control of union funds)."))


def _approve(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    if event.get("decided_by") and event.get("decided_by") == _submitted_by(record, context):
        yield Problem(ERROR, "one_pen", "decided_by", N_(
            "{name} submitted the plan and cannot approve it too (who handles a matter does not approve it)."),
            {"name": event["decided_by"]})
    limit = context.norm("activities.collective_decision")
    total = budget_of(str(record.get("id") or ""), context)
    if total > limit.value and not (event.get("decision") or record.get("decision_ref")):
        yield Problem(limit.level, "collective", "decision", N_(
            "The budget of {total} yuan is above {limit} yuan: name the minutes of the committee ({basis})."),
            {"total": f"{total / 100:.2f}", "limit": f"{limit.value / 100:.2f}", "basis": limit.basis})


def _submitted_by(record: Values, context: Context) -> object:
    events = context.rows("activity_events", "activity_id", record.get("id"))
    return next((row.get("handled_by") for row in reversed(events) if row.get("event") == "submit"), None)


def budget_of(activity: str, context: Context) -> int:
    """Return the sum of an activity's budget in fen."""
    return sum(number(row, "amount") for row in context.rows("activity_budget_lines", "activity_id", activity))


def _open(record: Values, event: Values, _context: Context) -> Iterable[Problem]:
    deadline = text(record, "deadline")
    if deadline and deadline < text(event, "happened_on"):
        yield Problem(ERROR, "deadline", "deadline", N_(
            "Enrolment closed on {date}, before it is opened. Set a later deadline first."), {"date": deadline})


def _start(record: Values, event: Values, _context: Context) -> Iterable[Problem]:
    begins = text(record, "starts_on")
    if begins and text(event, "happened_on") < begins:
        yield Problem(ERROR, "too_early", "happened_on", N_(
            "The activity begins on {date}; it cannot be under way before (dates in order)."), {"date": begins})


def _archive(record: Values, _event: Values, context: Context) -> Iterable[Problem]:
    for name in TOLD:
        if record.get(name) in (None, ""):
            yield Problem(ERROR, "told", name, _NEEDED)
    missing = [item for item in checklist(record, context) if item.state == MISSING]
    for item in missing:
        yield Problem(ERROR, "evidence", "event", N_(
            "'{paper}' is missing in the folder ({basis}). Attach it, or enter a waiver with its reason."),
            {"paper": codes.get("evidence").label(item.evidence), "basis": item.basis})


def _resume(_record: Values, event: Values, _context: Context) -> Iterable[Problem]:
    if text(event, "new_start") and text(event, "new_start") < text(event, "happened_on"):
        yield Problem(ERROR, "too_early", "new_start", N_("The new date ({new}) lies before the day of the decision ({day})."),
                      {"new": event["new_start"], "day": event["happened_on"]})


_GUARDS: dict[str, Callable[[Values, Values, Context], Iterable[Problem]]] = {
    "submit": _submit, "approve": _approve, "open": _open, "start": _start, "archive": _archive, "resume": _resume}


def guard(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    """Forbid a step that comes before the last one, or whose own conditions are not met."""
    happened = text(event, "happened_on")
    rows = context.rows("activity_events", "activity_id", record.get("id")) if record.get("id") else ()
    last = max((text(row, "happened_on") for row in rows), default="")
    if happened and happened < last:
        yield Problem(ERROR, "out_of_order", "happened_on", N_(
            "{date} lies before the last step ({last}); steps are entered in order."), {"date": happened, "last": last})
    check = _GUARDS.get(str(event.get("event")))
    if check is not None:
        yield from check(record, event, context)


def derive(record: Values, event: Values) -> Values:
    """Move the dates of an activity that is held on another day; its length stays."""
    new, old = text(event, "new_start"), text(record, "starts_on")
    if event.get("event") != "resume" or not new or not old:
        return {}
    shift = dt.date.fromisoformat(new) - dt.date.fromisoformat(old)
    moved = {name: (dt.date.fromisoformat(text(record, name)) + shift).isoformat()
             for name in ("ends_on", "deadline") if text(record, name)}
    return {"starts_on": new, **moved}


LIFECYCLE = Lifecycle(
    events="activity_events", link="activity_id", state="status", transitions=TRANSITIONS, opening="draft",
    derive=derive, guard=guard, basis=N_("procedure of union activities"), label=N_("Course of the activity"))
