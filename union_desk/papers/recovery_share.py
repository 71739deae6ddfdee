"""The sealed paper: one of three shares of the office's key, as text and as a square code."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from union_desk.papers.page import MARGIN, Rect, paragraphs, put, title
from union_desk.papers.qr import QrPen
from union_desk.papers.sheet import THICK, About, Sheet
from union_desk.words import _

if TYPE_CHECKING:
    from pathlib import Path

_SQUARE, _LINE = 42.0, 12.0


def draw(path: Path, union: str, folder: str, code: str) -> None:
    """Write the sheet as a PDF of one page; the file appears whole or not at all, readable by its owner only."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    partial.touch(mode=0o600)
    sheet = Sheet(str(partial), About(_("One of three shares of the office's key"), union))
    width = sheet.width - 2 * MARGIN
    title(sheet, _("One of three shares of the office's key"), 30)
    put(sheet, Rect(MARGIN, 44, width, 8), union, bold=True)
    put(sheet, Rect(MARGIN, 53, width, 8), folder)
    box = Rect(MARGIN, 66, width, _SQUARE + 8)
    sheet.box(*box, THICK)
    QrPen().draw(sheet, box.x + 4, box.y + 4, _SQUARE, code)
    groups = code.split("-")
    for line in range(0, len(groups), 4):
        put(sheet, Rect(box.x + _SQUARE + 10, box.y + 4 + line * 2.6, width - _SQUARE - 14, 9),
            "  ".join(groups[line : line + 4]), 15, bold=True)
    y = box.y + box.height + 8
    for text in _advice():
        y = paragraphs(sheet, Rect(MARGIN, y, width, 30), text) + 3
    y += 8
    for words in (_("Kept by (signature):"), _("Place:"), _("Opened on, by whom, why:")):
        sheet.text(MARGIN, y, words, 10.5)
        sheet.rules([(MARGIN + 50, y + 1, sheet.width - MARGIN, y + 1)])
        y += _LINE
    sheet.next_page()
    sheet.save()
    partial.replace(path)


def _advice() -> tuple[str, ...]:
    return (
        _("1. Put this sheet into an envelope, sign across the flap, and keep it under lock apart from the computer."),
        _("2. Any two of this paper, the superior's file and the chair's passphrase open the office. This paper alone "
          "opens nothing."),
        _("3. When it was opened or lost, share the key out again: the old shares stop working at once."),
    )
