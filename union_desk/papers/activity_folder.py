"""The cover of an activity's folder (归档封面, domain §5.3): what lies in it, and on which page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.activity_facts import BOOK, told, when
from union_desk.papers.activity_settlement import gather
from union_desk.papers.appeal_sheet import HALF, WIDTH
from union_desk.papers.grid import Box, Grid, Row
from union_desk.papers.job import Form, label
from union_desk.papers.page import MARGIN, MIDDLE, Rect, put, title, trace_line
from union_desk.registers.activities_evidence import PRESENT, WAIVED
from union_desk.schema import codes
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_PAPERS = 14
_STATES = {PRESENT: N_("There"), WAIVED: N_("Waived")}


def data(row: Values, job: Job) -> dict[str, str]:
    """Return the words of the cover by key: the facts, and paper by paper what lies in the folder."""
    words = {name: told(row, name) for name in ("title", "act_no", "kind", "organiser", "plan_no")}
    words["when"] = when(row)
    settled = job.extra.get("settled", {}).get(str(row.get("id")))
    for place, item in enumerate((settled.checklist if settled else ())[:_PAPERS]):
        words |= {f"no {place}": str(place + 1), f"paper {place}": codes.get("evidence").label(item.evidence),
                  f"state {place}": _(_STATES[item.state]) if item.state in _STATES else ""}
    return words


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw a cover for each activity; without activities one blank cover."""
    job.progress.start(len(rows), _("Drawing the forms"))
    for row in rows or [{}]:
        words = data(row, job)
        put(sheet, Rect(MARGIN, 22, WIDTH, 8), job.unit, 13, at=MIDDLE)
        title(sheet, _("Folder of an Activity"), 42, 26)
        put(sheet, Rect(MARGIN, 52, WIDTH, 18), words["title"], 16, bold=True, at=MIDDLE)
        grid = Grid(MARGIN, 76, _rows())
        grid.frame(sheet)
        grid.fill(sheet, words)
        trace_line(sheet, job.trace)
        sheet.next_page()
        job.progress.step(1)


def _rows() -> list[Row]:
    def pair(left: str, right: str) -> Row:
        return Row(9, (Box(left, label(left, BOOK), HALF), Box(right, label(right, BOOK), HALF)))

    widths = (("no", N_("No."), 14.0), ("paper", N_("Paper of the folder"), 84.0), ("state", N_("In the folder"), 26.0),
              ("pages", N_("Page numbers"), 24.0), ("remark", N_("Remark"), 26.0))
    heads = Row(9, tuple(Box(f"head {key}", _(word), width, width) for key, word, width in widths))
    lines = [Row(9, tuple(Box(f"{key} {place}", "", width) for key, _word, width in widths))
             for place in range(_PAPERS)]
    return [
        pair("act_no", "kind"), Row(9, (Box("when", _("Time of the activity"), WIDTH),)), pair("organiser", "plan_no"),
        heads, *lines,
        Row(10, (Box("archived by", _("Put together by"), WIDTH / 3), Box("archived on", _("Archived on"), WIDTH / 3),
                 Box("kept until", _("Kept for"), WIDTH / 3)))]


FORM = Form("activity-folder", N_("Cover of an activity's folder"), draw, register=BOOK, gather=gather)
