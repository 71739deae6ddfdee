"""How a relay stands with its superior: what went up, what waits, what came back and what came down."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.desk import outcome
from sync.protocol import envelope, seen
from sync.protocol.relaying import Passed
from sync.relay import files, memory
from sync.server import custody
from sync.server import engine as engines
from sync.server.tables import (
    FRAMES,
    PASSED,
    RELAY_FRAMES,
    RELAY_LOGS,
    RELAY_LOST,
    RELAY_POSTS,
    RELAY_UNITS,
    UNITS,
    mirror,
)
from union_desk.schema.problem import ERROR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.relay.policy import Policy
    from sync.server.superior import Superior

Row = dict[str, Any]


def status(superior: Superior, policy: Policy) -> Row:
    """Return whom this superior reports to, the figures of each unit, the last session and what is withheld."""
    with engines.reading(superior.engine) as connection:
        try:
            above = memory.above(connection)
        except memory.NotRelayingError:
            return {"enrolled": False}
        units = list(_units(connection, superior))
        carried = files.count(connection, superior, policy)
        last = memory.get(connection, memory.LAST)
        number = memory.get(connection, memory.POLICY, {"number": 0})["number"]
    return {
        "enrolled": True, "server": above.server, "superior": above.name, "level": above.level,
        "unit": above.unit_name, "unit_code": above.unit_code, "device": above.device,
        "enrolled_at": above.enrolled_at, "units": units, "waiting": sum(unit["waiting"] for unit in units),
        "confirmed": sum(unit["confirmed"] for unit in units),
        "returned": sum(1 for _row in returned(superior)), "files": carried,
        "last_session": outcome.shown(last) if last else None,
        "policy": {"number": number, "withheld": policy.withheld()}}


def _units(connection: sa.Connection, superior: Superior) -> Iterator[Row]:
    """Yield by unit how many of its frames wait here, are ready, are confirmed, and why it is refused.

    `lost` are frames that a restore took from here and that lie at the superior, `awaited` the computers that may still
    send again what they say.
    """
    held = RELAY_FRAMES.c.receipt.is_not(None)
    went = {row.unit_id: row for row in connection.execute(sa.select(
        RELAY_LOGS.c.unit_id, sa.func.count().label("ready"),
        sa.func.sum(sa.case((held, 1), else_=0)).label("confirmed"),
        sa.func.max(RELAY_FRAMES.c.received_at).label("last")).join(
        RELAY_FRAMES, RELAY_FRAMES.c.log == RELAY_LOGS.c.log).where(
        RELAY_LOGS.c.author == RELAY_LOGS.c.unit_id).group_by(RELAY_LOGS.c.unit_id))}
    fresh: dict[str, int] = dict(connection.execute(sa.select(FRAMES.c.unit_id, sa.func.count()).outerjoin(
        RELAY_UNITS, RELAY_UNITS.c.unit_id == FRAMES.c.unit_id).where(
        FRAMES.c.place > sa.func.coalesce(RELAY_UNITS.c.place, 0)).group_by(FRAMES.c.unit_id)).all())
    faults = dict(connection.execute(sa.select(RELAY_UNITS.c.unit_id, RELAY_UNITS.c.fault)).all())
    lost: dict[str, int] = dict(connection.execute(sa.select(RELAY_LOST.c.unit_id, sa.func.count()).group_by(
        RELAY_LOST.c.unit_id)).all())
    for unit in connection.execute(sa.select(UNITS.c.id, UNITS.c.code, UNITS.c.name).order_by(UNITS.c.code)):
        up = went.get(unit.id)
        ready, confirmed = (up.ready, int(up.confirmed)) if up is not None else (0, 0)
        yield {"code": unit.code, "name": unit.name, "waiting": fresh.get(unit.id, 0) + ready - confirmed,
               "confirmed": confirmed, "last": up.last if up is not None else None, "fault": faults.get(unit.id, ""),
               "lost": lost.get(unit.id, 0),
               "awaited": custody.awaited(connection, superior, unit.id) if unit.id in lost else []}


def returned(superior: Superior) -> Iterator[Row]:
    """Yield what a level above returned of the records as they stand now: unit, record, field, reason, by whom."""
    with engines.reading(superior.engine) as connection:
        codes = dict(connection.execute(sa.select(UNITS.c.id, UNITS.c.code)).all())
        for text in connection.execute(sa.select(PASSED.c.document).where(PASSED.c.above > 0).order_by(
                PASSED.c.n)).scalars():
            told = envelope.peek(text, Passed)
            for remark in told.remarks if told.returned else ():
                if remark.level == ERROR and _is_current(connection, told, remark.register, remark.id):
                    yield {"unit": codes.get(told.unit, told.unit), "register": remark.register, "record": remark.id,
                           "field": remark.field, "reason": remark.code, "message": remark.text(),
                           "by": told.superior_name}


def _is_current(connection: sa.Connection, told: Passed, register: str, record: str) -> bool:
    """Tell whether what stands here now is the version that the frame brought."""
    one = mirror(register)
    vector = connection.execute(sa.select(one.table.c.seen).where(
        one.of(told.unit), one.table.c.id == record)).scalar()
    return vector is not None and seen.of(vector).get(told.log) == told.seq


def posts(superior: Superior) -> list[Row]:
    """Return what came down from the superior: for whom, what, when, and whether it was withdrawn."""
    with engines.reading(superior.engine) as connection:
        codes = dict(connection.execute(sa.select(UNITS.c.id, UNITS.c.code)).all())
        own = memory.above(connection).unit
        found = connection.execute(sa.select(RELAY_POSTS).order_by(RELAY_POSTS.c.at, RELAY_POSTS.c.id)).mappings().all()
    return [{"for": "" if row["audience"] == own else codes.get(row["audience"], "*"), "register": row["register"],
             "record": row["id"], "at": row["at"], "withdrawn": bool(row["deleted"]),
             "title": str(json.loads(row["content"]).get("title", ""))} for row in found]
