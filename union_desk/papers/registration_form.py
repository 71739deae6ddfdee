"""The member's registration form (会员登记表, domain §1.1): kept in the union, copied into the file on transfer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.grid import Box, Grid, Row
from union_desk.papers.job import Form, Job, Values, label, shown
from union_desk.papers.page import (
    MARGIN,
    Rect,
    annex,
    footer_line,
    photo_box,
    seal_box,
    title,
    trace_line,
    unit_line,
)
from union_desk.papers.sheet import CENTRE, RIGHT
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet

_WIDTH = 174.0
_PHOTO = 34.0
_FAMILY_ROWS = 5
_FRAME = "frame"
_FAMILY_FIELDS = ("relation", "name", "employer", "phone")
_SHOWN = (
    "name",
    "sex",
    "birth_date",
    "ethnicity",
    "education",
    "native_place",
    "political_status",
    "employer_name",
    "job_title",
    "professional_title",
    "id_number",
    "mobile",
    "member_no",
    "join_union_date",
    "dues_base",
    "resume",
    "home_address",
    "work_start_date",
)


def data(row: Values, family: Sequence[Values] = ()) -> dict[str, str]:
    """Return the words of the form by key; family members as 'relation 0', 'name 0' … in the order given."""
    words = {name: shown(row, name) for name in _SHOWN}
    for number, relative in enumerate(family):
        words |= {f"{name} {number}": shown(relative, name, "family_members") for name in _FAMILY_FIELDS}
    return words


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw one page for each member, and an annex for what does not fit; without members one blank form."""
    form = _Registration(sheet, job)
    job.progress.start(len(rows), _("Drawing the forms"))
    for row in rows or [{}]:
        form.page(row)
        job.progress.step(1)


class _Registration:
    """The form's geometry, its static part drawn on creation."""

    def __init__(self, sheet: Sheet, job: Job) -> None:
        self.sheet, self.job = sheet, job
        half = _WIDTH / 2
        self.person = Grid(MARGIN, 42, _person_rows())
        self.work = Grid(MARGIN, self.person.bottom, _work_rows(half))
        self.family = Grid(MARGIN, self.work.bottom + 7, _family_rows())
        self.resume = Grid(MARGIN, self.family.bottom, [Row(34, (Box("resume", label("resume"), _WIDTH, top=True),))])
        with sheet.form(_FRAME):
            self._frame()

    def _frame(self) -> None:
        sheet, half = self.sheet, _WIDTH / 2
        title(sheet, _("Registration Form of a Union Member"))
        unit_line(sheet, 39, self.job.unit, self.job.details.day)
        for grid in (self.person, self.work, self.family, self.resume):
            grid.frame(sheet)
        photo = Rect(MARGIN + _WIDTH - _PHOTO, self.person.y, _PHOTO, self.person.bottom - self.person.y)
        sheet.box(*photo)
        self.photo = photo_box(sheet, photo)
        heading = Rect(MARGIN, self.work.bottom, _WIDTH, 7)
        sheet.box(*heading)
        sheet.text(MARGIN + half, heading.y + 4.9, _("Family and where they work"), 10, bold=True, align=CENTRE)
        top, height = self.resume.bottom, 38.0
        sheet.box(MARGIN, top, half, height)
        sheet.text(MARGIN + 4, top + 7, _("I have filled in this form truthfully."), 10)
        sheet.text(MARGIN + 4, top + height - 14, _("Applicant (signature):"), 10.5)
        sheet.text(MARGIN + half - 4, top + height - 4, _("        (year)    (month)    (day)"), 10, align=RIGHT)
        seal_box(sheet, Rect(MARGIN + half, top, half, height), _("Opinion of the grassroots union"))
        Grid(MARGIN, top + height, [Row(10, (Box("remark", _("Remark"), _WIDTH),))]).frame(sheet)
        footer_line(sheet)

    def page(self, row: Values) -> None:
        """Draw one member's page."""
        sheet, family = self.sheet, self.job.details.families.get(str(row.get("id")), ())
        words = data(row, family)
        sheet.stamp(_FRAME)
        cut = [p for grid in (self.person, self.work, self.family, self.resume) for p in grid.fill(sheet, words)]
        cut += [(_("Family and where they work"), _relative(words, n)) for n in range(_FAMILY_ROWS, len(family))]
        photo = self.job.photo(row)
        if photo:
            sheet.picture(*self.photo, photo)
        trace_line(sheet, self.job.trace)
        sheet.next_page()
        if cut:
            annex(sheet, _("Annex to the registration form of {name}").format(name=words["name"]), cut, self.job.trace)


def _person_rows() -> list[Row]:
    left, right = 80.0, _WIDTH - _PHOTO - 80.0
    return [
        Row(10, (Box("name", label("name"), left + right),)),
        Row(10, (Box("birth_date", label("birth_date"), left), Box("sex", label("sex"), right, 22))),
        Row(10, (Box("native_place", label("native_place"), left), Box("ethnicity", label("ethnicity"), right, 22))),
        Row(
            10,
            (Box("political_status", label("political_status"), left), Box("education", label("education"), right, 22)),
        ),
    ]


def _work_rows(half: float) -> list[Row]:
    def pair(left: str, right: str) -> Row:
        return Row(9, (Box(left, label(left), half), Box(right, label(right), half)))

    return [
        pair("id_number", "mobile"),
        Row(9, (Box("home_address", label("home_address"), 2 * half),)),
        Row(9, (Box("employer_name", label("employer_name"), 2 * half),)),
        pair("job_title", "professional_title"),
        pair("work_start_date", "join_union_date"),
        Row(9, (Box("dues_base", _("Monthly wage (yuan)"), half), Box("member_no", label("member_no"), half))),
    ]


def _family_rows() -> list[Row]:
    widths = (26.0, 36.0, 77.0, 35.0)
    heads = tuple(
        Box(f"head {name}", label(name, "family_members"), w, w) for name, w in zip(_FAMILY_FIELDS, widths, strict=True)
    )
    relatives = [
        Row(7.5, tuple(Box(f"{name} {number}", "", w) for name, w in zip(_FAMILY_FIELDS, widths, strict=True)))
        for number in range(_FAMILY_ROWS)
    ]
    return [Row(7, heads), *relatives]


def _relative(words: dict[str, str], number: int) -> str:
    return "  ".join(words[f"{name} {number}"] for name in _FAMILY_FIELDS)


FORM = Form("registration-form", N_("Member registration form"), draw)
