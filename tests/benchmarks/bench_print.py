"""Print service card applications with QR codes, beside plain ReportLab drawing the same glyphs and paths."""

from __future__ import annotations

import io
import random
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.benchmarks.figures import Board, in_child, timed
from tests.papers.samples import DETAILS, ORDINARY, UNION
from union_desk import papers
from union_desk.papers import fonts
from union_desk.papers.job import Job
from union_desk.papers.page import Trace
from union_desk.papers.sheet import LEFT, MM, THIN, About, Sheet
from union_desk.progress import NONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reportlab.pdfgen.canvas import Canvas

    from union_desk.papers.job import Values

NAME = "print"
DEFAULT_ROWS = 1_000
RATIO = 1.5

_FORM = "card-application"
_GIVEN = [chr(point) for point in range(0x4E00, 0x9FA6, 7)]  # three thousand hanzi, as many subsets as a real office
_TIMES = 3


def main(rows: int) -> None:
    """Print so many applications and their floors; print the board."""
    times = in_child(compare, rows).result
    ours = in_child(print_once, rows)
    floor = in_child(floor_once, rows)
    board = Board(f"{rows:,} service card applications with QR code (best of {_TIMES} in turn, fonts loaded)")
    board.add("the same drawing, frame as a form", times[0], floor=times[1], ratio_at_most=RATIO)
    board.add("the same drawing, frame on each page", times[0], floor=times[2], ratio_at_most=RATIO)
    board.add("a form", times[0] / rows * 1000, "ms")
    board.add("memory at most", ours.peak_mib, "MiB")
    board.add("file", ours.result / 1e6, "MB", floor=floor.result / 1e6)
    board.show()


def compare(count: int) -> tuple[float, float, float]:
    """Return the seconds of our print, of the floor with the frame as a form, and of the floor without forms.

    They run in turn, so that other work on the machine slows all of them alike.
    """
    rows, recorder = members(count), recorded(members(count))
    runs = (
        lambda: printed(rows),
        lambda: recorder.replay(io.BytesIO(), stamped=True),
        lambda: recorder.replay(io.BytesIO(), stamped=False),
    )
    rounds = [[timed(run)[1] for run in runs] for _ in range(_TIMES)]
    ours, stamped, plain = map(min, zip(*rounds, strict=True))
    return ours, stamped, plain


def print_once(count: int) -> int:
    """Print with our code; returns the bytes of the file."""
    return len(printed(members(count)))


def floor_once(count: int) -> int:
    """Draw with ReportLab alone; returns the bytes of the file."""
    target = io.BytesIO()
    recorded(members(count)).replay(target, stamped=True)
    return len(target.getvalue())


def printed(rows: Sequence[Values]) -> bytes:
    """Return the forms as our code prints them."""
    target = io.BytesIO()
    papers.print_form(_FORM, rows, UNION, target, "刘洋", details=DETAILS)
    return target.getvalue()


def recorded(rows: Sequence[Values]) -> Recorder:
    """Return what our code draws, the QR codes given as rectangles, to be drawn again by ReportLab alone."""
    recorder = Recorder(io.BytesIO(), About(""))
    job = Job(UNION, DETAILS, Trace("刘洋", DETAILS.printed_at, DETAILS.serial), NONE)
    papers.ALL[_FORM].draw(recorder, job, rows)
    return recorder


def members(count: int) -> list[Values]:
    """Return invented members whose names and addresses use thousands of different characters."""
    chance = random.Random(2026)

    def written(length: int) -> str:
        return "".join(chance.choices(_GIVEN, k=length))

    return [
        {
            **ORDINARY,
            "id": f"m{number}",
            "name": written(chance.choice((2, 3, 3, 4))),
            "id_number": f"460100199003{chance.randrange(10**6):06d}",
            "mobile": f"13{chance.randrange(10**9):09d}",
            "member_no": f"LT{number:05d}",
            "home_address": f"南海市滨海区{written(8)}路{chance.randrange(1, 300)}号{written(4)}小区",
        }
        for number in range(count)
    ]


