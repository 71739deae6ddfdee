"""Keys that no two records share: an error within a unit; at another unit, which only a superior can see, a hint."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from sync.server import wall
from sync.server.rows import among, named, spelt
from sync.server.tables import UNITS, Mirror
from union_desk import checking
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sync.protocol.columns import Table, Value

ELSEWHERE = N_("{union} reports a record with the same value too; perhaps this is a transfer.")
_AT_ONCE = 10_000

Key = tuple[Any, ...]


class Holder(NamedTuple):
    """A stored record that has a value: whether it is the unit's own, whose it is, its id and its whole key."""

    own: bool
    unit: str
    record: str
    key: Key


def compare(connection: sa.Connection, unit: str, one: Mirror, table: Table,
            rows: Sequence[int], hidden: frozenset[str] = frozenset()) -> dict[int, list[Problem]]:
    """Return what shared keys say about living rows of a frame that is not stored yet; `hidden` fields say nothing."""
    found: dict[int, list[Problem]] = defaultdict(list)
    for names in one.register.keys if one.register else ():
        if any(name not in table.columns or name in hidden for name in names):
            continue
        keys = list(zip(*(table.columns[name] for name in names), strict=True))
        with wall.door(connection):
            holders = list(_holders(connection, unit, one, names, {keys[row][0] for row in rows}))
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
             values: set[Any]) -> Iterator[Holder]:
    """Yield the living stored records that have one of these values in the key's first field."""
    columns = one.table.c
    wanted = [v for v in values if isinstance(v, str) and "\0" not in v]
    picked = sa.select(columns.unit_id == unit, spelt(columns.unit_id), spelt(columns.id),
                       *(columns[name] for name in names)).where(columns.deleted.is_(False))
    picked = picked.where(among(connection, columns[names[0]]))
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start:start + _AT_ONCE]
        for own, holder, record, *key in connection.execute(picked, named(part)):
            yield Holder(bool(own), holder, record, tuple(key))


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
