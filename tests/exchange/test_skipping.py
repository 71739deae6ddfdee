"""Rows that are no people are skipped with a reason; rows that may be people never are."""

from __future__ import annotations

import pytest

from tests.exchange.files import person
from union_desk import registers
from union_desk.exchange import headings, matching, skipping
from union_desk.exchange.vocabulary import Vocabulary
from union_desk.exchange.workbook import Cell, Merge, Sheet, square

MEMBERS = registers.get("members")
WORDS = Vocabulary(MEMBERS)
HEADING: list[Cell] = ["序号", "姓名", "性别", "证件号码", "出生日期", "手机"]


def people(count: int) -> list[list[Cell]]:
    return [[n, *person(n)] for n in range(1, count + 1)]


def judge(*rows: list[Cell], merges: tuple[Merge, ...] = ()) -> dict[int, str]:
    """Return the reason by row number for rows that stand below four people (rows 2 to 5)."""
    sheet = Sheet("花名册", square([list(HEADING), *people(4), *rows]), merges=list(merges))
    return _judge(sheet)


def _judge(sheet: Sheet) -> dict[int, str]:
    heading = headings.find(sheet, WORDS)
    assert heading is not None
    columns = [[row[c] for row in sheet.rows[1:]] for c in range(sheet.width)]
    matches = matching.match(WORDS, heading.texts, columns)
    kept, skipped = skipping.sort_rows(sheet, heading, matches, MEMBERS)
    assert sorted([*kept, *(s.row for s in skipped)]) == list(range(1, len(sheet.rows)))
    assert all(skip.text() for skip in skipped)
    return {skip.row + 1: skip.code for skip in skipped}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["", "", "", "", "", ""], "blank_row"),
        ([" ", "\u3000", "", "", "", ""], "blank_row"),
        ([7], "serial_only"),
        (["合 计", "", "", "4人"], "total_row"),
        (["", "小计：", 4], "total_row"),
        (["", "总计", "", "共4人"], "total_row"),
        (["本页合计", 4], "total_row"),
        (["制表人：王小明", "", "", "审核人："], "signature_row"),
        (["", "单位负责人（签字）：", "", "填表人："], "signature_row"),
        (["", "", "", "2024年3月1日"], "signature_row"),
        (["填表说明：1.证件号码必须与有效证件一致"], "note_row"),
        (["注：带*的为必填项"], "note_row"),
        (["1、本表一式两份"], "note_row"),
        (["第 1 页 共 3 页"], "page_row"),
        (list(HEADING), "repeated_heading"),
        (["序 号", "姓 名", "性别", "证件号码"], "repeated_heading"),
        (["办公室"], "stray_row"),
        (["", "", "", "", "", "附后"], "stray_row"),
    ],
)
def test_what_is_no_person_is_skipped(row: list[Cell], code: str) -> None:
    assert judge(row, *people(1)) == {6: code}


@pytest.mark.parametrize(
    "row",
    [
        ["", "合计", "", "460100199003070015"],
        ["", "", "", "460100199003070015"],
        [9, "王小明"],
        ["制表", "审核", "男", 460100199003070015.0],
        [9, "", "男", "", "1990-03-07", "13800000000"],
        ["", "张三", "男", "460100199003070016"],
    ],
)
def test_what_may_be_a_person_is_never_skipped(row: list[Cell]) -> None:
    assert judge(row, *people(1)) == {}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["例", "张三", "男", "460100199001011234"], "sample_row"),
        (["示例", "赵某", "男", "11010119900101XXXX"], "sample_row"),
        ([1, "张三", "男", ""], "sample_row"),
        (["11", "11", "11", "11", "11", "11"], "sample_row"),
        ([1, 2, 3, 4, 5, 6], "column_numbers"),
        (["（1）", "（2）", "（3）", "（4）", "（5）", "（6）"], "column_numbers"),
        (["甲", "乙", "丙", "丁", "戊", "己"], "column_numbers"),
    ],
)
def test_samples_and_column_numbers_below_the_heading_are_skipped(row: list[Cell], code: str) -> None:
    assert _judge(Sheet("花名册", square([list(HEADING), row, *people(3)]))) == {2: code}


def test_a_real_member_called_as_in_samples_is_kept() -> None:
    row: list[Cell] = [1, *person(9, 姓名="张三")]
    assert _judge(Sheet("花名册", square([list(HEADING), row, *people(3)]))) == {}


def test_a_merged_note_is_skipped_whatever_it_says() -> None:
    assert judge(["和风机械厂工会"], merges=(Merge(5, 0, 5, 5),)) == {6: "note_row"}


def test_rows_below_a_merged_name_continue_it() -> None:
    row: list[Cell] = ["", "", "", "", "", "13900000009"]
    assert judge(row, merges=(Merge(4, 1, 5, 1), Merge(4, 3, 5, 3))) == {6: "continued_row"}


def test_merged_cells_fill_only_the_rows_they_cover() -> None:
    sheet = Sheet("x", square([["部门"], ["一"], [""], [""], [""]]), merges=[Merge(1, 0, 2, 0)])
    assert skipping.fill_down(sheet, 0, 1) == {2: "一"}
