"""The rows of a frame, column by column: small, quick to pack and checked hard when they come from outside.

Payload: zstd of a msgpack array of tables `{t, n, id, del, seen, cols}` and a key or salts. The bytes of the ids stand
plane by plane (first all first bytes …) because their time prefix repeats; a column with few distinct values is
`{d, i}`, its values once and one byte per row.

Every row has a salt of its own, which goes into its hash (`sync.protocol.rows`). All salts of a table come out of a
random key of 16 bytes, which travels instead of them. Whoever erases a row's values destroys the key and the row's
salt, and keeps the other salts one by one: then no guess of the values can be tried, neither against the payload's
hash nor against any sum of hashes.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
import zstandard

from sync.protocol import ids as record_ids
from sync.protocol import limits, seen
from sync.protocol.refusals import Refused, Why
from union_desk.schema import dates

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

Value = str | int | None

SALT_BYTES = 16
NO_SALT = bytes(SALT_BYTES)
_LEVEL = 3
_DICTIONARY = 256
_NOTHING = {None}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


def is_name(text: str) -> bool:
    """Tell whether a register or a column may be called so."""
    return _NAME.fullmatch(text) is not None


@dataclass(frozen=True)
class Table:
    """Row images of one register: ids, values by column, which are deleted, and vectors that are not the frame's own.

    `seen` holds None where the version has seen nothing but this very frame of its log. `dictionaries` keeps, for
    columns that travelled as such, their distinct values (so that a check can look at each value once). `picked` are
    the rows' salts one after another where they do not come out of the `key`; then there is none.
    """

    register: str
    ids: list[str]
    columns: dict[str, Sequence[Value]]
    deleted: Sequence[int]
    seen: Sequence[str | None] | None = None
    dictionaries: dict[str, list[Value]] = field(default_factory=dict, compare=False)
    key: bytes = field(default_factory=lambda: secrets.token_bytes(SALT_BYTES), compare=False, repr=False)
    picked: bytes = field(default=b"", compare=False, repr=False)
    _distinct: dict[str, frozenset[Value]] = field(default_factory=dict, compare=False, repr=False)
    _texts: dict[str, str | None] = field(default_factory=dict, compare=False, repr=False)
    _no_days: dict[str, frozenset[Value]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def packed_ids(self) -> bytes:
        """Return the ids as 16 bytes each."""
        return record_ids.pack(self.ids)

    @cached_property
    def salts(self) -> list[bytes]:
        """Return every row's salt of 16 bytes: picked ones, else SHAKE-128 of the key, so many bytes of it."""
        size = SALT_BYTES * len(self.ids)
        stream = self.picked or hashlib.shake_128(self.key).digest(size)
        return [stream[place:place + SALT_BYTES] for place in range(0, size, SALT_BYTES)]

    def without_salts(self, places: Collection[int]) -> Table:
        """Return the table without its key and some rows' salts: those hashes cannot be made again by anybody."""
        left = [NO_SALT if place in places else salt for place, salt in enumerate(self.salts)]
        return replace(self, key=b"", picked=b"".join(left))

    def salted_anew(self, places: Collection[int]) -> Table:
        """Return the table with new salts for some rows, as versions of their own; the others keep their hashes."""
        if not places:
            return self
        if len(places) == len(self.ids):
            return replace(self, key=secrets.token_bytes(SALT_BYTES), picked=b"")
        left = [secrets.token_bytes(SALT_BYTES) if place in places else salt for place, salt in enumerate(self.salts)]
        return replace(self, key=b"", picked=b"".join(left))

    def distinct(self, name: str) -> frozenset[Value]:
        """Return the distinct values of a column, perhaps with some that no row has; made once."""
        found = self._distinct.get(name)
        if found is None:
            found = self._distinct[name] = frozenset(self.dictionaries.get(name) or self.columns[name])
        return found

    def forget_sets(self) -> None:
        """Forget what was found out about whole columns but their texts: it takes as much memory as the rows."""
        self._distinct.clear()
        self._no_days.clear()

    def told(self, name: str) -> Sequence[Value]:
        """Return what stands in a column without None: each value once where it came so, else one per row."""
        values = self.dictionaries.get(name) or self.columns[name]
        return [value for value in values if value is not None] if None in values else values

    def text(self, name: str) -> str | None:
        """Return a column's values as one text to look through; None where some value is not text."""
        if name not in self._texts:
            try:
                self._texts[name] = "".join(self.told(name))  # type: ignore[arg-type]  # what is no text raises
            except TypeError:
                self._texts[name] = None
        return self._texts[name]

    def no_days(self, name: str) -> frozenset[Value]:
        """Return a column's distinct values that are not at once seen to be a day, without None; made once."""
        found = self._no_days.get(name)
        if found is None:
            found = self._no_days[name] = dates.no_days(self.distinct(name) - _NOTHING)
        return found

    def some(self, places: Sequence[int]) -> Table:
        """Return some of the rows with their vectors and salts; columns that then hold nothing are left out."""
        def pick(values: Sequence[Any]) -> list[Any]:
            return [values[place] for place in places]

        columns = {name: pick(values) for name, values in self.columns.items()}
        return Table(self.register, pick(self.ids),
                     {name: values for name, values in columns.items() if any(v is not None for v in values)},
                     pick(self.deleted), None if self.seen is None else pick(self.seen),
                     key=b"", picked=b"".join(pick(self.salts)))

    def respelt(self, own: str, vectors: Sequence[str]) -> Table:
        """Return the rows with other vectors; where a vector really is another, the version is, and has a new salt."""
        before = self.vectors(own)
        changed = {place for place, vector in enumerate(vectors) if vector != before[place]}
        return replace(self, seen=vectors).salted_anew(changed)

    def vectors(self, own: str) -> list[str]:
        """Return the vector of every row; `own` is what rows without a vector have seen."""
        if self.seen is None:
            return [own] * len(self.ids)
        return [vector or own for vector in self.seen]


