"""The store of contents: files by what they hold, sealed piece by piece, so that none need be in memory whole.

A content is known everywhere by the SHA-256 of what it holds. In the office's folder it lies under a keyed hash of
that, in `<office>/attachments/ab/<name>`: nobody without the key can tell what it is, and the same content is stored
once. The file is `UDA2`, the size (8 bytes, big endian) and pieces, each its length (4 bytes), a nonce (12) and
AES-256-GCM under a key derived from the office's data key, bound to name, place and size. A content that is still on
its way is the same file with fewer pieces, so that it goes on where it was cut.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from union_desk import durable, paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from union_desk.safety.keys import DataKey

PIECE = 256 * 1024
MAGIC = b"UDA2"
PARTIAL = ".part"
_SIZE, _LENGTH, _PLACE = struct.Struct(">Q"), struct.Struct(">I"), struct.Struct(">QQ")
_HEAD = len(MAGIC) + _SIZE.size
_NONCE, _TAG = 12, 16
_AROUND = _LENGTH.size + _NONCE + _TAG
_MOST = 4 * 1024 * 1024  # a piece that claims more was altered
_DIGEST = re.compile(r"[0-9a-f]{64}")


class DamagedError(ValueError):
    """A stored piece is not what was sealed."""


def digest_of(data: bytes) -> str:
    """Return the name by which a content is known: its SHA-256."""
    return hashlib.sha256(data).hexdigest()


def is_digest(text: str) -> bool:
    """Tell whether a text can be the name of a content."""
    return _DIGEST.fullmatch(text) is not None


@dataclass
class Store:
    """The contents of one office: its folder, and the key that seals them."""

    folder: Path
    key: DataKey
    _names: bytes = field(init=False, repr=False)
    _cipher: AESGCM = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Derive the keys."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._names = self.key.derive("attachments name")
        self._cipher = AESGCM(self.key.derive("attachments content"))

    def name(self, content: str) -> str:
        """Return the name of a content's file; what is no content is given a name that no file has."""
        if not is_digest(content):
            return ""
        return hmac.new(self._names, bytes.fromhex(content), hashlib.sha256).hexdigest()

    def place(self, content: str) -> Path:
        """Return where a content lies, there or not."""
        return paths.attachment(self.folder, self.name(content))

    def holds(self, content: str) -> bool:
        """Tell whether a whole content is there."""
        return self.place(content).exists()

    def put(self, data: bytes) -> str:
        """Store a content and return its name; the same content is stored once."""
        content = digest_of(data)
        if not self.holds(content):
            arriving = self.arriving(content, len(data), mark=f".{os.getpid()}{PARTIAL}")
            for start in range(arriving.have, len(data), PIECE):
                arriving.append(data[start:start + PIECE])
            arriving.finish()
        return content

    def arriving(self, content: str, size: int, mark: str = PARTIAL) -> Arriving:
        """Return a content that is on its way, as far as it has come."""
        path = self.place(content)
        return Arriving(self, content, size, path, path.with_name(path.name + mark))

    def size(self, content: str) -> int:
        """Return the size of a whole content; raises FileNotFoundError, DamagedError."""
        with self.place(content).open("rb") as stream:
            return _size(stream)

    def read(self, content: str, offset: int, most: int) -> bytes:
        """Return bytes of a whole content from an offset, within one piece; raises FileNotFoundError, DamagedError."""
        with self.place(content).open("rb") as stream:
            size = _size(stream)
            for begin, length in _pieces(stream):
                if begin <= offset < begin + length:
                    piece = self._open(stream, self.name(content), begin, length, size)
                    return piece[offset - begin:offset - begin + most]
        raise DamagedError(content)

    def pieces(self, content: str) -> Iterator[bytes]:
        """Yield a whole content piece by piece; raises FileNotFoundError, DamagedError."""
        yield from self._pieces(self.place(content), content)

    def load(self, content: str) -> bytes:
        """Return a whole content; raises FileNotFoundError, DamagedError."""
        data = b"".join(self.pieces(content))
        if digest_of(data) != content:
            raise DamagedError(content)
        return data

    def drop(self, content: str) -> None:
        """Remove a content, and what has come of it."""
        durable.drop(self.place(content))
        self.arriving(content, 0).forget()

    def missing(self, wanted: Iterable[str]) -> list[str]:
        """Return those contents that are not there, in order, each once."""
        return [content for content in dict.fromkeys(wanted) if is_digest(content) and not self.holds(content)]

    def _pieces(self, path: Path, content: str) -> Iterator[bytes]:
        name = self.name(content)
        with path.open("rb") as stream:
            size, end = _size(stream), 0
            for begin, length in _pieces(stream):
                yield self._open(stream, name, begin, length, size)
                end = begin + length
            if end != size:
                raise DamagedError(content)

    def seal(self, name: str, begin: int, size: int, data: bytes) -> bytes:
        """Return a piece as it is stored."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = self._cipher.encrypt(nonce, data, name.encode() + _PLACE.pack(begin, size))
        return _LENGTH.pack(len(data)) + nonce + sealed

    def _open(self, stream: BinaryIO, name: str, begin: int, length: int, size: int) -> bytes:
        """Open the piece before which the stream stands, and leave the stream there."""
        from cryptography.exceptions import InvalidTag

        at = stream.tell()
        stream.seek(_LENGTH.size, os.SEEK_CUR)
        nonce, sealed = stream.read(_NONCE), stream.read(length + _TAG)
        stream.seek(at)
        try:
            return self._cipher.decrypt(nonce, sealed, name.encode() + _PLACE.pack(begin, size))
        except (InvalidTag, ValueError) as fault:
            raise DamagedError(name) from fault


def _size(stream: BinaryIO) -> int:
    head = stream.read(_HEAD)
    if len(head) < _HEAD or not head.startswith(MAGIC):
        raise DamagedError
    (size,) = _SIZE.unpack(head[len(MAGIC):])
    return int(size)


def _pieces(stream: BinaryIO) -> Iterator[tuple[int, int]]:
    """Yield where each whole piece begins in the content and its length, the stream standing before it."""
    end = os.fstat(stream.fileno()).st_size
    at, begin = stream.tell(), 0
    while at + _AROUND <= end:
        (length,) = _LENGTH.unpack(stream.read(_LENGTH.size))
        if length > _MOST or at + _AROUND + length > end:
            return
        stream.seek(at)
        yield begin, length
        at, begin = at + _AROUND + length, begin + length
        stream.seek(at)


@dataclass
class Arriving:
    """A content on its way: `have` bytes of it are there, durable; pieces are only added at the end."""

    store: Store
    content: str
    size: int
    path: Path
    partial: Path
    have: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        """See how far it has come; a piece that was torn is left out, another size begins anew."""
        if not self.partial.exists():
            return
        with self.partial.open("rb") as stream:
            try:
                sound = _size(stream) == self.size
            except DamagedError:
                sound = False
            ends = [begin + length for begin, length in _pieces(stream)] if sound else []
        self.have = ends[-1] if ends else 0
        if not sound or self.have > self.size:
            self.forget()
            return
        with self.partial.open("r+b") as stream:
            stream.truncate(_HEAD + self.have + _AROUND * len(ends))

    def append(self, data: bytes) -> None:
        """Add a piece; it is durable when this returns. Raises ValueError for more than the size."""
        if not data or self.have + len(data) > self.size:
            raise ValueError(self.content)
        durable.make_folder(self.partial.parent)
        begins = not self.partial.exists()
        with self.partial.open("ab") as stream:
            if begins:
                stream.write(MAGIC + _SIZE.pack(self.size))
            stream.write(self.store.seal(self.store.name(self.content), self.have, self.size, data))
            stream.flush()
            os.fsync(stream.fileno())
        self.have += len(data)

    def finish(self) -> None:
        """Prove that it is what it claims and put it into its place; else drop it and raise DamagedError."""
        found = hashlib.sha256()
        try:
            for piece in self.store._pieces(self.partial, self.content):  # noqa: SLF001  the store's own other half
                found.update(piece)
        except DamagedError:
            self.forget()
            raise
        if found.hexdigest() != self.content:
            self.forget()
            raise DamagedError(self.content)
        durable.put(self.partial, self.path)

    def forget(self) -> None:
        """Remove what has come; it begins anew."""
        self.partial.unlink(missing_ok=True)
        self.have = 0
