"""Amounts in capitals: the examples of the payment rules, and reading them back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from union_desk.schema.chinese_money import LARGEST_FEN, capitals


@pytest.mark.parametrize(("fen", "text"), [
    (2410, "贰拾肆元壹角整"),
    (100500, "壹仟零伍元整"),
    (0, "零元整"),
    (5, "伍分"),
    (50, "伍角整"),
    (1000, "壹拾元整"),
    (1005, "壹拾元零伍分"),
    (32504, "叁佰贰拾伍元零肆分"),
    (100050, "壹仟元零伍角整"),
    (140950, "壹仟肆佰零玖元伍角整"),
    (168032, "壹仟陆佰捌拾元零叁角贰分"),
    (600714, "陆仟零柒元壹角肆分"),
    (1640902, "壹万陆仟肆佰零玖元零贰分"),
    (10700053, "壹拾万柒仟元零伍角叁分"),
    (10000000, "壹拾万元整"),
    (1_0000_0000_00, "壹亿元整"),
    (1_0000_1000_00, "壹亿零壹仟元整"),
    (1_0001_0001_00, "壹亿零壹万零壹元整"),
    (1_0000_0000_0000_00, "壹万亿元整"),
    (1_0001_0000_0000_00, "壹万零壹亿元整"),
    (1234_5678_9012_34, "壹仟贰佰叁拾肆亿伍仟陆佰柒拾捌万玖仟零壹拾贰元叁角肆分"),
    (-2410, "负贰拾肆元壹角整"),
])
def test_amounts_read_as_vouchers_ask(fen: int, text: str) -> None:
    assert capitals(fen) == text


@pytest.mark.parametrize("fen", [LARGEST_FEN + 1, -LARGEST_FEN - 1])
def test_beyond_sixteen_places_there_are_no_words(fen: int) -> None:
    with pytest.raises(OverflowError):
        capitals(fen)


def read(text: str) -> int:
    """Read an amount in capitals the other way: every digit times its place, sections summed at 万 and 亿."""
    sign = -1 if text.startswith("负") else 1
    total = section = digit = 0
    fen = 0
    for sign_of in text.removeprefix("负").removesuffix("整"):
        if sign_of in _DIGITS:
            digit = _DIGITS.index(sign_of)
        elif sign_of in _PLACES:
            section, digit = section + digit * _PLACES[sign_of], 0
        elif sign_of in _SECTIONS:
            section, digit = section + digit, 0
            if sign_of == "亿":
                total, section = (total + section) * _SECTIONS[sign_of], 0
            else:
                total, section = total + section * _SECTIONS[sign_of], 0
        elif sign_of == "元":
            fen, total, section, digit = (total + section + digit) * 100, 0, 0, 0
        else:
            fen, digit = fen + digit * {"角": 10, "分": 1}[sign_of], 0
    return sign * fen


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = {"拾": 10, "佰": 100, "仟": 1000}
_SECTIONS = {"万": 10_000, "亿": 100_000_000}
AMOUNTS = st.one_of(st.integers(-LARGEST_FEN, LARGEST_FEN), st.integers(0, 10_000_000),
                    st.lists(st.sampled_from("0001005"), min_size=1, max_size=17).map(lambda d: int("".join(d))))


@given(AMOUNTS)
def test_amounts_read_back(fen: int) -> None:
    assert read(capitals(fen)) == fen


@given(AMOUNTS)
def test_words_follow_the_rules_of_vouchers(fen: int) -> None:
    text = capitals(fen)
    assert "零零" not in text
    assert text.endswith(("整", "分"))
    assert text.endswith("整") == (fen % 10 == 0)
    assert not text.startswith("拾")
    assert "零元" not in text or fen == 0
