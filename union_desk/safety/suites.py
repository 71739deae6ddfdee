"""Cipher suites for what leaves the database: backups, and batches where the superior asks for another cipher.

The database itself is always SQLCipher (AES-256). A suite is a name in a file's header, so that files sealed under one
are read whatever is chosen today.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk.errors import UserError
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable

AES, SM, SM2 = "aes256gcm-sha256", "sm4gcm-sm3", "sm2-sm4gcm-sm3"
TAG_BYTES, NONCE_BYTES = 16, 12


class SuiteMissingError(UserError):
    """The suite is known by name, but nothing here can do it."""

    code = "suite_missing"
    message = N_("The cipher suite {suite} is not available: SM2 needs an approved module, which this program does not "
                 "ship. Choose {available}, or install a version that has the module.")


class AlteredError(UserError):
    """A sealed piece does not fit its key: altered, or sealed by another office."""

    code = "sealed_altered"
    message = N_("{file} was altered, or belongs to another office. Nothing of it was used; take another copy.")


@dataclass(frozen=True)
class Suite:
    """A cipher with its key derivation: `seal(key, nonce, data, bound)` and `open(key, nonce, data, bound)`."""

    name: str
    label: str
    key_bytes: int
    seal: Callable[[bytes, bytes, bytes, bytes], bytes]
    open: Callable[[bytes, bytes, bytes, bytes], bytes]
    stretch: Callable[[bytes, bytes, bytes], bytes]  # (secret, salt, purpose) -> key


def get(name: str) -> Suite:
    """Return a suite by name; raises SuiteMissingError."""
    if name not in SUITES:
        raise SuiteMissingError(suite=name, available=", ".join(SUITES))
    return SUITES[name]


def _seal_aes(key: bytes, nonce: bytes, data: bytes, bound: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key).encrypt(nonce, data, bound)


def _open_aes(key: bytes, nonce: bytes, data: bytes, bound: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key).decrypt(nonce, data, bound)


def _seal_sm(key: bytes, nonce: bytes, data: bytes, bound: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    work = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    work.authenticate_additional_data(bound)
    return work.update(data) + work.finalize() + work.tag


def _open_sm(key: bytes, nonce: bytes, data: bytes, bound: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    if len(data) < TAG_BYTES:
        raise InvalidTag
    work = Cipher(algorithms.SM4(key), modes.GCM(nonce, data[-TAG_BYTES:])).decryptor()
    work.authenticate_additional_data(bound)
    return work.update(data[:-TAG_BYTES]) + work.finalize()


def _stretch(digest: str, length: int) -> Callable[[bytes, bytes, bytes], bytes]:
    def stretch(secret: bytes, salt: bytes, purpose: bytes) -> bytes:
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        algorithm = hashes.SHA256() if digest == "sha256" else hashes.SM3()
        return HKDF(algorithm=algorithm, length=length, salt=salt, info=purpose).derive(secret)

    return stretch


SUITES = {
    AES: Suite(AES, N_("International (AES-256, SHA-256)"), 32, _seal_aes, _open_aes, _stretch("sha256", 32)),
    SM: Suite(SM, N_("National (SM4, SM3)"), 16, _seal_sm, _open_sm, _stretch("sm3", 16)),
}
