"""A table on paper checked by its square code: counted anew as of its day, and every cell that differs named."""

from __future__ import annotations

import base64
import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.offices import ACTOR, office, office_maker, office_template
from tests.samples import id_number, member
from union_desk import checking, lifecycle, records
from union_desk.affairs import returns_checking, returns_papers
from union_desk.registers.members import MEMBERS
from union_desk.search import Filter, Query
from union_desk.statistics import dimensions, printed
from union_desk.statistics.crosstab import CrossTab, Keys, crosstab
from union_desk.statistics.printed_code import NoTableCodeError
from union_desk.statistics.scope import Scope
from union_desk.words import _

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
    found = told(office, printed.code(counted(office, Query(text="洪"))))
    assert (found.equal, found.document["kept"], found.document["cells"]) == (False, False, [])
    assert len(found.lines) == 2


def test_a_paper_of_another_computer_tells_whom_it_counts_and_its_cells(office: Database, people: list[str]) -> None:
    tab = counted(office, Query(filters=(Filter("sex", "is", ("2",)),)))
    code = printed.code(tab)
    assert told(office, code).document | {"day": ""} == {
        "equal": True, "day": "", "total": 3, "now": 3, "kept": True, "cells": []}
    with office.write(ACTOR, "Changed") as s:
        lifecycle.apply_event(s, MEMBERS, people[1], {"event": "withdraw", "happened_on": checking.today()})
    (cell,) = told(office, code).document["cells"]
    assert (cell["labels"][0], cell["before"], cell["now"]) == (tab.axes[0].category("2").label, 3, 2)


def test_a_private_particular_or_a_search_is_not_written_into_the_code(office: Database, people: list[str]) -> None:
    for query in (Query(filters=(Filter("id_number", "has", ("46",)),)), Query(text="晓明"),
                  Query(filters=(Filter("id", "is", tuple(people)),)),
                  Query(filters=(Filter("department", "is", tuple(f"{n}车间" for n in range(30))),))):
        assert printed.read_code(printed.code(counted(office, query))).some


def test_a_large_table_tells_its_lines_and_a_larger_one_its_digest(office: Database, people: list[str]) -> None:
    assert people
    tab = counted(office)
    many_cells: Counter[Keys] = Counter({(key, f"{n}-{key}"): n + 1 for n in range(30) for key in ("1", "2")})
    many_lines: Counter[Keys] = Counter({(f"车间{n}", "1"): 1 for n in range(30)})
    for cells, counts in ((many_cells, 2), (many_lines, 0)):
        large = CrossTab(tab.scope, tab.dimensions, tab.axes, cells)
        paper = printed.read_code(printed.code(large))
        assert len(paper.counts()) == counts
        assert sum(paper.counts().values()) in {0, large.total}
        names = [cell.labels for cell in printed.beside(paper, tab).cells]
        assert all(len(labels) == 1 for labels in names)


def test_a_category_that_is_gone_is_named_as_unknown(office: Database, people: list[str]) -> None:
    with office.write(ACTOR, "Departments") as s:
        records.save(s, MEMBERS, {"department": "装配车间"}, people[0])
    with office.read() as s:
        tab = crosstab(s, [dimensions.get("department")], Scope.today())
    with office.write(ACTOR, "Departments") as s:
        records.save(s, MEMBERS, {"department": "检修车间"}, people[0])
    with office.read() as s:
        now = crosstab(s, [dimensions.get("department")], Scope.today())
    cells = printed.beside(printed.read_code(printed.code(tab)), now).cells
    assert {(cell.labels, cell.before, cell.now) for cell in cells} == {
        ((_("a category that is not known here"),), 1, 0), (("检修车间",), 0, 1)}


EMPTY = "UDX1::sex:2026-01-01:3:ab"


def whom(**changes: object) -> str:
    """Return a code's words for whom a table counts, perhaps altered by somebody."""
    told = {"text": "", "filters": [], "states": ["active"], "known": False} | changes
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode()


@pytest.mark.parametrize("text", [
    "", EMPTY, "UDX1::nothing:2026-01-01:3:ab::", "UDX1::sex:x:y:z::", "UDR1::sex:2026-01-01:3:ab::", f"{EMPTY}:!!!:",
    f"{EMPTY}::abcdeX", f"{EMPTY}:{whom(text='洪')}:", f"{EMPTY}:{whom(filters=[['id_number', 'has', ['4']]])}:",
    f"{EMPTY}:{whom(filters=[['sex', 'like', ['1']]])}:", f"{EMPTY}:{whom(filters=[['sex', 'from', []]])}:",
    f"{EMPTY}:{whom(filters=[['sex', 'was', ['2026-01-01']]])}:", f"{EMPTY}:{whom(filters=[['sex', 'is', [[1]]]])}:",
    f"{EMPTY}:{whom(filters=[['secret', 'is', ['1']]])}:", f"{EMPTY}:{whom(states=[1])}:",
    f"{EMPTY}:{whom(filters=7)}:"])
def test_what_is_no_code_is_said_so(office: Database, text: str) -> None:
    with office.read() as s, pytest.raises(NoTableCodeError):
        printed.check(s, text)
