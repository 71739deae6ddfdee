"""Joining, transfer and leaving: what is due, who retires, and the year that the practice office is given."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from tests.offices import ACTOR
from tests.samples import id_number, member
from union_desk import checking, lifecycle, records, registers
from union_desk.affairs import honours, membership
from union_desk.duties import latest_birth
from union_desk.practice_world import World
from union_desk.schema.dates import add_days
from union_desk.schema.problem import ERROR

if TYPE_CHECKING:
    from union_desk.database import Database
    from union_desk.duties import Duty

TODAY = checking.today()
MEMBERS, TRANSFERS, ARRIVALS, DEPARTURES = (
    registers.get(n) for n in ("members", "transfers", "arrivals", "departures"))


def due(office: Database, area: Any, day: str = TODAY) -> dict[str, Duty]:
    with office.read() as s:
        return {duty.code: duty for duty in area.duties(s, day) if duty.count}


def people(office: Database, count: int) -> list[dict[str, Any]]:
    with office.write(ACTOR, "People") as s:
        for n in range(1, count + 1):
            lifecycle.create(s, MEMBERS, member(n, name=f"王小{n}"))
        return records.page(s, MEMBERS, limit=count)


def test_a_slip_is_due_when_its_receipt_is_missing_and_then_when_it_ran_out(office: Database) -> None:
    (person,) = people(office, 1)
    with office.write(ACTOR, "Slip") as s:
        slip = lifecycle.create(s, TRANSFERS, {
            "member_id": person["id"], "issued_on": TODAY, "to_union": "海风造船厂工会", "dues_paid_to": TODAY[:7]}).id
        lifecycle.apply_event(s, TRANSFERS, slip, {"event": "send"})
    assert due(office, membership) == {}
    assert set(due(office, membership, add_days(TODAY, 40))) == {"slips_waiting"}
    line = due(office, membership, add_days(TODAY, 91))["slips_over"]
    assert (line.level, line.register, line.text()) == ("warning", "transfers", "1张接转单已过期，未收到回执")
    with office.write(ACTOR, "Over") as s:
        assert line.query is not None
        assert records.count(s, TRANSFERS, line.query) == 1


def test_arrivals_applicants_and_cases_are_due(office: Database) -> None:
    first, second = people(office, 2)
    with office.write(ACTOR, "Due") as s:
        lifecycle.create(s, ARRIVALS, {"name": "符海生", "id_number": id_number(9), "from_union": "海风造船厂工会",
                                       "received_on": TODAY})
        lifecycle.create(s, MEMBERS, member(8), {"event": "apply"})
        case = {"proposed_on": add_days(TODAY, -60), "member_id": first["id"]}
        decided = lifecycle.create(s, DEPARTURES, case).id
        lifecycle.apply_event(s, DEPARTURES, decided, {
            "event": "decide", "happened_on": add_days(TODAY, -50), "decision": "3号", "decided_by": "委员会"})
        lifecycle.create(s, DEPARTURES, case | {"member_id": second["id"]})
    assert {code: duty.count for code, duty in due(office, membership).items()} == {
        "arrivals_waiting": 1, "applicants": 1, "cases_open": 1, "not_filed": 1}


def test_who_retired_is_found_and_kept_in_one_gesture(office: Database) -> None:
    born = latest_birth("1", TODAY)
    with office.write(ACTOR, "Members") as s:
        for n, (name, day, form) in enumerate((("张三", born, None), ("李四", add_days(born, 1), None),
                                               ("王五", born, "7")), 1):
            lifecycle.create(s, MEMBERS, member(n, name=name, birth_date=day, id_number=id_number(n, day),
                                                employment_form=form))
        for n, title in enumerate((None, "科长"), 4):  # a woman in management retires later
            day = latest_birth("2", TODAY)
            lifecycle.create(s, MEMBERS, member(n, name=f"周莹{n}", birth_date=day, sex="2", job_title=title,
                                                id_number=id_number(n, day, female=True)))
    with office.write(ACTOR, "Kept") as s:
        found = membership.retired(s, TODAY)
        assert [row["name"] for row in found] == ["张三", "周莹4"]
        assert membership.keep_retired(s, [row["id"] for row in found], TODAY, "纪要5号") == 2
        row = records.get(s, MEMBERS, found[0]["id"])
        assert (row["membership_state"], row["membership_change_reason"]) == ("kept", "7")
        assert membership.retired(s, TODAY) == []


def test_who_pays_no_dues_is_proposed_once_and_nobody_leaves_by_it(office: Database) -> None:
    first, second, _third = people(office, 3)
    this = int(TODAY[:4]) * 12 + int(TODAY[5:7]) - 1
    with office.write(ACTOR, "Dues") as s:
        for person, months in ((first, 6), (second, 5)):
            for back in range(1, months + 1):
                year, month = divmod(this - back, 12)
                records.save(s, registers.get("dues"), {
                    "member_id": person["id"], "year": year, "month": month + 1, "base": 500_000, "amount_due": 2_500})
    with office.write(ACTOR, "Proposed") as s:
        assert membership.propose_arrears(s, TODAY) == 1
        assert membership.propose_arrears(s, TODAY) == 0
        (case,) = records.page(s, DEPARTURES)
        assert records.get(s, MEMBERS, first["id"])["membership_state"] == "active"
    year, month = divmod(this - 6, 12)
    assert (case["member_id"], case["unpaid_months"]) == (first["id"], 6)
    assert case["unpaid_from"] == f"{year}-{month + 1:02d}"
    assert case["took_part"] is None  # a person answers that


def test_the_unions_before_are_read_from_lines_of_any_shape() -> None:
    arrival = {"history": "2001-01-01～2005-06-30 潮汐纺织厂工会\n～2009-01-01 港务局工会\n\n某某工会",
               "from_union": "造船厂工会", "from_code": None, "issued_on": TODAY, "member_no": "7",
               "slip_no": "1", "join_union_date": "2001-01-01"}
    rows = [(r["union_name"], r["joined_on"], r["left_on"]) for r in membership.former(arrival)]
    assert rows == [("潮汐纺织厂工会", "2001-01-01", "2005-06-30"), ("港务局工会", None, "2009-01-01"),
                    ("某某工会", None, None), ("造船厂工会", None, TODAY)]
    alone = membership.former(arrival | {"history": None})
    assert [(r["joined_on"], r["left_on"]) for r in alone] == [("2001-01-01", TODAY)]


def test_the_practice_year_fills_every_book_with_records_their_rules_accept(office: Database) -> None:
    rows = people(office, 60)
    with office.write(ACTOR, "Practice") as s:
        union = {"union_name": "练习工会", "union_code": "4601001234"}
        world = World(s, random.Random(3), TODAY, rows, union)
        membership.practise(world)
        honours.practise(world)
    assert len(world.members) < 60  # who left is no longer of the office
    with office.read() as s:
        for register in registers.ALL:
            if register.area not in ("membership", "honours"):
                continue
            found = records.page(s, register, limit=500)
            assert found, register.name
            for row in found:
                problems = checking.validate(register, row, checking.Here(s, row["id"]))
                assert [f"{p.field} {p.code}" for p in problems if p.level == ERROR] == [], register.name
            if register.lifecycle:
                assert all(row[register.lifecycle.state] for row in found)
        states = {row["membership_state"] for row in records.page(s, MEMBERS, limit=500)}
    assert states >= {"active", "applicant", "transferring_out", "transferred_out", "withdrawn", "auto_withdrawn"}
    assert set(due(office, membership)) >= {"arrivals_waiting", "applicants", "cases_open"}
    assert set(due(office, honours)) >= {"offers_end", "agreements_end", "visits_due"}


def test_a_visit_takes_a_model_worker_off_the_list(office: Database) -> None:
    (person,) = people(office, 1)
    with office.write(ACTOR, "Worker") as s:
        worker = records.save(s, registers.get("model_workers"), {
            "member_id": person["id"], "level": "3", "year": 2020}).id
    line = due(office, honours)["visits_due"]
    assert line.text() == "1名劳模已有12个月未走访"
    with office.write(ACTOR, "Visit") as s:
        records.save(s, registers.get("model_worker_visits"), {
            "worker_id": worker, "visited_on": add_days(TODAY, -200), "visitors": "工会主席"})
    assert due(office, honours) == {}
    assert set(due(office, honours, add_days(TODAY, 200))) == {"visits_due"}
