"""How an input is changed: bytes anywhere, and in a package the bytes of its parts, so that they are still unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping, Sequence

LONGEST = 1 << 18
TOKENS = (
    *(b"\x00", b"\xff", b"\x7f\xff\xff\xff", b"\x80\x00\x00\x00", b"<!DOCTYPE x>", b"&#0;", b"&amp;", b"]]>", b"<a>"),
    *(b"</row>", b'r="A0"', b'r="XFD1048577"', b't="s"', b"<v>999999999</v>", b"-1", b"1e999", b"NaN", b"%s", b"{"),
    *(b"\xe5\xbc\xa0", b"\xed\xa0\x80", b",", b"\n", b"\t", b'"', b"=1+1", b"\xc1", b"\xdf\xff\xff\xff\xff", b"\x92"),
)


def changed(data: bytes, rng: random.Random, others: Sequence[bytes],
            change: Callable[[bytes], bytes] | None = None) -> bytes:
    """Return a changed copy, at most LONGEST bytes long; `change` changes it, or a part of it, in place of our own."""

    def turned(part: bytes, beside: Sequence[bytes]) -> bytes:
        return change(part) if change else _bytes(part, rng, beside)

    parts = _parts(data) if data.startswith(b"PK") and rng.random() < 0.85 else {}
    if not parts:  # damage of a package itself is found by plain changes
        return turned(data, others)[:LONGEST]
    name = rng.choice(list(parts))
    parts[name] = turned(parts[name], list(parts.values()))
    if rng.random() < 0.05:
        del parts[rng.choice(list(parts))]
    return _packed(parts)


def _bytes(data: bytes, rng: random.Random, others: Sequence[bytes]) -> bytes:
    made = bytearray(data)
    for _turn in range(1 << rng.randrange(5)):
        place, length = rng.randrange(len(made) + 1), 1 << rng.randrange(8)
        match rng.randrange(7):
            case 0 if made:
                made[min(place, len(made) - 1)] ^= 1 << rng.randrange(8)
            case 1:
                del made[place:place + length]
            case 2:
                made[place:place] = rng.choice(TOKENS)
            case 3:
                made[place:place + 4] = rng.choice(TOKENS)
            case 4:
                made[place:place] = made[place:place + length] * rng.choice((1, 2, 50))
            case 5:
                other = rng.choice(others)
                begin = rng.randrange(len(other) + 1)
                made[place:place + length] = other[begin:begin + length]
            case _:
                made[place:place] = rng.randbytes(rng.randrange(9))
    return bytes(made[:LONGEST])


def _parts(data: bytes) -> dict[str, bytes]:
    """Return the parts of a package, none where it cannot be unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return {}


def _packed(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()
