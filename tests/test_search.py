"""Search as you type, filters and order: what is found is what a plain look at the rows would find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tests.offices import ACTOR
from tests.samples import id_number, member
from union_desk import journal, lifecycle, records, registers, search, undo
from union_desk.registers import BRANCHES, FAMILY_MEMBERS, MEMBERS, UNIONS
from union_desk.search import Filter, Query, match_expression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from union_desk.database import Database

DEPARTMENTS = ("一车间", "二车间", "100%_部", None)
PEOPLE: tuple[dict[str, Any], ...] = (
    {"name": "单田", "department": "一车间", "dues_base": 300000},
    {"name": "曾平", "department": "二车间", "dues_base": 450000, "is_staff_rep": True},
    {"name": "仇英", "department": None, "dues_base": None, "is_staff_rep": False},
    {"name": "阿依古丽·买买提", "department": "100%_部", "dues_base": 300000, "mobile": "13900000099"},
    {"name": "吴𠮷", "department": "一车间", "dues_base": 0},
    {"name": "Ｊｏｈｎ Smith", "department": "一车间", "birth_date": "1985-11-20"},
)


def fill(office: Database) -> list[str]:
    """Add the people in one gesture; returns their ids."""
    with office.write(ACTOR, "Added") as s:
        made = []
        for serial, changes in enumerate(PEOPLE, start=1):
            values = member(serial, **changes)
            values["id_number"] = id_number(serial, values["birth_date"])
            made.append(lifecycle.create(s, MEMBERS, values).id)
        return made


def names(office: Database, query: Query) -> list[str]:
    """Return the names that a query finds, and try every other way to ask for them."""
    with office.read() as s:
        rows = records.page(s, MEMBERS, query, columns=("name",))
        places = records.numbers(s, MEMBERS, query)
        assert records.count(s, MEMBERS, query) == len(places)
        assert [r["n"] for r in rows] == places[:100]
        return [r["name"] for r in rows]


# ---- words


@pytest.mark.parametrize(("text", "expected"), [
    ("阿依古丽•买买提", ["阿依古丽·买买提"]), ("阿依古丽．买买提", ["阿依古丽·买买提"]), ("买买提 阿依",
    ["阿依古丽·买买提"]),
    ("１３９００００００９９", ["阿依古丽·买买提"]), ("0099", ["阿依古丽·买买提"]), ("99", ["阿依古丽·买买提"]), ("ST",
    ["单田"]), ("ｓｔ", ["单田"]),
    ("U+20BB7", ["吴𠮷"]), ("吴u+20bb7", ["吴𠮷"]), ("u+ffffff", []), ("u+d800", []), ("john", ["Ｊｏｈｎ Smith"]),
    ("smith", ["Ｊｏｈｎ Smith"]), ("john smith", ["Ｊｏｈｎ Smith"]), ("Ｊｏｈｎ", ["Ｊｏｈｎ Smith"]),
    ("单 13900000001", ["单田"]),
    ("单 13900000002", []), ("田单", []), ("英", ["仇英"]), ("~", []), ("  ", [p["name"] for p in PEOPLE]), ("·", []),
])
def test_words_are_found_however_they_are_typed(office: Database, text: str, expected: list[str]) -> None:
    fill(office)
    assert names(office, Query(text=text)) == expected


def test_the_tail_of_a_number_may_end_in_x(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        lifecycle.create(s, MEMBERS, member(id_number="46010019780615001X", birth_date="1978-06-15"))
    for text in ("001X", "001x", "01Ｘ", "46010019780615001X", "4601001978"):
        assert names(office, Query(text=text)) == ["张三"]


@pytest.fixture(scope="module")
def people(office_maker: Callable[[], Database]) -> Database:
    """Return an office with people that no test changes."""
    office = office_maker()
    fill(office)
    return office


@pytest.fixture(scope="module")
def index(people: Database) -> Iterator[sa.Connection]:
    """Return a connection that sees these people's index."""
    with people.read() as s:
        yield s.connection()


@given(st.text(max_size=15))
def test_any_text_makes_a_query_that_the_index_understands(index: sa.Connection, text: str) -> None:
    if expression := match_expression(text):
        index.exec_driver_sql("SELECT rowid FROM search_members WHERE search_members MATCH ?", (expression,)).all()


