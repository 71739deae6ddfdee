"""What is printed: page helpers, fonts with fallback, one file per form.

`ALL` lists the forms by id; `print_form` prints one.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from union_desk import durable, registers
from union_desk.papers.job import Details, Form, Job, Values, group_names
from union_desk.papers.page import Trace
from union_desk.papers.sheet import About, EnoughPages, Sheet
from union_desk.progress import NONE
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from union_desk.progress import Progress

_MODULES = (
    "activity_enrolments",
    "activity_folder",
    "activity_goods",
    "activity_notice",
    "activity_passes",
    "activity_plan",
    "activity_settlement",
    "activity_sign_in",
    "activity_summary",
    "appeal_assignment",
    "appeal_callback",
    "appeal_progress",
    "appeal_registration",
    "appeal_reply",
    "assessment_ranking",
    "assessment_sheet",
    "cadre_handover",
    "cadre_roster",
    "card_application",
    "card_batch_cover",
    "card_batch_list",
    "card_pickup_list",
    "cards_batch_cover",
    "cards_batch_list",
    "cards_correction_letter",
    "cards_hand_over",
    "cards_pickup",
    "cards_precheck",
    "cards_return_list",
    "cards_uncollected",
    "committee_duties",
    "consent_form",
    "directive_reminder",
    "directive_report",
    "directive_slip",
    "directive_tasks",
    "dues_collection_sheet",
    "dues_month_sheet",
    "dues_receipt",
    "dues_receipt_register",
    "election_ballot",
    "election_notice",
    "election_request",
    "election_result",
    "funds_budget",
    "funds_final_account",
    "funds_reminder",
    "funds_welfare_approval",
    "funds_welfare_list",
    "hardship_exit",
    "hardship_file",
    "hardship_publicity",
    "hardship_review",
    "hardship_visit",
    "help_application",
    "help_payment_list",
    "help_warmth_list",
    "honour_roll",
    "joining_application",
    "ledger_page",
    "legal_registration",
    "meeting_minutes",
    "member_collection",
    "member_privacy_notice",
    "member_roster",
    "membership_kept",
    "membership_month",
    "organisation_sheet",
    "personal_data",
    "proposal_form",
    "registration_form",
    "rights_application",
    "rights_mediation_agreement",
    "rights_mediation_application",
    "statistics_checks",
    "statistics_return",
    "statistics_table",
    "structure_chart",
    "training_record",
    "training_sign_in",
    "transfer_leaving",
    "transfer_slip",
)  # named, not imported one by one: a form is listed once

ALL: dict[str, Form] = {form.id: form for form in (import_module(f"{__name__}.{name}").FORM for name in _MODULES)}


NUMBERED = "UDP-"  # before the number of a print, where the file carries it; `whose` looks for it


@dataclass(frozen=True, slots=True)
class Printed:
    """What was printed, for the journal and the person: the form, pages, the serial, characters no font has.

    `whose` names the records whose own name has such a character.
    """

    form: str
    rows: int
    pages: int
    serial: str
    missing: tuple[str, ...] = ()
    whose: tuple[str, ...] = ()


def print_form(  # noqa: PLR0913  a print is its form, rows, union and place; the rest may be left out
    form: str | Form,
    rows: Sequence[Values],
    union: Values,
    target: str | Path | BinaryIO,
    operator: str = "",
    progress: Progress = NONE,
    *,
    details: Details | None = None,
    first_pages: int = 0,
) -> Printed:
    """Print the rows (plain records of the form's register) on a form into a PDF file or stream.

    No rows print a blank form. A file appears whole or not at all; KeyError when there is no such form. With
    `first_pages` the document ends after so many, for a preview that does not wait for the rest.
    """
    form, details = ALL[form] if isinstance(form, str) else form, details or Details()
    job = Job(union, details, _trace(operator, details), progress)
    number = f"{NUMBERED}{job.trace.serial}" if job.trace.serial else ""
    about = About(_(form.label), job.unit, _(form.label), details.reproducible, number)
    with _opened(target) as place:
        sheet = Sheet(place, about, landscape=form.landscape, size=form.size, first_pages=first_pages)
        with suppress(EnoughPages):
            form.draw(sheet, job, _Followed(rows, sheet, form))
        sheet.save()
    whose = dict.fromkeys(name for row in rows if sheet.missing.intersection(name := name_of(form, row))
                          ) if sheet.missing else {}
    return Printed(form.id, len(rows), sheet.number - 1, job.trace.serial, tuple(sorted(sheet.missing)), tuple(whose))


def name_of(form: Form, row: Values) -> str:
    """Return what the record of a form's row is called; private fields are left out."""
    register = registers.get(form.register)
    shown = (str(row.get(name) or "") for name in register.title if not register.fields[name].sensitive)
    return " ".join(part for part in shown if part)


class _Followed(list[Values]):
    """The rows of a print; the sheet hears whose row is drawn, for the list of contents."""

    def __init__(self, rows: Sequence[Values], sheet: Sheet, form: Form) -> None:
        super().__init__(rows)
        self._sheet, self._form = sheet, form

    def __iter__(self) -> Iterator[Values]:
        for row in super().__iter__():
            self._sheet.about(name_of(self._form, row))
            yield row


def _trace(operator: str, details: Details) -> Trace:
    if details.reproducible:
        return Trace(operator, details.printed_at, details.serial)
    now = dt.datetime.now(tz=dt.UTC).astimezone()
    serial = details.serial or f"{now:%Y%m%d%H%M%S}-{secrets.token_hex(3).upper()}"
    return Trace(operator, details.printed_at or f"{now:%Y-%m-%d %H:%M}", serial)


@contextmanager
def _opened(target: str | Path | BinaryIO) -> Iterator[str | BinaryIO]:
    if not isinstance(target, (str, Path)):
        yield target
        return
    final = Path(target)
    partial = final.with_name(f".{final.name}.{os.getpid()}.part")
    try:
        yield str(partial)
        durable.put(partial, final)
    finally:
        partial.unlink(missing_ok=True)


__all__ = ["ALL", "Details", "Form", "Printed", "group_names", "print_form"]
