"""The handover list (交接清单, domain reference §15, §17): what is open, due, whose, and where, ticked off together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.job import Form, Job, Values
from union_desk.papers.page import MARGIN, Rect, put, title, trace_line, unit_line
from union_desk.papers.sheet import LEFT
from union_desk.papers.table import Column, Table
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.sheet import Sheet

_LINE, _TOP, _FOOT, _SIGNED = 32.0, 36.0, 22.0, 30.0


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Read the pack: of the one person who is named, else of everybody."""
    from union_desk.affairs import cadres_handover

    own = str(rows[0]["id"]) if len(rows) == 1 else ""
    return {"pack": cadres_handover.gather(session, cadre_id=own), "from": str(rows[0]["name"]) if own else ""}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the list, one section after the other; without a pack an empty one to be filled in by hand."""
    pack = job.extra.get("pack", ()) if rows else ()
    job.progress.start(len(pack), _("Drawing the list"))

    def head() -> None:
        title(sheet, _("Handover List of the Union Office"), _LINE - 11)
        unit_line(sheet, _LINE, job.unit, job.details.day, str(job.extra.get("from", "")) if rows else "")

    table = Table(sheet, _columns(), _TOP, sheet.height - _FOOT, head, lambda: trace_line(sheet, job.trace))
    section = None
    for number, line in enumerate(pack, 1):
        keep = _SIGNED if number == len(pack) and not job.details.spare_rows else 0.0
        if line.section != section:
            section = line.section
            table.group(_(line.section))
        table.row({"serial": str(number), "what": line.what, "detail": line.detail, "who": line.who, "when": line.when},
                  keep=keep)
        job.progress.step(1)
    spare = job.details.spare_rows if pack else max(table.room() - 4, 0)
    for number in range(spare):
        table.row({"serial": str(len(pack) + number + 1)})
    table.need(_SIGNED)
    _sign(sheet, table.y)
    table.close()


def _sign(sheet: Sheet, y: float) -> None:
    """Draw the line for who hands over, who takes over, and who witnesses."""
    width = (sheet.width - 2 * MARGIN) / 3
    for place, words in enumerate((_("Handed over by (signature):"), _("Taken over by (signature):"),
                                   _("Witnessed by (signature):"))):
        put(sheet, Rect(MARGIN + place * width, y + 5, width, 8), words)
        put(sheet, Rect(MARGIN + place * width, y + 16, width, 8), _("        (year)    (month)    (day)"))


def _columns() -> list[Column]:
    return [
        Column("serial", _("No."), 11), Column("what", _("Matter"), 72, LEFT),
        Column("detail", _("Details"), 106, LEFT),
        Column("who", _("Person responsible"), 24), Column("when", _("Date"), 24), Column("done", _("Handed over"), 20)]


FORM = Form("cadre-handover", N_("Handover list"), draw, landscape=True, register="cadres", gather=gather)
