"""Receipts of the levels above on their way down: this superior's own superior's, and those that it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec
import sqlalchemy as sa

from sync.desk import levels
from sync.protocol import envelope, keys
from sync.protocol.receipts import Receipt
from sync.protocol.relaying import Passed
from sync.relay import memory
from sync.server import engine as engines
from sync.server import posting, relays
from sync.server.tables import RELAY_FRAMES, RELAY_LOGS, RELAY_WORDS

if TYPE_CHECKING:
    from sync.desk.store import Superior as Above
    from sync.protocol.frame import Frame
    from sync.protocol.messages import Welcome
    from sync.protocol.peer import Peer
    from sync.server.superior import Superior


class Origin(NamedTuple):
    """The unit's frame of which frames of this relay were made."""

    unit: str
    log: str
    seq: int
    hash: str


class Word(NamedTuple):
    """What came from the superior: a signed text of a level, 0 for the superior itself."""

    above: Above
    level: int
    text: str


def record(connection: sa.Connection, superior: Superior, above: Above, one: Frame, text: str) -> None:
    """Remember a verified receipt; once all that was made of the unit's frame has one, it goes down to the unit."""
    receipt = envelope.peek(text, Receipt)
    header = one.header
    frames = RELAY_FRAMES.c
    here = sa.and_(frames.log == header.log, frames.seq == header.seq)
    connection.execute(sa.update(RELAY_FRAMES).where(here).values(received_at=receipt.at, receipt=text, data=None))
    connection.execute(sa.update(RELAY_LOGS).where(RELAY_LOGS.c.log == header.log).values(
        acked=_more(RELAY_LOGS.c.acked, header.seq), told=_more(RELAY_LOGS.c.told, header.seq)))
    taken = connection.execute(sa.select(frames.of_log, frames.of_seq, frames.of_hash).where(here)).one()
    _tell(connection, superior, Origin(header.unit, *taken), Word(above, 0, text))


def _more(column: sa.Column[int], number: int) -> sa.Case[int]:
    return sa.case((column < number, number), else_=column)


def fetch(superior: Superior, above: Above, peer: Peer, welcome: Welcome, nonce: str) -> int:
    """Take what the superior tells of the levels above it, and let it go down; returns how many receipts."""
    with engines.reading(superior.engine) as connection:
        known = memory.get(connection, memory.READ, levels.NOTHING_READ)
    count = 0
    for told in levels.listen(above.key, peer, welcome, nonce, known):
        with engines.writing(superior.engine) as connection:
            posting.lock(connection)
            for one, text in told.passed:
                count += _go_on(connection, superior, above, one, text)
            memory.put(connection, memory.READ, told.mark)
    return count


def _go_on(connection: sa.Connection, superior: Superior, above: Above, told: Passed, text: str) -> bool:
    """Remember what is said of this relay's frame, and say it of the one that it was made of.

    A content of a file has the same name at every level.
    """
    if told.content is not msgspec.UNSET:
        relays.put_passed(connection, superior, msgspec.structs.replace(
            told, above=told.above + 1, receipt=envelope.digest(text)))
        return True
    found = connection.execute(sa.select(RELAY_FRAMES.c.of_log, RELAY_FRAMES.c.of_seq, RELAY_FRAMES.c.of_hash).join(
        RELAY_LOGS, RELAY_LOGS.c.log == RELAY_FRAMES.c.log).where(
        RELAY_FRAMES.c.log == told.log, RELAY_FRAMES.c.seq == told.seq, RELAY_FRAMES.c.hash == told.hash,
        RELAY_LOGS.c.author == told.unit)).first()
    if found is None:
        return False
    words = RELAY_WORDS.c
    connection.execute(sa.delete(RELAY_WORDS).where(
        words.log == told.log, words.seq == told.seq, words.above == told.above))
    connection.execute(sa.insert(RELAY_WORDS).values(
        log=told.log, seq=told.seq, above=told.above, unit_id=told.unit,
        document=msgspec.json.encode(told).decode()))
    return _tell(connection, superior, Origin(told.unit, *found), Word(above, told.above, text))


def _tell(connection: sa.Connection, superior: Superior, origin: Origin, word: Word) -> bool:
    """Let go down what a level says of a unit's frame, once it has said it of every part that was made of the frame.

    Of each part holds what was said last: by a person of the direct superior, else on its receipt.
    """
    words, parts = RELAY_WORDS.c, RELAY_FRAMES.c
    found = connection.execute(sa.select(parts.policy, parts.receipt, words.document).join(
        RELAY_WORDS, sa.and_(words.log == parts.log, words.seq == parts.seq, words.above == word.level), isouter=True,
    ).where(parts.of_log == origin.log, parts.of_seq == origin.seq, parts.of_hash == origin.hash).order_by(
        parts.policy, parts.log, parts.seq)).all()
    latest = [(part.receipt, part.document) for part in found if part.policy == found[-1].policy]
    told = [_said(word, receipt, document) for receipt, document in latest]
    said = [each for each in told if each is not None]
    if len(said) < len(told):
        return False
    relays.put_passed(connection, superior, Passed(
        unit=origin.unit, log=origin.log, seq=origin.seq, hash=origin.hash, above=word.level + 1,
        level=said[-1].level, superior=said[-1].superior, superior_name=said[-1].superior_name,
        at=max(each.at for each in said), records=sum(each.records for each in said),
        returned=sum(each.returned for each in said), remarks=[remark for each in said for remark in each.remarks],
        receipt=envelope.digest(word.text)))
    return True


def _said(word: Word, receipt: str | None, document: str | None) -> Passed | None:
    """Return what a level said of one part: its own word, or the direct superior's receipt; None for nothing yet."""
    if document is not None:
        return msgspec.json.decode(document, type=Passed)
    if word.level or receipt is None:
        return None
    one = envelope.peek(receipt, Receipt)
    return Passed(
        unit=one.unit, log=one.log, seq=one.seq, hash=one.hash, above=0, level=word.above.level,
        superior=keys.fingerprint(word.above.key), superior_name=one.superior_name, at=one.at, records=one.records,
        returned=one.returned, remarks=one.remarks, receipt="")


def waiting(connection: sa.Connection) -> int:
    """Return how many frames are ready and have no receipt of the superior."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(RELAY_FRAMES).where(
        RELAY_FRAMES.c.received_at.is_(None))).scalar_one())


