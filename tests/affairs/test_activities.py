"""Activities: enrolling, the waiting list, signing in, settling, the year's view, practice."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.activities import ACTIVITIES, BEFORE, DAY, ENROLMENTS, activity, enrol, people, row, sign_in, states, step
from tests.offices import ACTOR
from union_desk import checking, lifecycle, practice_office, records, registers
from union_desk.affairs import activities as affairs
from union_desk.affairs import activities_attending as attending
from union_desk.affairs import activities_enrolling as enrolling
from union_desk.affairs import activities_settling as settling
from union_desk.affairs import activities_yearly as yearly
from union_desk.binning import StaysError
from union_desk.errors import InvalidRecordError
from union_desk.practice_world import World
from union_desk.registers.activities_people_rules import badge_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from union_desk.database import Database

MEMBERS = registers.get("members")


# ---- enrolling


def test_who_comes_later_waits_and_moves_up_when_somebody_withdraws(office: Database) -> None:
    who, made = people(office), activity(office, quota=2)
    results = [enrol(office, made, one) for one in who[:4]]
    assert [(r.state, r.place) for r in results] == [("enrolled", 0), ("enrolled", 0), ("waiting", 1), ("waiting", 2)]
    with office.write(ACTOR, "Withdrew") as s:
        moved = enrolling.withdraw(s, results[0].id, day=BEFORE)
    assert moved == [results[2].id]
    assert states(office) == dict(zip(who, ["cancelled", "enrolled", "enrolled", "waiting"], strict=False))
    assert enrol(office, made, who[0]).place == 2  # who comes back stands at the end


def test_guests_take_places_and_a_party_that_does_not_fit_is_passed_over(office: Database) -> None:
    who, made = people(office), activity(office, quota=3)
    first = enrol(office, made, who[0], guests=1)
    for one, guests in zip(who[1:4], (1, 0, 0), strict=True):
        enrol(office, made, one, guests=guests)
    assert list(states(office).values()) == ["enrolled", "waiting", "enrolled", "waiting"]
    with office.write(ACTOR, "Withdrew") as s:
        enrolling.withdraw(s, first.id, day=BEFORE)
    assert list(states(office).values()) == ["cancelled", "enrolled", "enrolled", "waiting"]
    with pytest.raises(InvalidRecordError, match="2"):
        enrol(office, made, who[4], guests=3)


@settings(max_examples=6)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(0, 2)), max_size=14), st.integers(1, 6))
def test_places_are_never_given_twice(
    office_maker: Callable[[], Database], walk: list[tuple[bool, int, int]], quota: int
) -> None:
    office = office_maker()
    who, made = people(office, 6), activity(office, quota=quota)
    for coming, place, guests in walk:
        with office.read() as s:
            own = [r for r in records.page(s, ENROLMENTS) if r["member_id"] == who[place] and r["state"] != "cancelled"]
        if coming and not own:
            enrol(office, made, who[place], guests=guests)
        elif not coming and own:
            with office.write(ACTOR, "Withdrew") as s:
                enrolling.withdraw(s, own[0]["id"], day=BEFORE)
        with office.read() as s:
            taken, left = enrolling.taken_places(s, made), enrolling.free_places(s, row(office, made))
            waits = enrolling.waiting(s, made)
        assert taken <= quota
        assert left == quota - taken
        assert not any(1 + (w["guests"] or 0) <= left for w in waits)  # nobody waits for a place that is free


@pytest.mark.parametrize(("changes", "options", "fault"), [
    ({}, {"day": "2026-05-11"}, enrolling.DeadlineOverError),
    ({"scope_sex": "1"}, {}, enrolling.OutsideScopeError),
    ({"scope_age_from": 37}, {}, enrolling.OutsideScopeError),
    ({"scope_age_to": 35}, {}, enrolling.OutsideScopeError),
    ({"scope_nef": "6"}, {}, enrolling.OutsideScopeError),
])
def test_enrolment_follows_the_conditions_unless_somebody_says_anyway(
    office: Database, changes: dict[str, Any], options: dict[str, Any], fault: type[Exception]
) -> None:
    who, made = people(office, 2)[1], activity(office, **changes)  # a woman of 36 on the day
    with pytest.raises(fault):
        enrol(office, made, who, **options)
    assert enrol(office, made, who, **options, anyway=True).state == "enrolled"


def test_a_branch_stands_for_its_groups(office: Database) -> None:
    branches = registers.get("branches")
    who = people(office, 3)
    with office.write(ACTOR, "Branches") as s:
        top = records.save(s, branches, {"name": "一分会", "branch_kind": "1"}).id
        group = records.save(s, branches, {"name": "一组", "branch_kind": "2", "parent_id": top}).id
        records.save(s, MEMBERS, {"branch_id": group}, who[0])
        records.save(s, MEMBERS, {"branch_id": top}, who[1])
    made = activity(office, scope_branch_id=top)
    assert [enrol(office, made, one).state for one in who[:2]] == ["enrolled", "enrolled"]
    with pytest.raises(enrolling.OutsideScopeError, match="一分会"):
        enrol(office, made, who[2])
    with office.read() as s:
        meant = records.page(s, MEMBERS, enrolling.scope_query(s, row(office, made)))
    assert [m["id"] for m in meant] == who[:2]


@settings(max_examples=10)
@given(low=st.none() | st.integers(30, 40), high=st.none() | st.integers(30, 40), day=st.dates(
    dt.date(2020, 1, 1), dt.date(2030, 12, 31)).map(str), sex=st.sampled_from([None, "1", "2"]))
def test_the_query_of_who_may_come_finds_whom_the_list_takes(
    scoped: tuple[Database, str], low: int | None, high: int | None, day: str, sex: str | None
) -> None:
    office, made = scoped
    plan = row(office, made) | {"scope_age_from": low, "scope_age_to": high, "starts_on": day, "scope_sex": sex}
    with office.read() as s:
        meant = {m["id"] for m in records.page(s, MEMBERS, enrolling.scope_query(s, plan))}
        everybody = records.page(s, MEMBERS)
        assert meant == {m["id"] for m in everybody if not enrolling.outside(s, plan, m)}


@pytest.fixture(scope="module")
def scoped(office_template: tuple[Any, Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return an office that is only read, with members and an activity."""
    import shutil

    from union_desk.database import Database as Opened

    folder, made = office_template
    place = tmp_path_factory.mktemp("scoped") / "office"
    shutil.copytree(folder, place)
    office = Opened.open_with(place, made.key)
    people(office, 6)
    yield office, activity(office)
    office.close()


