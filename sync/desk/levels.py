"""Receipts of the levels above the direct superior: which of them hold a record, since when, and what they returned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from sync.desk import receiving, store
from sync.protocol import relaying
from union_desk.synctables import CONTENT_LEVELS, FRAMES, LEVELS, LOGS, RECORDS, REMARKS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlalchemy.orm import Session

    from sync.protocol.messages import Welcome
    from sync.protocol.peer import Peer
    from sync.protocol.relaying import Passed, PassedPart
    from union_desk.database import Database


NOTHING_READ = ("", 0)


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


@dataclass(frozen=True)
class Told:
    """Some verified words of a superior about frames that it and the levels above hold, and how far they were read."""

    mark: list[str | int]  # the series and the number of the last one
    passed: list[tuple[Passed, str]]


def listen(key: bytes, peer: Peer, welcome: Welcome, nonce: str, known: Sequence[str | int]) -> Iterator[Told]:
    """Yield what the superior with that key has told since, some at a time; `known` is the mark of the last one read.

    A superior that was restored counts anew, and everything is read once more. Raises Refused for what it did not sign.
    """
    if isinstance(welcome.passed, msgspec.UnsetType):
        return
    series, last = welcome.passed
    after = int(known[1]) if known[0] == series else 0
    while after < last:
        reply = peer.passed(after, nonce)
        if not reply.passed:
            return
        after = reply.last
        yield Told([series, after], [(relaying.verify(key, text), text) for text in reply.passed])


def fetch(db: Database, superior: store.Superior, peer: Peer, welcome: Welcome, nonce: str) -> int:
    """Take what the superior tells of the levels above it; returns how many receipts were news."""
    with db.read(whole=True) as s:
        known = store.get(s, store.PASSED, NOTHING_READ)
    return sum(_take(db, superior, told) for told in listen(superior.key, peer, welcome, nonce, known))


def take_part(db: Database, superior: store.Superior, part: PassedPart) -> int:
    """Take what stands in an answer on a stick, if it follows on what was read; returns how many were news."""
    with db.read(whole=True) as s:
        series, last = store.get(s, store.PASSED, NOTHING_READ)
    if not part.after <= (last if series == part.series else 0) < part.last:
        return 0
    told = [(relaying.verify(superior.key, text), text) for text in part.passed]
    return _take(db, superior, Told([part.series, part.last], told))


def _take(db: Database, superior: store.Superior, told: Told) -> int:
    with db.bookkeeping() as s:
        store.put(s, store.PASSED, told.mark)
        return sum([_record(s, one, text) for one, text in told.passed if one.unit == superior.unit])


def _record(s: Session, told: Passed, text: str) -> bool:
    """Remember one, in place of an earlier one; tells whether it is about a frame that is held.

    Level 0 is the direct superior itself: a person there has said something since the receipt, which holds instead.
    """
    if told.content is not msgspec.UNSET:
        _hold_content(s, str(told.content), told, text)
        return True
    frame = s.execute(sa.select(FRAMES.c.log, FRAMES.c.seq).join(LOGS, LOGS.c.n == FRAMES.c.log).where(
        LOGS.c.log == told.log, FRAMES.c.seq == told.seq, FRAMES.c.hash == told.hash)).first()
    if frame is None:
        return False
    at = (frame.log, frame.seq)
    if told.above:
        _hold(s, at, told, text)
    s.execute(sa.delete(REMARKS).where(
        REMARKS.c.log == at[0], REMARKS.c.seq == at[1], REMARKS.c.above == told.above))
    receiving.note(s, at, told.remarks, told.above, told.superior_name if told.above else "")
    return True


def _hold(s: Session, at: tuple[int, int], told: Passed, text: str) -> None:
    s.execute(sa.delete(LEVELS).where(LEVELS.c.log == at[0], LEVELS.c.seq == at[1], LEVELS.c.above == told.above))
    s.execute(sa.insert(LEVELS).values(
        log=at[0], seq=at[1], above=told.above, name=told.superior_name, kind=told.level, received_at=told.at,
        returned=told.returned, document=text))


def _hold_content(s: Session, content: str, told: Passed, text: str) -> None:
    s.execute(sa.delete(CONTENT_LEVELS).where(
        CONTENT_LEVELS.c.content == content, CONTENT_LEVELS.c.above == told.above))
    s.execute(sa.insert(CONTENT_LEVELS).values(
        content=content, above=told.above, name=told.superior_name, kind=told.level, received_at=told.at,
        document=text))


def of_contents(s: Session, among: sa.ColumnElement[bool]) -> dict[str, list[Level]]:
    """Return the levels above that hold contents of files, by their names; `among` limits the contents."""
    found: dict[str, list[Level]] = {}
    for row in s.execute(sa.select(CONTENT_LEVELS).where(among).order_by(CONTENT_LEVELS.c.above)):
        found.setdefault(row.content, []).append(Level(row.above, row.name, row.kind, row.received_at))
    return found


def of_files(s: Session, named: Collection[str]) -> list[Level]:
    """Return each level above that holds contents of files: how many of those that are named."""
    found: dict[int, Level] = {}
    for content, told in of_contents(s, CONTENT_LEVELS.c.content.is_not(None)).items():
        for one in told:
            if content in named:
                count = found[one.above].records if one.above in found else 0
                found[one.above] = replace(one, records=count + 1)
    return [found[above] for above in sorted(found)]


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
