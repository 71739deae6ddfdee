"""The computers that may report and the tokens that make them so: listed, withdrawn, allowed again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.protocol import certificates, envelope
from sync.server import engine as engines
from sync.server.superior import ASKS, now
from sync.server.tables import DEVICES, LOGS, TOKENS, UNITS
from union_desk.errors import UserError
from union_desk.words import N_

if TYPE_CHECKING:
    from sync.server.superior import Superior

WAITING, USED, REVOKED, EXPIRED = "waiting", "used", "revoked", "expired"
Row = dict[str, Any]


class DeviceNotFoundError(UserError):
    """No such device."""

    code = "device_not_found"
    message = N_("There is no computer {device} that may report.")


class DeviceAmbiguousError(UserError):
    """Several devices begin so."""

    code = "device_ambiguous"
    message = N_("{count} computers begin with {device}. Give more of its name.")


class DeviceAllowedError(UserError):
    """The device was never withdrawn, or its unit is closed."""

    code = "device_not_withdrawn"
    message = N_("There is no withdrawn computer {device} of a union that may report.")


class TokenNotFoundError(UserError):
    """No such token that could still be used."""

    code = "token_not_found"
    message = N_("There is no unused token with the number {number}.")


def devices(superior: Superior) -> list[Row]:
    """Return every computer: key's fingerprint, unit's code, program, when last heard of, and the heads of its logs.

    `filing` tells that it is none but this superior, who filed anew what a restore had made it lose; `asks` that a
    restored superior had forgotten it, and that it waits for a person to allow it.
    """
    picked = sa.select(DEVICES.c.device, UNITS.c.code.label("unit"), DEVICES.c.app, DEVICES.c.added_at,
                       DEVICES.c.certificate, DEVICES.c.seen_at, DEVICES.c.revoked_at).join(
        UNITS, UNITS.c.id == DEVICES.c.unit_id)
    with engines.reading(superior.engine) as connection:
        found = [_with_filing(dict(row)) for row in connection.execute(
            picked.order_by(UNITS.c.code, DEVICES.c.added_at, DEVICES.c.device)).mappings()]
        heads: dict[str, list[Row]] = {}
        for log in connection.execute(sa.select(LOGS).order_by(LOGS.c.log)).mappings():
            heads.setdefault(log["device"], []).append(
                {"log": log["log"], "class": log["share"], "seq": log["seq"], "hash": log["hash"]})
    return [device | {"heads": heads.get(device["device"], [])} for device in found]


def _with_filing(row: Row) -> Row:
    """Return a computer without its certificate, of which only one thing is told."""
    told = row.pop("certificate")
    return row | {"filing": bool(told) and envelope.peek(told, certificates.Certificate).is_custody,
                  "asks": row["revoked_at"] == ASKS}


def revoke(superior: Superior, device: str) -> str:
    """Withdraw a computer's right to report, named by its beginning; what it sent stays. Returns its whole name."""
    with engines.reading(superior.engine) as connection:
        name, _unit = _only(connection, device, DEVICES.c.revoked_at.is_(None), DeviceNotFoundError(device=device))
    superior.revoke(name)
    return name


def allow(superior: Superior, device: str) -> str:
    """Give a withdrawn computer its right back; raises DeviceAllowedError. Returns its whole name."""
    with engines.writing(superior.engine) as connection:
        name, unit = _only(connection, device, sa.and_(DEVICES.c.revoked_at.is_not(None), UNITS.c.closed_at.is_(None)),
                           DeviceAllowedError(device=device))
        connection.execute(sa.update(DEVICES).where(DEVICES.c.device == name).values(revoked_at=None))
        superior.note(connection, unit, name, "allowed", "")
        return name


def _only(connection: sa.Connection, device: str, where: sa.ColumnElement[bool], none: UserError) -> tuple[str, str]:
    """Return the one device that begins so, and its unit."""
    found = connection.execute(sa.select(DEVICES.c.device, DEVICES.c.unit_id).join(
        UNITS, UNITS.c.id == DEVICES.c.unit_id).where(
        DEVICES.c.device.startswith(device, autoescape=True), where)).all()
    if not found:
        raise none
    if len(found) > 1:
        raise DeviceAmbiguousError(device=device, count=len(found))
    return str(found[0].device), str(found[0].unit_id)


def tokens(superior: Superior) -> list[Row]:
    """Return every token without its secret: number, unit, when made, until when it holds, who used it, its state."""
    with engines.reading(superior.engine) as connection:
        found = connection.execute(sa.select(
            TOKENS.c.number, UNITS.c.code.label("unit"), UNITS.c.name, TOKENS.c.made_at, TOKENS.c.expires_at,
            TOKENS.c.device, TOKENS.c.revoked_at).join(UNITS, UNITS.c.id == TOKENS.c.unit_id)
            .order_by(TOKENS.c.made_at, TOKENS.c.number)).mappings().all()
    return [dict(row) | {"state": _state(dict(row))} for row in found]


def _state(token: Row) -> str:
    if token["device"] is not None:
        return USED
    if token["revoked_at"] is not None:
        return REVOKED
    return EXPIRED if token["expires_at"] < now() else WAITING


def revoke_token(superior: Superior, number: str) -> None:
    """Make an unused token worthless. Raises TokenNotFoundError."""
    with engines.writing(superior.engine) as connection:
        done = connection.execute(sa.update(TOKENS).where(
            TOKENS.c.number == number, TOKENS.c.device.is_(None), TOKENS.c.revoked_at.is_(None))
            .values(revoked_at=now()))
        if not done.rowcount:
            raise TokenNotFoundError(number=number)
