"""QR codes on paper: read back from the rendered page, module by module."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
import pytest
import segno

from union_desk.papers.qr import QUIET, QrPen, dark_path
from union_desk.papers.sheet import About, Sheet

SIDE = 24.0
DPI = 600


def rendered(texts: list[str]) -> list[bytes]:
    """Return for each text the code as drawn: one byte a module, row by row, 1 for dark, the white rim included."""
    target = io.BytesIO()
    sheet, pen = Sheet(target, About("QR")), QrPen()
    for text in texts:
        pen.draw(sheet, 30, 40, SIDE, text)
        sheet.next_page()
    sheet.save()
    document = pdfium.PdfDocument(target.getvalue())
    return [_modules(page, len(pen.matrix(text)) + 2 * QUIET) for page, text in zip(document, texts, strict=True)]


def _modules(page: pdfium.PdfPage, count: int) -> bytes:
    picture = page.render(scale=DPI / 72, grayscale=True).to_pil()
    dot = DPI / 25.4

    def dark(row: int, column: int) -> bool:
        place = (int((30 + (column + 0.5) * SIDE / count) * dot), int((40 + (row + 0.5) * SIDE / count) * dot))
        return bool(picture.getpixel(place) < 128)

    return bytes(dark(row, column) for row in range(count) for column in range(count))


def expected(text: str, mask: int | None) -> bytes:
    """Return what the library says, with the white rim."""
    made = segno.make_qr(text, error="m", mask=mask)
    return bytes(module for row in made.matrix_iter(border=QUIET) for module in row)


def test_the_page_shows_the_code_that_the_library_made() -> None:
    number = "81460100MC0000012U2026110001"
    assert rendered([number]) == [expected(number, None)]


def test_codes_of_one_length_share_a_mask_and_still_hold_their_own_text() -> None:
    first, second = "81460100MC0000012U2026110001", "81460100MC0000012U2026110777"
    mask = segno.make_qr(first, error="m").mask
    assert rendered([first, second]) == [expected(first, mask), expected(second, mask)]


@pytest.mark.parametrize("text", ["短", "𠮷字的编号", "A" * 120])
def test_any_text_can_be_a_code(text: str) -> None:
    assert rendered([text]) == [expected(text, None)]


def test_the_path_has_one_rectangle_for_each_dark_stretch() -> None:
    matrix = (bytearray([1, 1, 0, 1]), bytearray([0, 0, 0, 0]), bytearray([0, 1, 1, 1]))
    assert dark_path(matrix) == "0 0 2 1 re 3 0 1 1 re 1 2 3 1 re"
