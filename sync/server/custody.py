"""A superior's own hand in a unit's records: the key with which it files anew what a restore made it lose.

What the superior had passed on to its own superior can be read back from there. It is sealed under a key that is made
of the superior's own and the unit's name, so that it is the same after every restore, and certified as a computer of
the unit: the unit's desks take such frames as they take those of each other.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.protocol import certificates, keys
from sync.protocol.certificates import Unit
from sync.server import wall
from sync.server.superior import ASKS, Device, now
from sync.server.tables import DEVICES, RELAY_CALLED, RELAY_LOST, UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sync.protocol.messages import LogHead
    from sync.server.superior import Superior

APP = "union-superior"
"""The program of the computer that a superior is to its units."""


def signer(superior: Superior, unit: str) -> keys.Signer:
    """Return the key for a unit."""
    return keys.Signer(hmac.new(
        superior.signer.secret, f"union-desk custody 1\n{unit}".encode(), hashlib.sha256).digest())


def certificate(superior: Superior, unit: str) -> str:
    """Return the certificate for that key, the same every time."""
    return certificates.issue(
        superior.signer, signer(superior, unit).public, Unit(unit, "", ""), serial=certificates.CUSTODY, issued="")


def device(connection: sa.Connection, superior: Superior, unit: str) -> Device:
    """Return the computer that this superior is to a unit, certified and known from now on."""
    key = signer(superior, unit)
    told = certificate(superior, unit)
    if connection.execute(sa.select(DEVICES.c.device).where(DEVICES.c.device == key.name)).first() is None:
        connection.execute(sa.insert(DEVICES).values(
            device=key.name, unit_id=unit, key=key.public, certificate=told, app=APP, added_at=now()))
    return Device(key.name, unit, key.public, told, revoked=False)


# ---- which computers have nothing left to send


def note_caught_up(connection: sa.Connection, device: Device, told: Iterable[LogHead], held: Mapping[str, int]) -> None:
    """Note a computer that greets with nothing that is not here, while something that was lost waits to be filed."""
    if device.home or any(head.seq > held.get(head.log, 0) for head in told):
        return
    lost = sa.select(RELAY_LOST.c.log).where(RELAY_LOST.c.unit_id == device.unit).limit(1)
    with wall.door(connection):
        is_lost = connection.execute(lost).first() is not None
    if not is_lost:
        return
    mine = sa.and_(RELAY_CALLED.c.unit_id == device.unit, RELAY_CALLED.c.device == device.id)
    with wall.door(connection):
        connection.execute(sa.delete(RELAY_CALLED).where(mine))
    with wall.door(connection):
        connection.execute(sa.insert(RELAY_CALLED).values(unit_id=device.unit, device=device.id))


def awaited(connection: sa.Connection, superior: Superior, unit: str) -> list[str]:
    """Return the computers of a unit that may still send again what was lost: none withdrawn, none of a closed unit."""
    called = sa.select(RELAY_CALLED.c.device).where(RELAY_CALLED.c.unit_id == unit)
    found = connection.execute(sa.select(DEVICES.c.device).join(UNITS, UNITS.c.id == DEVICES.c.unit_id).where(
        DEVICES.c.unit_id == unit, UNITS.c.closed_at.is_(None), DEVICES.c.device.not_in(called),
        DEVICES.c.device != signer(superior, unit).name,
        sa.or_(DEVICES.c.revoked_at.is_(None), DEVICES.c.revoked_at == ASKS)).order_by(DEVICES.c.device)).scalars()
    return list(found)
