"""Parts of a page that every form shares: title, unit line, signature and seal boxes, footer, annex (domain §15)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from union_desk.papers import fonts
from union_desk.papers.fitting import LEADING, SMALLEST, fit, wrap
from union_desk.papers.fonts import ASCENT, DESCENT
from union_desk.papers.sheet import CENTRE, LEFT, MM, RIGHT, THIN, Sheet
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from union_desk.papers.fitting import Fitted

MARGIN = 18.0
TITLE_SIZE, TEXT_SIZE, NOTE_SIZE, TRACE_SIZE = 20.0, 10.5, 8.5, 7.0
PAD = 1.2
FOOTER, TRACE = 20.0, 9.0  # millimetres above the lower edge

MIDDLE_LEFT, MIDDLE, MIDDLE_RIGHT, TOP_LEFT = (LEFT, CENTRE), (CENTRE, CENTRE), (RIGHT, CENTRE), (LEFT, 0.0)
_CENTRE = (ASCENT - DESCENT) / 2  # from the baseline to the middle of a hanzi, in em


class Rect(NamedTuple):
    """A rectangle of the page in millimetres, (x, y) its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    def inside(self, pad: float = PAD) -> Rect:
        """Return the rectangle without a rim on its left and right, and half of it above and below."""
        return Rect(self.x + pad, self.y + pad / 2, self.width - 2 * pad, self.height - pad)


@dataclass(frozen=True, slots=True)
class Trace:
    """Who printed this, when (local time) and under which serial number: the small line at the foot."""

    operator: str = ""
    printed_at: str = ""
    serial: str = ""


def put(
    sheet: Sheet,
    rect: Rect,
    text: str,
    size: float = TEXT_SIZE,
    *,
    bold: bool = False,
    at: tuple[float, float] = MIDDLE_LEFT,
) -> Fitted:
    """Draw a text into a rectangle, wrapped and made smaller as needed; the answer says whether it was cut."""
    align, valign = at
    fitted = fit(text, rect.width * MM, rect.height * MM, size, bold=bold)
    leading = fitted.size * LEADING / MM
    spare = rect.height - leading * (len(fitted.lines) - 1) - fitted.size / MM
    y = rect.y + spare * valign + fitted.size / MM * (0.5 + _CENTRE)
    for number, line in enumerate(fitted.lines):
        sheet.text(rect.x + rect.width * align, y + leading * number, line, fitted.size, bold=bold, align=align)
    return fitted


def title(sheet: Sheet, text: str, y: float = 24.0, size: float = TITLE_SIZE) -> None:
    """Draw the form's title in the middle, baseline near `y`, with room for a code on its right."""
    side = MARGIN + 26
    put(sheet, Rect(side, y - 7.5, sheet.width - 2 * side, 10), text, size, bold=True, at=MIDDLE)


def unit_line(sheet: Sheet, y: float, unit: str, day: str = "", remark: str = "") -> None:
    """Draw the line under the title: the reporting unit with its seal on the left, the day on the right.

    A remark stands between them, or above the day where there is no room.
    """
    width = sheet.width - 2 * MARGIN
    left = _("Reporting unit (seal): {unit}").format(unit=unit)
    right = _("Date: {date}").format(date=day or _("        (year)    (month)    (day)"))
    put(sheet, Rect(MARGIN, y - 5, width * 0.68, 6), left)
    put(sheet, Rect(MARGIN + width * 0.68, y - 5, width * 0.32, 6), right, at=MIDDLE_RIGHT)
    taken, needed = (_length(text, TEXT_SIZE) for text in (left, remark))
    free = width * 0.68 - taken
    if needed + 2 * PAD <= free:
        sheet.text(MARGIN + taken + free / 2, y - 2 + TEXT_SIZE / MM * _CENTRE, remark, TEXT_SIZE, align=CENTRE)
    else:
        put(sheet, Rect(MARGIN, y - 9, width, 4.5), remark, NOTE_SIZE, at=MIDDLE_RIGHT)


def footer_line(sheet: Sheet) -> None:
    """Draw the line for the person in charge, the reviewer, the person who filled in the form and the telephone."""
    words = (_("Person in charge (signature):"), _("Reviewed by:"), _("Filled in by:"), _("Telephone:"))
    x, y, width = MARGIN, sheet.height - FOOTER, sheet.width - 2 * MARGIN
    for word, share in zip(words, (0.31, 0.21, 0.21, 0.27), strict=True):
        sheet.text(x, y, word, TEXT_SIZE - 0.5)
        x += share * width


