"""The plan of an activity with its budget and the opinions of those who decide (活动方案, domain §5.2, §15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.activity_facts import BOOK, children, rows_of, told, when, who, yuan
from union_desk.papers.grid import Box, Grid, Row
from union_desk.papers.job import Form, Job, Values, label, shown
from union_desk.papers.page import MARGIN, Rect, annex, footer_line, seal_box, title, trace_line, unit_line
from union_desk.papers.sheet import CENTRE, RIGHT
from union_desk.schema.chinese_money import capitals
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet

_BUDGET = "activity_budget_lines"
_WIDTH, _HALF = 174.0, 87.0
_LINES = 8  # of the budget on the page; more stand in the annex
_COLUMNS = (("item", 54.0), ("cost", 28.0), ("fund_item", 30.0), ("unit_price", 20.0), ("quantity", 18.0),
            ("amount", 24.0))
_MONEY = ("unit_price", "amount")
_SHOWN = ("act_no", "title", "kind", "organiser", "co_organisers", "place", "contact_name", "contact_phone", "quota",
          "deadline", "plan_no", "decision_ref", "content")


def data(row: Values, job: Job) -> dict[str, str]:
    """Return the words of the form by key; budget lines as 'item 0', 'cost 0' … in the order given."""
    words = {name: told(row, name) for name in _SHOWN} | {"when": when(row), "who": who(row, job) if row else ""}
    lines = rows_of(job, _BUDGET, row)
    for number, line in enumerate(lines):
        words |= {f"{name} {number}": _shown(line, name) for name, _width in _COLUMNS}
    total = sum(amount for line in lines if isinstance(amount := line.get("amount"), int))
    if row:
        words |= {"total": yuan(total), "capitals": capitals(total)}
    return words


def _shown(line: Values, name: str) -> str:
    value = line.get(name)
    return yuan(value) if name in _MONEY and isinstance(value, int) else shown(line, name, _BUDGET)


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw one page for each activity, and an annex for what does not fit; without activities one blank form."""
    job.progress.start(len(rows), _("Drawing the forms"))
    for row in rows or [{}]:
        _page(sheet, job, row)
        job.progress.step(1)


def _page(sheet: Sheet, job: Job, row: Values) -> None:
    words = data(row, job)
    title(sheet, _("Plan and Budget of an Activity"))
    unit_line(sheet, 36, job.unit, job.details.day)
    plan = Grid(MARGIN, 39, _plan_rows())
    budget = Grid(MARGIN, plan.bottom, _budget_rows())
    for grid in (plan, budget):
        grid.frame(sheet)
    cut = [*plan.fill(sheet, words), *budget.fill(sheet, words)]
    count = len(rows_of(job, _BUDGET, row))
    cut += [(label("item", _BUDGET), "  ".join(words[f"{name} {n}"] for name, _w in _COLUMNS))
            for n in range(_LINES, count)]
    seals = (_("Opinion of who is in charge"), _("Opinion of the union chair"), _("Opinion of the committee"))
    for place, heading in enumerate(seals):
        seal_box(sheet, Rect(MARGIN + place * _WIDTH / 3, budget.bottom, _WIDTH / 3, 36), heading)
    footer_line(sheet)
    trace_line(sheet, job.trace)
    sheet.next_page()
    if cut:
        annex(sheet, _("Annex to the plan: {title}").format(title=words["title"]), cut, job.trace)


def _plan_rows() -> list[Row]:
    def pair(left: str, right: str) -> Row:
        return Row(8, (Box(left, label(left, BOOK), _HALF), Box(right, label(right, BOOK), _HALF)))

    def whole(name: str, words: str = "", height: float = 8) -> Row:
        return Row(height, (Box(name, words or label(name, BOOK), _WIDTH, top=height > 8),))  # noqa: PLR2004  one line

    return [whole("title"), pair("act_no", "kind"), pair("organiser", "co_organisers"),
            whole("when", _("Time of the activity")), whole("place"), whole("who", _("For whom")),
            pair("quota", "deadline"), pair("contact_name", "contact_phone"), pair("plan_no", "decision_ref"),
            whole("content", height=38)]


def _budget_rows() -> list[Row]:
    heads = tuple(Box(f"head {name}", label(name, _BUDGET), width, width) for name, width in _COLUMNS)
    align = {"unit_price": RIGHT, "amount": RIGHT, "quantity": CENTRE}
    lines = [Row(6.5, tuple(Box(f"{name} {number}", "", width, align=align.get(name, 0.0)) for name, width in _COLUMNS))
             for number in range(_LINES)]
    total = Row(7, (Box("capitals", _("Total in words"), 130, 54), Box("total", _("Total (yuan)"), 44, 20, RIGHT)))
    return [Row(7, heads), *lines, total]


FORM = Form("activity-plan", N_("Plan and budget of an activity"), draw, register="activities",
            gather=children(_BUDGET))
