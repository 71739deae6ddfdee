"""Contents of files on the road: what is wanted, pieces of it, and the superior's word that it holds one whole.

A content is named by its SHA-256; the records that name it travel in frames, and always before it. A piece is
`length of the header (4 bytes, big endian) · header (canonical JSON) · bytes`, the same over a network and on a stick.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Annotated

import msgspec

from sync.protocol import canonical, envelope, keys, limits
from sync.protocol.refusals import Refused, Why

if TYPE_CHECKING:
    from sync.protocol.keys import Signer

FILES = "attachments"
"""The book of an office whose records name contents."""

POSTED = "posted_files"
"""The superior's."""

_LENGTH = struct.Struct(">I")
_HEAD_BYTES = 1024

Content = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", max_length=64)]
Bytes = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """Asked: which contents are wanted, of records after that one; and are these held that are missing here."""

    after: str = ""
    lacking: list[Content] = []


class WantedContent(msgspec.Struct, frozen=True, kw_only=True):
    """A content that a record names and the superior does not hold whole; `have` bytes of it are there."""

    record: str
    content: Content
    size: Bytes
    have: Bytes = 0


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A content that the superior holds whole and gives to whoever asked; with its receipt if the unit sent it."""

    content: Content
    size: Bytes
    receipt: str = ""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """The answer: what is wanted, in the order of the records, at most 64; what of the missing is held."""

    wanted: list[WantedContent] = []
    held: list[Held] = []


class PieceHead(msgspec.Struct, frozen=True, kw_only=True):
    """Which content a piece belongs to, where it begins and how long the whole is."""

    content: Content
    offset: Bytes
    size: Bytes


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a content is there now; the receipt once it is whole and proved."""

    have: Bytes
    receipt: str = ""


class Fetch(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes of a content are asked for; the answer is those bytes, fewer at its end."""

    content: Content
    offset: Bytes
    most: Bytes


class ContentReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """The superior holds that content whole. `at` is its clock, for people only."""

    superior: str
    superior_name: str
    unit: str
    content: Content
    size: Bytes
    at: str
    v: int = 1


class ContentReceipts(msgspec.Struct, frozen=True, kw_only=True):
    """Signed receipts for contents, as they stand in the answer on a stick."""

    receipts: list[str]


def write_piece(content: str, offset: int, size: int, data: bytes) -> bytes:
    """Return a piece as it travels."""
    head = canonical.encode(PieceHead(content=content, offset=offset, size=size))
    return _LENGTH.pack(len(head)) + head + data


def read_piece(body: bytes) -> tuple[PieceHead, bytes]:
    """Return header and bytes of a piece; raises Refused('malformed', 'too_large')."""
    if len(body) > _LENGTH.size + _HEAD_BYTES + limits.PIECE_BYTES:
        raise Refused(Why.TOO_LARGE, detail="piece")
    if len(body) < _LENGTH.size:
        raise Refused(Why.MALFORMED, detail="piece")
    (length,) = _LENGTH.unpack(body[:_LENGTH.size])
    if length > _HEAD_BYTES or len(body) <= _LENGTH.size + length:
        raise Refused(Why.MALFORMED, detail="piece")
    head = canonical.decode(body[_LENGTH.size:_LENGTH.size + length], PieceHead)
    data = body[_LENGTH.size + length:]
    if len(data) > limits.PIECE_BYTES:
        raise Refused(Why.TOO_LARGE, detail="piece")
    return head, data


def sign(signer: Signer, receipt: ContentReceipt) -> str:
    """Return the signed receipt."""
    return envelope.seal(signer, keys.CONTENT, receipt)


def verify(superior: bytes, text: str, unit: str) -> ContentReceipt:
    """Return the receipt if that superior signed it for that unit; raises Refused."""
    receipt = envelope.open_(superior, keys.CONTENT, text, ContentReceipt)
    if receipt.unit != unit:
        raise Refused(Why.MALFORMED, detail="a receipt for another unit")
    return receipt
