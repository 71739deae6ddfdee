"""A sheet for an envelope under lock: what opens the office, in a box, what to do with it, and who signs."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from union_desk import durable
from union_desk.papers.page import MARGIN, Rect, paragraphs, title
from union_desk.papers.sheet import THICK, About, Sheet
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_LINE = 12.0
TITLE_FOOT = 44.0
"""Millimetres from the top at which the page is free below its title."""


@contextmanager
def drawing(path: Path, heading: str, title_text: str, union: str) -> Iterator[tuple[Sheet, float]]:
    """Yield the sheet with its title and the width between the margins; at the end it becomes a PDF of one page.

    The file appears whole or not at all, readable by its owner only.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    partial.touch(mode=0o600)
    try:
        sheet = Sheet(str(partial), About(heading, union))
        title(sheet, title_text, 30)
        yield sheet, sheet.width - 2 * MARGIN
        sheet.next_page()
        sheet.save()
        durable.put(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def frame(sheet: Sheet, y: float, height: float) -> Rect:
    """Draw the box around what opens the office; returns it."""
    box = Rect(MARGIN, y, sheet.width - 2 * MARGIN, height)
    sheet.box(*box, THICK)
    return box


def close(sheet: Sheet, box: Rect, advice: Sequence[str]) -> None:
    """Write what to do with the sheet below its box, and the lines for who keeps and who opens it."""
    y = box.y + box.height + 8
    for text in advice:
        y = paragraphs(sheet, Rect(MARGIN, y, box.width, 30), text) + 3
    y += 8
    for words in (_("Kept by (signature):"), _("Place:"), _("Opened on, by whom, why:")):
        sheet.text(MARGIN, y, words, 10.5)
        sheet.rules([(MARGIN + 50, y + 1, sheet.width - MARGIN, y + 1)])
        y += _LINE


def into_the_envelope() -> str:
    """Return the first thing to do with any such sheet."""
    return _("1. Put this sheet into an envelope, sign across the flap, and keep it under lock apart from the "
             "computer.")
