"""Rules asked about thousands of rows at once answer what each row would have been told by itself."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import any_record
from union_desk import checking, practice, registers
from union_desk.exchange.asking import Inquiry
from union_desk.exchange.neighbours import Bulk, other_fields
from union_desk.registers.members import MEMBERS
from union_desk.schema.kinds import Ref

if TYPE_CHECKING:
    from union_desk.database import Database
    from union_desk.schema.problem import Problem
    from union_desk.schema.register import Register

Row = dict[str, Any]
ASKED = tuple(name for rule in MEMBERS.rules for name in rule.fields)
ALL_WITH_RULES = [register for register in registers.ALL if register.rules]


def mixed(seed: int, count: int) -> list[Row]:
    """Return people whose values were exchanged or lost here and there, so that many rules have something to say."""
    chance = random.Random(seed)
    people = [dict(person) for person in practice.people(count, seed)]
    for person in people:
        for name in chance.sample(ASKED, 5):
            person[name] = chance.choice([None, chance.choice(people).get(name)])
    return people


def one_by_one(rows: list[Row], context: Bulk, owners: list[str]) -> dict[int, list[Problem]]:
    """Ask every rule about every row."""
    found = {}
    for index, row in enumerate(rows):
        context.own = owners[index]
        problems = [problem for rule in MEMBERS.rules for problem in rule.check(row, context)]
        if problems:
            found[index] = problems
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_asking_at_once_finds_what_asking_row_by_row_finds(office: Database, seed: int) -> None:
    rows = mixed(seed, 300)
    owners = [f"#{index}" for index in range(len(rows))]
    columns = {name: [row.get(name) for row in rows] for name in ASKED}
    with office.read() as session:
        context = Bulk(session, MEMBERS, day="2026-06-01")
        for name in other_fields(MEMBERS):
            context.prepare(name, columns[name], owners)
        expected = one_by_one(rows, context, owners)
        inquiry = Inquiry(MEMBERS.rules, context, lambda _rule: False)
        found: dict[int, list[Problem]] = {}
        for start in range(0, len(rows), 100):  # what an earlier part has told holds for a later one
            part = slice(start, start + 100)
            some = inquiry.ask(rows[part], {n: c[part] for n, c in columns.items()}, owners[part], [False] * 100)
            found |= {start + index: problems for index, problems in some.items()}
    assert found == expected
    assert len({problem.code for problems in found.values() for problem in problems}) > 5


def test_rules_about_numbers_spare_the_rows_known_to_be_sound(office: Database) -> None:
    rows: list[Row] = [{"id_type": "01", "id_number": "123"}, {"id_type": "01", "id_number": "123"}]
    columns = {name: [row[name] for row in rows] for name in ("id_type", "id_number")}
    with office.read() as session:
        inquiry = Inquiry(MEMBERS.rules, Bulk(session, MEMBERS), lambda rule: rule.code == "R1")
        found = inquiry.ask(rows, columns, ["#0", "#1"], [True, False])
    assert [problem.code for problem in found[1]] == ["R1"]
    assert 0 not in found


class Watched(dict[str, Any]):
    """A record that notes which of its fields were looked at."""

    def __init__(self, values: Row) -> None:
        super().__init__(values)
        self.seen: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.seen.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self.seen.add(key)
        return super().__getitem__(key)


@pytest.mark.parametrize("register", ALL_WITH_RULES, ids=lambda register: register.name)
@settings(max_examples=25)
@given(data=st.data())
def test_a_rule_looks_at_no_field_that_it_does_not_name(register: Register, data: st.DataObject) -> None:
    row = {}
    for name in sorted({name for rule in register.rules for name in rule.fields} & register.fields.keys()):
        kind = register.fields[name].kind
        row[name] = data.draw(st.none() | (st.just("other") if isinstance(kind, Ref) else any_record.values(kind)))
    context = checking.Alone(importing=data.draw(st.booleans()), day="2026-06-01")
    for rule in register.rules:
        watched = Watched(row)
        list(rule.check(watched, context))
        assert watched.seen <= {*rule.fields, "id"}, rule.code
