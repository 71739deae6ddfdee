"""Which of a frame's rows are new: known versions are ignored, newer ones replace, of rivals both are kept."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.protocol import seen, versions
from sync.protocol.columns import Table
from sync.protocol.versions import Version
from sync.server import rows
from sync.server.tables import KEPT, Mirror

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sync.protocol.columns import Value
    from sync.server.opening import Book
    from sync.server.standing import Standing

_ELSEWHERE: Mapping[str, Value] = MappingProxyType({})
"""In place of values that lie in a mirror or a frame: deciding asks only what was seen, the hash and the bin."""

_ALIKE = 16  # different vectors in a frame that are still compared with all that is stored


@dataclass
class Plan:
    """What becomes of a frame's rows, whose vectors and hashes are given.

    `taken` are written; `new` says that none of them was held before; `added` and `removed` hashes move the root;
    `kept` versions are stored but not shown, `forgotten` ones (id, hash) are removed from among those. `back` are
    versions that were hidden and are to be shown again: what was shown was replaced by one that ranks below them.
    `cleared` says that what the taken ones replace has been deleted.
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
    cleared: bool = False
    back: list[tuple[str, Version]] = field(default_factory=list)


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
    _known: dict[tuple[str, str], bool] = field(default_factory=dict)

    def version(self, row: int) -> Version:
        """Return the version that came."""
        return Version(self.plan.vectors[row], self.plan.hashes[row], bool(self.table.deleted[row]), _ELSEWHERE,
                       self.table.salts[row])

    def meet(self, row: int) -> None:
        """Decide about one row, as every end does: `versions.put`."""
        record = self.table.ids[row]
        shown = self.held.get(record)
        if shown is None:
            self._take(row)
            return
        if record not in self.hidden and self._replaces(self.plan.vectors[row], shown.seen):  # nearly always
            self._take(row)
            self.plan.removed.append(shown.digest)
            return
        came = self.version(row)
        held = [shown, *self.hidden.get(record, ())]
        left = versions.put(held, came)
        if left is None:
            return
        self.plan.added.append(came.digest)
        for gone in held:
            if gone not in left:
                self.plan.removed.append(gone.digest)
        self.plan.forgotten += [(record, each.digest) for each in held[1:] if each not in left or each is left[0]]
        self._show(row, shown, left)

    def _replaces(self, came: str, shown: str) -> bool:
        """Tell whether a version has seen another and not the other way; most rows of a frame are alike in this."""
        if (came, shown) not in self._known:
            self._known[came, shown] = _replaces(came, shown)
        return self._known[came, shown]

    def _take(self, row: int) -> None:
        self.plan.taken.append(row)
        self.plan.added.append(self.plan.hashes[row])

    def _show(self, row: int, shown: Version, left: Sequence[Version]) -> None:
        """Show the first of what is left, and keep what was or would have been shown instead of it."""
        record, came = self.table.ids[row], self.version(row)
        if left[0] == came:
            self.plan.taken.append(row)
        elif left[0] != shown:
            self.plan.back.append((record, left[0]))
        if left[0] != came:
            content = {name: v for name, values in self.table.columns.items() if (v := values[row]) is not None}
            self._keep(record, came, content)
        if shown in left[1:]:
            self._keep(record, shown, stored_content(self.connection, self.unit, self.one, record))

    def _keep(self, record: str, loser: Version, content: Mapping[str, Value]) -> None:
        self.plan.kept.append({
            "unit_id": self.unit, "register": self.one.name, "id": record, "hash": loser.digest.hex(),
            "seen": loser.seen, "content": json.dumps(
                {"deleted": int(loser.deleted), "values": dict(content), "salt": loser.salt.hex()})})


def plan(standing: Standing, book: Book, meanwhile: Iterator[None]) -> Plan:
    """Decide about all rows of a register in a frame; a step of `meanwhile` may be gone while the database is busy."""
    connection, unit, one, table = standing.connection, standing.unit, book.one, book.table
    made = Plan(book.vectors, book.hashes, wrong=book.wrong)
    last = standing.last(one)
    ids = [record for record in table.ids if record <= last]  # those above the highest one are new
    if not ids:
        return _take_all(made, [])
    if connection.dialect.name == "postgresql" and _replace_all(standing, book, made, ids, meanwhile):
        return made
    held = _held(standing, one, ids)
    if not held:
        return _take_all(made, [])
    meeting = _Meeting(connection, unit, one, table, made, held, _hidden(connection, unit, one))
    for row in range(len(table.ids)):
        meeting.meet(row)
    return made


