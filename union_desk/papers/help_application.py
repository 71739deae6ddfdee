"""The application for help (帮扶、医疗、助学申请表, domain §9.4, §15), with what its kind asks besides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.appeal_sheet import HALF, LINE, WIDTH, Page, by, draw_pages, pair, whole
from union_desk.papers.grid import Box, Row
from union_desk.papers.hardship_rows import file_of, files_and_workers, worker, workplace
from union_desk.papers.job import Form, label, shown
from union_desk.registers.hardship_caps import MEDICAL, STUDY
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_BOOK = "help_records"
_SHOWN = ("help_no", "helped_on", "help_kind", "fund_source", "amount", "in_kind", "year_total", "year_cap", "details")
_BOOKS = {MEDICAL: "help_medical", STUDY: "help_study"}
_MEDICAL = (("patient", "relation"), ("disease", "stays"), ("own_paid", "aid_received"))
_STUDY = (("student", "level"), ("school", "major"), ("score", "admission"), ("years", "tuition"), ("loan",
                                                                                                    "other_aid"))


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return workers, files and the particulars of medical help and study aid, by the help's id."""
    from union_desk.affairs.hardship_filing import children

    found = [row for help_ in rows for book in _BOOKS.values() for row in children(session, book, "help_id",
                                                                                   str(help_["id"]))]
    return {**files_and_workers(session, rows), "particulars": by(found, "help_id")}


def data(job: Job, row: Values) -> dict[str, str]:
    """Return the words of the form by key."""
    file, member = file_of(job, row), worker(job, row)
    words = {name: shown(row, name, _BOOK) for name in _SHOWN}
    words |= {"worker": shown(member, "name"), "unit": workplace({}, member), "mobile": shown(member, "mobile"),
              "file_no": shown(file, "file_no", "hardship_files"), "category": shown(file, "category",
                                                                                     "hardship_files")}
    book = _BOOKS.get(str(row.get("help_kind")))
    if book:
        (more, *_others) = job.extra.get("particulars", {}).get(str(row.get("id"))) or [{}]
        words |= {name: shown(more, name, book) for two in (*_MEDICAL, *_STUDY) for name in two if name in more}
    return words


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw one page for each help; without help one blank form."""
    draw_pages(sheet, job, (
        Page(_title(row), _rows(row), data(job, row), seals=_seals(row),
             seal_height=40) for row in rows or [{}]), len(rows))


def _title(row: Values) -> str:
    return {MEDICAL: _("Application for Medical Help"), STUDY: _("Application for Study Aid")}.get(
        str(row.get("help_kind")), _("Application for Help"))


def _seals(row: Values) -> tuple[tuple[str, ...], ...]:
    promise = _("I promise that what is stated is true.")
    if row.get("help_kind") == STUDY:
        promise = _("I promise that what is stated is true and that no aid is taken twice.")
    return ((_("Applicant: {promise}").format(promise=promise),), (_("Opinion of the union"), _("Opinion of the "
                                                                                                "superior union")))


def _rows(row: Values) -> list[Row]:
    kind = str(row.get("help_kind"))
    more = [pair(_BOOKS[kind], *two) for two in (_MEDICAL if kind == MEDICAL else _STUDY)] if kind in _BOOKS else []
    return [
        pair(_BOOK, "help_no", "helped_on"),
        Row(LINE, (Box("worker", label("member_id", _BOOK), HALF), Box("mobile", label("mobile"), HALF))),
        Row(LINE, (Box("unit", label("employer_name"), WIDTH),)),
        Row(LINE, (Box("file_no", label("file_id", _BOOK), HALF), Box("category", label("category",
                                                                                        "hardship_files"), HALF))),
        pair(_BOOK, "help_kind", "fund_source"), pair(_BOOK, "amount", "in_kind"), pair(_BOOK, "year_total",
                                                                                        "year_cap"),
        *more, whole(_BOOK, "details", 36)]


FORM = Form("help-application", N_("Application for help"), draw, register=_BOOK, gather=gather)
