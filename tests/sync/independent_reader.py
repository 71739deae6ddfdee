"""A second reader of recorded sessions, written from sync/PROTOCOL.md alone; nothing of `sync/` is imported here.

It takes the superior's public key and the bytes of a session, verifies certificates, signatures, chains, digests,
receipts and roots, and gives the rows as the frames say them. Numbers in comments are sections of that document.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

if TYPE_CHECKING:
    from collections.abc import Iterator

Document = dict[str, Any]
_TWO_TO_64 = 1 << 64


class FalseError(Exception):
    """Something is not as the document says; the words say what."""


def demand(holds: object, what: str) -> None:
    """Raise FalseError unless it holds."""
    if not holds:
        raise FalseError(what)


# ---- 2. Documents, keys and signatures


def document(data: bytes) -> Document:
    """Read canonical JSON: sorted keys, no blanks, UTF-8."""
    read: Document = json.loads(data.decode("utf-8"))
    spelt = json.dumps(read, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
    demand(spelt == data, "not canonical")
    return read


def verify(key: bytes, purpose: str, data: bytes, signature: bytes) -> None:
    """Verify a signature over purpose and data."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, f"union-desk {purpose} 1\n".encode() + data)
    except InvalidSignature as fault:
        raise FalseError(purpose) from fault


def name_of(key: bytes) -> str:
    """Return the name of a key."""
    return hashlib.sha256(b"union-desk key 1\n" + key).hexdigest()


def unwrap(text: str) -> tuple[bytes, bytes]:
    """Return document and signature of an envelope."""
    left, _dot, right = text.partition(".")
    document_, signature = (base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in (left, right))
    return document_, signature


def opened(key: bytes, purpose: str, text: str) -> Document:
    """Return what an envelope says, verified."""
    data, signature = unwrap(text)
    verify(key, purpose, data, signature)
    return document(data)


# ---- 6. Frames


@dataclass(frozen=True)
class Frame:
    """A frame: header as bytes and read, signature, payload; `seal` is what a superior signed about erased values."""

    head: bytes
    header: Document
    signature: bytes
    payload: bytes
    seal: str = ""

    @property
    def hash(self) -> str:
        """Return its hash: SHA-256 of the header."""
        return hashlib.sha256(self.head).hexdigest()


def frames(data: bytes) -> Iterator[Frame]:
    """Yield the whole frames; a torn one at the end is left."""
    place = 0
    while len(data) - place >= 8:
        magic = data[place:place + 4]
        demand(magic in {b"UDF1", b"UDR1"}, "magic")
        (length,) = struct.unpack(">I", data[place + 4:place + 8])
        head, start = data[place + 8:place + 8 + length], place + 8 + length + 64
        signature, seal = data[start - 64:start], b""
        if magic == b"UDR1":  # 19: a frame that lost values
            if len(data) < start + 4:
                return
            (length,) = struct.unpack(">I", data[start:start + 4])
            seal, start = data[start + 4:start + 4 + length], start + 4 + length
        if len(data) < start:
            return
        header = document(head)
        end = start + payload_of(header, seal.decode("ascii"))["plen"]
        if len(data) < end:
            return
        yield Frame(head, header, signature, data[start:end], seal.decode("ascii"))
        place = end


def payload_of(header: Document, seal: str) -> Document:
    """Return what is said of the payload as it stands: by the header, or by what a superior signed (section 19)."""
    return document(unwrap(seal)[0]) if seal else header


@dataclass(frozen=True)
class Row:
    """A version of a record."""

    register: str
    id: str
    binned: int
    seen: str
    values: Document
    salt: bytes

    @property
    def hash(self) -> bytes:
        """Return its hash (section 5)."""
        record = bytes.fromhex(self.id.replace("-", ""))
        told = {name: value for name, value in sorted(self.values.items()) if value is not None}
        pack = msgspec.msgpack.encode
        said = pack([self.register, record, self.binned, self.seen, self.salt]) + pack(told)
        return hashlib.blake2b(said, digest_size=16).digest()


def rows(frame: Frame) -> Iterator[Row]:
    """Yield the rows of a frame's payload."""
    said = payload_of(frame.header, frame.seal)
    demand(hashlib.sha256(frame.payload).hexdigest() == said["phash"], "digest of the payload")
    raw = zstandard.ZstdDecompressor().decompress(frame.payload, max_output_size=4 << 20)
    demand(len(raw) == said["rlen"], "length of the payload")
    own = f"{frame.header['log']}:{frame.header['seq']}"
    for table in msgspec.msgpack.decode(raw):
        count, planes = table["n"], table["id"]
        binned, vectors = table.get("del") or bytes(count), table.get("seen") or [None] * count
        columns = {name: _column(column) for name, column in table["cols"].items()}
        demand(("key" in table) != ("salts" in table), "a key or salts")
        salts = table.get("salts") or hashlib.shake_128(table["key"]).digest(16 * count)
        for row in range(count):
            number = bytes(planes[plane * count + row] for plane in range(16)).hex()
            record = "-".join((number[:8], number[8:12], number[12:16], number[16:20], number[20:]))
            yield Row(table["t"], record, binned[row], vectors[row] or own,
                      {name: column[row] for name, column in columns.items() if column[row] is not None},
                      salts[16 * row:16 * row + 16])


def _column(column: Any) -> list[Any]:
    return [column["d"][place] for place in column["i"]] if isinstance(column, dict) else list(column)


# ---- 4. What a version has seen


def vector(text: str) -> dict[str, int]:
    """Read a vector in its one spelling."""
    read = {log: int(number) for log, number in (part.split(":") for part in text.split(","))}
    demand(",".join(f"{log}:{number}" for log, number in sorted(read.items())) == text, "vector")
    return read


