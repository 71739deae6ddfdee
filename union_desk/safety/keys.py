"""The office's data key: random, wrapped once for each person by a key that argon2id makes from the passphrase.

The key file has a wrap for each account. A file of the first version has one wrap and no names; it still opens, and
becomes one of the second version when a passphrase is changed or somebody is added.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from union_desk import durable
from union_desk.errors import UserError
from union_desk.safety import attempts
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Cost = tuple[int, int, int]  # passes, KiB of memory, lanes
    Stretch = Callable[[str, bytes, Cost], bytes]

KEY_FILE = "office.key"
KEY_BYTES = 32
LEAST_PASSPHRASE = 8
OWNER = "owner"  # the id of the one who set up the office
# 64 MiB and three passes take about 0.16 s on an office PC; written into the file, so they can grow later
_COST = {"time": 3, "memory": 65_536, "lanes": 4}
_MOST = {"time": 32, "memory": 1_048_576, "lanes": 16}  # a file that asks for more would hold the computer for hours
_BOUND_1, _BOUND = b"union-desk data key 1", b"union-desk data key 2\0"


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


@dataclass(frozen=True)
class Wrap:
    """The data key wrapped for one account: whose it is, and what is needed to try a passphrase on it."""

    account: str
    name: str
    salt: bytes
    nonce: bytes
    wrapped: bytes
    cost: Cost
    version: int = 2

    @property
    def bound(self) -> bytes:
        """Return what the wrap is bound to, so that it opens for no other account."""
        return _BOUND_1 if self.version == 1 else _BOUND + self.account.encode()


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


# ---- writing


def write(folder: Path, key: DataKey, passphrase: str) -> None:
    """Wrap the key for the owner alone: a new office."""
    _save(folder, [_wrap(key, passphrase, OWNER, "")])


def put(folder: Path, key: DataKey, passphrase: str, account: str, name: str | None = None) -> None:
    """Wrap the key for an account, new or known, and leave the others as they are; the file changes in one step."""
    check_strength(passphrase)
    there = wraps(folder)
    known = next((one for one in there if one.account == account), None)
    kept = [one for one in slots(folder) if one["account"] != account]  # another passphrase: nothing is remembered
    fresh = _wrap(key, passphrase, account, name if name is not None else known.name if known else "")
    _save(folder, [fresh if one is known else one for one in there] + ([] if known else [fresh]), kept)


def rename(folder: Path, account: str, name: str) -> None:
    """Write another name beside an account's wrap; a name is not part of what the wrap is bound to."""
    changed = [replace(one, name=name) if one.account == account else one for one in wraps(folder)]
    _save(folder, changed, slots(folder))


def remove(folder: Path, account: str) -> None:
    """Take an account's wrap and slots out of the file: its passphrase opens nothing any more."""
    kept = [one for one in slots(folder) if one["account"] != account]
    _save(folder, [one for one in wraps(folder) if one.account != account], kept)


def put_slots(folder: Path, kept: Sequence[dict[str, str]]) -> None:
    """Write the slots by which computers remember a sign-in, and leave the wraps as they are."""
    _save(folder, wraps(folder), kept)


def _wrap(key: DataKey, passphrase: str, account: str, name: str) -> Wrap:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cost = (_COST["time"], _COST["memory"], _COST["lanes"])
    bare = Wrap(account, name, os.urandom(16), os.urandom(12), b"", cost)
    return replace(bare, wrapped=AESGCM(stretch(passphrase, bare.salt, cost)).encrypt(bare.nonce, key.raw, bare.bound))


def _save(folder: Path, there: Sequence[Wrap], kept: Sequence[dict[str, str]] = ()) -> None:
    document: dict[str, Any] = {"version": 2, "wraps": [
        {"version": one.version, "account": one.account, "name": one.name, "kdf": "argon2id",
         "cost": dict(zip(_COST, one.cost, strict=True)), "salt": _b64(one.salt), "nonce": _b64(one.nonce),
         "wrapped": _b64(one.wrapped)} for one in there]}
    if kept:
        document["slots"] = list(kept)
    durable.write(folder / KEY_FILE, json.dumps(document, indent=1).encode("ascii"), mine=True)


# ---- reading


def wraps(folder: Path) -> list[Wrap]:
    """Return the wraps of the key file, the owner's first."""
    path = folder / KEY_FILE
    if not path.exists():
        raise KeyFileMissingError(file=KEY_FILE, folder=folder)
    try:
        document: dict[str, Any] = json.loads(path.read_text("ascii"))
        parts = document["wraps"] if int(document["version"]) > 1 else [document]
        return [_read(one) for one in parts]
    except (ValueError, KeyError, TypeError) as error:
        raise KeyFileDamagedError(file=KEY_FILE) from error


def slots(folder: Path) -> list[dict[str, str]]:
    """Return the slots of the key file by which computers remember a sign-in (`safety/remembering.py`)."""
    wraps(folder)  # what is missing or damaged is said
    document: dict[str, Any] = json.loads((folder / KEY_FILE).read_text("ascii"))
    found = document.get("slots", [])
    names = {"id", "account", "nonce", "wrapped"}
    if not isinstance(found, list) or not all(isinstance(one, dict) and names <= one.keys() for one in found):
        raise KeyFileDamagedError(file=KEY_FILE)
    return [{name: str(one[name]) for name in names} for one in found]


def _read(one: dict[str, Any]) -> Wrap:
    salt, nonce, wrapped = (base64.b64decode(one[k]) for k in ("salt", "nonce", "wrapped"))
    time, memory, lanes = (_bounded(one["cost"], name) for name in _COST)
    version = int(one["version"])
    return Wrap(str(one.get("account", OWNER)), str(one.get("name", "")), salt, nonce, wrapped, (time, memory, lanes),
                version)


def _bounded(cost: dict[str, Any], name: str) -> int:
    found = int(cost[name])
    if not 1 <= found <= _MOST[name]:
        raise ValueError(name)
    return found


def unwrap(folder: Path, passphrase: str) -> DataKey:
    """Open the key file with the passphrase of any account."""
    return enter(folder, passphrase)[0]


def enter(folder: Path, passphrase: str, account: str = "", stretching: Stretch | None = None) -> tuple[DataKey, str]:
    """Open the key file; returns the key and whose passphrase it was, or raises WaitError, WrongPassphraseError.

    account: only that one's wrap is tried, and a failure counts against it; without one, all are. stretching: what
    may know the stretched passphrase already (`safety/ahead.py`).
    """
    there = [one for one in wraps(folder) if account in ("", one.account)]
    attempts.check(folder, account)
    for one in there:
        key = _open(one, (stretching or stretch)(passphrase, one.salt, one.cost))
        if key is not None:
            attempts.passed(folder, account)
            return key, one.account
    attempts.failed(folder, account)
    raise WrongPassphraseError


def _open(one: Wrap, stretched: bytes) -> DataKey | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return DataKey(AESGCM(stretched).decrypt(one.nonce, one.wrapped, one.bound))
    except InvalidTag:
        return None


def is_usual(cost: Cost) -> bool:
    """Tell whether a cost is no more than this program writes itself."""
    return all(asked <= own for asked, own in zip(cost, _COST.values(), strict=True))


def stretch(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """Return the 32 bytes that argon2id makes of a passphrase."""
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(passphrase.encode(), salt, time_cost=cost[0], memory_cost=cost[1],
                           parallelism=cost[2], hash_len=KEY_BYTES, type=Type.ID)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
