"""Printing onto forms that are printed already: only the data, at the millimetre."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest

from tests.papers.samples import DETAILS, ORDINARY, UNION
from union_desk import papers
from union_desk.papers import overlay
from union_desk.papers.overlay import Layout, OverlayError, Spot

if TYPE_CHECKING:
    from pathlib import Path

MM = 72 / 25.4
CARD = Layout("会员证内页", width=120, height=80, spots=(
    Spot("name", 30, 20, 40, 8), Spot("id_number", 20, 40, 90, 6, boxes=18),
    Spot("birth_date", 30, 30, 12, 6, part="year"),
    Spot("birth_date", 45, 30, 8, 6, part="month"), Spot("=专用", 80, 20, 20, 8, align="right"),
    Spot("union.union_name", 10, 60, 100, 6, align="centre"), Spot("#", 5, 5, 10, 5)))


def drawn(layout: Layout, rows: list[dict[str, Any]]) -> Any:
    """Return the printed PDF, opened."""
    out = io.BytesIO()
    papers.print_form(overlay.form(layout), rows, UNION, out, "刘洋", details=DETAILS)
    return pypdfium2.PdfDocument(out.getvalue())


def test_each_value_stands_in_its_place_on_the_forms_own_paper() -> None:
    document = drawn(CARD, [{**ORDINARY, "name": "王晓明", "birth_date": "1990-03-07"}])
    assert len(document) == 1
    page = document[0]
    assert page.get_size() == pytest.approx((120 * MM, 80 * MM), abs=0.01)
    text = page.get_textpage()
    place = text.search("王晓明").get_next()
    left, low, right, high = text.get_charbox(place[0])
    assert 30 * MM - 1 <= left < right <= 70 * MM
    assert 80 * MM - 28 * MM <= low < high <= 80 * MM - 20 * MM
    words = text.get_text_bounded()
    assert all(one in words for one in ("1990", "3", "专用"))
    first, last = (text.get_charbox(i) for i in _digits(text, str(ORDINARY["id_number"])))
    assert first[0] == pytest.approx(20 * MM + 2.5 * MM, abs=2 * MM)
    assert last[0] == pytest.approx(20 * MM + 87.5 * MM, abs=2 * MM)
    document.close()


def _digits(text: Any, number: str) -> tuple[int, int]:
    count = text.count_chars()
    chars = [text.get_text_range(i, 1) for i in range(count)]
    places = [i for i, char in enumerate(chars) if char.strip()]
    said = "".join(chars[i] for i in places)
    at = said.index(number)
    return places[at], places[at + len(number) - 1]


def test_without_records_the_outlines_are_printed() -> None:
    document = drawn(CARD, [])
    assert "姓名" in document[0].get_textpage().get_text_bounded()
    document.close()


def test_a_layout_goes_to_other_offices_as_a_file(tmp_path: Path) -> None:
    CARD.save(tmp_path / "版式.json")
    assert overlay.load(tmp_path / "版式.json") == CARD


@pytest.mark.parametrize("change", [
    {"format": "x"}, {"width": 1}, {"register": "nobody"}, {"spots": [{"source": "nothing"}]}, {"spots": 3},
    {"spots": [{"source": "nothing", "x": 1, "y": 1, "width": 5, "height": 5}]}, {"more": 1}])
def test_a_file_that_is_no_layout_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    path = tmp_path / "版式.json"
    CARD.save(path)
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | change), encoding="utf-8")
    with pytest.raises(OverlayError, match="版式"):
        overlay.load(path)


def test_right_aligned_boxes_fill_from_the_end() -> None:
    layout = replace(CARD, spots=(Spot("#", 10, 10, 40, 5, boxes=4, align="right"),))
    document = drawn(layout, [dict(ORDINARY)])
    box = document[0].get_textpage().get_charbox(0)
    assert box[0] > 40 * MM
    document.close()
