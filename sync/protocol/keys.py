"""Keys and signatures. A signature always names what it signs, so that none can serve for another purpose.

Suite 1 is Ed25519 with SHA-256; the number travels along, so that SM2/SM3 can be added where they are demanded.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.protocol.refusals import Refused, Why

SUITE = 1
SIGNATURE_BYTES = 64
KEY_BYTES = 32

FRAME, CERTIFICATE, RECEIPT, REQUEST, WELCOME, ENROLMENT, CONTENT, PASSED, REDACTION = (
    b"union-desk frame 1\n", b"union-desk certificate 1\n", b"union-desk receipt 1\n",
    b"union-desk request 1\n", b"union-desk welcome 1\n", b"union-desk enrolment 1\n",
    b"union-desk content 1\n", b"union-desk passed 1\n", b"union-desk redaction 1\n")


def fingerprint(public: bytes) -> str:
    """Return the name of a public key everywhere: SHA-256 in hexadecimal."""
    return hashlib.sha256(b"union-desk key 1\n" + public).hexdigest()


def write_public(public: bytes) -> str:
    """Return a public key as it travels in a document: base64."""
    return base64.b64encode(public).decode()


def read_public(text: str) -> bytes:
    """Return the 32 bytes of a public key in a document; raises Refused('malformed')."""
    try:
        public = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise Refused(Why.MALFORMED, detail="a public key") from fault
    if len(public) != KEY_BYTES or write_public(public) != text:
        raise Refused(Why.MALFORMED, detail="a public key")
    return public


@dataclass(frozen=True)
class Signer:
    """A private key; `secret` is its 32 bytes and never leaves the machine."""

    secret: bytes

    @classmethod
    def generate(cls) -> Signer:
        """Make a fresh key."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    def __repr__(self) -> str:
        """Show the name of the key, never the key."""
        return f"Signer({self.name[:12]})"

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.secret)

    @cached_property
    def public(self) -> bytes:
        """Return the public key, 32 bytes."""
        return self._key.public_key().public_bytes_raw()

    @cached_property
    def name(self) -> str:
        """Return the key's fingerprint."""
        return fingerprint(self.public)

    def sign(self, purpose: bytes, data: bytes) -> bytes:
        """Return the signature of the data for that purpose."""
        return self._key.sign(purpose + data)


@lru_cache(maxsize=256)
def _verifier(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)


def verifies(public: bytes, purpose: bytes, data: bytes, signature: bytes) -> bool:
    """Tell whether the signature was made by that key over that data for that purpose."""
    try:
        _verifier(public).verify(signature, purpose + data)
    except (InvalidSignature, ValueError):
        return False
    return True
