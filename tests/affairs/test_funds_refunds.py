"""Refunds of the 2 %: policies with dates and conditions, the case from application to ledger (domain §6.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.offices import ACTOR
from union_desk import lifecycle, records, registers
from union_desk.affairs import funds_refunds
from union_desk.checking import Here
from union_desk.errors import InvalidRecordError
from union_desk.registers.funds_refund_rules import judge

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.database import Database

REFUNDS, POLICIES, REMITTANCES, UNITS, LEDGER = (registers.get(name) for name in (
    "fund_refunds", "refund_policies", "remittances", "founding_units", "ledger_entries"))
POLICY: dict[str, Any] = {
    "kind": "1", "policy": "省总工会返还办法", "clause": "第三条", "permille": 1000, "base": "2",
    "most_paid": 1_000_000, "scales": "1|2", "apply_by": 331, "category": "103",
    "valid_from": "2025-01-01", "valid_to": "2026-12-31"}
CASE = {"kind": "1", "year": 2025, "scale": "2", "applied_on": "2026-02-10"}


def paid(session: Session, month: int, fen: int = 200_000, **more: Any) -> str:
    """Enter a month's contribution, gathered here, of which 40 % go up."""
    return records.save(session, REMITTANCES, {
        "year": 2025, "month": month, "wage_total": fen * 50, "paid": fen, "paid_on": f"2025-{month:02d}-28",
        "nature": "1", "collector": "3", **more}).id


def told(session: Session, case: dict[str, Any]) -> tuple[str, set[str]]:
    """Return the decision and the codes of its reasons."""
    found = judge(case, Here(session, day="2026-03-01"))
    return found.decision, {problem.code for problem in found.reasons}


@pytest.fixture
def small(office: Database) -> Database:
    """Return an office with a policy of its own and two months paid."""
    with office.write(ACTOR, "Paid") as s:
        records.save(s, POLICIES, POLICY)
        paid(s, 1)
        paid(s, 2)
    return office


def test_base_and_amount_follow_from_the_books(small: Database) -> None:
    with small.write(ACTOR, "Applied") as s:
        row = records.get(s, REFUNDS, lifecycle.create(s, REFUNDS, CASE).id)
        month = records.get(s, REFUNDS, lifecycle.create(
            s, REFUNDS, CASE | {"year": 2025, "from_month": 2, "to_month": 2, "kind": "9"}).id)
    assert (row["paid_base"], row["amount"], row["verdict"], row["clause"], row["income_as"]) == (
        160_000, 160_000, "pass", "第三条", "103")
    assert (month["verdict"], month["amount"]) == ("review", None)  # no policy of that kind


def test_a_policy_holds_for_its_years_sizes_and_sums(small: Database) -> None:
    with small.write(ACTOR, "Asked") as s:
        assert told(s, CASE) == ("pass", set())
        assert told(s, CASE | {"scale": "4"}) == ("stop", {"scale"})
        assert told(s, CASE | {"scale": None}) == ("review", {"no_scale"})
        assert told(s, CASE | {"applied_on": "2026-04-01"}) == ("stop", {"late"})
        assert told(s, CASE | {"amount": 160_001}) == ("stop", {"more_than_follows"})
        assert told(s, CASE | {"paid_base": 1}) == ("review", {"base_differs"})
        assert told(s, CASE | {"year": 2027})[1] == {"no_policy"}
        paid(s, 3, 700_000)
        assert told(s, CASE) == ("stop", {"paid_too_much"})
        assert told(s, {**CASE, "year": 2021, "applied_on": "2022-01-05"})[0] == "pass"  # by the shipped example


def test_whoever_owes_gets_nothing_back_and_a_month_is_refunded_once(small: Database) -> None:
    with small.write(ACTOR, "Asked") as s:
        late = paid(s, 3, wage_total=20_000_000)
        assert told(s, CASE) == ("stop", {"arrears"})
        records.save(s, REMITTANCES, {"paid": 400_000}, late)
        lifecycle.create(s, REFUNDS, CASE | {"to_month": 2})
        assert told(s, CASE) == ("stop", {"refunded_already"})
        assert told(s, CASE | {"from_month": 3})[0] == "pass"


