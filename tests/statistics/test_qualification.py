"""The qualified rate and the reasons of the others, against a reading of each record by itself."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.offices import ACTOR
from tests.samples import member
from tests.statistics import truth
from tests.statistics.people import TODAY
from union_desk import checking, lifecycle, records
from union_desk.progress import Cancelled, Progress, State
from union_desk.registers.members import CORE, MEMBERS
from union_desk.statistics.qualification import qualification
from union_desk.statistics.rates import Rate
from union_desk.statistics.scope import Scope, ids
from union_desk.words import _

if TYPE_CHECKING:
    from tests.statistics.conftest import Filled
    from union_desk.database import Database


def test_the_rate_counts_the_qualified_among_the_members_of_the_day(filled: Filled) -> None:
    rows = truth.counted(filled.members, filled.events, "2026-03-31")
    with filled.db.read() as s:
        found = qualification(s, Scope("2026-03-31"))
    assert found.rate == Rate(sum(bool(m["qualified"]) for m in rows), len(rows))
    top = truth.top_branch(filled.branches)
    for category in found.by_branch.shown(0):
        of = [m for m in rows if top(m["branch_id"]) == category.key]
        assert found.rate_of(category.key) == Rate(sum(bool(m["qualified"]) for m in of), len(of))


def test_the_reasons_are_those_of_reading_each_record_by_itself(filled: Filled) -> None:
    rows = [m for m in truth.counted(filled.members, filled.events, TODAY) if not m["qualified"]]
    numbers = Counter(m["id_number"] for m in filled.members)
    truly: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        reasons = {(name, "missing") for name in CORE if row[name] is None}
        reasons |= {(p.field, p.code) for p in checking.validate(MEMBERS, row, checking.Alone()) if p.level == "error"}
        reasons |= {("id_number", "duplicate")} if numbers[row["id_number"]] > 1 else set()
        for reason in reasons:
            truly.setdefault(reason, set()).add(row["id"])
    with filled.db.read() as s:
        found = qualification(s, Scope(TODAY))
        assert {(r.field, r.code): r.count for r in found.reasons} == {k: len(v) for k, v in truly.items()}
        for why in found.reasons:
            assert set(ids(s, why.query)) == truly[why.field, why.code]
    assert {("id_number", "R1"), ("id_number", "duplicate"), ("mobile", "missing")} <= set(truly)
    assert [r.count for r in found.reasons] == sorted((r.count for r in found.reasons), reverse=True)


def test_reasons_are_told_in_words(filled: Filled) -> None:
    with filled.db.read() as s:
        reasons = {(r.field, r.code): (r.label(), r.text()) for r in qualification(s, Scope(TODAY)).reasons}
    assert reasons["mobile", "missing"] == (_(MEMBERS.fields["mobile"].label), "未填")
    assert reasons["id_number", "R1"] == (_(MEMBERS.fields["id_number"].label), "证件号码有误")


def test_a_bad_code_and_a_record_without_a_fault_are_named(office: Database) -> None:
    with office.write(ACTOR, "Made") as s:
        kept = [lifecycle.create(s, MEMBERS, member(i)).id for i in (1, 2, 3)]
    with office.write(ACTOR, "Spoilt") as s:  # as an older program or a changed code list would leave them
        records.update_many(s, MEMBERS, [(kept[0], {"education": ("21", "ZZ"), "qualified": (True, False)}),
                                         (kept[1], {"qualified": (True, False)})])
    with office.read() as s:
        found = qualification(s, Scope.today())
        assert found.rate == Rate(1, 3)
        assert {(r.field, r.code): ids(s, r.query) for r in found.reasons} == {
            ("education", "not_in_list"): [kept[0]], ("", "stale"): [kept[1]]}


def test_looking_for_reasons_reports_and_can_be_cancelled(filled: Filled) -> None:
    states: list[State] = []

    def publish(state: State) -> None:
        states.append(state)
        progress.cancel()

    progress = Progress(publish)
    with filled.db.read() as s, pytest.raises(Cancelled):
        qualification(s, Scope(TODAY), progress)
    assert states[0].total > 100


def test_nothing_of_nothing_is_no_rate(office: Database) -> None:
    with office.read() as s:
        found = qualification(s, Scope.today())
    assert found.rate.text() == "—"
    assert found.rate.value is None
    assert found.reasons == ()
    assert str(Rate(197, 200)) == "98.50% (197/200)"
