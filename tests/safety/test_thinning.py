"""Which backups grow old gracefully."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from union_desk.safety import thinning

NOW = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)
AGES = st.lists(st.integers(0, 3 * 365 * 24), min_size=1, max_size=60, unique=True)


def kept(hours: list[int]) -> list[int]:
    """Return which of backups made so many hours ago stay."""
    made = [(Path(f"{age}"), NOW - dt.timedelta(hours=age)) for age in hours]
    gone = thinning.superfluous(made)
    return [age for age in sorted(hours) if Path(f"{age}") not in gone]


def test_of_two_days_all_are_kept_but_no_more_than_twelve() -> None:
    assert kept(list(range(10))) == list(range(10))
    assert len([age for age in kept(list(range(48))) if age < 12]) == 12


def test_a_daily_habit_of_three_years_leaves_days_weeks_and_months() -> None:
    stay = kept([24 * day for day in range(3 * 365)])
    assert stay[:14] == [24 * day for day in range(14)]
    assert len(stay) <= thinning.MOST_OF_A_DAY + thinning.DAYS + thinning.WEEKS + thinning.MONTHS
    assert max(stay) > 24 * 600


@given(AGES)
def test_the_newest_stays_and_thinning_twice_takes_nothing_more(hours: list[int]) -> None:
    stay = kept(hours)
    assert min(hours) in stay
    assert kept(stay) == stay
