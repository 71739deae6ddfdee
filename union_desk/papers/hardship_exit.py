"""The form by which a household leaves the files (退档表, domain §9.3, §15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.appeal_sheet import HALF, LINE, Page, draw_pages, pair, whole
from union_desk.papers.dues_lists import yuan
from union_desk.papers.grid import Box, Row
from union_desk.papers.hardship_rows import FILES, head, head_words, with_help
from union_desk.papers.job import Form, shown
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_SHOWN = ("main_cause", "opened_on", "confirmed_on", "published_on", "publicity_until", "lifted_on", "follow_until",
          "ended_on", "ended_why")


def data(job: Job, row: Values) -> dict[str, str]:
    """Return the words of the form by key."""
    times, worth = job.extra.get("helped", {}).get(str(row.get("id")), (None, None))
    words = head_words(job, row) | {name: shown(row, name, FILES) for name in _SHOWN}
    return words | {"times": "" if times is None else str(times), "worth": yuan(worth)}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw one page for each file; without files one blank form."""
    union, superior = _("Opinion of the union"), _("Opinion of the superior union")
    seals = ((_("Application of the household"),), (union, superior))
    draw_pages(sheet, job, (
        Page(_("Form of a Household Leaving the Hardship Files"), _rows(), data(job, row), seals=seals, seal_height=42)
        for row in rows or [{}]), len(rows))


def _rows() -> list[Row]:
    return [*head(), pair(FILES, "main_cause", "opened_on"), pair(FILES, "confirmed_on", "published_on"),
            pair(FILES, "publicity_until", "lifted_on"), pair(FILES, "follow_until", "ended_on"),
            Row(LINE, (Box("times", _("Times helped"), HALF), Box("worth", _("Help received (yuan)"), HALF))),
            whole(FILES, "ended_why", 30)]


FORM = Form("hardship-exit", N_("Form of leaving the hardship files"), draw, register=FILES, gather=with_help)