@given(place=st.integers(0, len(PEOPLE) - 1), start=st.integers(0, 8), length=st.integers(1, 9))
def test_every_stretch_of_a_name_finds_its_bearer(index: sa.Connection, place: int, start: int, length: int) -> None:
    bare = PEOPLE[place]["name"].replace("·", "").replace(" ", "")
    piece = bare[start:start + length]
    if piece:
        found = index.exec_driver_sql("SELECT rowid FROM search_members WHERE search_members MATCH ?",
                                      (match_expression(piece),)).scalars().all()
        assert place + 1 in found


def test_the_index_follows_every_change(office: Database) -> None:
    first, *_rest = fill(office)
    with office.write(ACTOR, "Edited") as s:
        records.save(s, MEMBERS, {"name": "赵六", "mobile": "13811112222"}, first)
    assert (names(office, Query(text="zl")), names(office, Query(text="2222")), names(office, Query(text="st"))) == (
        ["赵六"], ["赵六"], [])
    with office.write(ACTOR, "Deleted") as s:
        records.delete(s, MEMBERS, [first])
    assert (names(office, Query(text="zl")), names(office, Query(text="zl", deleted=True))) == ([], ["赵六"])
    undo.undo(office, ACTOR)
    undo.undo(office, ACTOR)
    assert (names(office, Query(text="zl")), names(office, Query(text="st"))) == ([], ["单田"])


def test_counting_by_the_index_counts_what_the_query_finds(office: Database) -> None:
    ids = fill(office)
    with office.write(ACTOR, "Deleted") as s:
        records.delete(s, MEMBERS, ids[:2])
    with office.read() as s:
        for text in ("1", "s", "买", "139", "无", "", '"'):
            expected = records.count(s, MEMBERS, Query(text=text)) if text else 0
            assert search.count_words(s, MEMBERS, text) == expected
        assert search.count_words(s, FAMILY_MEMBERS, "张") == 0


def test_an_index_that_is_missing_is_made_from_the_rows(office: Database) -> None:
    fill(office)
    before = [names(office, Query(text=text)) for text in ("st", "0099", "吴", "smith")]
    with office.bookkeeping() as s:
        s.execute(sa.text("DROP TABLE search_members"))
        search.ensure_indexes(s.connection())
        search.ensure_indexes(s.connection())
    assert [names(office, Query(text=text)) for text in ("st", "0099", "吴", "smith")] == before


