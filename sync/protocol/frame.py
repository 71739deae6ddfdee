"""A frame: an immutable, signed, hash-chained set of row images.

Bytes: `UDF1` · header length (4 bytes, big endian) · header (canonical JSON) · signature (64) · payload. Frames may
stand one after another. The frame's hash is SHA-256 of its header, which names the hash of the payload.

A superior from whose frame erased values were taken keeps header and signature, so that the chain stands as it did:
`UDR1` · header length · header · signature · length (4 bytes) · what the superior signed · payload as it is now.
"""

from __future__ import annotations

import hashlib
import re
import struct
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from sync.protocol import canonical, columns, envelope, keys, limits
from sync.protocol.refusals import Refused, Why

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAGIC, REDACTED = b"UDF1", b"UDR1"
VERSION = 1
FIRST = ""
"""What the first frame of a log names as its predecessor."""

_START, _LENGTH = struct.Struct(">4sI"), struct.Struct(">I")
_HEX = {size: re.compile(f"[0-9a-f]{{{size}}}") for size in (16, 32, 64)}
DOWN = "D"
"""The class of a superior's own logs, which travel downward."""

CLASSES = ("S", "N", DOWN)
_SIGNATURE, _PAYLOAD, _SEAL = "signature", "payload", "redaction"


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


class Redaction(msgspec.Struct, frozen=True, kw_only=True):
    """What a superior signs about a frame from which it took values of erased records; the rest of it is as it was.

    log, seq and hash name the frame; plen, rlen and phash are of the payload that stands in it now. `records` are the
    records, by register, and `erasures` the unit's own records that say that their values are to go.
    """

    log: str
    seq: int
    hash: str
    plen: int
    rlen: int
    phash: str
    records: dict[str, list[str]]
    erasures: list[str]
    at: str
    v: int = VERSION

    def check(self) -> None:
        """Raise Refused when a number is out of shape."""
        if not 0 <= self.plen <= limits.FRAME_PACKED_BYTES or not 0 <= self.rlen <= limits.FRAME_RAW_BYTES:
            raise Refused(Why.TOO_LARGE, detail="payload of a frame")


@dataclass(frozen=True)
class Frame:
    """A whole frame as it came or was sealed; `header` is read from `head`, never the other way.

    `seal` is what a superior signed about values that it took out; "" for a frame as its device sealed it.
    """

    head: bytes
    signature: bytes
    payload: bytes
    seal: str = ""

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
        told = _LENGTH.size + len(self.seal) if self.seal else 0
        return _START.size + len(self.head) + len(self.signature) + told + len(self.payload)

    @cached_property
    def redaction(self) -> Redaction | None:
        """Return what a superior said about values that it took out, unverified; None for a frame as it was sealed."""
        return envelope.peek(self.seal, Redaction) if self.seal else None

    @property
    def data(self) -> bytes:
        """Return the frame's bytes."""
        seal = self.seal.encode("ascii")
        start = _START.pack(REDACTED if seal else MAGIC, len(self.head))
        told = _LENGTH.pack(len(seal)) + seal if seal else b""
        return b"".join((start, self.head, self.signature, told, self.payload))

    def verify(self, public: bytes, superior: bytes = b"") -> None:
        """Raise Refused unless that device signed the header and the payload is the one it names.

        superior: the key of the superior that may have taken erased values out of the payload, and signed that.
        """
        if keys.fingerprint(public) != self.header.device:
            raise Refused(Why.UNKNOWN_DEVICE)
        if not keys.verifies(public, keys.FRAME, self.head, self.signature):
            raise self._tampered(_SIGNATURE)
        if self.redaction is not None and not (superior and self._is_sealed_by(superior)):
            raise self._tampered(_SEAL)
        if not self.is_whole():
            raise self._tampered(_PAYLOAD)

    def is_whole(self) -> bool:
        """Tell whether the payload is the one that the header names, or what its superior says about it."""
        told = self.redaction or self.header
        return len(self.payload) == told.plen and hash_of(self.payload) == told.phash

    def _is_sealed_by(self, superior: bytes) -> bool:
        try:
            told = envelope.open_(superior, keys.REDACTION, self.seal, Redaction)
        except Refused:
            return False
        return (told.log, told.seq, told.hash) == (self.header.log, self.header.seq, self.hash)

    def tables(self) -> list[columns.Table]:
        """Return the rows; call `verify` before."""
        tables = columns.unpack(self.payload, (self.redaction or self.header).rlen)
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
        if not any(magic.startswith(bytes(view[:4])) for magic in (MAGIC, REDACTED)):
            raise Refused(Why.MALFORMED, detail="not a frame")
        return _START.size
    magic, length = _START.unpack(view[:_START.size])
    if magic not in {MAGIC, REDACTED}:
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
    signature, seal = bytes(view[after_head:start]), ""
    size = header.plen
    if magic == REDACTED:
        told = _seal(view[start:])
        if isinstance(told, int):
            return start + told
        seal, size = told
        start += _LENGTH.size + len(seal)
    if len(view) < start + size:
        return start + size
    return Frame(head, signature, bytes(view[start:start + size]), seal)


def _seal(view: memoryview) -> tuple[str, int] | int:
    """Return what a superior signed about a frame's payload, and that one's size; else how many bytes it takes."""
    if len(view) < _LENGTH.size:
        return _LENGTH.size
    (length,) = _LENGTH.unpack(view[:_LENGTH.size])
    if not 0 < length <= limits.REDACTION_BYTES:
        raise Refused(Why.TOO_LARGE, detail="redaction of a frame")
    whole: int = _LENGTH.size + length
    if len(view) < whole:
        return whole
    try:
        seal = bytes(view[_LENGTH.size:whole]).decode("ascii")
    except UnicodeDecodeError as fault:
        raise Refused(Why.MALFORMED, detail="redaction of a frame") from fault
    told = envelope.peek(seal, Redaction)
    told.check()
    return seal, told.plen


def redact(one: Frame, tables: Sequence[columns.Table], signer: keys.Signer, *, records: dict[str, list[str]],
           erasures: Sequence[str], at: str) -> Frame:
    """Return a frame with other rows in it, header and signature as they were, and what the superior signs about it."""
    payload, raw_size = columns.pack(tables)
    told = Redaction(log=one.header.log, seq=one.header.seq, hash=one.hash, plen=len(payload), rlen=raw_size,
                     phash=hash_of(payload), records=records, erasures=sorted(erasures), at=at)
    return Frame(one.head, one.signature, payload, envelope.seal(signer, keys.REDACTION, told))
