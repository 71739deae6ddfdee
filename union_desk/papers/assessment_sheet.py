"""The score sheet of an assessment (考核评分表, domain reference §10.3, §15): item by item, with figures and result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.job import Form, Job, Values, shown
from union_desk.papers.page import MARGIN, Rect, footer_line, put, seal_box, title, trace_line, unit_line
from union_desk.papers.sheet import LEFT
from union_desk.papers.table import Column, Table
from union_desk.schema.kinds import Points
from union_desk.words import N_, _, clauses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.sheet import Sheet

_BOOK, _ITEMS, _SCORES = "assessments", "assessment_items", "assessment_scores"
_LINE, _TOP, _FOOT, _SEALS = 34.0, 56.0, 26.0, 34.0
_COLUMNS = ("self_score", "review_score", "final_score")


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Read the scheme's name and the lines of each assessment."""
    from union_desk.affairs import cadres_scoring

    found: dict[str, Any] = {}
    for row in rows:
        standing = cadres_scoring.standing(session, str(row["id"]))
        found[str(row["id"])] = {
            "scheme": standing.tree.scheme,
            "lines": [{"item": line.item, "score": line.score, "figure": figure_of(line)} for line in standing.lines]}
    return {"assessments": found}


def figure_of(line: Any) -> str:
    """Return the figure by which an item was scored (`cadres_scoring.Line`): the one that was taken, not today's."""
    from union_desk.affairs import cadres_metrics

    part, whole = line.score["auto_part"], line.score["auto_whole"]
    if part is None:
        return ""
    return cadres_metrics.counted(part, whole, money=line.item["metric"] in cadres_metrics.IN_MONEY)


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw a sheet for each assessment; without one a blank sheet."""
    job.progress.start(len(rows), _("Drawing the forms"))
    for row in rows or [{}]:
        _one(sheet, job, row)
        job.progress.step(1)


def _one(sheet: Sheet, job: Job, row: Values) -> None:
    found: Mapping[str, Any] = job.extra.get("assessments", {}).get(str(row.get("id")), {"scheme": {}, "lines": []})

    def head() -> None:
        _head(sheet, job, row, found["scheme"])

    def foot() -> None:
        footer_line(sheet)
        trace_line(sheet, job.trace)

    table = Table(sheet, _columns(), _TOP, sheet.height - _FOOT, head, foot, stamped=False)
    part = None
    for number, line in enumerate(found["lines"], 1):
        if line["item"].get("part") != part:
            part = line["item"].get("part")
            table.group(str(part))
        table.row({"serial": str(number), **words(line)})
    for _number in range(0 if found["lines"] else table.room() - 5):
        table.row({})
    table.need(_SEALS + 8)
    _result(table, row)
    table.close()


def _head(sheet: Sheet, job: Job, row: Values, scheme: Values) -> None:
    title(sheet, _("Assessment Score Sheet"), _LINE - 11)
    unit_line(sheet, _LINE, job.unit, job.details.day)
    width = sheet.width - 2 * MARGIN
    told = _("Assessed: {name}    Year: {year}    State: {state}").format(
        name=row.get("name") or "____", year=row.get("year") or "____", state=shown(row, "state", _BOOK) or "____")
    put(sheet, Rect(MARGIN, _LINE + 3, width, 7), told)
    by = _("Scheme: {name}, version {version} ({basis})").format(
        name=scheme.get("name") or "____", version=scheme.get("version") or "—", basis=scheme.get("basis") or "—")
    put(sheet, Rect(MARGIN, _LINE + 11, width, 9), by)


def words(line: Mapping[str, Any]) -> dict[str, str]:
    """Return the words of one item; a veto says whether it applies."""
    item, score = line["item"], line["score"]
    found = {name: shown(score, name, _SCORES) for name in _COLUMNS}
    told = clauses(str(score[name]) for name in ("evidence_note", "reason", "opinion", "appeal") if score.get(name))
    kind = item.get("item_kind")
    if kind == "veto":
        found["review_score"] = _("Vetoed!") if score.get("vetoed") else "—"
        found["self_score"] = ""
    return found | {"item": str(score.get("item") or ""), "standard": str(item.get("standard") or ""),
                    "kind": shown(item, "item_kind", _ITEMS), "max": shown(item, "max_score", _ITEMS),
                    "figure": line["figure"], "remark": told}


def _result(table: Table, row: Values) -> None:
    """Draw totals, grade and the places for both signatures."""
    totals = [Points().show(row.get(name)) if isinstance(row.get(name), int) else "" for name in  # type: ignore[arg-type]  # whole numbers
              ("self_total", "review_total", "final_total")]
    table.row({"item": _("Total"), **dict(zip(_COLUMNS, totals, strict=True)),
               "standard": _("Grade: {grade}").format(grade=row.get("grade") or "____")})
    width = (table.sheet.width - 2 * table.left) / 2
    for place, heading in enumerate((_("Assessed (signature)"), _("Assessing body (seal)"))):
        seal_box(table.sheet, Rect(table.left + place * width, table.y, width, _SEALS), heading)


def _columns() -> list[Column]:
    return [
        Column("serial", _("No."), 10), Column("item", _("Item of assessment"), 48, LEFT),
        Column("standard", _("Standard of scoring"), 68, LEFT), Column("kind", _("Nature"), 17),
        Column("max", _("Full points"), 14), Column("figure", _("Figure on record"), 26),
        Column("self_score", _("Own points"), 15), Column("review_score", _("Reviewed"), 15),
        Column("final_score", _("Final"), 15), Column("remark", _("Evidence, opinion"), 33, LEFT)]


FORM = Form("assessment-sheet", N_("Score sheet of an assessment"), draw, landscape=True, register=_BOOK, gather=gather)
