"""The hash of a row version, and the sums over all rows of a register that prove two copies equal."""

from __future__ import annotations

import struct
from hashlib import blake2b
from itertools import compress
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
    heads: dict[bytes, bytes] = {}
    hashes = []
    columns: Iterable[tuple[Value, ...]] = zip(*(table.columns[n] for n in names), strict=True)
    if not names:
        columns = (() for _ in table.ids)
    packed = table.packed_ids
    for place, (row, vector, deleted) in enumerate(zip(columns, seen, table.deleted, strict=True)):
        filled = bytes([value is not None for value in row])
        head = heads.get(filled)
        if head is None:
            head = heads[filled] = _encode([table.register, *compress(names, filled)])
        key = packed[place * 16:place * 16 + 16]
        body = _encode([key, deleted, vector, *compress(row, filled)])
        hashes.append(blake2b(head + body, digest_size=HASH_BYTES).digest())
    return hashes
