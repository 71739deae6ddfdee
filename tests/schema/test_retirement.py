"""Statutory retirement: rows of the published table (domain reference §1.5), both rules in time, bounds."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from union_desk.schema.retirement import add_months, retirement, retirement_date

MALE, FEMALE = "1", "2"
NOW = "2026-06-30"


@pytest.mark.parametrize(("sex", "born", "cadre", "due"), [
    (MALE, "1964-12-31", False, "2024-12-31"),
    (MALE, "1965-01-01", False, "2025-02-01"),
    (MALE, "1965-04-30", False, "2025-05-30"),
    (MALE, "1965-05-10", False, "2025-07-10"),
    (MALE, "1970-01-15", False, "2031-05-15"),
    (MALE, "1976-08-31", False, "2039-07-31"),
    (MALE, "1976-09-30", False, "2039-09-30"),
    (MALE, "1990-01-31", False, "2053-01-31"),
    (FEMALE, "1969-12-31", True, "2024-12-31"),
    (FEMALE, "1970-01-01", True, "2025-02-01"),
    (FEMALE, "1975-06-15", True, "2031-11-15"),
    (FEMALE, "1981-09-01", True, "2039-09-01"),
    (FEMALE, "1974-12-31", False, "2024-12-31"),
    (FEMALE, "1975-01-31", False, "2025-02-28"),
    (FEMALE, "1975-02-15", False, "2025-03-15"),
    (FEMALE, "1975-03-01", False, "2025-05-01"),
    (FEMALE, "1984-10-01", False, "2039-09-01"),
    (FEMALE, "1984-11-01", False, "2039-11-01"),
])
def test_the_published_table_is_met(sex: str, born: str, cadre: bool, due: str) -> None:
    assert retirement_date(sex, born, is_cadre=cadre, on=NOW) == due


def test_before_the_reform_the_old_ages_hold() -> None:
    assert retirement_date(MALE, "1990-01-31", on="2024-12-31") == "2050-01-31"
    assert retirement_date(FEMALE, "1990-01-31", on="2024-12-31") == "2040-01-31"
    assert retirement_date(FEMALE, "1990-01-31", is_cadre=True, on="1970-01-01") == "2045-01-31"


def test_agreement_moves_it_by_three_years_but_never_below_the_old_age() -> None:
    young = retirement(MALE, "1990-01-31", on=NOW)
    assert young is not None
    assert (young.earliest, young.latest, young.age) == ("2050-01-31", "2056-01-31", 756)
    assert "2024年9月13日" in young.basis
    first = retirement(MALE, "1965-01-01", on=NOW)
    assert first is not None
    assert (first.earliest, first.date) == ("2025-01-01", "2025-02-01")


def test_without_a_stated_sex_there_is_no_date() -> None:
    assert retirement("9", "1990-01-01") is None
    with pytest.raises(ValueError, match="0"):
        retirement_date("0", "1990-01-01")


def test_the_rules_of_today_are_the_default() -> None:
    assert retirement_date(MALE, "1976-09-30") == "2039-09-30"


BIRTHS = st.dates(dt.date(1930, 1, 1), dt.date(2010, 12, 31)).map(dt.date.isoformat)


@given(BIRTHS, BIRTHS, st.sampled_from([(MALE, False), (FEMALE, True), (FEMALE, False)]))
def test_who_is_born_earlier_never_retires_later(one: str, other: str, person: tuple[str, bool]) -> None:
    first, second = sorted((one, other))
    sex, cadre = person
    assert retirement_date(sex, first, is_cadre=cadre, on=NOW) <= retirement_date(sex, second, is_cadre=cadre, on=NOW)


@given(BIRTHS, st.integers(0, 900))
def test_months_are_added_within_the_calendar(day: str, months: int) -> None:
    later = add_months(day, months)
    distance = (int(later[:4]) - int(day[:4])) * 12 + int(later[5:7]) - int(day[5:7])
    assert distance == months
    assert int(later[8:]) <= int(day[8:])
