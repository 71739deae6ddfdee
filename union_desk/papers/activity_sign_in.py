"""The attendance sheet of an activity (签到表, domain §5.3): signed by hand, the evidence for audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.activity_facts import Listing, children, draw_listings
from union_desk.papers.job import Form, Job, Values, label, shown, unit_of
from union_desk.papers.sheet import LEFT
from union_desk.papers.table import Column
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet

_BOOK = "activity_enrolments"
_PLACE = ("enrolled", "confirmed", "absent")


def data(row: Values, member: Values, job: Job) -> dict[str, str]:
    """Return the words of one row; who signs writes the rest."""
    return {"name": shown(member, "name"), "unit": unit_of(member), "guests": shown(row, "guests", _BOOK)}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the sheet of each activity for those who have a place."""
    listing = Listing(_("Attendance Sheet (signed by hand)"), columns(), _BOOK, data, row_height=10)
    draw_listings(sheet, job, rows, listing, lambda row: row.get("state") in _PLACE)


def columns() -> list[Column]:
    """Return the columns; who signs needs at least 25 mm (domain §15)."""
    return [
        Column("serial", _("No."), 11), Column("name", label("name"), 28, LEFT),
        Column("unit", _("Department or team"), 42, LEFT), Column("guests", label("guests", _BOOK), 17),
        Column("signature", _("Signature of the participant"), 34), Column("time", _("Time of arrival"), 20),
        Column("remark", _("Remark (signed by proxy)"), 22)]


FORM = Form("activity-sign-in", N_("Attendance sheet of an activity"), draw, register="activities",
            gather=children(_BOOK))
