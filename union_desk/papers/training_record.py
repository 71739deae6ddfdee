"""The statement of a cadre's training (培训证明, domain reference §10.2, §15): courses, hours, results, the year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.job import Form, Job, Values, label, shown
from union_desk.papers.page import MARGIN, Rect, put, title, trace_line
from union_desk.papers.sheet import LEFT, RIGHT
from union_desk.papers.table import Column, Table
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.sheet import Sheet

_BOOK, _COURSES, _PARTS = "cadres", "trainings", "trainees"
_TOP, _BOTTOM, _SIGNED = 64.0, 268.0, 44.0


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Read the courses that each cadre attended, and how the hours of this year stand."""
    from union_desk import checking
    from union_desk.affairs import cadres_training

    day = checking.today()
    standing = {one.person.id: one for one in cadres_training.standings(session, int(day[:4]), day)}
    courses = {str(row["id"]): [part for part in cadres_training.of_cadre(session, str(row["id"]))
                                if part["state"] == "present"] for row in rows}
    return {"year": day[:4], "courses": courses,
            "hours": {one: (found.hours, found.target) for one, found in standing.items()}}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw a statement for each cadre; without one a blank statement."""
    job.progress.start(len(rows), _("Drawing the forms"))
    for row in rows or [{}]:
        _one(sheet, job, row)
        job.progress.step(1)


def _one(sheet: Sheet, job: Job, row: Values) -> None:
    def head() -> None:
        title(sheet, _("Statement of Training"), 30)
        told = _("This is to state that {name} attended the following training for union cadres:").format(
            name=shown(row, "name", _BOOK) or "____")
        put(sheet, Rect(MARGIN, 40, sheet.width - 2 * MARGIN, 20), told, 12)

    table = Table(sheet, _columns(), _TOP, _BOTTOM, head, lambda: trace_line(sheet, job.trace), stamped=False)
    courses = job.extra.get("courses", {}).get(str(row.get("id")), [])
    for number, part in enumerate(courses, 1):
        table.row({"serial": str(number), **words(part)})
    for _number in range(0 if courses else 8):
        table.row({})
    table.need(_SIGNED)
    _foot(sheet, job, row, table.y)
    table.close()


def words(part: Values) -> dict[str, str]:
    """Return the words of one attendance, with the facts of its course."""
    course = {name.removeprefix("course_"): value for name, value in part.items() if name.startswith("course_")}
    hours = part.get("hours") if part.get("hours") is not None else course.get("hours")
    days = dict.fromkeys(filter(None, (shown(course, "begins_on", _COURSES), shown(course, "ends_on", _COURSES))))
    return {"days": "\n".join(days), "title": shown(course, "title", _COURSES),
            "organiser": shown(course, "organiser", _COURSES), "topic": shown(course, "topic", _COURSES),
            "hours": "" if hours is None else str(hours), "score": shown(part, "score", _PARTS),
            "passed": shown(part, "passed", _PARTS), "certificate": shown(part, "certificate_no", _PARTS)}


def _foot(sheet: Sheet, job: Job, row: Values, y: float) -> None:
    """Draw the sum of the year, and the place for the seal."""
    done, target = job.extra.get("hours", {}).get(str(row.get("id")), ("____", "____"))
    told = _("Hours in {year}: {hours}; the target is {target} hours.").format(
        year=job.extra.get("year", "____"), hours=done, target=target)
    width = sheet.width - 2 * MARGIN
    put(sheet, Rect(MARGIN, y + 4, width, 8), told, 12)
    put(sheet, Rect(MARGIN, y + 18, width, 7), job.unit, 12, at=(RIGHT, 0.5))
    day = job.details.day or _("        (year)    (month)    (day)")
    put(sheet, Rect(MARGIN, y + 26, width, 7), day, 12, at=(RIGHT, 0.5))
    put(sheet, Rect(MARGIN, y + 34, width, 6), _("(seal of the union)"), at=(RIGHT, 0.5))


def _columns() -> list[Column]:
    return [
        Column("serial", _("No."), 10), Column("days", _("Time"), 23),
        Column("title", _("Course of training"), 40, LEFT),
        Column("organiser", _("Held by whom"), 27, LEFT), Column("topic", _("Contents"), 25, LEFT),
        Column("hours", _("Hours attended"), 12), Column("score", label("score", _PARTS), 11),
        Column("passed", _("Passed or not"), 11), Column("certificate", _("Certificate no."), 15)]


FORM = Form("training-record", N_("Statement of a cadre's training"), draw, register=_BOOK, gather=gather)
