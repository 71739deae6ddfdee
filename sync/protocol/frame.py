"""A frame: an immutable, signed, hash-chained set of row images.

Bytes: `UDF1` · header length (4 bytes, big endian) · header (canonical JSON) · signature (64) · payload. Frames may
stand one after another. The frame's hash is SHA-256 of its header, which names the hash of the payload.
"""

from __future__ import annotations

import hashlib
import re
import struct
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from sync.protocol import canonical, columns, keys, limits
from sync.protocol.refusals import Refused, Why

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAGIC = b"UDF1"
VERSION = 1
FIRST = ""
"""What the first frame of a log names as its predecessor."""

_START = struct.Struct(">4sI")
_HEX = {size: re.compile(f"[0-9a-f]{{{size}}}") for size in (16, 32, 64)}
DOWN = "D"
"""The class of a superior's own logs, which travel downward."""

CLASSES = ("S", "N", DOWN)
_SIGNATURE, _PAYLOAD = "signature", "payload"


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What a frame says of itself; the signature is over exactly these bytes."""

    unit: str
    device: str
    log: str
    share: str = msgspec.field(name="class")
    seq: int
    prev: str
    deps: dict[str, tuple[int, str]]
    n: int
    plen: int
    rlen: int
    phash: str
    schema: str
    root: dict[str, tuple[int, str, str]]
    cert: str
    to: str | msgspec.UnsetType = msgspec.UNSET
    of: tuple[str, int, str] | msgspec.UnsetType = msgspec.UNSET
    suite: int = keys.SUITE
    v: int = VERSION

    @property
    def addressee(self) -> str:
        """Return the one unit that a superior's frame is for, '' for all."""
        return "" if self.to is msgspec.UNSET else str(self.to)

    @property
    def origin(self) -> tuple[str, int, str] | None:
        """Return log, number and hash of the frame that a relay made this one of, None for any other."""
        return None if isinstance(self.of, msgspec.UnsetType) else self.of

    def check(self) -> None:
        """Raise Refused when a name or a number is out of shape."""
        if self.v != VERSION or self.suite != keys.SUITE:
            raise Refused(Why.NEWER_VERSION, version=f"{self.v}/{self.suite}", known=f"{VERSION}/{keys.SUITE}")
        names = [(self.unit, 32), (self.device, 64), (self.log, 16), (self.phash, 64), (self.cert, 64)]
        if self.addressee:
            names.append((self.addressee, 32))
        if self.origin is not None:
            names += [(self.origin[0], 16), (self.origin[2], 64)]
        chained = _HEX[64].fullmatch(self.prev) if self.seq > 1 else self.prev == FIRST
        if not chained or self.share not in CLASSES or not all(_HEX[size].fullmatch(name) for name, size in names):
            raise Refused(Why.MALFORMED, detail="a name in the header")
        if not 0 < self.seq < 1 << 53 or not 0 <= self.n <= limits.FRAME_RECORDS:
            raise Refused(Why.MALFORMED, detail="a number in the header")
        if not 0 <= self.plen <= limits.FRAME_PACKED_BYTES or not 0 <= self.rlen <= limits.FRAME_RAW_BYTES:
            raise Refused(Why.TOO_LARGE, detail="payload of a frame")


