"""Committees, officers, ballots and contracts: what the rules of §3.3 allow and what they refuse."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from tests.offices import ACTOR
from tests.samples import member
from union_desk import checking, lifecycle, records, registers
from union_desk.errors import InvalidRecordError
from union_desk.registers import ballot_rules, committee_rules
from union_desk.schema import seats
from union_desk.schema.problem import ERROR, WARNING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.database import Database

EMPLOYERS, COMMITTEES, OFFICERS = (registers.get(n) for n in ("employers", "committees", "officers"))
CONTRACTS, STATIONS = registers.get("collective_contracts"), registers.get("service_stations")
ELECTIONS, BALLOTS, CANDIDATES = (registers.get(n) for n in ("elections", "election_ballots", "election_candidates"))
REGISTRATIONS = registers.get("legal_registrations")
ALONE = checking.Alone(day="2026-11-22")


def said(book: Any, **values: Any) -> list[tuple[str, str, str]]:
    """Return (level, code, field) of what a record by itself is told, without what is missing."""
    found = checking.validate(book, values, ALONE)
    return [(p.level, p.code, p.field) for p in found if p.code not in {"missing", "incomplete"}]


def refused(session: Session, book: Any, **values: Any) -> set[str]:
    """Return the codes for which a record is not saved."""
    with pytest.raises(InvalidRecordError) as caught:
        records.save(session, book, values)
    problems: list[Any] = caught.value.problems
    return {p.code for p in problems}


def people(session: Session, count: int, first: int = 1) -> list[str]:
    return [lifecycle.create(session, registers.get("members"), member(first + i, name=f"会员{i}")).id
            for i in range(count)]


# ---- employers


def test_the_parts_of_the_staff_are_not_more_than_the_staff() -> None:
    assert said(EMPLOYERS, employees=10, employees_female=11, scale="2") == [(ERROR, "L1", "employees_female")]
    assert said(EMPLOYERS, employees=10, employees_female=10, scale="2") == []


@pytest.mark.parametrize(("count", "scale"), [(9, "1"), (10, "2"), (99, "2"), (100, "3"), (499, "3"), (500, "4")])
def test_the_size_follows_the_number_of_employees(count: int, scale: str) -> None:
    assert said(EMPLOYERS, employees=count, scale=scale) == []
    other = "1" if scale != "1" else "4"
    assert said(EMPLOYERS, employees=count, scale=other) == [(WARNING, "scale", "scale")]


def test_the_code_begins_as_the_nature_of_the_unit_asks() -> None:
    code = "91350100M000100Y43"
    assert said(EMPLOYERS, unit_uscc=code, nature="09") == []
    assert said(EMPLOYERS, unit_uscc=code, nature="15") == [(WARNING, "uscc_prefix", "nature")]
    assert said(EMPLOYERS, unit_uscc="81460100MC0000012U") == [(WARNING, "uscc_prefix", "unit_uscc")]


# ---- committees


@pytest.mark.parametrize(("years", "ends", "told"), [
    (5, "2027-04-30", []), (3, "2025-04-30", []), (5, "2026-04-30", [(WARNING, "term_years", "term_to")]),
    (4, "2026-04-30", [(ERROR, "term_years", "term_years")]), (None, "2026-04-30", [])])
def test_a_term_has_three_or_five_years(years: int | None, ends: str, told: list[Any]) -> None:
    assert said(COMMITTEES, kind="01", term_years=years, term_from="2022-05-01", term_to=ends) == told


def test_a_term_that_begins_on_a_leap_day_ends_before_march() -> None:
    assert committee_rules.end_of_term("2024-02-29", 3) == "2027-02-28"
    assert committee_rules.end_of_term("2024-02-29", 4) == "2028-02-28"
    assert committee_rules.end_of_term("2022-05-01", 5) == "2027-04-30"


@pytest.mark.parametrize(("members", "least", "most"), [
    (0, 3, 5), (24, 3, 5), (25, 3, 7), (200, 3, 7), (201, 7, 15), (1000, 7, 15), (1001, 15, 21), (5000, 15, 21),
    (5001, 21, 29), (10_000, 21, 29), (10_001, 29, 37), (50_000, 29, 37), (50_001, 37, 45), (999_999, 37, 45)])
def test_the_committee_grows_with_the_members(members: int, least: int, most: int) -> None:
    band = seats.band(seats.COMMITTEE, members)
    assert band is not None
    assert (band.least, band.most) == (least, most)
    for many, told in ((least, []), (most, []), (least - 1, ["size"]), (most + 1, ["size"])):
        found = said(COMMITTEES, kind="01", seats=many, members_at_start=members)
        assert [code for _level, code, _field in found] == told


def test_the_bands_leave_no_gap_and_do_not_overlap() -> None:
    for body in (seats.COMMITTEE, seats.REPRESENTATIVES):
        bands = [band for band in seats.bands() if band.body == body]
        assert bands[-1].most_members is None
        for one, following in itertools.pairwise(bands):
            assert one.most_members is not None
            assert following.least_members in {one.most_members, one.most_members + 1}
    assert seats.band(seats.REPRESENTATIVES, 99) is None


def test_the_audit_committee_has_three_to_eleven_members() -> None:
    assert [said(COMMITTEES, kind="03", seats=n) for n in (3, 11)] == [[], []]
    assert [[c for _l, c, _f in said(COMMITTEES, kind="03", seats=n)] for n in (2, 12)] == [["audit_least"]] * 2


def test_there_is_one_committee_of_a_kind_at_a_time(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        first = records.save(s, COMMITTEES, {
            "name": "四届", "kind": "01", "term_from": "2022-05-01", "term_to": "2027-04-30"})
        second = {"name": "五届", "kind": "01", "term_from": "2026-10-01", "term_to": "2031-09-30"}
        assert refused(s, COMMITTEES, **second) == {"one_term"}
        records.save(s, COMMITTEES, second | {"kind": "04"})
        records.save(s, COMMITTEES, {"ended_on": "2026-10-01"}, first.id)
        assert records.save(s, COMMITTEES, second).changed


# ---- officers


def test_a_chair_is_moved_only_with_both_consents_during_the_term(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        (one,) = people(s, 1)
        body = records.save(s, COMMITTEES, {
            "name": "五届", "kind": "01", "term_from": "2022-05-01", "term_to": "2027-04-30"})
        post = {"member_id": one, "post": "01", "committee_id": body.id, "since": "2022-05-01", "end_reason": "2"}
        assert refused(s, OFFICERS, **post, until="2026-01-01") == {"protection"}
        assert refused(s, OFFICERS, **post, until="2026-01-01", own_consent=True) == {"protection"}
        assert records.save(s, OFFICERS, post | {"until": "2027-04-30"}).changed
        assert records.save(s, OFFICERS, post | {
            "until": "2026-01-01", "since": "2021-01-01", "own_consent": True, "superior_consent": True,
            "committee_id": None}).changed


@pytest.mark.parametrize(("entitled", "votes", "told"), [
    (100, 51, []), (100, 50, ["removal_percent"]), (101, 51, []), (10, 11, ["removal"]),
    (None, None, ["removal_percent"])])
def test_a_removal_needs_more_than_half_of_all(entitled: int | None, votes: int | None, told: list[str]) -> None:
    removal = {"removal_entitled": entitled, "removal_votes": votes}
    found = said(OFFICERS, post="01", end_reason="4", until="2026-01-01", **removal)
    assert [code for _level, code, _field in found] == told


def test_a_body_has_one_chair_unless_one_stands_in(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        one, two = people(s, 2)
        body = records.save(s, COMMITTEES, {"name": "五届", "kind": "01", "term_from": "2022-05-01"}).id
        first = records.save(s, OFFICERS, {
            "member_id": one, "post": "01", "committee_id": body, "since": "2022-05-01"}).id
        second = {"member_id": two, "post": "01", "committee_id": body, "since": "2024-01-01"}
        assert refused(s, OFFICERS, **second) == {"one_holder"}
        assert records.save(s, OFFICERS, second | {"deputy_of": first}).changed
        assert refused(s, OFFICERS, member_id=one, post="03", committee_id=body, deputy_of=first) == {"deputy"}
        records.save(s, OFFICERS, {"until": "2024-01-01", "end_reason": "3"}, first)
        assert records.save(s, OFFICERS, second).changed


def test_who_audits_keeps_no_accounts_at_the_same_time(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        (one,) = people(s, 1)
        records.save(s, OFFICERS, {"member_id": one, "post": "81", "since": "2022-05-01", "until": "2024-01-01"})
        assert refused(s, OFFICERS, member_id=one, post="22", since="2023-01-01") == {"no_finance"}
        assert records.save(s, OFFICERS, {"member_id": one, "post": "22", "since": "2024-01-01"}).changed


# ---- elections


@pytest.mark.parametrize(("members", "form", "told"), [
    (100, "2", [(ERROR, "full_meeting_members", "meeting_form")]), (101, "2", []), (100, "1", [])])
def test_up_to_a_hundred_members_all_of_them_meet(members: int, form: str, told: list[Any]) -> None:
    assert said(ELECTIONS, body="01", members_total=members, meeting_form=form) == told


@pytest.mark.parametrize(("meeting", "told"), [
    ("2026-11-30", "1"), ("2026-12-01", "3"), ("2026-05-01", "2"), ("2026-06-15", "1")])
def test_the_dates_tell_early_from_late(meeting: str, told: str) -> None:
    problems = checking.validate(ELECTIONS, {"timing": "1", "old_term_to": "2026-11-30", "meeting_on": meeting}, ALONE)
    assert [p.suggestion for p in problems if p.code == "timing"] == ([] if told == "1" else [told])


@pytest.mark.parametrize(("entitled", "attended", "enough"), [
    (45, 30, True), (45, 29, False), (3, 2, True), (0, 0, True)])
def test_two_thirds_must_attend(entitled: int, attended: int, enough: bool) -> None:
    told = [] if enough else [(ERROR, "quorum", "attended")]
    assert said(BALLOTS, entitled=entitled, attended=attended) == told


@pytest.mark.parametrize("field", ["attended", "issued", "returned", "valid"])
def test_no_number_of_a_ballot_is_larger_than_the_one_before(field: str) -> None:
    sound = {"entitled": 45, "attended": 44, "issued": 44, "returned": 43, "valid": 42}
    assert said(BALLOTS, **sound) == []
    assert (ERROR, "ballot", field) in said(BALLOTS, **(sound | {field: 46}))


@pytest.mark.parametrize(("places", "percent", "needed"), [
    (3, 5, 4), (7, 5, 8), (20, 5, 21), (21, 5, 23), (5, 10, 6), (11, 10, 13)])
def test_there_are_more_candidates_than_seats(places: int, percent: int, needed: int) -> None:
    assert ballot_rules.needed(places, percent) == needed


def test_a_registration_s_income_adds_up() -> None:
    parts = {"income_left": 100, "income_dues": 200, "income_share": 300, "income_other": 400}
    assert said(REGISTRATIONS, **parts, income_total=1000) == []
    assert said(REGISTRATIONS, **parts, income_total=1001) == [(ERROR, "sum", "income_total")]


# ---- contracts and stations


@pytest.mark.parametrize(("ends", "told"), [
    ("2026-12-31", []), ("2028-12-31", []), ("2029-01-01", ["contract_least_years"]),
    ("2026-06-30", ["contract_least_years"]), ("2025-12-31", ["dates"])])
def test_a_collective_contract_runs_one_to_three_years(ends: str, told: list[str]) -> None:
    assert [code for _l, code, _f in said(CONTRACTS, valid_from="2026-01-01", valid_to=ends)] == told


def test_a_collective_contract_is_filed_in_ten_days_after_signing() -> None:
    def told(filed: str) -> list[str]:
        return [code for _l, code, _f in said(CONTRACTS, signed_on="2026-01-05", filed_on=filed)]

    assert told("2026-01-15") == []
    assert told("2026-01-16") == ["contract_filing_days"]
    assert told("2026-01-04") == ["dates"]


@pytest.mark.parametrize(("entitled", "attended", "agreed", "told"), [
    (60, 40, 31, []), (60, 39, 31, ["congress_for"]), (60, 40, 30, ["congress_for"]),
    (60, 61, 31, ["congress_attended"]), (60, 40, 41, ["congress_for"])])
def test_the_staff_congress_adopts_with_two_thirds_present_and_half_of_all(
    entitled: int, attended: int, agreed: int, told: list[str]
) -> None:
    found = said(CONTRACTS, congress_entitled=entitled, congress_attended=attended, congress_for=agreed)
    assert [field for _level, _code, field in found] == told


def test_a_station_closes_after_it_opened() -> None:
    assert said(STATIONS, opened_on="2026-01-02", closed_on="2026-01-01") == [(ERROR, "dates", "closed_on")]


@pytest.mark.parametrize(("facts", "told"), [
    ({"entitled": 60, "attended": 40, "frontline": 36}, []),
    ({"entitled": 60, "attended": 39}, [("congress_parts", "attended")]),
    ({"entitled": 60, "attended": 61}, [("people", "attended")]),
    ({"entitled": 60, "female": 61}, [("people", "female")]),
    ({"ended_on": "2026-03-01"}, [("dates", "ended_on")])])
def test_two_thirds_of_the_representatives_make_a_session_and_nobody_counts_twice(
    facts: dict[str, object], told: list[tuple[str, str]]
) -> None:
    found = said(registers.get("staff_congresses"), held_on="2026-03-02", **facts)
    assert [(code, field) for _level, code, field in found] == told
