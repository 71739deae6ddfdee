"""Undo from the journal: takes back a whole gesture, also days later, unless something newer stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from union_desk import journal, records, registers
from union_desk.errors import UserError
from union_desk.journal import ChangeRow, GestureRow, RedactionRow
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.access import Actor
    from union_desk.database import Database
    from union_desk.schema.register import Register


class NothingToUndoError(UserError):
    """No gesture is left."""

    code = "nothing_to_undo"
    message = N_("There is nothing to undo.")


class UndoBlockedError(UserError):
    """A later change stands in the way."""

    code = "undo_blocked"
    message = N_(
        "'{what}' cannot be undone: {title} was changed later ({later}). "
        "Undo that first, or correct the record by hand."
    )


@dataclass(frozen=True)
class Undoable:
    """A gesture that can be taken back."""

    gesture: int
    at: str
    actor: str
    text: str
    changes: int


def recent(session: Session, limit: int = 20) -> list[Undoable]:
    """Return the gestures of people here that changed something and were not undone, newest first.

    What erased personal data, and what those data were taken out of, is never undone.
    """
    later = aliased(GestureRow)
    undone = sa.select(later.undoes).where(later.undoes.is_not(None))
    emptied = sa.select(RedactionRow.gesture).where(RedactionRow.change.is_not(None))
    found = session.execute(
        sa.select(GestureRow)
        .where(GestureRow.changes > 0, GestureRow.undoes.is_(None), GestureRow.n.not_in(undone),
               GestureRow.n.not_in(emptied), GestureRow.n.not_in(sa.select(RedactionRow.by)),
               sa.func.json_extract(GestureRow.params, f"$.{journal.BY_SYNC}").is_(None))
        .order_by(GestureRow.n.desc())
        .limit(limit)
    ).scalars()
    return [Undoable(g.n, g.at, g.actor, journal.sentence(g.what, g.params), g.changes) for g in found]


def undo(db: Database, actor: Actor, gesture: int | None = None) -> Undoable:
    """Take back a gesture (the last one when none is named) as a new gesture; returns what was undone."""
    with db.read() as session:
        choices = (
            recent(session, 1) if gesture is None else [u for u in recent(session, 10_000) if u.gesture == gesture]
        )
    if not choices:
        raise NothingToUndoError
    chosen = choices[0]
    with db.write(actor, N_("Undid: {text}"), text=chosen.text) as session:
        journal.current(session).undoes = chosen.gesture
        net = _effects(session, chosen.gesture)
        for name in net:
            records.allow(session, registers.get(name), "edit")
        with journal.carrying(session):
            for name, effects in net.items():
                _reverse(session, registers.get(name), effects, chosen)
    return chosen


Effect = dict[str, tuple[Any, Any]]  # field -> (before the gesture, after it); "" -> ("", verb) marks a creation


def _effects(session: Session, gesture: int) -> dict[str, dict[str, Effect]]:
    """Return the net effect of a gesture on each record of each register."""
    net: dict[str, dict[str, Effect]] = {}
    changes = session.execute(
        sa.select(ChangeRow.register, ChangeRow.record, ChangeRow.verb, ChangeRow.fields)
        .where(ChangeRow.gesture == gesture)
        .order_by(ChangeRow.n)
    )
    for register, record_id, verb, fields in changes:
        effect = net.setdefault(register, {}).setdefault(record_id, {})
        if verb == journal.CREATE:
            effect["deleted"] = (1, 0)
        for field, (old, new) in records.pairs(verb, fields).items():
            effect[field] = (effect[field][0] if field in effect else old, new)
    return net


def _reverse(session: Session, register: Register, effects: dict[str, Effect], chosen: Undoable) -> None:
    now = records.by_ids(session, register, list(effects))
    changes: list[tuple[str, Effect]] = []
    moves: dict[str, list[tuple[str, Effect]]] = {journal.DELETE: [], journal.RESTORE: []}
    for record_id, effect in effects.items():
        row = now[record_id]
        if any(_plain(row[field]) != _plain(new) for field, (_old, new) in effect.items()):
            raise UndoBlockedError(
                what=chosen.text, title=records.name(session, register, row),
                later=_later(session, record_id, chosen.gesture),
            )
        if "deleted" in effect:
            before, after = effect["deleted"]
            if before != after:
                moves[journal.DELETE if before else journal.RESTORE].append(
                    (record_id, {"deleted": (int(after), int(before))})
                )
            if before:
                continue  # made by the gesture: it goes to the bin as it is
        back = {f: (new, old) for f, (old, new) in effect.items() if f != "deleted" and old != new}
        if back:
            changes.append((record_id, back))
    if changes:
        records.update_many(session, register, changes)
    for verb, moved in moves.items():
        if moved:
            records.update_many(session, register, moved, verb)


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value


def _later(session: Session, record_id: str, gesture: int) -> str:
    found = session.execute(
        sa.select(GestureRow.what, GestureRow.params, GestureRow.at)
        .join(ChangeRow, ChangeRow.gesture == GestureRow.n)
        .where(ChangeRow.record == record_id, GestureRow.n > gesture)
        .order_by(GestureRow.n.desc())
        .limit(1)
    ).first()
    return f"{journal.sentence(found[0], found[1])}, {found[2][:16]}" if found else "?"
