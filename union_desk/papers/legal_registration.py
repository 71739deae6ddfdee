"""The form for the register of unions as legal persons (法人登记申请表, domain §3.5): two pages, three copies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.grid import Box, Grid, Row
from union_desk.papers.job import Form, Job, Values, label, shown
from union_desk.papers.page import (
    MARGIN,
    MIDDLE,
    NOTE_SIZE,
    Rect,
    annex,
    paragraphs,
    photo_box,
    put,
    seal_box,
    title,
    trace_line,
    unit_line,
)
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.sheet import Sheet

_BOOK = "legal_registrations"
_WIDTH, _PHOTO = 174.0, 34.0
_UNION = (("kind", "reason"), ("union_name",), ("old_name",), ("office_address",), ("old_address",),
          ("approver", "approval_no"), ("first_elected_on", "elected_on"), ("employees", "members"),
          ("full_time_cadres", "authority"), ("old_code", "old_certificate"))
_MEANS = (("income_left", "income_dues"), ("income_share", "income_other"), ("income_total", "fixed_assets"),
          ("working_funds", "other_funds"), ("office_space", "activity_space"), ("other_space", "lost_on"))
_CHAIR = ("name", "sex", "ethnicity", "birth_date", "education", "political_status", "id_number", "mobile",
          "join_union_date")


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return the members' records of the chairs, by application."""
    from union_desk import records, registers

    ids = [str(row["chair_id"]) for row in rows if row.get("chair_id")]
    people = records.by_ids(session, registers.get("members"), ids)
    return {"chairs": {str(row["id"]): people.get(str(row.get("chair_id")), {}) for row in rows}}


def data(row: Values, chair: Values) -> dict[str, str]:
    """Return the words of the form by key; those of the chair begin with 'chair '."""
    words = {name: shown(row, name, _BOOK) for line in (*_UNION, *_MEANS) for name in line}
    words |= {f"chair {name}": shown(chair, name) for name in _CHAIR}
    words["chair name"] = words["chair name"] or shown(row, "chair", _BOOK)
    names = ("scope", "old_chair", "chair_nature", "chair_since", "handler", "handler_number", "handler_phone")
    return words | {name: shown(row, name, _BOOK) for name in names}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw two pages for each application; without one a blank first page."""
    job.progress.start(len(rows), _("Drawing the forms"))
    if not rows:
        _first(sheet, job, {})
    for row in rows:
        words = data(row, job.extra.get("chairs", {}).get(str(row.get("id")), {}))
        cut = [*_first(sheet, job, words), *_second(sheet, job, words)]
        if cut:
            annex(sheet, _("Annex to the application for registration"), cut, job.trace)
        job.progress.step(1)


def _first(sheet: Sheet, job: Job, words: dict[str, str]) -> list[tuple[str, str]]:
    """Draw the union's own facts and its means; returns what had to be cut."""
    title(sheet, _("Application for Registration of the Union as a Legal Person"), 26, 17)
    unit_line(sheet, 38, job.unit, job.details.day)
    union = Grid(MARGIN, 42, [_row(names, 10.5) for names in _UNION])
    means = Grid(MARGIN, union.bottom + 8, [_row(names, 10.5) for names in _MEANS])
    heading = Rect(MARGIN, union.bottom, _WIDTH, 8)
    sheet.box(*heading)
    put(sheet, heading.inside(), _("Income of last year, funds and premises (money in yuan)"), bold=True, at=MIDDLE)
    scope = Grid(MARGIN, means.bottom, [Row(30, (Box("scope", label("scope", _BOOK), _WIDTH, 34, top=True),))])
    for grid in (union, means, scope):
        grid.frame(sheet)
    cut = [part for grid in (union, means, scope) for part in grid.fill(sheet, words)]
    note = _("In three copies: one each for the union, the superior union and the registering union. The union bears "
             "civil liability with its own means; registration is free of charge.")
    paragraphs(sheet, Rect(MARGIN, scope.bottom + 3, _WIDTH, 12), note, NOTE_SIZE)
    trace_line(sheet, job.trace)
    sheet.next_page()
    return cut


def _second(sheet: Sheet, job: Job, words: dict[str, str]) -> list[tuple[str, str]]:
    """Draw the chair, the handler and the opinions; returns what had to be cut."""
    title(sheet, _("Chair and Opinions"), 26, 17)
    rest = _WIDTH - _PHOTO
    half = rest / 2

    def chair(name: str, width: float) -> Box:
        return Box(f"chair {name}", label(name), width, 24)

    person = Grid(MARGIN, 36, [
        Row(11, (chair("name", half), chair("sex", half))),
        Row(11, (chair("ethnicity", half), chair("birth_date", half))),
        Row(11, (chair("education", half), chair("political_status", half))),
        Row(11, (Box("chair_nature", label("chair_nature", _BOOK), half, 34),
                 Box("chair_since", label("chair_since", _BOOK), half, 34)))])
    below = Grid(MARGIN, person.bottom, [
        Row(11, (chair("id_number", _WIDTH / 2), chair("mobile", _WIDTH / 2))),
        Row(11, (chair("join_union_date", _WIDTH / 2), Box("old_chair", label("old_chair", _BOOK), _WIDTH / 2, 30))),
        Row(11, (Box("handler", label("handler", _BOOK), 50, 22),
                 Box("handler_number", label("handler_number", _BOOK), 72, 26),
                 Box("handler_phone", label("handler_phone", _BOOK), 52, 22)))])
    for grid in (person, below):
        grid.frame(sheet)
    cut = [part for grid in (person, below) for part in grid.fill(sheet, words)]
    photo = Rect(MARGIN + rest, 36, _PHOTO, person.bottom - 36)
    sheet.box(*photo)
    photo_box(sheet, photo)
    y = below.bottom
    for heading in (_("Opinion of the grassroots union"), _("Opinion of the superior union"),
                    _("Opinion of the registering union")):
        seal_box(sheet, Rect(MARGIN, y, _WIDTH, 48), heading)
        y += 48
    trace_line(sheet, job.trace)
    sheet.next_page()
    return cut


def _row(names: tuple[str, ...], height: float) -> Row:
    width = _WIDTH / len(names)
    return Row(height, tuple(Box(name, label(name, _BOOK), width, 34) for name in names))


FORM = Form("legal-registration", N_("Legal-person registration form"), draw, register=_BOOK, gather=gather)
