"""Sealed streams: a clear header, then authenticated pieces, so that a torn or altered file is known before it is used.

`UDS1` · length of the header (4 bytes, big endian) · header (JSON) · pieces, each with its length before it. A piece's
nonce is a random prefix, its number and whether it is the last one; all pieces are bound to the header. So a piece
that was left out, moved, cut off or taken from another file does not open.
"""

from __future__ import annotations

import hashlib
import io
import json
import secrets
import struct
from typing import TYPE_CHECKING, Any, BinaryIO

from union_desk.errors import UserError
from union_desk.safety import suites
from union_desk.words import N_

if TYPE_CHECKING:
    from union_desk.safety.suites import Suite

MAGIC = b"UDS1"
PIECE = 1 << 20
_LENGTH, _MOST_HEADER = struct.Struct(">I"), 1 << 20
_PREFIX, _SALT = 7, 16


class NotSealedError(UserError):
    """The file is not one of ours."""

    code = "not_sealed"
    message = N_("{file} is not a sealed file of this program, or its beginning is damaged.")


class TornError(UserError):
    """The file ends too early."""

    code = "sealed_torn"
    message = N_("{file} ends too early: it was not copied whole. Copy it again from where it came.")


class Writer(io.RawIOBase):
    """Seals what is written into it; `close` writes the last piece. Memory is one piece, whatever the size."""

    def __init__(self, stream: BinaryIO, secret: bytes, purpose: str, facts: dict[str, Any],
                 suite: str = suites.AES) -> None:
        """Write the header: `facts` stand in clear for everybody to read."""
        super().__init__()
        salt, prefix = secrets.token_bytes(_SALT), secrets.token_bytes(_PREFIX)
        head = facts | {"suite": suite, "salt": salt.hex(), "prefix": prefix.hex(), "purpose": purpose}
        text = json.dumps(head, ensure_ascii=False, sort_keys=True).encode()
        stream.write(MAGIC + _LENGTH.pack(len(text)) + text)
        self._stream, self._suite = stream, suites.get(suite)
        self._key, self._prefix = self._suite.stretch(secret, salt, purpose.encode()), prefix
        self._bound, self._count, self._rest = hashlib.sha256(text).digest(), 0, bytearray()

    def writable(self) -> bool:
        """Return that this is for writing."""
        return True

    def write(self, data: Any) -> int:
        """Take bytes; whole pieces go out at once."""
        self._rest += data
        while len(self._rest) > PIECE:
            self._put(bytes(self._rest[:PIECE]), last=False)
            del self._rest[:PIECE]
        return len(data)

    def close(self) -> None:
        """Write the last piece; the stream below stays open."""
        if not self.closed:
            self._put(bytes(self._rest), last=True)
            self._rest.clear()
        super().close()

    def _put(self, data: bytes, *, last: bool) -> None:
        piece = self._suite.seal(self._key, _nonce(self._prefix, self._count, last=last), data, self._bound)
        self._stream.write(_LENGTH.pack(len(piece)) + piece)
        self._count += 1


class Reader(io.RawIOBase):
    """Opens a sealed stream piece by piece; raises TornError or AlteredError, and gives no byte that was not sealed."""

    def __init__(self, stream: BinaryIO, secret: bytes, purpose: str, name: str) -> None:
        """Read the header; `name` is the file's name for messages."""
        super().__init__()
        self.facts, text = read_header(stream, name)
        self._suite: Suite = suites.get(str(self.facts.get("suite")))
        if self.facts.get("purpose") != purpose:
            raise NotSealedError(file=name)
        self._key = self._suite.stretch(secret, bytes.fromhex(self.facts["salt"]), purpose.encode())
        self._prefix, self._name, self._stream = bytes.fromhex(self.facts["prefix"]), name, stream
        self._bound, self._count, self._rest, self._over = hashlib.sha256(text).digest(), 0, b"", False

    def readable(self) -> bool:
        """Return that this is for reading."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer; 0 at the end, which only the true last piece brings."""
        while not self._rest and not self._over:
            self._rest = self._next()
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def _next(self) -> bytes:
        from cryptography.exceptions import InvalidTag

        told = self._stream.read(_LENGTH.size)
        if len(told) < _LENGTH.size:
            raise TornError(file=self._name)
        (length,) = _LENGTH.unpack(told)
        if not suites.TAG_BYTES <= length <= PIECE + suites.TAG_BYTES:
            raise suites.AlteredError(file=self._name)
        piece = self._stream.read(length)
        if len(piece) < length:
            raise TornError(file=self._name)
        for last in (length != PIECE + suites.TAG_BYTES, length == PIECE + suites.TAG_BYTES):
            try:
                data = self._suite.open(self._key, _nonce(self._prefix, self._count, last=last), piece, self._bound)
            except InvalidTag:
                continue
            self._count, self._over = self._count + 1, last
            return data
        raise suites.AlteredError(file=self._name)


def read_header(stream: BinaryIO, name: str) -> tuple[dict[str, Any], bytes]:
    """Return the clear facts of a sealed stream and the header's bytes; raises NotSealedError."""
    start = stream.read(len(MAGIC) + _LENGTH.size)
    if len(start) < len(MAGIC) + _LENGTH.size or not start.startswith(MAGIC):
        raise NotSealedError(file=name)
    (length,) = _LENGTH.unpack(start[len(MAGIC):])
    text = stream.read(length) if length <= _MOST_HEADER else b""
    try:
        facts = json.loads(text)
        sound = (isinstance(facts, dict) and len(bytes.fromhex(facts["prefix"])) == _PREFIX
                 and len(bytes.fromhex(facts["salt"])) == _SALT)
    except (ValueError, KeyError, TypeError):
        sound, facts = False, {}
    if not sound:
        raise NotSealedError(file=name)
    return facts, text


def _nonce(prefix: bytes, count: int, *, last: bool) -> bytes:
    return prefix + _LENGTH.pack(count) + (b"\1" if last else b"\0")
