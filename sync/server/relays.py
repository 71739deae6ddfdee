"""Relays below: which units they speak for, what they withhold; and receipts of the levels above on their way down.

A unit that reports through a relay stands in the tree like any other, with its own id; `via` names the relay. Only a
union that a person has allowed to relay may tell of units, and it never reaches one that it did not tell of first.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from sync.protocol import envelope, limits, relaying
from sync.protocol.messages import KnownBelow
from sync.protocol.receipts import bare
from sync.protocol.refusals import Refused, Why
from sync.protocol.relaying import Below, BelowUnit, HeldBelow, Passed, PassedAsked, PassedReply, UnitHead
from sync.server import contents, wall
from sync.server import engine as engines
from sync.server.superior import UnitNotFoundError, now
from sync.server.tables import LOGS, PASSED, RELAY_WORDS, RELAYS, ROOTS, UNITS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sync.protocol.receipts import Remark
    from sync.server.superior import Device, Superior

Row = dict[str, Any]
_NOTHING: Mapping[str, frozenset[str]] = {}


def speaking_for(superior: Superior, device: Device, unit: str) -> Device:
    """Return the device as it acts for a unit below its own ('' for its own); raises Refused('wrong_unit')."""
    if not unit or unit == device.unit:
        return device
    with engines.reading(superior.engine) as connection:
        if connection.execute(sa.select(UNITS.c.via).where(UNITS.c.id == unit)).scalar() != device.unit:
            raise Refused(Why.WRONG_UNIT)
    return replace(device, unit=unit, home=device.unit)


def withheld(connection: sa.Connection, unit: str) -> Mapping[str, frozenset[str]]:
    """Return the fields by register that a unit's relay does not pass on; nothing for a unit that reports itself."""
    via = connection.execute(sa.select(UNITS.c.via).where(UNITS.c.id == unit)).scalar()
    if via is None:
        return _NOTHING
    with wall.door(connection):
        text = connection.execute(sa.select(RELAYS.c.fields).where(RELAYS.c.unit_id == via)).scalar()
    return {register: frozenset(names) for register, names in json.loads(text or "{}").items()}


# ---- what a relay tells


def take(superior: Superior, device: Device, below: Below) -> HeldBelow:
    """Take a relay's units and policy; returns all heads that concern them. Raises Refused('not_a_relay')."""
    with engines.writing(superior.engine) as connection:
        relay = connection.execute(sa.select(UNITS).where(UNITS.c.id == device.own).with_for_update()).mappings().one()
        if not relay["relays"]:
            raise Refused(Why.NOT_A_RELAY)
        known = {row["id"]: dict(row) for row in connection.execute(sa.select(UNITS)).mappings()}
        refused = [unit.id for unit in below.units if not _may_tell(known, relay["id"], unit)]
        for unit in below.units:
            if unit.id not in refused:
                _take_unit(connection, dict(relay), unit, known)
        connection.execute(sa.delete(RELAYS).where(RELAYS.c.unit_id == device.own))
        connection.execute(sa.insert(RELAYS).values(
            unit_id=device.own, units=relaying.digest(below.units), number=below.policy.number,
            fields=json.dumps(below.policy.fields), told_at=now()))
        heads = _heads(connection, superior, device.own)
    return HeldBelow(heads=[UnitHead(unit=unit, log=log, seq=seq) for unit, log, seq in heads], refused=refused)


def _may_tell(known: Mapping[str, Row], relay: str, unit: BelowUnit) -> bool:
    """Tell whether a relay may speak of a unit: a new one, its own, or one of a relay that was merged into it."""
    held = known.get(unit.id)
    if held is None or held["via"] == relay:
        return True
    before = known.get(held["via"] or "")
    return before is not None and before["merged_into"] == relay


def _take_unit(connection: sa.Connection, relay: Row, unit: BelowUnit, known: dict[str, Row]) -> None:
    code, taken = unit.code, {row["code"] for row in known.values() if row["id"] != unit.id}
    while code in taken:  # two relays may use the same code
        code = f"{relay['code']}/{code}"
    held = known.get(unit.id)
    told: Row = {"code": code, "name": unit.name, "via": relay["id"], "parent_id": unit.parent or relay["id"]}
    closed = held["closed_at"] if held is not None else None
    told["closed_at"] = (closed or now()) if unit.closed else None
    if held is None:
        connection.execute(sa.insert(UNITS).values(id=unit.id, added_at=now(), **told))
    elif any(held[name] != value for name, value in told.items()):
        connection.execute(sa.update(UNITS).where(UNITS.c.id == unit.id).values(**told))
    known[unit.id] = {"merged_into": None, **(held or {}), "id": unit.id, **told}


def _heads(connection: sa.Connection, superior: Superior, relay: str) -> list[tuple[str, str, int]]:
    """Return unit, log and number of every log of a relay's units, and of those that are written for one of them."""
    below = sa.select(UNITS.c.id).where(UNITS.c.via == relay).scalar_subquery()
    mine = connection.execute(sa.select(LOGS.c.unit_id, LOGS.c.log, LOGS.c.seq).where(LOGS.c.unit_id.in_(below)))
    down = connection.execute(sa.select(LOGS.c.audience, LOGS.c.log, LOGS.c.seq).where(
        LOGS.c.unit_id == superior.own_unit, LOGS.c.audience.in_(below)))
    return sorted((unit, log, seq) for unit, log, seq in (*mine, *down))


