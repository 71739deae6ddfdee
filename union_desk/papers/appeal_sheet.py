"""What the forms of appeals and incoming papers share: a page a record, boxes, places to sign, an annex."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from union_desk.papers.grid import Box, Grid, Row
from union_desk.papers.job import label
from union_desk.papers.page import (
    MARGIN,
    Rect,
    annex,
    footer_line,
    seal_box,
    tick,
    tick_boxes,
    title,
    trace_line,
    unit_line,
)
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

WIDTH = 174.0
HALF = WIDTH / 2
LINE = 8.5
_TOP, _UNIT_LINE = 39.0, 36.0


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its boxes and their words, boxes with ticks (key → options and the codes that are ticked), seal boxes.

    seals: rows of headings side by side, `seal_height` millimetres high; opinions: what stands in them by heading.
    """

    title: str
    rows: Sequence[Row]
    words: Mapping[str, str]
    remark: str = ""
    day: str = ""
    ticks: Mapping[str, tuple[Sequence[tuple[str, str]], frozenset[str]]] = field(default_factory=dict)
    seals: Sequence[tuple[str, ...]] = ()
    opinions: Mapping[str, str] = field(default_factory=dict)
    seal_height: float = 30.0


def draw_pages(sheet: Sheet, job: Job, pages: Iterable[Page], total: int) -> None:
    """Draw the pages, one a record, each with an annex for what does not fit."""
    job.progress.start(total, _("Drawing the forms"))
    for page in pages:
        draw_page(sheet, job, page)
        job.progress.step(1)


def draw_page(sheet: Sheet, job: Job, page: Page) -> None:
    """Draw one page."""
    title(sheet, page.title)
    unit_line(sheet, _UNIT_LINE, job.unit, page.day or job.details.day, page.remark)
    grid = Grid(MARGIN, _TOP, page.rows)
    grid.frame(sheet)
    cut = grid.fill(sheet, page.words)
    for key, (options, chosen) in page.ticks.items():
        places = tick_boxes(sheet, grid.value(key).inside(2), options)
        for code in chosen & places.keys():
            tick(sheet, places[code])
    y = grid.bottom
    for headings in page.seals:
        width = WIDTH / len(headings)
        for place, heading in enumerate(headings):
            rect = Rect(MARGIN + place * width, y, width, page.seal_height)
            seal_box(sheet, rect, heading, opinion=page.opinions.get(heading, ""))
        y += page.seal_height
    footer_line(sheet)
    trace_line(sheet, job.trace)
    sheet.next_page()
    if cut:
        annex(sheet, _("Annex: {title}").format(title=page.title), cut, job.trace)


def pair(register: str, left: str, right: str) -> Row:
    """Return a row of two fields of a register side by side."""
    return Row(LINE, (Box(left, label(left, register), HALF), Box(right, label(right, register), HALF)))


def whole(register: str, name: str, height: float = LINE) -> Row:
    """Return a row with one field of a register across the page; long text begins at the top."""
    return Row(height, (Box(name, label(name, register), WIDTH, top=height > LINE),))


def listed(entries: Iterable[str]) -> str:
    """Return lines as one text."""
    return "\n".join(entry for entry in entries if entry)


def by(rows: Iterable[Values], link: str) -> dict[str, list[Values]]:
    """Return child rows by their parent."""
    found: dict[str, list[Values]] = {}
    for row in rows:
        found.setdefault(str(row[link]), []).append(row)
    return found
