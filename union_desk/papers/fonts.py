"""The fonts on paper: Noto Sans SC, HanaMinB for rare characters, and a visible mark for what neither can draw.

Together they hold every hanzi of GB 18030-2022 levels 1 to 3 (domain §12.3). Fonts are loaded when first needed:
HanaMinB only when a name asks for it. Nothing here remembers texts, only single characters.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from union_desk.papers.unicode_map import mend_extraction
from union_desk.paths import resource
from union_desk.schema import private_use

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD, RARE = "NotoSansSC", "NotoSansSC-Bold", "HanaMinB"
MARK = "〓"
ASCENT, DESCENT = 0.88, 0.12  # of the em square of Noto Sans SC, which all three share

_FILES = {REGULAR: "NotoSansSC-Regular.ttf", BOLD: "NotoSansSC-Bold.ttf", RARE: "HanaMinB.ttf"}
# Soft hyphen, joiners, direction marks, variation selectors: they steer other characters and have no shape.
_SHAPELESS = (
    "\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff"
)
_NOT_DRAWN = re.compile(f"[{_SHAPELESS}\x00-\x08\x0e-\x1f\x7f-\x9f]")
_BLANK = re.compile(r"[\t\n\x0b\f\r\x1c-\x1f\u0085\u1680\u2000-\u200a\u2028\u2029\u202f\u205f]+")
_PRIVATE = ((0xE000, 0xF8FF), (0xF0000, 0x10FFFF))
_lock = threading.Lock()


class Run(NamedTuple):
    """A stretch of text that one font draws; `missing` counts characters that `text` replaces by the mark."""

    face: str
    text: str
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Face:
    """A loaded font: what it covers, and each covered character's width at 1 pt."""

    font: TTFont
    widths: dict[str, float]
    covered: frozenset[str]


@cache
def face(name: str) -> Face:
    """Return the font of that name, loading and registering it with ReportLab on first use."""
    with _lock:
        return _load(name)


@cache
def _load(name: str) -> Face:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    mend_extraction()
    font = TTFont(name, str(resource("fonts", _FILES[name])))
    _mend_widths(font)
    pdfmetrics.registerFont(font)
    widths = {
        chr(point): font.face.charWidths[point] / 1000
        for point in font.face.charToGlyph
        if not _is_private(point) and not _NOT_DRAWN.match(chr(point)) and not _BLANK.match(chr(point))
    }
    return Face(font, widths, frozenset(widths))


def _mend_widths(font: TTFont) -> None:
    """Put the font's own widths back where ReportLab keeps them in thousandths, so that subsets say what is drawn.

    It reckons the width that the last glyphs share, and writes it into the subset as if it were none of the em's units.
    """
    units = font.face.unitsPerEm
    font.face.hmetrics = [(round(wide * units / 1000) if isinstance(wide, float) else wide, bearing)
                          for wide, bearing in font.face.hmetrics]


def _is_private(point: int) -> bool:
    return any(low <= point <= high for low, high in _PRIVATE)


def runs(text: str, *, bold: bool = False) -> tuple[Run, ...]:
    """Split a text into stretches drawn by one font each; what no font has becomes the mark 〓."""
    main = BOLD if bold else REGULAR
    if face(main).covered.issuperset(text):
        return (Run(main, text),) if text else ()
    drawn = [_choose(char, main) for char in clean(text)]
    return tuple(
        Run(name, "".join(run.text for run in group), missing=missing)
        for (name, missing), group in groupby(drawn, key=itemgetter(0, 2))
    )


def clean(text: str) -> str:
    """Return the text without the characters that have no shape, line ends and tabs as blanks.

    Private characters stand as the ones that they are known to mean.
    """
    return private_use.repaired(_NOT_DRAWN.sub("", _BLANK.sub(" ", text)))


@cache
def _choose(char: str, main: str) -> Run:
    if char in face(main).covered:
        return Run(main, char)
    if _is_private(ord(char)) or char not in face(RARE).covered:
        return Run(main, MARK, missing=True)
    return Run(RARE, char)


def width(text: str, *, bold: bool = False) -> float:
    """Return how wide the text is at 1 pt, in points."""
    widths = face(BOLD if bold else REGULAR).widths
    try:
        return sum(map(widths.__getitem__, text))
    except KeyError:
        return sum(map(run_width, runs(text, bold=bold)))


def run_width(run: Run) -> float:
    """Return how wide the run is at 1 pt, in points."""
    return sum(map(face(run.face).widths.__getitem__, run.text))


def missing_glyphs(texts: Iterable[str]) -> list[str]:
    """Return the characters among the texts that no font can draw, each once, in code-point order."""
    unknown = set().union(*texts) - face(REGULAR).covered
    return sorted(char for char in unknown if (known := clean(char)).strip() and _choose(known, REGULAR).missing)
