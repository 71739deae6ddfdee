"""Putting a checked file into the register: one gesture, all of it or nothing."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import records, registers
from union_desk.exchange.remarks import CHANGED, NEW
from union_desk.progress import NONE, Progress
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from union_desk.exchange.checking import Checked
    from union_desk.schema.register import Register

CHUNK = 2000
_WORTH_RESTING = 5000


def apply(session: Session, result: Checked, progress: Progress = NONE) -> None:
    """Insert the new rows with their first events and write the changes; inside `db.write(...)`."""
    new = [place for place, outcome in enumerate(result.outcomes) if outcome == NEW]
    changed = [place for place, outcome in enumerate(result.outcomes) if outcome == CHANGED]
    progress.start(len(new) + len(changed), _("Writing to the register"))
    registers_written = [result.register]
    if result.register.lifecycle is not None:
        registers_written.append(registers.get(result.register.lifecycle.events))
    with ExitStack() as rest:
        for register in registers_written:
            rest.enter_context(_indexes_at_rest(session, register, len(new)))
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
    rows = list(result.rows(places))
    for place, values in zip(places, rows, strict=True):
        values.update(result.extras[place])
    return rows


def _target(result: Checked, place: int) -> str:
    target = result.targets[place]
    assert target is not None
    return target


@contextmanager
def _indexes_at_rest(session: Session, register: Register, coming: int) -> Iterator[None]:
    """Build the register's indexes anew after the inserts, when most rows are new: sorting once beats inserting each.

    All of it is part of the same transaction; a rollback brings the old indexes back.
    """
    run, table = session.connection().exec_driver_sql, register.table
    there = session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
    if coming < _WORTH_RESTING or coming < there:
        yield
        return
    found = run("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
                (table.name,)).all()  # fmt: skip
    for name, _sql in found:
        run(f'DROP INDEX "{name}"')
    yield
    for _name, sql in found:
        run(sql)
