"""The answer to a greeting: how far the superior holds the unit's logs, and the sums over the unit's rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from sync.protocol import limits
from sync.protocol.messages import Hello, KnownLog, Limits, LogHead, Welcome, digest_of_heads
from sync.protocol.rows import Root, digest_of_roots
from sync.server import contents, custody, feeding, relays
from sync.server import engine as engines
from sync.server.superior import now
from sync.server.tables import DEVICES, FRAMES, LOGS, ROOTS
from union_desk.migrations import HEAD

if TYPE_CHECKING:
    from collections.abc import Collection

    from sync.server.superior import Device, Superior


Rows = Sequence[sa.Row[*tuple[Any, ...]]]
_HEADS = sa.select(LOGS.c.log, LOGS.c.share, LOGS.c.seq, LOGS.c.hash)


def welcome(superior: Superior, device: Device, hello: Hello) -> Welcome:
    """Return the unsigned answer to a device's greeting."""
    with engines.reading(superior.engine, device.unit) as connection:
        held = connection.execute(_HEADS.where(LOGS.c.unit_id == device.unit)).all()
        below = connection.execute(_HEADS.where(
            feeding.own_logs(superior, device.unit, alone=bool(device.home))).order_by(LOGS.c.log)).all()
        hello = _spelt_out(hello, held, below)
        told = {head.log: head for head in (*hello.heads, *hello.feed)}
        logs = [_known(connection, row.log, row.seq, told.get(row.log)) for row in held]
        feed = [_known(connection, row.log, row.seq, told.get(row.log)) for row in below]
        devices = feeding.certificates(
            connection, device, [row.log for row in held if row.log not in told or told[row.log].seq < row.seq])
        roots = connection.execute(sa.select(ROOTS.c.register, ROOTS.c.rows, ROOTS.c.a, ROOTS.c.b).where(
            ROOTS.c.unit_id == device.unit)).all()
        wants = contents.wants(connection, superior, device.unit)
    with engines.writing(superior.engine, device.own) as connection:
        connection.execute(sa.update(DEVICES).where(DEVICES.c.device == device.id)
                           .values(seen_at=now(), app=hello.app[:100]))
        if hello.digest is msgspec.UNSET:  # else nobody knows yet what it holds
            custody.note_caught_up(connection, device, hello.heads, {row.log: row.seq for row in held})
            feeding.note_read(connection, device, hello.feed, {row.log for row in below})
    sums = digest_of_roots({r.register: Root(r.rows, int(r.a, 16), int(r.b, 16)) for r in roots})
    equal = hello.sums == sums
    alike = hello.sums is not msgspec.UNSET and _are_alike(told.values(), [*logs, *feed])
    return Welcome(
        superior=superior.signer.name, superior_name=superior.name, unit=device.unit, challenge=hello.challenge,
        nonce=superior.nonce(device.id, device.unit if device.home else ""), logs=[] if alike else logs,
        sums_equal=equal or msgspec.UNSET, heads_equal=alike or msgspec.UNSET,
        roots={} if equal else {r.register: (r.rows, r.a, r.b) for r in roots},
        limits=Limits(frames=limits.REQUEST_FRAMES, bytes=limits.REQUEST_BYTES), schema=HEAD, now=now(),
        feed=[] if alike else feed, devices=devices, wants=wants, level=superior.level or msgspec.UNSET,
        **relays.known(superior, device))


def _spelt_out(hello: Hello, held: Rows, below: Rows) -> Hello:
    """Return a greeting with its heads where it tells only their digest, and that is the one of what is held."""
    if hello.digest != digest_of_heads((row.log, row.seq, row.hash) for row in (*held, *below)):
        return hello
    heads, feed = ([LogHead(log=row.log, share=row.share, seq=row.seq, hash=row.hash) for row in rows]
                   for rows in (held, below))
    return msgspec.structs.replace(hello, heads=heads, feed=feed, digest=msgspec.UNSET)


def _are_alike(told: Collection[LogHead], held: Sequence[KnownLog]) -> bool:
    """Tell whether the heads that were told are just those that are held; one of no frame says nothing."""
    here = {(one.log, one.seq, one.tail[-1] if one.end == one.seq else "") for one in held if one.seq}
    return here == {(head.log, head.seq, head.hash) for head in told if head.seq}


def _known(connection: sa.Connection, log: str, seq: int, told: LogHead | None) -> KnownLog:
    """Return the hashes up to the lower of both ends' numbers; one where it is the one that was told."""
    end = min(seq, told.seq if told is not None else 0)
    if told is not None and end and end == told.seq:
        found = connection.execute(sa.select(FRAMES.c.hash).where(FRAMES.c.log == log, FRAMES.c.seq == end)).scalar()
        if found == told.hash:
            return KnownLog(log=log, seq=seq, end=end, tail=[told.hash])
    tail = connection.execute(sa.select(FRAMES.c.hash).where(
        FRAMES.c.log == log, FRAMES.c.seq <= end, FRAMES.c.seq > end - limits.TAIL_HASHES).order_by(FRAMES.c.seq))
    return KnownLog(log=log, seq=seq, end=end, tail=list(tail.scalars()))
