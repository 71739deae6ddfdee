"""Two of three open the office: a code on sealed paper, a file that the superior keeps, the chair's passphrase.

A random key that wraps the data key is shared out over GF(256) (Shamir): any two shares give it back, one alone says
nothing about it, whatever is tried. Sharing out anew makes another one, so that old shares open nothing.
The chair's share lies in the office's folder, wrapped under a passphrase of the chair's own.
"""

from __future__ import annotations

import base64
import hmac
import itertools
import json
import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk import durable
from union_desk.errors import UserError
from union_desk.safety import attempts, keys
from union_desk.safety.keys import KEY_BYTES, DataKey
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE = "office.shares"
PAPER, SUPERIOR, CHAIR = 1, 2, 3
NAMES = {PAPER: N_("the sealed paper"), SUPERIOR: N_("the superior's file"), CHAIR: N_("the chair's passphrase")}
NEEDED = 2
_SET, _CHECK, _GROUP = 4, 4, 5
_INSIDE, _BOUND = b"union-desk shares 1\0", b"union-desk chair's share 1"
_ACCOUNT = "shares"  # whose wrong passphrases are counted
_COST = (3, 65_536, 4)
_MOST_FILE = 65_536  # bytes; the rest of a file is no share
_POLYNOMIAL = 0x11B


class ShareError(UserError):
    """A share was copied wrongly or is none."""

    code = "share"
    message = N_("This is not a share, or it was copied wrongly. Compare it with the paper or the file.")


class OtherSharesError(UserError):
    """The shares do not belong together, or not to this office."""

    code = "other_shares"
    message = N_("These shares do not open this office: newer ones may have replaced them, or they are another "
                 "office's.")


class FewSharesError(UserError):
    """One share alone opens nothing."""

    code = "few_shares"
    message = N_("Two different shares are needed: {there} alone opens nothing.")


class ShareFileError(UserError):
    """The file of a share cannot be read or written."""

    code = "share_file"
    message = N_("The share in {file} cannot be read or written: {reason}.")


class NoSharesError(UserError):
    """The office's key was never shared out."""

    code = "no_shares"
    message = N_("No shares were made for the office in {folder}.")


@dataclass(frozen=True, repr=False)
class Share:
    """One share: whose it is (1 paper, 2 superior, 3 chair), which set it belongs to, and its bytes."""

    holder: int
    lot: bytes
    body: bytes

    def __repr__(self) -> str:
        """Never show the share."""
        return f"Share({self.holder}, …)"

    def code(self) -> str:
        """Return it as text in groups of five, for paper and file; a check at its end tells a wrong copy."""
        data = bytes([self.holder]) + self.lot + self.body
        text = base64.b32encode(data + _check(data)).decode().rstrip("=")
        return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def read(code: str) -> Share:
    """Read a share's text; blanks, hyphens and small letters do not matter. Raises ShareError."""
    clean = "".join(char for char in code.upper() if char.isalnum()).translate(str.maketrans("018", "OIB"))
    try:
        data = base64.b32decode(clean + "=" * (-len(clean) % 8))
    except ValueError:
        raise ShareError from None
    head = 1 + _SET
    if len(data) != head + KEY_BYTES + _CHECK or not hmac.compare_digest(_check(data[:-_CHECK]), data[-_CHECK:]) \
            or data[0] not in NAMES:
        raise ShareError
    return Share(data[0], data[1:head], data[head:-_CHECK])


def read_file(path: Path) -> Share:
    """Read the share in a file, among whatever else is written there; raises ShareFileError, ShareError."""
    try:
        text = path.read_bytes()[:_MOST_FILE].decode("utf-8-sig")
    except OSError as fault:
        raise ShareFileError(file=path, reason=fault.strerror or fault) from fault
    except UnicodeDecodeError:
        raise ShareError from None
    for part in (text, *text.splitlines()):
        try:
            return read(part)
        except ShareError:
            continue
    raise ShareError


# ---- making and using them


def make(folder: Path, key: DataKey, chair: str,
         hand_out: Callable[[Share, Share], object] = lambda _paper, _superior: None) -> tuple[Share, Share]:
    """Share the key out; returns the paper's and the superior's share. The chair's is written, older ones open nothing.

    chair: a passphrase that the chair alone knows; raises WeakPassphraseError. hand_out: writes the paper's and the
    superior's share; the older shares hold until that is done.
    """
    keys.check_strength(chair)
    lot, wrapping = os.urandom(_SET), secrets.token_bytes(KEY_BYTES)
    paper, superior, own = (Share(holder, lot, body) for holder, body in split(wrapping).items())
    hand_out(paper, superior)
    write(folder, key, wrapping, own, chair)
    return paper, superior


