"""Versions that arrive from the union's other computers, into the registers and through the journal.

They are journaled like any change, so that history and undo know them, and count as sealed: they are never reported as
this computer's own. What a newer program sent is kept as it came.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.desk import computers, engine, rivals, store
from sync.protocol import versions
from sync.protocol.frame import DOWN
from sync.protocol.rows import hash_rows
from sync.protocol.versions import Version, filled
from union_desk import records, registers
from union_desk.synctables import FRAMES, LOGS, RIVALS
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.desk.engine import DeskStore
    from sync.protocol.columns import Table, Value
    from sync.protocol.core import Key
    from sync.protocol.frame import Frame
    from union_desk.schema.register import Register

ARRIVED = N_("Took over what another computer of this union wrote")
FILED = N_("Took over what the superior filed again after a restore")
_REMEMBER = ("INSERT OR REPLACE INTO sync_record (register, record, log, seq, through, hash, seen) "
             "VALUES (?, ?, ?, ?, ?, ?, ?)")


@dataclass
class Plan:
    """What becomes of one register's rows: versions to show, those to keep beside, and how the sums move."""

    shown: list[tuple[str, Version]] = field(default_factory=list)
    beside: list[tuple[str, Version]] = field(default_factory=list)
    gone: list[tuple[str, Version]] = field(default_factory=list)
    added: list[bytes] = field(default_factory=list)
    removed: list[bytes] = field(default_factory=list)


def apply(own: DeskStore, frame: Frame) -> None:
    """Store a frame that follows, put its rows by their vectors, and remember what they have seen."""
    header = frame.header
    if header.share == DOWN:
        from sync.desk import posted

        posted.apply(own, frame)
        return
    number = add_frame(own, frame, counts=Counter({t.register: len(t.ids) for t in frame.tables()}))
    with engine.gesture(own.s, FILED if computers.is_filing(own.s, header.device) else ARRIVED):
        for table in frame.tables():
            vectors = table.vectors(f"{header.log}:{header.seq}")
            came = [(record, Version(vector, digest, bool(gone), _values(table, place)))
                    for place, (record, vector, digest, gone) in enumerate(
                        zip(table.ids, vectors, hash_rows(table, vectors), table.deleted, strict=True))]
            put(own, table.register, came, (number, header.seq))


def add_frame(own: DeskStore, frame: Frame, counts: Counter[str]) -> int:
    """Store a frame's bytes and move its log's head; returns the log's number here."""
    header, s = frame.header, own.s
    number = s.execute(sa.select(LOGS.c.n).where(LOGS.c.log == header.log)).scalar()
    if number is None:
        number = s.execute(sa.insert(LOGS).values(
            log=header.log, unit=header.unit, device=header.device, share=header.share, open=False, seq=header.seq,
            hash=frame.hash, acked=0).returning(LOGS.c.n)).scalar_one()
    else:
        s.execute(sa.update(LOGS).where(LOGS.c.n == number).values(seq=header.seq, hash=frame.hash))
    s.execute(sa.insert(FRAMES).values(
        log=number, seq=header.seq, hash=frame.hash, records=header.n, counts=json.dumps(counts), size=len(frame.data),
        sealed_at=store.now(), data=frame.data))
    return int(number)


def _values(table: Table, place: int) -> dict[str, Value]:
    return filled({name: values[place] for name, values in table.columns.items()})


def put(own: DeskStore, register: str, came: Sequence[tuple[str, Version]], at: tuple[int, int]) -> int:
    """Put versions of a register, inside a gesture, from `at` (log's number, frame); returns how many were news."""
    ids = [record for record, _version in came]
    held, beside = _held(own, register, ids), dict(own.rivals([(register, record) for record in ids]))
    plan = Plan()
    for record, version in came:
        _meet(own, plan, (register, record), version, _known(held, beside, (register, record)))
    _show(own, register, plan.shown)
    _settle(own, register, plan)
    _remember(own, register, plan.shown, at)
    return len(plan.added)