class _Few(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    d: list[Value]
    i: bytes


class _Wire(msgspec.Struct, frozen=True, omit_defaults=True):
    t: str
    n: int
    id: bytes
    cols: dict[str, list[Value] | _Few]
    del_: bytes = msgspec.field(name="del", default=b"")
    seen: list[str | None] | None = None
    key: bytes = b""
    salts: bytes = b""


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[_Wire]).decode


def pack(tables: Sequence[Table]) -> tuple[bytes, int]:
    """Return the packed payload of the tables and its size before packing, in bytes."""
    raw = _encode([_write(table) for table in tables])
    return zstandard.ZstdCompressor(level=_LEVEL).compress(raw), len(raw)


def _write(table: Table) -> _Wire:
    packed = table.packed_ids
    planes = b"".join(packed[k::record_ids.RECORD_BYTES] for k in range(record_ids.RECORD_BYTES))
    return _Wire(
        t=table.register, n=len(table.ids), id=planes,
        cols={name: _fold(values) for name, values in table.columns.items()},
        del_=bytes(table.deleted) if any(table.deleted) else b"",
        seen=list(table.seen) if table.seen is not None and any(table.seen) else None,
        key=b"" if table.picked else table.key, salts=table.picked,
    )


def _fold(values: Sequence[Value]) -> list[Value] | _Few:
    """Return a column as it travels: few distinct values once each and one byte per row, else all of them.

    The beginning tells nearly always: whether there are many, and which few there are.
    """
    most = min(_DICTIONARY, len(values) // 2)
    for known in (values[:2 * _DICTIONARY], values):
        words = list(dict.fromkeys(known))
        if len(words) > most:
            break
        place = dict(zip(words, range(len(words)), strict=True))
        with suppress(KeyError):  # a value that comes later for the first time
            return _Few(words, bytes(map(place.__getitem__, values)))
    return list(values)


def unpack(payload: bytes, raw_size: int) -> list[Table]:
    """Read a payload from outside; the size after unpacking must be what the header says.

    Raises Refused('too_large') before memory is set aside, Refused('malformed') for any other fault.
    """
    tables = _parse(_inflate(payload, raw_size))
    if len(tables) > limits.FRAME_TABLES or sum(len(t.ids) for t in tables) > limits.FRAME_RECORDS:
        raise Refused(Why.TOO_LARGE, detail="rows in a frame")
    if len({t.register for t in tables}) != len(tables):
        raise Refused(Why.MALFORMED, detail="a register stands twice")
    return tables


def _inflate(payload: bytes, raw_size: int) -> bytes:
    if raw_size > limits.FRAME_RAW_BYTES or len(payload) > limits.FRAME_PACKED_BYTES:
        raise Refused(Why.TOO_LARGE, detail="payload of a frame")
    try:
        if zstandard.frame_content_size(payload) != raw_size:
            raise Refused(Why.MALFORMED, detail="the payload's size differs from its header")
        return zstandard.ZstdDecompressor().decompress(payload, allow_extra_data=False)
    except zstandard.ZstdError as fault:
        raise Refused(Why.MALFORMED, detail=str(fault)) from fault


def _parse(raw: bytes) -> list[Table]:
    try:
        return [_read(wire) for wire in _decode(raw)]
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError, IndexError) as fault:
        raise Refused(Why.MALFORMED, detail=str(fault)) from fault


def _read(wire: _Wire) -> Table:
    count = wire.n
    if not 0 < count <= limits.FRAME_RECORDS or len(wire.cols) > limits.TABLE_COLUMNS:
        raise Refused(Why.TOO_LARGE, detail="rows or columns of a register")
    if len(wire.id) != count * record_ids.RECORD_BYTES or len(wire.del_) not in {0, count}:
        raise Refused(Why.MALFORMED, detail="ids and rows differ in number")
    if wire.del_.strip(b"\0\1"):
        raise Refused(Why.MALFORMED, detail="marks of the bin")
    if (len(wire.key), len(wire.salts)) not in {(SALT_BYTES, 0), (0, count * SALT_BYTES)}:
        raise Refused(Why.MALFORMED, detail="salts of rows")
    if not all(map(is_name, (wire.t, *wire.cols))):
        raise Refused(Why.MALFORMED, detail="a name of a register or column")
    if wire.seen is not None and len(wire.seen) != count:
        raise Refused(Why.MALFORMED, detail="vectors and rows differ in number")
    for vector in set(wire.seen or ()):
        if vector is not None:
            seen.read(vector)  # what is no vector would stop its log for ever once it is compared
    ids = record_ids.unpack(b"".join(wire.id[k::count] for k in range(count)))
    if len(set(ids)) != count:
        raise Refused(Why.MALFORMED, detail="a record stands twice")
    return Table(
        wire.t, ids, {name: _unfold(column, count) for name, column in wire.cols.items()},
        wire.del_ or bytes(count), wire.seen,
        {name: column.d for name, column in wire.cols.items() if isinstance(column, _Few)}, wire.key, wire.salts,
    )


def _unfold(column: list[Value] | _Few, count: int) -> list[Value]:
    values = [column.d[i] for i in column.i] if isinstance(column, _Few) else column
    if len(values) != count:
        raise Refused(Why.MALFORMED, detail="values and rows differ in number")
    return values
