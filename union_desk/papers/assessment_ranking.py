"""The ranking of assessments (考核汇总排名表, domain reference §10.3, §15): places and grades by scheme and year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.job import Form, Job, Values, label, shown
from union_desk.papers.rosters import Roster, draw_roster
from union_desk.papers.sheet import LEFT
from union_desk.papers.table import Column
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.sheet import Sheet

_BOOK, _HEADING = "assessments", "heading"


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Read the schemes' names and the places of each assessment within its scheme and year."""
    from union_desk.affairs import cadres_schemes, cadres_scoring

    names, places = dict[str, str](), dict[str, tuple[int, bool]]()
    for scheme, year in sorted({(str(row["scheme_id"]), int(str(row["year"]))) for row in rows}):
        tree = cadres_schemes.tree(session, scheme)
        names[scheme] = cadres_schemes.SCHEMES.name_of(tree.scheme)
        places |= {str(one.row["id"]): (one.place, one.over)  # among all of the year, whichever of them are printed
                   for one in cadres_scoring.ranking(session, scheme, year)}
    return {"schemes": names, "places": places}


def data(row: Values, job: Job) -> dict[str, str]:
    """Return the words of one row."""
    place, over = job.extra.get("places", {}).get(str(row.get("id")), ("", False))
    names = ("subject", "state", "self_total", "review_total", "final_total", "vetoed")
    return {name: shown(row, name, _BOOK) for name in names} | {
        "place": str(place), "name": shown(row, "name", _BOOK), "grade": shown(row, "grade", _BOOK),
        "remark": _("More than the share of this grade") if over else ""}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the places, a group for each scheme and year."""
    schemes, places = job.extra.get("schemes", {}), job.extra.get("places", {})
    grouped: dict[str, list[Values]] = {}
    for row in sorted(rows, key=lambda r: (-int(str(r.get("year") or 0)), str(schemes.get(str(r.get("scheme_id")))),
                                           places.get(str(r["id"]), (0, False))[0])):
        scheme = schemes.get(str(row.get("scheme_id")), "")
        heading = _("{year} {scheme}").format(year=row.get("year") or "", scheme=scheme)
        grouped.setdefault(heading, []).append(row)
    one = next(iter(grouped)) if len(grouped) == 1 else ""
    groups: list[tuple[str | None, Sequence[Values]]] = [
        (None, [*([] if one else [{_HEADING: heading}]), *found]) for heading, found in grouped.items()]
    draw_roster(sheet, job, Roster(
        _("Results and Ranking of the Assessment"), _columns(), groups or [(None, [])],
        lambda row, _n: {"name": str(row[_HEADING])} if _HEADING in row else data(row, job), one, line=31))


def _columns() -> list[Column]:
    return [
        Column("place", _("Rank in the ranking"), 16), Column("name", label("name", _BOOK), 66, LEFT),
        Column("subject", _("Kind"), 24), Column("state", label("state", _BOOK), 22),
        Column("self_total", label("self_total", _BOOK), 22), Column("review_total", label("review_total", _BOOK), 22),
        Column("final_total", label("final_total", _BOOK), 22), Column("vetoed", label("vetoed", _BOOK), 16),
        Column("grade", label("grade", _BOOK), 24), Column("remark", _("Remark"), 26, LEFT)]


FORM = Form("assessment-ranking", N_("Ranking of assessments"), draw, landscape=True, register=_BOOK, gather=gather)
