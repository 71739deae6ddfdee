"""The yearly return on paper for the seal (年报底稿): figures by area, derived rates, the code of its data (§11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.job import Form, Job, Values
from union_desk.papers.page import MARGIN, MIDDLE_RIGHT, NOTE_SIZE, Rect, annex, footer_line, put, title, trace_line
from union_desk.papers.qr import QrPen
from union_desk.papers.sheet import CENTRE, LEFT, RIGHT
from union_desk.papers.table import Column, Table
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.affairs.returns import Opened
    from union_desk.papers.sheet import Sheet
    from union_desk.statistics.content import Line

BOOK = "statistics_returns"
TOP, FOOT, _SIDE = 47.0, 28.0, 26.0


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return each return as it stands, or as it was signed."""
    from union_desk.affairs import returns

    return {"returns": {str(row["id"]): returns.written(session, row) for row in rows}}


def opened_of(job: Job, row: Values) -> Opened | None:
    """Return what a return holds, as gathered."""
    found: Mapping[str, Opened] = job.extra.get("returns", {})
    return found.get(str(row.get("id")))


def head(sheet: Sheet, job: Job, words: str, opened: Opened | None) -> None:
    """Draw the title, the reporting unit, the period and the code of the data."""
    title(sheet, words)
    union = opened.imprint.get("union", "") if opened else job.unit
    stat = opened.imprint.get("stat_code", "") if opened else ""
    width = sheet.width - 2 * MARGIN - _SIDE
    left = _("Reporting unit (seal): {unit}").format(unit=union)
    put(sheet, Rect(MARGIN, 30, width, 6), left)
    words = _("Statistical code: {code}").format(code=stat)
    put(sheet, Rect(MARGIN, 36, width, 6), f"{words}    {_period(opened)}")
    if opened is None:
        return
    QrPen().draw(sheet, sheet.width - MARGIN - _SIDE, 16, _SIDE, opened.code)
    mark = _("Version {version}  {state}  digest {digest}").format(
        version=opened.content.version, state=_state(opened), digest=opened.digest[:16])
    put(sheet, Rect(MARGIN, 41.5, sheet.width - 2 * MARGIN, 4.5), mark, NOTE_SIZE, at=MIDDLE_RIGHT)


def _period(opened: Opened | None) -> str:
    if opened is None:
        return _("Period: {period}").format(period="")
    return _("Period: {period}").format(period=opened.content.period.text())


def _state(opened: Opened) -> str:
    from union_desk.papers.job import shown

    return shown(opened.record, "state", BOOK)


def columns() -> list[Column]:
    """Return the columns."""
    return [Column("name", _("Indicator"), 68, LEFT), Column("unit", _("Unit"), 16, CENTRE),
            Column("value", _("This period"), 30, RIGHT), Column("before", _("Last year"), 28, RIGHT),
            Column("origin", _("Origin"), 18, CENTRE), Column("note", _("Remark"), 14, CENTRE)]


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw each return on pages of its own; the reasons of great changes follow as numbered notes."""
    for row in rows or [{}]:
        _draw_one(sheet, job, opened_of(job, row))


def _draw_one(sheet: Sheet, job: Job, opened: Opened | None) -> None:
    from union_desk.statistics import indicators

    table = Table(sheet, columns(), TOP, sheet.height - FOOT,
                  lambda: head(sheet, job, _("Draft of the Yearly Statistics of Trade Unions"), opened),
                  lambda: _foot(sheet, job), row_height=6.6, head_height=7.5, stamped=False)
    reasons: list[tuple[str, str]] = []
    for area in indicators.AREAS if opened else ():
        table.group(area.title())
        for line in opened.content.of_area(area.id) if opened else ():
            table.row(_words(line, reasons))
    if opened:
        _rates(table, opened)
    for _number in range(0 if opened else table.room()):
        table.row({})
    table.close()
    if reasons:
        numbered = [(f"{place}. {name}", why) for place, (name, why) in enumerate(reasons, 1)]
        annex(sheet, _("Explanations"), numbered, job.trace)


def _foot(sheet: Sheet, job: Job) -> None:
    put(sheet, Rect(MARGIN, sheet.height - FOOT + 0.2, sheet.width - 2 * MARGIN, 4),
        _("Drawn up after the superior's forms of the year; it does not replace them."), NOTE_SIZE)
    footer_line(sheet)
    trace_line(sheet, job.trace)


def _words(line: Line, reasons: list[tuple[str, str]]) -> dict[str, str]:
    from union_desk.statistics.content import origin_text

    note = ""
    if line.explanation:
        reasons.append((line.title(), line.explanation))
        note = _("note {number}").format(number=len(reasons))
    indent = "　" if line.part or line.indicator.of else ""
    return {"name": indent + line.title(), "unit": _unit(line.indicator.unit), "value": line.text() or "—",
            "before": line.indicator.text(line.previous) or "—", "origin": origin_text(line.state), "note": note}


def _unit(unit: str) -> str:
    from union_desk.statistics.indicator import UNITS

    return _(UNITS[unit])


def _rates(table: Table, opened: Opened) -> None:
    table.group(_("Derived rates"))
    for rate, found in opened.content.rates():
        parts = f"{found.part:,} / {found.whole:,}" if found else ""
        table.row({"name": _(rate.label), "unit": "%", "value": found.text() if found else "—", "before": parts})


FORM = Form("statistics-return", N_("Draft of the yearly return"), draw, register=BOOK, gather=gather)
