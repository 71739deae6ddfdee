"""Honours, representatives, shops and offers: what their rules say."""

from __future__ import annotations

from typing import Any

import pytest

from union_desk import checking, registers
from union_desk.schema.problem import ERROR

HONOURS, WORKERS, REPS, SHOPS, OFFERS = (
    registers.get(n) for n in ("honours", "model_workers", "congress_reps", "partner_shops", "offers"))


def found(register: Any, **values: Any) -> set[tuple[str, str, str]]:
    """Return code, level and field of what the rules say."""
    return {(p.code, p.level, p.field) for p in checking.check_rules(register, values, checking.Alone())}


@pytest.mark.parametrize(("values", "told"), [
    ({"holder": "person"}, ("holder", ERROR, "member_id")),
    ({"holder": "branch"}, ("holder", ERROR, "branch_id")),
    ({"holder": "union", "member_id": "x"}, ("holder", ERROR, "member_id")),
    ({"holder": "person", "member_id": "x", "award": "03"}, ("collective", "warning", "holder")),
    ({"holder": "union", "year": 2020, "awarded_on": "2024-05-01"}, ("year", "warning", "awarded_on")),
    ({"holder": "union", "year": 2100}, ("future_date", ERROR, "year"))])
def test_an_honour_has_one_holder_and_a_year(values: dict[str, Any], told: tuple[str, str, str]) -> None:
    assert found(HONOURS, **values) == {told}


def test_a_sound_honour_is_left_alone() -> None:
    assert found(HONOURS, holder="person", member_id="x", award="01", year=2025, awarded_on="2025-04-28") == set()


def test_terms_agreements_and_offers_end_after_they_begin() -> None:
    assert found(REPS, term_from="2024-01-01", term_to="2023-12-31") == {("dates", ERROR, "term_to")}
    assert found(SHOPS, agreed_from="2024-01-01", agreed_to="2023-12-31") == {("dates", ERROR, "agreed_to")}
    ended = found(OFFERS, kind="free", valid_from="2024-01-01", valid_to="2023-12-31")
    assert ended == {("dates", ERROR, "valid_to")}
    assert found(WORKERS, checked_on="2999-01-01") == {("future_date", ERROR, "checked_on")}


def test_an_offer_says_its_price_and_keeps_to_its_places() -> None:
    assert found(OFFERS, kind="discount") == {("price", "warning", "percent")}
    assert found(OFFERS, kind="reduction") == {("price", "warning", "amount")}
    assert found(OFFERS, kind="free", quota=10, uptake=11) == {("quota", "warning", "uptake")}
    assert found(OFFERS, kind="discount", percent=85, quota=10, uptake=10) == set()


@pytest.mark.parametrize(("register", "name"), [(OFFERS, "percent"), (SHOPS, "rating"), (HONOURS, "year")])
def test_numbers_stay_within_their_limits(register: Any, name: str) -> None:
    kind = register.fields[name].kind
    assert [p.code for p in kind.check(100_000)] == ["out_of_range"]
    assert kind.check({"percent": 85, "rating": 5, "year": 2025}[name]) == []
