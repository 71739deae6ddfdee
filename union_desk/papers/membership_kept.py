"""The register of kept memberships (保留会籍登记表, domain §2.1, §15): who, since when, why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.job import Form, label, shown
from union_desk.papers.rosters import Roster, draw_roster
from union_desk.papers.sheet import LEFT
from union_desk.papers.table import Column
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_EVENTS = "membership_events"


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return the last step by which each membership was kept, by the member's id."""
    from union_desk.affairs.membership import kept_since

    return {"kept": kept_since(session, [str(row["id"]) for row in rows])}


def columns() -> list[Column]:
    """Return the columns; the member signs that the conditions of keeping were explained."""
    return [
        Column("serial", _("No."), 11), Column("name", label("name"), 34, LEFT), Column("sex", label("sex"), 12),
        Column("birth", label("birth_date"), 24), Column("member_no", label("member_no"), 26),
        Column("joined", label("join_union_date"), 24), Column("since", _("Kept since"), 24),
        Column("reason", _("Reason for keeping"), 34, LEFT), Column("decision", label("decision", _EVENTS), 30, LEFT),
        Column("signature", _("Signature"), 28), Column("remark", _("Remark"), 14)]


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the register in the order of the rows."""
    kept: Mapping[str, Values] = job.extra.get("kept", {})

    def words(row: Values, _position: int) -> dict[str, str]:
        step = kept.get(str(row.get("id")), {})
        return {"name": shown(row, "name"), "sex": shown(row, "sex"), "birth": shown(row, "birth_date"),
                "member_no": shown(row, "member_no"), "joined": shown(row, "join_union_date"),
                "since": shown(step, "happened_on", _EVENTS), "reason": shown(step, "reason", _EVENTS),
                "decision": shown(step, "decision", _EVENTS)}

    remark = _("Kept members pay no dues and neither vote nor stand for office.")
    draw_roster(sheet, job, Roster(_("Register of Kept Memberships"), columns(), [(None, rows)], words, remark,
                                   row_height=9.5))


FORM = Form("membership-kept", N_("Register of kept memberships"), draw, landscape=True, gather=gather)
