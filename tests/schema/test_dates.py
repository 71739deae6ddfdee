"""Dates as rosters write them (domain reference §12.1): every spelling, and none that is guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from union_desk.schema.dates import FIRST_YEAR, LAST_YEAR, add_days, no_days, read_date
from union_desk.schema.problem import ERROR, WARNING

days = st.dates(dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31))


def told(raw: object) -> tuple[str | None, list[str]]:
    """Return the date and the codes of the remarks."""
    value, notes = read_date(raw)
    return value, sorted(note.code for note in notes)


@pytest.mark.parametrize("raw", [
    "1990-01-01", "19900101", "1990.1.1", "1990/1/1", "1990-1-1", "1990年1月1日", "1990 年 1 月 1 日",
    "1990年01月01号", "1990 1 1", "1990, 1, 1", "1990、1、1", "1990．01．01", "1990.1.1.", "1990年1月1日生",
    "1990.01.01出生",
    "１９９０－０１－０１",
    "１９９００１０１", "'1990-01-01", "'1990-01-01 ", " 1990-01-01\u3000", "\u200b1990-01-01\ufeff",
    "1990-01-01\n", "\u00a01990/01/01", "1990-01-01 00:00:00", "1990-01-01T08:30", "1990/1/1 0:00",
    "1990-01-01 12:00:00.000", "1990-01-01 12:00:00 AM", "1990-01-01 上午 8:00",
    "一九九〇年一月一日", "一九九零年一月一日",
    dt.date(1990, 1, 1), dt.datetime(1990, 1, 1, 23, 59, tzinfo=dt.UTC),
    32874, 32874.0, 32874.5, "32874", 19900101, 19900101.0,
])
def test_a_whole_date_is_read_without_remark(raw: object) -> None:
    assert told(raw) == ("1990-01-01", [])


@pytest.mark.parametrize(("raw", "value"), [
    ("一九八五年十月二十一日", "1985-10-21"), ("二〇〇〇年二月二十九日", "2000-02-29"),
    ("二零二四年十二月三十日", "2024-12-30"),
    ("1990年10月", "1990-10-01"), ("1990.10", "1990-10-01"), ("1990-12", "1990-12-01"), ("199012", "1990-12-01"),
])
def test_tens_are_tens(raw: str, value: str) -> None:
    assert told(raw)[0] == value


@pytest.mark.parametrize("raw", [
    "1990-01", "1990/1", "1990.1", "1990年1月", "1990年1月份", "1990 1", "199001", 199001,
    199001.0, 1990.01, "一九九〇年一月",
])
def test_a_month_is_read_as_its_first_day_with_a_warning(raw: object) -> None:
    assert told(raw) == ("1990-01-01", ["day_missing"])


@pytest.mark.parametrize("raw", ["1990", "1990年", 1990, 1990.0, "一九九〇年"])
def test_a_year_is_read_as_its_first_day_with_a_warning(raw: object) -> None:
    assert told(raw) == ("1990-01-01", ["month_missing"])


@pytest.mark.parametrize("raw", ["90.1", "90/1", "90-01-01", "90年1月", "90年1月1日", "90.1.1"])
def test_a_year_of_two_digits_is_read_with_a_warning(raw: str) -> None:
    assert told(raw) == ("1990-01-01", ["short_year"])


def test_a_short_year_may_lie_in_this_century() -> None:
    assert told("05.12") == ("2005-12-01", ["short_year"])


@pytest.mark.parametrize(("raw", "value", "codes"), [
    (1990.1, "1990-01-01", ["month_ambiguous"]), (1990.11, "1990-11-01", ["day_missing"]),
    (1990.2, "1990-02-01", ["day_missing"]), (1990.12, "1990-12-01", ["day_missing"]),
    (90.1, "1990-01-01", ["month_ambiguous", "short_year"]), (85.6, "1985-06-01", ["short_year"]),
])
def test_a_number_cell_of_year_and_month_may_mean_january_or_october(raw: float, value: str, codes: list[str]) -> None:
    assert told(raw) == (value, codes)


def test_every_remark_on_a_date_that_was_read_is_a_warning() -> None:
    for raw in ("1990.1", "1990", "90.1", 1990.1):
        assert {note.level for note in read_date(raw)[1]} == {WARNING}


@pytest.mark.parametrize("raw", [None, "", " ", "\u3000", "'", "\u200b"])
def test_nothing_is_no_date_and_no_fault(raw: object) -> None:
    assert read_date(raw) == (None, ())


@pytest.mark.parametrize("raw", [
    "1990-13-01", "1990-00-10", "1990-02-30", "1985-02-29", "1990.0", "19901301", "199013", "1899-12-31", "2101-01-01",
    "99991231", 9999, "1990年十三月",
])
def test_a_day_outside_the_calendar_is_an_error(raw: object) -> None:
    value, codes = told(raw)
    assert value is None
    assert codes in (["impossible_date"], ["not_a_date"])
    assert {note.level for note in read_date(raw)[1]} == {ERROR}


@pytest.mark.parametrize("raw", [
    "不详", "长期", "1990级1班", "2020第3次", "1990年正月初一(农历)", "1990-01-01至1995-01-01",
    "1/15/1990", "15.01.1990", "12:00", "abc", "90", "5", "460100199003070015", True, False, 5, 90,
    999, -5, 0.5, 2000.123, 80000, 1e300,
    float("nan"), float("inf"), 10**400, "二〇二四年三月十五", "十年一月一日",
])
def test_what_is_no_date_is_refused_and_not_guessed(raw: object) -> None:
    value, codes = told(raw)
    assert value is None
    assert codes == ["not_a_date"]


def test_a_refusal_shows_what_was_written_without_invisible_characters() -> None:
    (note,) = read_date("\u200b 大约1990 ")[1]
    assert note.params == {"value": "大约1990"}
    assert "大约1990" in note.text()


@given(days, st.sampled_from([
    "{0:%Y-%m-%d}", "{0:%Y%m%d}", "{0.year}.{0.month}.{0.day}", "{0.year}/{0.month}/{0.day}",
    "{0.year}年{0.month}月{0.day}日", "{0.year} {0.month} {0.day}", " {0:%Y-%m-%d} 00:00:00", "'{0:%Y/%m/%d}",
]))
def test_every_day_is_read_back_from_every_spelling(day: dt.date, spelling: str) -> None:
    assert read_date(spelling.format(day)) == (day.isoformat(), ())


@given(st.dates(dt.date(1927, 5, 18), dt.date(2099, 12, 31)), st.floats(0, 0.99))
def test_serial_numbers_count_days_as_excel_does(day: dt.date, hour: float) -> None:
    serial = (day - dt.date(1899, 12, 30)).days
    assert read_date(serial) == read_date(serial + hour) == read_date(str(serial)) == (day.isoformat(), ())


datelike = st.from_regex(r"[0-9./年月日 -]{1,12}", fullmatch=True)


@given(st.one_of(st.text(max_size=12), st.integers(), st.floats(), datelike))
def test_anything_gives_a_date_or_exactly_one_error(raw: object) -> None:
    value, notes = read_date(raw)
    if value is not None:
        assert dt.date.fromisoformat(value).isoformat() == value
        assert all(note.level == WARNING for note in notes)
    else:
        assert [note.level for note in notes] in ([], [ERROR])
    for note in notes:
        assert note.text()


@pytest.mark.parametrize(("day", "days", "later"), [
    ("2026-02-27", 2, "2026-03-01"), ("2024-02-28", 1, "2024-02-29"),
    ("2026-01-01", -1, "2025-12-31"), ("2026-05-05", 0, "2026-05-05")])
def test_days_are_counted_over_months_years_and_leap_days(day: str, days: int, later: str) -> None:
    assert add_days(day, days) == later


def test_what_is_not_at_once_seen_to_be_a_day_is_left_to_be_looked_at() -> None:
    first = dt.date(1899, 12, 1)
    found = frozenset((first + dt.timedelta(days=number)).isoformat() for number in range(73_600))
    left = no_days(found)
    assert left == {day for day in found if not "1900" <= day[:4] <= "2100" or day.endswith("-02-29")}
    odd = frozenset(("2024-2-3", "2024-02-30", "20240203", "", "2024-02-03 ", "２０２４-02-03", "2024-02-03T00:00"))
    assert no_days(odd | {"2024-02-03"}) == odd
    mixed: frozenset[str | int | None] = frozenset(("2024-02-03", 7))
    assert no_days(mixed) == mixed
