"""The superior's verdict is that of the desk's own validation, whatever the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.protocol.columns import Table
from sync.server import checks
from tests.samples import id_number, member
from tests.sync.senders import row_id
from union_desk import checking
from union_desk.registers import BRANCHES, MEMBERS, MEMBERSHIP_EVENTS, UNIONS
from union_desk.schema.problem import ERROR, INFO, WARNING

if TYPE_CHECKING:
    from sync.server.superior import Superior
    from union_desk.schema.register import Register

values = st.one_of(
    st.none(), st.integers(-5, 2**70), st.text(max_size=8),
    st.sampled_from(["", "1", "2", "01", "2024-02-30", "1990-03-07", "2030-01-01", "13900000001", id_number(1),
                     "register", "x\0"]))


@st.composite
def rows_of(draw: st.DrawFn, register: Register, base: dict[str, Any]) -> list[dict[str, Any]]:
    changes = st.dictionaries(st.sampled_from(list(register.fields)), values, max_size=6)
    return [base | draw(changes) for _row in range(draw(st.integers(1, 8)))]


def plain(register: Register, row: dict[str, Any]) -> dict[str, Any]:
    return {name: int(v) if isinstance(v, bool) else v for name, v in row.items() if name in register.fields}


@pytest.mark.parametrize(("register", "base"), [
    (MEMBERS, member()), (BRANCHES, {"name": "一车间", "branch_kind": "2"}), (UNIONS, {"union_name": "工会"}),
    (MEMBERSHIP_EVENTS, {"member_id": row_id(1), "event": "register", "happened_on": "2015-05-01"}),
], ids=lambda p: getattr(p, "name", ""))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_errors_are_those_of_validation(
        local: Superior, register: Register, base: dict[str, Any], data: st.DataObject) -> None:
    rows = [plain(register, row) for row in data.draw(rows_of(register, base))]
    names = sorted(set().union(*rows))
    table = Table(register.name, [row_id(n) for n in range(len(rows))],
                  {name: [row.get(name) for row in rows] for name in names}, [0] * len(rows))
    with local.engine.begin() as connection:
        context = checks.There(connection, "u")
        context.now_holds(table)
        found = checks.inspect(register, table, range(len(rows)), context, frozenset())
        for place, row in enumerate(rows):
            problems = checking.validate(register, row | {"id": table.ids[place]}, context)
            expected = [repr(p) for p in problems if p.level == ERROR]
            assert sorted(map(repr, found.get(place, []))) == sorted(expected)


@pytest.mark.parametrize("number", ["6222020200112233445", "6222020200112233446", "12", "x-1", "9" * 40, 5, "A\x00"])
def test_the_errors_of_an_account_are_those_among_its_problems(number: str | int) -> None:
    kind = MEMBERS.fields["bank_account"].kind
    assert kind.faults(number) == [p for p in kind.check(number) if p.level == ERROR]


def test_rules_see_the_other_rows_of_the_frame(local: Superior) -> None:
    table = Table("branches", [row_id(1), row_id(2)], {
        "name": ["甲", "乙"], "branch_kind": ["1", "2"], "parent_id": [row_id(2), row_id(1)]}, [0, 0])
    with local.engine.begin() as connection:
        context = checks.There(connection, "u")
        context.now_holds(table)
        found = checks.inspect(BRANCHES, table, [0, 1], context, frozenset())
    assert {row: [p.code for p in problems] for row, problems in found.items()} == {0: ["loop"], 1: ["loop"]}


def test_rules_know_values_of_the_frame(local: Superior) -> None:
    table = Table("unions", [row_id(1), row_id(2)], {"union_name": ["甲工会", "乙工会"]}, [0, 1])
    with local.engine.begin() as connection:
        context = checks.There(connection, "u")
        assert context.known("unions", "union_name") == frozenset()
        context.now_holds(table)
        assert context.known("unions", "union_name") == {"甲工会"}
        assert context.known("unions", "unit_name") == frozenset()


@settings(max_examples=150)
@given(data=st.data())
def test_no_rule_is_graver_than_it_says(data: st.DataObject) -> None:
    order = [INFO, WARNING, ERROR]
    for register, base in ((MEMBERS, member()), (BRANCHES, {"name": "一车间"}), (UNIONS, {"union_name": "工会"})):
        (row, *_more) = data.draw(rows_of(register, base))
        row = {n: v for n, v in row.items() if v is None or not register.fields[n].kind.check(v)}
        context = checking.Alone(day=data.draw(st.sampled_from(["2001-01-01", "2026-06-01", "2060-01-01"])))
        for rule in register.rules:
            levels = [p.level for p in rule.check(row, context)]
            assert all(order.index(level) <= order.index(rule.worst) for level in levels), rule.code
