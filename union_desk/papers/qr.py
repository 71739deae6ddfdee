"""QR codes drawn as one path of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from union_desk.papers.sheet import Sheet

QUIET = 4  # modules of white that the standard asks for around the code
_DARK = re.compile(rb"\x01+")


@dataclass(slots=True)
class QrPen:
    """Draws QR codes; texts of one length share the mask that was best for the first of them.

    Trying all eight masks takes five times as long as the rest of the code together, and any of them reads.
    """

    _masks: dict[int, int] = field(default_factory=dict)

    def draw(self, sheet: Sheet, x: float, y: float, side: float, text: str) -> None:
        """Draw the code of the text into a square of `side` millimetres, the white rim included."""
        matrix = self.matrix(text)
        rim = side * QUIET / (len(matrix) + 2 * QUIET)
        sheet.modules(x + rim, y + rim, side - 2 * rim, len(matrix), dark_path(matrix))

    def matrix(self, text: str) -> tuple[bytearray, ...]:
        """Return the code's rows from the top, a byte 1 for each dark module."""
        import segno

        made = segno.make_qr(text, error="m", mask=self._masks.get(len(text)))
        self._masks.setdefault(len(text), made.mask)
        rows: tuple[bytearray, ...] = made.matrix
        return rows


def dark_path(matrix: tuple[bytearray, ...]) -> str:
    """Return PDF rectangles, one for each horizontal stretch of dark modules, in units of a module, y downwards."""
    spans = ((row, *dark.span()) for row, modules in enumerate(matrix) for dark in _DARK.finditer(modules))
    return " ".join([f"{start} {row} {end - start} 1 re" for row, start, end in spans])
