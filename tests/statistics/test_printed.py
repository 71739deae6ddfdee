"""A table on paper checked by its square code: counted anew as of its day, and every cell that differs named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.offices import ACTOR, office, office_maker, office_template
from tests.samples import id_number, member
from union_desk import checking, lifecycle
from union_desk.affairs import returns_checking, returns_papers
from union_desk.registers.members import MEMBERS
from union_desk.search import Filter, Query
from union_desk.statistics import dimensions, printed
from union_desk.statistics.crosstab import CrossTab, crosstab
from union_desk.statistics.scope import Scope

if TYPE_CHECKING:
    from pathlib import Path

    from union_desk.database import Database

__all__ = ["office", "office_maker", "office_template"]


@pytest.fixture
def people(office: Database) -> list[str]:
    """Add six members, three of them women."""
    with office.write(ACTOR, "People") as s:
        return [lifecycle.create(s, MEMBERS, member(n + 1, name="洪陈李王赵黄"[n] + "晓明", sex="12"[n % 2],
                                                    id_number=id_number(n + 1, female=n % 2 == 1))).id
                for n in range(6)]


def counted(office: Database, query: Query | None = None) -> CrossTab:
    """Count by sex and age."""
    with office.read() as s:
        return crosstab(s, [dimensions.get("sex"), dimensions.get("age")], Scope.today(query))


def told(office: Database, code: str) -> returns_checking.Told:
    """Check a code."""
    with office.read() as s:
        return returns_checking.of_office(office, s, code)


def test_a_printed_table_is_equal_until_something_changes(office: Database, people: list[str], tmp_path: Path) -> None:
    women = Query(filters=(Filter("sex", "is", ("2",)),))
    tab = counted(office, women)
    returns_papers.print_tables(office, ACTOR, [tab], tmp_path / "表.pdf")
    code = printed.code(tab)
    assert told(office, code).document == {
        "equal": True, "day": checking.today(), "total": 3, "now": 3, "kept": True, "cells": []}
    with office.write(ACTOR, "Changed") as s:
        lifecycle.apply_event(s, MEMBERS, people[1], {"event": "withdraw", "happened_on": checking.today()})
    found = told(office, code)
    assert (found.equal, found.document["now"]) == (False, 2)
    (cell,) = found.document["cells"]
    assert (cell["labels"][0], cell["before"], cell["now"]) == (tab.axes[0].category("2").label, 3, 2)
    assert "3" in found.lines[1]


def test_a_paper_of_another_computer_is_counted_over_everybody(office: Database, people: list[str]) -> None:
    assert people
    tab = counted(office)
    assert told(office, printed.code(tab)).equal
    found = told(office, printed.code(counted(office, Query(filters=(Filter("sex", "is", ("2",)),)))))
    assert (found.equal, found.document["kept"], found.document["cells"]) == (False, False, [])
    assert len(found.lines) == 2


@pytest.mark.parametrize("text", ["", "UDX1:sex:2026-01-01:3", "UDX1:nothing:2026-01-01:3:ab", "UDX1:sex:x:y:z",
                                  "UDR1:sex:2026-01-01:3:ab"])
def test_what_is_no_code_is_said_so(office: Database, text: str) -> None:
    with office.read() as s, pytest.raises(printed.NoTableCodeError):
        printed.check(s, text)
