"""Joiners and leavers: opening + increases − decreases = closing, every month, and the same by walking the events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.offices import ACTOR
from tests.samples import member
from tests.statistics import truth
from union_desk import lifecycle
from union_desk.registers.members import MEMBERS
from union_desk.search import Filter, Query
from union_desk.statistics.crosstab import crosstab
from union_desk.statistics.dimensions import get
from union_desk.statistics.movements import DECREASES, INCREASES, Movements, movements
from union_desk.statistics.scope import Scope, ids

if TYPE_CHECKING:
    from tests.statistics.conftest import Filled
    from union_desk.database import Database


def found(filled: Filled, scope: Scope, months: int = 12) -> Movements:
    with filled.db.read() as s:
        return movements(s, scope, months)


def month_end(month: str) -> str:
    return f"{month}-31"  # as text: later than every day of the month


@pytest.mark.parametrize("day", ["2026-10-31", "2026-02-17", "2025-06-30"])
def test_each_month_opens_and_closes_with_the_members_of_those_days(filled: Filled, day: str) -> None:
    moves = found(filled, Scope(day), 20)
    assert moves.months[-1].month == day[:7]
    for before, month in zip(moves.months, moves.months[1:], strict=False):
        assert month.opening == before.closing
    for month in moves.months:
        end = min(month_end(month.month), day)
        assert month.closing == len(truth.counted(filled.members, filled.events, end)), month
    assert moves.total.opening + moves.total.increase - moves.total.decrease == moves.total.closing


def test_the_closing_of_the_last_month_is_the_total_of_the_tables(filled: Filled) -> None:
    for day in ("2026-10-31", "2026-02-17"):
        with filled.db.read() as s:
            assert movements(s, Scope(day)).total.closing == crosstab(s, [get("sex")], Scope(day)).total


def test_increases_and_decreases_are_those_of_walking_the_events(filled: Filled) -> None:
    truly = truth.changes(filled.members, filled.events, "2026-10-31")
    moves = found(filled, Scope("2026-10-31"), 36)
    assert {m.month: (m.increase, m.decrease) for m in moves.months if m.increase or m.decrease} == {
        month: (signs["+"], signs["-"]) for month, signs in truly.items()}
    assert sum(m.increase for m in moves.months) > 200


def test_every_kind_of_change_occurs_and_leads_to_its_people(filled: Filled) -> None:
    moves = found(filled, Scope("2026-10-31"), 36)
    seen = {kind for kind in (*INCREASES, *DECREASES) if moves.total.flows[kind]}
    assert seen >= {*INCREASES, *DECREASES} - {"other_in", "other_out"}
    with filled.db.read() as s:
        for kind in sorted(seen):
            people = moves.people(s, kind)
            assert 0 < len(people) <= moves.total.flows[kind]
            assert ids(s, moves.query(s, kind)) == sorted(people, key=[m["id"] for m in filled.members].index)


def test_the_people_of_a_month_are_those_whose_event_fell_into_it(filled: Filled) -> None:
    moves = found(filled, Scope("2026-10-31"), 36)
    month = max(moves.months, key=lambda m: m.flows["deceased"])
    died = {e["member_id"] for e in filled.events if e["event"] == "decease" and e["happened_on"][:7] == month.month}
    with filled.db.read() as s:
        assert set(moves.people(s, "deceased", month.month)) <= died
        assert len(moves.people(s, "deceased", month.month)) == month.flows["deceased"]


def test_a_filter_narrows_the_people_who_come_and_go(filled: Filled) -> None:
    women = Scope("2026-10-31", Query(filters=(Filter("sex", "is", ("2",)),)))
    rows = [m for m in filled.members if m["sex"] == "2"]
    moves = found(filled, women, 24)
    assert moves.total.closing == len(truth.counted(rows, filled.events, "2026-10-31"))


def life(db: Database, *steps: tuple[str, str]) -> None:
    """Make one member who goes through the events (event, day)."""
    needed = {"reason": "7", "other_union": "和风化工厂工会", "decision": "纪要", "note": "说明"}
    first, *rest = steps
    with db.write(ACTOR, "Lived") as s:
        made = lifecycle.create(s, MEMBERS, member(), {"event": first[0], "happened_on": first[1], **needed})
        for event, day in rest:
            lifecycle.apply_event(s, MEMBERS, made.id, {"event": event, "happened_on": day, **needed})


@pytest.mark.parametrize(("steps", "flows"), [
    ([("apply", "2026-01-05"), ("approve", "2026-02-05")], {"2026-02": {"joined": 1}}),
    ([("register", "2026-01-05"), ("keep", "2026-02-05"), ("restore", "2026-03-05")],
     {"2026-01": {"joined": 1}, "2026-02": {"kept": 1}, "2026-03": {"restored": 1}}),
    ([("transfer_in", "2026-01-05"), ("request_transfer_out", "2026-02-05"), ("confirm_transfer_out", "2026-04-05")],
     {"2026-01": {"transferred_in": 1}, "2026-04": {"transferred_out": 1}}),
    ([("register", "2026-01-05"), ("request_transfer_out", "2026-02-05"), ("cancel_transfer_out", "2026-02-20")],
     {"2026-01": {"joined": 1}}),
    ([("register", "2026-01-05"), ("auto_withdraw", "2026-01-30")], {"2026-01": {"joined": 1, "withdrawn": 1}}),
    ([("register", "2026-01-05"), ("expel", "2026-02-05"), ("decease", "2026-03-05")],
     {"2026-01": {"joined": 1}, "2026-02": {"expelled": 1}}),
    ([("register_left", "2026-01-05"), ("transfer_in", "2026-02-05")], {"2026-02": {"transferred_in": 1}}),
    ([("register", "2026-03-05"), ("keep", "2026-02-05")], {}),  # entered late: kept before it was registered
])
def test_events_count_under_the_names_of_the_domain(
        office: Database, steps: list[tuple[str, str]], flows: dict[str, dict[str, int]]) -> None:
    life(office, *steps)
    with office.read() as s:
        moves = movements(s, Scope("2026-06-30"), 6)
    assert {m.month: dict(+m.flows) for m in moves.months if +m.flows} == flows


def test_an_office_without_members_has_months_of_nothing(office: Database) -> None:
    with office.read() as s:
        moves = movements(s, Scope("2026-03-31"))
    last_year = [f"2025-{month:02d}" for month in range(4, 13)]
    assert [m.month for m in moves.months] == [*last_year, "2026-01", "2026-02", "2026-03"]
    assert moves.total.closing == moves.total.opening == 0
