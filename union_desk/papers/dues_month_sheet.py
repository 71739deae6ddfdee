"""Dues owed and received (会费应收、实收表, domain §6.1): by group, with the arrears and the sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.dues_lists import TOTAL, member, members_of, with_total, yuan
from union_desk.papers.job import Form, by_group, label, shown
from union_desk.papers.rosters import Roster, draw_roster
from union_desk.papers.sheet import LEFT, RIGHT
from union_desk.papers.table import Column
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_BOOK = "dues"


def columns() -> list[Column]:
    """Return the columns; the base, which tells the wage, is not among them."""
    return [
        Column("serial", _("No."), 12), Column("name", label("name"), 30, LEFT),
        Column("month", label("month", _BOOK), 20),
        Column("due", label("amount_due", _BOOK), 22, RIGHT), Column("paid", label("amount_paid", _BOOK), 22, RIGHT),
        Column("rest", _("Still owed"), 22, RIGHT), Column("day", label("paid_on", _BOOK), 24),
        Column("state", label("dues_state", _BOOK), 22)]


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the lines by group and member, and a line with the sums."""
    lines: dict[str, list[Values]] = {}
    for row in rows:
        lines.setdefault(str(row.get("member_id")), []).append(row)
    people = [{**member(job, own[0]), "id": who} for who, own in lines.items()]
    groups: list[tuple[str | None, Sequence[Values]]] = [
        (heading, [row for one in part for row in lines[str(one["id"])]]) for heading, part in by_group(job, people)]
    if rows:
        groups.append((None, with_total(rows, "amount_due", "amount_paid")[-1:]))

    def words(row: Values, _position: int) -> dict[str, str]:
        due, paid = (int(str(row.get(name) or 0)) for name in ("amount_due", "amount_paid"))
        sums = {"due": yuan(due), "paid": yuan(paid), "rest": yuan(max(due - paid, 0))}
        if row.get(TOTAL):
            return {"serial": _("Total"), **sums}
        return {"name": shown(member(job, row), "name"), "day": shown(row, "paid_on", _BOOK),
                "month": f"{row.get('year')}-{int(str(row.get('month') or 0)):02d}",
                "state": shown(row, "dues_state", _BOOK), **sums}

    draw_roster(sheet, job, Roster(_("Dues Owed and Received"), columns(), groups or [(None, [])], words))


FORM = Form("dues-month-sheet", N_("Dues owed and received"), draw, register=_BOOK, gather=members_of)
