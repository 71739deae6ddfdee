"""The sign-in sheet of a course (培训签到表, domain reference §10.2, §15): signed by hand, morning and afternoon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.job import Form, Job, Values, label, shown
from union_desk.papers.page import MARGIN, Rect, footer_line, put, title, trace_line, unit_line
from union_desk.papers.sheet import LEFT
from union_desk.papers.table import Column, Table
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.sheet import Sheet

_BOOK = "trainings"
_LINE, _TOP, _FOOT = 36.0, 54.0, 28.0


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Read who is on the list of each course: name, posts, branch."""
    from union_desk import checking
    from union_desk.affairs import cadres_people, cadres_training
    from union_desk.registers.cadres_training import AWAY

    lists: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        parts = cadres_training.attendance(session, str(row["id"]))
        here = [one for one, part in parts.items() if part["state"] not in AWAY]
        found = {person.id: person for person in cadres_people.people(session, checking.today(), here)}
        lists[str(row["id"])] = [
            {**found[one].words(), "branch": found[one].branch} for one in here if one in found]
    return {"trainees": lists}


def facts(row: Values) -> str:
    """Return course, time, place and hours in one line."""
    first, last = shown(row, "begins_on", _BOOK), shown(row, "ends_on", _BOOK)
    days = first if not last or last == first else _("{first} to {last}").format(first=first, last=last)
    hours = _("{count} hours").format(count=row["hours"]) if row.get("hours") else ""
    return "　".join(part for part in (shown(row, "title", _BOOK), days, shown(row, "place", _BOOK), hours) if part)


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw a sheet for each course; without one a blank sheet."""
    job.progress.start(len(rows), _("Drawing the list"))
    for row in rows or [{}]:
        _one(sheet, job, row)
        job.progress.step(1)


def _one(sheet: Sheet, job: Job, row: Values) -> None:
    def head() -> None:
        title(sheet, _("Sign-in Sheet of a Training Course"), _LINE - 12)
        unit_line(sheet, _LINE, job.unit, job.details.day, shown(row, "course_no", _BOOK))
        put(sheet, Rect(MARGIN, _LINE + 3, sheet.width - 2 * MARGIN, _TOP - _LINE - 5), facts(row), bold=True)

    def foot() -> None:
        footer_line(sheet)
        trace_line(sheet, job.trace)

    table = Table(sheet, _columns(), _TOP, sheet.height - _FOOT, head, foot, 9.5, stamped=False)
    people = job.extra.get("trainees", {}).get(str(row.get("id")), [])
    for number, person in enumerate(people, 1):
        table.row({"serial": str(number), **person})
    for number in range(job.details.spare_rows if people else table.room()):
        table.row({"serial": str(len(people) + number + 1)})
    table.close()


def _columns() -> list[Column]:
    return [
        Column("serial", _("No."), 11), Column("name", label("name"), 25, LEFT),
        Column("posts", _("Posts in the union"), 38, LEFT), Column("branch", _("Branch or group"), 34, LEFT),
        Column("morning", _("Signature (morning)"), 27), Column("afternoon", _("Signature (afternoon)"), 27),
        Column("remark", _("Remark"), 12)]


FORM = Form("training-sign-in", N_("Sign-in sheet of a course"), draw, register=_BOOK, gather=gather)
