"""The application for a hardship file (困难职工建档申请表, domain §9.2, §15), the arithmetic line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.appeal_sheet import HALF, LINE, WIDTH, Page, draw_pages, listed, pair, whole
from union_desk.papers.dues_lists import yuan
from union_desk.papers.grid import Box, Row
from union_desk.papers.hardship_rows import FILE, FILES, files_and_workers, worker, workplace
from union_desk.papers.job import Form, label, shown
from union_desk.schema.kinds import BankAccount
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_CAUSES = ("main_cause", "cause_2", "cause_3", "cause_4")
_COVER = ("medical_insurance", "pension_insurance", "job_insurance", "mutual_aid")
_MEMBER = ("name", "sex", "id_number", "mobile", "home_address", "political_status", "education", "household_type",
           "work_start_date")
_OWN = ("file_no", "applied_on", "category", "enterprise", "housing", "floor_area", "single_parent", "nobody_employed",
        "support", "circumstances", "declared_year")


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return the workers, the persons, the account and the arithmetic of each file, by its id."""
    from union_desk.affairs import hardship_filing as filing

    persons, accounts, arithmetic = {}, {}, {}
    for row in rows:
        file = str(row["id"])
        persons[file] = filing.children(session, "hardship_persons", FILE, file)
        accounts[file] = filing.children(session, "hardship_accounts", FILE, file)
        found = filing.newest(session, file)
        if found is not None:
            arithmetic[file] = _told(found, filing.workings(session, found))
    return {**files_and_workers(session, rows), "persons": persons, "accounts": accounts, "arithmetic": arithmetic}


def _told(row: Values, workings: Any) -> list[str]:
    """Return the arithmetic as lines of text."""
    lines = [_("{line}: {amount}").format(line=text, amount=yuan(abs(fen or 0))) for text, fen in workings.lines]
    return [_("Assessment of {year}, {day}").format(year=row["year"], day=row["assessed_on"]), *lines, workings.formula,
            _("Proposed: {category}. {reason}").format(category=workings.proposal, reason=workings.reason)]


def data(row: Values, job: Job) -> dict[str, str]:
    """Return the words of the form by key."""
    member, own = worker(job, row), str(row.get("id"))
    words = {name: shown(row, name, FILES) for name in _OWN}
    words |= {name: shown(member, name) for name in _MEMBER}
    words["unit"] = workplace(row, member)
    words["causes"] = series(filter(None, (shown(row, name, FILES) for name in _CAUSES)))
    words["insurance"] = series(label(name, FILES) for name in _COVER if row.get(name))
    words["persons"] = listed(_person(one) for one in job.extra.get("persons", {}).get(own, []))
    words["arithmetic"] = listed(job.extra.get("arithmetic", {}).get(own, []))
    accounts: Sequence[Values] = job.extra.get("accounts", {}).get(own, [])
    words["account"] = _account(accounts[-1], unmasked=job.details.unmasked) if accounts else ""
    return words


def _person(row: Values) -> str:
    told = (shown(row, name, "hardship_persons") for name in ("relation", "name", "standing", "unit", "health"))
    return " ".join(filter(None, told))


def _account(row: Values, *, unmasked: bool) -> str:
    number = str(row.get("number") or "")
    kind = BankAccount()
    told = (row.get("holder"), row.get("bank"), row.get("bank_branch"), number if unmasked else kind.mask(number))
    return " ".join(str(part) for part in told if part)


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw one page for each file; without files one blank form."""
    seals = ((_("Applicant (signature and fingerprint)"), _("Opinion of the union"), _("Opinion of the superior "
                                                                                       "union")),)
    draw_pages(sheet, job, (
        Page(_("Application for a Hardship File"), list(_rows()), data(row, job), seals=seals, seal_height=32)
        for row in rows or [{}]), len(rows))


def _rows() -> Iterable[Row]:
    def two(left: str, right: str) -> Row:
        return Row(LINE, (Box(left, label(left), HALF), Box(right, label(right), HALF)))

    yield pair(FILES, "file_no", "applied_on")
    yield two("name", "sex")
    yield two("id_number", "mobile")
    yield two("political_status", "education")
    yield two("household_type", "work_start_date")
    yield Row(LINE, (Box("unit", label("employer_name"), WIDTH),))
    yield Row(LINE, (Box("home_address", label("home_address"), WIDTH),))
    yield pair(FILES, "housing", "floor_area")
    yield pair(FILES, "single_parent", "nobody_employed")
    yield Row(LINE, (Box("causes", _("Causes"), HALF), Box("insurance", _("Insurance"), HALF)))
    yield Row(24, (Box("persons", _("Persons of the household"), WIDTH, top=True),))
    yield Row(50, (Box("arithmetic", _("The arithmetic"), WIDTH, top=True),))
    yield whole(FILES, "circumstances", 20)
    yield Row(LINE, (Box("account", _("Account for payments"), WIDTH),))


FORM = Form("hardship-file", N_("Application for a hardship file"), draw, register=FILES, gather=gather)
