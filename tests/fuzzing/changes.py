"""How an input is changed: bytes anywhere, and in a package the bytes of its parts, so that they are still unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

LONGEST = 1 << 18
TOKENS = (
    *(b"\x00", b"\xff", b"\x7f\xff\xff\xff", b"\x80\x00\x00\x00", b"<!DOCTYPE x>", b"&#0;", b"&amp;", b"]]>", b"<a>"),
    *(b"</row>", b'r="A0"', b'r="XFD1048577"', b't="s"', b"<v>999999999</v>", b"-1", b"1e999", b"NaN", b"%s", b"{"),
    *(b"\xe5\xbc\xa0", b"\xed\xa0\x80", b",", b"\n", b"\t", b'"', b"=1+1", b"\xc1", b"\xdf\xff\xff\xff\xff", b"\x92"),
)


def changed(data: bytes, rng: random.Random, others: Sequence[bytes]) -> bytes:
    """Return a changed copy, at most LONGEST bytes long."""
    if data.startswith(b"PK") and rng.random() < 0.85:
        return _package(data, rng, others)
    return _bytes(data, rng, others)


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


def _package(data: bytes, rng: random.Random, others: Sequence[bytes]) -> bytes:
    """Change one part of a package; damage of the package itself is found by plain changes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return _bytes(data, rng, others)
    if not parts:
        return _bytes(data, rng, others)
    name = rng.choice(list(parts))
    parts[name] = _bytes(parts[name], rng, list(parts.values()))
    if rng.random() < 0.05:
        del parts[rng.choice(list(parts))]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    return out.getvalue()
