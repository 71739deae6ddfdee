"""A second way to the office's data key: a random code on paper, for the day when the passphrase is forgotten."""

from __future__ import annotations

import base64
import json
import os
import secrets
from typing import TYPE_CHECKING

from union_desk import durable
from union_desk.errors import UserError
from union_desk.safety.keys import KEY_BYTES, DataKey
from union_desk.words import N_

if TYPE_CHECKING:
    from pathlib import Path

FILE = "office.recovery"
# Nothing on it is mistaken for something else when copied by hand; 31 is prime, which the check character needs
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_RANDOM, _GROUP = 24, 5
_BOUND = b"union-desk recovery 1"


class RecoveryCodeError(UserError):
    """The code was copied wrongly: its check character does not fit."""

    code = "recovery_code"
    message = N_("This is not a recovery code: it has five groups of five characters. Compare it with the sheet.")


class WrongRecoveryCodeError(UserError):
    """The code does not belong to this office."""

    code = "wrong_recovery_code"
    message = N_("The recovery code does not open this office. A newer sheet may have replaced this one.")


class NoRecoveryError(UserError):
    """No recovery sheet was ever made."""

    code = "no_recovery"
    message = N_("No recovery sheet was made for the office in {folder}; only the passphrase opens it.")


def create(folder: Path, key: DataKey) -> str:
    """Make a new recovery code and write the data key wrapped under it; an older code stops working."""
    code = new_code()
    write(folder, key, code)
    return code


def new_code() -> str:
    """Return a random code in groups of five, its check character last."""
    first = "".join(secrets.choice(_ALPHABET) for _place in range(_RANDOM))
    return shown(first + _check(first))


def write(folder: Path, key: DataKey, code: str) -> None:
    """Write the data key wrapped under a code, in one step."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(12)
    wrapped = AESGCM(_stretch(normalise(code))).encrypt(nonce, key.raw, _BOUND)
    document = {"version": 1, "nonce": base64.b64encode(nonce).decode(), "wrapped": base64.b64encode(wrapped).decode()}
    durable.write(folder / FILE, json.dumps(document, indent=1).encode("ascii"), mine=True)


def forget(folder: Path) -> None:
    """Let no recovery sheet open the office any more, as one paper alone would open what takes two shares."""
    durable.drop(folder / FILE)


def exists(folder: Path) -> bool:
    """Tell whether a recovery sheet was made."""
    return (folder / FILE).exists()


def unwrap(folder: Path, code: str) -> DataKey:
    """Return the office's data key for the code on the sheet."""
    if not exists(folder):
        raise NoRecoveryError(folder=folder)
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    clean = normalise(code)
    try:
        document = json.loads((folder / FILE).read_text("ascii"))
        nonce, wrapped = base64.b64decode(document["nonce"]), base64.b64decode(document["wrapped"])
        return DataKey(AESGCM(_stretch(clean)).decrypt(nonce, wrapped, _BOUND))
    except (InvalidTag, ValueError, KeyError, TypeError):
        raise WrongRecoveryCodeError from None


def normalise(code: str) -> str:
    """Return the code without blanks and hyphens, misread letters mended; refuses one that was copied wrongly."""
    clean = "".join(c for c in code.upper() if c.isalnum()).translate(_MISREAD)
    if len(clean) != _RANDOM + 1 or any(c not in _ALPHABET for c in clean) or _check(clean[:_RANDOM]) != clean[_RANDOM]:
        raise RecoveryCodeError
    return clean


def shown(code: str) -> str:
    """Return the code in groups of five."""
    return "-".join(code[i : i + _GROUP] for i in range(0, len(code), _GROUP))


def _check(first: str) -> str:
    # Weights 1 to 24 modulo a prime: every mistyped character and every swap of two neighbours is noticed
    return _ALPHABET[sum((i + 1) * _ALPHABET.index(c) for i, c in enumerate(first)) % len(_ALPHABET)]


def _stretch(code: str) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    # 119 random bits need no slow hash
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=_BOUND).derive(code.encode())
