"""Write resources/pinyin.txt from the dictionary of pypinyin (MIT licence): `python resources/makers/freeze_pinyin.py`.

The program reads the frozen file only: it loads ten times faster than the dictionary and does not change by itself.
Readings that are peculiar to names are kept by hand in resources/pinyin_names.txt.
"""

from __future__ import annotations

import unicodedata
from importlib.metadata import version
from pathlib import Path

from pypinyin.constants import PINYIN_DICT

TARGET = Path(__file__).resolve().parent.parent / "pinyin.txt"
HEADING = """\
# The usual reading of each character, without tones; a line is "syllable characters".
# Frozen from pypinyin {version} (MIT licence) by resources/makers/freeze_pinyin.py.
"""


def toneless(reading: str) -> str:
    """Return a reading without its tone: 'lǜ' becomes 'lü'."""
    parts = unicodedata.normalize("NFD", reading)
    kept = "".join(c for c in parts if not unicodedata.combining(c) or c == "\u0308")
    return unicodedata.normalize("NFC", kept)


def write() -> None:
    """Write the frozen table, syllables in order, characters by code point."""
    groups: dict[str, list[str]] = {}
    for point, readings in sorted(PINYIN_DICT.items()):
        groups.setdefault(toneless(readings.split(",")[0]), []).append(chr(point))
    lines = [f"{syllable} {''.join(characters)}\n" for syllable, characters in sorted(groups.items())]
    TARGET.write_text(HEADING.format(version=version("pypinyin")) + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    write()
