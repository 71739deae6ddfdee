"""The recovery sheet: the code that opens the office when the passphrase is forgotten, to be kept under lock."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from union_desk.papers import envelope_sheet
from union_desk.papers.page import MARGIN, MIDDLE, Rect, put
from union_desk.words import _

if TYPE_CHECKING:
    from pathlib import Path

_CODE_SIZE = 22.0


def draw(path: Path, union: str, folder: str, code: str) -> None:
    """Write the sheet as a PDF of one page; the file appears whole or not at all, readable by its owner only."""
    title = _("Recovery sheet of the union office")
    with envelope_sheet.drawing(path, _("Recovery sheet"), title, union) as (sheet, width):
        y = envelope_sheet.TITLE_FOOT + 2
        for label, value in ((_("Union"), union), (_("Office folder"), folder), (_("Made on"), _today())):
            put(sheet, Rect(MARGIN, y, 34, 8), label, bold=True)
            put(sheet, Rect(MARGIN + 34, y, width - 34, 8), value)
            y += 9
        box = envelope_sheet.frame(sheet, y + 6, 30)
        put(sheet, Rect(box.x, box.y + 2, box.width, 7), _("Recovery code"), at=MIDDLE)
        put(sheet, Rect(box.x, box.y + 11, box.width, 14), code, _CODE_SIZE, bold=True, at=MIDDLE)
        envelope_sheet.close(sheet, box, (
            envelope_sheet.into_the_envelope(),
            _("2. Whoever has this code and the office's folder can read every record. Do not photograph or send it."),
            _("3. Forgotten passphrase: start the program, choose 'Forgot the passphrase', type the code, set a new "
              "one."),
            _("4. When the sheet was opened or lost, make a new one under Settings: the old code stops working at "
              "once."),
            _("5. Without the passphrase and without this code nobody can read the data, not even who made the "
              "program.")))


def _today() -> str:
    return dt.date.today().isoformat()  # noqa: DTZ011  the local day is meant
