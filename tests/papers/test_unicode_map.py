"""Rare characters come out of the PDF as they went in, whoever reads it."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
from typing import TYPE_CHECKING

import pypdf
import pypdfium2 as pdfium
import pytest

from union_desk.papers.sheet import About, Sheet
from union_desk.papers.unicode_map import mend_extraction, unicode_map

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

RARE = "𠮷𡃁𪚥𫝆𬱖"


def poppler(pdf: bytes, folder: Path) -> str:
    """Return the text that pdftotext reads."""
    file = folder / "read.pdf"
    file.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, check=True).stdout.decode()


def by_pypdf(pdf: bytes, _folder: Path) -> str:
    """Return the text that pypdf reads."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def by_pdfium(pdf: bytes, _folder: Path) -> str:
    """Return the text that pdfium reads."""
    document = pdfium.PdfDocument(pdf)
    found = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return found


READERS = [
    pytest.param(
        poppler,
        marks=pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is missing: install poppler-utils"),
    ),
    by_pypdf,
    by_pdfium,
]


def drawn(texts: Sequence[str]) -> bytes:
    """Return a PDF with one text a line, thirty lines a page."""
    target = io.BytesIO()
    sheet = Sheet(target, About("字"))
    for start in range(0, len(texts), 30):
        for number, text in enumerate(texts[start : start + 30]):
            sheet.text(20, 20 + 8 * number, text, 12)
        sheet.next_page()
    sheet.save()
    return target.getvalue()


@pytest.mark.parametrize("read", READERS)
def test_characters_outside_the_basic_plane_are_extracted_as_typed(
    read: Callable[[bytes, Path], str], tmp_path: Path
) -> None:
    assert RARE in read(drawn([f"姓名{RARE}"]), tmp_path).replace("\r", "").replace("\n", "")


@pytest.mark.parametrize("read", READERS)
def test_six_hundred_rare_characters_over_several_subsets_are_extracted_in_order(
    read: Callable[[bytes, Path], str], tmp_path: Path
) -> None:
    points = random.Random(8).sample(range(0x20000, 0x2A6D7), 600)
    texts = ["".join(map(chr, points[start : start + 20])) for start in range(0, 600, 20)]
    assert "".join(read(drawn(texts), tmp_path).split()) == "".join(texts)


def test_the_map_writes_surrogate_pairs_in_blocks_of_a_hundred() -> None:
    text = unicode_map("F+Noto", [0, *range(0x4E00, 0x4E00 + 150), 0x20BB7])
    assert "<97> <D842DFB7>" in text
    assert "<00> <" not in text.split("endcodespacerange")[1]
    assert "100 beginbfchar" in text
    assert "51 beginbfchar" in text


def test_mending_twice_is_mending_once() -> None:
    from reportlab.pdfbase import ttfonts

    mend_extraction()
    mend_extraction()
    assert ttfonts.makeToUnicodeCMap is unicode_map