def covers(newer: str, older: str) -> bool:
    """Tell whether one version has seen all that the other has."""
    mine = vector(newer)
    return all(mine.get(log, 0) >= number for log, number in vector(older).items())


# ---- the whole session


@dataclass
class Reader:
    """Follows one unit's session; `superior` is the public key of the superior."""

    superior: bytes
    devices: dict[str, tuple[bytes, str, str]] = field(default_factory=dict)  # name: key, unit, digest of certificate
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    held: dict[tuple[str, str], list[Row]] = field(default_factory=dict)
    kept: dict[str, Frame] = field(default_factory=dict)
    confirmed: dict[str, Document] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)  # the unit's own records that ask for values to go
    bare: set[tuple[str, str, str]] = field(default_factory=set)  # versions that lost values: register, id, vector

    def admit(self, answer: bytes) -> None:
        """Read the answer to an enrolment (section 3)."""
        reply = document(answer)
        demand(base64.b64decode(reply["superior_key"]) == self.superior, "key of the superior")
        admission = opened(self.superior, "welcome", reply["admission"])
        certificate = opened(self.superior, "certificate", admission["certificate"])
        key = base64.b64decode(certificate["key"])
        demand(certificate["device"] == name_of(key), "name of the device")
        demand(certificate["issuer"] == name_of(self.superior), "issuer")
        digest = hashlib.sha256(unwrap(admission["certificate"])[0]).hexdigest()
        self.devices[certificate["device"]] = key, certificate["unit"], digest

    def request(self, path: str, body: bytes, authorization: str) -> None:
        """Verify a request's signature (section 8)."""
        _scheme, device, nonce, signature = authorization.split(" ")
        signed = "\n".join((name_of(self.superior), path, "" if nonce == "-" else nonce,
                            hashlib.sha256(body).hexdigest()))
        verify(self.devices[device][0], "request", signed.encode(), bytes.fromhex(signature))

    def take(self, body: bytes) -> None:
        """Take the frames of a request."""
        for frame in frames(body):
            self._frame(frame)

    def _frame(self, frame: Frame) -> None:
        header = frame.header
        key, unit, digest = self.devices[header["device"]]
        verify(key, "frame", frame.head, frame.signature)
        demand((header["unit"], header["cert"]) == (unit, digest), "unit and certificate")
        seq, before = self.heads.get(header["log"], (0, ""))
        if header["seq"] <= seq:
            demand(frame.hash in self.kept, "a repeated frame is the same")
            return
        demand((header["seq"], header["prev"]) == (seq + 1, before), "chain")
        for log, (number, known) in header["deps"].items():
            demand(self.heads.get(log) == (number, known), "deps")
        taken = list(rows(frame))
        if frame.seal:
            self._lost_values(frame, taken)
        demand(len(taken) == header["n"], "number of rows")
        for row in taken:
            self._put(row)
        for register, told in header["root"].items():
            if not self._holds_bare(register):
                demand(tuple(told) == self.root(register), f"root of {register}")
        self.heads[header["log"]] = header["seq"], frame.hash
        self.kept[frame.hash] = frame

    def _lost_values(self, frame: Frame, taken: list[Row]) -> None:
        """Note which versions of a frame lost values, as the superior says (section 19)."""
        said = opened(self.superior, "redaction", frame.seal)
        named = (said["log"], said["seq"], said["hash"])
        demand(named == (frame.header["log"], frame.header["seq"], frame.hash), "redaction of another frame")
        versions = {(row.register, row.id): row for row in taken}
        for register, records in said["records"].items():
            self.bare |= {(register, record, versions[register, record].seen) for record in records}
        self.asked |= set(said["erasures"])

    def _holds_bare(self, register: str) -> bool:
        """Tell whether a version that lost values is held: until a nameless one covers it sums say nothing (12)."""
        return any((name, record, row.seen) in self.bare for (name, record), versions in self.held.items()
                   if name == register for row in versions)

    def settle(self) -> None:
        """Demand at the end that the unit asked for what is missing, and that nothing it shows lost values (19)."""
        for record in self.asked:
            demand([row.values["state"] for row in self.held["erasures", record]] == ["erased"], "erasure")
        demand(not any(self._holds_bare(register) for register, _record in self.held), "a shown version lost values")

    def _put(self, row: Row) -> None:
        known = self.held.setdefault((row.register, row.id), [])
        if any(covers(other.seen, row.seen) for other in known):
            return
        known[:] = [other for other in known if not covers(row.seen, other.seen)]
        known.append(row)

    def root(self, register: str) -> tuple[int, str, str]:
        """Return count and sums of a register's versions (section 5)."""
        halves = [struct.unpack(">QQ", row.hash) for (name, _id), versions in self.held.items() if name == register
                  for row in versions]
        first, second = (sum(half[place] for half in halves) % _TWO_TO_64 for place in (0, 1))
        return len(halves), f"{first:016x}", f"{second:016x}"

    def confirm(self, answer: bytes) -> None:
        """Read the receipts of an answer (section 10)."""
        for text in document(answer)["receipts"]:
            receipt = opened(self.superior, "receipt", text)
            frame = self.kept[receipt["hash"]]
            told = {name: receipt[name] for name in ("unit", "log", "seq")}
            demand(told == {name: frame.header[name] for name in told}, "receipt of another frame")
            demand(receipt["records"] == frame.header["n"], "records of a receipt")
            demand(receipt["superior"] == name_of(self.superior), "superior of a receipt")
            returned = {(one["register"], one["id"]) for one in receipt["remarks"] if one["level"] == "error"}
            demand(len(returned) == receipt["returned"], "returned records")
            demand(self.confirmed.setdefault(receipt["hash"], receipt) == receipt, "equal frame, equal receipt")
