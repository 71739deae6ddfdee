"""The roll of honours (荣誉名册): what was awarded to whom, the highest level first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import records, registers
from union_desk.papers.job import Form, Job, Values, label, shown
from union_desk.papers.rosters import Roster, draw_roster
from union_desk.papers.sheet import LEFT
from union_desk.papers.table import Column
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.sheet import Sheet

BOOK = "honours"
_SHOWN = ("title", "level", "year", "awarded_on", "grantor", "document", "certificate_no")


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Read the names of the members; those of branches are known to every job."""
    wanted = sorted({str(row["member_id"]) for row in rows if row.get("member_id")})
    return {"people": records.titles(session, registers.get("members"), wanted)}


def holder(row: Values, job: Job) -> str:
    """Return to whom an award was given: the person, the branch, else the union."""
    if row.get("member_id"):
        return str(job.extra.get("people", {}).get(str(row["member_id"]), ""))
    if row.get("branch_id"):
        return job.group(row)
    return job.unit if row.get("holder") == "union" else ""


def data(row: Values, job: Job) -> dict[str, str]:
    """Return the words of one row."""
    return {name: shown(row, name, BOOK) for name in _SHOWN} | {"holder": holder(row, job)}


def by_level(rows: Sequence[Values]) -> list[Values]:
    """Return the honours in order of level, the highest first, in each the latest first."""
    return sorted(rows, key=lambda row: (str(row.get("level") or "9"), -int(str(row.get("year") or 0))))


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the roll."""
    roster = Roster(
        _("Roll of Honours"), _columns(), [(None, by_level(rows))], lambda row, _position: data(row, job),
        _("{count} awards in all").format(count=len(rows)) if rows else "", line=31)
    draw_roster(sheet, job, roster)


def _columns() -> list[Column]:
    return [
        Column("serial", _("No."), 11), Column("title", label("title", BOOK), 56, LEFT),
        Column("level", label("level", BOOK), 26), Column("holder", label("holder", BOOK), 42, LEFT),
        Column("year", label("year", BOOK), 14),
        Column("awarded_on", label("awarded_on", BOOK), 24), Column("grantor", label("grantor", BOOK), 31, LEFT),
        Column("document", label("document", BOOK), 35, LEFT),
        Column("certificate_no", label("certificate_no", BOOK), 22),
    ]


FORM = Form("honour-roll", N_("Roll of honours"), draw, landscape=True, register=BOOK, gather=gather)
