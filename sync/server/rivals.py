"""Keys that no two records share: an error within a unit; at another unit, which only a superior can see, a hint."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from sync.server import driver, wall
from sync.server.rows import among, named
from sync.server.tables import UNITS, Mirror
from union_desk import checking
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sync.protocol.columns import Table, Value
    from sync.server.standing import Standing

ELSEWHERE = N_("{union} reports a record with the same value too; perhaps this is a transfer.")
_AT_ONCE = 10_000

Key = tuple[Any, ...]


class Holder(NamedTuple):
    """A stored record that has a value: whether it is the unit's own, whose it is, its id and its whole key."""

    own: bool
    unit: str
    record: str
    key: Key


def compare(standing: Standing, one: Mirror, table: Table, rows: Sequence[int], hidden: frozenset[str],
            meanwhile: Iterator[None]) -> dict[int, list[Problem]]:
    """Return what shared keys say about living rows of a frame that is not stored yet; `hidden` fields say nothing.

    Steps of `meanwhile` are gone while PostgreSQL looks.
    """
    connection, unit = standing.connection, standing.unit
    found: dict[int, list[Problem]] = defaultdict(list)
    for names in one.register.keys if one.register else ():
        if any(name not in table.columns or name in hidden for name in names):
            continue
        keys = list(zip(*(table.columns[name] for name in names), strict=True))
        with wall.door(connection):
            holders = list(_holders(connection, unit, one, names, {keys[row][0] for row in rows}, meanwhile))
            titles = _titles(connection, holders)
        moving = set(table.ids) if holders else ()  # what the frame itself says of them counts, see _twice
        holders = [holder for holder in holders if not (holder.own and holder.record in moving)]
        by_key: dict[Key, list[Holder]] = defaultdict(list)
        for holder in holders:
            by_key[holder.key].append(holder)
        if by_key:
            for row in rows:
                found[row] += _said(by_key.get(keys[row], ()), names[0], titles)
        for row in _twice(keys, rows):
            found[row].append(Problem(ERROR, "duplicate", names[0], checking.TAKEN))
    return found


def _holders(connection: sa.Connection, unit: str, one: Mirror, names: Sequence[str],
             values: set[Any], meanwhile: Iterator[None]) -> Iterator[Holder]:
    """Yield the living stored records that have one of these values in the key's first field."""
    wanted = [v for v in values if isinstance(v, str) and "\0" not in v]
    for start in range(0, len(wanted), _AT_ONCE):
        for own, holder, record, *key in _look(connection, unit, one, names, wanted[start:start + _AT_ONCE], meanwhile):
            yield Holder(bool(own), holder, record, tuple(key))


def _look(connection: sa.Connection, unit: str, one: Mirror, names: Sequence[str], wanted: Sequence[str],
          meanwhile: Iterator[None]) -> Iterable[Sequence[Any]]:
    columns = one.table.c
    if connection.dialect.name == "postgresql":
        return driver.ask(
            connection,
            f"SELECT unit_id = %s, unit_id::text, id::text, {', '.join(names)} FROM {one.table.name} "  # noqa: S608  names of our own tables
            f"WHERE NOT deleted AND {driver.among(connection, columns[names[0]])}",
            [unit, json.dumps(wanted)], meanwhile)
    picked = sa.select(columns.unit_id == unit, columns.unit_id, columns.id, *(columns[name] for name in names)).where(
        columns.deleted.is_(False), among(connection, columns[names[0]]))
    return connection.execute(picked, named(wanted))


def _titles(connection: sa.Connection, holders: Iterable[Holder]) -> dict[str, str]:
    """Return the names of other units, by the id that their rows carry."""
    units = {h.unit: h.unit.replace("-", "") for h in holders if not h.own}
    if not units:
        return {}
    picked = sa.select(UNITS.c.id, UNITS.c.name).where(UNITS.c.id.in_(set(units.values())))
    names = dict(connection.execute(picked).all())
    return {shown: names[unit] for shown, unit in units.items()}


def _said(holders: Iterable[Holder], field: str, titles: Mapping[str, str]) -> Iterable[Problem]:
    if any(h.own for h in holders):
        yield Problem(ERROR, "duplicate", field, checking.TAKEN)
    for name in sorted({titles[h.unit] for h in holders if not h.own}):
        yield Problem(WARNING, "elsewhere", field, ELSEWHERE, {"union": name})


def _twice(keys: Sequence[tuple[Value, ...]], rows: Sequence[int]) -> Iterable[int]:
    """Return the rows after the first that share a key within the frame."""
    if len({keys[row] for row in rows}) == len(rows):
        return
    first: dict[tuple[Value, ...], int] = {}
    for row in rows:
        if keys[row][0] is not None and first.setdefault(keys[row], row) != row:
            yield row
