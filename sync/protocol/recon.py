"""Finding the few records in which two copies of a register differ, by sums over parts of it.

A record's key is its name in hexadecimal read backwards (names begin with their time and end by chance), so the parts
of one level are about equally large. For a prefix of the key both ends tell the sums of its sixteen children, or the
records themselves where there are at most 32; only what differs is looked into.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated

import msgspec

from sync.protocol.ids import RECORD_BYTES
from sync.protocol.rows import HASH_BYTES

FAN = 16
LIST = 32
SUM_BYTES = 8
DEPTH, DEEPER, LARGE = 3, 4, 50_000
"""Levels that are summed in advance: 4,096 parts of a register, or 65,536 of one with more versions than `LARGE`."""

_DIGITS = "0123456789abcdef"
_MASK = (1 << 64) - 1
MOST_PREFIXES = 256
MOST_VERSIONS = 200

Record = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", max_length=36)]
Salt = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$", max_length=32)]


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one end holds below a prefix: sixteen sums, or the records with their hashes; base64.

    A sum is the first eight bytes of the hashes of all versions, added up mod 2⁶⁴, and then their number: two parts
    that differ in a single version never have the same sum.
    """

    sums: str = ""
    rows: str = ""


class Question(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Parts of a register are asked for by their prefixes, or whole versions by the records' names.

    `paper` is the square code of a cross-table on paper, which the superior counts anew from what it holds.
    """

    register: str
    prefixes: list[str] = []
    records: list[Record] = []
    paper: str = ""


class VersionRow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A version as the superior holds it, with the salt of its hash in hexadecimal."""

    id: str
    seen: str
    deleted: bool = False
    values: dict[str, str | int] = {}
    salt: Salt


class TableAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A table as the superior counts it: (categories, number) of each cell, and until when received rows count."""

    known: bool = True
    cells: list[tuple[list[str], int]] = []
    moment: str = ""


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The parts in the order of the prefixes, the versions of the records that are held, or the table of a paper."""

    parts: list[Part] = []
    versions: list[VersionRow] = []
    table: TableAnswer | None = None


Row = tuple[str, bytes]
"""A version: its record's name and its hash."""


def key(record: str) -> str:
    """Return the key of a record's name."""
    return record.replace("-", "")[::-1]


def add(total: int, digest: bytes) -> int:
    """Add a version to a sum."""
    return (total + int.from_bytes(digest[:SUM_BYTES], "big")) & _MASK


def depth_for(count: int) -> int:
    """Return how many levels are summed in advance for so many versions, so that few stand in each part."""
    return DEEPER if count > LARGE else DEPTH


@dataclass
class Fan:
    """Number and sum of the versions in each of the parts of the lowest level that is summed in advance."""

    depth: int = DEPTH
    counts: list[int] = field(default_factory=list)
    sums: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with nothing in any part."""
        if not self.counts:
            self.counts, self.sums = [0] * FAN ** self.depth, [0] * FAN ** self.depth

    def put(self, tail: str, beginnings: bytes) -> None:
        """Add versions whose names end in these digits, as many as there are levels: eight bytes of each hash."""
        place, count = int(tail[::-1], 16), len(beginnings) // SUM_BYTES
        self.counts[place] += count
        self.sums[place] = (self.sums[place] + sum(struct.unpack(f">{count}Q", beginnings))) & _MASK

    def put_row(self, record: str, digest: bytes) -> None:
        """Add one version of a record."""
        self.put(record[-self.depth:], digest[:SUM_BYTES])

    def put_all(self, packed: bytes) -> None:
        """Add versions one after another: the last four digits of each name as two bytes, eight bytes of its hash."""
        counts, sums, places = self.counts, self.sums, _places(self.depth)
        for tail, beginning in struct.iter_unpack(">HQ", packed):
            place = places[tail]
            counts[place] += 1
            sums[place] += beginning

    def children(self, prefix: str) -> tuple[list[int], list[int]]:
        """Return numbers and sums of the sixteen parts below a prefix that has fewer digits than there are levels."""
        width = FAN ** (self.depth - len(prefix) - 1)
        first = int(prefix, 16) * width * FAN if prefix else 0
        parts = [slice(first + n * width, first + (n + 1) * width) for n in range(FAN)]
        return [sum(self.counts[p]) for p in parts], [sum(self.sums[p]) & _MASK for p in parts]

    def pack(self) -> bytes:
        """Return the fan as bytes, to be kept."""
        return msgspec.msgpack.encode((self.counts, [total & _MASK for total in self.sums]))

    @classmethod
    def unpack(cls, data: bytes) -> Fan:
        """Read what was kept."""
        counts, sums = msgspec.msgpack.decode(data, type=tuple[list[int], list[int]])
        return cls(DEPTH if len(counts) == FAN ** DEPTH else DEEPER, counts, sums)


@cache
def _places(depth: int) -> list[int]:
    """Return the part by the last four digits of a name, read as a number."""
    return [int(f"{tail:04x}"[::-1][:depth], 16) for tail in range(FAN ** DEEPER)]


def part_of_fan(fan: Fan, prefix: str) -> Part | None:
    """Return a part from the sums alone; None where its records are to be listed."""
    if len(prefix) >= fan.depth:
        return None
    counts, sums = fan.children(prefix)
    return Part(sums=_pack_sums(counts, sums)) if sum(counts) > LIST else None


def part_of_rows(prefix: str, rows: Sequence[Row]) -> Part:
    """Return a part from all rows whose key begins with the prefix."""
    if len(rows) <= LIST:
        return Part(rows=base64.b64encode(b"".join(
            bytes.fromhex(record.replace("-", "")) + digest for record, digest in sorted(rows))).decode())
    counts, sums = [0] * FAN, [0] * FAN
    for record, digest in rows:
        place = int(key(record)[len(prefix)], 16)
        counts[place] += 1
        sums[place] = add(sums[place], digest)
    return Part(sums=_pack_sums(counts, sums))


def _pack_sums(counts: Sequence[int], sums: Sequence[int]) -> str:
    told = b"".join(((total + count) & _MASK).to_bytes(SUM_BYTES, "big")
                    for count, total in zip(counts, sums, strict=True))
    return base64.b64encode(told).decode()


def rows_of(part: Part) -> set[tuple[str, bytes]]:
    """Return the rows that a part lists."""
    data, size = base64.b64decode(part.rows), RECORD_BYTES + HASH_BYTES
    found = set()
    for start in range(0, len(data) - size + 1, size):
        text = data[start:start + RECORD_BYTES].hex()
        name = f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
        found.add((name, data[start + RECORD_BYTES:start + size]))
    return found


Ask = Callable[[Sequence[str]], tuple[Sequence[Part], Sequence[Part]]]
"""Gives one's own parts and the other end's, by prefixes."""


@dataclass
class Found:
    """Records that differ: those with versions only here, only there, and how many rounds it took."""

    here: set[str] = field(default_factory=set)
    there: set[str] = field(default_factory=set)
    rounds: int = 0

    @property
    def all(self) -> set[str]:
        """Return every record that differs."""
        return self.here | self.there


def differences(both: Ask, list_below: Callable[[Sequence[str]], Mapping[str, Iterable[Row]]]) -> Found:
    """Find what differs between two ends of a register; `list_below` lists one's own rows under prefixes."""
    found, level = Found(), [""]
    while level:
        found.rounds += 1
        below: list[str] = []
        listed: dict[str, set[tuple[str, bytes]]] = {}
        for start in range(0, len(level), MOST_PREFIXES):
            asked = level[start:start + MOST_PREFIXES]
            for prefix, own, other in zip(asked, *both(asked), strict=True):
                if other.sums and own.sums:
                    one, two = base64.b64decode(own.sums), base64.b64decode(other.sums)
                    below += [prefix + _DIGITS[n] for n in range(FAN)
                              if one[n * SUM_BYTES:(n + 1) * SUM_BYTES] != two[n * SUM_BYTES:(n + 1) * SUM_BYTES]]
                elif other.sums:  # few here, many there: go on until both can be listed
                    below += [prefix + digit for digit in _DIGITS]
                else:
                    listed[prefix] = rows_of(other)
        for prefix, rows in list_below(list(listed)).items():
            here = set(rows)
            found.here |= {record for record, _digest in here - listed[prefix]}
            found.there |= {record for record, _digest in listed[prefix] - here}
        level = below
    return found
