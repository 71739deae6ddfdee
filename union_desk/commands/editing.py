"""Adding, changing and removing records, and entering the events of a lifecycle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk import lifecycle, records, registers
from union_desk.commands import arguments, presenting, querying
from union_desk.commands.desk import Command, problem_document
from union_desk.errors import NotEnteredError, UserError
from union_desk.schema.register import OFFICE
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from union_desk.commands.desk import Desk
    from union_desk.schema.problem import Problem
    from union_desk.schema.register import Lifecycle, Register

_ADDED, _EDITED = N_("Added {register}: {name}"), N_("Edited {register}: {name}")
_HAPPENED = N_("{event}: {title}")
_DELETED = N_("Moved {count} records to the bin ({register}: {name})")
_RESTORED = N_("Took {count} records out of the bin ({register}: {name})")


class AppendOnlyError(UserError):
    """Events are entered, not edited."""

    code = "append_only"
    message = N_("{register} are only added to, with `union-desk event`; they are never changed or removed.")


class ComputedFieldError(UserError):
    """The program derives this field."""

    code = "computed_field"
    message = N_("'{field}' follows from other entries and cannot be typed.")


# ---- add, edit


def _configure_add(parser: argparse.ArgumentParser) -> None:
    arguments.register(parser)
    arguments.values(parser, _("as people write them: sex=女"))


def _add(desk: Desk, options: argparse.Namespace) -> None:
    register = querying.register_of(options.register)
    if _is_of_events(register):
        raise AppendOnlyError(register=register.label)
    if register.owner != OFFICE or register.by_program:
        raise NotEnteredError(register=register.label)
    with desk.db.read() as s:
        values, notes = querying.assignments(s, register, options.values)
        name = records.name(s, register, values)
    _refuse_computed(register, values)
    with querying.naming(register), desk.db.write(desk.actor, _ADDED, register=register.singular, name=name) as s:
        saved = lifecycle.create(s, register, values)
    _tell(desk, register, saved, notes)


def _configure_edit(parser: argparse.ArgumentParser) -> None:
    arguments.register(parser)
    arguments.record(parser)
    arguments.values(parser, _("'FIELD=' empties the field"))
    parser.add_argument("--revision", type=arguments.natural, metavar=_("N"),
                        help=_("refuse when the record is newer than this"))


def _edit(desk: Desk, options: argparse.Namespace) -> None:
    register = _editable(options.register)
    with desk.db.read() as s:
        row = querying.record_of(s, register, options.record)
        values, notes = querying.assignments(s, register, options.values)
        name = records.name(s, register, row)
    _refuse_computed(register, values)
    with querying.naming(register), desk.db.write(desk.actor, _EDITED, register=register.singular, name=name) as s:
        saved = records.save(s, register, values, row["id"], options.revision)
    _tell(desk, register, saved, notes)


def _editable(name: str) -> Register:
    register = querying.register_of(name)
    if _is_of_events(register):
        raise AppendOnlyError(register=register.label)
    if register.append_only:  # the books of money: a wrong entry is reversed
        raise records.AppendOnlyError(register=register.label)
    return register


def _is_of_events(register: Register) -> bool:
    return any(each.lifecycle is not None and each.lifecycle.events == register.name for each in registers.ALL)


def _refuse_computed(register: Register, names: Iterable[str]) -> None:
    for name in names:
        if register.fields[name].computed:
            raise ComputedFieldError(field=register.fields[name].label)


def _tell(desk: Desk, register: Register, saved: records.Saved, notes: list[Problem]) -> None:
    """Answer with the record as it stands now, and what was remarked."""
    with desk.db.read() as s:
        row = records.get(s, register, saved.id)
        text, title = presenting.card(presenting.Words(s, register), register, row), records.name(s, register, row)
    remarks = [*notes, *saved.problems]
    document = {"register": register.name, **presenting.document(register, row, title=title), "changed": saved.changed,
                "problems": [problem_document(p) for p in remarks]}
    lines = [text, *(f"    {querying.labelled(register, p)}" for p in remarks)]
    desk.answer(document, "\n".join(lines))


# ---- events


def _configure_event(parser: argparse.ArgumentParser) -> None:
    arguments.register(parser)
    arguments.record(parser)
    parser.add_argument("event", metavar=_("EVENT"), nargs="?",
                        help=_("by its code or in words; without one the possible steps are listed"))
    arguments.values(parser, _("what belongs to the event, for example decision=工发〔2026〕3号"), least="*")
    parser.add_argument("--date", metavar=_("DAY"), help=_("the day on which it happened; today without"))


def _event(desk: Desk, options: argparse.Namespace) -> None:
    register = querying.register_of(options.register)
    life = lifecycle.of(register)
    if options.event is None:
        _tell_steps(desk, register, life, options.record)
        return
    events = registers.get(life.events)
    texts = [f"happened_on={options.date}"] if options.date else []
    with desk.db.read() as s:
        row = querying.record_of(s, register, options.record)
        name = records.name(s, register, row)
        values, _notes = querying.assignments(s, events, [*texts, *options.values])
        if options.event in {step.event for step in life.transitions}:
            values["event"] = options.event
        else:
            values |= querying.assignments(s, events, [f"event={options.event}"])[0]
    _refuse_computed(events, values)
    given = {name: value for name, value in values.items() if value is not None}
    words = events.fields["event"].kind.show(given["event"])
    with querying.naming(events, register), desk.db.write(desk.actor, _HAPPENED, event=words, title=name) as s:
        made = lifecycle.apply_event(s, register, row["id"], given)
        state = records.get(s, register, row["id"])[life.state]
    document = {"register": register.name, "id": row["id"], "event_id": made, "event": given["event"], "state": state}
    desk.answer(document, f"{name}: {words} → {register.fields[life.state].kind.show(state)}")


def _tell_steps(desk: Desk, register: Register, life: Lifecycle, record: str) -> None:
    """Answer with the steps that a record can take now."""
    with desk.db.read() as s:
        row = querying.record_of(s, register, record)
        name = records.name(s, register, row)
    state = str(row[life.state] or "")
    open_now = life.allowed(state)
    shown = register.fields[life.state].kind.show(state)
    lines = [f"{name}: {shown}", *(presenting.steps(register, open_now) or [_("No step leads on from here.")])]
    document = {"register": register.name, "id": row["id"], "state": state,
                "steps": [{"event": step.event, "to": step.target, "needs": list(step.needs)} for step in open_now]}
    desk.answer(document, "\n".join(lines))


# ---- the bin


def _configure_moving(parser: argparse.ArgumentParser) -> None:
    arguments.register(parser)
    arguments.record(parser, several=True)


def _delete(desk: Desk, options: argparse.Namespace) -> None:
    register, found = _named(desk, options, binned=False)
    ids, name = list(found), next(iter(found.values()))
    with desk.db.write(desk.actor, _DELETED, count=len(ids), register=register.label, name=name) as s:
        count = records.delete(s, register, ids)
    desk.answer({"register": register.name, "deleted": count, "ids": ids},
                _("{count} records are in the bin.").format(count=count))


def _restore(desk: Desk, options: argparse.Namespace) -> None:
    register, found = _named(desk, options, binned=True)
    ids, name = list(found), next(iter(found.values()))
    door = desk.db.write(desk.actor, _RESTORED, count=len(ids), register=register.label, name=name)
    with querying.naming(register), door as s:
        count = records.restore(s, register, ids)
    desk.answer({"register": register.name, "restored": count, "ids": ids},
                _("{count} records are out of the bin.").format(count=count))


def _named(desk: Desk, options: argparse.Namespace, *, binned: bool) -> tuple[Register, dict[str, str]]:
    """Return the register and the records named, id to what they are called."""
    register = _editable(options.register)
    with desk.db.read() as s:
        found = [querying.record_of(s, register, text, binned=binned) for text in options.record]
        return register, records.called(s, register, found)


COMMANDS = {
    "add": Command(_configure_add, _add),
    "edit": Command(_configure_edit, _edit),
    "event": Command(_configure_event, _event),
    "delete": Command(_configure_moving, _delete),
    "restore": Command(_configure_moving, _restore),
}
