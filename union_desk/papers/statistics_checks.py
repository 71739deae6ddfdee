"""What the logic checks of a return found (逻辑检查报告): code, level, sentence, for the file of the return (§11.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.job import Form, Job, Values
from union_desk.papers.page import footer_line, trace_line
from union_desk.papers.sheet import CENTRE, LEFT
from union_desk.papers.statistics_return import BOOK, FOOT, TOP, gather, head, opened_of
from union_desk.papers.table import Column, Table
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet

LEVELS = {"error": N_("error"), "warning": N_("warning"), "info": N_("note")}


def columns() -> list[Column]:
    """Return the columns."""
    return [Column("serial", _("No."), 12, CENTRE), Column("code", _("Check"), 16, CENTRE),
            Column("level", _("Level"), 18, CENTRE), Column("text", _("Finding of the check"), 96, LEFT),
            Column("done", _("How it was settled"), 32, LEFT)]


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the findings of each return on pages of its own; room to write how each was settled."""
    for row in rows or [{}]:
        _draw_one(sheet, job, row)


def _draw_one(sheet: Sheet, job: Job, row: Values) -> None:
    opened = opened_of(job, row)

    def foot() -> None:
        footer_line(sheet)
        trace_line(sheet, job.trace)

    table = Table(sheet, columns(), TOP, sheet.height - FOOT,
                  lambda: head(sheet, job, _("Report of the Logic Checks"), opened), foot, stamped=False)
    findings = opened.findings if opened else ()
    for number, finding in enumerate(findings, 1):
        table.row({"serial": str(number), "code": finding.code, "level": _(LEVELS[finding.level]),
                   "text": finding.text()})
    if opened and not findings:
        table.row({"text": _("The logic checks find nothing.")})
    for number in range(0 if opened else table.room()):
        table.row({"serial": str(number + 1)})
    table.close()


FORM = Form("statistics-checks", N_("Report of the logic checks"), draw, register=BOOK, gather=gather)
