"""Show the first page of a job of many pages, beside drawing the whole job."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from tests.benchmarks.bench_print import members
from tests.benchmarks.figures import Board, in_child, timed
from tests.papers.samples import DETAILS, UNION
from union_desk import papers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.job import Values

NAME = "preview"
DEFAULT_ROWS = 1_000
AT_MOST = 0.3
_SCREEN = 96 / 72  # pixels a point
_TIMES = 5
_FORMS = (("card-application", "a page for each"), ("member-roster", "a roster"))


def main(rows: int) -> None:
    """Draw the first pages of each job, show one, and print the board."""
    board = Board(f"the first page of a job for {rows:,} people on the screen (best of {_TIMES}, fonts loaded)")
    for form, words in _FORMS:
        first, whole = in_child(compare, form, rows).result
        board.add(f"{words}: drawn, opened, as a picture", first, at_most=AT_MOST)
        board.add(f"{words}: the whole job drawn", whole)
    board.show()


def compare(form: str, count: int) -> tuple[float, float]:
    """Return the seconds until the first page is a picture, and those for drawing the whole job."""
    rows = members(count)
    first(form, rows)
    return min(timed(first, form, rows)[1] for _ in range(_TIMES)), timed(drawn, form, rows, 0)[1]


def first(form: str, rows: Sequence[Values]) -> int:
    """Draw the first pages and make a picture of one; returns its bytes."""
    import pypdfium2

    document = pypdfium2.PdfDocument(drawn(form, rows, 3))
    page = document[0]
    bitmap = page.render(scale=_SCREEN, prefer_bgrx=True)
    length = len(bytes(bitmap.buffer))
    bitmap.close()
    page.close()
    document.close()
    return length


def drawn(form: str, rows: Sequence[Values], first_pages: int) -> bytes:
    """Return the PDF, ended after so many pages unless that is 0."""
    out = io.BytesIO()
    papers.print_form(form, rows, UNION, out, "刘洋", details=DETAILS, first_pages=first_pages)
    return out.getvalue()