def test_a_refund_goes_from_application_to_the_ledger(small: Database) -> None:
    with small.write(ACTOR, "Applied") as s:
        made = lifecycle.create(s, REFUNDS, CASE).id
        for event in ({"event": "send_back", "note": "缺执照"}, {"event": "apply_again"},
                      {"event": "grant", "amount": 150_000, "document": "区总〔2026〕3号"}):
            lifecycle.apply_event(s, REFUNDS, made, {"happened_on": "2026-03-01", **event})
    receive = {"event": "receive", "happened_on": "2026-03-20", "amount": 150_001, "voucher": "回单8"}
    with pytest.raises(InvalidRecordError), small.write(ACTOR, "Received") as s:
        lifecycle.apply_event(s, REFUNDS, made, receive)
    with small.write(ACTOR, "Received") as s:
        lifecycle.apply_event(s, REFUNDS, made, receive | {"amount": 150_000})
        row = records.get(s, REFUNDS, made)
        (entry,) = records.page(s, LEDGER)
    assert (row["refund_state"], row["granted"], row["received"], row["received_on"]) == (
        "received", 150_000, 150_000, "2026-03-20")
    assert (entry["amount"], entry["category"], entry["refund_id"]) == (150_000, "103", made)
    with pytest.raises(InvalidRecordError), small.write(ACTOR, "Changed") as s:
        records.save(s, REFUNDS, {"amount": 1}, made)


def test_the_founding_levy_comes_back_to_a_union_that_was_founded_in_time(office: Database) -> None:
    with office.write(ACTOR, "Founded") as s:
        unit = records.save(s, UNITS, {"unit_name": "某餐饮店"}).id
        paid(s, 5, 100_000, nature="2", founding_id=unit, employer="某餐饮店")
        records.save(s, POLICIES, POLICY | {
            "kind": "3", "permille": 600, "base": "1", "scales": None, "most_paid": None, "apply_by": None, "months": 6,
            "category": "102"})
        case = {"kind": "3", "year": 2025, "founding_id": unit, "applied_on": "2025-12-01"}
        assert told(s, case) == ("stop", {"not_founded"})
        assert funds_refunds.duties(s, "2025-12-01")[3].count == 0
        records.save(s, UNITS, {"founded_on": "2025-06-10", "founding_doc": "批1号"}, unit)
        assert told(s, case) == ("review", {"no_account"})
        assert told(s, case | {"applied_on": "2025-12-11"})[1] == {"late", "no_account"}
        assert told(s, case | {"founding_id": None})[1] == {"no_unit"}
        assert funds_refunds.duties(s, "2025-12-01")[3].count == 1
        records.save(s, UNITS, {"account_on": "2025-07-01"}, unit)
        row = records.get(s, REFUNDS, lifecycle.create(s, REFUNDS, case).id)
        assert funds_refunds.duties(s, "2025-12-01")[3].count == 0
    assert (row["verdict"], row["amount"], row["income_as"]) == ("pass", 60_000, "102")


def test_today_tells_the_last_day_and_what_was_not_answered(small: Database) -> None:
    def lines(session: Session, day: str) -> dict[str, int]:
        return {duty.code: duty.count for duty in funds_refunds.duties(session, day) if duty.count}

    with small.write(ACTOR, "Applied") as s:
        assert lines(s, "2026-02-01") == {}
        assert lines(s, "2026-03-01") == {"refund_due": 1}
        assert lines(s, "2026-04-01") == {}
        made = lifecycle.create(s, REFUNDS, CASE).id
        assert lines(s, "2026-03-01") == {}
        assert lines(s, "2026-05-01") == {"refund_unanswered": 1}
        lifecycle.apply_event(s, REFUNDS, made, {"event": "grant", "happened_on": "2026-03-01", "amount": 1})
        assert lines(s, "2026-05-01") == {"refund_granted": 1}
