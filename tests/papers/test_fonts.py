"""The fonts on paper: what they cover, how a text is divided among them, what is marked."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from union_desk.papers import fonts
from union_desk.papers.fonts import BOLD, MARK, RARE, REGULAR

# GB 18030-2022, the hanzi of implementation levels 1 to 3 (the standard stops where Unicode 11 did).
LEVELS = {
    "basic": (0x4E00, 0x9FEF),
    "extension A": (0x3400, 0x4DB5),
    "extension B": (0x20000, 0x2A6D6),
    "extension C": (0x2A700, 0x2B734),
    "extension D": (0x2B740, 0x2B81D),
    "extension E": (0x2B820, 0x2CEA1),
    "extension F": (0x2CEB0, 0x2EBE0),
}


@pytest.mark.parametrize("block", LEVELS)
def test_every_hanzi_of_the_national_standard_has_a_glyph(block: str) -> None:
    first, last = LEVELS[block]
    assert fonts.missing_glyphs(map(chr, range(first, last + 1))) == []


@pytest.mark.parametrize("block", LEVELS)
def test_every_glyph_has_an_outline(block: str) -> None:
    """A character map may name a glyph that draws nothing; the 8,105 standard characters are among these blocks."""
    first, last = LEVELS[block]
    empty = []
    for point in range(first, last + 1):
        name = REGULAR if chr(point) in fonts.face(REGULAR).covered else RARE
        font = fonts.face(name).font.face
        glyph = font.charToGlyph[point]
        if font.glyphPos[glyph + 1] <= font.glyphPos[glyph]:
            empty.append(hex(point))
    assert empty == []


@pytest.mark.parametrize("bold", [False, True])
def test_ordinary_names_and_signs_are_drawn_by_one_font(bold: bool) -> None:
    text = "阿卜杜热西提·麦麦提　张伟（No. 1234）—…《》、。：；“”√✓□×ěāǎà"
    assert [run.face for run in fonts.runs(text, bold=bold)] == [BOLD if bold else REGULAR]


def test_rare_characters_fall_back_in_place() -> None:
    runs = fonts.runs("张𠮷田𪚥")
    assert [(run.face, run.text) for run in runs] == [(REGULAR, "张"), (RARE, "𠮷"), (REGULAR, "田"), (RARE, "𪚥")]


def test_what_no_font_has_is_marked_and_listed() -> None:
    names = ["王\U0002ebf1", "李\ue001\U000f0001", "赵\u0700", "张伟\ud83d"]
    assert fonts.missing_glyphs(names) == ["\u0700", "\ud83d", "\ue001", "\U0002ebf1", "\U000f0001"]
    assert fonts.runs(names[1]) == (fonts.Run(REGULAR, "李"), fonts.Run(REGULAR, MARK * 2, missing=True))


def test_a_real_geta_mark_is_not_taken_for_a_missing_character() -> None:
    assert fonts.missing_glyphs([MARK]) == []
    assert fonts.runs(f"\ue001{MARK}") == (fonts.Run(REGULAR, MARK, missing=True), fonts.Run(REGULAR, MARK))


def test_characters_without_shape_vanish_and_line_ends_become_blanks() -> None:
    drawn = "".join(run.text for run in fonts.runs("\ufeff张\u200b伟\U000e0100\ufe00\n一\t二\x07\u202e"))
    assert drawn == "张伟 一 二"
    assert [fonts.clean(f"a{chr(point)}b") for point in (0x2003, 0x205F, 0x1680)] == ["a b"] * 3
    assert fonts.missing_glyphs(["\u200d\n\t\r\u00ad\u2028"]) == []


@given(st.text(), st.text(), st.booleans())
def test_widths_add_up_and_are_never_negative(left: str, right: str, bold: bool) -> None:
    total = fonts.width(f"{left}一{right}", bold=bold)
    parts = sum(fonts.width(part, bold=bold) for part in (left, "一", right))
    assert total == pytest.approx(parts)
    assert total >= 1


@given(st.text(), st.booleans())
def test_any_text_can_be_divided_and_loses_nothing_it_can_show(text: str, bold: bool) -> None:
    runs = fonts.runs(text, bold=bold)
    drawn = "".join(run.text for run in runs)
    assert len(drawn) == len(fonts.clean(text))
    expected = (MARK if fonts.missing_glyphs([char]) else char for char in fonts.clean(text))
    assert drawn == "".join(expected)
    assert all(fonts.face(run.face).covered.issuperset(run.text) for run in runs)


@given(st.text(min_size=1))
@example("\u205f")
@example("\x1c")
def test_the_list_of_missing_characters_agrees_with_the_marks(text: str) -> None:
    marked = any(run.missing for run in fonts.runs(text))
    assert marked == bool(fonts.missing_glyphs([text]))


def test_neither_start_up_nor_ordinary_names_load_what_they_do_not_need() -> None:
    script = (
        "import sys; from union_desk import papers; from union_desk.papers import fonts;"
        "assert not [m for m in sys.modules if m.split('.')[0] in ('reportlab', 'segno', 'PIL')];"
        "fonts.width('张伟'); assert fonts._load.cache_info().currsize == 1;"
        "fonts.width('𠮷'); assert fonts._load.cache_info().currsize == 2"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
