"""A welfare is paid once and in one place: festivals, illnesses, relatives, other unions, help (domain §6.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.offices import ACTOR
from tests.samples import id_number
from union_desk import lifecycle, records, registers
from union_desk.affairs import welfare

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.database import Database

MEMBERS, CLAIMS, POLICIES = (registers.get(name) for name in ("members", "welfare_claims", "welfare_policies"))
DAY = "2026-03-04"
EVENTS = ("01", "02", "05", "07", "09")


@pytest.fixture
def who(office: Database) -> str:
    """Return a member, in an office whose own policies stop what they forbid."""
    with office.write(ACTOR, "Added") as s:
        records.insert_many(s, POLICIES, [
            {"event": event, "policy": "本会经费管理办法", "clause": f"第{event}条", "valid_from": "2020-01-01"}
            for event in EVENTS])
        return records.insert_many(s, MEMBERS, [{
            "name": "甲一", "id_type": "01", "id_number": id_number(1, "1980-01-02"), "birth_date": "1980-01-02",
            "sex": "1", "membership_state": "active", "salary_in_fund_base": True}])[0]


def claim(who: str, event: str, **more: Any) -> dict[str, Any]:
    """Return a claim that nothing is wrong with."""
    return {"member_id": who, "event": event, "happened_on": DAY, "amount": 20_000, "handler": "周会计", **more}


def told(session: Session, row: dict[str, Any]) -> tuple[str, set[str]]:
    """Return the decision and the codes of its reasons."""
    found = welfare.check(session, row)
    return found.decision, {problem.code for problem in found.reasons}


def test_each_festival_is_given_once_and_only_those_of_the_list(office: Database, who: str) -> None:
    with office.write(ACTOR, "Added") as s:
        lifecycle.create(s, CLAIMS, claim(who, "01", festival="2", happened_on="2026-02-10"))
        assert told(s, claim(who, "01", festival="2")) == ("stop", {"same_festival"})
        assert told(s, claim(who, "01", festival="3")) == ("pass", set())
        assert told(s, claim(who, "01")) == ("review", {"no_festival"})
        assert told(s, claim(who, "01", festival="2", happened_on="2027-01-28"))[0] == "pass"  # the next year's
        lifecycle.create(s, CLAIMS, claim(who, "01", festival="8", happened_on="2026-03-01"))
        assert told(s, claim(who, "01", festival="8")) == ("pass", set())  # minorities have several
        assert told(s, claim(who, "02"))[0] == "pass"


def test_one_illness_counts_once_a_year(office: Database, who: str) -> None:
    with office.write(ACTOR, "Added") as s:
        lifecycle.create(s, CLAIMS, claim(who, "05", illness="阑尾炎", happened_on="2026-01-10"))
        assert told(s, claim(who, "05", illness="阑尾 炎")) == ("stop", {"same_illness"})
        assert told(s, claim(who, "05", illness="骨折")) == ("pass", set())
        assert told(s, claim(who, "05")) == ("review", {"which_illness"})
        assert told(s, claim(who, "05", illness="阑尾炎", happened_on="2027-01-10"))[0] == "pass"


def test_nobody_dies_twice_and_only_close_relatives_count(office: Database, who: str) -> None:
    with office.write(ACTOR, "Added") as s:
        lifecycle.create(s, CLAIMS, claim(who, "07", relation="51", relative="甲父", happened_on="2021-01-10"))
        assert told(s, claim(who, "07", relation="51")) == ("stop", {"same_relative"})
        assert told(s, claim(who, "07", relation="50", relative="甲父")) == ("stop", {"same_relative"})
        assert told(s, claim(who, "07", relation="52", relative="甲母")) == ("pass", set())
        assert told(s, claim(who, "07", relation="71")) == ("stop", {"not_close"})
        assert told(s, claim(who, "07", relation="55")) == ("pass", set())
        records.save(s, registers.get("norms"), {"name": "welfare.in_laws", "value": 0, "level": "warning",
                                                 "valid_from": "2020-01-01", "basis": "本会办法"})
        assert told(s, claim(who, "07", relation="55")) == ("stop", {"not_close"})
        assert told(s, claim(who, "07")) == ("review", {"no_relation"})


def test_the_same_occasion_on_the_same_day_is_the_same_one(office: Database, who: str) -> None:
    with office.write(ACTOR, "Added") as s:
        lifecycle.create(s, CLAIMS, claim(who, "02"))
        assert told(s, claim(who, "02")) == ("stop", {"same_day"})


def test_a_member_of_two_unions_has_it_in_one_place(office: Database, who: str) -> None:
    with office.write(ACTOR, "Added") as s:
        assert told(s, claim(who, "02", paid_elsewhere="某区总工会")) == ("stop", {"paid_elsewhere"})
        records.save(s, MEMBERS, {"employment_form": "3"}, who)
        assert told(s, claim(who, "02")) == ("review", {"dispatched"})
        assert told(s, claim(who, "02", only_here=True)) == ("pass", set())
        records.save(s, MEMBERS, {"employment_form": "1", "salary_in_fund_base": False}, who)
        assert told(s, claim(who, "02")) == ("stop", {"not_in_base"})


def test_who_came_this_year_may_have_had_it_before(office: Database, who: str) -> None:
    with office.write(ACTOR, "Came") as s:
        records.insert_many(s, registers.get("membership_events"), [
            {"member_id": who, "event": "transfer_in", "happened_on": "2026-02-01"}])
        assert told(s, claim(who, "02")) == ("review", {"came_this_year"})
        assert told(s, claim(who, "05", illness="骨折")) == ("pass", set())  # no yearly one
        assert told(s, claim(who, "02", happened_on="2027-03-04")) == ("pass", set())


def test_help_and_activities_for_the_same_need_are_looked_at(office: Database, who: str) -> None:
    with office.write(ACTOR, "Helped") as s:
        records.insert_many(s, registers.get("help_records"), [
            {"member_id": who, "help_kind": "06", "fund_source": "4", "helped_on": "2026-01-20", "amount": 1,
             "handler": "周会计", "help_state": "paid", "help_no": "BF1"}])
        assert told(s, claim(who, "09")) == ("review", {"helped_already"})
        assert told(s, claim(who, "09", happened_on="2027-01-20")) == ("pass", set())
        visit, match = records.insert_many(s, registers.get("activities"), [
            {"title": "春节慰问", "kind": "A06", "starts_on": "2026-02-20", "status": "archived"},
            {"title": "球赛", "kind": "A02", "starts_on": "2026-04-01", "status": "archived"}])
        records.insert_many(s, registers.get("activity_goods"), [
            {"activity_id": one, "member_id": who, "item": "礼盒", "quantity": 1} for one in (visit, match)])
        assert told(s, claim(who, "01", festival="2")) == ("review", {"by_activity"})
        assert told(s, claim(who, "01", festival="3", happened_on="2026-04-04")) == ("pass", set())
