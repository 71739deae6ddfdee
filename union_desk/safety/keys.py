"""The office's data key: random, wrapped by a key that argon2id makes from the passphrase."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk.errors import UserError
from union_desk.words import N_

if TYPE_CHECKING:
    from pathlib import Path

KEY_FILE = "office.key"
KEY_BYTES = 32
LEAST_PASSPHRASE = 8
# 64 MiB and three passes take about 0.16 s on an office PC; written into the file, so they can grow later
_COST = {"time": 3, "memory": 65_536, "lanes": 4}


class WrongPassphraseError(UserError):
    """The passphrase does not open the key."""

    code = "wrong_passphrase"
    message = N_("The passphrase is wrong. Nothing was changed; try again.")


class WeakPassphraseError(UserError):
    """The passphrase is too short."""

    code = "weak_passphrase"
    message = N_("The passphrase is too short: use at least {least} characters.")


class KeyFileMissingError(UserError):
    """The office folder lacks its key file."""

    code = "key_file_missing"
    message = N_("The file {file} is missing from the office folder {folder}. Without it the data cannot be read; "
                 "restore it from a backup of this folder.")


class KeyFileDamagedError(UserError):
    """The key file cannot be read."""

    code = "key_file_damaged"
    message = N_("The file {file} is damaged. Restore it from a backup of this folder.")


@dataclass(frozen=True, repr=False)
class DataKey:
    """The key that opens the database, and from which all other keys of the office are derived."""

    raw: bytes

    def __repr__(self) -> str:
        """Never show the key."""
        return "DataKey(…)"

    def derive(self, purpose: str) -> bytes:
        """Return 32 bytes for another purpose (HKDF-SHA256)."""
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(self.raw)


def create(folder: Path, passphrase: str) -> DataKey:
    """Make a data key and write it, wrapped, into the folder."""
    check_strength(passphrase)
    key = DataKey(secrets.token_bytes(KEY_BYTES))
    write(folder, key, passphrase)
    return key


def check_strength(passphrase: str) -> None:
    """Refuse a passphrase that is too short."""
    if len(passphrase) < LEAST_PASSPHRASE:
        raise WeakPassphraseError(least=LEAST_PASSPHRASE)


def write(folder: Path, key: DataKey, passphrase: str) -> None:
    """Wrap the key under the passphrase and write the file in one step."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = os.urandom(16), os.urandom(12)
    wrapped = AESGCM(_stretch(passphrase, salt, _COST)).encrypt(nonce, key.raw, b"union-desk data key 1")
    document = {"version": 1, "kdf": "argon2id", "cost": _COST, "salt": _b64(salt), "nonce": _b64(nonce),
                "wrapped": _b64(wrapped)}
    partial = folder / f"{KEY_FILE}.new"
    with partial.open("w", encoding="ascii") as stream:
        json.dump(document, stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    partial.chmod(0o600)
    partial.replace(folder / KEY_FILE)


def unwrap(folder: Path, passphrase: str) -> DataKey:
    """Open the key file with the passphrase."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    path = folder / KEY_FILE
    if not path.exists():
        raise KeyFileMissingError(file=KEY_FILE, folder=folder)
    try:
        document: dict[str, Any] = json.loads(path.read_text("ascii"))
        salt, nonce, wrapped = (base64.b64decode(document[k]) for k in ("salt", "nonce", "wrapped"))
        cost = {name: int(document["cost"][name]) for name in _COST}
    except (ValueError, KeyError, TypeError) as error:
        raise KeyFileDamagedError(file=KEY_FILE) from error
    try:
        return DataKey(AESGCM(_stretch(passphrase, salt, cost)).decrypt(nonce, wrapped, b"union-desk data key 1"))
    except InvalidTag:
        raise WrongPassphraseError from None


def _stretch(passphrase: str, salt: bytes, cost: dict[str, int]) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(passphrase.encode(), salt, time_cost=cost["time"], memory_cost=cost["memory"],
                           parallelism=cost["lanes"], hash_len=KEY_BYTES, type=Type.ID)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
