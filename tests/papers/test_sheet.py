"""The PDF itself: metadata, embedded fonts, page numbers, marks, pictures, equal runs."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pypdf
import pytest

from tests.papers.reading import lines, text
from union_desk.papers import sheet as sheets
from union_desk.papers.sheet import CENTRE, RIGHT, About, Sheet
from union_desk.words import speaking


def document(*names: str, about: About | None = None) -> bytes:
    """Return a PDF with one page for each name."""
    target = io.BytesIO()
    sheet = Sheet(target, about or About("花名册", "南海工会", "名单"))
    for name in names:
        sheet.text(20, 30, name, 12)
        sheet.page_number(190, 285, 7)
        sheet.next_page()
    sheet.save()
    return target.getvalue()


def resources_of(reader: pypdf.PdfReader) -> list[Any]:
    """Return the resource dictionary of each page."""
    return [page["/Resources"] for page in reader.pages]


def test_the_file_says_what_it_is_and_whose() -> None:
    reader = pypdf.PdfReader(io.BytesIO(document("张伟")))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("花名册", "南海工会")
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "zh-CN"
    assert [round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:]] == [210, 297]


def test_every_font_is_embedded_and_none_is_the_printers_own() -> None:
    reader = pypdf.PdfReader(io.BytesIO(document("张伟", "𠮷")))
    fonts = {
        font.get_object()["/BaseFont"]: "/FontFile2" in font.get_object()["/FontDescriptor"].get_object()
        for resources in resources_of(reader)
        for font in resources["/Font"].get_object().values()
    }
    assert {name.split("+")[1] for name in fonts} == {"NotoSansSC-Regular", "HanaMinB"}
    assert all(fonts.values())


def test_pages_are_numbered_with_the_total() -> None:
    pdf = document("一", "二", "三")
    assert [text(pdf, page) for page in (1, 2, 3)] == ["一第1页共3页", "二第2页共3页", "三第3页共3页"]
    with speaking("en"):
        assert "Page 2 of 3".replace(" ", "") in text(document("a", "b", "c"), 2)


def test_the_same_rows_give_the_same_bytes_when_asked_to() -> None:
    about = About("表", reproducible=True)
    assert document("张伟", "𠮷", about=about) == document("张伟", "𠮷", about=about)


def test_text_stands_where_it_was_put() -> None:
    target = io.BytesIO()
    sheet = Sheet(target, About("位置"))
    for align, y in ((0.0, 50), (CENTRE, 60), (RIGHT, 70)):
        sheet.text(100, y, "口口口口", 20, align=align)
    sheet.next_page()
    sheet.save()
    left, middle, right = lines(target.getvalue())
    width = 4 * 20 / 72 * 25.4
    assert left.left == pytest.approx(100, abs=1.5)
    assert (middle.left + middle.right) / 2 == pytest.approx(100, abs=0.3)
    assert right.right == pytest.approx(100, abs=1.5)
    assert left.right - left.left == pytest.approx(width, abs=2)
    assert [line.bottom for line in (left, middle, right)] == pytest.approx([50, 60, 70], abs=1)


def test_a_character_no_font_has_is_marked_on_its_page_only() -> None:
    sheet = Sheet(io.BytesIO(), About("缺字"))
    sheet.text(20, 20, "王\U0002ebf1", 12)
    assert sheet.missing_here() == ["\U0002ebf1"]
    sheet.next_page()
    sheet.text(20, 20, "张伟", 12)
    assert sheet.missing_here() == []
    sheet.next_page()
    sheet.text(20, 20, "王\U0002ebf1", 9)
    assert sheet.missing_here() == ["\U0002ebf1"]
    assert sheet.missing == {"\U0002ebf1"}


def test_a_long_roster_does_not_keep_every_string(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_REMEMBERED", 50)
    target = io.BytesIO()
    sheet = Sheet(target, About("名单"))
    for number in range(500):
        sheet.text(20, 20 + number / 2, f"第{number}人", 6)
        assert len(sheet._shown) <= 50
    sheet.next_page()
    sheet.save()
    assert "第0人" in text(target.getvalue())
    assert "第499人" in text(target.getvalue())


def test_forms_are_drawn_once_and_stamped_on_every_page() -> None:
    target = io.BytesIO()
    sheet = Sheet(target, About("表"))
    with sheet.form("frame"):
        sheet.text(20, 20, "表头", 12)
    for name in ("甲", "乙"):
        sheet.stamp("frame")
        sheet.text(20, 40, name, 12)
        sheet.next_page()
    sheet.save()
    pdf = target.getvalue()
    assert (text(pdf, 1), text(pdf, 2)) == ("表头甲", "表头乙")
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    stamped = {resources["/XObject"].raw_get("/FormXob.frame").idnum for resources in resources_of(reader)}
    assert len(stamped) == 1


def test_prints_in_several_threads_do_not_mix() -> None:
    about = About("并行", reproducible=True)
    sets = [[f"{chr(start + number)}𠮷{number}" for number in range(80)] for start in (0x4E00, 0x5000, 0x6000, 0x20000)]
    alone = [document(*names, about=about) for names in sets]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda names: document(*names, about=about), sets * 3))
    assert together == alone * 3