@dataclass(frozen=True)
class Frame:
    """A whole frame as it came or was sealed; `header` is read from `head`, never the other way."""

    head: bytes
    signature: bytes
    payload: bytes

    @cached_property
    def header(self) -> Header:
        """Return the header."""
        return canonical.decode(self.head, Header)

    @cached_property
    def hash(self) -> str:
        """Return the frame's name in the chain: SHA-256 of the header, in hexadecimal."""
        return hash_of(self.head)

    def __len__(self) -> int:
        """Return how many bytes the frame has."""
        return _START.size + len(self.head) + len(self.signature) + len(self.payload)

    @property
    def data(self) -> bytes:
        """Return the frame's bytes."""
        return _START.pack(MAGIC, len(self.head)) + self.head + self.signature + self.payload

    def verify(self, public: bytes) -> None:
        """Raise Refused unless that device signed the header and the payload is the one it names."""
        header = self.header
        if keys.fingerprint(public) != header.device:
            raise Refused(Why.UNKNOWN_DEVICE)
        if not keys.verifies(public, keys.FRAME, self.head, self.signature):
            raise self._tampered(_SIGNATURE)
        if len(self.payload) != header.plen or hash_of(self.payload) != header.phash:
            raise self._tampered(_PAYLOAD)

    def tables(self) -> list[columns.Table]:
        """Return the rows; call `verify` before."""
        tables = columns.unpack(self.payload, self.header.rlen)
        if sum(len(table.ids) for table in tables) != self.header.n:
            raise Refused(Why.MALFORMED, detail="the header counts other rows")
        return tables

    def _tampered(self, detail: str) -> Refused:
        return Refused(Why.TAMPERED, log=self.header.log, seq=self.header.seq, detail=detail)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What sealing knows before the rows are packed; `header` makes it whole."""

    unit: str
    device: str
    log: str
    share: str
    seq: int
    prev: str
    deps: dict[str, tuple[int, str]]
    schema: str
    cert: str
    to: str = ""
    of: tuple[str, int, str] | None = None

    @property
    def own(self) -> str:
        """Return what rows without a vector of their own have seen: this very frame."""
        return f"{self.log}:{self.seq}"


def hash_of(data: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def seal(draft: Draft, tables: Sequence[columns.Table], root: dict[str, tuple[int, str, str]],
         signer: keys.Signer) -> Frame:
    """Return the signed frame; raises Refused('too_large') when it must be divided first."""
    payload, raw_size = columns.pack(tables)
    header = Header(
        unit=draft.unit, device=draft.device, log=draft.log, share=draft.share, seq=draft.seq, prev=draft.prev,
        deps=draft.deps, schema=draft.schema, cert=draft.cert, root=root,
        to=draft.to or msgspec.UNSET, of=draft.of or msgspec.UNSET,
        n=sum(len(t.ids) for t in tables),
        plen=len(payload), rlen=raw_size, phash=hash_of(payload))
    header.check()
    head = canonical.encode(header)
    return Frame(head, signer.sign(keys.FRAME, head), payload)


def header_of(data: bytes) -> Header:
    """Return the header of a frame of one's own store, of which the beginning is enough."""
    _magic, length = _START.unpack(data[:_START.size])
    return canonical.decode(data[_START.size:_START.size + length], Header)


def read(data: bytes) -> Iterator[Frame]:
    """Return the whole frames at the beginning of the data; a torn one at the end is left out.

    Raises Refused where the bytes are not a frame at all. `length` of what was read is the sum of `len(frame.data)`.
    """
    return _all(memoryview(data))


class Reader:
    """Reads frames out of bytes that come part by part; nothing is kept of what has been read."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._data, self._wanted = bytearray(), 0

    def feed(self, part: bytes) -> Iterator[Frame]:
        """Yield the frames that this part makes whole; raises Refused where the bytes are not a frame at all."""
        self._data += part
        while len(self._data) >= self._wanted:
            with memoryview(self._data) as view:
                found = _one(view)
            if isinstance(found, Frame):
                self._wanted = 0
                del self._data[:len(found)]
                yield found
            else:
                self._wanted = found


def _all(view: memoryview) -> Iterator[Frame]:
    place = 0
    while isinstance(found := _one(view[place:]), Frame):
        yield found
        place += len(found)


def _one(view: memoryview) -> Frame | int:
    """Return the frame at the beginning, or how many bytes there must be to see more of it."""
    if len(view) < _START.size:
        if not MAGIC.startswith(bytes(view[:4])):
            raise Refused(Why.MALFORMED, detail="not a frame")
        return _START.size
    magic, length = _START.unpack(view[:_START.size])
    if magic != MAGIC:
        raise Refused(Why.MALFORMED, detail="not a frame")
    if not 0 < length <= limits.HEADER_BYTES:
        raise Refused(Why.TOO_LARGE, detail="header of a frame")
    after_head: int = _START.size + length
    if len(view) < after_head:
        return after_head
    head = bytes(view[_START.size:after_head])
    header = canonical.decode(head, Header)
    header.check()
    start = after_head + keys.SIGNATURE_BYTES
    if len(view) < start + header.plen:
        return start + header.plen
    return Frame(head, bytes(view[after_head:start]), bytes(view[start:start + header.plen]))
