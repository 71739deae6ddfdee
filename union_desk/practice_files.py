"""Invented files for the practice office: small pictures and one-page PDF papers, the same ones every time."""

from __future__ import annotations

import struct
import zlib

_WIDTH, _HEIGHT = 96, 64


def picture(number: int) -> bytes:
    """Return a small picture (PNG) of coloured stripes, another one for each number."""
    row = b"".join(bytes((x * 2 % 256, (x + number * 40) % 256, number * 70 % 256)) for x in range(_WIDTH))
    rows = b"".join(b"\0" + row[3 * (y % _WIDTH):] + row[:3 * (y % _WIDTH)] for y in range(_HEIGHT))
    head = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def paper(words: str) -> bytes:
    """Return a one-page paper (PDF, A5) with a line of ASCII words."""
    line = f"BT /F 14 Tf 40 540 Td ({words}) Tj ET".encode("ascii")
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 595]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(line), line),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(parts) + 1, table, len(parts) + 1, len(made))
