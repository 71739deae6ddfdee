"""Elections and registrations: walks over their tables, counting, the new committee, the countdown, what is due."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.offices import ACTOR
from tests.samples import id_number, member
from union_desk import checking, lifecycle, records, registers
from union_desk.affairs import organisation, organisation_elections, organisation_figures, organisation_legal
from union_desk.errors import InvalidRecordError
from union_desk.schema.dates import add_days

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from union_desk.database import Database
    from union_desk.schema.register import Register

ELECTIONS, BALLOTS, CANDIDATES = (registers.get(n) for n in ("elections", "election_ballots", "election_candidates"))
COMMITTEES, OFFICERS, UNIONS = (registers.get(n) for n in ("committees", "officers", "unions"))
REGISTRATIONS, MEMBERS, NORMS = (registers.get(n) for n in ("legal_registrations", "members", "norms"))
TODAY = checking.today()
HALF = 5
FULL = {"document": "甲1号", "decided_by": "上级工会", "note": "说明", "new_date": add_days(TODAY, 40),
        "valid_from": TODAY, "valid_to": add_days(TODAY, 900)}


def people(session: Session, count: int) -> list[str]:
    return [lifecycle.create(session, MEMBERS, member(10 + i, name=f"会员{i}")).id for i in range(count)]


def held(session: Session, votes: list[int], seats: int = 2, **changes: Any) -> str:
    """Return an election with a ballot for the committee and its candidates' votes; entitled are ten."""
    made = lifecycle.create(session, ELECTIONS, {
        "name": "二届换届", "planned_on": add_days(TODAY, -60), "meeting_on": add_days(TODAY, -1), "entitled": 10,
        "attended": 9, "term_no": 2, "term_years": 3, "term_from": TODAY, "term_to": add_days(TODAY, 1094),
        **changes}).id
    records.save(session, BALLOTS, {
        "election_id": made, "office": "01", "seats": seats, "entitled": 10, "attended": 9, "issued": 9, "returned": 9,
        "valid": 9})
    for place, (one, count) in enumerate(zip(people(session, len(votes)), votes, strict=True), 1):
        records.save(session, CANDIDATES, {
            "election_id": made, "office": "01", "member_id": one, "position": place, "votes_for": count})
    return made


def go(session: Session, register: Register, record: str, *events: str) -> None:
    for event in events:
        lifecycle.apply_event(session, register, record, facts(register, event))


def facts(register: Register, event: str, day: str = TODAY) -> dict[str, Any]:
    """Return an event with everything it may need."""
    known = registers.get(lifecycle.of(register).events).fields
    return {"event": event, "happened_on": day} | {n: v for n, v in FULL.items() if n in known}


# ---- walks


