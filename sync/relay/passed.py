"""Receipts of the levels above on their way down: this superior's own superior's, and those that it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.desk import levels
from sync.protocol import envelope, keys
from sync.protocol.receipts import Receipt
from sync.protocol.relaying import Passed
from sync.relay import memory
from sync.server import engine as engines
from sync.server import posting, relays
from sync.server.tables import RELAY_FRAMES, RELAY_LOGS

if TYPE_CHECKING:
    from sync.desk.store import Superior as Above
    from sync.protocol.frame import Frame
    from sync.protocol.messages import Welcome
    from sync.protocol.peer import Peer
    from sync.server.superior import Superior


def record(connection: sa.Connection, superior: Superior, above: Above, one: Frame, text: str) -> None:
    """Remember a verified receipt; once all that was made of the unit's frame has one, it goes down to the unit."""
    receipt = envelope.peek(text, Receipt)
    header = one.header
    connection.execute(sa.update(RELAY_FRAMES).where(
        RELAY_FRAMES.c.log == header.log, RELAY_FRAMES.c.seq == header.seq).values(
        received_at=receipt.at, receipt=text, data=None))
    connection.execute(sa.update(RELAY_LOGS).where(RELAY_LOGS.c.log == header.log).values(
        acked=_more(RELAY_LOGS.c.acked, header.seq), told=_more(RELAY_LOGS.c.told, header.seq)))
    origin = header.origin
    assert origin is not None
    parts = connection.execute(sa.select(RELAY_FRAMES.c.receipt, RELAY_FRAMES.c.policy).where(
        RELAY_FRAMES.c.of_log == origin[0], RELAY_FRAMES.c.of_seq == origin[1]).order_by(
        RELAY_FRAMES.c.policy, RELAY_FRAMES.c.log, RELAY_FRAMES.c.seq)).all()
    latest = [part.receipt for part in parts if part.policy == parts[-1].policy]
    if any(part is None for part in latest):
        return
    told = [envelope.peek(part, Receipt) for part in latest]
    relays.put_passed(connection, superior, Passed(
        unit=header.unit, log=origin[0], seq=origin[1], hash=origin[2], above=1, level=above.level,
        superior=keys.fingerprint(above.key), superior_name=receipt.superior_name, at=receipt.at,
        records=sum(each.records for each in told), returned=sum(each.returned for each in told),
        remarks=[remark for each in told for remark in each.remarks], receipt=envelope.digest(text)))


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
                count += _go_on(connection, superior, one, text)
            memory.put(connection, memory.READ, told.mark)
    return count


def _go_on(connection: sa.Connection, superior: Superior, told: Passed, text: str) -> bool:
    """Translate a receipt from this relay's frame to the one it was made of."""
    origin = connection.execute(sa.select(RELAY_FRAMES.c.of_log, RELAY_FRAMES.c.of_seq, RELAY_FRAMES.c.of_hash).join(
        RELAY_LOGS, RELAY_LOGS.c.log == RELAY_FRAMES.c.log).where(
        RELAY_FRAMES.c.log == told.log, RELAY_FRAMES.c.seq == told.seq, RELAY_FRAMES.c.hash == told.hash,
        RELAY_LOGS.c.author == told.unit)).first()
    if origin is None:
        return False
    others = _beside(connection, told, origin) if not told.above else []
    relays.put_passed(connection, superior, Passed(
        **{name: getattr(told, name) for name in ("unit", "level", "superior", "superior_name", "at")},
        records=told.records + sum(each.records for each in others),
        returned=told.returned + sum(each.returned for each in others),
        remarks=[*told.remarks, *(remark for each in others for remark in each.remarks)],
        log=origin.of_log, seq=origin.of_seq, hash=origin.of_hash, above=told.above + 1,
        receipt=envelope.digest(text)))
    return True


def _beside(connection: sa.Connection, told: Passed, origin: sa.Row[str, int, str]) -> list[Receipt]:
    """Return the receipts of the other parts of a unit's frame that was too large to go up in one."""
    here = sa.and_(RELAY_FRAMES.c.log == told.log, RELAY_FRAMES.c.seq == told.seq)
    policy = sa.select(RELAY_FRAMES.c.policy).where(here).scalar_subquery()
    found = connection.execute(sa.select(RELAY_FRAMES.c.receipt).where(
        RELAY_FRAMES.c.of_log == origin.of_log, RELAY_FRAMES.c.of_seq == origin.of_seq, sa.not_(here),
        RELAY_FRAMES.c.policy == policy, RELAY_FRAMES.c.receipt.is_not(None)))
    return [envelope.peek(text, Receipt) for text in found.scalars()]


def waiting(connection: sa.Connection) -> int:
    """Return how many frames are ready and have no receipt of the superior."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(RELAY_FRAMES).where(
        RELAY_FRAMES.c.received_at.is_(None))).scalar_one())


