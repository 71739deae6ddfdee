"""Receipts of the levels above the direct superior: which of them hold a record, since when, and what they returned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from sync.desk import receiving, store
from sync.protocol import relaying
from union_desk.synctables import FRAMES, LEVELS, LOGS, RECORDS, REMARKS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from sync.protocol.messages import Welcome
    from sync.protocol.peer import Peer
    from sync.protocol.relaying import Passed
    from union_desk.database import Database


@dataclass(frozen=True)
class Level:
    """A superior that holds something: how many levels above the direct one, its name and kind, since when.

    `kind` is a code of the list union_level or '', `at` that superior's clock; `records` counts them where asked for.
    """

    above: int
    name: str
    kind: str
    at: str
    records: int = 0


def fetch(db: Database, superior: store.Superior, peer: Peer, welcome: Welcome, nonce: str) -> int:
    """Take what the superior tells of the levels above it; returns how many receipts were news.

    A superior that was restored counts anew, and everything is read once more.
    """
    if isinstance(welcome.passed, msgspec.UnsetType):
        return 0
    series, last = welcome.passed
    with db.read(whole=True) as s:
        known, after = store.get(s, store.PASSED, ["", 0])
    after, count = after if known == series else 0, 0
    while after < last:
        reply = peer.passed(after, nonce)
        if not reply.passed:
            break
        told = [(text, relaying.verify(superior.key, text)) for text in reply.passed]
        after = reply.last
        with db.bookkeeping() as s:
            count += sum(_record(s, one, text) for text, one in told if one.unit == superior.unit)
            store.put(s, store.PASSED, [series, after])
    return count


def _record(s: Session, told: Passed, text: str) -> bool:
    """Remember one, in place of an earlier one; tells whether it is about a frame that is held."""
    frame = s.execute(sa.select(FRAMES.c.log, FRAMES.c.seq).join(LOGS, LOGS.c.n == FRAMES.c.log).where(
        LOGS.c.log == told.log, FRAMES.c.seq == told.seq, FRAMES.c.hash == told.hash)).first()
    if frame is None:
        return False
    at = (frame.log, frame.seq)
    s.execute(sa.delete(LEVELS).where(LEVELS.c.log == at[0], LEVELS.c.seq == at[1], LEVELS.c.above == told.above))
    s.execute(sa.insert(LEVELS).values(
        log=at[0], seq=at[1], above=told.above, name=told.superior_name, kind=told.level, received_at=told.at,
        returned=told.returned, document=text))
    s.execute(sa.delete(REMARKS).where(
        REMARKS.c.log == at[0], REMARKS.c.seq == at[1], REMARKS.c.above == told.above))
    receiving.note(s, at, told.remarks, told.above, told.superior_name)
    return True


def of_records(s: Session, register: str, among: sa.ColumnElement[bool]) -> dict[str, list[Level]]:
    """Return the levels above that hold the last version of records, by id; `among` limits the records."""
    if not any_known(s):
        return {}
    found: dict[str, list[Level]] = {}
    for row in s.execute(sa.select(RECORDS.c.record, LEVELS).join(
            LEVELS, sa.and_(LEVELS.c.log == RECORDS.c.log, LEVELS.c.seq == RECORDS.c.seq)).where(
            RECORDS.c.register == register, among).order_by(LEVELS.c.above)):
        found.setdefault(row.record, []).append(Level(row.above, row.name, row.kind, row.received_at))
    return found


def of_frames(s: Session) -> dict[tuple[int, int], list[Level]]:
    """Return the levels above that hold a frame, by log and number."""
    found: dict[tuple[int, int], list[Level]] = {}
    for row in s.execute(sa.select(LEVELS).order_by(LEVELS.c.above)):
        found.setdefault((row.log, row.seq), []).append(Level(row.above, row.name, row.kind, row.received_at))
    return found


def figures(s: Session) -> list[Level]:
    """Return each level above: its name as told last, when it took something last, how many records it holds."""
    if not any_known(s):
        return []
    counts: dict[int, int] = dict(s.execute(sa.select(LEVELS.c.above, sa.func.count()).select_from(RECORDS).join(
        LEVELS, sa.and_(LEVELS.c.log == RECORDS.c.log, LEVELS.c.seq == RECORDS.c.seq)).group_by(LEVELS.c.above)).all())
    found: dict[int, Level] = {}
    for row in s.execute(sa.select(LEVELS.c.above, LEVELS.c.name, LEVELS.c.kind, LEVELS.c.received_at).order_by(
            LEVELS.c.received_at)):
        found[row.above] = Level(row.above, row.name, row.kind, row.received_at, int(counts.get(row.above, 0)))
    return [found[above] for above in sorted(found)]


def any_known(s: Session) -> bool:
    """Tell whether a level above has ever said anything; most offices need not look further."""
    return s.execute(sa.select(LEVELS.c.seq).limit(1)).first() is not None
