"""Names on the wire: records as 16 bytes, units and logs as random hexadecimal text."""

from __future__ import annotations

import re
import secrets

_DASHES = (8, 12, 16, 20)
RECORD_BYTES = 16
_LENGTH = 36
_RECORD = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def new_unit() -> str:
    """Return a fresh unit id: 128 random bits in hexadecimal."""
    return secrets.token_hex(16)


def new_log() -> str:
    """Return a fresh log id: 64 random bits in hexadecimal."""
    return secrets.token_hex(8)


def is_record(text: str) -> bool:
    """Tell whether a text is a record's id: a UUID in its one spelling."""
    return _RECORD.fullmatch(text) is not None


def pack(ids: list[str]) -> bytes:
    """Return record ids (UUID text) as 16 bytes each; raises ValueError on anything else."""
    joined = "".join(ids)
    packed = bytes.fromhex(joined.replace("-", ""))
    dashed = all(joined[place + number::_LENGTH] == "-" * len(ids) for number, place in enumerate(_DASHES))
    if set(map(len, ids)) - {_LENGTH} or not dashed or packed.hex() != joined.replace("-", ""):
        msg = "a record id is not canonical UUID text"
        raise ValueError(msg)
    return packed


def unpack(packed: bytes) -> list[str]:
    """Return the UUID texts of ids packed to 16 bytes each; raises ValueError on a torn one."""
    if len(packed) % RECORD_BYTES:
        msg = "packed ids are torn"
        raise ValueError(msg)
    text, (a, b, c, d) = packed.hex(), _DASHES
    return [f"{text[i:i + a]}-{text[i + a:i + b]}-{text[i + b:i + c]}-{text[i + c:i + d]}-{text[i + d:i + 32]}"
            for i in range(0, len(text), 32)]
