"""Putting a checked file into the register: one gesture, all of it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import records, registers
from union_desk.exchange.remarks import CHANGED, NEW
from union_desk.progress import NONE, Progress
from union_desk.words import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.exchange.checking import Checked

CHUNK = 2000


def apply(session: Session, result: Checked, progress: Progress = NONE) -> None:
    """Insert the new rows with their first events and write the changes; inside `db.write(...)`."""
    new = [place for place, outcome in enumerate(result.outcomes) if outcome == NEW]
    changed = [place for place, outcome in enumerate(result.outcomes) if outcome == CHANGED]
    progress.start(len(new) + len(changed), _("Writing to the register"))
    for start in range(0, len(new), CHUNK):
        part = new[start : start + CHUNK]
        _insert(session, result, part)
        progress.step(len(part))
    for start in range(0, len(changed), CHUNK):
        part = changed[start : start + CHUNK]
        records.update_many(session, result.register, [(_target(result, p), result.changes[p]) for p in part])
        progress.step(len(part))


def _insert(session: Session, result: Checked, places: list[int]) -> None:
    register = result.register
    made = records.insert_many(session, register, _rows(result, places))
    assert len(made) == len(places)
    for place, record_id in zip(places, made, strict=True):
        result.targets[place] = record_id
    life = register.lifecycle
    if life is not None:
        events = [result.events[place] | {life.link: record_id} for place, record_id in zip(places, made, strict=True)]
        records.insert_many(session, registers.get(life.events), events)


def _rows(result: Checked, places: list[int]) -> list[dict[str, Any]]:
    """Return the values of new records: what the file says, and over it what was worked out."""
    return [values | result.extras[place] for place, values in zip(places, result.rows(places), strict=True)]


def _target(result: Checked, place: int) -> str:
    target = result.targets[place]
    assert target is not None
    return target
