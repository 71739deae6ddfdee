"""The calibration sheet: what a printer must be told so that print lands on pre-printed forms (套打)."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from union_desk.papers.page import MARGIN, Rect, paragraphs, title
from union_desk.papers.sheet import CENTRE, THIN, About, Sheet
from union_desk.words import _

if TYPE_CHECKING:
    from pathlib import Path

CROSS = 50.0  # millimetres from the left and from the upper edge
_LONG = 20.0
_TICK, _FIFTH = 1.5, 3.0


def draw(target: str | Path | BinaryIO, printer: str, offset: tuple[float, float]) -> None:
    """Write the sheet as a PDF: a cross that should stand 50 mm from two edges, and rulers along both arms."""
    where = target if not hasattr(target, "joinpath") else str(target)
    sheet = Sheet(where, About(_("Calibration sheet")))
    title(sheet, _("Calibration sheet"), 24)
    sheet.rules([(CROSS - _LONG, CROSS, CROSS + _LONG, CROSS), (CROSS, CROSS - _LONG, CROSS, CROSS + _LONG)], THIN)
    for step in range(-int(_LONG), int(_LONG) + 1):
        length = _FIFTH if step % 5 == 0 else _TICK
        sheet.rules(
            [(CROSS + step, CROSS - length, CROSS + step, CROSS), (CROSS - length, CROSS + step, CROSS, CROSS + step)]
        )
        if step % 10 == 0 and step:
            sheet.text(CROSS + step, CROSS + 4, str(step), 7, align=CENTRE)
            sheet.text(CROSS + 3, CROSS + step + 1, str(step), 7)
    right, down = offset
    texts = (
        _("Printer: {printer}. Offset set now: {right} mm to the right, {down} mm down.").format(
            printer=printer, right=right, down=down
        ),
        _("Measure from the left edge of the paper to the cross: call it A. Measure from the upper edge: call it B."),
        _("Add 50 − A to the offset to the right, and 50 − B to the offset down; then print this sheet once more."),
    )
    y = CROSS + _LONG + 12
    for text in texts:
        y = paragraphs(sheet, Rect(MARGIN, y, sheet.width - 2 * MARGIN, 20), text) + 3
    sheet.next_page()
    sheet.save()
