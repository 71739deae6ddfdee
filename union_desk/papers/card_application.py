"""The application for a member's service card (办卡申请表, domain §4.1): one member a page, in full, with QR code.

The static part is drawn once and stamped; a page is then its values, its code and its ticks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.grid import Box, Grid, Row
from union_desk.papers.job import Form, Job, Values, label, shown, unit_of
from union_desk.papers.page import (
    MARGIN,
    NOTE_SIZE,
    TRACE_SIZE,
    Rect,
    annex,
    footer_line,
    paragraphs,
    photo_box,
    seal_box,
    tick,
    tick_boxes,
    title,
    trace_line,
    unit_line,
)
from union_desk.papers.qr import QrPen
from union_desk.papers.sheet import CENTRE, RIGHT
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet

KINDS = (
    ("1", N_("New card")),
    ("2", N_("Transfer in (has a card)")),
    ("3", N_("Card exchange")),
    ("4", N_("Card replacement")),
    ("5", N_("Correction of data")),
    ("6", N_("Card cancellation")),
)
CONSENT = (
    ("own_will", N_("I apply of my own free will")),
    ("authorised_by_member", N_("I authorise the union to apply and collect for me")),
    ("tax_statement", N_("Tax residency statement signed")),
)
DECLARATION = N_(
    "I apply of my own free will for the union member's service card and confirm that this form agrees with my "
    "identity document and is true and complete. I authorise my grassroots union to gather and submit this "
    "application and to collect the card for me, and I agree that for this purpose alone this form and the copy of "
    "my document are given to the superior union and the partner bank. I know that I set the password myself at "
    "the bank with my document, that the union keeps no password, and that I may ask the union at any time to see "
    "or correct my data or to withdraw this authorisation."
)
NOTES = N_(
    "Notes: 1. One form for each person; name and document number exactly as on the document. 2. Attach a copy of "
    "both sides of the document on one A4 sheet, with the authorisation signed on it. 3. A document that expires "
    "within 30 days should be renewed first."
)
_WIDTH = 174.0
_PHOTO = 34.0
_FRAME = "frame"


def data(row: Values, job: Job, number: str = "") -> dict[str, str]:
    """Return the words of the form by key, frozen as the member is now; numbers are not masked on this paper."""
    words = {name: shown(row, name) for name in _SHOWN}
    if row:
        words["number"] = str(row.get("application_no") or number)
        words["id_validity"] = _validity(row)
        words["unit"] = unit_of(row)
        words["group"] = job.group(row)
        words["occupation"] = str(row.get("occupation") or shown(row, "post") or shown(row, "job_title"))
        words["existing_card_tail"] = str(row.get("existing_card_tail") or "")[-4:]
        words["remark"] = str(row.get("application_remark") or "")
        words["apply_kind"] = str(row.get("apply_kind") or "1")
        words |= {flag: "1" for flag, _word in CONSENT if row.get(flag)}
    return words


_SHOWN = (
    "name",
    "name_pinyin",
    "sex",
    "ethnicity",
    "birth_date",
    "mobile",
    "id_type",
    "id_number",
    "member_no",
    "employer_name",
    "join_union_date",
    "home_address",
)


def _validity(row: Values) -> str:
    until = _("no expiry") if row.get("id_no_expiry") else shown(row, "id_valid_to")
    return _("{start} to {end}").format(start=shown(row, "id_valid_from"), end=until).strip() if until else ""


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw one page for each member; without members one blank form."""
    form = _Application(sheet, job)
    job.progress.start(len(rows), _("Drawing the forms"))
    for position, row in enumerate(rows or [{}]):
        form.page(row, job.number(position))
        job.progress.step(1)


