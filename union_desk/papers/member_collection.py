"""The sheet on which a member's particulars are collected or checked (信息采集表, domain §1.1, §15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.appeal_sheet import HALF, LINE, WIDTH, Page, draw_pages
from union_desk.papers.grid import Box, Row
from union_desk.papers.job import Form, label, shown
from union_desk.schema import codes
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_PAIRS = (("name", "member_no"), ("sex", "birth_date"), ("ethnicity", "political_status"), ("id_type", "id_number"),
          ("mobile", "employment_status"), ("education", "degree"), ("skill_grade", "professional_title"),
          ("native_place", "household_place"), ("department", "post"), ("hire_date", "join_union_date"))
_WHOLE = ("employer_name", "home_address")
_TICKED = {"household_type": "household_type", "is_migrant_worker": "yes_no"}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw a sheet for each member, filled in to be checked; without members a blank one."""
    checked = _("I have read the notice; the particulars are right (signature)")
    collected = _("Collected by (signature)")
    draw_pages(sheet, job, (
        Page(_("Particulars of a Union Member"), _rows(), _words(row),
             _("Cross out what is wrong and write beside it."),
             ticks=_ticks(row), seals=((checked, collected),), seal_height=34)
        for row in rows or [{}]), len(rows))


def _words(row: Values) -> dict[str, str]:
    return {name: shown(row, name) for pair in _PAIRS for name in pair} | {name: shown(row, name) for name in _WHOLE}


def _ticks(row: Values) -> dict[str, tuple[list[tuple[str, str]], frozenset[str]]]:
    def code(name: str) -> str:
        value = row.get(name)
        return ("1" if value else "0") if isinstance(value, bool) else str(value or "")

    return {name: (codes.get(of).choices(), frozenset({code(name)})) for name, of in _TICKED.items()}


def _rows() -> list[Row]:
    return [
        *(Row(LINE + 1, tuple(Box(name, label(name), HALF) for name in pair)) for pair in _PAIRS),
        *(Row(LINE + 1, (Box(name, label(name), WIDTH),)) for name in (*_TICKED, *_WHOLE)),
        Row(16, (Box("changes", _("What has changed"), WIDTH, top=True),)),
    ]


FORM = Form("member-collection", N_("Particulars of a member, to be filled in or checked"), draw)
