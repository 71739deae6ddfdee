"""The budget of a year and how it was carried out (预算表、预算执行表, domain §6.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.dues_lists import TOTAL, yuan
from union_desk.papers.job import Form, label, shown
from union_desk.papers.rosters import Roster, draw_roster
from union_desk.papers.sheet import LEFT, RIGHT
from union_desk.papers.table import Column
from union_desk.registers.funds_headings import INCOME, side
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_BOOK = "budgets"


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return what was carried out of each line, by year, heading and item."""
    from union_desk.affairs import funds_books

    years = sorted({int(str(row["year"])) for row in rows if row.get("year")})
    return {"spent": {(year, line.category, line.item): line.spent
                      for year in years for line in funds_books.spending(session, year)}}


def columns() -> list[Column]:
    """Return the columns."""
    return [
        Column("heading", label("category", _BOOK), 46, LEFT), Column("item", label("item", _BOOK), 46, LEFT),
        Column("amount", label("amount", _BOOK), 30, RIGHT), Column("adjusted", label("adjusted", _BOOK), 30, RIGHT),
        Column("spent", _("Carried out"), 30, RIGHT), Column("left", _("Left"), 30, RIGHT),
        Column("share", _("Share carried out"), 20), Column("remark", _("Remark"), 28)]


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw income first, then expenditure, each with its total."""
    spent: Mapping[tuple[object, ...], int] = job.extra.get("spent", {})
    ordered = sorted(rows, key=lambda row: (str(row.get("year")), str(row.get("category")), str(row.get("item") or "")))
    whole = [{**row, "spent": spent.get((row.get("year"), row.get("category"), row.get("item")), 0)} for row in ordered]
    groups: list[tuple[str | None, Sequence[Values]]] = []
    years = sorted({str(row.get("year")) for row in rows})
    for year in years:
        for heading, chosen in ((_("Income"), True), (_("Expenditure"), False)):
            of_side = [row for row in whole if str(row.get("year")) == year
                       and (side(str(row.get("category"))) == INCOME) == chosen]
            words = heading if len(years) == 1 else f"{year} {heading}"
            if of_side:
                groups.append((None, [*of_side, _total(words, of_side)]))
    remark = _("Year {years}").format(years=series(years)) if years else ""
    title = _("Budget of the Union and Its Execution")
    draw_roster(sheet, job, Roster(title, columns(), groups or [(None, [])], _words, remark))


def _total(heading: str, rows: Sequence[Values]) -> Values:
    sums = {name: sum(int(str(row.get(name) or 0)) for row in rows) for name in ("amount", "spent")}
    return {TOTAL: heading, **sums, "allowed": sum(map(_allowed, rows))}


def _allowed(row: Values) -> int:
    return int(str(row["adjusted"] if row.get("adjusted") is not None else row.get("amount") or 0))


def _words(row: Values, _position: int) -> dict[str, str]:
    spent = int(str(row.get("spent") or 0))
    if row.get(TOTAL):
        allowed = int(str(row["allowed"]))
        return {"heading": _("{heading}: total").format(heading=row[TOTAL]), "amount": yuan(row["amount"]),
                "adjusted": yuan(allowed), "spent": yuan(spent), "left": yuan(allowed - spent),
                "share": _share(spent, allowed)}
    allowed = _allowed(row)
    return {"heading": shown(row, "category", _BOOK), "item": shown(row, "item", _BOOK),
            "amount": yuan(row.get("amount")), "adjusted": yuan(row.get("adjusted")), "spent": yuan(spent),
            "left": yuan(allowed - spent), "share": _share(spent, allowed), "remark": shown(row, "note", _BOOK)}


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else ""


FORM = Form("funds-budget", N_("Budget and its execution"), draw, landscape=True, register=_BOOK, gather=gather)
