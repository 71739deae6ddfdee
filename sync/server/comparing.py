"""What the superior holds of a register, in parts, so that an office finds the records in which both differ."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.protocol import recon
from sync.protocol.recon import Answer, Fan, Part, VersionRow
from sync.protocol.refusals import Refused, Why
from sync.server import engine as engines
from sync.server import rows
from sync.server.standing import root_of
from sync.server.tables import FANS, KEPT, Mirror, mirror

_ENDING = 4  # digits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sync.protocol.recon import Question
    from sync.server.superior import Device, Superior


def answer(superior: Superior, device: Device, asked: Question) -> Answer:
    """Answer a question about the unit's own records; parts are summed anew only after a change."""
    if asked.paper:
        from sync.server import paper_tables  # what counts is loaded when it is asked for, which is seldom

        return Answer(table=paper_tables.answer(superior, device.unit, asked.paper))
    one = mirror(asked.register)
    if len(asked.prefixes) > recon.MOST_PREFIXES or len(asked.records) > recon.MOST_VERSIONS:
        raise Refused(Why.TOO_LARGE, detail="prefixes")
    if any(set(prefix) - set("0123456789abcdef") for prefix in asked.prefixes):
        raise Refused(Why.MALFORMED, detail="prefixes")
    fresh: list[tuple[str, Fan]] = []
    with engines.reading(superior.engine, device.unit) as connection:
        if asked.records:
            return Answer(versions=list(versions_of(connection, device.unit, one, asked.records)))
        parts = _parts(connection, device.unit, one, asked.prefixes, fresh)
    for root, fan in fresh:
        with engines.writing(superior.engine, device.unit) as connection:
            _remember(connection, device.unit, one.name, root, fan)
    return Answer(parts=parts)


def _parts(connection: sa.Connection, unit: str, one: Mirror, prefixes: Sequence[str],
           fresh: list[tuple[str, Fan]]) -> list[Part]:
    found: dict[str, Part] = {}
    if any(len(prefix) < recon.DEEPER for prefix in prefixes):
        fan = _fan(connection, unit, one, fresh)
        found = {prefix: part for prefix in prefixes if (part := recon.part_of_fan(fan, prefix)) is not None}
    listed = rows_below(connection, unit, one, [prefix for prefix in prefixes if prefix not in found])
    return [found.get(prefix) or recon.part_of_rows(prefix, listed[prefix]) for prefix in prefixes]


def _tail(connection: sa.Connection, one: Mirror, count: int) -> sa.ColumnElement[str]:
    """Return the last digits of a record's name."""
    if connection.dialect.name != "postgresql":
        return sa.func.substr(sa.cast(one.table.c.id, sa.Text), -count)
    if count <= _ENDING:  # of two bytes; the whole name as text would take three times as long
        return sa.func.right(sa.func.encode(sa.func.substring(sa.func.uuid_send(one.table.c.id), 15), "hex"), count)
    return sa.func.right(sa.cast(one.table.c.id, sa.Text), count)


def _fan(connection: sa.Connection, unit: str, one: Mirror, fresh: list[tuple[str, Fan]]) -> Fan:
    """Return the sums in advance, as kept for the present state or made anew in one pass (noted as fresh)."""
    root = root_of(connection, unit, one.name)
    told = json.dumps(root.wire() if root else None)
    kept = connection.execute(sa.select(FANS.c.root, FANS.c.data).where(
        FANS.c.unit_id == unit, FANS.c.register == one.name)).first()
    if kept is not None and kept.root == told:
        return Fan.unpack(bytes(kept.data))
    fan = Fan(recon.depth_for(root.rows if root else 0))
    tail, joined = _tail(connection, one, fan.depth), _joined(connection, one)
    for name, packed in connection.execute(sa.select(tail, joined).where(one.of(unit)).group_by(tail)):
        fan.put(name, bytes.fromhex(packed) if connection.dialect.name == "sqlite" else bytes(packed))
    for record, digest in _kept(connection, unit, one):
        fan.put_row(record, digest)
    fresh.append((told, fan))
    return fan


def _remember(connection: sa.Connection, unit: str, register: str, root: str, fan: Fan) -> None:
    connection.execute(sa.delete(FANS).where(FANS.c.unit_id == unit, FANS.c.register == register))
    connection.execute(sa.insert(FANS).values(unit_id=unit, register=register, root=root, data=fan.pack()))


def _joined(connection: sa.Connection, one: Mirror) -> sa.ColumnElement[Any]:
    """Return the beginnings of a group's hashes as one value: a row each would take five times as long."""
    if connection.dialect.name == "postgresql":
        beginning = sa.func.substring(one.table.c.hash, 1, recon.SUM_BYTES)
        return sa.func.string_agg(beginning, sa.literal(b"", sa.LargeBinary))
    return sa.func.group_concat(sa.func.hex(sa.func.substr(one.table.c.hash, 1, recon.SUM_BYTES)), "")


def _kept(connection: sa.Connection, unit: str, one: Mirror) -> Iterable[recon.Row]:
    found = connection.execute(sa.select(KEPT.c.id, KEPT.c.hash).where(
        KEPT.c.unit_id == unit, KEPT.c.register == one.name))
    return [(record, bytes.fromhex(digest)) for record, digest in found]


def rows_below(connection: sa.Connection, unit: str, one: Mirror,
               prefixes: Sequence[str]) -> Mapping[str, list[recon.Row]]:
    """Return names and hashes of the versions below each prefix."""
    found: dict[str, list[recon.Row]] = {prefix: [] for prefix in prefixes}
    by_length: dict[int, list[str]] = defaultdict(list)
    for prefix in prefixes:
        by_length[len(prefix)].append(prefix)
    kept = _kept(connection, unit, one) if prefixes else ()
    for length, some in by_length.items():
        # the last group of a name has twelve digits; longer prefixes are told apart below
        endings = {prefix[:12][::-1] for prefix in some}
        picked = sa.select(one.table.c.id, one.table.c.hash).where(one.of(unit))
        if length:
            picked = picked.where(_tail(connection, one, min(length, 12)).in_(endings))
        for record, digest in (*connection.execute(picked), *kept):
            prefix = recon.key(record)[:length]
            if prefix in found:
                found[prefix].append((record, bytes(digest)))
    return found


def versions_of(connection: sa.Connection, unit: str, one: Mirror, records: Sequence[str]) -> Iterable[VersionRow]:
    """Yield the versions of records, of each the shown one first."""
    picked = sa.select(one.table).where(one.of(unit), rows.among(connection, one.table.c.id))
    for row in connection.execute(picked, rows.named(records)).mappings():
        values = {name: value for name, value in rows.content_of(one, dict(row)).items() if value is not None}
        yield VersionRow(id=row["id"], seen=row["seen"], deleted=bool(row["deleted"]), values=values,
                         salt=bytes(row["salt"]).hex())
    beside = sa.select(KEPT).where(KEPT.c.unit_id == unit, KEPT.c.register == one.name, KEPT.c.id.in_(records))
    for row in connection.execute(beside).mappings():
        told = json.loads(row["content"])
        yield VersionRow(id=row["id"], seen=row["seen"], deleted=bool(told["deleted"]), values=told["values"],
                         salt=told["salt"])