def test_other_registers_are_found_from_any_character(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        records.save(s, UNIONS, {"union_name": "海风市和风机械厂工会委员会", "union_code": "HF-001"})
        records.save(s, BRANCHES, {"name": "铸造车间分会", "branch_kind": "1"})
        lifecycle.create(s, MEMBERS, member(name="车海风"))
    with office.read() as s:
        def found(text: str, **more: Any) -> list[str]:
            return [register.name for register, _row in search.find(s, text, **more)]

        assert found("海风") == ["members", "unions"]
        assert found("车间") == found("zzcj") == found("铸造") == ["branches"]
        assert found("机械厂") == found("hf-001") == ["unions"]
        assert found("车", only=("members",)) == ["members"]
        assert found("车") == ["members", "branches"]
        assert found("无此人") == found("") == []


def test_finding_stops_at_its_limit(office: Database) -> None:
    fill(office)
    with office.read() as s:
        assert len(search.find(s, "139", limit=2)) == 2


# ---- filters


PLAIN: dict[str, Callable[[Any, list[Any]], bool]] = {
    "is": lambda value, values: value in values,
    "not": lambda value, values: value not in values,
    "from": lambda value, values: value is not None and value >= values[0],
    "to": lambda value, values: value is not None and value <= values[0],
    "has": lambda value, values: value is not None and values[0] in value,
    "empty": lambda value, values: value is None,
    "filled": lambda value, values: value is not None,
}


def matches(row: dict[str, Any], chip: Filter) -> bool:
    """Tell whether a row fits a chip, by plain comparison."""
    return PLAIN[chip.op](row[chip.field], [None if v == "" else v for v in chip.values])


fields = st.sampled_from(["department", "dues_base", "is_staff_rep", "birth_date", "sex"])
sought: dict[str, list[Any]] = {
    "department": ["一车间", "二车间", "100%_部", "无", ""], "dues_base": [0, 300000, 450000, 1, ""],
    "is_staff_rep": [True, False, ""], "birth_date": ["1990-03-07", "1985-11-20", "1900-01-01", ""], "sex": ["1", "2",
    ""],
}


@st.composite
def chips(draw: st.DrawFn) -> Filter:
    """Make a chip that a filter bar could make."""
    name = draw(fields)
    op = draw(st.sampled_from(["is", "not", "empty", "filled", "from", "to", "has"]))
    if op == "has":
        return Filter("department", op, (draw(st.sampled_from(["车间", "一", "%", "_", "0%_", "\\", "'", "部"])),))
    if op in {"from", "to"}:
        return Filter(draw(st.sampled_from(["birth_date"])), op, (draw(st.sampled_from(sought["birth_date"][:3])),))
    if op in {"empty", "filled"}:
        return Filter(name, op)
    return Filter(name, op, tuple(draw(st.lists(st.sampled_from(sought[name]), max_size=3, unique=True))))


@given(st.lists(chips(), max_size=3))
def test_filters_find_what_a_look_at_the_rows_finds(people: Database, filters: list[Filter]) -> None:
    with people.read() as s:
        everybody = records.page(s, MEMBERS)
    expected = [row["name"] for row in everybody if all(matches(row, chip) for chip in filters)]
    assert names(people, Query(filters=tuple(filters))) == expected


@pytest.mark.parametrize("op", ["is", "not"])
def test_a_filter_takes_more_values_than_a_statement_takes_parameters(people: Database, op: str) -> None:
    many = ("一车间", *(f"{i}号车间" for i in range(40_000)))
    expected = [p["name"] for p in PEOPLE if (p["department"] == "一车间") == (op == "is")]
    assert names(people, Query(filters=(Filter("department", op, many),))) == expected


def test_an_unknown_filter_is_a_bug(people: Database) -> None:
    with people.read() as s, pytest.raises(ValueError, match="unknown filter"):
        records.count(s, MEMBERS, Query(filters=(Filter("name", "sounds_like"),)))


def test_who_was_a_member_on_a_day(office: Database) -> None:
    first, second, *_rest = fill(office)
    with office.write(ACTOR, "Kept") as s:
        lifecycle.apply_event(s, MEMBERS, first, {"event": "keep", "reason": "7", "happened_on": "2020-06-30"})
        lifecycle.apply_event(s, MEMBERS, second, {"event": "withdraw", "happened_on": "2022-01-01"})

    def was(day: str, *states: str) -> int:
        return len(names(office, Query(filters=(Filter("membership_state", "was", (day, *states)),))))

    assert was("2015-04-30", "active") == 0
    assert was("2015-05-01", "active") == was("2020-06-29", "active") == 6
    assert (was("2020-06-30", "active"), was("2020-06-30", "kept"), was("2020-06-30", "active", "kept")) == (5, 1, 6)
    assert (was("2022-01-01", "active"), was("2022-01-01", "withdrawn")) == (4, 1)


# ---- order


@pytest.mark.parametrize(("sort", "expected"), [
    ((), [0, 1, 2, 3, 4, 5]), ((("n", True),), [5, 4, 3, 2, 1, 0]), ((("name", False),), [3, 2, 0, 4, 1, 5]),
    ((("dues_base", True), ("name", False)), [1, 3, 0, 4, 2, 5]),
    ((("department", False), ("n", True)), [2, 3, 5, 4, 0, 1]),
])
def test_rows_stand_in_order_and_names_by_their_pinyin(
    people: Database, sort: tuple[tuple[str, bool], ...], expected: list[int]
) -> None:
    assert names(people, Query(sort=sort)) == [PEOPLE[place]["name"] for place in expected]


def test_the_journal_is_no_register_and_not_searched(people: Database) -> None:
    with people.read() as s:
        tables = {r[0] for r in s.execute(sa.text("SELECT name FROM sqlite_master WHERE type = 'table'"))}
        assert journal.verify(s) == 1
    parts = ("_data", "_idx", "_docsize", "_config")
    indexes = {t.removeprefix("search_") for t in tables if t.startswith("search_") and not t.endswith(parts)}
    assert indexes == {register.name for register in registers.ALL if register.searched}