Text = tuple[str, float, str, float, float]
Lines = tuple[float, list[tuple[float, float, float, float]]]


class Layer:
    """What one page or form holds: runs of text, lines, boxes, squares of QR codes, stamped forms."""

    def __init__(self) -> None:
        self.texts: list[Text] = []
        self.lines: list[Lines] = []
        self.boxes: list[tuple[float, float, float, float, float]] = []
        self.codes: list[tuple[float, float, float, list[tuple[int, int, int]]]] = []
        self.stamps: list[str] = []

    def draw(self, canvas: Canvas) -> None:
        """Draw with plain ReportLab calls."""
        for weight, segments in self.lines:
            canvas.setLineWidth(weight)
            canvas.lines(segments)
        for weight, x, y, width, height in self.boxes:
            canvas.setLineWidth(weight)
            canvas.rect(x, y, width, height)
        for face, size, text, left, base in self.texts:
            canvas.setFont(face, size)
            canvas.drawString(left, base, text)
        for x, y, side, squares in self.codes:
            path = canvas.beginPath()
            for column, row, length in squares:
                path.rect(x + column * side, y - (row + 1) * side, length * side, side)
            canvas.drawPath(path, stroke=0, fill=1)


class Recorder(Sheet):
    """A sheet that only remembers what was drawn, to be drawn again without our code."""

    def __init__(self, target: io.BytesIO, about: About) -> None:
        super().__init__(target, about)
        self.layer = Layer()
        self.pages: list[Layer] = []
        self.forms: dict[str, Layer] = {}

    def text(self, x: float, y: float, text: str, size: float, *, bold: bool = False, align: float = LEFT) -> None:
        left = x * MM - align * size * fonts.width(text, bold=bold)
        for run in fonts.runs(text, bold=bold):
            self.layer.texts.append((run.face, size, run.text, left, (self.height - y) * MM))
            left += fonts.run_width(run) * size

    def rules(self, segments: Iterable[tuple[float, float, float, float]], weight: float = THIN) -> None:
        high = self.height
        scaled = [(a * MM, (high - b) * MM, c * MM, (high - d) * MM) for a, b, c, d in segments]
        self.layer.lines.append((weight, scaled))

    def box(self, x: float, y: float, width: float, height: float, weight: float = THIN) -> None:
        lower = (self.height - y - height) * MM
        self.layer.boxes.append((weight, x * MM, lower, width * MM, height * MM))

    def modules(self, x: float, y: float, side: float, count: int, dark: str) -> None:
        numbers = [int(word) for word in dark.replace("re", "").split()]
        squares = list(zip(numbers[::4], numbers[1::4], numbers[2::4], strict=True))
        self.layer.codes.append((x * MM, (self.height - y) * MM, side * MM / count, squares))

    @contextmanager
    def form(self, name: str) -> Iterator[None]:
        outer, self.layer = self.layer, Layer()
        yield
        self.forms[name], self.layer = self.layer, outer

    def stamp(self, name: str) -> None:
        self.layer.stamps.append(name)

    def next_page(self) -> None:
        self.pages.append(self.layer)
        self.layer = Layer()
        self.number += 1

    def replay(self, target: io.BytesIO, *, stamped: bool) -> None:
        """Draw the pages with a canvas of ReportLab; the frame as a form or anew on each page."""
        from reportlab.pdfgen.canvas import Canvas

        canvas = Canvas(target, pagesize=(self.width * MM, self.height * MM), initialFontName=fonts.REGULAR)  # type: ignore[arg-type]  # the stubs mistake a font's name for a number
        if stamped:
            for name, layer in self.forms.items():
                canvas.beginForm(name)
                layer.draw(canvas)
                canvas.endForm()
        for page in self.pages:
            for name in page.stamps:
                if name not in self.forms:
                    continue
                if stamped:
                    canvas.doForm(name)
                else:
                    self.forms[name].draw(canvas)
            page.draw(canvas)
            canvas.showPage()
        canvas.save()
