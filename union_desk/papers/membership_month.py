"""The changes of membership of a month (月度会籍变动表, domain §2.2, §15): each step, and how many of each kind."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from union_desk.papers.dues_lists import member, members_of
from union_desk.papers.job import Form, label, shown
from union_desk.papers.rosters import Roster, draw_roster
from union_desk.papers.sheet import LEFT
from union_desk.papers.table import Column
from union_desk.words import N_, _, clauses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_BOOK = "membership_events"
_SUM = "sum"


def columns() -> list[Column]:
    """Return the columns."""
    return [
        Column("serial", _("No."), 12), Column("day", label("happened_on", _BOOK), 26),
        Column("name", label("name"), 36, LEFT), Column("sex", label("sex"), 12),
        Column("department", label("department"), 36, LEFT), Column("event", label("event", _BOOK), 30),
        Column("state", label("to_state", _BOOK), 26), Column("reason", label("reason", _BOOK), 40, LEFT),
        Column("decision", label("decision", _BOOK), 26, LEFT), Column("remark", _("Remark"), 17)]


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the steps in the order of their days, and a line with the number of each kind at the end."""
    ordered: list[Values] = sorted(rows, key=lambda row: (str(row.get("happened_on") or ""), str(row.get("event"))))
    counted = Counter(shown(row, "event", _BOOK) for row in ordered)
    sums = [_("{kind} {count}").format(kind=kind, count=count) for kind, count in counted.most_common()]
    whole = [*ordered, {_SUM: clauses(sums)}] if ordered else []

    def words(row: Values, _position: int) -> dict[str, str]:
        if row.get(_SUM):
            return {"serial": _("Total"), "reason": str(row[_SUM])}
        who = member(job, row)
        return {"day": shown(row, "happened_on", _BOOK), "name": shown(who, "name"), "sex": shown(who, "sex"),
                "department": shown(who, "department"), "event": shown(row, "event", _BOOK),
                "state": shown(row, "to_state", _BOOK), "reason": shown(row, "reason", _BOOK),
                "decision": shown(row, "decision", _BOOK)}

    months = sorted({str(row.get("happened_on"))[:7] for row in ordered if row.get("happened_on")})
    remark = _("Of {period}").format(period=" — ".join(dict.fromkeys((months[0], months[-1])))) if months else ""
    draw_roster(sheet, job, Roster(_("Changes of Membership"), columns(), [(None, whole)], words, remark))


FORM = Form("membership-month", N_("Changes of membership of a month"), draw, landscape=True, register=_BOOK,
            gather=members_of)
