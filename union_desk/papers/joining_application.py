"""The application to join the union (入会申请书, domain §2.1, §15): one page, signed by hand, kept with the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.grid import Box, Grid, Row
from union_desk.papers.job import Form, Job, Values, label, shown
from union_desk.papers.page import MARGIN, TEXT_SIZE, Rect, annex, paragraphs, seal_box, title, trace_line, unit_line
from union_desk.papers.sheet import RIGHT
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet

_WIDTH = 174.0
_FRAME = "frame"
_SHOWN = ("name", "sex", "birth_date", "ethnicity", "native_place", "political_status", "education", "id_number",
          "mobile", "employer_name", "department", "post", "work_start_date", "household_type")


def data(row: Values) -> dict[str, str]:
    """Return the words of the form by key."""
    return {name: shown(row, name) for name in _SHOWN}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw one page for each applicant; without one a blank form."""
    form = _Application(sheet, job)
    job.progress.start(len(rows), _("Drawing the forms"))
    for row in rows or [{}]:
        form.page(row)
        job.progress.step(1)


class _Application:
    """The form's geometry, its static part drawn on creation."""

    def __init__(self, sheet: Sheet, job: Job) -> None:
        self.sheet, self.job = sheet, job
        self.person = Grid(MARGIN, 42, _rows())
        with sheet.form(_FRAME):
            self._frame()

    def _frame(self) -> None:
        sheet, half = self.sheet, _WIDTH / 2
        title(sheet, _("Application to Join the Trade Union"))
        unit_line(sheet, 39, self.job.unit, self.job.details.day)
        self.person.frame(sheet)
        top, height = self.person.bottom, 62.0
        sheet.box(MARGIN, top, _WIDTH, height)
        text = _("To the committee of the grassroots union: I apply of my own will to join the trade unions of China. "
                 "I accept their constitution, carry out the resolutions of the organisation, take an active part in "
                 "its activities and pay my dues on time. Please admit me.")
        paragraphs(sheet, Rect(MARGIN + 4, top + 5, _WIDTH - 8, 34), text, TEXT_SIZE + 0.5)
        sheet.text(MARGIN + _WIDTH - 44, top + height - 13, _("Applicant (signature):"), TEXT_SIZE, align=RIGHT)
        sheet.text(MARGIN + _WIDTH - 6, top + height - 5, _("        (year)    (month)    (day)"), TEXT_SIZE,
                   align=RIGHT)
        top += height
        seal_box(sheet, Rect(MARGIN, top, half, 50), _("Opinion of the union group"))
        seal_box(sheet, Rect(MARGIN + half, top, half, 50), _("Decision of the union committee"))
        foot = [Row(10, (Box("minutes", _("Minutes or document"), half, 34),
                         Box("since", _("Member since"), half, 34))),
                Row(10, (Box("number", label("member_no"), half, 34), Box("remark", _("Remark"), half, 34)))]
        Grid(MARGIN, top + 50, foot).frame(sheet)

    def page(self, row: Values) -> None:
        """Draw one applicant's page."""
        sheet, words = self.sheet, data(row)
        sheet.stamp(_FRAME)
        cut = self.person.fill(sheet, words)
        trace_line(sheet, self.job.trace)
        sheet.next_page()
        if cut:
            annex(sheet, _("Annex to the application of {name}").format(name=words["name"]), cut, self.job.trace)


def _rows() -> list[Row]:
    half = _WIDTH / 2

    def pair(left: str, right: str) -> Row:
        return Row(9.5, (Box(left, label(left), half), Box(right, label(right), half)))

    return [
        Row(10, (Box("name", label("name"), _WIDTH),)),
        pair("sex", "birth_date"),
        pair("ethnicity", "native_place"),
        pair("political_status", "education"),
        pair("id_number", "mobile"),
        Row(10, (Box("employer_name", label("employer_name"), _WIDTH),)),
        pair("department", "post"),
        pair("work_start_date", "household_type"),
    ]


FORM = Form("joining-application", N_("Application to join"), draw)
