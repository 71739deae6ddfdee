"""Every cell of every cross-table, counted a second way, and the people behind it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.statistics import truth
from tests.statistics.people import TODAY
from union_desk import checking, records
from union_desk.registers.members import MEMBERS
from union_desk.search import Filter, Query
from union_desk.statistics import dimensions
from union_desk.statistics.crosstab import CrossTab, crosstab, crosstabs
from union_desk.statistics.scope import KEPT, Scope, describe, ids, those
from union_desk.words import _

if TYPE_CHECKING:
    from tests.statistics.conftest import Filled

DAYS = ("2025-03-15", "2025-12-31", "2026-10-31")
KNOWN = list(truth.keys({**dict.fromkeys(MEMBERS.fields), "native_place": None}, TODAY, []))


def table(filled: Filled, names: tuple[str, ...], scope: Scope) -> CrossTab:
    with filled.db.read() as s:
        return crosstab(s, [dimensions.get(name) for name in names], scope)


def expected(filled: Filled, names: tuple[str, ...], day: str) -> Counter[tuple[str, ...]]:
    rows = truth.counted(filled.members, filled.events, day)
    return Counter(tuple(truth.keys(m, day, filled.branches)[name] for name in names) for m in rows)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("names", [*dimensions.CUSTOMARY, ("branch", "sex", "age"), ("group", "qualified")])
def test_every_cell_is_what_plain_counting_finds(filled: Filled, names: tuple[str, ...], day: str) -> None:
    tab = table(filled, names, Scope(day))
    truly = expected(filled, names, day)
    assert tab.cells == truly
    assert tab.total == sum(truly.values()) > 50


@pytest.mark.parametrize("name", KNOWN)
def test_each_dimension_counts_everybody_once(filled: Filled, name: str) -> None:
    tab = table(filled, (name,), Scope(TODAY))
    truly = expected(filled, (name,), TODAY)
    assert {c.key: tab.count(c.key) for c in tab.shown(0) if tab.count(c.key)} == {k[0]: n for k, n in truly.items()}


@pytest.mark.parametrize("dimension", dimensions.ALL, ids=lambda d: d.id)
def test_every_category_leads_to_as_many_people_as_it_counts(filled: Filled, dimension: dimensions.Dimension) -> None:
    tab = table(filled, (dimension.id,), Scope("2026-06-30"))
    with filled.db.read() as s:
        for category in tab.axes[0].categories:
            assert records.count(s, MEMBERS, tab.query(category.key)) == tab.count(category.key), category


def test_rows_columns_and_the_whole_lead_to_their_people(filled: Filled) -> None:
    day = DAYS[0]
    tab = table(filled, ("sex", "age"), Scope(day))
    rows = [(m["id"], truth.keys(m, day, filled.branches)) for m in truth.counted(filled.members, filled.events, day)]
    with filled.db.read() as s:
        for sex, age in product(("1", "2", "", None), ("-25", "26-35", "61-", "", None)):
            wanted = [i for i, k in rows if sex in (None, k["sex"]) and age in (None, k["age"])]
            assert tab.people(s, sex, age) == wanted
            assert tab.count(sex, age) == len(wanted)


def test_a_query_of_the_grid_narrows_the_table(filled: Filled) -> None:
    query = Query(text="张", filters=(Filter("sex", "is", ("2",)), Filter("education", "not", ("21",))))
    tab = table(filled, ("sex", "education_group"), Scope(TODAY, query))
    rows = truth.counted(filled.members, filled.events, TODAY)
    women = [m for m in rows if m["sex"] == "2" and m["education"] != "21"]
    assert tab.cells == Counter(("2", truth.education(m["education"])) for m in women)
    assert tab.total > 0


@given(data=st.data())
def test_any_cell_of_any_table_leads_to_its_people(filled: Filled, data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from([d.id for d in dimensions.ALL]), min_size=1, max_size=3, unique=True))
    day = data.draw(st.dates(dt.date(2024, 6, 1), dt.date(2027, 1, 1)).map(dt.date.isoformat))
    tab = table(filled, tuple(names), Scope(day))
    keys = [data.draw(st.sampled_from([None, *(c.key for c in tab.shown(i))])) for i in range(len(names))]
    with filled.db.read() as s:
        assert records.count(s, MEMBERS, tab.query(*keys)) == tab.count(*keys)
    for place in range(len(names)):
        others: list[str | None] = [None] * len(names)
        parts = [[*others[:place], c.key, *others[place + 1:]] for c in tab.shown(place)]
        assert sum(tab.count(*part) for part in parts) == tab.total


@pytest.mark.parametrize("day", [*DAYS, "2030-01-01"])
def test_tables_counted_together_are_those_counted_alone(filled: Filled, day: str) -> None:
    tables = [[dimensions.get(name) for name in names] for names in (("age", "sex"), ("branch",), ("sex", "qualified"))]
    with filled.db.read() as s:
        scope = Scope(day)
        together = crosstabs(s, tables, scope.settled(s))
        assert [t.cells for t in together] == [crosstab(s, of, scope).cells for of in tables]
        assert [t.people(s, *[None] * len(t.axes)) for t in together] == [scope.ids(s)] * 3


def test_any_number_of_people_can_be_named_by_a_query(filled: Filled) -> None:
    wanted = [m["id"] for m in filled.members]
    with filled.db.read() as s:
        assert ids(s, those([*wanted, *(f"nobody {i}" for i in range(70_000))])) == wanted
        assert ids(s, those([])) == []


def test_kept_memberships_are_counted_apart(filled: Filled) -> None:
    state = truth.states(filled.events, TODAY)
    kept = table(filled, ("sex",), Scope(TODAY).with_states(*KEPT))
    assert kept.total == sum(state.get(m["id"]) == "kept" for m in filled.members) > 0


def test_today_and_the_state_on_the_record_agree(filled: Filled) -> None:
    today = table(filled, ("sex",), Scope.today())
    with filled.db.read() as s:
        assert Filter("membership_state", "is", ("active", "transferring_out")) in today.scope.people().filters
        assert today.total == records.count(s, MEMBERS, today.scope.people())
    assert today.total == len(truth.counted(filled.members, filled.events, checking.today()))


def test_zero_columns_stay_where_they_are_fixed_and_go_where_they_are_not(filled: Filled) -> None:
    nobody = Scope(TODAY, Query(filters=(Filter("name", "is", ("没有这个人",)),)))
    tab = table(filled, ("sex", "employment_form"), nobody)
    assert tab.total == 0
    assert [c.key for c in tab.shown(0)] == ["1", "2"]
    assert tab.shown(1) == []


def test_branches_stand_in_the_order_of_the_tree(filled: Filled) -> None:
    groups = table(filled, ("group",), Scope(TODAY)).shown(0)
    assert [c.label for c in groups if c.depth == 0][:4] == ["一分会", "二分会", "@三分会", "四分会"]
    place = {c.key: i for i, c in enumerate(groups)}
    above = {b["id"]: b["parent_id"] for b in filled.branches}
    for category in groups:
        parent = above.get(category.key)
        assert category.depth == (1 if parent else 0)
        assert parent is None or place[parent] < place[category.key]


def test_a_query_is_told_in_words(filled: Filled) -> None:
    branch = filled.branches[0]
    query = Query("张", (
        Filter("sex", "is", ("2", "")), Filter("branch_id", "is", (branch["id"],)),
        Filter("birth_date", "from", ("1990-01-01",)),
        Filter("id_number", "is", ("460100199003070015",)), Filter("education", "not", ("21",)),
        Filter("mobile", "empty"), Filter("department", "has", ("车间",)), Filter("id", "is", ("a", "b")),
        Filter("membership_state", "was", ("2025-12-31", "active", "kept"))))
    with filled.db.read() as s:
        words = describe(s, query)
        assert describe(s, Query()) == ""
    label = {name: _(spec.label) for name, spec in MEMBERS.fields.items()}
    assert words.split("；") == [
        "检索“张”", f"{label['sex']}：女、未填", f"{label['branch_id']}：{branch['name']}",
        f"{label['birth_date']}自1990-01-01起", f"{label['id_number']}：460100********0015",
        f"{label['education']}不为：大学本科毕业", f"{label['mobile']}未填", f"{label['department']}含“车间”",
        "选定人员：2", "2025-12-31会籍状态：在册会员、保留会籍",
    ]
