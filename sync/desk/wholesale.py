"""Changes of very many records in one gesture: shown to a person before they leave the office.

A slip of the hand over a whole book is mended by undoing it; what the superior has taken over meanwhile is not. Records
that are added are no such change. What was there before the first report is shown with the field policy.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.desk import store
from union_desk import journal
from union_desk.errors import UserError
from union_desk.journal import ChangeRow, GestureRow
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.schema.register import Register

SHARE, AT_LEAST = 0.05, 20
_LOOKED = "wholesale_looked"  # up to which gesture


class ManyChangedError(UserError):
    """One gesture changed a large part of a register, and nobody has said that it was meant."""

    code = "many_changed"
    message = N_("{count} of {total} records of '{register}' were changed in one go ({what}), so nothing was reported. "
                 "If that was a slip, undo it and report; if it was meant, say so.")


def check(s: Session, *, accepted: bool) -> None:
    """Note that a person accepts all changes so far, or look at those of which that was not said yet.

    Runs inside `db.bookkeeping()`. Raises ManyChangedError.
    """
    last = int(s.execute(sa.select(sa.func.coalesce(sa.func.max(GestureRow.n), 0))).scalar_one())
    looked = store.get(s, _LOOKED)
    if looked is not None and not accepted:
        undone = sa.select(GestureRow.undoes).where(GestureRow.undoes.is_not(None))
        for gesture in s.execute(sa.select(GestureRow).where(
                GestureRow.n > looked, GestureRow.changes >= AT_LEAST, GestureRow.undoes.is_(None),
                GestureRow.n.not_in(undone)).order_by(GestureRow.n)).scalars():
            if not json.loads(gesture.params).get(journal.BY_SYNC):
                _look_at(s, gesture)
    if looked != last:
        store.put(s, _LOOKED, last)


def _look_at(s: Session, gesture: GestureRow) -> None:
    shared, here = store.shared(), ChangeRow.gesture == gesture.n
    added = sa.select(ChangeRow.record).where(here, ChangeRow.verb == journal.CREATE)
    counts = s.execute(sa.select(ChangeRow.register, sa.func.count(ChangeRow.record.distinct())).where(
        here, ChangeRow.record.not_in(added)).group_by(ChangeRow.register)).all()
    for register, count in counts:
        total = _total(s, shared[register]) if register in shared and count >= AT_LEAST else 0
        if total and count > total * SHARE:
            raise ManyChangedError(
                count=count, total=total, register=shared[register].label,
                what=journal.sentence(gesture.what, gesture.params))


def _total(s: Session, register: Register) -> int:
    return int(s.execute(sa.select(sa.func.count()).select_from(register.table)).scalar_one())
