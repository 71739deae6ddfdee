"""Whether everything stored hangs together: no frame without its log, no log without its computer, no row without sums.

Proving frames one by one finds what was altered in them; here is found what was taken out of the sight of that: a log
whose computer is gone, a frame that counts as another union's, rows of a book whose sums are gone. And what a union's
computers signed last about their sums is held against the sums that stand here, so that nobody makes these fit.
"""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.protocol import certificates, envelope
from sync.protocol import frame as frames
from sync.protocol.refusals import Refused
from sync.server.tables import DEVICES, FRAMES, KEPT, LOGS, OTHER, ROOTS, UNITS, mirrors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.server.superior import Superior

Fault = tuple[str, str, str]
"""The unit's code ('' for none), what is wrong, and where."""

_BEFORE = FRAMES.alias("before")
_SHARES = ("N", "S")


def faults(superior: Superior, connection: sa.Connection) -> Iterator[Fault]:
    """Yield what does not hang together."""
    codes = dict(connection.execute(sa.select(UNITS.c.id, UNITS.c.code)).all())
    yield from ((codes.get(unit, ""), "certificate", device) for device, unit in _computers(superior, connection))
    yield from _logs(superior, connection, codes)
    yield from ((codes.get(unit, ""), what, f"{log}:{seq}") for what, unit, log, seq in _frames(connection))
    summed = {(unit, register) for unit, register in connection.execute(sa.select(ROOTS.c.unit_id, ROOTS.c.register))}
    yield from ((codes.get(unit, ""), "sum", register) for unit, register in sorted(_filled(connection) - summed))
    for unit, code in codes.items():
        yield from ((code, "sum", register) for register in _contradicted(connection, unit))


def _computers(superior: Superior, connection: sa.Connection) -> Iterator[tuple[str, str]]:
    """Yield the computers, with their units, that are not those of their certificates."""
    for row in connection.execute(sa.select(
            DEVICES.c.device, DEVICES.c.unit_id, DEVICES.c.key, DEVICES.c.certificate).order_by(DEVICES.c.device)):
        try:
            told = certificates.verify(superior.signer.public, row.certificate)
        except Refused:
            yield row.device, row.unit_id
            continue
        if (told.device, told.unit, told.public) != (row.device, row.unit_id, bytes(row.key)):
            yield row.device, row.unit_id


def _logs(superior: Superior, connection: sa.Connection, codes: dict[str, str]) -> Iterator[Fault]:
    """Yield the logs of no union, and those that no known computer wrote: their frames are proved by nobody."""
    picked = sa.select(LOGS.c.log, LOGS.c.unit_id, DEVICES.c.device).join(
        DEVICES, DEVICES.c.device == LOGS.c.device, isouter=True).where(
        LOGS.c.unit_id != superior.own_unit).order_by(LOGS.c.log)
    for log, unit, device in connection.execute(picked):
        if unit not in codes or device is None:
            yield codes.get(unit, ""), "log", log


def _frames(connection: sa.Connection) -> Iterator[tuple[str, str, str, int]]:
    """Yield the frames of no log, or of another union than their log, and those that stand before an earlier one."""
    picked = sa.select(FRAMES.c.unit_id, FRAMES.c.log, FRAMES.c.seq).order_by(FRAMES.c.log, FRAMES.c.seq)
    strayed = picked.join(LOGS, LOGS.c.log == FRAMES.c.log, isouter=True).where(
        sa.or_(LOGS.c.log.is_(None), LOGS.c.unit_id != FRAMES.c.unit_id))
    early = picked.join(_BEFORE, sa.and_(_BEFORE.c.log == FRAMES.c.log, _BEFORE.c.seq == FRAMES.c.seq - 1)).where(
        _BEFORE.c.place >= FRAMES.c.place)
    for what, asked in (("log", strayed), ("order", early)):
        for unit, log, seq in connection.execute(asked):
            yield what, unit, log, seq


def _filled(connection: sa.Connection) -> set[tuple[str, str]]:
    """Return the books of every union that hold rows, or versions that are not shown."""
    found = {(str(unit).replace("-", ""), name) for name, one in mirrors().items()
             for unit in connection.execute(sa.select(one.table.c.unit_id).distinct()).scalars()}
    for table in (OTHER, KEPT):
        found |= {(unit, register) for unit, register in connection.execute(
            sa.select(table.c.unit_id, table.c.register).distinct())}
    return found


def _contradicted(connection: sa.Connection, unit: str) -> list[str]:
    """Return the books whose sums are not those of the last frame of their class, if by its receipt they were equal."""
    held = {register: (rows, a, b) for register, rows, a, b in connection.execute(sa.select(
        ROOTS.c.register, ROOTS.c.rows, ROOTS.c.a, ROOTS.c.b).where(ROOTS.c.unit_id == unit))}
    found: list[str] = []
    for share in _SHARES:
        last = connection.execute(sa.select(FRAMES.c.data, FRAMES.c.receipt).join(
            LOGS, LOGS.c.log == FRAMES.c.log).where(FRAMES.c.unit_id == unit, LOGS.c.share == share).order_by(
            FRAMES.c.place.desc()).limit(1)).first()
        if last is None or not _was_equal(last.receipt):
            continue
        told = _told(bytes(last.data))
        found += [register for register, sums in told.items() if held.get(register, (0, "0" * 16, "0" * 16)) != sums]
    return found


def _was_equal(receipt: str) -> bool:
    try:
        return json.loads(envelope.body(receipt))["roots_equal"] is True
    except (Refused, ValueError, KeyError, TypeError):
        return False  # what is wrong with the receipt is told where it is proved


def _told(data: bytes) -> dict[str, tuple[int, str, str]]:
    try:
        return frames.header_of(data).root
    except (Refused, ValueError, struct.error):
        return {}  # nor what is wrong with the frame
