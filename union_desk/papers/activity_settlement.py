"""The settlement of an activity (活动结算与归档单, domain §5.3): sums, people, what the norms say, the checklist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.activity_facts import BOOK, told, when, yuan
from union_desk.papers.grid import Box, Grid, Row
from union_desk.papers.job import Form, Job, Values, label
from union_desk.papers.page import MARGIN, Rect, annex, footer_line, seal_box, tick, tick_boxes, title, trace_line
from union_desk.papers.page import unit_line as line_of_unit
from union_desk.papers.sheet import RIGHT
from union_desk.registers.activities_evidence import MISSING, PRESENT, WAIVED
from union_desk.schema import codes
from union_desk.schema.chinese_money import capitals
from union_desk.words import N_, _, clauses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.affairs.activities_settling import Settled
    from union_desk.papers.sheet import Sheet

_WIDTH, _HALF = 174.0, 87.0
_HEADINGS, _PAPERS = 4, 12
_STATES = ((PRESENT, N_("There")), (WAIVED, N_("Waived")), (MISSING, N_("Lacking")))


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return what each activity comes to, by id."""
    from union_desk.affairs import activities_settling as settling  # they stand beside the papers, not below

    return {"settled": {str(row["id"]): settling.review(session, str(row["id"])) for row in rows}}


def data(row: Values, settled: Settled | None) -> dict[str, str]:
    """Return the words of the form by key."""
    words = {name: told(row, name) for name in ("act_no", "title", "kind", "place", "satisfaction", "summary")}
    words["when"] = when(row)
    if settled is None:
        return words
    sums = settled.figures
    for number, (code, planned, spent) in enumerate(sums.headings[:_HEADINGS]):
        name = codes.get("activity_fund_item").label(code) if code else _("without a heading")
        words |= {f"heading {number}": name, f"planned {number}": yuan(planned), f"spent {number}": yuan(spent),
                  f"left {number}": yuan(planned - spent)}
    for number, item in enumerate(settled.checklist[:_PAPERS]):
        words |= {f"paper {number}": codes.get("evidence").label(item.evidence), f"why {number}": item.reason}
    return words | {
        "planned": yuan(sums.budget), "spent": yuan(sums.spent), "left": yuan(sums.budget - sums.spent),
        "capitals": capitals(sums.spent), "enrolled": str(sums.enrolled + sums.absent),
        "came": str(told(row, "headcount") or sums.headcount), "members": str(sums.members),
        "guests": str(sums.guests), "absent": str(sums.absent),
        "goods": _("{count} ({value} yuan), {unsigned} unsigned").format(
            count=sums.goods, value=yuan(sums.goods_value), unsigned=sums.unsigned),
        "findings": clauses(problem.text() for problem in settled.findings) or _("none")}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw one page for each activity, and an annex for what does not fit; without activities one blank form."""
    job.progress.start(len(rows), _("Drawing the forms"))
    for row in rows or [{}]:
        _page(sheet, job, row)
        job.progress.step(1)


def _page(sheet: Sheet, job: Job, row: Values) -> None:
    settled = job.extra.get("settled", {}).get(str(row.get("id")))
    words = data(row, settled)
    title(sheet, _("Settlement and Folder of an Activity"))
    line_of_unit(sheet, 36, job.unit, job.details.day)
    facts = Grid(MARGIN, 39, _fact_rows())
    money = Grid(MARGIN, facts.bottom, _money_rows())
    papers = Grid(MARGIN, money.bottom, _paper_rows())
    for grid in (facts, money, papers):
        grid.frame(sheet)
    cut = [pair for grid in (facts, money, papers) for pair in grid.fill(sheet, words)]
    items = settled.checklist if settled else ()
    for number in range(_PAPERS):
        rect = papers.value(f"state {number}").inside()
        places = tick_boxes(sheet, rect, [(code, _(word)) for code, word in _STATES])
        if number < len(items):
            tick(sheet, places[items[number].state])
    for place, heading in enumerate((_("Opinion of who is in charge"), _("Opinion of the union chair"))):
        seal_box(sheet, Rect(MARGIN + place * _HALF, papers.bottom, _HALF, 28), heading)
    footer_line(sheet)
    trace_line(sheet, job.trace)
    sheet.next_page()
    if cut:
        annex(sheet, _("Annex to the settlement: {title}").format(title=words["title"]), cut, job.trace)


def _fact_rows() -> list[Row]:
    third = _WIDTH / 3
    people = (("enrolled", N_("Enrolled people")), ("came", N_("Came")), ("absent", N_("Did not come")))
    return [
        Row(7.5, (Box("title", label("title", BOOK), _WIDTH),)),
        Row(7.5, (Box("act_no", label("act_no", BOOK), _HALF), Box("kind", label("kind", BOOK), _HALF))),
        Row(7.5, (Box("when", _("Time of the activity"), _HALF), Box("place", label("place", BOOK), _HALF))),
        Row(7.5, tuple(Box(key, _(word), third, 26) for key, word in people)),
        Row(7.5, (Box("satisfaction", label("satisfaction", BOOK), third),
                  Box("goods", _("Prizes and gifts"), 2 * third))),
        Row(22, (Box("summary", label("summary", BOOK), _WIDTH, top=True),)),
        Row(14, (Box("findings", _("Against the norms"), _WIDTH, top=True),))]


def _money_rows() -> list[Row]:
    columns = (("heading", N_("Heading of the fund"), 66.0), ("planned", N_("Planned (yuan)"), 36.0),
               ("spent", N_("Spent (yuan)"), 36.0), ("left", N_("Left (yuan)"), 36.0))
    heads = tuple(Box(f"head {key}", _(word), width, width) for key, word, width in columns)
    lines = [Row(6.2, tuple(Box(f"{key} {n}", "", width, align=0.0 if key == "heading" else RIGHT)
                            for key, _word, width in columns)) for n in range(_HEADINGS)]
    sums = (Box(key, "", 36, align=RIGHT) for key in ("planned", "spent", "left"))
    total = Row(6.6, (Box("sum", _("Total"), 66, 66), *sums))
    return [Row(6.6, heads), *lines, total, Row(6.6, (Box("capitals", _("Spent, in words"), _WIDTH),))]


def _paper_rows() -> list[Row]:
    widths = (("paper", N_("Paper of the folder"), 52.0), ("state", N_("In the folder"), 52.0),
              ("why", N_("Why it is waived"), 70.0))
    heads = tuple(Box(f"head {key}", _(word), width, width) for key, word, width in widths)
    return [Row(6.4, heads), *(Row(5.8, tuple(Box(f"{key} {n}", "", width) for key, _word, width in widths))
                               for n in range(_PAPERS))]


FORM = Form("activity-settlement", N_("Settlement and checklist of an activity"), draw, register="activities",
            gather=gather)
