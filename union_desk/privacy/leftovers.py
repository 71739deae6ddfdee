"""What reporting leaves of records in the office's database, and what of them the superior does not know yet."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import journal, registers
from union_desk.journal import ChangeRow
from union_desk.registers import kept_versions
from union_desk.schema.register import OFFICE, PRIVATE
from union_desk.synctables import AGAIN, EXTRA, FRAMES, LOGS, RECORDS, REMARKS, RIVALS, STATE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.privacy.reach import Reached

_ENROLLED, _SEALED, _DOWN = "superior", "sealed_through", "D"


def undecided(session: Session, found: Reached) -> int:
    """Return how many versions of the records wait for a decision."""
    count = 0
    for name, ids in found.items():
        count += _count(session, sa.select(RIVALS.c.record).where(RIVALS.c.register == name, RIVALS.c.record.in_(ids)))
        for book in kept_versions.REGISTERS:
            count += _count(session, sa.select(book.table.c.id).where(
                book.table.c.owner_register == name, book.table.c.owner_id.in_(ids),
                book.table.c.kept_state == kept_versions.OPEN, book.table.c.deleted.is_(False)))
    return count


def unsent(session: Session, found: Reached) -> int:
    """Return how many of the records the superior does not know as they stand; 0 for an office without a superior."""
    if _fact(session, _ENROLLED) is None:
        return 0
    sealed = int(str(_fact(session, _SEALED) or 0))
    waiting = set[str]()
    for name, ids in found.items():
        register = registers.get(name)
        if register.share == PRIVATE or register.owner != OFFICE:
            continue
        covered = sa.func.max(sealed, sa.func.coalesce(RECORDS.c.through, 0))
        is_own = sa.and_(RECORDS.c.register == ChangeRow.register, RECORDS.c.record == ChangeRow.record)
        waiting |= set(session.execute(
            sa.select(ChangeRow.record).outerjoin(RECORDS, is_own).where(
                ChangeRow.register == name, ChangeRow.record.in_(ids), ChangeRow.n > covered,
                ChangeRow.gesture < _now(session))).scalars())
        on_the_way = sa.and_(FRAMES.c.log == RECORDS.c.log, FRAMES.c.seq == RECORDS.c.seq)
        waiting |= set(session.execute(
            sa.select(RECORDS.c.record).join(FRAMES, on_the_way).where(
                RECORDS.c.register == name, RECORDS.c.record.in_(ids), FRAMES.c.through.is_not(None),
                FRAMES.c.received_at.is_(None))).scalars())
        waiting |= set(session.execute(sa.select(AGAIN.c.record).where(
            AGAIN.c.register == name, AGAIN.c.record.in_(ids))).scalars())
    return len(waiting)


def forget(session: Session, found: Reached) -> None:
    """Forget what reports left of the records: remarks, foreign columns, and the bytes of confirmed frames.

    A frame holds many records and is signed as a whole, so its bytes go and its hash stays, as when it grows old. So
    does a receipt that quotes what was wrong with one of the records; that and when the frame was received is known.
    """
    for name, ids in found.items():
        for table in (REMARKS, EXTRA):
            session.execute(sa.delete(table).where(table.c.register == name, table.c.record.in_(ids)))
    if not any(registers.get(name).share != PRIVATE for name in found):
        return
    down = sa.select(LOGS.c.n).where(LOGS.c.share == _DOWN)
    done = sa.or_(FRAMES.c.received_at.is_not(None), FRAMES.c.through.is_(None))
    session.execute(sa.update(FRAMES).where(done, FRAMES.c.log.not_in(down)).values(data=None))
    gone = {(name, record) for name, ids in found.items() for record in ids}
    held = sa.select(FRAMES.c.log, FRAMES.c.seq, FRAMES.c.receipt).where(FRAMES.c.receipt.is_not(None), done)
    for log, seq, receipt in session.execute(held).all():
        if not gone.isdisjoint(_remarked(receipt)):
            session.execute(sa.update(FRAMES).where(FRAMES.c.log == log, FRAMES.c.seq == seq).values(receipt=None))


def _remarked(receipt: str) -> set[tuple[str, str]]:
    """Return the records that a receipt has remarks on: it is base64 of JSON, a dot, and the signature."""
    body = receipt.partition(".")[0]
    try:
        told = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        return {(str(one["register"]), str(one["id"])) for one in told["remarks"]}
    except (ValueError, KeyError, TypeError):
        return set()


def _fact(session: Session, name: str) -> object:
    text = session.execute(sa.select(STATE.c.value).where(STATE.c.name == name)).scalar()
    return None if text is None else json.loads(text)


def _now(session: Session) -> int:
    """Return the number of the gesture that is open, or one beyond all."""
    gesture = session.info.get("gesture")
    return gesture.n if isinstance(gesture, journal.Gesture) else 2**62


def _count(session: Session, wanted: sa.Select[tuple[str]]) -> int:
    return int(session.execute(sa.select(sa.func.count()).select_from(wanted.subquery())).scalar_one())