def known(superior: Superior, device: Device) -> dict[str, Any]:
    """Return what the welcome says beyond one unit: of a relay's units, and how far higher receipts are told."""
    found: dict[str, Any] = {}
    with engines.reading(superior.engine) as connection:
        told = connection.execute(sa.select(RELAYS).where(RELAYS.c.unit_id == device.unit)).mappings().first()
        last = connection.execute(sa.select(sa.func.max(PASSED.c.n)).where(_for(device))).scalar()
        if told is not None:
            fields = json.loads(told["fields"])
            heads = [(log, seq) for _unit, log, seq in _heads(connection, superior, device.unit)]
            found["below"] = KnownBelow(units=told["units"], policy=relaying.digest(fields), number=told["number"],
                                        heads=relaying.digest_of_heads(heads),
                                        wants=contents.wanting(connection, superior, device.unit))
    return found | ({"passed": (series(superior), last)} if last else {})


# ---- receipts of the levels above


def series(superior: Superior) -> str:
    """Return the name under which numbers of higher receipts are given; a restored superior begins another."""
    return superior.epoch or "1"


def _for(device: Device) -> sa.ColumnElement[bool]:
    below = sa.select(UNITS.c.id).where(UNITS.c.via == device.unit).scalar_subquery()
    return sa.or_(PASSED.c.unit_id == device.unit, PASSED.c.unit_id.in_(below))


def passed(superior: Superior, device: Device, asked: PassedAsked) -> PassedReply:
    """Return the receipts of higher levels after a number for a unit, or for all units of a relay."""
    with engines.reading(superior.engine) as connection:
        found = connection.execute(sa.select(PASSED.c.n, PASSED.c.document).where(
            _for(device), PASSED.c.n > asked.after).order_by(PASSED.c.n).limit(limits.RECEIPTS_AT_ONCE)).all()
    return PassedReply(passed=[row.document for row in found], last=found[-1].n if found else asked.after)


def put_passed(connection: sa.Connection, superior: Superior, told: Passed) -> None:
    """Let a receipt of a higher level go down, in place of an earlier one for the same frame."""
    same = sa.and_(PASSED.c.unit_id == told.unit, PASSED.c.log == told.log, PASSED.c.seq == told.seq,
                   PASSED.c.above == told.above)
    last = connection.execute(sa.select(sa.func.max(PASSED.c.n))).scalar() or 0
    connection.execute(sa.delete(PASSED).where(same))
    connection.execute(sa.insert(PASSED).values(
        n=last + 1, unit_id=told.unit, log=told.log, seq=told.seq, above=told.above, at=told.at,
        document=relaying.sign(superior.signer, told)))


def forget_values(connection: sa.Connection, superior: Superior, unit: str, erased: Collection[tuple[str, str]]) -> int:
    """Leave of what was said about erased records (register, id) only what was wrong; it goes down once more."""
    count = 0
    for row in connection.execute(sa.select(RELAY_WORDS).where(RELAY_WORDS.c.unit_id == unit)).mappings().all():
        word = msgspec.json.decode(row["document"], type=Passed)
        word = msgspec.structs.replace(word, remarks=_without_values(word.remarks, erased))
        connection.execute(sa.update(RELAY_WORDS).where(
            *(RELAY_WORDS.c[name] == row[name] for name in ("log", "seq", "above"))).values(
            document=msgspec.json.encode(word).decode()))
    for text in connection.execute(sa.select(PASSED.c.document).where(
            PASSED.c.unit_id == unit).order_by(PASSED.c.n)).scalars().all():
        told = envelope.peek(text, Passed)
        remarks = _without_values(told.remarks, erased)
        if remarks != told.remarks:
            put_passed(connection, superior, msgspec.structs.replace(told, remarks=remarks))
            count += 1
    return count


def _without_values(remarks: Iterable[Remark], erased: Collection[tuple[str, str]]) -> list[Remark]:
    return [bare(each) if (each.register, each.id) in erased else each for each in remarks]


# ---- for people


def allow(superior: Superior, code: str, *, may: bool = True) -> None:
    """Let a union pass on what others report, or no longer; raises UnitNotFoundError."""
    with engines.writing(superior.engine) as connection:
        done = connection.execute(sa.update(UNITS).where(
            UNITS.c.code == code, UNITS.c.via.is_(None)).values(relays=may))
        if not done.rowcount:
            raise UnitNotFoundError(code=code)


def listed(superior: Superior) -> list[Row]:
    """Return every relay: code, name, units below it, records of theirs that are held, what it withholds, when told."""
    with engines.reading(superior.engine) as connection:
        relays = connection.execute(sa.select(UNITS).where(UNITS.c.relays.is_(True)).order_by(UNITS.c.code)).mappings()
        return [_listed(connection, dict(row)) for row in relays.all()]


def _listed(connection: sa.Connection, row: Row) -> Row:
    units = connection.execute(sa.select(UNITS.c.id).where(UNITS.c.via == row["id"])).scalars().all()
    told = connection.execute(sa.select(RELAYS).where(RELAYS.c.unit_id == row["id"])).mappings().first()
    held = connection.execute(sa.select(sa.func.coalesce(sa.func.sum(ROOTS.c.rows), 0)).where(
        ROOTS.c.unit_id.in_(units))).scalar_one()
    return {"code": row["code"], "name": row["name"], "units": len(units), "records": int(held),
            "withheld": json.loads(told["fields"]) if told is not None else {},
            "told_at": told["told_at"] if told is not None else None}