def test_only_members_enrol_once_and_while_the_list_is_open(office: Database) -> None:
    who, made = people(office, 2), activity(office, "approve")
    with pytest.raises(enrolling.EnrolmentClosedError, match="已批准"):
        enrol(office, made, who[0])
    step(office, made, "open", "2026-04-04")
    enrol(office, made, who[0])
    with pytest.raises(enrolling.AlreadyEnrolledError):
        enrol(office, made, who[0], anyway=True)
    with office.write(ACTOR, "Left") as s:
        lifecycle.apply_event(s, MEMBERS, who[1], {"event": "withdraw"})
    with pytest.raises(enrolling.NoMemberError):
        enrol(office, made, who[1], anyway=True)


def test_a_list_typed_by_hand_cannot_pass_the_quota_either(office: Database) -> None:
    who, made = people(office, 2), activity(office, quota=1)
    enrol(office, made, who[0])
    with pytest.raises(InvalidRecordError, match="候补"), office.write(ACTOR, "Typed") as s:
        records.save(s, ENROLMENTS, {"activity_id": made, "member_id": who[1], "state": "confirmed"})


# ---- signing in


def test_a_code_a_number_or_a_unique_name_signs_in(office: Database) -> None:
    who, made = people(office, 3), activity(office, "start")
    with office.write(ACTOR, "Enrolled") as s:
        enrolling.enrol(s, made, who[0], day=BEFORE, anyway=True)
    with office.read() as s:
        wide = "".join(chr(ord(c) + 0xFEE0) for c in records.get(s, MEMBERS, who[1])["id_number"])
        for text, expected in ((badge_text(who[0]), who[0]), (f" {wide} ", who[1]), ("会员丙", who[2])):
            assert attending.find_person(s, text)["id"] == expected
        with pytest.raises(attending.UnknownPersonError):
            attending.find_person(s, "UDM1:00000000-0000-7000-8000-000000000000")
    first, again = sign_in(office, made, who[0], method="scan"), sign_in(office, made, who[0])
    assert (first.enrolled, first.again, again.again, again.id) == (True, False, True, first.id)
    assert not sign_in(office, made, who[1]).enrolled


def test_two_people_of_one_name_are_told_apart_by_numbers(office: Database) -> None:
    who = people(office, 2)
    with office.write(ACTOR, "Renamed") as s:
        records.save(s, MEMBERS, {"name": "会员甲"}, who[1])
    with office.read() as s, pytest.raises(attending.SeveralPeopleError, match="2"):
        attending.find_person(s, "会员甲")


