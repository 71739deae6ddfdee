"""The one-time token that a superior hands to a union: it proves each side to the other before any key is known.

`UD1-` and base32 in groups: number of the token (8 bytes), secret (16), beginning of the superior's key name (16),
checksum (3). The secret itself never travels; the request carries a proof made with it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from union_desk.errors import UserError
from union_desk.words import N_

_PREFIX = "UD1"
_GROUP = 6
_SIZES = (8, 16, 16, 3)


class TokenError(UserError):
    """The text is not a token."""

    code = "not_a_token"
    message = N_("This is not a token of a superior union, or a character of it is wrong. Copy it again whole.")


@dataclass(frozen=True)
class Token:
    """A token; `superior` is the beginning of the fingerprint of the key that will answer."""

    number: str
    secret: bytes
    superior: str

    @classmethod
    def new(cls, superior: str) -> Token:
        """Make a token of that superior."""
        return cls(secrets.token_hex(8), secrets.token_bytes(16), superior[:32])

    def __repr__(self) -> str:
        """Show the number, never the secret."""
        return f"Token({self.number})"

    @property
    def text(self) -> str:
        """Return what people copy."""
        body = bytes.fromhex(self.number) + self.secret + bytes.fromhex(self.superior)
        letters = base64.b32encode(body + _checksum(body)).decode().rstrip("=")
        return "-".join((_PREFIX, *(letters[i:i + _GROUP] for i in range(0, len(letters), _GROUP))))

    @property
    def key(self) -> bytes:
        """Return what the superior keeps instead of the secret."""
        return hashlib.sha256(b"union-desk token 1\n" + self.secret).digest()


def read(text: str) -> Token:
    """Read a token as pasted or typed; raises TokenError."""
    letters = "".join(text.split()).replace("-", "").upper()
    try:
        data = base64.b32decode(letters.removeprefix(_PREFIX) + "=" * (-len(letters.removeprefix(_PREFIX)) % 8))
    except (binascii.Error, ValueError) as fault:
        raise TokenError from fault
    body, checksum = data[:-_SIZES[3]], data[-_SIZES[3]:]
    if not letters.startswith(_PREFIX) or len(data) != sum(_SIZES) or checksum != _checksum(body):
        raise TokenError
    token = Token(body[:8].hex(), body[8:24], body[24:].hex())
    if token.text.replace("-", "") != letters:  # the last letter has bits to spare; one spelling is taken
        raise TokenError
    return token


def prove(key: bytes, request: str) -> str:
    """Return the proof that the sender of this signed request knows the token."""
    return hmac.new(key, request.encode(), hashlib.sha256).hexdigest()


def is_proven(key: bytes, request: str, proof: str) -> bool:
    """Tell whether the proof fits, in constant time."""
    return hmac.compare_digest(prove(key, request).encode(), proof.encode())


def _checksum(body: bytes) -> bytes:
    return hashlib.sha256(b"union-desk token checksum\n" + body).digest()[:_SIZES[3]]
