"""Making a unit's frames ready to go up: what is still current of them, without what the policy withholds.

Each frame becomes one of the relay's own log for that unit and names the unit's own frame that it was made of, however
many relays stand between. Records keep their names and their vectors, so that newer, older and rival versions are the
same facts at every level.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.protocol import envelope, frame, refiling, relaying, seen
from sync.protocol.refusals import Refused
from sync.protocol.rows import hash_rows
from sync.relay import branches
from sync.relay.memory import Memory
from sync.server import engine as engines
from sync.server import logs
from sync.server.rows import among, named
from sync.server.superior import now
from sync.server.tables import FRAMES, KEPT, RELAY_FRAMES, RELAY_LOGS, RELAY_UNITS, UNITS, mirror
from union_desk.schema.register import NATION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sync.desk.store import Superior as Above
    from sync.protocol.columns import Table
    from sync.protocol.frame import Frame
    from sync.protocol.keys import Signer
    from sync.relay.policy import Policy
    from sync.server.superior import Superior

AT_ONCE = 16
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Maker:
    """Makes frames ready for one relay; `number` is that of the policy in force."""

    superior: Superior
    above: Above
    signer: Signer
    policy: Policy
    number: int

    def make_ready(self, unit: str) -> bool:
        """Make the unit's next frames ready, durable before any is sent; False when there is nothing more."""
        with engines.writing(self.superior.engine) as connection:
            connection.execute(sa.select(UNITS.c.id).where(UNITS.c.id == unit).with_for_update()).one()
            place = connection.execute(sa.select(RELAY_UNITS.c.place).where(RELAY_UNITS.c.unit_id == unit)).scalar()
            if place is None:
                connection.execute(sa.insert(RELAY_UNITS).values(unit_id=unit, place=0, fault=""))
            found = connection.execute(sa.select(FRAMES.c.place, FRAMES.c.data).where(
                FRAMES.c.unit_id == unit, FRAMES.c.place > (place or 0)).order_by(FRAMES.c.place).limit(AT_ONCE)).all()
            for row in found:
                self._pass_on(connection, next(frame.read(bytes(row.data))))
            if found:
                connection.execute(sa.update(RELAY_UNITS).where(RELAY_UNITS.c.unit_id == unit).values(
                    place=found[-1].place))
        return bool(found)

    def _pass_on(self, connection: sa.Connection, one: Frame) -> None:
        header = one.header
        if header.share != NATION or self._is_ready(connection, one):
            return
        forks, names = branches.forks(connection, one), branches.names(connection, header.unit)
        tables = [left for table in one.tables()
                  if (current := self._current(connection, one, table, (forks, names))) is not None
                  and (left := self.policy.redact(current)) is not None]
        if tables:
            self._seal(connection, one, tables)

    def _is_ready(self, connection: sa.Connection, one: Frame) -> bool:
        return connection.execute(sa.select(RELAY_FRAMES.c.seq).where(
            RELAY_FRAMES.c.of_log == one.header.log, RELAY_FRAMES.c.of_seq == one.header.seq,
            RELAY_FRAMES.c.policy == self.number)).first() is not None

    def _current(self, connection: sa.Connection, one: Frame, table: Table,
                 called: tuple[Mapping[str, tuple[int, str]], Mapping[str, str]]) -> Table | None:
        """Return the rows that are still shown or kept here, with their vectors; others were replaced meanwhile."""
        header, book = one.header, mirror(table.register)
        own = f"{header.log}:{header.seq}"
        vectors = table.vectors(own)
        shown = connection.execute(
            sa.select(book.table.c.hash).where(book.of(header.unit), among(connection, book.table.c.id)),
            named(table.ids)).scalars()
        kept = connection.execute(sa.select(KEPT.c.hash).where(
            KEPT.c.unit_id == header.unit, KEPT.c.register == table.register)).scalars()
        living = {bytes(digest) for digest in shown} | {bytes.fromhex(digest) for digest in kept}
        places = [place for place, digest in enumerate(hash_rows(table, vectors)) if digest in living]
        if not places:
            return None
        forks, names = called
        told = [refiling.there(relaying.on_branch(seen.read(vectors[place]), forks), names) for place in places]
        under = [seen.write(relaying.under_policy(vector, self.superior.own_unit, self.number)) for vector in told]
        current = table if len(places) == len(table.ids) else table.some(places)
        return current.respelt(own, under)

    def _seal(self, connection: sa.Connection, one: Frame, tables: Sequence[Table]) -> None:
        """Seal and store; what does not fit into one frame is divided, and a record too large alone is left out."""
        header = one.header
        memory = Memory(connection, header.unit, header.unit)
        log = memory.open_log(self.signer.name)
        draft = frame.Draft(
            unit=header.unit, device=self.signer.name, log=log.log, share=NATION, seq=log.head.seq + 1,
            prev=log.head.hash, deps={}, schema=header.schema, cert=envelope.digest(self.above.certificate),
            of=branches.origin(connection, one))
        try:
            made = frame.seal(draft, tables, {}, self.signer)
        except Refused:
            halves = _halves(tables)
            if not halves:
                logs.tell(_log, "record too large to be passed on", logging.WARNING, register=tables[0].register)
            for half in halves:
                self._seal(connection, one, half)
            return
        connection.execute(sa.insert(RELAY_FRAMES).values(
            log=log.log, seq=draft.seq, hash=made.hash, of_log=header.log, of_seq=header.seq, of_hash=one.hash,
            policy=self.number, records=made.header.n, sealed_at=now(), data=made.data))
        connection.execute(sa.update(RELAY_LOGS).where(RELAY_LOGS.c.log == log.log).values(
            seq=draft.seq, hash=made.hash))


def _halves(tables: Sequence[Table]) -> list[list[Table]]:
    if len(tables) > 1:
        return [list(tables[:len(tables) // 2]), list(tables[len(tables) // 2:])]
    (one,) = tables
    middle, rows = len(one.ids) // 2, range(len(one.ids))
    if not middle:
        return []
    return [[one.some(part)] for part in (rows[:middle], rows[middle:])]