def test_a_list_signs_in_everybody_it_names_and_tells_the_rest(office: Database) -> None:
    made = activity(office, "start")
    people(office, 3)
    with office.write(ACTOR, "List") as s:
        found = attending.sign_in_list(s, made, ["会员甲", "", "会员乙", "会员甲", "无此人"], day=DAY)
    assert (found.signed, found.again) == (["会员甲", "会员乙"], ["会员甲"])
    assert [text for text, _why in found.unknown] == ["无此人"]


def test_nobody_signs_in_before_the_activity_begins(office: Database) -> None:
    who, made = people(office, 1)[0], activity(office)
    with pytest.raises(attending.NotUnderWayError, match="报名中"):
        sign_in(office, made, who)


# ---- settling


def test_settling_counts_who_came_and_marks_who_did_not(office: Database) -> None:
    who, made = people(office), activity(office)
    for place, one in enumerate(who[:4]):
        enrol(office, made, one, guests=2 if place == 0 else 0)
    step(office, made, "start", DAY)
    for one in (who[0], who[1], who[4]):
        sign_in(office, made, one)
    with office.write(ACTOR, "Settled") as s:
        records.save(s, registers.get("activity_expenses"), {
            "activity_id": made, "item": "租车", "amount": 31_000, "spent_on": DAY, "fund_item": "12"})
        done = settling.settle(s, made, summary="很好", satisfied=9, answers=11, day="2026-05-17")
    assert done.figures.headings == (("", 30_000, 0), ("12", 0, 31_000))
    assert (done.figures.members, done.figures.guests, done.figures.absent) == (3, 2, 2)
    assert list(states(office).values()) == ["enrolled", "enrolled", "absent", "absent"]
    found = row(office, made)
    assert (found["status"], found["headcount"], found["satisfaction"], found["spent"]) == ("settling", 5, 82, 31_000)
    assert {p.code for p in done.findings} == {"over_budget"}
    assert {i.evidence for i in done.checklist} == {"01", "02", "03", "04", "05", "06", "09", "11", "12"}


def test_nothing_is_settled_that_did_not_take_place_or_add_up(office: Database) -> None:
    made = activity(office)
    with pytest.raises(settling.NotSettledNowError), office.write(ACTOR, "Settled") as s:
        settling.settle(s, made)
    step(office, made, "start", DAY)
    with pytest.raises(settling.WrongAnswersError), office.write(ACTOR, "Settled") as s:
        settling.settle(s, made, satisfied=12, answers=11)
    assert row(office, made)["status"] == "running"


def test_prizes_for_nearly_all_gifts_beside_them_and_unsigned_goods_are_found(office: Database) -> None:
    who, made = people(office, 4), activity(office, "start", form="02")
    for one in who:
        sign_in(office, made, one)
    with office.write(ACTOR, "Goods") as s:
        for place, one in enumerate(who[:3]):
            records.save(s, registers.get("activity_goods"), {
                "activity_id": made, "member_id": one, "item": "毛巾", "cost": "prize" if place else "gift",
                "unit_value": 5000, "signature": "own", "signed_on": DAY})
        records.insert_many(s, registers.get("activity_budget_lines"), [{  # as it was approved with it
            "activity_id": made, "item": "盒饭", "cost": "meal", "unit_price": 2000, "quantity": 4}])
    with office.read() as s:
        assert {p.code for p in settling.review(s, made).findings} == {"gift_beside_prizes"}
    with office.write(ACTOR, "More") as s:
        records.save(s, registers.get("activity_goods"), {
            "activity_id": made, "member_id": who[0], "item": "球拍", "cost": "prize", "unit_value": 9000})
        records.save(s, ACTIVITIES, {"ends_at": "12:30"}, made)
    with office.read() as s:
        found = settling.review(s, made)
    assert {p.code for p in found.findings} == {"gift_beside_prizes", "winners", "unsigned", "meal"}
    assert (found.figures.goods, found.figures.goods_value, found.figures.unsigned) == (4, 24_000, 1)


def test_the_approved_budget_stands_until_the_activity_is_postponed(office: Database) -> None:
    made, lines = activity(office, "approve"), registers.get("activity_budget_lines")
    meal = {"activity_id": made, "item": "盒饭", "unit_price": 2000, "quantity": 4}
    with office.write(ACTOR, "x") as s:
        (kept,) = records.insert_many(s, lines, [meal])  # as it was approved with it
    for change in ({"unit_price": 9900}, {"fund_item": "010102"}, {"quantity": 400}):
        with pytest.raises(InvalidRecordError), office.write(ACTOR, "x") as s:
            records.save(s, lines, change, kept)
    with pytest.raises(InvalidRecordError), office.write(ACTOR, "x") as s:
        records.save(s, lines, meal)
    with pytest.raises(StaysError), office.write(ACTOR, "x") as s:
        records.delete(s, lines, [kept])
    with office.write(ACTOR, "x") as s:
        lifecycle.apply_event(s, ACTIVITIES, made, {"event": "postpone", "note": "台风", "happened_on": DAY})
        records.save(s, lines, {"quantity": 5}, kept)
        records.save(s, lines, meal | {"item": "横幅"})


