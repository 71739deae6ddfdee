"""Decisions to erase that are newer than a backup go into it before it takes the office's place (PIPL Art. 47).

Without this, going back to an old backup would bring back people whose data were erased since.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import records
from union_desk.access import Actor
from union_desk.database import FILE, Database
from union_desk.errors import UserError
from union_desk.registers.privacy import ERASED, ERASURE_EVENTS, ERASURES
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from union_desk.safety.keys import DataKey
    from union_desk.schema.register import Register

TOOK_OVER = N_("Took over {count} decisions to erase that are newer than the backup")


def carry_over(folder: Path, fresh: Path, key: DataKey) -> int:
    """Write into a restored office what was erased since; it is carried out when the office opens. Returns how many.

    An office that cannot be opened any more has nothing to tell; then the reports bring the decisions back.
    """
    if not (folder / FILE).exists():
        return 0
    try:
        there = Database.open_with(folder, key)
    except UserError:
        return 0
    try:
        with there.read(whole=True) as session:
            decided = _rows(session, ERASURES, ERASURES.table.c.state == ERASED)
            ids = [one["id"] for one in decided]
            steps = _rows(session, ERASURE_EVENTS, ERASURE_EVENTS.table.c.erasure_id.in_(ids))
    finally:
        there.close()
    return _write(fresh, key, decided, steps) if decided else 0


def _rows(session: Any, register: Register, condition: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    found = session.execute(sa.select(register.table).where(condition).order_by(register.table.c.n)).mappings()
    return [dict(row) for row in found]


def _write(fresh: Path, key: DataKey, decided: Sequence[dict[str, Any]], steps: Sequence[dict[str, Any]]) -> int:
    restored = Database.open_with(fresh, key)
    try:
        with restored.read(whole=True) as session:
            known = set(session.execute(sa.select(ERASURES.table.c.id)).scalars())
        new = [one for one in decided if one["id"] not in known]
        if not new:
            return 0
        with restored.write(Actor(_("Erasure")), TOOK_OVER, count=len(new)) as session:
            told = [one for one in steps if one["erasure_id"] in {each["id"] for each in new}]
            for register, rows in ((ERASURES, new), (ERASURE_EVENTS, told)):
                records.insert_many(session, register, [records.values_of(row) for row in rows],
                                    ids=[row["id"] for row in rows])
        return len(new)
    finally:
        restored.close()
