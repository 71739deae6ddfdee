"""The publicity sheet (公示, domain §9.4): name, workplace, category, broad cause, amount, period, telephone.

Never a number, an address, an illness, an account or a family: the sheet is drawn from those words alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.dues_lists import yuan
from union_desk.papers.hardship_rows import FILES, broad_cause, files_and_workers, worker, workplace
from union_desk.papers.job import Form, label, shown
from union_desk.papers.page import MARGIN, Rect, footer_line, put, title, trace_line, unit_line
from union_desk.papers.sheet import LEFT
from union_desk.papers.table import Column, Table
from union_desk.schema.kinds import Code
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_LINE, _TOP, _FOOT, _TEXT = 36.0, 57.0, 28.0, 17.0
_WIDTH = 174.0


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return the workers, and the category proposed for each file by its newest assessment."""
    from union_desk.affairs.hardship_filing import newest

    proposed = {str(row["id"]): (newest(session, str(row["id"])) or {}).get("proposed") for row in rows}
    return {"members": files_and_workers(session, rows)["members"], "proposed": proposed}


def columns() -> list[Column]:
    """Return the columns."""
    return [Column("serial", _("No."), 12), Column("name", label("name"), 28, LEFT),
            Column("unit", _("Unit or department"), 42, LEFT), Column("category", label("category", FILES), 24),
            Column("cause", label("main_cause", FILES), 28), Column("amount", _("Proposed amount (yuan)"), 18),
            Column("period", _("Publicity"), 22)]


def words(job: Job, row: Values, serial: int) -> dict[str, str]:
    """Return the words of one household: what domain §9.4 allows and nothing besides."""
    member = worker(job, row)
    category = row.get("category") or job.extra.get("proposed", {}).get(str(row.get("id")))
    days = {name: shown(row, name, FILES) for name in ("published_on", "publicity_until")}
    period = _("{first} to {last}").format(first=days["published_on"],
                                           last=days["publicity_until"]) if all(days.values()) else ""
    return {"serial": str(serial), "name": shown(member, "name"), "unit": workplace(row, member),
            "category": Code(list="hardship_category").show(str(category)) if category else "",
            "cause": broad_cause(row),
            "amount": yuan(row.get("expected_help")), "period": period}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the sheet: households that are to be put on file, then those that leave."""
    phone = str(job.union.get("phone") or "")

    def head() -> None:
        title(sheet, _("Publicity of Households in Hardship"), _LINE - 12)
        unit_line(sheet, _LINE, job.unit, job.details.day)
        told = _("After visits to the households and a democratic review, the following is made public. Whoever "
                 "objects tells "
                 "the union within the period of publicity, by name and with facts; what is told is kept confidential. "
                 "Telephone for supervision: {phone}").format(phone=phone or "__________")
        put(sheet, Rect(MARGIN, _LINE + 3, _WIDTH, _TEXT), told, at=(LEFT, 0.0))

    def foot() -> None:
        footer_line(sheet)
        trace_line(sheet, job.trace)

    job.progress.start(len(rows), _("Drawing the list"))
    table = Table(sheet, columns(), _TOP, sheet.height - _FOOT, head, foot, 12)
    serial = 0
    for leaving in (False, True):
        group = [row for row in rows if bool(row.get("exit_publicity")) == leaving]
        if group:
            table.group(_("To leave the files") if leaving else _("To be put on file"))
        for row in group:
            serial += 1
            table.row(words(job, row, serial))
            job.progress.step(1)
    for number in range(job.details.spare_rows if rows else table.room()):
        table.row({"serial": str(serial + number + 1)})
    table.close()


FORM = Form("hardship-publicity", N_("Publicity sheet of hardship files"), draw, register=FILES, gather=gather)