def write(folder: Path, key: DataKey, wrapping: bytes, share: Share, chair: str) -> None:
    """Write the data key wrapped under the key that was shared out, and the chair's share, in one step."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = os.urandom(16), os.urandom(12)
    wrapped = AESGCM(keys.stretch(chair, salt, _COST)).encrypt(nonce, share.code().encode(), _BOUND)
    outer = os.urandom(12)
    inside = AESGCM(wrapping).encrypt(outer, key.raw, _INSIDE + share.lot)
    document = {"version": 1, "outer": outer.hex(), "inside": inside.hex(), "cost": _COST,
                "salt": salt.hex(), "nonce": nonce.hex(), "wrapped": wrapped.hex()}
    durable.write(folder / FILE, json.dumps(document, indent=1).encode("ascii"), mine=True)


def exists(folder: Path) -> bool:
    """Tell whether the office's key was shared out."""
    return (folder / FILE).exists()


def forget(folder: Path) -> None:
    """Let no shares open the office any more: a recovery sheet takes their place."""
    (folder / FILE).unlink(missing_ok=True)


def of_the_chair(folder: Path, passphrase: str) -> Share:
    """Return the chair's share; raises NoSharesError, WaitError, WrongPassphraseError."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    told = _document(folder)
    attempts.check(folder, _ACCOUNT)
    salt, nonce, wrapped = (bytes.fromhex(str(told[name])) for name in ("salt", "nonce", "wrapped"))
    first, second, third = (int(part) for part in told["cost"])  # type: ignore[attr-defined]  # as it was written
    try:
        code = AESGCM(keys.stretch(passphrase, salt, (first, second, third))).decrypt(nonce, wrapped, _BOUND)
    except InvalidTag:
        attempts.failed(folder, _ACCOUNT)
        raise keys.WrongPassphraseError from None
    attempts.passed(folder, _ACCOUNT)
    return read(code.decode())


def unwrap(folder: Path, shares: list[Share]) -> DataKey:
    """Return the data key that two of the shares give; raises FewSharesError, OtherSharesError, NoSharesError."""
    told = _document(folder)
    different = list({share.holder: share for share in shares}.values())
    if len(different) < NEEDED:
        raise FewSharesError(there=_(NAMES[different[0].holder]) if different else "—")
    for first, second in itertools.combinations(different, NEEDED):  # of three, one may be of an older set
        key = _unwrapped(told, first, second)
        if key is not None:
            return key
    raise OtherSharesError


def _unwrapped(told: dict[str, object], first: Share, second: Share) -> DataKey | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    wrapping = combine({first.holder: first.body, second.holder: second.body})
    outer, inside = (bytes.fromhex(str(told[name])) for name in ("outer", "inside"))
    try:
        return DataKey(AESGCM(wrapping).decrypt(outer, inside, _INSIDE + first.lot))
    except InvalidTag:
        return None


def _document(folder: Path) -> dict[str, object]:
    if not exists(folder):
        raise NoSharesError(folder=folder)
    try:
        told: dict[str, object] = json.loads((folder / FILE).read_text("ascii"))
    except ValueError:
        raise keys.KeyFileDamagedError(file=FILE) from None
    return told


def _check(data: bytes) -> bytes:
    return hmac.new(_BOUND, data, "sha256").digest()[:_CHECK]


# ---- the arithmetic: a line through the secret at 0, for each byte


def split(secret: bytes) -> dict[int, bytes]:
    """Return three shares of a secret by their place (1, 2, 3), of which any two give it back."""
    slopes = [secrets.randbelow(256) for _byte in secret]  # 0 must be possible: else a share would tell something
    return {place: bytes(byte ^ _times(slope, place) for byte, slope in zip(secret, slopes, strict=True))
            for place in NAMES}


def combine(shares: dict[int, bytes]) -> bytes:
    """Return the secret that two shares, by their places, give: where their line meets 0."""
    (one, first), (two, second) = shares.items()
    over = _inverse(one ^ two)
    return bytes(_times(_times(a, two) ^ _times(b, one), over) for a, b in zip(first, second, strict=True))


def _times(a: int, b: int) -> int:
    found = 0
    while b:
        if b & 1:
            found ^= a
        a <<= 1
        if a & 0x100:
            a ^= _POLYNOMIAL
        b >>= 1
    return found


def _inverse(a: int) -> int:
    return next(b for b in range(1, 256) if _times(a, b) == 1)
