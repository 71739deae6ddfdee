"""What several lives of the office forbid alike: dates out of order, work sent back twice, a merger into nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.schema.day_order import ahead
from union_desk.schema.problem import ERROR, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from union_desk.schema.register import Context, Values

    Step = Callable[[Values, Values, Context], Iterable[Problem]]

UNSATISFIED = "3"


def refuse(field: str, code: str, message: str, **params: object) -> Problem:
    """Return the problem that forbids a step."""
    return Problem(ERROR, code, field, message, params)


def in_order(events: str, link: str) -> Step:
    """Return the guard that no step is dated in the future or before the step that came last."""

    def check(record: Values, event: Values, context: Context) -> Iterable[Problem]:
        day = event.get("happened_on")
        if not isinstance(day, str):
            return
        yield from ahead(event, context, "happened_on")
        last = last_day(record, context, events, link)
        if day < last:
            yield refuse("happened_on", "dates", N_("{date} lies before the step that came last ({last}). Steps are "
                                                    "entered in the order in which they happened."), date=day, last=last)

    return check


def last_day(record: Values, context: Context, events: str, link: str) -> str:
    """Return the ISO day of the step that came last; empty for a record that has none."""
    if not record.get("id"):
        return ""
    rows = context.rows(events, link, record["id"])
    return str(rows[-1].get("happened_on") or "") if rows else ""


def times(record: Values, context: Context, events: str, link: str, event: str) -> int:
    """Return how often a step happened to a record."""
    return sum(row.get("event") == event for row in context.rows(events, link, record.get("id")))


def only_unsatisfied_and_once(events: str, link: str) -> Step:
    """Return the guard of sending work back: only after 'not satisfied', and not oftener than the norm allows."""

    def check(record: Values, _event: Values, context: Context) -> Iterable[Problem]:
        norm = context.norm("appeals.returns")
        if record.get("satisfaction") != UNSATISFIED:
            yield refuse("event", "satisfied", N_("Work is sent back only when the person is not satisfied."))
        if times(record, context, events, link, "redo") >= norm.value:
            yield refuse("event", "returned_before", N_("It was sent back before; that is done at most {limit} times "
                                                        "({basis}). Close it, or escalate it."),
                         limit=norm.value, basis=norm.basis)

    return check


def into_another(register: str, state: str, over: frozenset[str]) -> Step:
    """Return the guard of a merger: into another living record of the same book that is still open."""

    def check(record: Values, event: Values, context: Context) -> Iterable[Problem]:
        other = event.get("merged_into")
        if not isinstance(other, str):
            return
        if other == record.get("id"):
            yield refuse("merged_into", "itself", N_("A record cannot be merged into itself."))
        elif context.lookup(register, other, state) in over:
            yield refuse("merged_into", "merged_into_closed", N_("The record into which it is to be merged is not open "
                                                                 "any more. Choose one that is still being worked on."))

    return check


def guard(always: Iterable[Step], steps: Mapping[str, Step | tuple[Step, ...]]) -> Step:
    """Return the guard of a lifecycle: what holds for every step, and what for some."""
    common = tuple(always)

    def check(record: Values, event: Values, context: Context) -> Iterable[Problem]:
        own = steps.get(str(event.get("event")), ())
        for each in (*common, *(own if isinstance(own, tuple) else (own,))):
            yield from each(record, event, context)

    return check


def two_people(field: str, message: str) -> Step:
    """Return the guard that who decides is not who does the work (field of the record)."""

    def check(record: Values, event: Values, _context: Context) -> Iterable[Problem]:
        name = str(event.get("decided_by") or "").strip()
        if name and name == str(record.get(field) or "").strip():
            yield refuse("decided_by", "own_decision", message, name=name)

    return check