# ---- the year


def test_who_joined_in_nothing_this_year_is_found(office: Database) -> None:
    who, made = people(office), activity(office)
    for one in who[:3]:
        enrol(office, made, one)
    with office.read() as s:
        assert yearly.count_left_out(s, 2026) == (5, 5)  # nothing has taken place yet
    step(office, made, "start", DAY)
    sign_in(office, made, who[4])
    with office.read() as s:
        left = [m["id"] for m in records.page(s, MEMBERS, yearly.left_out(s, 2026))]
        assert left == [who[3]]
        assert yearly.count_left_out(s, 2026) == (1, 5)
        assert yearly.count_left_out(s, 2025) == (5, 5)
        assert [a["title"] for a in yearly.of_month(s, "2026-05")] == ["2026年职工登山"]
        assert yearly.of_month(s, "2026-06") == []


def test_last_years_plan_is_drafted_again_with_its_budget(office: Database) -> None:
    made = activity(office, "finish", quota=20)
    with office.write(ACTOR, "Cloned") as s:
        again = yearly.clone(s, made, "2027-05-15")
    found = row(office, again)
    assert (found["title"], found["status"], found["deadline"]) == ("2027年职工登山", "draft", "2027-05-09")
    assert (found["quota"], found["act_no"], found["headcount"]) == (20, "HD2027-0001", None)
    with office.read() as s:
        lines = checking.Here(s).rows("activity_budget_lines", "activity_id", again)
    assert [line["amount"] for line in lines] == [30_000]


def test_culture_and_sports_are_compared_with_the_norm_a_member(office: Database) -> None:
    people(office, 1)
    made = activity(office, "start")
    with office.write(ACTOR, "Paid") as s:
        records.save(s, registers.get("activity_expenses"), {
            "activity_id": made, "item": "租车", "amount": 30_000, "spent_on": DAY})
        assert yearly.culture(s, 2026) is None
        records.save(s, registers.get("activity_expenses"), {
            "activity_id": made, "item": "水", "amount": 1, "spent_on": DAY})
        found = yearly.culture(s, 2026)
    assert found is not None
    assert "300.01" in found.text()


# ---- what is due, and practice


def test_today_tells_what_waits(office: Database) -> None:
    who, made = people(office, 2), activity(office, quota=1)
    activity(office, "submit", title="另一个")
    first = enrol(office, made, who[0])
    enrol(office, made, who[1])
    with office.write(ACTOR, "By hand") as s:
        records.save(s, ENROLMENTS, {"state": "cancelled"}, first.id)

    def due(day: str) -> dict[str, int]:
        with office.read() as s:
            return {d.code: d.count for d in affairs.duties(s, day) if d.count}

    assert due("2026-05-05") == {"activity_approval": 1, "activity_deadline": 1, "activity_places": 1}
    assert due("2026-05-12") == {"activity_approval": 1, "activity_soon": 1, "activity_places": 1}
    assert due("2026-05-17") == {"activity_approval": 1, "activity_overdue": 1, "activity_places": 1}
    step(office, made, "start", DAY)
    assert due("2026-05-17")["activity_ended"] == 1
    step(office, made, "finish", "2026-05-17")
    assert due("2026-06-14").keys() == {"activity_approval"}
    assert due("2026-06-15")["activity_settling"] == 1


def test_the_practice_offices_year_is_one_that_the_rules_accept(office: Database) -> None:
    practice_office.fill(office, ACTOR, 60, seed=3)
    with office.write(ACTOR, "Practised") as s:
        members = [m for m in records.page(s, MEMBERS, limit=60) if m["membership_state"] == "active"]
        affairs.practise(World(s, random.Random(1), "2026-11-22", members, {}, 1))
    with office.read() as s:
        found = {row["status"] for row in records.page(s, ACTIVITIES)}
        assert found >= {"archived", "settling", "enrolling", "submitted"}
        for register in registers.ALL:
            if register.area != "activities":
                continue
            rows = records.page(s, register, limit=30)
            assert rows, register
            for one in rows:
                problems = checking.validate(register, one, checking.Here(s, one["id"], day="2026-11-22"))
                assert [p.text() for p in problems if p.level != "info"] == []
        for one in records.page(s, ACTIVITIES):
            came, _guests = attending.present(s, one["id"])
            assert (one["status"] in {"archived", "settling"}) == bool(came)
