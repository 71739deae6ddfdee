"""The roster of members by branch and group (会员花名册, domain §15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.job import Form, Job, Values, by_group, label, masked, shown, unit_of
from union_desk.papers.rosters import Roster, draw_roster
from union_desk.papers.sheet import LEFT
from union_desk.papers.table import Column
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet

_SHOWN = ("name", "sex", "ethnicity", "birth_date", "education", "political_status", "join_union_date", "member_no")


def data(row: Values, job: Job) -> dict[str, str]:
    """Return the words of one row; the mobile number is masked unless the job says otherwise."""
    words = {name: shown(row, name) for name in _SHOWN}
    words["unit"] = unit_of(row)
    words["mobile"] = shown(row, "mobile") if job.details.unmasked else masked(row, "mobile")
    return words


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the roster, a heading above each group."""
    roster = Roster(
        _("Roster of Union Members"),
        _columns(),
        by_group(job, rows),
        lambda row, _position: data(row, job),
        _("{count} in all").format(count=len(rows)) if rows else "",
        line=31,
    )
    draw_roster(sheet, job, roster)


def _columns() -> list[Column]:
    return [
        Column("serial", _("No."), 11),
        Column("name", label("name"), 30, LEFT),
        Column("sex", label("sex"), 11),
        Column("ethnicity", label("ethnicity"), 18),
        Column("birth_date", label("birth_date"), 22),
        Column("education", label("education"), 26),
        Column("political_status", label("political_status"), 24),
        Column("unit", _("Department, team"), 38, LEFT),
        Column("join_union_date", label("join_union_date"), 22),
        Column("member_no", label("member_no"), 22),
        Column("mobile", label("mobile"), 23),
        Column("remark", _("Remark"), 14),
    ]


FORM = Form("member-roster", N_("Roster of members"), draw, landscape=True)
