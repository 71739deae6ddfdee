"""The data dictionary: every register with its fields, code lists and events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import registers
from union_desk.commands import presenting, querying
from union_desk.commands.desk import Command
from union_desk.schema import codes
from union_desk.schema.kinds import Code, Ref
from union_desk.words import _

if TYPE_CHECKING:
    import argparse

    from union_desk.commands.desk import Desk
    from union_desk.schema.field import Field
    from union_desk.schema.register import Register

_LONG_LIST = 100


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("register", metavar=_("REGISTER"), nargs="?", help=_("only this one, with its fields"))


def _registers(desk: Desk, options: argparse.Namespace) -> None:
    chosen = [querying.register_of(options.register)] if options.register else list(registers.ALL)
    text = _fields(chosen[0]) if options.register else presenting.aligned(
        [[_(r.label), str(len(r.fields)), r.name] for r in chosen])
    documents = [_document(r) for r in chosen]
    desk.answer(documents[0] if options.register else documents, text)


def _document(register: Register) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": register.name, "label": _(register.label), "owner": register.owner, "share": register.share,
        "append_only": register.append_only, "parent": register.parent, "keys": [list(key) for key in register.keys],
        "rules": sorted({rule.code for rule in register.rules}),
        "fields": [_field(f) for f in register.fields.values()],
    }
    if register.lifecycle:
        found["events"] = [{"event": t.event, "from": list(t.sources), "to": t.target, "needs": list(t.needs)}
                           for t in register.lifecycle.transitions]
    return found


def _field(field: Field) -> dict[str, Any]:
    kind: Any = field.kind
    found: dict[str, Any] = {
        "name": field.name, "label": _(field.label), "kind": kind.name, "required": field.required, "core": field.core,
        "sensitive": field.sensitive, "computed": field.computed, "section": _(field.section), "also": list(field.also),
        "help": _(field.help),
    }
    if isinstance(kind, Code):
        listed = codes.get(kind.list)
        found["list"] = kind.list
        found["codes"] = dict(listed.choices()) if len(listed) <= _LONG_LIST else None
    if isinstance(kind, Ref):
        found["register"] = kind.register
    return found


def _fields(register: Register) -> str:
    flags = (("required", _("required")), ("core", _("core")), ("sensitive", _("private")), ("computed", _("computed")))
    lines = [[_(f.label), f.kind.name, " ".join(word for name, word in flags if getattr(f, name)), f.name]
             for f in register.fields.values()]
    return "\n\n".join(part for part in (presenting.aligned(lines), _values(register), _steps(register)) if part)


def _values(register: Register) -> str:
    """Return what the fields with a list take, a line each."""
    lists = [(_(f.label), querying.choices(f)) for f in register.fields.values() if not f.computed]
    return "\n".join(f"{label}: {offered}" for label, offered in lists if offered)


def _steps(register: Register) -> str:
    """Return the steps that a record of the book goes through, each with the states before and after."""
    if register.lifecycle is None:
        return ""
    steps = presenting.steps(register, register.lifecycle.transitions)
    return "\n".join((_("Steps, entered with `union-desk event`:"), *steps))


COMMANDS = {"registers": Command(_configure, _registers)}