def walk(session: Session, register: Register, record: str, choices: list[int]) -> None:
    """Try events one after the other: each does what the table says, or changes nothing and says why.

    An even choice takes an event that the table allows, an odd one any.
    """
    life = lifecycle.of(register)
    every = [step.event for step in life.transitions]
    for choice in choices:
        state = records.get(session, register, record)[life.state]
        allowed = [step.event for step in life.allowed(state)]
        events = allowed if allowed and choice % 2 == 0 else every
        event = events[choice // 2 % len(events)]
        step = life.find(state, event)
        try:
            lifecycle.apply_event(session, register, record, facts(register, event))
        except lifecycle.TransitionError:
            assert step is None
        except InvalidRecordError:
            assert step is not None  # a guard of the rules spoke
        else:
            assert step is not None
            state = step.target
        assert records.get(session, register, record)[life.state] == state
    steps = records.page(session, registers.get(life.events), limit=-1)
    mine = [row for row in steps if row[life.link] == record]
    assert all(life.find(row["from_state"] or "", row["event"]) for row in mine)
    assert [row["to_state"] for row in mine[:-1]] == [row["from_state"] for row in mine[1:]]


@pytest.fixture(scope="session")
def walked(office_maker: Callable[[], Database]) -> Database:
    """Return one office in which all walks go, each with a file of its own."""
    return office_maker()


@settings(max_examples=15)
@given(choices=st.lists(st.integers(0, 60), min_size=4, max_size=14))
def test_no_walk_takes_an_election_where_the_table_does_not_lead(walked: Database, choices: list[int]) -> None:
    with walked.write(ACTOR, "Walked") as s:
        made = lifecycle.create(s, ELECTIONS, {
            "name": "换届", "planned_on": add_days(TODAY, -9), "meeting_on": TODAY, "entitled": 9, "attended": 9,
            "term_from": TODAY, "term_to": add_days(TODAY, 1094)}).id
        records.save(s, BALLOTS, {"election_id": made, "office": "03", "seats": 1, "entitled": 9, "valid": 9})
        chair = records.page(s, MEMBERS, limit=1) or [{"id": lifecycle.create(s, MEMBERS, member(1)).id}]
        records.save(s, CANDIDATES, {
            "election_id": made, "office": "03", "member_id": chair[0]["id"], "votes_for": 8, "elected": True})
        walk(s, ELECTIONS, made, choices)


@settings(max_examples=15)
@given(kind=st.sampled_from("1234"), choices=st.lists(st.integers(0, 30), min_size=3, max_size=9))
def test_no_walk_takes_a_registration_where_the_table_does_not_lead(
    walked: Database, kind: str, choices: list[int]
) -> None:
    with walked.write(ACTOR, "Walked") as s:
        made = lifecycle.create(s, REGISTRATIONS, {
            "kind": kind, "reason": "4", "chair": "张三", "office_address": "望海路8号", "prepared_on": TODAY}).id
        walk(s, REGISTRATIONS, made, choices)
        row = records.get(s, REGISTRATIONS, made)
        assert (row["state"] == "cancelled") <= (kind == "3")
        assert (row["state"] == "issued") <= (kind != "3")


# ---- what the steps need


def test_steps_are_not_earlier_than_those_before(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        made = held(s, [9, 8, 7])
        lifecycle.apply_event(s, ELECTIONS, made, facts(ELECTIONS, "request", add_days(TODAY, -10)))
        with pytest.raises(InvalidRecordError, match="不能早于"):
            lifecycle.apply_event(s, ELECTIONS, made, facts(ELECTIONS, "reply", add_days(TODAY, -11)))


@pytest.mark.parametrize(("changes", "votes", "told"), [
    ({"attended": 6}, [9, 8, 7], "方可选举"), ({}, [9, 8], "差额选举"),
    ({"attended": None}, [9, 8, 7], "请填写应到会人数")])
def test_an_election_without_quorum_or_choice_is_not_held(
    office: Database, changes: dict[str, Any], votes: list[int], told: str
) -> None:
    with office.write(ACTOR, "Added") as s:
        made = held(s, votes, meeting_on=TODAY, **changes)
        go(s, ELECTIONS, made, "request", "reply", "notify")
        with pytest.raises(InvalidRecordError, match=told):
            go(s, ELECTIONS, made, "hold")
        assert records.get(s, ELECTIONS, made)["state"] == "announced"


@pytest.mark.parametrize("timing", ["2", "3"])
def test_an_early_or_late_election_waits_for_its_approval(office: Database, timing: str) -> None:
    with office.write(ACTOR, "Added") as s:
        made = held(s, [9, 8, 7], meeting_on=TODAY, timing=timing)
        go(s, ELECTIONS, made, "request", "reply")
        with pytest.raises(InvalidRecordError, match="须经上级工会批准"):
            go(s, ELECTIONS, made, "notify")
        records.save(s, ELECTIONS, {"timing_approval": "总工复5号"}, made)
        go(s, ELECTIONS, made, "notify")


def test_papers_and_dates_of_the_steps_stand_on_the_file(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        made = held(s, [9, 8, 7], meeting_on=TODAY)
        go(s, ELECTIONS, made, "request", "reply", "postpone", "notify", "hold")
        row = records.get(s, ELECTIONS, made)
    assert (row["request_no"], row["requested_on"], row["reply_no"]) == ("甲1号", TODAY, "甲1号")
    assert row["meeting_on"] == TODAY


# ---- counting


@pytest.mark.parametrize(("votes", "elected"), [
    ([9, 8, 7], [0, 1]),  # more than half of ten for all, two seats
    ([9, 5, 4], [0]),  # five of ten are not more than half
    ([6, 9, 8], [1, 2]),  # the votes decide, not the place
    ([9, 7, 7], [0]),  # level on the last seat: a further vote decides
    ([7, 7, 7], []), ([0, 0, 0], [])])
def test_who_has_more_than_half_and_stands_before_the_others_is_elected(
    office: Database, votes: list[int], elected: list[int]
) -> None:
    with office.write(ACTOR, "Counted") as s:
        made = held(s, votes)
        (found,) = organisation_elections.count(s, made)
        rows = organisation_elections.rows_of(s, CANDIDATES, made)
        assert [place for place, row in enumerate(rows) if row["elected"]] == elected
        assert (found.seats, found.needed, found.empty) == (2, 6, 2 - len(elected))
        with pytest.raises(InvalidRecordError, match="不足以当选") if votes[1] <= HALF else nullcontext():
            records.save(s, CANDIDATES, {"elected": True}, rows[1]["id"])


# ---- the new committee


def test_the_new_committee_ends_the_old_one_and_its_posts(office: Database) -> None:
    with office.write(ACTOR, "Installed") as s:
        made = held(s, [9, 8, 7], meeting_on=TODAY)
        (old_chair,) = (lifecycle.create(s, MEMBERS, member(90, name="老主席")).id,)
        old = records.save(s, COMMITTEES, {
            "name": "一届", "kind": "01", "term_from": add_days(TODAY, -1095), "term_to": add_days(TODAY, -1)}).id
        post = records.save(s, OFFICERS, {
            "member_id": old_chair, "post": "01", "committee_id": old, "since": add_days(TODAY, -1095)}).id
        go(s, ELECTIONS, made, "request", "reply", "notify", "hold")
        organisation_elections.count(s, made)
        with pytest.raises(organisation_elections.NotApprovedError):
            organisation_elections.install(s, made)
        go(s, ELECTIONS, made, "report", "approve")
        (body,) = organisation_elections.install(s, made)
        new = records.get(s, COMMITTEES, body)
        assert (new["term_from"], new["seats"], new["term_no"]) == (TODAY, 2, 2)
        assert records.get(s, COMMITTEES, old)["ended_on"] == TODAY
        left = records.get(s, OFFICERS, post)
        assert (left["until"], left["end_reason"]) == (TODAY, "1")
        assert records.get(s, ELECTIONS, made)["successor_id"] == body
        figures = organisation_figures.figures(s, add_days(TODAY, 1))
        assert figures.bodies == {"01": 2}


def test_a_reported_count_needs_its_reason_and_the_counted_one_stays_beside_it(office: Database) -> None:
    unions = registers.get("unions")
    with office.write(ACTOR, "Added") as s:
        for place in range(3):
            lifecycle.create(s, MEMBERS, member(50 + place))
        union = records.save(s, unions, {"union_name": "和风机械厂工会委员会", "employees": 4}).id
        with pytest.raises(InvalidRecordError, match="原因"):
            records.save(s, unions, {"stated_members": 5}, union)
        with pytest.raises(InvalidRecordError, match="多于全部会员"):
            records.save(s, unions, {"stated_members": 5, "stated_female": 6, "stated_reason": "口径不同"}, union)
        records.save(s, unions, {"stated_members": 2, "stated_reason": "含劳务派遣"}, union)
        figures = organisation_figures.figures(s, TODAY)
        assert (figures.members, figures.reported("members"), figures.reported("employees")) == (3, 2, 4)
        assert figures.organised == 50.0
        assert organisation_figures.difference(figures) == "上报会员人数2（统计为3）；原因：含劳务派遣"


# ---- countdown and duties


def test_the_countdown_follows_the_office_s_own_norms(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        made = held(s, [9, 8, 7], meeting_on=add_days(TODAY, 60))
        row = records.get(s, ELECTIONS, made)
        due = {step.event: step.due for step in organisation_elections.countdown(s, row, TODAY)}
        assert due["notify"] == add_days(TODAY, 30)
        assert due["report"] == add_days(TODAY, 75)
        records.save(s, NORMS, {"name": "organisation.election_notice_days", "value": 10_00, "basis": "省工会规定"})
        steps = organisation_elections.countdown(s, row, TODAY)
        assert {step.event: step.due for step in steps}["notify"] == add_days(TODAY, 50)
        assert [step.standing for step in steps][:2] == ["done", "late"]


def lines(session: Session) -> dict[str, int]:
    return {duty.code: duty.count for duty in organisation.duties(session, TODAY) if duty.count}


def test_a_term_that_ends_is_due_until_its_election_is_under_way(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        body = records.save(s, COMMITTEES, {"name": "一届", "kind": "01", "term_to": add_days(TODAY, 100)}).id
        assert lines(s) == {"term_soon": 1}
        records.save(s, COMMITTEES, {"term_to": add_days(TODAY, -1)}, body)
        assert lines(s) == {"term_over": 1}
        lifecycle.create(s, ELECTIONS, {"name": "换届", "committee_id": body, "meeting_on": add_days(TODAY, 85)})
        assert lines(s) == {"election_planned": 1}


def test_posts_of_people_who_left_and_contracts_that_end_are_due(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        (one,) = people(s, 1)
        records.save(s, OFFICERS, {"member_id": one, "post": "60"})
        assert lines(s) == {}
        lifecycle.apply_event(s, MEMBERS, one, {"event": "withdraw", "happened_on": TODAY})
        records.save(s, registers.get("collective_contracts"), {
            "name": "集体合同", "signed_on": add_days(TODAY, -11), "valid_from": add_days(TODAY, -9),
            "valid_to": add_days(TODAY, 90)})
        assert lines(s) == {"officer_gone": 1, "contract_ends": 1, "contract_unfiled": 1}


def test_so_many_members_need_a_committee_and_so_many_women_one_of_theirs(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        for register in ("organisation.committee_members", "organisation.women_committee_members"):
            records.save(s, NORMS, {"name": register, "value": 2_00, "basis": "省工会规定"})
        people(s, 2)
        for serial, born in ((1, "1990-03-07"), (2, "1991-03-07")):
            lifecycle.create(s, MEMBERS, member(name="女会员", sex="2", id_number=id_number(serial, born, female=True),
                                                birth_date=born))
        assert lines(s) == {}
        body = records.save(s, COMMITTEES, {"name": "一届", "kind": "05"}).id
        assert lines(s) == {"no_committee": 4, "women_committee": 2}
        records.save(s, COMMITTEES, {"kind": "01"}, body)
        records.save(s, COMMITTEES, {"name": "女工委", "kind": "04"})
        assert lines(s) == {}


def test_what_the_certificate_does_not_show_calls_for_a_change(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        union = records.save(s, UNIONS, {"union_name": "工会", "office_address": "一号", "legal_rep": "张三"}).id
        made = lifecycle.create(s, REGISTRATIONS, {
            "kind": "1", "union_name": "工会", "office_address": "一号", "chair": "张三", "prepared_on": TODAY}).id
        with pytest.raises(organisation_legal.NotIssuedError):
            organisation_legal.take_certificate(s, made)
        go(s, REGISTRATIONS, made, "submit", "issue")
        assert organisation_legal.take_certificate(s, made)
        assert records.get(s, UNIONS, union)["legal_cert_no"] == "甲1号"
        assert organisation_legal.unregistered_changes(s) == []
        records.save(s, UNIONS, {"office_address": "二号"}, union)
        assert organisation_legal.unregistered_changes(s) == ["office_address"]
        assert lines(s)["registration_changed"] == 1


def test_who_leads_a_group_is_its_officer_in_post_and_else_who_is_typed(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        group = {"branch_kind": "2", "leader": "陈静"}
        first = records.save(s, registers.get("branches"), {"name": "一组", **group}).id
        other = records.save(s, registers.get("branches"), {"name": "二组", **group}).id
        (person,) = people(s, 1)
        post = {"member_id": person, "post": "60", "branch_id": first, "nature": "2", "way": "1", "since": "2026-01-01"}
        officer = records.save(s, registers.get("officers"), post).id
        holder = records.get(s, registers.get("members"), person)["name"]
        assert organisation_figures.leaders(s, TODAY) == {first: [holder], other: ["陈静"]}
        records.save(s, registers.get("officers"), {"until": "2026-02-01"}, officer)
        assert organisation_figures.leaders(s, TODAY) == {first: ["陈静"], other: ["陈静"]}


def test_a_staff_congress_that_did_not_meet_for_a_year_is_told(office: Database) -> None:
    def add(name: str, day: str, kind: str = "1") -> None:
        with office.write(ACTOR, "Met") as s:
            records.save(s, registers.get("staff_congresses"), {"name": name, "held_on": day, "kind": kind})

    def told(day: str) -> list[str]:
        with office.read() as s:
            return [duty.text() for duty in organisation.duties(s, day) if duty.code == "congress_due"]

    assert told("2026-03-02") == []  # an office that keeps no such book is not asked
    add("第四届第一次职代会", "2025-03-01")
    add("联席会议", "2025-12-01", "3")
    assert told("2026-02-28") == []
    (line,) = told("2026-03-01")
    assert "2025-03-01" in line
    add("第四届第二次职代会", "2026-03-01")
    assert told("2026-03-01") == []
