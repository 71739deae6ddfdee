"""The sealed paper: one of three shares of the office's key, as text and as a square code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers import envelope_sheet
from union_desk.papers.page import MARGIN, Rect, put
from union_desk.papers.qr import QrPen
from union_desk.words import _

if TYPE_CHECKING:
    from pathlib import Path

_SQUARE, _GROUPS = 42.0, 4  # millimetres; groups of the code on a line


def draw(path: Path, union: str, folder: str, code: str) -> None:
    """Write the sheet as a PDF of one page; the file appears whole or not at all, readable by its owner only."""
    heading = _("One of three shares of the office's key")
    with envelope_sheet.drawing(path, heading, heading, union) as (sheet, width):
        put(sheet, Rect(MARGIN, envelope_sheet.TITLE_FOOT, width, 8), union, bold=True)
        put(sheet, Rect(MARGIN, envelope_sheet.TITLE_FOOT + 9, width, 8), folder)
        box = envelope_sheet.frame(sheet, 66, _SQUARE + 8)
        QrPen().draw(sheet, box.x + 4, box.y + 4, _SQUARE, code)
        groups = code.split("-")
        for line in range(0, len(groups), _GROUPS):
            put(sheet, Rect(box.x + _SQUARE + 10, box.y + 4 + line * 2.6, width - _SQUARE - 14, 9),
                "  ".join(groups[line : line + _GROUPS]), 15, bold=True)
        envelope_sheet.close(sheet, box, (
            envelope_sheet.into_the_envelope(),
            _("2. Any two of this paper, the superior's file and the chair's passphrase open the office. This paper "
              "alone opens nothing."),
            _("3. When it was opened or lost, share the key out again: the old shares stop working at once.")))
