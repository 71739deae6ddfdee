"""Rules asked about thousands of rows at once answer what each row would have been told by itself."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from union_desk import practice
from union_desk.exchange.asking import Inquiry
from union_desk.exchange.neighbours import Bulk, other_fields
from union_desk.registers.members import MEMBERS
from union_desk.schema.problem import WARNING, Problem
from union_desk.schema.register import Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from union_desk.database import Database
    from union_desk.schema.register import Context, Values

Row = dict[str, Any]
ASKED = tuple(name for rule in MEMBERS.rules for name in rule.fields)


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


def test_a_rule_is_asked_once_for_rows_that_say_the_same(office: Database) -> None:
    asked: list[str] = []

    def check(values: Values, _context: Context) -> list[Problem]:
        asked.append(str(values["degree"]))
        return [Problem(WARNING, "R7", "degree", "check {degree}", {"degree": values["degree"]})]

    rows: list[Row] = [{"degree": str(index % 3), "name": str(index)} for index in range(300)]
    with office.read() as session:
        inquiry = Inquiry([Rule("R7", ("degree",), check)], Bulk(session, MEMBERS), lambda _rule: False)
        columns = {"degree": [row["degree"] for row in rows]}
        found = [inquiry.ask(rows, columns, [""] * 300, [True] * 300) for _time in range(2)]
    assert asked == ["0", "1", "2"]
    assert found[0] == found[1]
    assert [found[1][index][0].params["degree"] for index in range(300)] == [row["degree"] for row in rows]


def test_rules_about_numbers_spare_the_rows_known_to_be_sound(office: Database) -> None:
    rows: list[Row] = [{"id_type": "01", "id_number": "123"}, {"id_type": "01", "id_number": "123"}]
    columns = {name: [row[name] for row in rows] for name in ("id_type", "id_number")}
    with office.read() as session:
        inquiry = Inquiry(MEMBERS.rules, Bulk(session, MEMBERS), lambda rule: rule.code == "R1")
        found = inquiry.ask(rows, columns, ["#0", "#1"], [True, False])
    assert [problem.code for problem in found[1]] == ["R1"]
    assert 0 not in found


def _ask_twice(office: Database, check: Callable[[Values, Context], list[Problem]]) -> dict[int, list[Problem]]:
    """Ask a rule that names the degree alone about two rows with the same degree and different names."""
    rows: list[Row] = [{"degree": "1", "name": "甲"}, {"degree": "1", "name": "乙"}]
    with office.read() as session:
        context = Bulk(session, MEMBERS)
        context.prepare("name", ["甲", "乙"], ["#0", "#1"])
        inquiry = Inquiry([Rule("x", ("degree",), check)], context, lambda _rule: False)
        return inquiry.ask(rows, {"degree": ["1", "1"]}, ["#0", "#1"], [True, True])


def _said(name: object) -> list[Problem]:
    return [Problem(WARNING, "x", "name", "look", {"name": name})]


@pytest.mark.parametrize("look", [
    lambda values: values.get("name"), lambda values: values["name"], lambda values: dict(values)["name"],
    lambda values: {**values}["name"], lambda values: "name" in values and values.get("name"),
])  # fmt: skip
def test_a_rule_that_looks_elsewhere_is_asked_about_every_row(
    office: Database, look: Callable[[Values], object]
) -> None:
    found = _ask_twice(office, lambda values, _context: _said(look(values)))
    assert [found[index][0].params["name"] for index in (0, 1)] == ["甲", "乙"]


def test_a_rule_that_asks_for_other_rows_without_saying_so_is_asked_about_every_row(office: Database) -> None:
    found = _ask_twice(office, lambda _values, context: _said(list(context.others("members", "name", "甲"))))
    assert [found[index][0].params["name"] for index in (0, 1)] == [[], ["#0"]]
