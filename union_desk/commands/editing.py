"""Adding, changing and removing records, and entering the events of a lifecycle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import lifecycle, records, registers
from union_desk.commands import presenting, querying
from union_desk.commands.desk import Command, problem_document
from union_desk.errors import UserError
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from union_desk.commands.desk import Desk
    from union_desk.schema.problem import Problem
    from union_desk.schema.register import Register

_ADDED, _EDITED = N_("Added {title}"), N_("Edited {title}")
_DELETED, _RESTORED = N_("Put {count} records into the bin"), N_("Took {count} records out of the bin")
_HAPPENED = N_("Entered an event of {title}")


class AppendOnlyError(UserError):
    """Events are entered, not edited."""

    code = "append_only"
    message = N_("{register} are only added to, with `union-desk event`; they are never changed or removed.")


class ComputedFieldError(UserError):
    """The program derives this field."""

    code = "computed_field"
    message = N_("'{field}' follows from other entries and cannot be typed.")


def _configure_add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("register", metavar=_("REGISTER"), help=_("for example members"))
    parser.add_argument("values", metavar=_("FIELD=VALUE"), nargs="+", help=_("as people write them: sex=女"))


def _add(desk: Desk, options: argparse.Namespace) -> None:
    register = _editable(options.register)
    with desk.db.read() as s:
        values, notes = querying.assignments(s, register, options.values)
    _refuse_computed(register, values)
    with desk.db.write(desk.actor, _ADDED, title=register.name_of(values)) as s:
        saved = lifecycle.create(s, register, values)
    _tell(desk, register, saved, notes)


def _configure_edit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("register", metavar=_("REGISTER"), help=_("for example members"))
    parser.add_argument("record", metavar=_("RECORD"), help=_("its id, a key such as the identity number, or its name"))
    parser.add_argument("values", metavar=_("FIELD=VALUE"), nargs="+", help=_("'FIELD=' empties the field"))
    parser.add_argument("--revision", type=int, metavar=_("N"), help=_("refuse when the record is newer than this"))


def _edit(desk: Desk, options: argparse.Namespace) -> None:
    register = _editable(options.register)
    with desk.db.read() as s:
        row = querying.record_of(s, register, options.record)
        values, notes = querying.assignments(s, register, options.values)
    _refuse_computed(register, values)
    with desk.db.write(desk.actor, _EDITED, title=register.name_of(row)) as s:
        saved = records.save(s, register, values, row["id"], options.revision)
    _tell(desk, register, saved, notes)


def _editable(name: str) -> Register:
    register = querying.register_of(name)
    if register.append_only:
        raise AppendOnlyError(register=register.label)
    return register


def _refuse_computed(register: Register, names: Iterable[str]) -> None:
    for name in names:
        if register.fields[name].computed:
            raise ComputedFieldError(field=register.fields[name].label)


def _tell(desk: Desk, register: Register, saved: records.Saved, notes: list[Problem]) -> None:
    """Answer with the record as it stands now, and what was remarked."""
    with desk.db.read() as s:
        row = records.get(s, register, saved.id)
        text = presenting.card(presenting.Words(s, register), register, row)
    remarks = [*notes, *saved.problems]
    document = {"register": register.name, **presenting.document(register, row), "changed": saved.changed,
                "problems": [problem_document(p) for p in remarks]}
    lines = [text, *(f"[{p.level}] {_label(register, p.field)}{p.text()}" for p in remarks)]
    desk.answer(document, "\n".join(lines))


def _label(register: Register, name: str) -> str:
    return f"{_(register.fields[name].label)}: " if name in register.fields else ""


def _configure_event(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("register", metavar=_("REGISTER"), help=_("for example members"))
    parser.add_argument("record", metavar=_("RECORD"), help=_("its id, a key such as the identity number, or its name"))
    parser.add_argument("event", metavar=_("EVENT"), help=_("by its code or in words"))
    parser.add_argument("values", metavar=_("FIELD=VALUE"), nargs="*", help=_("what belongs to the event"))
    parser.add_argument("--date", metavar=_("DAY"), help=_("the day on which it happened; today without"))


def _event(desk: Desk, options: argparse.Namespace) -> None:
    register = querying.register_of(options.register)
    life = lifecycle.of(register)
    events = registers.get(life.events)
    texts = [f"event={options.event}", *([f"happened_on={options.date}"] if options.date else []), *options.values]
    with desk.db.read() as s:
        row = querying.record_of(s, register, options.record)
        known = {t.event: t.event for t in life.transitions}
        values, _notes = querying.assignments(s, events, texts[1:] if options.event in known else texts)
    values.setdefault("event", options.event)
    _refuse_computed(events, values)
    given = {name: value for name, value in values.items() if value is not None}
    with desk.db.write(desk.actor, _HAPPENED, title=register.name_of(row)) as s:
        made = lifecycle.apply_event(s, register, row["id"], given)
        after = records.get(s, register, row["id"])
    state = after[life.state]
    desk.answer({"register": register.name, "id": row["id"], "event_id": made, "event": given["event"], "state": state},
                f"{register.name_of(row)}: {register.fields[life.state].kind.show(state)}")


def _configure_moving(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("register", metavar=_("REGISTER"), help=_("for example members"))
    parser.add_argument("record", metavar=_("RECORD"), nargs="+", help=_("its id, a key such as the identity number, or its name"))


def _delete(desk: Desk, options: argparse.Namespace) -> None:
    register = _editable(options.register)
    with desk.db.read() as s:
        ids = [querying.record_of(s, register, text)["id"] for text in options.record]
    with desk.db.write(desk.actor, _DELETED, count=len(ids)) as s:
        count = records.delete(s, register, ids)
    desk.answer({"register": register.name, "deleted": count, "ids": ids},
                _("{count} records are in the bin.").format(count=count))


def _restore(desk: Desk, options: argparse.Namespace) -> None:
    register = _editable(options.register)
    with desk.db.read() as s:
        ids: list[Any] = [querying.record_of(s, register, text, binned=True)["id"] for text in options.record]
    with desk.db.write(desk.actor, _RESTORED, count=len(ids)) as s:
        count = records.restore(s, register, ids)
    desk.answer({"register": register.name, "restored": count, "ids": ids},
                _("{count} records were taken out of the bin.").format(count=count))


COMMANDS = {
    "add": Command(_configure_add, _add),
    "edit": Command(_configure_edit, _edit),
    "event": Command(_configure_event, _event),
    "delete": Command(_configure_moving, _delete),
    "restore": Command(_configure_moving, _restore),
}
