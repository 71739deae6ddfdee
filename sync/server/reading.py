"""What the superior holds, for people: units with their figures, and the records of a unit as they came."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.protocol.receipts import Remark
from sync.server import custody, rows
from sync.server import engine as engines
from sync.server.tables import DEVICES, FRAMES, LOGS, REMARKS, ROOTS, UNITS, mirror
from union_desk.schema.problem import ERROR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.protocol.certificates import Unit
    from sync.server.superior import Superior

RECEIVED, RETURNED, DELETED = "received", "returned", "deleted"


def units(superior: Superior) -> list[dict[str, Any]]:
    """Return every unit: code, name, devices, records per register, records returned, when it last reported."""
    with engines.reading(superior.engine) as connection:
        found = connection.execute(sa.select(UNITS).order_by(UNITS.c.code)).mappings().all()
        return [_unit(connection, dict(row)) for row in found]


def _unit(connection: sa.Connection, row: dict[str, Any]) -> dict[str, Any]:
    unit = row["id"]
    count = connection.execute(sa.select(sa.func.count()).select_from(DEVICES).where(
        DEVICES.c.unit_id == unit, DEVICES.c.revoked_at.is_(None), DEVICES.c.app != custody.APP)).scalar_one()
    roots = connection.execute(sa.select(ROOTS.c.register, ROOTS.c.rows).where(ROOTS.c.unit_id == unit))
    returned = connection.execute(sa.select(sa.func.count(sa.func.distinct(REMARKS.c.record))).where(
        REMARKS.c.unit_id == unit, REMARKS.c.level == ERROR)).scalar_one()
    last = connection.execute(sa.select(sa.func.max(FRAMES.c.received_at)).join(
        LOGS, LOGS.c.log == FRAMES.c.log).where(LOGS.c.unit_id == unit)).scalar()
    return {"code": row["code"], "name": row["name"], "devices": count, "records": dict(roots.all()),
            "returned": returned, "last_report": last}


def records(superior: Superior, unit: Unit, register: str) -> Iterator[dict[str, Any]]:
    """Yield the unit's records of a register in the order of their ids, with status and remarks; deleted ones too."""
    one = mirror(register)
    with engines.reading(superior.engine) as connection:
        said = _remarks(connection, unit.id, register)
        found = connection.execute(sa.select(one.table).where(one.of(unit.id)).order_by(one.table.c.id),
                                   execution_options={"yield_per": 1000})
        for row in found.mappings():
            about = said.get(row["id"], [])
            status = DELETED if row["deleted"] else RETURNED if any(r.level == ERROR for r in about) else RECEIVED
            ours = {"id": row["id"], "status": status, "remarks": [_told(r) for r in about]}
            yield {"id": "", "status": ""} | rows.content_of(one, dict(row)) | ours


def _told(remark: Remark) -> dict[str, str]:
    return {"level": remark.level, "field": remark.field, "code": remark.code, "message": remark.text()}


def _remarks(connection: sa.Connection, unit: str, register: str) -> dict[str, list[Remark]]:
    found: dict[str, list[Remark]] = {}
    picked = sa.select(REMARKS).where(REMARKS.c.unit_id == unit, REMARKS.c.register == register)
    for row in connection.execute(picked.order_by(REMARKS.c.n)).mappings():
        found.setdefault(row["record"], []).append(Remark(
            register=register, id=row["record"], level=row["level"], code=row["code"], field=row["field"],
            message=row["message"], params=json.loads(row["params"]), suggestion=json.loads(row["suggestion"])))
    return found
