"""What a restored relay lost and its superior still holds: read back, and filed anew once nobody sends it again.

Read back are the relay's own frames, which it signed itself. They wait until every computer of the unit that may still
report has greeted with nothing that is not here: most send again what was lost, and that is better. What is left then
is sealed for the unit (`sync.server.custody`), goes down to its computers and up to the superior like any other frame.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from sync.desk import rivals
from sync.protocol import envelope, frame, ids, refiling, seen
from sync.protocol.columns import Table
from sync.protocol.refusals import Refused
from sync.protocol.rows import hash_rows
from sync.protocol.versions import Version, filled
from sync.relay import branches
from sync.server import comparing, custody, erasing, ingest, logs
from sync.server import engine as engines
from sync.server.tables import LOGS, RELAY_CALLED, RELAY_LOST, RELAY_NAMES, UNITS, mirror
from union_desk.migrations import HEAD
from union_desk.schema.register import NATION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sync.protocol import keys
    from sync.protocol.columns import Value
    from sync.protocol.core import Key
    from sync.protocol.frame import Frame
    from sync.relay.policy import Policy
    from sync.server.superior import Superior

_AT_ONCE = 500
_log = logging.getLogger(__name__)


def keep(connection: sa.Connection, signer: keys.Signer, one: Frame) -> None:
    """Keep a frame of this relay's own that it lost and the superior gave back; none of a unit below another relay."""
    header = one.header
    via = connection.execute(sa.select(UNITS.c.via).where(UNITS.c.id == header.unit)).scalar()
    if header.origin is None or header.share != NATION or via is not None:
        return
    try:
        one.verify(signer.public)
    except Refused as refused:  # sealed under a key that was lost, too: nothing proves it
        logs.tell(_log, "a lost frame is not believed", logging.WARNING, log=header.log, code=str(refused.code))
        return
    vectors = {vector for table in one.tables() for vector in table.vectors("") if vector}
    _name(connection, header.unit, {name: log for vector in vectors for name, log in
                                    refiling.named(seen.of(vector)).items()})
    if connection.execute(sa.select(RELAY_LOST.c.log).where(RELAY_LOST.c.unit_id == header.unit)).first() is None:
        connection.execute(sa.delete(RELAY_CALLED).where(RELAY_CALLED.c.unit_id == header.unit))
    connection.execute(sa.delete(RELAY_LOST).where(RELAY_LOST.c.log == header.log, RELAY_LOST.c.seq == header.seq))
    connection.execute(sa.insert(RELAY_LOST).values(
        unit_id=header.unit, log=header.log, seq=header.seq, data=one.data))


def _name(connection: sa.Connection, unit: str, names: Mapping[str, str]) -> None:
    fresh = names.keys() - branches.names(connection, unit).keys()
    if fresh:
        connection.execute(sa.insert(RELAY_NAMES), [
            {"unit_id": unit, "name": name, "log": names[name]} for name in sorted(fresh)])


def ready(connection: sa.Connection, superior: Superior) -> set[str]:
    """Return the units of which something was lost that nobody sends again."""
    units = connection.execute(sa.select(RELAY_LOST.c.unit_id).distinct()).scalars().all()
    return {unit for unit in units if not custody.awaited(connection, superior, unit)}


def file(superior: Superior, policy: Policy, number: int, unit: str) -> int:
    """File anew what a unit's superior holds and nobody sends again; returns how many records that concerns.

    Interrupted, it is done once more, and what was filed is known then.
    """
    with engines.reading(superior.engine) as connection:
        if unit not in ready(connection, superior):
            return 0
        filing = _Filing(connection, superior, policy, number, unit)
        found = filing.records()
        frames = list(filing.seal(found))
    with engines.writing(superior.engine) as connection:
        _name(connection, unit, filing.names.lost)
        device = custody.device(connection, superior, unit)
    if frames:
        ingest.take(superior, device, frames)
    with engines.writing(superior.engine) as connection:
        connection.execute(sa.delete(RELAY_LOST).where(RELAY_LOST.c.unit_id == unit))
        if found:
            superior.note(connection, unit, device.id, "filed_anew", str(len(found)))
    return len(found)


class _Row(NamedTuple):
    """A record that is sealed: what it had seen before."""

    key: Key
    vector: Mapping[str, int]
    deleted: bool
    values: Mapping[str, Value]


