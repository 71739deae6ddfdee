"""What an office may read: the logs of its own computers, and the superior's own that are for all or for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.protocol import limits
from sync.server import engine as engines
from sync.server.superior import now
from sync.server.tables import DEVICES, FRAMES, LOGS, READ

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sync.protocol.messages import Asked, LogHead
    from sync.server.superior import Device, Superior


def own_logs(superior: Superior, unit: str, *, alone: bool = False) -> sa.ColumnElement[bool]:
    """Return the condition for the superior's own logs that a unit may read; `alone`: those for it and not for all."""
    audiences = (unit,) if alone else ("", unit)
    return sa.and_(LOGS.c.unit_id == superior.own_unit, LOGS.c.audience.in_(audiences))


def frames_after(superior: Superior, device: Device, asked: Asked) -> bytes:
    """Return frames of a log after a number, at most 16 and 4 MiB (one at least), nothing of what is none of theirs.

    Numbers are given under the lock of the log's owner, so whoever reads in order never skips a late writer.
    """
    parts: list[bytes] = []
    size = 0
    with engines.reading(superior.engine, device.unit) as connection:
        may = sa.or_(LOGS.c.unit_id == device.unit, own_logs(superior, device.unit))
        if connection.execute(sa.select(LOGS.c.log).where(LOGS.c.log == asked.log, may)).first() is None:
            return b""
        found = connection.execute(sa.select(FRAMES.c.data).where(
            FRAMES.c.log == asked.log, FRAMES.c.seq > asked.after).order_by(FRAMES.c.seq).limit(limits.REQUEST_FRAMES))
        for (data,) in found:
            size += len(data)
            if parts and size > limits.FEED_BYTES:
                break
            parts.append(bytes(data))
    return b"".join(parts)


def certificates(connection: sa.Connection, device: Device, logs: Collection[str]) -> list[str]:
    """Return the certificates of the unit's computers that wrote these logs."""
    if not logs:
        return []
    found = connection.execute(sa.select(DEVICES.c.certificate).distinct().join(
        LOGS, LOGS.c.device == DEVICES.c.device).where(
        DEVICES.c.unit_id == device.unit, LOGS.c.unit_id == device.unit, LOGS.c.log.in_(logs)).order_by(
        DEVICES.c.certificate))
    return list(found.scalars())


def note_read(connection: sa.Connection, device: Device, heads: Iterable[LogHead], own: Collection[str]) -> None:
    """Remember how far a computer says that it has read the superior's logs."""
    before = dict(connection.execute(sa.select(READ.c.log, READ.c.seq).where(READ.c.device == device.id)).all())
    for head in heads:
        if head.log in own and before.get(head.log) != head.seq:
            connection.execute(sa.delete(READ).where(READ.c.device == device.id, READ.c.log == head.log))
            connection.execute(sa.insert(READ).values(device=device.id, log=head.log, seq=head.seq, at=now()))
