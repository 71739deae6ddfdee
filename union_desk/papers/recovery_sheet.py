"""The recovery sheet: the code that opens the office when the passphrase is forgotten, to be kept under lock."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

from union_desk.papers.page import MARGIN, MIDDLE, Rect, paragraphs, put, title
from union_desk.papers.sheet import THICK, About, Sheet
from union_desk.words import _

if TYPE_CHECKING:
    from pathlib import Path

_CODE_SIZE, _LINE = 22.0, 12.0


def draw(path: Path, union: str, folder: str, code: str) -> None:
    """Write the sheet as a PDF of one page; the file appears whole or not at all, readable by its owner only."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    partial.touch(mode=0o600)
    sheet = Sheet(str(partial), About(_("Recovery sheet"), union))
    width = sheet.width - 2 * MARGIN
    title(sheet, _("Recovery sheet of the union office"), 30)
    y = 46.0
    for label, value in ((_("Union"), union), (_("Office folder"), folder), (_("Made on"), _today())):
        put(sheet, Rect(MARGIN, y, 34, 8), label, bold=True)
        put(sheet, Rect(MARGIN + 34, y, width - 34, 8), value)
        y += 9
    box = Rect(MARGIN, y + 6, width, 30)
    sheet.box(*box, THICK)
    put(sheet, Rect(box.x, box.y + 2, box.width, 7), _("Recovery code"), at=MIDDLE)
    put(sheet, Rect(box.x, box.y + 11, box.width, 14), code, _CODE_SIZE, bold=True, at=MIDDLE)
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


def _today() -> str:
    return dt.date.today().isoformat()  # noqa: DTZ011  the local day is meant


def _advice() -> tuple[str, ...]:
    return (
        _("1. Put this sheet into an envelope, sign across the flap, and keep it under lock apart from the computer."),
        _("2. Whoever has this code and the office's folder can read every record. Do not photograph or send it."),
        _("3. Forgotten passphrase: start the program, choose 'Forgot the passphrase', type the code, set a new one."),
        _("4. When the sheet was opened or lost, make a new one under Settings: the old code stops working at once."),
        _(
            "5. Without the passphrase and without this code nobody can read the data, not even who made the program."
        ),
    )
