"""Characters that old programs kept in the private zone of Unicode, and where the national standard has them now.

Windows put FE50-FEA0 and a few signs of GBK at U+E815-U+E864 and U+E78D-U+E7F3; GB 18030-2000 and -2005 left 24 of them
there, and GB 18030-2022 moved the last of these to their own code points (domain reference §12.3).
"""

from __future__ import annotations

import re

# The 24 that GB 18030-2005 still kept private: ten vertical signs, eight hanzi at U+9FB4, six in extension B
_LATE = {
    **dict(zip(range(0xE78D, 0xE797), (0xFE10, 0xFE12, 0xFE11, 0xFE13, 0xFE14, 0xFE15, 0xFE16, 0xFE17, 0xFE18, 0xFE19),
               strict=True)),
    **dict(zip((0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864), range(0x9FB4, 0x9FBC), strict=True)),
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE831: 0x215D7, 0xE83B: 0x2298F, 0xE855: 0x241FE,
}  # fmt: skip
_SIGNS = {0xE7C7: 0x1E3F, 0xE7C8: 0x01F9, 0xE7E7: 0x303E, **{0xE7E8 + n: 0x2FF0 + n for n in range(12)}}


def _early() -> dict[int, int]:
    """Return the radicals and hanzi of FE50-FEA0 that got code points with Unicode 3.0, as the codec knows them."""
    trails = [trail for trail in range(0x50, 0xA1) if trail != 0x7F]  # noqa: PLR2004  7F is no trail byte
    found = {0xE815 + place: ord(bytes((0xFE, trail)).decode("gb18030")) for place, trail in enumerate(trails)}
    return {private: point for private, point in found.items() if not 0xE000 <= point <= 0xF8FF}  # noqa: PLR2004  the private zone


KNOWN: dict[int, int] = {**_early(), **_SIGNS, **_LATE}
_ANY = re.compile("[" + "".join(map(chr, KNOWN)) + "]")


def repaired(text: str) -> str:
    """Return the text with private characters replaced where it is known what they stand for."""
    return text.translate(KNOWN) if _ANY.search(text) else text
