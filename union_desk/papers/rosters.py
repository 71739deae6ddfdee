"""What the rosters share: a title on every page, rows by group, spare rows, the whole page empty for a blank form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk.papers.page import footer_line, title, trace_line, unit_line
from union_desk.papers.table import Table
from union_desk.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet
    from union_desk.papers.table import Column

_UNDER_LINE = 3.0
_FOOT = 28.0


@dataclass(frozen=True, slots=True)
class Roster:
    """A roster to be drawn: `words` makes the cells of a row from its record and its position (0, 1, …).

    groups: (heading, records) pairs in order, None for a roster without group headings. remark: stands in the middle of
    the unit line, whose baseline is at `line`.
    """

    title: str
    columns: Sequence[Column]
    groups: Sequence[tuple[str | None, Sequence[Values]]]
    words: Callable[[Values, int], dict[str, str]]
    remark: str = ""
    line: float = 36.0
    row_height: float = 8.5


def draw_roster(sheet: Sheet, job: Job, roster: Roster) -> None:
    """Draw the roster; the column `serial` numbers the rows and the spare rows."""

    def head() -> None:
        title(sheet, roster.title, roster.line - 12)
        unit_line(sheet, roster.line, job.unit, job.details.day, roster.remark)

    def foot() -> None:
        footer_line(sheet)
        trace_line(sheet, job.trace)

    total = sum(len(members) for _heading, members in roster.groups)
    job.progress.start(total, _("Drawing the list"))
    top = roster.line + _UNDER_LINE
    table = Table(sheet, roster.columns, top, sheet.height - _FOOT, head, foot, roster.row_height)
    position = 0
    for heading, members in roster.groups:
        if heading is not None:
            table.group(_group_heading(heading, len(members)))
        for row in members:
            table.row({"serial": str(position + 1), **roster.words(row, position)})
            position += 1
            job.progress.step(1)
    for number in range(job.details.spare_rows if total else table.room()):
        table.row({"serial": str(total + number + 1)})
    table.close()


def _group_heading(group: str, count: int) -> str:
    people = ngettext("{count} person", "{count} people", count).format(count=count)
    return _("{group} ({people})").format(group=group or _("No group"), people=people)
