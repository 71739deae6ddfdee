"""What the journal is for: taking back, the history of a record, who did what, and proving that nothing was altered."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import journal, records, undo
from union_desk.commands import arguments, presenting, querying
from union_desk.commands.desk import Command, local
from union_desk.words import _

if TYPE_CHECKING:
    import argparse

    from sqlalchemy.orm import Session

    from union_desk.commands.desk import Desk
    from union_desk.schema.register import Register

_UNLIMITED = -1


# ---- undo


def _configure_undo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--gesture", type=arguments.natural, metavar=_("N"), help=_("this one instead of the last"))
    parser.add_argument("--list", action="store_true", help=_("only show what could be taken back"))


def _undo(desk: Desk, options: argparse.Namespace) -> None:
    if options.list:
        with desk.db.read() as s:
            choices = undo.recent(s)
        lines = [[str(u.gesture), local(u.at), u.actor, str(u.changes), u.text] for u in choices]
        desk.answer([_document(u) for u in choices], presenting.aligned(lines) or _("There is nothing to undo."))
        return
    done = undo.undo(desk.db, desk.actor, options.gesture)
    desk.answer({"undone": _document(done)},
                _("Undone: {text} ({count} changes)").format(text=done.text, count=done.changes))


def _document(one: undo.Undoable) -> dict[str, Any]:
    return {"gesture": one.gesture, "at": one.at, "actor": one.actor, "text": one.text, "changes": one.changes}


# ---- history


def _configure_history(parser: argparse.ArgumentParser) -> None:
    arguments.record(parser)
    parser.add_argument("--register", metavar=_("REGISTER"), help=_("only in this register"))
    arguments.unmasking(parser)


def _history(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        if options.register:
            register = querying.register_of(options.register)
            row = querying.record_of(s, register, options.record)
        else:
            register, row = querying.anywhere(s, options.record)
    if options.unmasked:
        desk.unmask(register, 1, options.reason)
    with desk.db.read() as s:
        entries = records.history(s, register, row["id"])
        title = records.name(s, register, row)
        lines = [f"{title}  {row['id']}"]
        for _gesture, parts in itertools.groupby(entries, lambda entry: entry.gesture):
            lines += _gesture_words(s, register, list(parts), unmasked=options.unmasked)
    found = [_entry(register, entry, unmasked=options.unmasked) for entry in entries]
    desk.answer({"register": register.name, "id": row["id"], "title": title, "entries": found},
                "\n".join(lines))


def _entry(register: Register, entry: records.Entry, *, unmasked: bool) -> dict[str, Any]:
    fields = {}
    for name, pair in entry.fields.items():
        field = register.fields.get(name)
        hidden = field is not None and field.sensitive and not unmasked
        fields[name] = [field.kind.mask(v) if hidden and field and v is not None else v for v in pair]
    return {"gesture": entry.gesture, "at": entry.at, "actor": entry.actor, "what": entry.what, "verb": entry.verb,
            "fields": fields}


def _gesture_words(session: Session, register: Register, parts: list[records.Entry], *, unmasked: bool) -> list[str]:
    words = presenting.Words(session, register, unmasked=unmasked)
    lines = [f"{local(parts[0].at)}  {parts[0].actor}  {parts[0].what}"]
    for entry in parts:
        known = [(register.fields[name], pair) for name, pair in entry.fields.items() if name in register.fields]
        for field, (old, new) in known:
            words.learn([{field.name: old}, {field.name: new}], [field])
            shown = [words.show(field, v) if v is not None else "—" for v in (old, new)]
            lines.append(f"    {_(field.label)}: {shown[1] if entry.verb == journal.CREATE else ' → '.join(shown)}")
    return lines


# ---- journal


def _configure_journal(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--limit", type=arguments.natural, default=50, metavar=_("N"),
                        help=_("at most so many; 0 is all"))


def _journal(desk: Desk, options: argparse.Namespace) -> None:
    row = journal.GestureRow
    picked = sa.select(row).order_by(row.n.desc()).limit(options.limit or _UNLIMITED)
    with desk.db.read() as s:
        found = [{"gesture": g.n, "at": g.at, "actor": g.actor, "what": journal.sentence(g.what, g.params),
                  "changes": g.changes, "undoes": g.undoes} for g in s.execute(picked).scalars()]
    lines = [[str(g["gesture"]), local(str(g["at"])), str(g["actor"]), str(g["changes"]), str(g["what"])]
             for g in found]
    desk.answer(found, presenting.aligned(lines))


# ---- verify


def _configure_verify(parser: argparse.ArgumentParser) -> None:
    """Take nothing."""


def _verify(desk: Desk, options: argparse.Namespace) -> None:
    from union_desk import verification

    found = verification.verify(desk.db, desk.progress())
    words = _("The database is whole. The journal of {gestures} entries is unbroken, and its {changes} changes lead to "
              "exactly the {records} records that are there.")
    desk.answer({"ok": True, "gestures": found.gestures, "changes": found.changes, "records": dict(found.records)},
                words.format(gestures=found.gestures, changes=found.changes, records=sum(found.records.values())))


COMMANDS = {
    "undo": Command(_configure_undo, _undo),
    "history": Command(_configure_history, _history),
    "journal": Command(_configure_journal, _journal),
    "verify": Command(_configure_verify, _verify),
}
