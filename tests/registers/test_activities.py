"""Activities: their rules, and that no walk leaves the table of steps or passes a guard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.activities import ACTIVITIES, DAY, FOLDER, PLAN, activity, people, row, step
from tests.offices import ACTOR
from union_desk import checking, lifecycle, records, registers
from union_desk.errors import InvalidRecordError
from union_desk.registers.activities_evidence import checklist, needs
from union_desk.registers.activities_life import TRANSITIONS
from union_desk.schema import codes, norms

if TYPE_CHECKING:
    from collections.abc import Callable

    from union_desk.database import Database

EVENTS = registers.get("activity_events")


def codes_of(register: str, values: dict[str, Any]) -> set[tuple[str, str]]:
    """Return (rule, level) of what a record's rules say by itself."""
    found = checking.validate(registers.get(register), values, checking.Alone(day=DAY))
    return {(p.code, p.level) for p in found if p.level != "info"}


def said(office: Database, register: str, values: dict[str, Any]) -> set[tuple[str, str]]:
    """Return (rule, level) of what a record's rules say in an office."""
    with office.read() as s:
        found = checking.validate(registers.get(register), values, checking.Here(s))
    return {(p.code, p.level) for p in found if p.level != "info"}


@pytest.mark.parametrize(("changes", "rule", "level"), [
    ({"ends_on": "2026-05-15"}, "A1", "error"),
    ({"deadline": "2026-05-17"}, "A1", "error"),
    ({"starts_at": "9点半"}, "A2", "error"),
    ({"starts_at": "16:30"}, "A2", "error"),
    ({"scope_age_from": 40, "scope_age_to": 35}, "A3", "error"),
    ({"satisfaction": 101}, "A4", "error"),
    ({"kind": "A10"}, "A5", "warning"),
    ({"ends_on": "2026-05-17"}, "A6", "warning"),
    ({"kind": "A07", "form": "07", "ends_on": "2026-05-21"}, "A6", "warning"),
])
def test_a_plan_that_does_not_hold_is_named_by_its_rule(changes: dict[str, Any], rule: str, level: str) -> None:
    assert (rule, level) in codes_of("activities", PLAN | changes)
    assert codes_of("activities", PLAN) == set()


def test_recuperation_may_last_longer_outside_the_province() -> None:
    stay = PLAN | {"kind": "A07", "form": "07", "ends_on": "2026-05-21", "outside_province": True}
    assert codes_of("activities", stay) == set()
    assert ("A6", "warning") in codes_of("activities", stay | {"ends_on": "2026-05-23"})


@pytest.mark.parametrize(("changes", "rule"), [
    ({"cost": "gift", "unit_value": 10_100}, "G1"),
    ({"cost": "prize", "unit_value": 60_100}, "G1"),
    ({"cost": "team_prize", "unit_value": 40_100}, "G1"),
    ({"item": "超市购物卡"}, "G2"),
    ({"signature": "own"}, "G3"),
])
def test_goods_against_the_norms_are_asked_about(changes: dict[str, Any], rule: str) -> None:
    sound = {"activity_id": "a", "member_id": "m", "item": "毛巾", "cost": "gift", "unit_value": 10_000, "quantity": 1}
    assert codes_of("activity_goods", sound) == set()
    assert codes_of("activity_goods", sound | changes) == {(rule, "warning")}


@pytest.mark.parametrize(("register", "values", "rule"), [
    ("activity_goods", {"item": "毛巾", "signature": "proxy", "signed_on": DAY}, "G3"),
    ("activity_goods", {"item": "毛巾", "quantity": 0}, "G1"),
    ("activity_sign_ins", {"signed_on": DAY, "method": "proxy"}, "S2"),
    ("activity_sign_ins", {"signed_on": DAY, "method": "hand", "signed_at": "25:00"}, "S1"),
    ("activity_expenses", {"item": "租车", "spent_on": DAY, "amount": 1, "handled_by": "甲", "approved_by": "甲"},
     "X3"),
])
def test_what_cannot_be_is_refused(register: str, values: dict[str, Any], rule: str) -> None:
    assert (rule, "error") in codes_of(register, {"activity_id": "a", "member_id": "m"} | values)


