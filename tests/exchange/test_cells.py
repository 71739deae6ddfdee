"""From raw cells to values: what spreadsheets do to values, and that short cuts change nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples import id_number
from union_desk import registers
from union_desk.exchange.cells import ColumnReader, Resolved
from union_desk.exchange.workbook import ERROR_VALUE, NO_CACHED_VALUE, Cell, Fault
from union_desk.schema.problem import ERROR

MEMBERS = registers.get("members")


def read(field: str, cell: Cell) -> tuple[Any, set[str]]:
    value, problems = ColumnReader(MEMBERS.fields[field]).read(cell)
    assert all(p.field == field and p.text() for p in problems)
    return value, {p.code for p in problems}


@pytest.mark.parametrize(
    ("field", "cell", "value", "codes"),
    [
        ("id_number", "460100199003070015", "460100199003070015", ""),
        ("id_number", " ４６０１００ 19900307 0015 ", "460100199003070015", "tidied"),
        ("id_number", "46010019780615001ｘ", "46010019780615001X", "tidied"),
        ("id_number", "'460100199003070015", "460100199003070015", ""),
        ("id_number", 460100199003070015.0, None, "precision_lost"),
        ("id_number", "4.6010019900307E+17", None, "precision_lost"),
        ("id_number", "无", None, "placeholder"),
        ("mobile", 13800138000.0, "13800138000", ""),
        ("mobile", "+86 138-0013-8000", "13800138000", "tidied"),
        ("mobile", "13800001111/13900002222", "13800001111", "several_numbers"),
        ("mobile", "66668888", None, "not_a_mobile"),
        ("mobile", "无", None, "placeholder"),
        ("ethnicity", "汉", "01", ""),
        ("ethnicity", "汉族", "01", ""),
        ("ethnicity", "火星族", None, "not_in_list"),
        ("ethnicity", "不详", None, "placeholder"),
        ("sex", 1.0, "1", ""),
        ("sex", "M", "1", ""),
        ("is_migrant_worker", True, True, ""),
        ("is_migrant_worker", "√", True, ""),
        ("is_migrant_worker", "否", False, ""),
        ("skill_grade", "无", "S0", ""),
        ("member_no", 20240001.0, "20240001", ""),
        ("member_no", 1.234567890123456e17, None, "precision_lost"),
        ("member_no", "1.23457E+17", None, "precision_lost"),
        ("department", "/", None, ""),
        ("department", "——", None, ""),
        ("team", dt.date(2024, 3, 2), "2024-03-02", "became_date"),
        ("post", dt.time(8, 30), "08:30:00", ""),
        ("birth_date", dt.date(1990, 3, 7), "1990-03-07", ""),
        ("birth_date", dt.datetime(1990, 3, 7, 12), "1990-03-07", ""),  # noqa: DTZ001  a cell knows no zone
        ("birth_date", 1990.1, "1990-01-01", "month_ambiguous"),
        ("id_valid_to", "长期", None, "no_expiry"),
        ("id_valid_to", "2015.03.01-2035.03.01", "2035-03-01", "period"),
        ("id_valid_to", "2015.03.01-长期", None, "no_expiry"),
        ("id_valid_from", "2015.03.01至2035.03.01", "2015-03-01", "period"),
        ("birth_date", "不是日期", None, "not_a_date"),
        ("name", "张 三", "张三", "name_blanks"),
        ("name", "阿依古丽・买买提", "阿依古丽·买买提", ""),
        ("home_address", Fault(ERROR_VALUE, "#REF!"), None, "error_value"),
        ("home_address", "#N/A", None, "error_value"),
        ("home_address", Fault(NO_CACHED_VALUE, ""), None, "formula_without_value"),
        ("remark", "一\n二", "一\n二", ""),
        ("name", "", None, ""),
    ],
)  # fmt: skip
def test_a_cell_becomes_a_value_with_remarks(field: str, cell: Cell, value: Any, codes: str) -> None:
    assert read(field, cell) == (value, set(codes.split()))


def test_what_a_person_once_matched_is_understood() -> None:
    reader = ColumnReader(MEMBERS.fields["ethnicity"], {"火星族": "01", "某族": None})
    assert (reader.read("火星族"), reader.read("某族")) == (("01", ()), (None, ()))
    assert reader.spellings() == {"火星族": "01", "某族": None}


def test_names_of_records_are_resolved() -> None:
    found = {"一车间": Resolved(("b1",), "Branches"), "小组": Resolved(("b1", "b2"), "Branches")}
    reader = ColumnReader(MEMBERS.fields["branch_id"], resolve=lambda text: found.get(text, Resolved((), "Branches")))
    assert reader.read("一车间") == ("b1", ())
    assert [reader.read(text)[1][0].code for text in ("小组", "没有")] == ["several_found", "not_found"]
    assert all(reader.read(text)[1][0].level != ERROR for text in ("小组", "没有"))


def test_numbers_and_truth_values_that_are_equal_stay_apart() -> None:
    reader = ColumnReader(MEMBERS.fields["is_migrant_worker"])
    values, problems = reader.read_all([True, 1.0, 1, False, 0.0, ""])
    assert (values, problems) == ([True, True, True, False, False, None], [])


def test_many_cells_read_as_each_alone() -> None:
    cells: list[Cell] = ["13800138000", "", "138 0013 8001", "坏", "坏", "13800138000"]
    reader = ColumnReader(MEMBERS.fields["mobile"])
    values, problems = reader.read_all(cells)
    alone = [ColumnReader(MEMBERS.fields["mobile"]).read(cell) for cell in cells]
    assert values == [value for value, _problems in alone]
    assert dict(problems) == {i: p for i, (_value, p) in enumerate(alone) if p}


TEXTS = st.one_of(
    st.text(max_size=25),
    st.text("0123456789Xx ", max_size=20),
    st.text("王小明·阿依 古丽，。-/Ａ１", max_size=12),
    st.from_regex(r"1[3-9]\d{9}", fullmatch=True),
    st.integers(1, 499).map(id_number),
)
FIELDS = st.sampled_from(["name", "id_number", "mobile", "department", "home_address", "remark"])
PLAIN = st.sampled_from(["王小明", "欧阳娜娜", "13800138000", id_number(7), "一车间3组", "3E16",
                         "13800138000\n13900139000"])


@given(FIELDS, st.lists(st.one_of(TEXTS, PLAIN), min_size=1, max_size=3))
def test_the_short_cut_for_plain_cells_changes_nothing(field: str, texts: list[Cell]) -> None:
    usual, short = ColumnReader(MEMBERS.fields[field]), ColumnReader(MEMBERS.fields[field])
    usual._short_cut = usual._at_once = None
    assert short.read_all(texts) == usual.read_all(texts)
    assert short.spellings() == usual.spellings()


def test_an_odd_cell_among_thousands_is_found_in_its_place() -> None:
    cells: list[Cell] = ["13800138000"] * 5000
    cells[2600], cells[4999] = "坏", 13900139000.0
    values, problems = ColumnReader(MEMBERS.fields["mobile"]).read_all(cells)
    assert [place for place, _found in problems] == [2600]
    assert (len(values), values[2599:2601], values[4999]) == (5000, ["13800138000", None], "13900139000")


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_the_short_cut_for_days_changes_nothing(day: dt.date) -> None:
    usual, short = ColumnReader(MEMBERS.fields["birth_date"]), ColumnReader(MEMBERS.fields["birth_date"])
    usual._short_cut = None
    assert short.read_all([day]) == usual.read_all([day])
