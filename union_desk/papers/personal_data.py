"""What the office keeps about a member, why, until when, and who saw it (个人信息清单, domain §13; PIPL Art. 44-48)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.job import Form, Job, Values, shown
from union_desk.papers.page import MARGIN, MIDDLE_RIGHT, Rect, paragraphs, put, title, trace_line
from union_desk.papers.sheet import LEFT
from union_desk.papers.table import Column, Table
from union_desk.privacy.telling import Notes, heads, parts
from union_desk.schema.dates import local_minute
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.sheet import Sheet
    from union_desk.privacy.subject import Subject

_TOP, _FOOT, _SIGNED, _SPARE = 42.0, 20.0, 46.0, 12
_SIZE, _ROW, _HEAD = 8.5, 6.0, 9.0  # points, millimetres
_KEYS, _WIDTHS = ("what", "detail", "why", "when"), (34.0, 74.0, 46.0, 24.0)
_RIGHTS = N_(
    "You may see and copy what is kept, have it corrected and completed, withdraw a consent, and ask for its deletion "
    "where no rule requires it to be kept (Personal Information Protection Law, Art. 44 to 48). “In a list” means a "
    "list of the whole book that may have held your record.")


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Read what is kept about each member."""
    from union_desk.privacy import subject

    return {"subjects": {str(row["id"]): subject.read(session, str(row["id"])) for row in rows}}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the list of each member; without members an empty one."""
    job.progress.start(len(rows), _("Drawing the list"))
    for row in rows or [{}]:
        _one(sheet, job, row, job.extra.get("subjects", {}).get(str(row.get("id"))))
        job.progress.step(1)


def _one(sheet: Sheet, job: Job, row: Values, found: Subject | None) -> None:
    name = shown(row, "name") or "________________"

    def head() -> None:
        title(sheet, _("Personal Data Kept by the Union"))
        width = sheet.width - 2 * MARGIN
        put(sheet, Rect(MARGIN, 31, width * 0.6, 7), _("{name}:").format(name=name), 11)
        put(sheet, Rect(MARGIN + width * 0.6, 31, width * 0.4, 7), job.unit, at=MIDDLE_RIGHT)

    table = Table(sheet, _columns(), _TOP, sheet.height - _FOOT, head, lambda: trace_line(sheet, job.trace),
                  row_height=_ROW, head_height=_HEAD, stamped=False, size=_SIZE)
    notes = Notes()
    for heading, lines in parts(found, local_minute, notes) if found else ():
        table.group(heading)
        for line in lines or [(_("none"), "", "", "")]:
            table.row(dict(zip(_KEYS, line, strict=True)))
    if found:
        table.group(_("Rules of retention and legal bases"))
        for note in notes.lines():
            table.wide(note)
    for _spare in range(0 if found else _SPARE):
        table.row({})
    table.need(_SIGNED)
    y = paragraphs(sheet, Rect(MARGIN, table.y + 4, sheet.width - 2 * MARGIN, 24), _(_RIGHTS), 9) + 3
    half = (sheet.width - 2 * MARGIN) / 2
    put(sheet, Rect(MARGIN, y, half, 8), _("Handed out by (signature):"))
    put(sheet, Rect(MARGIN + half, y, half, 8), _("Received by (signature):"))
    put(sheet, Rect(MARGIN + half, y + 10, half, 8), _("Date: {date}").format(
        date=job.details.day or _("        (year)    (month)    (day)")))
    table.close()


def _columns() -> list[Column]:
    keys = zip(_KEYS, heads(), _WIDTHS, strict=True)
    return [Column(key, head, width, LEFT) for key, head, width in keys]


FORM = Form("personal-data", N_("What is kept about a member"), draw, gather=gather)