def test_money_is_compared_with_plan_invoice_window_and_other_payments(office: Database) -> None:
    made = activity(office, "start")
    paid = {"activity_id": made, "item": "租车", "spent_on": DAY, "amount": 30_000, "invoice_on": DAY,
            "invoice_no": "77"}
    assert said(office, "activity_expenses", paid) == set()
    assert said(office, "activity_expenses", paid | {"item": "职工体检"}) == {("X6", "warning")}
    assert said(office, "activity_expenses", paid | {"amount": 30_001}) == {("X2", "warning")}
    assert said(office, "activity_expenses", paid | {"invoice_on": "2026-04-15"}) == {("X1", "warning")}
    assert said(office, "activity_expenses", paid | {"invoice_on": "2026-04-16"}) == set()
    assert said(office, "activity_expenses", paid | {"invoice_on": "2026-07-15"}) == set()
    assert said(office, "activity_expenses", paid | {"invoice_on": "2026-07-16"}) == {("X1", "warning")}
    with office.write(ACTOR, "Paid") as s:
        records.save(s, registers.get("activity_expenses"), paid)
        records.save(s, ACTIVITIES, {"note": "已付"}, made)
    assert said(office, "activity_expenses", paid | {"amount": 0}) == {("X4", "warning")}
    assert row(office, made)["spent"] == 30_000
    early = activity(office, "", title="未批")
    assert said(office, "activity_expenses", paid | {"activity_id": early, "invoice_no": "8"}) == {("X5", "warning")}


def test_nobody_signs_in_outside_the_days_of_an_activity(office: Database) -> None:
    made, (who, *_) = activity(office, "start"), people(office, 1)
    entry = {"activity_id": made, "member_id": who, "method": "hand"}
    assert said(office, "activity_sign_ins", entry | {"signed_on": DAY}) == set()
    assert said(office, "activity_sign_ins", entry | {"signed_on": "2026-05-15"}) == {("S3", "error")}


def test_recuperation_outside_the_province_is_not_repeated_within_three_years(office: Database) -> None:
    stay = {"kind": "A07", "form": "07", "outside_province": True, "deadline": None}
    who = people(office, 1)[0]
    first = activity(office, "", starts_on="2024-06-01", ends_on="2024-06-05", **stay)
    again = activity(office, "", starts_on="2026-06-01", ends_on="2026-06-05", **stay)
    later = activity(office, "", starts_on="2027-06-02", ends_on="2027-06-05", **stay)
    with office.write(ACTOR, "Enrolled") as s:
        records.save(s, registers.get("activity_enrolments"), {"activity_id": first, "member_id": who})
    entry = {"member_id": who, "state": "enrolled"}
    assert said(office, "activity_enrolments", entry | {"activity_id": again}) == {("E5", "warning")}
    assert said(office, "activity_enrolments", entry | {"activity_id": later}) == set()


def test_every_state_step_and_paper_of_the_tables_is_in_the_lists() -> None:
    for transition in TRANSITIONS:
        assert codes.get("activity_event").has(transition.event)
        assert codes.get("activity_state").has(transition.target)
    for kind in codes.get("activity_kind"):
        papers = [need.evidence for need in needs(kind.code)]
        assert all(codes.get("evidence").has(paper) for paper in papers)
        assert len(set(papers)) == len(papers) > 5
    assert {n for n in norms.names() if n.startswith("activities.")}


@settings(max_examples=8)
@given(st.lists(st.sampled_from(sorted({t.event for t in TRANSITIONS})), max_size=9))
def test_walks_never_leave_the_table(office_maker: Callable[[], Database], walk: list[str]) -> None:
    office = office_maker()
    made, state = activity(office, ""), "draft"
    with office.write(ACTOR, "Told") as s:
        records.save(s, ACTIVITIES, FOLDER, made)
        waive_everything(s, made)
    now = "2026-05-02"
    for event in walk:
        arrow = next((t for t in TRANSITIONS if t.event == event and state in t.sources), None)
        now = DAY if event == "start" and arrow else now
        if arrow is None:
            with pytest.raises(lifecycle.TransitionError):
                step(office, made, event, now)
        else:
            step(office, made, event, now)
            state = arrow.target
        assert row(office, made)["status"] == state


def waive_everything(session: Any, made: str) -> None:
    """Waive every paper that any folder may need."""
    for number in range(1, 13):
        records.save(session, registers.get("activity_waivers"), {
            "activity_id": made, "evidence": f"{number:02d}", "reason": "纸质归档", "decided_by": "李主席",
            "decided_on": DAY})


