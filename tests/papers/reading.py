"""Reads printed PDFs back: lines of text with their place in millimetres from the top left corner."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from tests.papers.samples import DETAILS, UNION
from union_desk import papers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from union_desk.papers.job import Details, Values

MM = 72 / 25.4
SHARED = 0.15  # millimetres of ink that neighbours may share: an accent beside a comma, the tick in its box
_JOINT = 0.9  # millimetres: pieces of one line that stand nearer were divided only by the change of a font subset
_SAME_LINE = 2.0


class Line(NamedTuple):
    """A piece of text and the box of its ink, in millimetres, y downwards; `page` counts from 1."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str


def printed(form: str, rows: Sequence[Values], details: Details = DETAILS) -> bytes:
    """Print the rows on a form and return the PDF."""
    target = io.BytesIO()
    papers.print_form(form, rows, UNION, target, "刘洋", details=details)
    return target.getvalue()


def lines(pdf: bytes) -> list[Line]:
    """Return the lines of text in the order in which they were drawn."""
    document = pdfium.PdfDocument(pdf)
    found = [line for number in range(len(document)) for line in _joined(_pieces(document[number], number + 1))]
    document.close()
    return found


def _pieces(page: pdfium.PdfPage, number: int) -> Iterator[Line]:
    high = page.get_height() / MM
    words = page.get_textpage()
    for piece in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT], max_depth=3, textpage=words):
        left, low, right, top = (edge / MM for edge in piece.get_bounds())
        yield Line(number, left, high - top, right, high - low, piece.extract())


def _joined(pieces: Iterator[Line]) -> list[Line]:
    out: list[Line] = []
    for piece in pieces:
        last = out[-1] if out else None
        if last and abs(last.bottom - piece.bottom) < _SAME_LINE and 0 <= piece.left - last.right < _JOINT:
            top, bottom = min(last.top, piece.top), max(last.bottom, piece.bottom)
            out[-1] = Line(last.page, last.left, top, piece.right, bottom, last.text + piece.text)
        else:
            out.append(piece)
    return [line._replace(text=line.text.strip()) for line in out if line.text.strip()]


def text(pdf: bytes, page: int | None = None) -> str:
    """Return the text of a page (all pages by default) without any blanks."""
    found = (line.text for line in lines(pdf) if page in {None, line.page})
    return "".join("".join(found).split())


def pages(pdf: bytes) -> int:
    """Return the number of pages."""
    document = pdfium.PdfDocument(pdf)
    count = len(document)
    document.close()
    return count


def overlaps(found: list[Line]) -> list[tuple[str, str]]:
    """Return the pairs of texts whose ink overlaps."""
    return [
        (one.text, other.text)
        for number, one in enumerate(found)
        for other in found[number + 1 :]
        if one.page == other.page
        and min(one.right, other.right) - max(one.left, other.left) > SHARED
        and min(one.bottom, other.bottom) - max(one.top, other.top) > SHARED
    ]
