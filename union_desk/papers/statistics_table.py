"""Cross-tables of the members on paper (分类汇总表): lines by columns with totals, a table after the other (§11.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.job import Form, Job, Values
from union_desk.papers.page import MARGIN, MIDDLE_RIGHT, NOTE_SIZE, Rect, footer_line, put, title, trace_line, unit_line
from union_desk.papers.qr import QrPen
from union_desk.papers.sheet import LEFT, RIGHT
from union_desk.papers.table import Column, Table
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.sheet import Sheet
    from union_desk.statistics.crosstab import CrossTab

_TOP, _FOOT, _SIDE = 44.0, 28.0, 22.0
_LABEL, _TOTAL, _NARROWEST = 46.0, 18.0, 13.0


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Count the people of the list by the usual tables, as of today."""
    from union_desk.statistics import dimensions
    from union_desk.statistics.crosstab import crosstabs
    from union_desk.statistics.scope import Scope, those

    if not rows:
        return {"tables": []}
    scope = Scope.today(those([str(row["id"]) for row in rows]))
    tables = [[dimensions.get(name) for name in names] for names in dimensions.CUSTOMARY]
    return {"tables": crosstabs(session, tables, scope)}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw each table on pages of its own; columns that do not fit go on under further headings."""
    tables: Sequence[CrossTab] = job.extra.get("tables", ())
    for tab in tables:
        for part in _parts(sheet, tab):
            _draw_table(sheet, job, tab, part)
    if not tables:
        title(sheet, _("Members by Categories"))
        footer_line(sheet)
        trace_line(sheet, job.trace)
        sheet.next_page()


Cell = tuple[str, tuple[str | None, ...]]  # heading, keys after the line's


def _columns(tab: CrossTab) -> list[Cell]:
    from union_desk.statistics.tables import blocks_of

    blocks = blocks_of(tab)
    return [(f"{block.label} {column.label}" if len(blocks) > 1 else column.label, column.keys)
            for block in blocks for column in block.columns]


def _parts(sheet: Sheet, tab: CrossTab) -> list[list[Cell]]:
    """Return the columns of each page: as many as are no narrower than can be read."""
    room = int((sheet.width - 2 * MARGIN - _LABEL - _TOTAL) / _NARROWEST)
    cells = _columns(tab)
    return [cells[start:start + room] for start in range(0, len(cells), room)] or [[]]


def _draw_table(sheet: Sheet, job: Job, tab: CrossTab, part: list[Cell]) -> None:
    from union_desk.statistics import printed
    from union_desk.statistics.tables import shown

    names = series(dimension.title() for dimension in tab.dimensions)
    width = (sheet.width - 2 * MARGIN - _LABEL - _TOTAL) / max(len(part), 1)
    columns = [Column("label", tab.dimensions[0].title(), _LABEL, LEFT), Column("total", _("Total"), _TOTAL, RIGHT),
               *(Column(f"c{place}", heading, min(width, 30.0), RIGHT) for place, (heading, _keys) in enumerate(part))]

    remark = _("As of {day}    Unit: {unit}").format(day=tab.scope.day, unit=_("persons"))

    def head() -> None:
        title(sheet, _("Members by {dimensions}").format(dimensions=names), 22, 16)
        unit_line(sheet, 36, job.unit, job.details.day, remark)
        told = printed.code(tab, job.union_code)
        QrPen().draw(sheet, sheet.width - MARGIN - _SIDE, 8, _SIDE, told)
        put(sheet, Rect(MARGIN, 38, sheet.width - 2 * MARGIN, 4.5), printed.digest(tab)[:16], NOTE_SIZE,
            at=MIDDLE_RIGHT)

    def foot() -> None:
        footer_line(sheet)
        trace_line(sheet, job.trace)

    table = Table(sheet, columns, _TOP, sheet.height - _FOOT, head, foot, row_height=7.5, head_height=12, stamped=False)
    rest = [None] * (len(tab.axes) - 1)
    for key, label in [*((c.key, "　" * c.depth + c.label) for c in shown(tab, 0)), (None, _("Total"))]:
        cells = {f"c{place}": str(tab.count(key, *keys)) for place, (_heading, keys) in enumerate(part)}
        table.row({"label": label, "total": str(tab.count(key, *rest)), **cells})
    table.close()


FORM = Form("statistics-table", N_("Members by categories"), draw, landscape=True, gather=gather)
