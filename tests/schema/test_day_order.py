"""The order of days: what has happened is not ahead of its day, and nothing ends before it begins."""

from __future__ import annotations

import pytest

from union_desk import checking
from union_desk.schema.day_order import ahead, backwards, in_order, not_ahead

ALONE = checking.Alone(day="2026-11-22")


@pytest.mark.parametrize(("value", "told"), [
    ("2026-11-22", False), ("2026-11-23", True), ("2026-11", False), ("2026-12", True), (2026, False), (2027, True),
    (None, False), ("", False)])
def test_what_has_happened_is_not_ahead_as_a_day_a_month_or_a_year(value: object, told: bool) -> None:
    assert [p.code for p in ahead({"at": value}, ALONE, "at")] == ["future_date"] * told


def test_every_later_day_is_held_against_the_first() -> None:
    values = {"since": "2026-03-02", "until": "2026-03-01", "ended_on": "2026-03-02", "left_on": None}
    found = [*backwards(values, "since", "until", "ended_on", "left_on")]
    assert [(p.code, p.field) for p in found] == [("dates", "until")]
    assert not [*backwards({"until": "2026-03-01"}, "since", "until")]


def test_a_book_takes_both_as_rules_that_speak_when_one_of_their_days_changes() -> None:
    assert (not_ahead("paid_on").fields, in_order("since", "until").fields) == (("paid_on",), ("since", "until"))
    said = [*in_order("since", "until", message="backwards").check({"since": "2", "until": "1"}, ALONE)]
    assert [p.message for p in said] == ["backwards"]
