"""The books of the funds: entries and reversals, budget, closing, welfare rules and their payments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.offices import ACTOR
from tests.samples import id_number
from union_desk import lifecycle, records, registers
from union_desk.affairs import dues_receipts, funds, funds_books, welfare
from union_desk.errors import InvalidRecordError, UserError
from union_desk.registers import funds_headings
from union_desk.registers.funds_welfare import TRANSITIONS
from union_desk.schema import codes

if TYPE_CHECKING:
    from collections.abc import Callable

    from union_desk.database import Database

MEMBERS, BUDGETS, LEDGER, REMITTANCES, CLOSINGS, CLAIMS, POLICIES = (registers.get(name) for name in (
    "members", "budgets", "ledger_entries", "remittances", "closings", "welfare_claims", "welfare_policies"))
EXPENSE: dict[str, Any] = {
    "happened_on": "2026-03-10", "category": "201", "item": "20102", "purpose": "运动会器材", "party": "文体商店",
    "amount": 50_000, "handler": "周会计", "approver": "陈主席", "cashier": "林出纳"}


def member(office: Database) -> str:
    """Add a member on the books."""
    with office.write(ACTOR, "Added") as s:
        return records.insert_many(s, MEMBERS, [{
            "name": "甲一", "id_type": "01", "id_number": id_number(1, "1980-01-02"), "birth_date": "1980-01-02",
            "sex": "1", "membership_state": "active"}])[0]


def codes_of(fault: InvalidRecordError) -> set[str]:
    """Return the codes of what is wrong."""
    return {getattr(problem, "code", "") for problem in fault.problems}


def refused(office: Database, register: Any, row: dict[str, Any]) -> set[str]:
    """Return the codes of the errors for which a record is refused."""
    with pytest.raises(InvalidRecordError) as told, office.write(ACTOR, "Added") as s:
        records.save(s, register, row)
    return codes_of(told.value)


def test_handler_approver_and_cashier_are_three_people(office: Database) -> None:
    assert refused(office, LEDGER, EXPENSE | {"cashier": "周会计"}) == {"same_person"}
    assert refused(office, LEDGER, EXPENSE | {"approver": "林出纳"}) == {"same_person"}


def test_headings_hold_for_their_years_and_lead_to_their_successors(office: Database) -> None:
    assert refused(office, LEDGER, EXPENSE | {"item": "20401"}) == {"item_elsewhere"}
    assert refused(office, LEDGER, EXPENSE | {"category": "109", "item": None}) == {"heading_closed"}
    assert refused(office, LEDGER, EXPENSE | {"happened_on": "2019-03-10", "category": "202", "item": None}) == {
        "heading_closed"}
    with office.write(ACTOR, "Added") as s:
        records.save(s, LEDGER, EXPENSE | {"happened_on": "2019-03-10", "item": "20104"})
        rows = funds_books.entries(s, "2019-01-01", "2019-12-31")
    assert funds_books.by_present_heading(rows, "2019-12-31") == {"201": 50_000}
    assert funds_books.by_present_heading(rows, "2026-01-01") == {"202": 50_000}


def test_every_closed_heading_leads_to_one_that_is_in_force() -> None:
    closed = [one.code for name in ("fund_category", "fund_item") for one in codes.get(name) if one.valid_to]
    assert closed
    for code in closed:
        after = funds_headings.successor(code)
        assert after is not None
        found = funds_headings.entry(after.code)
        assert found is not None
        assert found.is_valid("2026-01-01")


def test_nothing_is_spent_over_the_budget_until_it_is_adjusted_once(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        line = records.save(s, BUDGETS, {"year": 2026, "category": "201", "item": "20102", "amount": 60_000}).id
        records.save(s, LEDGER, EXPENSE)
    assert refused(office, LEDGER, EXPENSE | {"amount": 20_000}) == {"over_budget"}
    with pytest.raises(InvalidRecordError), office.write(ACTOR, "Adjusted") as s:
        records.save(s, BUDGETS, {"adjusted": 90_000}, line)  # without its decision
    with office.write(ACTOR, "Adjusted") as s:
        records.save(s, BUDGETS, {"adjusted": 90_000, "adjusted_on": "2026-07-01", "adjustment": "纪要5号"}, line)
        records.save(s, LEDGER, EXPENSE | {"amount": 20_000})
        found = {(one.category, one.item): one for one in funds_books.spending(s, 2026)}
    assert (found["201", "20102"].spent, found["201", "20102"].left) == (70_000, 20_000)
    with pytest.raises(InvalidRecordError) as told, office.write(ACTOR, "Adjusted") as s:
        records.save(s, BUDGETS, {"adjusted": 99_000}, line)
    assert codes_of(told.value) == {"adjusted_twice"}


def test_an_entry_is_reversed_once_and_never_changed(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        made = records.save(s, LEDGER, EXPENSE).id
        dues_receipts.reverse_entry(s, made, "2026-03-12", "重复入账")
        assert funds_books.totals(s, 2026, 3).spending == 0
        assert [row["voucher_no"] for row in records.page(s, LEDGER)] == ["202603-0001", "202603-0002"]
    with pytest.raises(UserError), office.write(ACTOR, "Reversed") as s:
        dues_receipts.reverse_entry(s, made, "2026-03-12", "再一次")
    with pytest.raises(records.AppendOnlyError), office.write(ACTOR, "Edited") as s:
        records.save(s, LEDGER, {"amount": 1}, made)
    assert "reversal_sign" in refused(office, LEDGER, EXPENSE | {"amount": -49_999, "void_of": made, "reason": "误"})
    assert refused(office, LEDGER, EXPENSE | {"amount": 0}) == {"not_positive"}


def test_a_closed_month_takes_no_more_entries_and_its_sums_are_kept(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        records.save(s, LEDGER, {"happened_on": "2026-03-02", "category": "101", "purpose": "会费", "party": "财务部",
                                 "amount": 80_000})
        records.save(s, LEDGER, EXPENSE)
        made = funds_books.close(s, 2026, 3, "周会计", "2026-04-03").id
        row = records.get(s, CLOSINGS, made)
    assert (row["income"], row["spending"], row["balance"], row["entries"]) == (80_000, 50_000, 30_000, 2)
    assert "closed_period" in refused(office, LEDGER, EXPENSE)
    with pytest.raises(funds_books.ClosedAlreadyError), office.write(ACTOR, "Closed") as s:
        funds_books.close(s, 2026, 3, "周会计")
    assert refused(office, CLOSINGS, {"year": 2026, "month": 4, "closed_on": "2026-04-03", "closed_by": "周会计"}) == {
        "closed_early"}
    with office.write(ACTOR, "Added") as s:
        records.save(s, LEDGER, EXPENSE | {"happened_on": "2026-04-01"})
        funds_books.close(s, 2025, None, "周会计")
    assert "closed_period" in refused(office, LEDGER, EXPENSE | {"happened_on": "2025-06-01"})


def test_the_employer_owes_two_percent_of_all_wages(office: Database) -> None:
    row = {"year": 2026, "month": 2, "wage_total": 12_345_678, "paid": 200_000, "paid_on": "2026-03-05"}
    with office.write(ACTOR, "Added") as s:
        made = records.get(s, REMITTANCES, records.save(s, REMITTANCES, row).id)
        duties = {duty.code: duty.count for duty in funds.duties(s, "2026-03-20")}
    assert (made["due"], made["arrears"]) == (246_914, 46_914)
    assert duties["remittance_arrears"] == 1
    assert refused(office, REMITTANCES, row | {"month": 3, "due": 1}) == {"remittance_differs"}


POLICY = {"event": "05", "policy": "本会经费管理办法", "clause": "第九条", "limit_fen": 60_000, "times": 1,
          "forms": "1|3", "evidence": "32", "valid_from": "2026-01-01"}


def test_a_policy_names_only_codes_of_the_lists(office: Database) -> None:
    assert refused(office, POLICIES, POLICY | {"forms": "1|9"}) == {"unknown_code"}
    assert refused(office, POLICIES, POLICY | {"evidence": "诊断书"}) == {"unknown_code"}
    assert refused(office, POLICIES, POLICY | {"valid_to": "2025-12-31"}) == {"dates"}


def test_what_the_employer_paid_is_split_as_the_norm_says(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        saved = records.save(s, REMITTANCES, {"year": 2026, "month": 2, "wage_total": 5_000_000, "paid": 100_000,
                                              "paid_on": "2026-03-05"})
    (told,) = [problem for problem in saved.problems if problem.code == "split"]
    assert (told.params["kept"], told.params["up"]) == ("600.00", "400.00")


def claim(who: str, **more: Any) -> dict[str, Any]:
    """Return a claim for a stay in hospital."""
    return {"member_id": who, "event": "05", "happened_on": "2026-03-04", "amount": 60_000, "form": "3",
            "evidence": "32", "handler": "周会计", **more}


def test_the_rules_pass_review_or_stop_with_clause_and_day(office: Database) -> None:
    who = member(office)
    with office.read() as s:
        told = welfare.check(s, claim(who, amount=300_000))
        assert (told.decision, told.policy and told.policy.own) == ("review", False)  # examples bind nobody
    with office.write(ACTOR, "Added") as s:
        records.save(s, POLICIES, POLICY)
        assert welfare.check(s, claim(who)).decision == "pass"
        assert welfare.check(s, claim(who, evidence=None)).decision == "review"
        assert welfare.check(s, claim(who, amount=60_001)).decision == "stop"
        assert welfare.check(s, claim(who, form="4")).decision == "stop"
        assert welfare.check(s, claim(who, happened_on="2025-12-31")).decision == "pass"  # before our own policy
        made = lifecycle.create(s, CLAIMS, claim(who)).id
        row = records.get(s, CLAIMS, made)
        assert (row["verdict"], row["policy"], row["clause"], row["policy_from"]) == (
            "pass", POLICY["policy"], POLICY["clause"], "2026-01-01")
        again = welfare.check(s, claim(who))
    assert (again.decision, {problem.code for problem in again.reasons}) == (
        "stop", {"too_often", "over_limit", "same_day", "which_illness"})


def test_what_is_stopped_is_approved_only_as_an_exception_and_paid_by_a_third_person(office: Database) -> None:
    who = member(office)
    with office.write(ACTOR, "Added") as s:
        records.save(s, POLICIES, POLICY)
        made = lifecycle.create(s, CLAIMS, claim(who, amount=80_000)).id
    approve = {"event": "approve", "happened_on": "2026-03-05", "decided_by": "陈主席"}

    def faults(event: dict[str, Any]) -> set[str]:
        with pytest.raises(InvalidRecordError) as told, office.write(ACTOR, "Stepped") as s:
            lifecycle.apply_event(s, CLAIMS, made, event)
        return codes_of(told.value)

    assert faults(approve) == {"stopped"}
    with office.write(ACTOR, "Edited") as s:
        records.save(s, CLAIMS, {"override_reason": "重大疾病", "override_by": "陈主席"}, made)
    assert faults(approve | {"decided_by": "周会计"}) == {"same_person"}
    with office.write(ACTOR, "Approved") as s:
        lifecycle.apply_event(s, CLAIMS, made, approve)
    pay = {"event": "pay", "happened_on": "2026-03-06", "cashier": "林出纳", "signed_by": "甲一"}
    assert faults(pay | {"cashier": "陈主席"}) == {"same_person"}
    assert faults(pay | {"happened_on": "2026-03-04"}) == {"dates"}
    with office.write(ACTOR, "Paid") as s:
        lifecycle.apply_event(s, CLAIMS, made, pay)  # by the table of steps, too, the expense is entered
        (entry,) = records.page(s, LEDGER)
        assert records.get(s, CLAIMS, made)["claim_state"] == "paid"
    assert (entry["amount"], entry["category"], entry["item"], entry["claim_id"], entry["approver"]) == (
        80_000, "202", "20204", made, "陈主席")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(sorted({t.event for t in TRANSITIONS})), max_size=6))
def test_no_walk_leaves_the_table_of_transitions(office_maker: Callable[[], Database], steps: list[str]) -> None:
    office = office_maker()
    who = member(office)
    arrows = {(source, t.event): t.target for t in TRANSITIONS for source in t.sources}
    with office.write(ACTOR, "Added") as s:
        made = lifecycle.create(s, CLAIMS, claim(who)).id
    state = "requested"
    for step in steps:
        event = {"event": step, "happened_on": "2026-03-06", "decided_by": "陈主席", "cashier": "林出纳",
                 "signed_by": "甲一", "note": "情况属实"}
        try:
            with office.write(ACTOR, "Stepped") as s:
                lifecycle.apply_event(s, CLAIMS, made, event)
            assert (state, step) in arrows
            state = arrows[state, step]
        except lifecycle.TransitionError:
            assert (state, step) not in arrows
        with office.read() as s:
            assert records.get(s, CLAIMS, made)["claim_state"] == state
