"""Every character of the national standards drawn on paper and looked at: ink in its place, and not the mark's ink."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pytest

from tests.papers.test_fonts import LEVELS
from union_desk.papers.fonts import MARK
from union_desk.papers.sheet import MM, About, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL import Image

ACROSS, DOWN, STEP, SIZE = 60, 88, 3.3, 8.0  # characters a page, millimetres between them, points
MARGIN = 5.0
SCALE = 2.0
LIST = Path(__file__).with_name("standard_characters.txt")


def standard() -> str:
    """Return the 8,105 characters of the Table of General Standard Chinese Characters, in its order."""
    return "".join(line for line in LIST.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))


def levels() -> str:
    """Return every hanzi of GB 18030-2022, implementation levels 1 to 3."""
    return "".join(chr(point) for first, last in LEVELS.values() for point in range(first, last + 1))


def pages(characters: str) -> Sequence[str]:
    """Return the characters of each page."""
    each = ACROSS * DOWN
    return [characters[start:start + each] for start in range(0, len(characters), each)]


def drawn(characters: str) -> bytes:
    """Return a PDF with the characters in a grid, each placed on its own."""
    target = io.BytesIO()
    sheet = Sheet(target, About("字符", reproducible=True))
    for page in pages(characters):
        for place, char in enumerate(page):
            row, column = divmod(place, ACROSS)
            sheet.text(MARGIN + column * STEP, MARGIN + (row + 1) * STEP, char, SIZE)
        sheet.next_page()
    assert sheet.missing == set()
    sheet.save()
    return target.getvalue()


def looked_at(pdf: bytes, characters: str) -> Iterator[tuple[str, Image.Image]]:
    """Yield each character with the picture of its place."""
    document = pdfium.PdfDocument(pdf)
    for number, page in enumerate(pages(characters)):
        image = document[number].render(scale=SCALE, grayscale=True).to_pil()
        for place, char in enumerate(page):
            row, column = divmod(place, ACROSS)
            left, top = MARGIN + column * STEP, MARGIN + row * STEP + STEP * 0.25
            yield char, image.crop(tuple(round(edge * MM * SCALE) for edge in (left, top, left + STEP, top + STEP)))
    document.close()


def ink(picture: Image.Image) -> int:
    """Return how many points are dark."""
    return sum(picture.histogram()[:160])


def without_ink(characters: str) -> list[str]:
    """Return the characters whose place stays empty or shows the mark of a missing character."""
    mark = next(picture for _char, picture in looked_at(drawn(MARK), MARK)).tobytes()
    return [char for char, picture in looked_at(drawn(characters), characters)
            if not ink(picture) or (picture.tobytes() == mark)]


def test_the_list_is_the_whole_standard() -> None:
    found = standard()
    assert (len(found), len(set(found)), found[0], found[3499], found[-1]) == (8105, 8105, "一", "矗", "蠼")
    assert set(found) <= set(levels())
    assert sum(ord(char) > 0xFFFF for char in found) == 196


def test_the_standard_characters_are_rendered_without_a_missing_glyph() -> None:
    assert without_ink(standard()) == []


@pytest.mark.slow
def test_all_hanzi_of_the_national_standard_are_rendered_without_a_missing_glyph() -> None:
    assert without_ink(levels()) == []


def test_an_empty_place_and_the_mark_are_found() -> None:
    assert without_ink("一　") == ["　"]
    assert without_ink(f"一{MARK}") == [MARK]
