"""The enrolment list of an activity (报名表, domain §15): by group, who waits marked, mobile numbers masked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.activity_facts import Listing, children, draw_listings
from union_desk.papers.job import Form, Job, Values, label, masked, shown, unit_of
from union_desk.papers.sheet import LEFT
from union_desk.papers.table import Column
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet

_BOOK = "activity_enrolments"


def data(row: Values, member: Values, job: Job) -> dict[str, str]:
    """Return the words of one row."""
    return {"name": shown(member, "name"), "sex": shown(member, "sex"), "unit": unit_of(member),
            "mobile": masked(member, "mobile"), "guests": shown(row, "guests", _BOOK),
            "state": shown(row, "state", _BOOK), "enrolled_on": shown(row, "enrolled_on", _BOOK)}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the list of each activity, without those who withdrew."""
    listing = Listing(_("Enrolment List"), columns(), _BOOK, data)
    draw_listings(sheet, job, rows, listing, lambda row: row.get("state") != "cancelled")


def columns() -> list[Column]:
    """Return the columns."""
    return [
        Column("serial", _("No."), 11), Column("name", label("name"), 28, LEFT), Column("sex", label("sex"), 11),
        Column("unit", _("Department or team"), 38, LEFT), Column("mobile", label("mobile"), 25),
        Column("guests", label("guests", _BOOK), 17), Column("state", label("state", _BOOK), 20),
        Column("enrolled_on", label("enrolled_on", _BOOK), 24)]


FORM = Form("activity-enrolments", N_("Enrolment list of an activity"), draw, register="activities",
            gather=children(_BOOK))