@dataclass
class _Filing:
    """One unit's lost records, while nothing is written yet."""

    connection: sa.Connection
    superior: Superior
    policy: Policy
    number: int
    unit: str
    names: refiling.Names = field(init=False)
    heads: dict[str, tuple[int, str]] = field(init=False)

    def __post_init__(self) -> None:
        """Look up the unit's logs."""
        found = self.connection.execute(sa.select(LOGS.c.log, LOGS.c.seq, LOGS.c.hash, LOGS.c.share).where(
            LOGS.c.unit_id == self.unit, LOGS.c.seq > 0)).all()
        self.heads = {row.log: (int(row.seq), str(row.hash)) for row in found if row.share == NATION}
        self.names = refiling.Names(
            self.superior.own_unit, {row.log: int(row.seq) for row in found},
            branches.forks_of(self.connection, self.unit), branches.names(self.connection, self.unit))

    def records(self) -> dict[Key, refiling.Filed]:
        """Return the records that are to be filed anew."""
        came: dict[str, list[tuple[str, Version, bool]]] = defaultdict(list)
        for read in self._frames():
            for table in read.tables():
                came[table.register] += self._versions(read, table)
        gone = set(erasing.erasures_of(self.connection, self.unit).values())
        found: dict[Key, refiling.Filed] = {}
        for register, versions in came.items():
            held = self._held(register, {record for record, _one, _known in versions})
            lost: dict[str, tuple[Version, ...]] = {}
            for record, one, is_known in versions:
                here = held[record][0].values if held.get(record) and not one.deleted else {}
                whole = one._replace(values=self._filled(register, record, here, one.values, is_known=is_known))
                lost[record] = refiling.join(lost.get(record, ()), whole)
            for record, each in lost.items():
                filed = refiling.file(held.get(record, ()), each, erased=(register, record) in gone)
                if filed is not None:
                    found[register, record] = filed
        return found

    def _frames(self) -> Iterator[Frame]:
        for data in self.connection.execute(sa.select(RELAY_LOST.c.data).where(
                RELAY_LOST.c.unit_id == self.unit).order_by(RELAY_LOST.c.log, RELAY_LOST.c.seq)).scalars().all():
            yield next(frame.read(bytes(data)))

    def _versions(self, one: Frame, table: Table) -> Iterator[tuple[str, Version, bool]]:
        """Yield a frame's versions as they are called here, and whether they went up under the policy in force."""
        vectors = table.vectors(f"{one.header.log}:{one.header.seq}")
        for place, digest in enumerate(hash_rows(table, vectors)):
            vector = seen.of(vectors[place])
            values = filled({name: column[place] for name, column in table.columns.items()})
            is_known = refiling.number(vector, self.superior.own_unit) == self.number
            came = Version(seen.write(self.names.here(vector)), digest, bool(table.deleted[place]), values)
            yield table.ids[place], came, is_known

    def _held(self, register: str, records: set[str]) -> dict[str, list[Version]]:
        """Return the versions that are here, the shown one first."""
        found: dict[str, list[Version]] = defaultdict(list)
        names, one = sorted(records), mirror(register)
        for start in range(0, len(names), _AT_ONCE):
            for row in comparing.versions_of(self.connection, self.unit, one, names[start:start + _AT_ONCE]):
                found[row.id].append(Version(row.seen, b"", row.deleted, row.values))
        return found

    def _filled(self, register: str, record: str, here: Mapping[str, Value], values: Mapping[str, Value], *,
                is_known: bool) -> Mapping[str, Value]:
        """Return a lost version with what is here in place of what the superior was never shown.

        Where the policy was another one, whatever the version does not name may have been withheld.
        """
        image: Mapping[str, Value] = {}
        if is_known and here:
            left = self.policy.redact(Table(register, [record], {name: [value] for name, value in here.items()}, [0]))
            image = {name: column[0] for name, column in left.columns.items()} if left is not None else {}
        kept = {name: value for name, value in here.items() if (told := values.get(name)) == image.get(name)
                or (told is not None and told == self.policy.masked(register, name, value))}
        return {**values, **kept}

    # ---- sealing

    def seal(self, found: Mapping[Key, refiling.Filed]) -> Iterator[Frame]:
        """Yield the frames of a log of their own, kept versions first: they never come after what has seen them."""
        rows = [*self._kept(found), *(_Row(key, each.vector, each.deleted, each.values) for key, each in found.items())]
        key, log, before = custody.signer(self.superior, self.unit), ids.new_log(), (0, frame.FIRST)
        certificate = envelope.digest(custody.certificate(self.superior, self.unit))
        parts = [rows[start:start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE)]
        while parts:
            part = parts.pop(0)
            draft = frame.Draft(
                unit=self.unit, device=key.name, log=log, share=NATION, seq=before[0] + 1, prev=before[1],
                deps=self.heads, schema=HEAD, cert=certificate)
            try:
                one = frame.seal(draft, list(_tables(part, log, draft.seq)), {}, key)
            except Refused:
                if len(part) == 1:
                    raise
                parts[:0] = [part[:len(part) // 2], part[len(part) // 2:]]
                continue
            before = (draft.seq, one.hash)
            yield one

    def _kept(self, found: Mapping[Key, refiling.Filed]) -> Iterator[_Row]:
        """Yield as records the versions that a person is to decide about; those that are here already are not again."""
        made: dict[Key, _Row] = {}
        for key, each in found.items():
            for loser in each.losers:
                name = (rivals.book_for(key[0]).name, rivals.name_of(key, loser))
                differing = sorted(n for n in each.values.keys() | loser.values.keys()
                                   if each.values.get(n) != loser.values.get(n))
                made[name] = _Row(name, {}, deleted=False, values=rivals.kept(key, loser, differing))
        for register in sorted({name for name, _record in made}):
            records = {record for name, record in made if name == register}
            held = self._held(register, records)
            yield from (made[register, record] for record in sorted(records)
                        if record not in held and (register, record) not in found)


def _tables(rows: Sequence[_Row], log: str, seq: int) -> Iterator[Table]:
    by_register: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        by_register[row.key[0]].append(row)
    for register, some in by_register.items():
        names = sorted({name for row in some for name, value in row.values.items() if value is not None})
        yield Table(register, [row.key[1] for row in some], {
            name: [None if row.deleted else row.values.get(name) for row in some] for name in names},
            [int(row.deleted) for row in some], [seen.write({**row.vector, log: seq}) for row in some])
