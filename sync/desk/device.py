"""The computer's own key: in a file of the user, outside the office's folder, readable only with the office's data key.

So a copied office is another computer and must enrol, which is just what keeps the logs of two copies apart.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from sync.protocol import keys
from union_desk import durable
from union_desk.errors import UserError
from union_desk.words import N_

if TYPE_CHECKING:
    from union_desk.database import Database

FOLDER = "UNION_DESK_DEVICES"
_PURPOSE = "union-desk device key 1"


class DeviceKeyMissingError(UserError):
    """This computer holds no key for the office."""

    code = "device_key_missing"
    message = N_("This office was enrolled on another computer, or its key was lost. Ask the superior union for a new "
                 "token and enrol this computer; what was reported stays, nothing is sent twice.")


def folder() -> Path:
    """Return where the keys of this user's offices lie (`UNION_DESK_DEVICES` wins)."""
    named = os.environ.get(FOLDER)
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("UnionDesk", appauthor=False, roaming=False)) / "devices"


def load(db: Database, office: str, device: str) -> keys.Signer:
    """Return the key of that device; raises DeviceKeyMissingError."""
    for path in _paths(office):
        signer = _read(db, office, path)
        if signer is not None and signer.name == device:
            return signer
    raise DeviceKeyMissingError


def prepare(db: Database, office: str) -> keys.Signer:
    """Return a key to enrol with: the one of an enrolment whose answer was lost, or a fresh one, safely on disk."""
    _current, pending = _paths(office)
    signer = _read(db, office, pending)
    if signer is None:
        signer = keys.Signer.generate()
        _write(db, office, pending, signer)
    return signer


def settle(office: str) -> None:
    """Make the key that was enrolled the current one."""
    current, pending = _paths(office)
    durable.put(pending, current)


def _paths(office: str) -> tuple[Path, Path]:
    return folder() / f"{office}.device", folder() / f"{office}.device.new"


def _read(db: Database, office: str, path: Path) -> keys.Signer | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        document = json.loads(path.read_text("ascii"))
        nonce, sealed = bytes.fromhex(document["nonce"]), bytes.fromhex(document["key"])
        return keys.Signer(AESGCM(db.key.derive(_PURPOSE)).decrypt(nonce, sealed, office.encode()))
    except (OSError, ValueError, KeyError, TypeError, InvalidTag):
        return None  # as good as none: the caller says so, or makes a new one


def _write(db: Database, office: str, path: Path, signer: keys.Signer) -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    durable.make_folder(path.parent, 0o700)
    nonce = os.urandom(12)
    sealed = AESGCM(db.key.derive(_PURPOSE)).encrypt(nonce, signer.secret, office.encode())
    document = {"version": 1, "device": signer.name, "nonce": nonce.hex(), "key": sealed.hex()}
    durable.write(path, json.dumps(document).encode("ascii"), mine=True)
