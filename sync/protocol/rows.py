"""The hash of a row version, and the sums over all rows of a register that prove two copies equal."""

from __future__ import annotations

import struct
from hashlib import blake2b
from itertools import compress
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sync.protocol.columns import Table, Value

HASH_BYTES = 16
_MASK = (1 << 64) - 1
_encode = msgspec.msgpack.Encoder().encode


class Root(NamedTuple):
    """Count and two running sums (mod 2⁶⁴) of the row hashes of one register of one unit."""

    rows: int = 0
    a: int = 0
    b: int = 0

    def add(self, hashes: Sequence[bytes]) -> Root:
        """Return the root with these rows added."""
        a, b = _sums(hashes)
        return Root(self.rows + len(hashes), (self.a + a) & _MASK, (self.b + b) & _MASK)

    def remove(self, hashes: Sequence[bytes]) -> Root:
        """Return the root with these rows taken out."""
        a, b = _sums(hashes)
        return Root(self.rows - len(hashes), (self.a - a) & _MASK, (self.b - b) & _MASK)

    def wire(self) -> tuple[int, str, str]:
        """Return the form a header carries: the count and the sums as 16 hexadecimal digits."""
        return self.rows, f"{self.a:016x}", f"{self.b:016x}"


def _sums(hashes: Sequence[bytes]) -> tuple[int, int]:
    numbers = struct.unpack(f">{2 * len(hashes)}Q", b"".join(hashes))
    return sum(numbers[::2]), sum(numbers[1::2])


def hash_rows(table: Table, seen: Iterable[str]) -> list[bytes]:
    """Return the BLAKE2b-128 hash of every row of a table, in order.

    Hashed are two msgpack arrays: [register, name, name …] of the columns that hold something, by name,
    and [id, deleted, seen, value, value …]. An empty column is not named, so a new nullable column changes no hash.
    """
    names = sorted(table.columns)
    columns = [table.columns[name] for name in names]
    gaps = [place for place, values in enumerate(columns) if None in values]
    if not names:
        rows: Iterable[tuple[Value, ...]] = ((),) * len(table.ids)
    else:
        rows = zip(*columns, strict=True)
    pick = itemgetter(*gaps, gaps[0]) if gaps else _nothing  # at least two, so that it gives a tuple
    packed, place = table.packed_ids, 0
    shapes: dict[tuple[bool, ...], tuple[bytes, tuple[bool, ...]]] = {}
    hashes = []
    for row, vector, deleted in zip(rows, seen, table.deleted, strict=True):
        empty = tuple([value is None for value in pick(row)])
        shape = shapes.get(empty)
        if shape is None:
            shape = shapes[empty] = _shape(table.register, names, {g for g, e in zip(gaps, empty, strict=False) if e})
        body = _encode([packed[place:place + 16], deleted, vector, *compress(row, shape[1])])
        hashes.append(blake2b(shape[0] + body, digest_size=HASH_BYTES).digest())
        place += 16
    return hashes


def _nothing(_row: tuple[Value, ...]) -> tuple[Value, ...]:
    return ()


def _shape(register: str, names: Sequence[str], empty: set[int]) -> tuple[bytes, tuple[bool, ...]]:
    """Return the first array for rows whose columns at these places are empty, and which columns to take."""
    chosen = tuple(place not in empty for place in range(len(names)))
    return _encode([register, *compress(names, chosen)]), chosen