def _held(own: DeskStore, register: str, ids: Sequence[str]) -> dict[str, Version]:
    """Return the shown versions without their values."""
    found = own.s.execute(
        sa.text("SELECT r.record, coalesce(r.seen, l.log || ':' || r.seq), r.hash FROM sync_record r "
                "JOIN sync_log l ON l.n = r.log WHERE r.register = :register "
                "AND r.record IN (SELECT value FROM json_each(:ids))"), {"register": register, "ids": json.dumps(ids)})
    return {record: Version(vector, bytes(digest), deleted=False, values={}) for record, vector, digest in found}


def _known(held: dict[str, Version], beside: dict[Key, Sequence[Version]], key: Key) -> Sequence[Version]:
    return beside.get(key) or ((held[key[1]],) if key[1] in held else ())


def _meet(own: DeskStore, plan: Plan, key: Key, came: Version, known: Sequence[Version]) -> None:
    """Decide about one version; a rival's content is read only when there is one."""
    left = versions.put(known, came)
    if left is None:
        return
    record = key[1]
    if len(left) > 1 and len(known) == 1:
        known = (own.shown(key) or known[0],)
        left = versions.put(known, came) or left
    plan.added.append(came.digest)
    plan.removed += [each.digest for each in known if each not in left and each.digest]
    if not known or left[0] is not known[0]:
        plan.shown.append((record, left[0]))
    plan.gone += [(record, each) for each in known[1:] if each not in left[1:]]
    plan.beside += [(record, each) for each in left[1:] if each not in known[1:]]


def _show(own: DeskStore, register: str, shown: Sequence[tuple[str, Version]]) -> None:
    """Write what is shown now into the register."""
    if register not in {r.name for r in registers.ALL}:
        for record, version in shown:
            rivals.put_extra(own.s, register, record, version.values, deleted=version.deleted)
        return
    spec = registers.get(register)
    ids = sa.func.json_each(json.dumps([record for record, _version in shown])).table_valued("value").c.value
    there = set(own.s.execute(sa.select(spec.table.c.id).where(spec.table.c.id.in_(sa.select(ids)))).scalars())
    _insert(own, spec, [(record, version) for record, version in shown if record not in there])
    engine.rewrite(own.s, spec, {record: (version.values, version.deleted) for record, version in shown
                                 if record in there})


def _insert(own: DeskStore, spec: Register, new: Sequence[tuple[str, Version]]) -> None:
    if not new:
        return
    rows: list[dict[str, Any]] = [engine.local(spec, version.values) for _record, version in new]
    records.insert_many(own.s, spec, rows, ids=[record for record, _version in new])
    for record, version in new:
        unknown = {name: value for name, value in version.values.items() if name not in spec.fields}
        if unknown:
            rivals.put_extra(own.s, spec.name, record, unknown)
    gone = [record for record, version in new if version.deleted]
    if gone:
        records.update_many(own.s, spec, [(record, {"deleted": (0, 1)}) for record in gone], "delete")


def _settle(own: DeskStore, register: str, plan: Plan) -> None:
    for record, version in plan.gone:
        own.s.execute(sa.delete(RIVALS).where(
            RIVALS.c.register == register, RIVALS.c.record == record, RIVALS.c.hash == version.digest))
    for record, version in plan.beside:
        own.s.execute(sa.insert(RIVALS).values(
            register=register, record=record, hash=version.digest, seen=version.seen, deleted=version.deleted,
            content=json.dumps(dict(version.values), ensure_ascii=False)))
    if plan.added or plan.removed:
        own.move_root(register, plan.added, plan.removed)


def _remember(own: DeskStore, register: str, shown: Sequence[tuple[str, Version]], at: tuple[int, int]) -> None:
    """Note the versions as sealed: the journal's entries of this gesture are not to be sealed again."""
    through = own.s.execute(sa.text("SELECT coalesce(max(n), 0) FROM journal_change")).scalar_one()
    rows = [(register, record, *at, through, version.digest, version.seen) for record, version in shown]
    if rows:
        own.s.connection().exec_driver_sql(_REMEMBER, rows)


