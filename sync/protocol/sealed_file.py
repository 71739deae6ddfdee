"""A file for one reader: X25519 and ChaCha20-Poly1305 in pieces, each proved, the last one marked.

`UDC1` · length of the header (4 bytes, big endian) · header (canonical JSON, to be read by anybody) · pieces, each its
length (4 bytes) and its sealed bytes. Inside stand parts: a letter, the length (4 bytes), the bytes. A torn file gives
the whole parts before the tear. The key is agreed between a fresh key and the reader's own signing key, turned into a
key of agreement as in RFC 7748 (the curves are the same curve in two forms), so that no further key need be known.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from sync.protocol import canonical, keys, limits
from sync.protocol.refusals import Refused, Why

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

MAGIC = b"UDC1"
PIECE = 64 * 1024
MOST_PART = limits.HEADER_BYTES + limits.FRAME_PACKED_BYTES + 1024
_TAG = 16
_LENGTH = struct.Struct(">I")
_PRIME = 2**255 - 19


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """What anybody may read on the outside: what it is, whom it is for, from whom, and the fresh key (hexadecimal)."""

    kind: str
    recipient: str
    recipient_name: str
    sender_name: str
    written_at: str
    fresh: str
    suite: int = keys.SUITE
    v: int = 1


def agreement_key(public: bytes) -> X25519PublicKey:
    """Return the key of agreement of an Ed25519 public key: u = (1 + y) / (1 − y) (RFC 7748, section 4.1)."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    y = int.from_bytes(public, "little") & ((1 << 255) - 1)
    return X25519PublicKey.from_public_bytes(
        ((1 + y) * pow(1 - y, -1, _PRIME) % _PRIME).to_bytes(32, "little"))


def private_agreement_key(signer: keys.Signer) -> X25519PrivateKey:
    """Return the private key that belongs to `agreement_key`: the scalar of RFC 8032, section 5.1.5."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(hashlib.sha512(signer.secret).digest()[:32])


def _derive(shared: bytes, head: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=32, salt=hashlib.sha256(head).digest(),
                info=b"union-desk carrier 1\n").derive(shared)


class _Cipher:
    """Seals and opens pieces in order; the header is part of every proof."""

    def __init__(self, shared: bytes, head: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        self._cipher, self._count = ChaCha20Poly1305(_derive(shared, head)), 0

    def _nonce(self) -> bytes:
        self._count += 1
        return self._count.to_bytes(12, "big")

    def seal(self, piece: bytes, *, last: bool) -> bytes:
        return self._cipher.encrypt(self._nonce(), piece, b"\1" if last else b"\0")

    def open_(self, sealed: bytes) -> tuple[bytes, bool] | None:
        """Return a piece and whether it is the last one; None when it is neither."""
        from cryptography.exceptions import InvalidTag

        nonce = self._nonce()
        for last in (False, True):
            try:
                return self._cipher.decrypt(nonce, sealed, b"\1" if last else b"\0"), last
            except InvalidTag:
                continue
        return None


@dataclass
class Writer:
    """Writes a sealed file for the holder of an Ed25519 key; `close` marks the end, without it the file is torn."""

    stream: BinaryIO
    cipher: _Cipher

    @classmethod
    def begin(cls, stream: BinaryIO, recipient: bytes, *, kind: str, recipient_name: str, sender_name: str,
              written_at: str) -> Writer:
        """Write the header."""
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

        fresh = X25519PrivateKey.generate()
        head = canonical.encode(Label(
            kind=kind, recipient=keys.fingerprint(recipient), recipient_name=recipient_name, sender_name=sender_name,
            written_at=written_at, fresh=fresh.public_key().public_bytes_raw().hex()))
        stream.write(MAGIC + _LENGTH.pack(len(head)) + head)
        return cls(stream, _Cipher(fresh.exchange(agreement_key(recipient)), head))

    def part(self, letter: bytes, data: bytes) -> None:
        """Write a part in pieces of its own, so that a tear costs no part before it."""
        whole = letter + _LENGTH.pack(len(data)) + data
        for start in range(0, len(whole), PIECE):
            self._piece(whole[start:start + PIECE], last=False)

    def close(self) -> None:
        """Mark the end with an empty piece."""
        self._piece(b"", last=True)

    def _piece(self, piece: bytes, *, last: bool) -> None:
        sealed = self.cipher.seal(piece, last=last)
        self.stream.write(_LENGTH.pack(len(sealed)) + sealed)


def label_of(stream: BinaryIO) -> tuple[Label, bytes]:
    """Read the header; returns it with its bytes. Raises Refused('malformed', 'newer_version') for anything else."""
    start = stream.read(len(MAGIC) + _LENGTH.size)
    if len(start) < len(MAGIC) + _LENGTH.size or not start.startswith(MAGIC):
        raise Refused(Why.MALFORMED, detail="not a file of Union Desk")
    (length,) = _LENGTH.unpack(start[len(MAGIC):])
    if length > limits.HEADER_BYTES:
        raise Refused(Why.MALFORMED, detail="header of the file")
    head = stream.read(length)
    label = canonical.decode(head, Label)
    if label.v != 1 or label.suite != keys.SUITE:
        raise Refused(Why.NEWER_VERSION, version=f"{label.v}/{label.suite}", known=f"1/{keys.SUITE}")
    return label, head


@dataclass
class Reader:
    """Reads the parts of a sealed file; `whole` is True once the mark of the end was seen."""

    stream: BinaryIO
    label: Label
    cipher: _Cipher
    whole: bool = False

    @classmethod
    def begin(cls, stream: BinaryIO, signer: keys.Signer) -> Reader:
        """Read the header; the file must be for that key. Raises Refused."""
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

        label, head = label_of(stream)
        try:
            fresh = X25519PublicKey.from_public_bytes(bytes.fromhex(label.fresh))
            shared = private_agreement_key(signer).exchange(fresh)
        except ValueError as fault:
            raise Refused(Why.MALFORMED, detail="header of the file") from fault
        return cls(stream, label, _Cipher(shared, head))

    def parts(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield the whole parts (letter, bytes) up to the end or to a tear."""
        buffer = bytearray()
        for piece in self._pieces():
            buffer += piece
            while (found := _part_of(buffer)) is not None:
                yield found
        if buffer:
            self.whole = False

    def _pieces(self) -> Iterator[bytes]:
        while len(start := self.stream.read(_LENGTH.size)) == _LENGTH.size:
            (length,) = _LENGTH.unpack(start)
            if not _TAG <= length <= PIECE + _TAG or len(sealed := self.stream.read(length)) < length:
                return
            opened = self.cipher.open_(sealed)
            if opened is None:
                return
            piece, self.whole = opened
            yield piece
            if self.whole:
                return


def _part_of(buffer: bytearray) -> tuple[bytes, bytes] | None:
    """Take the first whole part out of a buffer."""
    start = 1 + _LENGTH.size
    if len(buffer) < start:
        return None
    (length,) = _LENGTH.unpack(buffer[1:start])
    if length > MOST_PART:
        raise Refused(Why.TOO_LARGE, detail="part of a file")
    if len(buffer) < start + length:
        return None
    part = bytes(buffer[:1]), bytes(buffer[start:start + length])
    del buffer[:start + length]
    return part