class _Application:
    """The form's geometry, its static part drawn on creation."""

    def __init__(self, sheet: Sheet, job: Job) -> None:
        self.sheet, self.job = sheet, job
        self.qr = QrPen()
        half = _WIDTH / 2
        self.kinds = Grid(MARGIN, 42, [Row(9, (Box("apply_kind", _("Application for"), _WIDTH),))])
        self.person = Grid(MARGIN, self.kinds.bottom, self._person_rows(_WIDTH - _PHOTO))
        self.work = Grid(MARGIN, self.person.bottom, self._work_rows(half))
        below = self.work.bottom
        self.declaration = Rect(MARGIN, below, _WIDTH, 46)
        self.opinions = Rect(MARGIN, below + 46, half, 42)
        self.remark = Grid(MARGIN, below + 88, [Row(10, (Box("remark", _("Remark"), _WIDTH),))])
        with sheet.form(_FRAME):
            self._frame()

    @staticmethod
    def _person_rows(width: float) -> list[Row]:
        left, right = 84.0, width - 84.0
        return [
            Row(10, (Box("name", label("name"), width),)),
            Row(10, (Box("name_pinyin", label("name_pinyin"), left), Box("sex", label("sex"), right, 22))),
            Row(10, (Box("birth_date", label("birth_date"), left), Box("ethnicity", label("ethnicity"), right, 22))),
            Row(10, (Box("mobile", label("mobile"), left), Box("member_no", label("member_no"), right, 22))),
        ]

    @staticmethod
    def _work_rows(half: float) -> list[Row]:
        return [
            Row(10, (Box("id_type", label("id_type"), half), Box("id_validity", _("Document valid"), half))),
            Row(
                10, (Box("id_number", label("id_number"), half), Box("join_union_date", label("join_union_date"), half))
            ),
            Row(10, (Box("employer_name", label("employer_name"), 2 * half),)),
            Row(10, (Box("unit", _("Department, team"), half), Box("group", _("Union group"), half))),
            Row(10, (Box("home_address", label("home_address"), 2 * half),)),
            Row(10, (Box("occupation", _("Occupation"), half), Box("bank", _("Partner bank"), half))),
            Row(10, (Box("existing_card_tail", _("Present card, last 4"), 2 * half),)),
        ]

    def _frame(self) -> None:
        sheet = self.sheet
        title(sheet, _("Application for the Union Member's Service Card"))
        unit_line(sheet, 39, self.job.unit, self.job.details.day)
        for grid in (self.kinds, self.person, self.work, self.remark):
            grid.frame(sheet)
        self.kind_ticks = tick_boxes(
            sheet, self.kinds.value("apply_kind").inside(), [(c, _(word)) for c, word in KINDS]
        )
        self.work.fill(sheet, {"bank": self.job.details.bank_name})
        photo = Rect(MARGIN + _WIDTH - _PHOTO, self.person.y, _PHOTO, self.person.bottom - self.person.y)
        sheet.box(*photo)
        self.photo = photo_box(sheet, photo)
        self._frame_declaration()
        self._frame_opinions()
        paragraphs(sheet, Rect(MARGIN, self.remark.bottom + 1.5, _WIDTH, 9), _(NOTES), NOTE_SIZE)
        footer_line(sheet)

    def _frame_declaration(self) -> None:
        sheet, (x, y, width, height) = self.sheet, self.declaration
        sheet.box(x, y, width, height)
        sheet.text(x + width / 2, y + 6, _("Declaration and authorisation"), 11, bold=True, align=CENTRE)
        paragraphs(sheet, Rect(x + 3, y + 8.5, width - 6, 21), _(DECLARATION), 10)
        ticks = Rect(x + 3, y + 30, width - 6, 6)
        self.consent_ticks = tick_boxes(sheet, ticks, [(code, _(word)) for code, word in CONSENT])
        sheet.text(x + width / 2, y + height - 4, _("Applicant (signature):"), 10.5)
        sheet.text(x + width - 4, y + height - 4, _("        (year)    (month)    (day)"), 10, align=RIGHT)

    def _frame_opinions(self) -> None:
        left = self.opinions
        seal_box(self.sheet, left, _("Opinion of the grassroots union"))
        right = Rect(left.x + left.width, left.y, left.width, left.height)
        seal_box(self.sheet, right, _("Opinion of the superior union"))

    def page(self, row: Values, number: str) -> None:
        """Draw one member's page."""
        sheet, words = self.sheet, data(row, self.job, number)
        sheet.stamp(_FRAME)
        cut = [pair for grid in (self.person, self.work, self.remark) for pair in grid.fill(sheet, words)]
        if "number" in words:
            self._code(words["number"])
        if words.get("apply_kind") in self.kind_ticks:
            tick(sheet, self.kind_ticks[words["apply_kind"]])
        for flag, place in self.consent_ticks.items():
            if flag in words:
                tick(sheet, place)
        photo = self.job.photo(row)
        if photo:
            sheet.picture(*self.photo, photo)
        trace_line(sheet, self.job.trace)
        sheet.next_page()
        if cut:
            annex(sheet, _("Annex to application {number}").format(number=words["number"]), cut, self.job.trace)

    def _code(self, number: str) -> None:
        right = MARGIN + _WIDTH
        self.qr.draw(self.sheet, right - 22, 8.5, 23, number)
        self.sheet.text(right, 33.5, _("No. {serial}").format(serial=number), TRACE_SIZE, align=RIGHT)


FORM = Form("card-application", N_("Service card application"), draw)
