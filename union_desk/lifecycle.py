"""Lifecycles: events are added, never changed, and the current state follows from the last one."""

from __future__ import annotations

import importlib
import uuid
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from union_desk import checking, journal, records, registers
from union_desk.errors import InvalidRecordError, UserError
from union_desk.safety import separation
from union_desk.schema.problem import ERROR, Problem, has_errors
from union_desk.words import N_, series

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.schema.register import Lifecycle, Register, Transition, Values


class TransitionError(UserError):
    """The table of transitions has no such arrow."""

    code = "transition"
    message = N_(
        "'{event}' is not possible from the state '{state}' (table of transitions, {basis}). Possible now: {allowed}."
    )


class NoLifecycleError(UserError):
    """The register has no lifecycle."""

    code = "no_lifecycle"
    message = N_("{register} has no events.")


def of(register: Register) -> Lifecycle:
    """Return the register's lifecycle."""
    if register.lifecycle is None:
        raise NoLifecycleError(register=register.label)
    return register.lifecycle


def opening(
    register: Register, values: Values, event: Values, context: checking.Alone
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return (derived values of the record, the event's values) for one event, from the state the record is in.

    Pure: both the single gesture and the bulk import use it. The event's link to the record is filled in by the caller.
    """
    life = of(register)
    state = str(values.get(life.state) or "")
    step = life.find(state, str(event["event"]))
    if step is None:
        raise _refusal(register, state, str(event["event"]))
    whole = {"happened_on": context.today, **event, "from_state": state or None, "to_state": step.target}
    if life.complete:
        whole |= life.complete(values, whole)
    _need(step, whole)
    if life.guard and (found := [p for p in life.guard(values, whole, context) if p.level == ERROR]):
        raise InvalidRecordError([*found])
    derived: dict[str, Any] = {life.state: step.target}
    if life.derive:
        derived |= life.derive(values, whole)
    return derived, whole


def apply_event(session: Session, register: Register, record_id: str, event: Values, named: str | None = None) -> str:
    """Add an event to a record and derive its new state; inside `db.write(...)`; returns the event's id."""
    life = of(register)
    before = records.get(session, register, record_id)
    context = checking.Here(session, record_id)
    derived, whole = opening(register, before, event, context)
    events = registers.get(life.events)
    records.allow(session, events, str(event["event"]))
    separation.check(session, register, record_id, str(event["event"]))
    row = {name: whole.get(name) for name in events.fields} | {life.link: record_id}
    problems = checking.validate(events, row, context)
    if has_errors(problems):
        raise InvalidRecordError([p for p in problems if p.level == ERROR])
    after = before | derived
    found = checking.validate(register, after, context)
    if blocking := [p for p in found if p.level == ERROR and p.field in derived]:
        raise InvalidRecordError([*blocking])  # such as an admission at the age of 15
    with journal.carrying(session):  # the right to the event brings the state that follows from it
        made = records.insert_many(session, events, [row], ids=None if named is None else [named])[0]
        derived |= checking.derived(register, after, found, context)
        changes = {n: (before[n], v) for n, v in derived.items() if before[n] != v}
        if changes:
            records.update_many(session, register, [(record_id, changes)])
        if life.then:
            _carry_on(life.then, session, before | derived, whole | {"id": made})
    return made


def create(session: Session, register: Register, values: Values, event: Values | None = None, *,
           named: str | None = None) -> records.Saved:
    """Save a new record and, where the register has a lifecycle, its first event.

    A record `named` by the caller gets a first event whose name follows: two computers that make the same make one.
    """
    saved = records.save(session, register, values, named=named)
    life = register.lifecycle
    if life is not None:
        first = event or {"event": life.opening, "happened_on": values.get(life.opened_on) or checking.today()}
        with journal.carrying(session) if event is None else nullcontext():
            apply_event(session, register, saved.id, first, named and following(named, life.events))
    return saved


def following(origin: str, what: str) -> str:
    """Return the name of a record that follows from another one, the same on every computer."""
    return str(uuid.uuid5(uuid.UUID(origin), what))


def _carry_on(place: str, session: Session, record: Values, event: Values) -> None:
    """Do what else belongs to a step; the verb is named by its place because it stands above the registers."""
    module, _colon, name = place.partition(":")
    getattr(importlib.import_module(module), name)(session, record, event)


def _need(step: Transition, event: Values) -> None:
    missing = [name for name in step.needs if not event.get(name)]
    if missing:
        raise InvalidRecordError([Problem(ERROR, "missing", name, checking.MISSING) for name in missing])


def _refusal(register: Register, state: str, event: str) -> TransitionError:
    life = of(register)
    events, states = registers.get(life.events).fields["event"].kind, register.fields[life.state].kind
    allowed = series(events.show(t.event) for t in life.allowed(state))
    return TransitionError(
        event=events.show(event), state=states.show(state) if state else "—", basis=life.basis or register.label,
        allowed=allowed or "—",
    )