@pytest.mark.parametrize(("event", "until", "changes", "given_values", "problem"), [
    ("submit", "", {"place": None}, {}, "place planned"),
    ("submit", "", {"content": None}, {}, "content planned"),
    ("approve", "submit", {}, {"decided_by": "王芳"}, "decided_by one_pen"),
    ("open", "approve", {"deadline": "2026-04-05"}, {"happened_on": "2026-04-06"}, "deadline deadline"),
    ("start", "open", {}, {"happened_on": "2026-05-15"}, "happened_on too_early"),
    ("start", "open", {}, {"happened_on": "2026-04-01"}, "happened_on out_of_order"),
])
def test_a_step_whose_conditions_are_not_met_is_refused(
    office: Database, event: str, until: str, changes: dict[str, Any], given_values: dict[str, Any], problem: str
) -> None:
    made = activity(office, until, **changes)
    before = row(office, made)["status"]
    with pytest.raises(InvalidRecordError) as refused:
        step(office, made, event, **({"day": "2026-04-06"} | {
            "day" if k == "happened_on" else k: v for k, v in given_values.items()}))
    assert problem in {f"{p.field} {p.code}" for p in refused.value.problems}  # type: ignore[attr-defined]  # Problems
    assert row(office, made)["status"] == before


def test_a_large_budget_needs_the_minutes_of_the_committee(office: Database) -> None:
    made = activity(office, "submit")
    with office.write(ACTOR, "Budget") as s:
        records.save(s, registers.get("activity_budget_lines"), {
            "activity_id": made, "item": "食宿", "unit_price": 1_000_000, "quantity": 1})
    with pytest.raises(InvalidRecordError, match="会议纪要"):
        step(office, made, "approve", "2026-04-03", decision=None)
    step(office, made, "approve", "2026-04-03")
    assert row(office, made)["status"] == "approved"


def test_an_activity_that_is_put_off_moves_with_all_its_dates(office: Database) -> None:
    made = activity(office)
    step(office, made, "postpone", "2026-05-12")
    step(office, made, "resume", "2026-05-13", new_start="2026-06-20")
    found = row(office, made)
    assert (found["starts_on"], found["ends_on"], found["deadline"]) == ("2026-06-20", "2026-06-20", "2026-06-14")


def test_the_folder_is_archived_when_every_paper_is_there_or_waived(office: Database) -> None:
    made = activity(office, "finish")
    with pytest.raises(InvalidRecordError) as refused:
        step(office, made, "archive", "2026-05-20")
    told = {p.code for p in refused.value.problems}  # type: ignore[attr-defined]  # Problem objects
    assert told == {"told", "evidence"}
    with office.write(ACTOR, "Told") as s:
        records.save(s, ACTIVITIES, FOLDER, made)
        waive_everything(s, made)
        records.delete(s, registers.get("activity_waivers"), [r["id"] for r in records.page(
            s, registers.get("activity_waivers")) if r["evidence"] == "06"])
    with pytest.raises(InvalidRecordError, match="照片"):
        step(office, made, "archive", "2026-05-20")
    attach(office, made, "06")
    with office.read() as s:
        listed = checklist(records.get(s, ACTIVITIES, made), checking.Here(s))
    assert {item.evidence: item.state for item in listed} == {
        "01": "waived", "02": "waived", "03": "waived", "05": "waived", "06": "present", "12": "waived"}
    step(office, made, "archive", "2026-05-20")
    assert row(office, made)["status"] == "archived"


def attach(office: Database, made: str, evidence: str) -> None:
    """Hang a real picture on an activity."""
    from union_desk import attachments

    with office.write(ACTOR, "Attached") as s:
        offered = attachments.judge(s, "照片.png", b"\x89PNG\r\n\x1a\n" + b"0" * 64)
        attachments.attach(office, s, ACTIVITIES, made, offered, {"evidence": evidence})


def test_steps_are_only_added(office: Database) -> None:
    made = activity(office)
    with office.read() as s:
        ids = [r["id"] for r in records.page(s, EVENTS)]
    assert len(ids) == 4
    with pytest.raises(records.AppendOnlyError), office.write(ACTOR, "Deleted") as s:
        records.delete(s, EVENTS, ids)
    assert row(office, made)["act_no"] == "HD2026-0001"
