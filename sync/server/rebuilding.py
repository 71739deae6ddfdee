"""The whole superior made anew in an empty database from what cannot be forged: certificates, frames and receipts.

The rows, sums and remarks there come from the frames alone, in the order in which they were taken. Equal sums at the
end prove that the frames say everything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.server import engine as engines
from sync.server import returning, tables, verifying
from sync.server.superior import Superior
from sync.server.tables import (
    CONTENTS,
    DEVICES,
    FRAMES,
    LOGS,
    PASSED,
    PIECES,
    POSTS,
    READ,
    ROOTS,
    SUPERIOR,
    TOKENS,
    UNIT_HISTORY,
    UNITS,
)
from union_desk.errors import UserError
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

_COPIED = (UNITS, UNIT_HISTORY, TOKENS, DEVICES, LOGS, POSTS, READ, PASSED, *tables.OF_RELAYS)
_AT_ONCE = 8


class NotEmptyError(UserError):
    """There is a superior in that database already."""

    code = "not_empty"
    message = N_("The database {place} is not empty. Name an empty one; nothing was changed.")


@dataclass
class Rebuilt:
    """What was made: frames, records in them, and the units and registers whose sums differ (unit's code, register)."""

    frames: int = 0
    records: int = 0
    different: list[tuple[str, str]] = field(default_factory=list)


def rebuild(superior: Superior, address: str) -> Rebuilt:
    """Make everything anew at an address; raises NotEmptyError."""
    target = _empty(superior, address)
    try:
        done = Rebuilt()
        with engines.reading(superior.engine) as source:
            for unit in source.execute(sa.select(UNITS.c.id).order_by(UNITS.c.code)).scalars().all():
                _replay(source, target, unit, done)
                with engines.writing(target.engine) as connection:
                    returning.say_again(connection, unit)
            done.different = _compare(source, target)
        return done
    finally:
        target.close()


def _empty(superior: Superior, address: str) -> Superior:
    """Open an empty database as the same superior, with its units, computers and logs."""
    fresh = Superior.open(address)
    try:
        with engines.writing(fresh.engine) as connection, engines.reading(superior.engine) as source:
            if connection.execute(sa.select(UNITS.c.id).limit(1)).first() is not None:
                raise NotEmptyError(place=engines.shown_address(address))
            connection.execute(sa.delete(SUPERIOR))
            for table in (SUPERIOR, *_COPIED):
                if rows := [dict(row) for row in source.execute(sa.select(table)).mappings()]:
                    connection.execute(sa.insert(table), rows)
            for table, at_once in ((CONTENTS, 1_000), (PIECES, _AT_ONCE)):
                for kept in source.execute(sa.select(table), execution_options={"yield_per": at_once}).mappings():
                    connection.execute(sa.insert(table).values(**kept))
            for row in _frames(source, superior.own_unit):  # what the superior itself wrote stands as it is
                connection.execute(sa.insert(FRAMES).values(**row))
    finally:
        fresh.close()
    return Superior.open(address)


def _replay(source: sa.Connection, target: Superior, unit: str, done: Rebuilt) -> None:
    for row in _frames(source, unit):
        with engines.writing(target.engine) as connection:
            connection.execute(sa.insert(FRAMES).values(**row))
            done.records += verifying.replay(target, connection, bytes(row["data"]))
            done.frames += 1


def _frames(source: sa.Connection, unit: str) -> Iterator[dict[str, Any]]:
    found = source.execute(sa.select(FRAMES).where(FRAMES.c.unit_id == unit).order_by(FRAMES.c.place),
                           execution_options={"yield_per": _AT_ONCE})
    for row in found.mappings():
        yield dict(row)


def _compare(source: sa.Connection, target: Superior) -> list[tuple[str, str]]:
    picked = sa.select(UNITS.c.code, ROOTS.c.register, ROOTS.c.rows, ROOTS.c.a, ROOTS.c.b).join(
        UNITS, UNITS.c.id == ROOTS.c.unit_id)
    with engines.reading(target.engine) as connection:
        old, new = ({(code, register): tuple(sums) for code, register, *sums in one.execute(picked)}
                    for one in (source, connection))
    return sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