def _take_all(made: Plan, removed: list[bytes]) -> Plan:
    made.taken, made.added, made.removed = list(range(len(made.hashes))), list(made.hashes), removed
    made.new = not removed
    return made


def _replace_all(standing: Standing, book: Book, made: Plan, ids: Sequence[str], meanwhile: Iterator[None]) -> bool:
    """Take all rows and delete what they replace, where each has seen that and nothing is hidden: nearly always.

    The database deletes and sums up in one statement what the rows one by one would take long to tell.
    """
    came = set(book.vectors)
    if len(came) > _ALIKE or standing.is_hidden(book.one.name):
        return False
    with standing.connection.begin_nested() as point:
        shown = rows.take_out(standing.connection, standing.unit, book.one, ids, meanwhile)
        if not all(_replaces(new, old) for new in came for old in shown):
            point.rollback()
            return False
    _take_all(made, [digest for hashes in shown.values() for digest in hashes])
    made.cleared = True
    return True


def _replaces(came: str, shown: str) -> bool:
    """Tell whether a version has seen another and not the other way."""
    return seen.text_covers(came, shown) and not seen.text_covers(shown, came)


def _held(standing: Standing, one: Mirror, ids: Sequence[str]) -> dict[str, Version]:
    """Return what is stored under these ids."""
    columns, connection = one.table.c, standing.connection
    picked = sa.select(rows.spelt(columns.id), columns.seen, columns.hash, columns.deleted, columns.salt).where(
        one.of(standing.unit), rows.among(connection, columns.id))
    return {record: Version(vector, bytes(h), deleted, _ELSEWHERE, bytes(salt))
            for record, vector, h, deleted, salt in connection.execute(picked, rows.named(ids))}


def _hidden(connection: sa.Connection, unit: str, one: Mirror) -> dict[str, list[Version]]:
    """Return the unit's versions that are kept but not shown; there are few: each waits for a person."""
    found: dict[str, list[Version]] = defaultdict(list)
    picked = sa.select(KEPT.c.id, KEPT.c.seen, KEPT.c.hash, KEPT.c.content).where(
        KEPT.c.unit_id == unit, KEPT.c.register == one.name)
    for record, vector, digest, content in connection.execute(picked):
        told = json.loads(content)
        found[record].append(Version(vector, bytes.fromhex(digest), bool(told["deleted"]), told["values"],
                                     bytes.fromhex(told["salt"])))
    return found


def settle_hidden(standing: Standing, one: Mirror, made: Plan) -> None:
    """Store the versions that are kept but not shown, and remove those that a newer one has seen."""
    connection, unit = standing.connection, standing.unit
    for record, digest in made.forgotten:
        connection.execute(sa.delete(KEPT).where(
            KEPT.c.unit_id == unit, KEPT.c.register == one.name, KEPT.c.id == record, KEPT.c.hash == digest.hex()))
    if made.kept:
        standing.hide(one.name)
        connection.execute(sa.insert(KEPT), made.kept)


def shown_again(register: str, made: Plan) -> tuple[Table, Plan] | None:
    """Return the hidden versions that are shown again as rows, and the plan that writes them; None for none."""
    if not made.back:
        return None
    names = sorted({name for _record, each in made.back for name in each.values})
    table = Table(register, [record for record, _each in made.back],
                  {name: [each.values.get(name) for _record, each in made.back] for name in names},
                  [int(each.deleted) for _record, each in made.back],
                  picked=b"".join(each.salt for _record, each in made.back))
    return table, Plan([each.seen for _record, each in made.back], [each.digest for _record, each in made.back],
                       taken=list(range(len(made.back))))


def stored_content(connection: sa.Connection, unit: str, one: Mirror, record: str) -> dict[str, Value]:
    """Return the values of a stored row as they came, without the empty ones."""
    row = connection.execute(sa.select(one.table).where(one.of(unit), one.table.c.id == record)).mappings().one()
    return rows.content_of(one, dict(row))
