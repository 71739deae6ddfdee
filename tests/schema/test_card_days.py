"""Days in identity numbers: put together of few parts, each is what the calendar says."""

from __future__ import annotations

import datetime as dt

import pytest

from union_desk.schema import card_days

FIRST = dt.date(1899, 12, 30)


def test_each_day_of_two_centuries_is_read_as_the_calendar_spells_it_and_weighs_what_its_digits_weigh() -> None:
    for number in range(0, 74_000, 7):
        day = FIRST + dt.timedelta(days=number)
        text = f"{day:%Y%m%d}"
        told = card_days.read(text)
        assert told.iso == (day.isoformat() if day.year >= 1900 else None)
        weights = card_days.WEIGHTS[6:14]
        assert told.share == sum(int(digit) * weight for digit, weight in zip(text, weights, strict=True)), text


@pytest.mark.parametrize(("text", "iso"), [
    ("20240229", "2024-02-29"), ("20230229", None), ("19000229", None), ("20000229", "2000-02-29"),
    ("20241301", None), ("20240431", None), ("00010101", None), ("21500101", "2150-01-01")])
def test_days_that_not_every_year_has_are_looked_up_in_the_calendar(text: str, iso: str | None) -> None:
    assert card_days.read(text).iso == iso


@pytest.mark.parametrize("text", ["2024022", "202402291", "2024022X", "２０２４０２２９", ""])
def test_what_is_no_eight_digits_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text or "^$"):
        card_days.read(text)
