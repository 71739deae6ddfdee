"""Books of joining, transfer and leaving: their rules, and walks over their tables of transitions."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.offices import ACTOR
from tests.samples import id_number, member
from union_desk import checking, lifecycle, records, registers
from union_desk.errors import InvalidRecordError, UserError
from union_desk.schema import codes, norms
from union_desk.schema.dates import add_days
from union_desk.schema.problem import ERROR
from union_desk.search import Filter, Query

if TYPE_CHECKING:
    from union_desk.database import Database

TODAY = checking.today()
MEMBERS, TRANSFERS, ARRIVALS, BATCHES, APPLICANTS, DEPARTURES = (
    registers.get(n) for n in ("members", "transfers", "arrivals", "join_batches", "join_applicants", "departures"))
BOOKS = (TRANSFERS, ARRIVALS, BATCHES, DEPARTURES)
THERE = "海风造船厂工会委员会"
_serial = itertools.count(5)
FULL = {"note": "说明", "decision": "会议纪要3号", "decided_by": "工会委员会"}


def errors(register: Any, **values: Any) -> set[str]:
    """Return the codes of the errors that the rules alone find."""
    found = checking.check_rules(register, values, checking.Alone())
    return {p.code for p in found if p.level == ERROR}


def person(office: Database, serial: int = 1, event: str = "register") -> str:
    with office.write(ACTOR, "Member") as s:
        return lifecycle.create(s, MEMBERS, member(serial, name=f"王小{serial}"), {"event": event}).id


def state_of(office: Database, register: Any, record: str) -> str:
    with office.read() as s:
        return str(records.get(s, register, record)[lifecycle.of(register).state])


def step(office: Database, register: Any, record: str, event: str, **values: Any) -> None:
    with office.write(ACTOR, "Event") as s:
        lifecycle.apply_event(s, register, record, {"event": event, **values})


def codes_of(office: Database, register: Any, record: str, event: str, **values: Any) -> set[str]:
    """Return why a step is refused."""
    with pytest.raises(InvalidRecordError) as fault:
        step(office, register, record, event, **values)
    return {p.code for p in fault.value.problems}  # type: ignore[attr-defined]  # Problem objects


# ---- tables of transitions


@pytest.mark.parametrize("register", BOOKS, ids=repr)
def test_every_state_and_event_of_the_table_is_in_the_code_lists(register: Any) -> None:
    life = lifecycle.of(register)
    lists: list[Any] = [register.fields[life.state].kind, registers.get(life.events).fields["event"].kind]
    states, events = (codes.get(kind.list) for kind in lists)
    for one in life.transitions:
        assert events.has(one.event)
        assert states.has(one.target)
    assert {e.code for e in events} == {t.event for t in life.transitions}
    assert {e.code for e in states} == {t.target for t in life.transitions}


def _opened(office: Database, name: str, serial: int = 1) -> str:
    """Make a record of a book that its steps can be tried on, about people of its own."""
    who = person(office, serial)
    values: dict[str, dict[str, Any]] = {
        "transfers": {"member_id": who, "issued_on": TODAY, "to_union": THERE, "dues_paid_to": TODAY[:7]},
        "arrivals": {"name": "符海生", "id_number": id_number(serial, "1980-01-01"), "from_union": THERE,
                     "received_on": TODAY},
        "join_batches": {"opened_on": TODAY},
        "departures": {"member_id": who, "kind": "auto_withdraw", "proposed_on": TODAY, "unpaid_months": 6,
                       "took_part": False, "educated_on": TODAY, "card_returned": True}}
    with office.write(ACTOR, "Opened") as s:
        made = lifecycle.create(s, registers.get(name), values[name]).id
    if name == "join_batches":
        waiting = person(office, serial + 1, "apply")
        with office.write(ACTOR, "Applied") as s:
            records.save(s, APPLICANTS, {"batch_id": made, "member_id": waiting, "verdict": "admit"})
    return made


@pytest.mark.parametrize("register", BOOKS, ids=repr)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_walks_never_leave_the_table(office: Database, register: Any, data: st.DataObject) -> None:
    life = lifecycle.of(register)  # one office for all walks: each has people of its own
    walk = data.draw(st.lists(st.sampled_from(sorted({t.event for t in life.transitions})), min_size=1, max_size=6))
    record = _opened(office, register.name, 2 * next(_serial) + 1)
    state = state_of(office, register, record)
    events = registers.get(life.events)
    for event in walk:
        known = life.find(state, event)
        try:
            step(office, register, record, event, **FULL)
            refused = False
        except UserError:
            refused = True
        assert refused or known is not None
        after = state_of(office, register, record)
        assert after == (state if refused or known is None else known.target)
        state = after
        with office.read() as s:
            mine = Query(filters=(Filter(life.link, "is", (record,)),), sort=(("n", False),))
            assert records.page(s, events, mine)[-1]["to_state"] == state


# ---- slips


@pytest.mark.parametrize(("values", "code"), [
    ({"dues_paid_to": "2026.3"}, "month"), ({"dues_paid_to": "2026-13"}, "month"),
    ({"card_tail": "6222021"}, "card_tail"), ({"issued_on": "2999-01-01"}, "future_date")])
def test_a_slip_with_a_wrong_entry_is_refused(values: dict[str, str], code: str) -> None:
    assert errors(TRANSFERS, **values) == {code}


def test_a_slip_is_numbered_and_holds_as_long_as_the_norm_says(office: Database) -> None:
    slip = _opened(office, "transfers")
    with office.read() as s:
        row = records.get(s, TRANSFERS, slip)
    assert row["slip_no"] == f"{TODAY[:4]}0001"
    assert row["valid_until"] == add_days(TODAY, norms.shipped("transfer.valid_days", TODAY).value)


def test_a_second_open_slip_is_refused_until_the_first_is_cancelled(office: Database) -> None:
    slip = _opened(office, "transfers")
    with office.read() as s:
        again = {n: records.get(s, TRANSFERS, slip)[n] for n in ("member_id", "issued_on", "to_union")}
    with pytest.raises(InvalidRecordError, match="尚未办结"), office.write(ACTOR, "Second") as s:
        lifecycle.create(s, TRANSFERS, again)
    step(office, TRANSFERS, slip, "cancel", note="写错了")
    with office.write(ACTOR, "Second") as s:
        lifecycle.create(s, TRANSFERS, again)


def test_the_membership_moves_with_the_slip(office: Database) -> None:
    slip = _opened(office, "transfers")
    who = office_member(office)
    step(office, TRANSFERS, slip, "send")
    assert state_of(office, MEMBERS, who) == "transferring_out"
    step(office, TRANSFERS, slip, "refuse", note="对方无此岗位")
    assert state_of(office, MEMBERS, who) == "active"
    with office.read() as s:
        last = records.page(s, registers.get("membership_events"))[-1]
    assert (last["event"], last["note"], last["other_union"]) == (
        "cancel_transfer_out", "对方无此岗位", THERE)


def office_member(office: Database) -> str:
    with office.read() as s:
        return str(records.page(s, MEMBERS, limit=1)[0]["id"])


def test_a_slip_runs_out_only_after_its_last_day_and_a_late_receipt_within_it_still_counts(office: Database) -> None:
    who = person(office)
    issued = add_days(TODAY, -100)
    with office.write(ACTOR, "Opened") as s:
        slip = lifecycle.create(s, TRANSFERS, {"member_id": who, "issued_on": issued, "to_union": THERE,
                                               "dues_paid_to": issued[:7]}).id
    step(office, TRANSFERS, slip, "send", happened_on=issued)
    assert codes_of(office, TRANSFERS, slip, "expire", happened_on=add_days(issued, 90)) == {"still_valid"}
    assert codes_of(office, TRANSFERS, slip, "return_stub", happened_on=add_days(issued, 91)) == {"slip_over"}
    assert codes_of(office, TRANSFERS, slip, "return_stub", happened_on=add_days(issued, -1)) == {"dates"}
    step(office, TRANSFERS, slip, "return_stub", happened_on=add_days(issued, 90))
    assert state_of(office, MEMBERS, who) == "transferred_out"


def test_a_slip_without_the_month_of_dues_stays_in_the_house(office: Database) -> None:
    slip = _opened(office, "transfers")
    with office.write(ACTOR, "Emptied") as s:
        records.save(s, TRANSFERS, {"dues_paid_to": None}, slip)
    assert codes_of(office, TRANSFERS, slip, "send") == {"slip_incomplete"}
    assert state_of(office, MEMBERS, office_member(office)) == "active"


# ---- batches


def test_a_batch_admits_holds_and_refuses_with_the_minutes_of_the_meeting(office: Database) -> None:
    people = {verdict: person(office, n, "apply") for n, verdict in enumerate(("admit", "hold", "refuse"), 1)}
    with office.write(ACTOR, "Batch") as s:
        batch = lifecycle.create(s, BATCHES, {"opened_on": TODAY}).id
        for verdict, who in people.items():
            records.save(s, APPLICANTS, {"batch_id": batch, "member_id": who, "verdict": verdict})
    assert codes_of(office, BATCHES, batch, "approve") == {"missing"}
    assert codes_of(office, BATCHES, batch, "approve", **FULL) == {"reason_missing"}
    assert state_of(office, MEMBERS, people["admit"]) == "applicant"
    with office.write(ACTOR, "Reason") as s:
        (row,) = [r for r in records.page(s, APPLICANTS) if r["verdict"] == "refuse"]
        records.save(s, APPLICANTS, {"reason": "不符合入会条件"}, row["id"])
    step(office, BATCHES, batch, "approve", **FULL)
    assert {v: state_of(office, MEMBERS, who) for v, who in people.items()} == {
        "admit": "active", "hold": "probationary", "refuse": "rejected"}
    with office.read() as s:
        found = records.get(s, BATCHES, batch)
        events = {e["event"]: e for e in records.page(s, registers.get("membership_events"))}
    assert (found["admitted"], found["held"], found["refused"], found["meeting_on"]) == (1, 1, 1, TODAY)
    assert events["approve"]["decision"] == FULL["decision"]
    assert events["reject"]["note"] == "不符合入会条件"


def test_an_application_stands_in_one_open_batch(office: Database) -> None:
    who = person(office, 1, "apply")
    with office.write(ACTOR, "Batches") as s:
        first, second = (lifecycle.create(s, BATCHES, {"opened_on": TODAY}).id for _ in range(2))
        records.save(s, APPLICANTS, {"batch_id": first, "member_id": who})
    with pytest.raises(InvalidRecordError), office.write(ACTOR, "Twice") as s:
        records.save(s, APPLICANTS, {"batch_id": second, "member_id": who})
    step(office, BATCHES, first, "cancel", note="会议取消")
    with office.write(ACTOR, "Again") as s:
        records.save(s, APPLICANTS, {"batch_id": second, "member_id": who})


# ---- leaving


@pytest.mark.parametrize(("changes", "code"), [
    ({"unpaid_months": 5}, "arrears"), ({"took_part": True}, "took_part"), ({"educated_on": None}, "not_educated")])
def test_who_is_deemed_withdrawn_meets_all_that_the_constitution_asks(
    office: Database, changes: dict[str, Any], code: str
) -> None:
    case = _opened(office, "departures")
    assert codes_of(office, DEPARTURES, case, "decide", **FULL) == {"not_discussed"}
    with office.write(ACTOR, "Changed") as s:
        records.save(s, DEPARTURES, changes, case)
    step(office, DEPARTURES, case, "discuss")
    assert codes_of(office, DEPARTURES, case, "decide", **FULL) == {code}
    assert state_of(office, MEMBERS, office_member(office)) == "active"


def test_an_expulsion_needs_a_judgment_and_is_filed(office: Database) -> None:
    who = person(office)
    with office.write(ACTOR, "Case") as s:
        case = lifecycle.create(s, DEPARTURES, {"member_id": who, "kind": "expel", "proposed_on": TODAY}).id
    step(office, DEPARTURES, case, "discuss")
    assert codes_of(office, DEPARTURES, case, "decide", **FULL) == {"no_judgment"}
    with office.write(ACTOR, "Judged") as s:
        records.save(s, DEPARTURES, {"judgment_no": "(2026)琼01刑初12号"}, case)
    step(office, DEPARTURES, case, "decide", **FULL)
    assert state_of(office, MEMBERS, who) == "expelled"
    assert codes_of(office, DEPARTURES, case, "announce") == {"not_filed", "card_out"}
    assert codes_of(office, DEPARTURES, case, "file", decision="备案1号") == {"card_out"}
    step(office, DEPARTURES, case, "file", decision="备案1号", note="会员证遗失")
    with office.read() as s:
        assert records.get(s, DEPARTURES, case)["filed_on"] == TODAY


def test_a_withdrawal_is_decided_at_once_and_announced(office: Database) -> None:
    who = person(office)
    with office.write(ACTOR, "Case") as s:
        case = lifecycle.create(s, DEPARTURES, {"member_id": who, "proposed_on": TODAY, "card_returned": True}).id
    with pytest.raises(InvalidRecordError), office.write(ACTOR, "Second") as s:
        lifecycle.create(s, DEPARTURES, {"member_id": who, "proposed_on": TODAY})
    step(office, DEPARTURES, case, "decide", **FULL)
    assert codes_of(office, DEPARTURES, case, "file", decision="备案1号") == {"nothing_to_file"}
    step(office, DEPARTURES, case, "announce")
    assert state_of(office, MEMBERS, who) == "withdrawn"
