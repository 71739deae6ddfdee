"""Rows of one file in each other's way."""

from __future__ import annotations

from tests.samples import id_number
from union_desk.exchange import twins


def test_a_key_that_comes_twice_is_a_group() -> None:
    assert twins.groups([("a",), ("b",), None, ("a",), ("a",), None]) == {("a",): [0, 3, 4]}


def test_a_later_row_differs_only_where_it_says_something_else() -> None:
    columns: dict[str, list[str | int | bool | None]] = {
        "name": ["甲", "甲"],
        "mobile": ["1", "2"],
        "post": ["x", None],
        "team": [None, "一"],
    }
    assert twins.differences(columns, 0, 1) == ("mobile", "team")


def dragged_from(number: str, count: int) -> list[str]:
    return [str(int(number) + step) for step in range(count)]


def test_numbers_that_rise_by_one_were_dragged() -> None:
    run = dragged_from(id_number(200, "1988-08-08"), 5)
    numbers = [id_number(1), *run, id_number(2)]
    assert twins.dragged(numbers, [False] + [True] * 6) == [(1, 5)]


def test_a_run_that_another_sheet_interrupts_is_shorter() -> None:
    run = dragged_from(id_number(200, "1988-08-08"), 5)
    assert twins.dragged(run, [False, True, True, False, True]) == []


def test_two_neighbours_are_no_run() -> None:
    run = dragged_from(id_number(200, "1988-08-08"), 3)
    assert twins.dragged(run, [False, True, True]) == []


def test_other_numbers_are_no_run() -> None:
    assert twins.dragged([id_number(n) for n in range(1, 50)], [False] + [True] * 48) == []
    assert twins.dragged(["E1234567", "E1234568", "E1234569", None], [False, True, True, True]) == []
