"""The sheet that a superior hands to a union: its token as text and as a QR code, and what to do with it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from union_desk import durable
from union_desk.papers.page import MARGIN, MIDDLE, Rect, paragraphs, put, title
from union_desk.papers.qr import QrPen
from union_desk.papers.sheet import THICK, About, Sheet
from union_desk.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from sync.protocol.certificates import Unit

_SIDE, _LINE, _LABEL = 52.0, 9.0, 38.0
_GROUPS = 6  # of a token's groups of six letters in a line


def draw(path: Path, superior: str, unit: Unit, token: str, *, address: str, expires: str) -> None:
    """Write the sheet as a PDF of one page; it appears whole or not at all, readable by its owner only."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    partial.touch(mode=0o600)
    sheet = Sheet(str(partial), About(_("Enrolment sheet"), superior))
    title(sheet, _("Enrolment sheet for reporting to the superior union"), 30)
    width, y = sheet.width - 2 * MARGIN, 46.0
    for label, value in ((_("Superior union"), superior), (_("Union"), f"{unit.name}　{unit.code}"),
                         (_("Server address"), address), (_("Valid until"), expires[:10])):
        put(sheet, Rect(MARGIN, y, _LABEL, 8), label, bold=True)
        put(sheet, Rect(MARGIN + _LABEL, y, width - _LABEL, 8), value)
        y += _LINE
    _token(sheet, Rect(MARGIN, y + 6, width, _SIDE + 8), token)
    y += _SIDE + 22
    for text in _advice():
        y = paragraphs(sheet, Rect(MARGIN, y, width, 30), text) + 3
    y += 8
    for words in (_("Handed out by (signature):"), _("Received by (signature):"), _("Date:")):
        sheet.text(MARGIN, y, words, 10.5)
        sheet.rules([(MARGIN + 50, y + 1, sheet.width - MARGIN, y + 1)])
        y += 12
    sheet.next_page()
    sheet.save()
    durable.put(partial, path)


def _token(sheet: Sheet, box: Rect, token: str) -> None:
    sheet.box(*box, THICK)
    QrPen().draw(sheet, box.x + 4, box.y + 4, _SIDE, token)
    words = Rect(box.x + _SIDE + 8, box.y, box.width - _SIDE - 12, box.height)
    heading = Rect(words.x, words.y + 4, words.width, 8)
    put(sheet, heading, _("Enrolment token (for one computer)"), bold=True, at=MIDDLE)
    groups = token.split("-")
    lines = ["-".join(groups[start:start + _GROUPS // 2]) for start in range(0, len(groups), _GROUPS // 2)]
    for number, line in enumerate(lines):
        put(sheet, Rect(words.x, words.y + 14 + 9 * number, words.width, 9), line, 14, bold=True, at=MIDDLE)


def _advice() -> tuple[str, ...]:
    return (
        _("1. In Union Desk open 'Sync' and 'Enrol', and enter the server address and the token above, "
          "or scan the code."),
        _("2. The token serves one computer, once. For a second computer ask the superior union for another sheet."),
        _("3. Whoever has this sheet could report in this union's name until it is used: keep it, do not photograph "
          "it. A lost sheet is withdrawn by the superior union at once."),
        _("4. After enrolment the program shows which fields will be reported before the first report is sent."),
    )
