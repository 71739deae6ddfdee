"""Text fits its box: nothing lost, nothing wider than the box, numbers whole while they can be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.papers.samples import LONG_NAME
from union_desk.papers import fonts
from union_desk.papers.fitting import ELLIPSIS, SMALLEST, fit, room_for, wrap

LETTERS = st.text(st.sampled_from("张伟阿卜杜热·，。（）“”A1x-/ 𠮷\ue001\n"), max_size=120)
SIZES = st.floats(20, 300)


def bare(text: str) -> str:
    """Return the text without blanks."""
    return "".join(text.split())


@given(LETTERS, SIZES, SIZES)
def test_lines_stay_inside_the_box_and_lose_nothing(text: str, width: float, height: float) -> None:
    fitted = fit(text, width, height, 10.5)
    assert SMALLEST <= fitted.size <= 10.5
    assert len(fitted.lines) <= room_for(height, fitted.size) or len(fitted.lines) == 1
    for line in fitted.lines:
        assert fonts.width(line) * fitted.size <= width + 1e-6 or len(line) <= 1
    if fitted.cut:
        assert fitted.lines[-1].endswith(ELLIPSIS)
        assert bare(text).startswith(bare("".join(fitted.lines)).removesuffix(ELLIPSIS))
    else:
        assert bare("".join(fitted.lines)) == bare(text)


@given(st.text(st.sampled_from("张伟热·，。（）“”A1x-/𠮷"), max_size=120), st.floats(3, 30))
def test_no_line_begins_with_closing_punctuation_or_ends_with_opening(text: str, limit: float) -> None:
    lines = wrap(text, limit, divide=False) or []
    assert [line for line in lines[1:] if line[0] in "，。）”·"] == []
    assert [line for line in lines[:-1] if line[-1] in "（“"] == []


def test_a_comma_never_begins_a_line() -> None:
    assert wrap("一二三四，五六七八。", 4) == ["一二三", "四，五六", "七八。"]


def test_an_opening_bracket_never_ends_a_line() -> None:
    assert wrap("一二三（四五）", 4) == ["一二三", "（四五）"]


def test_a_number_is_made_smaller_before_it_is_divided() -> None:
    fitted = fit("460100199003070015", 80, 30, 10.5)
    assert fitted.lines == ("460100199003070015",)
    assert fitted.size < 10.5


def test_a_number_too_long_for_any_size_is_divided_not_cut() -> None:
    fitted = fit("1234567890" * 4, 60, 60, 10.5)
    assert "".join(fitted.lines) == "1234567890" * 4
    assert not fitted.cut


def test_a_name_of_fifty_characters_fits_the_name_box_whole() -> None:
    fitted = fit(LONG_NAME, 111 * 72 / 25.4, 8.8 * 72 / 25.4, 10.5)
    assert not fitted.cut
    assert bare("".join(fitted.lines)) == LONG_NAME
    assert fitted.size >= 9


def test_paragraphs_keep_their_lines() -> None:
    assert fit("一\n二\n三", 100, 60, 10).lines == ("一", "二", "三")


def test_what_does_not_fit_is_cut_with_an_ellipsis_and_said_so() -> None:
    fitted = fit("很长的简历" * 200, 100, 30, 10.5)
    assert fitted.cut
    assert fitted.size == SMALLEST
    assert fitted.lines[-1].endswith(ELLIPSIS)
