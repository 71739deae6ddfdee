"""What the journal is for: taking back, the history of a record, and proving that nothing was altered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import database, journal, records, registers, undo
from union_desk.commands import presenting, querying
from union_desk.commands.desk import Command
from union_desk.errors import UserError
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from sqlalchemy.orm import Session

    from union_desk.commands.desk import Desk
    from union_desk.schema.register import Register


class AlteredRecordsError(UserError):
    """Rows and journal disagree."""

    code = "altered_records"
    message = N_("{count} records of {register} were changed without the journal, the first is {record}. Keep this file, "
                 "and restore a backup.")


def _configure_undo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--gesture", type=int, metavar=_("N"), help=_("this one instead of the last"))
    parser.add_argument("--list", action="store_true", help=_("only show what could be taken back"))


def _undo(desk: Desk, options: argparse.Namespace) -> None:
    if options.list:
        with desk.db.read() as s:
            choices = undo.recent(s)
        lines = [[str(u.gesture), u.at[:16].replace("T", " "), u.actor, str(u.changes), u.text] for u in choices]
        desk.answer([_document(u) for u in choices], presenting.aligned(lines) or _("There is nothing to undo."))
        return
    done = undo.undo(desk.db, desk.actor, options.gesture)
    desk.answer(_document(done), _("Undone: {text} ({count} changes)").format(text=done.text, count=done.changes))


def _document(one: undo.Undoable) -> dict[str, Any]:
    return {"gesture": one.gesture, "at": one.at, "actor": one.actor, "text": one.text, "changes": one.changes}


def _configure_history(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("record", metavar=_("RECORD"), help=_("its id, a key such as the identity number, or its name"))
    parser.add_argument("--register", metavar=_("REGISTER"), help=_("only in this register"))
    parser.add_argument("--unmasked", action="store_true", help=_("private values in full; this is journaled"))
    parser.add_argument("--reason", metavar=_("TEXT"), help=_("why private values are needed"))


def _history(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        if options.register:
            register = querying.register_of(options.register)
            row = querying.record_of(s, register, options.record)
        else:
            register, row = querying.anywhere(s, options.record)
    if options.unmasked and register.sensitive:
        desk.unmask(register, 1, options.reason)
    with desk.db.read() as s:
        entries = records.history(s, register, row["id"])
        lines = [register.name_of(row)]
        for entry in entries:
            lines += _entry_words(s, register, entry, unmasked=options.unmasked)
    found = [_entry(register, entry, unmasked=options.unmasked) for entry in entries]
    desk.answer({"register": register.name, "id": row["id"], "title": register.name_of(row), "entries": found},
                "\n".join(lines))


def _entry(register: Register, entry: records.Entry, *, unmasked: bool) -> dict[str, Any]:
    fields = {}
    for name, pair in entry.fields.items():
        field = register.fields.get(name)
        hidden = field is not None and field.sensitive and not unmasked
        fields[name] = [field.kind.mask(v) if hidden and field and v is not None else v for v in pair]
    return {"gesture": entry.gesture, "at": entry.at, "actor": entry.actor, "what": entry.what, "verb": entry.verb,
            "fields": fields}


def _entry_words(session: Session, register: Register, entry: records.Entry, *, unmasked: bool) -> list[str]:
    words = presenting.Words(session, register, unmasked=unmasked)
    lines = [f"{entry.at[:19].replace('T', ' ')}  {entry.actor}  {entry.what}"]
    known = [(register.fields[name], pair) for name, pair in entry.fields.items() if name in register.fields]
    for field, (old, new) in known:
        words.learn([{field.name: old}, {field.name: new}], [field])
        shown = [words.show(field, v) if v is not None else "—" for v in (old, new)]
        lines.append(f"    {_(field.label)}: {shown[1] if entry.verb == journal.CREATE else ' → '.join(shown)}")
    return lines


def _configure_verify(parser: argparse.ArgumentParser) -> None:
    pass


def _verify(desk: Desk, options: argparse.Namespace) -> None:
    progress = desk.progress()
    progress.start(3, _("Checking"))
    with desk.db.read() as s:
        _check_pages(desk, s)
        progress.step()
        gestures = journal.verify(s)
        progress.step()
        counts = {register.name: _check_rows(s, register) for register in registers.ALL}
        progress.step()
    desk.answer({"ok": True, "gestures": gestures, "records": counts},
                _("The database is whole, and its journal of {gestures} entries is unbroken.").format(gestures=gestures))


def _check_pages(desk: Desk, session: Session) -> None:
    """Read every page: its seal against its content, then its content against the others."""
    connection = session.connection()
    seals = [row[0] for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
    inside = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    if seals or inside != ["ok"]:
        raise database.DamagedFileError(file=desk.folder / database.FILE)


def _check_rows(session: Session, register: Register) -> int:
    """Compare each record's revision with the changes journaled for it; returns how many records there are."""
    table = register.table
    change = journal.ChangeRow
    changes = (sa.select(change.record, sa.func.count().label("count")).where(change.register == register.name)
               .group_by(change.record).subquery())
    odd = (sa.select(table.c.id).outerjoin(changes, changes.c.record == table.c.id)
           .where(sa.func.coalesce(changes.c.count, 0) != table.c.revision))
    found = list(session.execute(odd).scalars())
    if found:
        raise AlteredRecordsError(count=len(found), register=register.label, record=found[0])
    return int(session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


COMMANDS = {
    "undo": Command(_configure_undo, _undo),
    "history": Command(_configure_history, _history),
    "verify": Command(_configure_verify, _verify),
}
