"""A signed document that can be kept and shown later: `base64url(canonical JSON).base64url(signature)`."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TypeVar

from sync.protocol import canonical, keys
from sync.protocol.refusals import Refused, Why

T = TypeVar("T")


def seal(signer: keys.Signer, purpose: bytes, document: object) -> str:
    """Return the document signed for that purpose."""
    encoded = canonical.encode(document)
    return f"{_text(encoded)}.{_text(signer.sign(purpose, encoded))}"


def open_(public: bytes, purpose: bytes, text: str, kind: type[T]) -> T:
    """Return the document if that key signed it for that purpose; raises Refused('not_signed' or 'malformed')."""
    document, signature = _parts(text)
    if not keys.verifies(public, purpose, document, signature):
        raise Refused(Why.NOT_SIGNED)
    return canonical.decode(document, kind)


def peek(text: str, kind: type[T]) -> T:
    """Return the document unverified (to learn whose key to verify it with)."""
    return canonical.decode(_parts(text)[0], kind)


def body(text: str) -> bytes:
    """Return the document's bytes, unverified."""
    return _parts(text)[0]


def digest(text: str) -> str:
    """Return the name of a signed document: SHA-256 of its body in hexadecimal."""
    return hashlib.sha256(_parts(text)[0]).hexdigest()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _text(data) != text:  # base64 has several spellings of the same bytes; one is taken
        msg = "not the one spelling"
        raise ValueError(msg)
    return data


def _parts(text: str) -> tuple[bytes, bytes]:
    document, dot, signature = text.partition(".")
    try:
        if not dot:
            raise Refused(Why.MALFORMED, detail="not a signed document")
        return _bytes(document), _bytes(signature)
    except (binascii.Error, ValueError) as fault:
        raise Refused(Why.MALFORMED, detail="not a signed document") from fault
