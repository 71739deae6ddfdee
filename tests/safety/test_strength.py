"""Passphrases: what is easily guessed and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from union_desk.safety import strength

GUESSED = ["", "12345678", "aaaaaaaaaaaa", "password1", "qwertyuiop", "20240501", "abcd1234", "888888888",
           "gonghui2024", "Admin12345678", "工会工会密码"]
UNGUESSED = ["correct horse battery staple", "椰风海韵里的旧书桌灯", "Nu7#kplo93-Wq!x", "早上七点喝豆浆油条"]


@pytest.mark.parametrize("weak", GUESSED)
def test_what_a_stranger_tries_first_is_weak(weak: str) -> None:
    found = strength.estimate(weak)
    assert found.level == strength.WEAK
    assert found.advice


@pytest.mark.parametrize("strong", UNGUESSED)
def test_long_or_varied_passphrases_are_good(strong: str) -> None:
    found = strength.estimate(strong)
    assert found.level >= strength.GOOD
    assert found.advice == ""


def test_the_unions_own_name_counts_for_nothing() -> None:
    assert strength.estimate("和风机械厂工会委员会").level >= strength.GOOD
    assert strength.estimate("和风机械厂工会委员会", ("和风机械厂工会委员会",)).level == strength.WEAK


def test_the_level_has_a_word() -> None:
    assert strength.estimate("12345678").label == "弱"


@given(st.text(max_size=40))
def test_any_text_has_an_estimate(text: str) -> None:
    found = strength.estimate(text)
    assert found.bits >= 0
    assert strength.WEAK <= found.level <= strength.STRONG


@given(st.text("abcdefghijklmnopqrstuvwxyz ", min_size=1, max_size=20))
def test_a_short_passphrase_is_never_more_than_weak(text: str) -> None:
    assert len(text) >= 8 or strength.estimate(text).level == strength.WEAK
