"""The tasks of papers from above, shared out (任务分解表, domain §8.1, §15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.directive_task_facts import BOOK, data, gather
from union_desk.papers.job import Form, label
from union_desk.papers.rosters import Roster, draw_roster
from union_desk.papers.sheet import LEFT
from union_desk.papers.table import Column
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet


def columns() -> list[Column]:
    """Return the columns."""
    return [
        Column("serial", _("No."), 11), Column("paper doc_no", _("Paper"), 34, LEFT),
        Column("title", label("title", BOOK), 42, LEFT), Column("what", label("what", BOOK), 44, LEFT),
        Column("owner", label("owner", BOOK), 20), Column("co_owners", label("co_owners", BOOK), 24, LEFT),
        Column("groups", label("groups", BOOK), 28, LEFT), Column("due_at", label("due_at", BOOK), 22),
        Column("done_on", label("done_on", BOOK), 22), Column("remark", _("Remark"), 14)]


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the tasks in the order of their days."""
    ordered = sorted(rows, key=lambda row: str(row.get("due_at") or "9999"))
    draw_roster(sheet, job, Roster(_("Tasks and Who Is in Charge of Them"), columns(), [(None, ordered)],
                                   lambda row, _position: data(row, job)))


FORM = Form("directive-tasks", N_("Tasks shared out"), draw, landscape=True, register=BOOK, gather=gather)
