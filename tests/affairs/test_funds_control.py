"""Spending control: what union funds do not pay, budgets and audits in their season, the members told (domain §6.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.offices import ACTOR
from tests.samples import id_number
from union_desk import records, registers
from union_desk.affairs import funds_books, funds_control
from union_desk.errors import InvalidRecordError
from union_desk.registers import funds_headings
from union_desk.statistics import counting, indicators, period

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.database import Database

LEDGER, BUDGETS, AUDITS, OFFICERS, MEMBERS = (registers.get(name) for name in (
    "ledger_entries", "budgets", "fund_audits", "officers", "members"))
EXPENSE: dict[str, Any] = {
    "happened_on": "2025-03-10", "category": "201", "item": "20102", "purpose": "运动会器材", "party": "文体商店",
    "amount": 50_000, "handler": "周会计", "approver": "陈主席", "cashier": "林出纳"}
AUDIT = {"year": 2025, "kind": "2", "audited_on": "2026-03-10", "audited_by": "工会经审委", "result": "1"}


def lines(session: Session, day: str) -> dict[str, int]:
    """Return what control asks for on a day."""
    return {duty.code: duty.count for duty in funds_control.duties(session, day) if duty.count}


def test_an_expense_is_remarked_for_its_words_and_without_approval(office: Database) -> None:
    def codes(**more: Any) -> list[str]:
        return [problem.code for problem in records.save(s, LEDGER, EXPENSE | more).problems]

    with office.write(ACTOR, "Added") as s:
        assert codes() == []
        for words, basis in funds_headings.forbidden():
            assert basis
            assert codes(purpose=f"支付{words[0]}") == ["forbidden"]
        assert codes(approver=None) == ["unapproved"]
        assert codes(category="102", item=None, purpose="补贴收入") == []


def test_the_budget_and_the_audit_are_asked_for_in_their_season(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        assert lines(s, "2026-04-01") == {}  # no ledger is kept here
        records.save(s, LEDGER, EXPENSE)
        assert lines(s, "2026-01-20") == {}
        assert lines(s, "2026-04-01") == {"budget_missing": 1, "audit_missing": 1}
        records.save(s, BUDGETS, {"year": 2026, "category": "201", "amount": 1, "adopted_on": "2026-02-01"})
        assert lines(s, "2026-02-20") == {}
        assert lines(s, "2026-04-01") == {"budget_unfiled": 1, "audit_missing": 1}
        made = records.save(s, AUDITS, AUDIT).id
        assert lines(s, "2026-04-01") == {"budget_unfiled": 1}
        assert lines(s, "2026-04-20") == {"budget_unfiled": 1, "audit_unpublished": 1}
        records.save(s, AUDITS, {"published_on": "2026-04-21", "published_how": "会员大会"}, made)
        assert lines(s, "2026-04-22") == {"budget_unfiled": 1}


def test_what_an_audit_found_is_put_right_in_time(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        saved = records.save(s, AUDITS, AUDIT | {"result": "2"})
        assert [problem.code for problem in saved.problems] == ["no_findings"]
        records.save(s, AUDITS, {"findings": "缺签领表", "rectify_by": "2026-05-01"}, saved.id)
        assert lines(s, "2026-05-01") == {}
        assert lines(s, "2026-05-02") == {"audit_mending": 1}
        records.save(s, AUDITS, {"rectified_on": "2026-05-02"}, saved.id)
        assert lines(s, "2026-05-03") == {}


def test_a_chair_who_leaves_is_audited_by_somebody_who_does_not_keep_the_books(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        who = records.insert_many(s, MEMBERS, [{
            "name": "甲一", "id_type": "01", "id_number": id_number(1, "1980-01-02"), "birth_date": "1980-01-02",
            "sex": "1", "membership_state": "active"}])[0]
        post = records.insert_many(s, OFFICERS, [{"member_id": who, "post": "01", "until": "2026-01-15"}])[0]
        assert lines(s, "2026-02-01") == {"audit_leaving": 1}
        funds_books.close(s, 2025, None, "周会计")
        records.save(s, AUDITS, AUDIT | {"kind": "3", "officer_id": post})
        assert lines(s, "2026-02-01") == {}
    for wrong, code in (({"kind": "3"}, "no_officer"), ({"audited_by": "周会计、孙主任"}, "same_person")):
        with pytest.raises(InvalidRecordError) as told, office.write(ACTOR, "Added") as s:
            records.save(s, AUDITS, AUDIT | wrong)
        assert [getattr(problem, "code", "") for problem in told.value.problems] == [code]


def test_the_return_of_the_year_proposes_that_it_was_audited(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        year, wanted = period.ending("2026-09-30"), [indicators.get("audit_done")]
        assert not counting.count(s, year, wanted)["audit_done"].value
        records.save(s, AUDITS, AUDIT | {"kind": "1"})  # looking at a budget is no audit of accounts
        assert not counting.count(s, year, wanted)["audit_done"].value
        records.save(s, AUDITS, AUDIT)
        assert counting.count(s, year, wanted)["audit_done"].value
