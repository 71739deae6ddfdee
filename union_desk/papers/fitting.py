"""Making text fit its box: Chinese line breaking, wrapping, and shrinking down to a readable least size."""

from __future__ import annotations

import re
from dataclasses import dataclass

from union_desk.papers import fonts

LEADING = 1.25  # line height in units of the font size
SMALLEST = 6.0  # points; below that a laser print is no longer read with ease
ELLIPSIS = "…"

_STEP = 0.5
_OPENING = "(\\[{“‘（［｛《〈「『【〔"
_CLOSING = ")\\]}”’）］｝》〉」』】〕,.;:!?%、。，；：！？·‧・—…～％"
# A piece may be divided from the next: a Latin word or number stays whole, and the punctuation that must not begin or
# end a line stays with its neighbour.
_PIECE = re.compile(rf"\s+|[{_OPENING}]*(?:[!-'*-~À-ɏ]+|[^\s])[{_CLOSING}]*")


@dataclass(frozen=True, slots=True)
class Fitted:
    """Text as it fits a box: its lines, their size in points, and whether the end had to be cut off."""

    lines: tuple[str, ...]
    size: float
    cut: bool = False


def wrap(text: str, limit: float, *, bold: bool = False, divide: bool = True) -> list[str] | None:
    """Break a text into lines at most `limit` em wide; None when a word is wider and must not be divided."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        broken = _wrap_paragraph(paragraph.rstrip(), limit, bold=bold, divide=divide)
        if broken is None:
            return None
        lines += broken
    return lines


def _wrap_paragraph(text: str, limit: float, *, bold: bool, divide: bool) -> list[str] | None:
    if fonts.width(text, bold=bold) <= limit:
        return [text]
    lines: list[str] = []
    line, room = "", limit
    for piece in _PIECE.findall(text):
        wide = fonts.width(piece, bold=bold)
        if wide > room and line:
            lines.append(line.rstrip())
            line, room = "", limit
        if wide > limit:
            if not divide:
                return None
            *full, piece = _divide(piece, limit, bold=bold)  # noqa: PLW2901  the rest goes on as the piece
            lines += full
            wide = fonts.width(piece, bold=bold)
        if line or not lines or not piece.isspace():  # blanks begin the first line only: a paragraph is indented
            line, room = line + piece, room - wide
    return [*lines, line.rstrip()]


def _divide(word: str, limit: float, *, bold: bool) -> list[str]:
    parts, part, room = [], "", limit
    for char in word:
        wide = fonts.width(char, bold=bold)
        if wide > room and part:
            parts.append(part)
            part, room = "", limit
        part, room = part + char, room - wide
    return [*parts, part]


def fit(
    text: str, width: float, height: float, size: float, *, smallest: float = SMALLEST, bold: bool = False
) -> Fitted:
    """Fit a text into a box of points: wrapped, then smaller in half points, then cut with an ellipsis.

    A long word or number is made smaller before it is divided.
    """
    if fonts.width(text, bold=bold) * size <= width and "\n" not in text:
        return Fitted((text,), size)
    sizes = [size - _STEP * step for step in range(int((size - smallest) / _STEP) + 1)]
    for divide in (False, True):
        for tried in sizes:
            lines = wrap(text, width / tried, bold=bold, divide=divide)
            if lines is not None and len(lines) <= room_for(height, tried):
                return Fitted(tuple(lines), tried)
    return _cut(text, width, height, sizes[-1], bold=bold)


def room_for(height: float, size: float) -> int:
    """Return how many lines of that size stand in a height, at least one (both in points)."""
    return max(1, int((height - size) / (size * LEADING) + 1.0001))


def _cut(text: str, width: float, height: float, size: float, *, bold: bool) -> Fitted:
    lines = wrap(text, width / size, bold=bold) or [""]
    kept = lines[: room_for(height, size)]
    last = kept[-1]
    while last and (fonts.width(last, bold=bold) + fonts.width(ELLIPSIS, bold=bold)) * size > width:
        last = last[:-1]
    return Fitted((*kept[:-1], last + ELLIPSIS), size, cut=True)
