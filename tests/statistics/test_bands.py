"""Bands of years, as bounds on dates: the same answer as counting birthdays."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from union_desk.registers.member_rules import years_between
from union_desk.statistics import bands
from union_desk.words import speaking

if TYPE_CHECKING:
    from union_desk.statistics.bands import Band

DAYS = st.dates(dt.date(1930, 1, 1), dt.date(2035, 12, 31)).map(dt.date.isoformat)


@given(born=DAYS, day=DAYS, of=st.sampled_from([bands.AGES_A, bands.AGES_B, bands.MEMBERSHIP]))
def test_bounds_hold_exactly_the_dates_of_the_band(born: str, day: str, of: tuple[Band, ...]) -> None:
    years = years_between(born, day)
    holding = [b for b in of if b.holds(years)]
    assert len(holding) == 1
    for band in of:
        earliest, latest = band.earliest(day), band.latest(day)
        within = (earliest is None or born >= earliest) and (latest is None or born <= latest)
        assert within == (band in holding)


@given(day=DAYS, years=st.integers(0, 80))
def test_the_bound_is_a_day_of_the_calendar(day: str, years: int) -> None:
    found = bands.years_before(day, years)
    assert dt.date.fromisoformat(found).isoformat() == found


@pytest.mark.parametrize(("born", "day", "age"), [
    ("2000-02-29", "2026-02-28", 25), ("2000-02-29", "2026-03-01", 26), ("2000-02-28", "2024-02-29", 24),
    ("1990-11-01", "2026-10-31", 35), ("1990-10-31", "2026-10-31", 36),
])
def test_a_birthday_counts_from_its_day_on(born: str, day: str, age: int) -> None:
    assert years_between(born, day) == age
    assert bands.years_before(day, age + 1) < born <= bands.years_before(day, age)


def test_bands_are_named_in_both_languages() -> None:
    ages = [bands.age_label(b) for b in bands.AGES_A]
    assert ages == ["25岁及以下", "26–35岁", "36–45岁", "46–55岁", "56–60岁", "60岁以上"]
    years = [bands.years_label(b) for b in bands.MEMBERSHIP]
    assert years == ["不满1年", "1–5年", "6–10年", "11–20年", "20年以上"]
    with speaking("en"):
        assert [bands.age_label(b) for b in bands.AGES_B] == ["35 and under", "36–45", "46–55", "over 55"]
