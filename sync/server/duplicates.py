"""Members that two unions report: found by a keyed hash of the document, so that no list of numbers arises.

The key is derived from the superior's own; neither table, log nor answer holds a number. A unit whose members have
not changed since is not read again.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.server import engine as engines
from sync.server import relays, tasks
from sync.server.tables import DOCUMENT_SCANS, DOCUMENTS, ROOTS, UNITS, mirror
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sync.server.superior import Superior

_PURPOSE = b"union-desk documents 1\n"
_DIGEST_BYTES = 16
_AT_ONCE = 5_000
# States of a membership that is over, or that another union may rightly take on (domain reference §2.2).
_OVER = ("transferring_out", "transferred_out", "withdrawn", "auto_withdrawn", "expelled", "deceased", "rejected")


def find(superior: Superior) -> dict[str, int]:
    """Hash what changed, make and settle tasks; returns units read, documents in two units, tasks made and settled.

    A closed or merged unit counts no more: its records stay, but nobody can correct them.
    """
    with engines.reading(superior.engine) as connection:
        changed = _changed_units(connection)
    for unit, root in changed.items():
        with engines.writing(superior.engine) as connection:
            _scan(superior, connection, unit, root)
    with engines.writing(superior.engine) as connection:
        shared = _shared(connection)
        wanted = [task for holders in shared.values() for task in _tasks(holders)]
        made, settled = tasks.settle(connection, [tasks.DUPLICATE], wanted)
    return {"units_read": len(changed), "documents": len(shared), "made": made, "settled": settled}


def digest(superior: Superior, kind: object, number: object) -> bytes:
    """Return the keyed hash of a document: 16 bytes that say nothing without the superior's key."""
    key = hashlib.sha256(_PURPOSE + superior.signer.secret).digest()
    text = f"{kind or ''}\n{''.join(str(number).split()).upper()}"
    return hmac.new(key, text.encode(), hashlib.sha256).digest()[:_DIGEST_BYTES]


def _changed_units(connection: sa.Connection) -> dict[str, Any]:
    """Return the units whose members differ from when they were last read, with their present sums."""
    same = sa.and_(DOCUMENT_SCANS.c.unit_id == ROOTS.c.unit_id, DOCUMENT_SCANS.c.rows == ROOTS.c.rows,
                   DOCUMENT_SCANS.c.a == ROOTS.c.a, DOCUMENT_SCANS.c.b == ROOTS.c.b)
    found = connection.execute(sa.select(ROOTS).where(
        ROOTS.c.register == MEMBERS.name, ~sa.exists().where(same)))
    return {row.unit_id: row for row in found}


def _scan(superior: Superior, connection: sa.Connection, unit: str, root: Any) -> None:
    members = mirror(MEMBERS.name).table
    for table in (DOCUMENTS, DOCUMENT_SCANS):
        connection.execute(sa.delete(table).where(table.c.unit_id == unit))
    alive = sa.or_(members.c.membership_state.is_(None), members.c.membership_state.not_in(_OVER))
    told = sa.false() if "id_number" in relays.withheld(connection, unit).get(MEMBERS.name, ()) else sa.true()
    rows = connection.execute(sa.select(members.c.id, members.c.id_type, members.c.id_number).where(
        members.c.unit_id == unit, members.c.deleted.is_(False), members.c.id_number.is_not(None), alive, told))
    for part in rows.partitions(_AT_ONCE):
        connection.execute(sa.insert(DOCUMENTS), [
            {"unit_id": unit, "record": record, "digest": digest(superior, kind, number)}
            for record, kind, number in part])
    connection.execute(sa.insert(DOCUMENT_SCANS).values(unit_id=unit, rows=root.rows, a=root.a, b=root.b))


def _shared(connection: sa.Connection) -> dict[bytes, list[tuple[str, str]]]:
    """Return units and records by document, for documents that stand in several open units."""
    open_units = sa.select(UNITS.c.id).where(UNITS.c.closed_at.is_(None)).scalar_subquery()
    twice = sa.select(DOCUMENTS.c.digest).where(DOCUMENTS.c.unit_id.in_(open_units)).group_by(
        DOCUMENTS.c.digest).having(sa.func.count(sa.func.distinct(DOCUMENTS.c.unit_id)) > 1)
    found: dict[bytes, list[tuple[str, str]]] = defaultdict(list)
    for row in connection.execute(sa.select(DOCUMENTS).where(
            DOCUMENTS.c.digest.in_(twice), DOCUMENTS.c.unit_id.in_(open_units)).order_by(
            DOCUMENTS.c.unit_id, DOCUMENTS.c.record)):
        found[bytes(row.digest)].append((row.unit_id, row.record))
    return found


def _tasks(holders: list[tuple[str, str]]) -> Iterable[tasks.Task]:
    for unit, record in holders:
        for other in sorted({other for other, _record in holders if other != unit}):
            yield tasks.Task(unit, tasks.DUPLICATE, MEMBERS.name, record, other)
