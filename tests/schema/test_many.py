"""What a rule calls doubtful among many records contains every record in which it finds an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.samples import id_number
from union_desk import checking, registers
from union_desk.schema.many import Many, disordered, later
from union_desk.schema.problem import ERROR

if TYPE_CHECKING:
    from union_desk.schema.register import Register, Rule

TODAY = "2026-03-01"
RULES = [(registers.get(name), rule) for name in ("members", "membership_events", "dues_payments", "honours")
         for rule in registers.get(name).rules if rule.doubtful is not None]
ANY = (None, "", "01", "99", "1", "2", "1990-03-07", "2006-03-06", "2008-03-06", "2008-03-07", "2026-03-01",
       "2026-03-02", "2026-04", "2027", 2025, 2027, "王", id_number(1), id_number(2), id_number(1)[:-1] + "0")


@pytest.mark.parametrize(("register", "rule"), RULES, ids=[f"{each.name}-{rule.code}" for each, rule in RULES])
@settings(max_examples=60)
@given(data=st.data())
def test_every_record_with_an_error_is_doubtful(register: Register, rule: Rule, data: st.DataObject) -> None:
    """Rules see sound values alone: records with any other are always looked at."""
    assert rule.doubtful is not None
    count = data.draw(st.integers(1, 6))
    columns: dict[str, list[Any]] = {name: data.draw(st.lists(st.sampled_from(
        [value for value in ANY if value is None or not register.fields[name].kind.faults(value)]),
        min_size=count, max_size=count)) for name in rule.fields}
    wrong = {row for row in range(count) if any(problem.level == ERROR for problem in rule.check(
        {name: column[row] for name, column in columns.items()}, checking.Alone(day=TODAY)))}
    assert wrong <= set(rule.doubtful(Many(columns, count), checking.Alone(day=TODAY)))


def test_of_sound_records_nearly_none_is_doubtful() -> None:
    many = Many({"joined": ["2015-05-01", None], "left": ["2016-05-01", None]}, 2)
    assert later(many, TODAY, "joined", "left", "missing") == set()
    assert disordered(many, "joined", "left") == set()
    assert disordered(many, "left", "joined") == {0}
    assert later(Many({"joined": ["2015-05-01", "2026-03-02"]}, 2), TODAY, "joined") == {0, 1}


def test_what_one_rule_notes_of_all_rows_is_found_out_once() -> None:
    asked = []

    def count(these: Many) -> int:
        asked.append(these.count)
        return these.count

    many = Many({}, 3)
    assert [many.note("count", count), many.note("count", count)] == [3, 3]
    assert asked == [3]
