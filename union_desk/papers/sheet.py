"""A PDF being drawn: millimetres from the top left corner, text in any script our fonts know, pages, metadata.

Each string is turned into PDF operators once per document and then only placed; what stays the same on every page is
drawn once as a form and stamped. Extraction gives back what was typed (see `unicode_map`).
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from union_desk.papers import fonts
from union_desk.papers.archiving import make_archivable
from union_desk.papers.fonts import REGULAR
from union_desk.words import _, language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reportlab.lib.utils import ImageReader

MM = 72 / 25.4
A4 = (210.0, 297.0)
LEFT, CENTRE, RIGHT = 0.0, 0.5, 1.0
THIN, THICK = 0.5, 1.0
_REMEMBERED = 30_000  # strings; a roster of 100,000 people must not be kept in memory as operators
_saving = threading.Lock()  # ReportLab's subsetting reads a shared font through one cursor


@dataclass(frozen=True, slots=True)
class About:
    """What the PDF says about itself; `reproducible` leaves out time and random ids so that two runs are equal."""

    title: str
    author: str = ""
    subject: str = ""
    reproducible: bool = False
    number: str = ""  # that stands at the foot of its pages, as the file carries it


@dataclass(frozen=True, slots=True)
class _Shown:
    """A string as PDF operators per font stretch, its width at 1 pt, and where in it the marked characters stand."""

    stretches: tuple[tuple[str, str], ...]
    width: float
    marks: tuple[float, ...] = ()


@dataclass(slots=True)
class _Page:
    """What has been drawn on the page or form so far, and the characters no font has."""

    operators: list[str] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)


class EnoughPages(Exception):  # noqa: N818  no error: the pages that were asked for are drawn
    """The first pages are there, and no more were asked for."""


class Sheet:
    """A PDF document; lengths in millimetres, `y` downwards, font sizes and line weights in points."""

    def __init__(
        self, target: str | BinaryIO, about: About, *, landscape: bool = False,
        size: tuple[float, float] | None = None, first_pages: int = 0,
    ) -> None:  # fmt: skip
        """Begin a document on A4 that is written to the file or stream when it is saved.

        size: another paper, width and height in millimetres. first_pages: raise EnoughPages when so many are drawn.
        """
        from reportlab import rl_config
        from reportlab.pdfgen.canvas import Canvas

        self.width, self.height = size or (A4[::-1] if landscape else A4)
        self._first_pages = first_pages
        self.number = 1
        self.missing: set[str] = set()
        fonts.face(REGULAR)
        rl_config.useA85 = 0  # binary streams are a fifth smaller and quicker; text-only channels are long gone
        self._canvas = Canvas(
            target,
            pagesize=(self.width * MM, self.height * MM),
            invariant=about.reproducible,
            initialFontName=REGULAR,  # type: ignore[arg-type]  # the stubs mistake a font's name for a number
            lang=language().replace("_", "-"),
        )
        self._describe(about)
        self._page = _Page()
        self._shown: dict[tuple[str, bool], _Shown] = {}
        self._total_at: tuple[float, float, float] | None = None
        self._names: list[str] = []
        self._bookmarks: list[str] = []

    def _describe(self, about: About) -> None:
        self._canvas.setTitle(about.title)
        self._canvas.setAuthor(about.author)
        self._canvas.setSubject(about.subject)
        if about.number:
            self._canvas.setKeywords(about.number)
        self._canvas.setCreator("Union Desk")
        self._canvas.setViewerPreference("DisplayDocTitle", "true")

    def text(self, x: float, y: float, text: str, size: float, *, bold: bool = False, align: float = LEFT) -> None:
        """Draw one line of text with its baseline at `y`; `align` says which part of the line stands at `x`."""
        if not text:
            return
        shown = self._shown.get((text, bold)) or self._encode(text, bold=bold)
        left, base = x * MM - align * shown.width * size, (self.height - y) * MM
        drawn = " ".join(f"{font} {size:g} Tf <{code}> Tj" for font, code in shown.stretches)
        self._page.operators.append(f"BT {left:.2f} {base:.2f} Td {drawn} ET")
        if shown.marks:
            self._mark_missing(text, shown, left, base, size)

    def _encode(self, text: str, *, bold: bool) -> _Shown:
        document = vars(self._canvas)["_doc"]  # the key under which ReportLab's fonts keep a document's subsets
        stretches: list[tuple[str, str]] = []
        marks: list[float] = []
        offset = 0.0
        for run in fonts.runs(text, bold=bold):
            font = fonts.face(run.face).font
            for subset, codes in font.splitString(run.text, document):
                stretches.append((font.getSubsetInternalName(subset, document), codes.hex()))
            if run.missing:
                marks += [offset + place for place in range(len(run.text))]
            offset += fonts.run_width(run)
        shown = _Shown(tuple(stretches), offset, tuple(marks))
        if len(self._shown) >= _REMEMBERED:
            self._shown.clear()
        self._shown[text, bold] = shown
        return shown

    def _mark_missing(self, text: str, shown: _Shown, left: float, base: float, size: float) -> None:
        frames = (
            f"{left + (place + 0.04) * size:.2f} {base - 0.1 * size:.2f} {0.92 * size:.2f} {0.92 * size:.2f} re"
            for place in shown.marks
        )
        self._page.operators.append(f"{THIN} w {' '.join(frames)} S")
        unknown = fonts.missing_glyphs([text])
        self._page.missing.update(unknown)
        self.missing.update(unknown)

    def missing_here(self) -> list[str]:
        """Return the characters of this page that no font has and that are marked 〓."""
        return sorted(self._page.missing)

    def rules(self, segments: Iterable[tuple[float, float, float, float]], weight: float = THIN) -> None:
        """Draw straight lines from (x1, y1) to (x2, y2)."""
        high = self.height
        path = " ".join(
            f"{x1 * MM:.2f} {(high - y1) * MM:.2f} m {x2 * MM:.2f} {(high - y2) * MM:.2f} l"
            for x1, y1, x2, y2 in segments
        )
        if path:
            self._page.operators.append(f"{weight:g} w {path} S")

    def box(self, x: float, y: float, width: float, height: float, weight: float = THIN) -> None:
        """Draw an empty rectangle whose upper left corner is (x, y)."""
        rect = f"{x * MM:.2f} {(self.height - y - height) * MM:.2f} {width * MM:.2f} {height * MM:.2f} re"
        self._page.operators.append(f"{weight:g} w {rect} S")

    def modules(self, x: float, y: float, side: float, count: int, dark: str) -> None:
        """Fill the dark rectangles of a square code of `count` modules a side as one path (see `qr.dark_path`)."""
        scale = side * MM / count
        place = f"{scale:.4f} 0 0 {-scale:.4f} {x * MM:.2f} {(self.height - y) * MM:.2f} cm"
        self._page.operators.append(f"q {place} {dark} f Q")

    def picture(self, x: float, y: float, width: float, height: float, image: ImageReader) -> None:
        """Draw an image into the rectangle, whole and undistorted, in its middle."""
        self._flush()
        self._canvas.drawImage(
            image, x * MM, (self.height - y - height) * MM, width * MM, height * MM, preserveAspectRatio=True
        )

    @contextmanager
    def form(self, name: str) -> Iterator[None]:
        """Draw what follows once, as a form to be stamped on any page under its name (one word)."""
        self._flush()
        outer, self._page = self._page, _Page()
        self._canvas.beginForm(name)
        yield
        self._flush()
        self._canvas.endForm()
        self._page = outer

    def stamp(self, name: str) -> None:
        """Put a form on the page; it may also be drawn later, before `save`."""
        self._flush()
        self._canvas.doForm(name)

    def page_number(self, x: float, y: float, size: float) -> None:
        """Draw 'page n of m' ending about `x`; the total is filled in when the document is saved."""
        middle = x - 1.1 * size
        self.text(middle, y, _("Page {page}").format(page=self.number), size, align=RIGHT)
        self._total_at = (middle + 0.1 * size, y, size)
        self.stamp("total")

    def about(self, name: str) -> None:
        """Note whose record is drawn next: a page that is about one record only gets its name as a bookmark."""
        self._names.append(name)

    def bookmark(self, words: str) -> None:
        """Let the list of contents beside the document lead to the present page."""
        key = f"p{self.number}-{len(self._bookmarks)}"
        self._bookmarks.append(words)
        self._canvas.bookmarkPage(key)
        self._canvas.addOutlineEntry(fonts.clean(words), key, level=0)

    def next_page(self) -> None:
        """Finish the page and begin another."""
        if len(self._names) == 1 and self._names[0].strip():
            self.bookmark(self._names[0])
        self._names.clear()
        self._flush()
        self._canvas.showPage()
        self.number += 1
        self._page = _Page()
        if self.number - 1 == self._first_pages:
            raise EnoughPages

    def save(self) -> None:
        """Write the document; the page after the last `next_page` is not part of it."""
        if self._total_at is not None:
            x, y, size = self._total_at
            with self.form("total"):
                self.text(x, y, _("of {pages}").format(pages="…" if self._first_pages else self.number - 1), size)
        make_archivable(self._canvas)
        with _saving:
            self._canvas.save()

    def _flush(self) -> None:
        if self._page.operators:
            self._canvas.addLiteral("\n".join(self._page.operators))
            self._page.operators.clear()
