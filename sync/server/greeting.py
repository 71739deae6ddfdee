"""The answer to a greeting: how far the superior holds the unit's logs, and the sums over the unit's rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from sync.protocol import limits
from sync.protocol.messages import Hello, KnownLog, Limits, Welcome
from sync.server import contents, feeding, relays
from sync.server import engine as engines
from sync.server.superior import now
from sync.server.tables import DEVICES, FRAMES, LOGS, ROOTS
from union_desk.migrations import HEAD

if TYPE_CHECKING:
    from sync.server.superior import Device, Superior


def welcome(superior: Superior, device: Device, hello: Hello) -> Welcome:
    """Return the unsigned answer to a device's greeting."""
    told = {head.log: head.seq for head in (*hello.heads, *hello.feed)}
    with engines.reading(superior.engine, device.unit) as connection:
        held = connection.execute(sa.select(LOGS.c.log, LOGS.c.seq).where(LOGS.c.unit_id == device.unit)).all()
        logs = [_known(connection, log, seq, told.get(log, 0)) for log, seq in held]
        below = connection.execute(sa.select(LOGS.c.log, LOGS.c.seq).where(
            feeding.own_logs(superior, device.unit, alone=bool(device.home))).order_by(LOGS.c.log)).all()
        feed = [_known(connection, log, seq, told.get(log, 0)) for log, seq in below]
        devices = feeding.certificates(connection, device, [log for log, seq in held if told.get(log, 0) < seq])
        roots = connection.execute(sa.select(ROOTS.c.register, ROOTS.c.rows, ROOTS.c.a, ROOTS.c.b).where(
            ROOTS.c.unit_id == device.unit)).all()
        wants = contents.wants(connection, superior, device.unit)
    with engines.writing(superior.engine, device.own) as connection:
        connection.execute(sa.update(DEVICES).where(DEVICES.c.device == device.id)
                           .values(seen_at=now(), app=hello.app[:100]))
        feeding.note_read(connection, device, hello.feed, {log for log, _seq in below})
    return Welcome(
        superior=superior.signer.name, superior_name=superior.name, unit=device.unit, challenge=hello.challenge,
        nonce=superior.nonce(device.id, device.unit if device.home else ""), logs=logs,
        roots={r.register: (r.rows, r.a, r.b) for r in roots},
        limits=Limits(frames=limits.REQUEST_FRAMES, bytes=limits.REQUEST_BYTES), schema=HEAD, now=now(),
        feed=feed, devices=devices, wants=wants, level=superior.level or msgspec.UNSET,
        **relays.known(superior, device))


def _known(connection: sa.Connection, log: str, seq: int, told: int) -> KnownLog:
    """Return the hashes up to the lower of both ends' numbers."""
    end = min(seq, told)
    tail = connection.execute(sa.select(FRAMES.c.hash).where(
        FRAMES.c.log == log, FRAMES.c.seq <= end, FRAMES.c.seq > end - limits.TAIL_HASHES).order_by(FRAMES.c.seq))
    return KnownLog(log=log, seq=seq, end=end, tail=list(tail.scalars()))
