"""Two branches of a unit's log: one that the superior took before this relay was restored, and the one that came after.

A version is named by log and number, and a cloned computer writes other frames under the same numbers. One that reports
to a superior itself is found out by the chain of hashes. A relay that was restored may take the other branch; so it
looks at the frames of its own that the superior holds and that it lost: each names the unit's frame it was made of, by
its hash. Where another frame now stands under that number, vectors go on with the branch under a name of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.protocol import seen
from sync.server.tables import RELAY_FORKS, RELAY_HELD, RELAY_LOGS, RELAY_NAMES, UNITS

if TYPE_CHECKING:
    from sync.protocol.frame import Frame


def known(connection: sa.Connection, unit: str) -> dict[str, int]:
    """Return by log how far it is held here, or was found to be held by the superior."""
    return {row.log: max(row.seq, row.told) for row in connection.execute(sa.select(
        RELAY_LOGS.c.log, RELAY_LOGS.c.seq, RELAY_LOGS.c.told).where(
        RELAY_LOGS.c.unit_id == unit, RELAY_LOGS.c.author == unit))}


def learn(connection: sa.Connection, one: Frame) -> None:
    """Remember which frame of the unit's the superior holds, by one made of it; not one that went on as a branch."""
    if one.header.origin is None:
        return
    log, seq, digest = one.header.origin
    if _names(one, log, seq):
        here = sa.and_(RELAY_HELD.c.unit_id == one.header.unit, RELAY_HELD.c.log == log, RELAY_HELD.c.seq == seq)
        connection.execute(sa.delete(RELAY_HELD).where(here))
        connection.execute(sa.insert(RELAY_HELD).values(unit_id=one.header.unit, log=log, seq=seq, hash=digest))


def forks_of(connection: sa.Connection, unit: str) -> dict[str, tuple[int, str]]:
    """Return from where on logs of a unit are other branches here, as far as that was found."""
    return {row.log: (int(row.seq), str(row.hash)) for row in connection.execute(sa.select(RELAY_FORKS).where(
        RELAY_FORKS.c.unit_id == unit))}


def names(connection: sa.Connection, unit: str) -> dict[str, str]:
    """Return by their names here the logs of a unit whose rest was lost and filed anew."""
    return {row.name: row.log for row in connection.execute(sa.select(RELAY_NAMES).where(
        RELAY_NAMES.c.unit_id == unit))}


def origin(connection: sa.Connection, one: Frame) -> tuple[str, int, str]:
    """Return log, number and hash of the unit's own frame: another one than this, where another relay made this of it.

    No other relay is believed than the one through which the unit reports.
    """
    header = one.header
    via = connection.execute(sa.select(UNITS.c.via).where(UNITS.c.id == header.unit)).scalar()
    return header.origin if via is not None and header.origin is not None else (header.log, header.seq, one.hash)


def forks(connection: sa.Connection, one: Frame) -> dict[str, tuple[int, str]]:
    """Return from where on logs of a unit are other branches here, once a frame of its is to be passed on."""
    unit, (log, seq, digest) = one.header.unit, origin(connection, one)
    found = forks_of(connection, unit)
    held = connection.execute(sa.select(RELAY_HELD.c.hash).where(
        RELAY_HELD.c.unit_id == unit, RELAY_HELD.c.log == log, RELAY_HELD.c.seq == seq)).scalar()
    if held not in {None, digest} and log not in found and (digest == one.hash or _names(one, log, seq)):
        found[log] = (seq, digest)  # another relay may have passed it on as a branch already
        connection.execute(sa.insert(RELAY_FORKS).values(unit_id=unit, log=log, seq=seq, hash=digest))
    return found


def _names(one: Frame, log: str, seq: int) -> bool:
    """Tell whether a version in a frame of a relay's says that it has seen that frame of the unit's."""
    vectors = {vector for table in one.tables() for vector in table.vectors("")}
    return any(seen.of(vector).get(log, 0) >= seq for vector in vectors if vector)
