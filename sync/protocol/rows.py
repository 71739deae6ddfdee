"""The hash of a row version, and the sums over all rows of a register that prove two copies equal."""

from __future__ import annotations

import hashlib
import struct
from functools import lru_cache
from hashlib import blake2b
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sync.protocol import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sync.protocol.columns import Table

HASH_BYTES = 16
_MASK = (1 << 64) - 1
_SHORT_MAP = 15
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

    Hashed are a msgpack array [register, id, deleted, seen, salt] and a msgpack map of the columns that hold something,
    by name. An empty column is not named, so a new nullable column changes no hash.
    """
    start = b"\x95" + _encode(table.register) + b"\xc4\x10"  # an array of five; 16 bytes follow
    packed = table.packed_ids
    ids = [packed[place:place + 16] for place in range(0, len(packed), 16)]
    marks = list(zip(table.deleted, seen, strict=True))
    ends = {mark: _encode(mark[0]) + _encode(mark[1]) + b"\xc4\x10" for mark in set(marks)}
    parts = zip(repeat(start), ids, map(ends.__getitem__, marks), table.salts, _values(table))
    return [blake2b(row, digest_size=HASH_BYTES).digest() for row in map(b"".join, parts)]


def _values(table: Table) -> Iterator[bytes]:
    """Return the msgpack map of every row; a struct with defaults leaves out what is empty."""
    names = tuple(sorted(table.columns))
    if not names:
        return repeat(_encode({}), len(table.ids))
    packed = map(_encode, map(_shape(names), *(table.columns[name] for name in names)))
    if len(names) <= _SHORT_MAP:
        return packed
    return (row if row[2] > _SHORT_MAP or row[1] else _shortest(row) for row in packed)


def _shortest(packed: bytes) -> bytes:
    """Return a map of few values in msgpack's shortest form: msgspec chooses its head by the columns there are.

    Without this a record with few values would have another hash in a frame with many columns.
    """
    return bytes((0x80 | packed[2],)) + packed[3:]


@lru_cache(maxsize=64)
def _shape(names: tuple[str, ...]) -> type[msgspec.Struct]:
    spelling = {f"f{place}": name for place, name in enumerate(names)}
    return msgspec.defstruct("Shape", [(place, object, None) for place in spelling], rename=spelling,
                             omit_defaults=True, gc=False)


def digest_of_roots(roots: Mapping[str, Root]) -> str:
    """Return the SHA-256 of the roots of all registers that hold rows: equal roots, equal digest."""
    told = {name: root.wire() for name, root in roots.items() if root.rows}
    return hashlib.sha256(canonical.encode(told)).hexdigest()
