"""Which of a frame's rows are new: known versions are ignored, newer ones replace, of rivals both are kept."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from sync.protocol import seen
from sync.protocol.rows import hash_rows
from sync.server import rows
from sync.server.tables import KEPT, Mirror

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.protocol.columns import Table, Value
    from sync.protocol.frame import Header


class Version(NamedTuple):
    """A version of a row: what it has seen, its hash, and whether it is in the bin."""

    seen: str
    hash: bytes
    deleted: bool


@dataclass
class Plan:
    """What becomes of a frame's rows, whose vectors and hashes are given.

    `taken` are written; `new` says that none of them was held before; `added` and `removed` hashes move the root;
    `kept` versions are stored but not shown, `forgotten` ones (id, hash) are removed from among those.
    """

    vectors: Sequence[str]
    hashes: Sequence[bytes]
    taken: list[int] = field(default_factory=list)
    new: bool = False
    added: list[bytes] = field(default_factory=list)
    removed: list[bytes] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    forgotten: list[tuple[str, bytes]] = field(default_factory=list)
    wrong: dict[str, set[Value]] = field(default_factory=dict)


@dataclass
class _Meeting:
    """A frame's rows of one register and what is stored under their ids."""

    connection: sa.Connection
    unit: str
    one: Mirror
    table: Table
    plan: Plan
    held: dict[str, Version]
    hidden: dict[str, list[Version]]

    def version(self, row: int) -> Version:
        """Return the version that came."""
        return Version(self.plan.vectors[row], self.plan.hashes[row], bool(self.table.deleted[row]))

    def meet(self, row: int) -> None:
        """Decide about one row."""
        record, came = self.table.ids[row], self.version(row)
        shown = self.held.get(record)
        if shown is None:
            self._take(row)
        elif _covers(shown.seen, came.seen) or any(_covers(v.seen, came.seen) for v in self.hidden.get(record, ())):
            return
        elif _covers(came.seen, shown.seen):
            self._take(row)
            self.plan.removed.append(shown.hash)
            self._forget_older(record, came)
        else:
            self._keep_both(row, came, shown)

    def _take(self, row: int) -> None:
        self.plan.taken.append(row)
        self.plan.added.append(self.plan.hashes[row])

    def _forget_older(self, record: str, came: Version) -> None:
        for hidden in self.hidden.get(record, ()):
            if _covers(came.seen, hidden.seen):
                self.plan.forgotten.append((record, hidden.hash))
                self.plan.removed.append(hidden.hash)

    def _keep_both(self, row: int, came: Version, shown: Version) -> None:
        """Show one of two concurrent versions, the same everywhere: living over deleted, then the larger hash."""
        record = self.table.ids[row]
        self._forget_older(record, came)
        self.plan.added.append(came.hash)
        if (not came.deleted, came.hash) > (not shown.deleted, shown.hash):
            self.plan.taken.append(row)
            loser, content = shown, stored_content(self.connection, self.unit, self.one, record)
        else:
            loser = came
            content = {name: v for name, values in self.table.columns.items() if (v := values[row]) is not None}
        self.plan.kept.append({
            "unit_id": self.unit, "register": self.one.name, "id": record, "hash": loser.hash.hex(), "seen": loser.seen,
            "content": json.dumps({"deleted": int(loser.deleted), "values": content})})


def plan(connection: sa.Connection, one: Mirror, table: Table, frame: Header) -> Plan:
    """Decide about all rows of a register in a frame."""
    vectors, unit = table.vectors(f"{frame.log}:{frame.seq}"), frame.unit
    made = Plan(vectors, hash_rows(table, vectors))
    held = _held(connection, unit, one, table.ids)
    if not held:
        made.taken, made.new, made.added = list(range(len(table.ids))), True, list(made.hashes)
        return made
    meeting = _Meeting(connection, unit, one, table, made, held, _hidden(connection, unit, one))
    for row in range(len(table.ids)):
        meeting.meet(row)
    return made


def _covers(newer: str, older: str) -> bool:
    """Tell whether one vector covers another; most have seen one log only, and that the same."""
    log, _colon, number = newer.partition(":")
    if older.startswith(log) and "," not in newer and "," not in older:
        return int(number) >= int(older.partition(":")[2])
    return seen.covers(seen.read(newer), seen.read(older))


def _held(connection: sa.Connection, unit: str, one: Mirror, ids: list[str]) -> dict[str, Version]:
    """Return what is stored under these ids; ids begin with their time, so those above the last one are new."""
    columns = one.table.c
    last = connection.execute(sa.select(columns.id).where(one.of(unit)).order_by(columns.id.desc()).limit(1)).scalar()
    ids = [record for record in ids if record <= last] if last is not None else []
    if not ids:
        return {}
    picked = sa.select(columns.id, columns.seen, columns.hash, columns.deleted).where(
        one.of(unit), rows.among(connection, columns.id, ids))
    return {record: Version(vector, bytes(h), deleted) for record, vector, h, deleted in connection.execute(picked)}




def _hidden(connection: sa.Connection, unit: str, one: Mirror) -> dict[str, list[Version]]:
    """Return the unit's versions that are kept but not shown; there are few: each waits for a person."""
    found: dict[str, list[Version]] = defaultdict(list)
    picked = sa.select(KEPT.c.id, KEPT.c.seen, KEPT.c.hash).where(KEPT.c.unit_id == unit, KEPT.c.register == one.name)
    for record, vector, digest in connection.execute(picked):
        found[record].append(Version(vector, bytes.fromhex(digest), deleted=False))
    return found


def settle_hidden(connection: sa.Connection, unit: str, one: Mirror, made: Plan) -> None:
    """Store the versions that are kept but not shown, and remove those that a newer one has seen."""
    for record, digest in made.forgotten:
        connection.execute(sa.delete(KEPT).where(
            KEPT.c.unit_id == unit, KEPT.c.register == one.name, KEPT.c.id == record, KEPT.c.hash == digest.hex()))
    if made.kept:
        connection.execute(sa.insert(KEPT), made.kept)


def stored_content(connection: sa.Connection, unit: str, one: Mirror, record: str) -> dict[str, Value]:
    """Return the values of a stored row as they came, without the empty ones."""
    row = connection.execute(sa.select(one.table).where(one.of(unit), one.table.c.id == record)).mappings().one()
    return rows.content_of(one, dict(row))