def trace_line(sheet: Sheet, trace: Trace) -> None:
    """Draw who printed the page and its number, and above it which characters must be written in by hand."""
    y = sheet.height - TRACE
    parts = [
        _("Printed by {operator}").format(operator=trace.operator) if trace.operator else "",
        trace.printed_at,
        _("No. {serial}").format(serial=trace.serial) if trace.serial else "",
    ]
    sheet.text(MARGIN, y, "  ".join(part for part in parts if part), TRACE_SIZE)
    sheet.page_number(sheet.width - MARGIN, y, TRACE_SIZE)
    missing = sheet.missing_here()
    if missing:
        listed = ", ".join(f"U+{ord(char):04X}" for char in missing)
        note = _("〓 stands for a character that no font has ({codes}): please write it in by hand.").format(
            codes=listed
        )
        put(sheet, Rect(MARGIN, y - 6.5, sheet.width - 2 * MARGIN, 3.5), note, TRACE_SIZE)


def seal_box(sheet: Sheet, rect: Rect, heading: str, *, opinion: str = "") -> None:
    """Draw a box for an opinion, left empty, with the place for signature, seal and date at its lower edge."""
    sheet.box(*rect)
    put(sheet, Rect(rect.x + PAD, rect.y + 1.5, rect.width - 2 * PAD, 6), heading, bold=True)
    put(sheet, Rect(rect.x + 3, rect.y + 8, rect.width - 6, rect.height - 24), opinion, at=TOP_LEFT)
    low = rect.y + rect.height
    sheet.text(rect.x + rect.width - 4, low - 10.5, _("(signature and seal)"), TEXT_SIZE - 0.5, align=RIGHT)
    sheet.text(rect.x + rect.width - 4, low - 4, _("        (year)    (month)    (day)"), TEXT_SIZE - 0.5, align=RIGHT)


def photo_box(sheet: Sheet, rect: Rect) -> Rect:
    """Draw the frame of a one-inch photograph (25 × 35 mm) in the middle of a cell; returns its inside."""
    frame = Rect(rect.x + (rect.width - 25) / 2, rect.y + (rect.height - 35) / 2, 25, 35)
    sheet.box(*frame, THIN / 2)
    put(sheet, frame.inside(3), _("Photograph\n(one inch)"), NOTE_SIZE, at=MIDDLE)
    return Rect(frame.x + 0.2, frame.y + 0.2, frame.width - 0.4, frame.height - 0.4)


def tick_boxes(sheet: Sheet, rect: Rect, options: Iterable[tuple[str, str]]) -> dict[str, tuple[float, float, float]]:
    """Draw empty tick boxes with their words side by side; returns place and size of each code's tick."""
    words = list(options)
    total = _ticks_width(words, TEXT_SIZE)
    size = min(TEXT_SIZE, max(SMALLEST, TEXT_SIZE * rect.width / total))
    side = size * 0.8 / MM
    y = rect.y + rect.height / 2 + size * _CENTRE / MM
    x, places = rect.x, {}
    for code, word in words:
        sheet.box(x, y - side * 0.9, side, side)
        places[code] = (x + side / 2, y, size)
        sheet.text(x + side * 1.3, y, word, size)
        x += _ticks_width([(code, word)], size)
    return places


def _ticks_width(words: Sequence[tuple[str, str]], size: float) -> float:
    return sum(_length(word, size) + 2.0 * size / MM for _code, word in words)


def _length(text: str, size: float) -> float:
    return fonts.width(text) * size / MM


def tick(sheet: Sheet, place: tuple[float, float, float]) -> None:
    """Put the tick into a box drawn by `tick_boxes`."""
    x, y, size = place
    sheet.text(x, y, "✓", round(size * 0.85, 1), align=CENTRE)


def paragraphs(sheet: Sheet, rect: Rect, text: str, size: float = TEXT_SIZE) -> float:
    """Draw running text from the top of a rectangle; returns the y below its last line."""
    fitted = put(sheet, rect, text, size, at=TOP_LEFT)
    return rect.y + len(fitted.lines) * fitted.size * LEADING / MM


def annex(sheet: Sheet, heading: str, items: Sequence[tuple[str, str]], trace: Trace) -> None:
    """Print in full, on pages of their own, the texts that a form had to cut: pairs of label and text."""
    leading = TEXT_SIZE * LEADING / MM
    width = sheet.width - 2 * MARGIN
    lines = [line for item in items for line in _annex_lines(item, width * MM / TEXT_SIZE)]
    per_page = int((sheet.height - 36 - FOOTER) / leading)
    for start in range(0, len(lines), per_page):
        title(sheet, heading, size=14)
        for number, (line, bold) in enumerate(lines[start : start + per_page]):
            sheet.text(MARGIN, 36 + leading * number, line, TEXT_SIZE, bold=bold)
        trace_line(sheet, trace)
        sheet.next_page()


def _annex_lines(item: tuple[str, str], limit: float) -> list[tuple[str, bool]]:
    label, text = item
    return [(label, True), *((line, False) for line in wrap(text, limit) or ()), ("", False)]
