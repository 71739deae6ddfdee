"""Where the heading stands: title rows above, two rows, merged groups, instructions in the headings."""

from __future__ import annotations

import pytest

from union_desk import registers
from union_desk.exchange import headings
from union_desk.exchange.vocabulary import Vocabulary, spellings
from union_desk.exchange.workbook import Cell, Merge, Sheet, square

MEMBERS = registers.get("members")
WORDS = Vocabulary(MEMBERS)


def sheet(*rows: list[Cell], merges: tuple[Merge, ...] = ()) -> Sheet:
    return Sheet("花名册", square(list(rows)), merges=list(merges))


def find(found: Sheet) -> headings.Heading:
    heading = headings.find(found, WORDS)
    assert heading is not None
    return heading


@pytest.mark.parametrize(
    "text",
    [
        "证件号码",
        " 证 件 号 码 ",
        "*证件号码",
        "证件号码：",
        "证件号码（填写18位身份证号）",
        "证件号码\n(填写18位身份证号)",
        "３．证件号码",
        "★证件号码（必填",
        "【必填】证件号码",
        "会员证件号码",
        "id_number",
        "Document number",
        "身份证号码\n请勿使用数字格式",
        "工会会员身份证号",
    ],
)
def test_a_heading_is_known_in_all_its_clothes(text: str) -> None:
    assert WORDS.exact(text) == ("id_number",)


@pytest.mark.parametrize("text", ["配偶姓名", "家庭成员姓名", "紧急联系人电话", "介绍人", "", "……"])
def test_headings_about_others_are_not_the_members(text: str) -> None:
    assert WORDS.exact(text) == ()
    assert WORDS.similar(text) == ()


def test_what_a_person_once_matched_is_known() -> None:
    words = Vocabulary(MEMBERS, {spellings("工号")[0]: "member_no", "x": "no_such_field"})
    assert words.exact("工 号") == ("member_no",)
    assert words.exact("x") == ()


def test_titles_and_forms_above_the_heading_are_passed_over() -> None:
    found = find(
        sheet(
            ["附件1"],
            ["某某公司工会会员花名册"],
            ["填表单位（盖章）：", "", "填表日期："],
            ["序号", "姓名", "性别", "身份证号"],
            [1, "王小明", "男", "460100199003070015"],
            merges=(Merge(1, 0, 1, 3),),
        )
    )
    assert (found.row, found.depth, found.first_data_row) == (3, 1, 4)


def test_two_rows_with_merged_groups_are_joined() -> None:
    found = find(
        sheet(
            ["序号", "基本信息", "", "", "联系方式", ""],
            ["", "姓名", "性别", "证件号码", "手机", "现居住地址"],
            merges=(Merge(0, 0, 1, 0), Merge(0, 1, 0, 3), Merge(0, 4, 0, 5)),
        )
    )
    assert (found.row + found.depth, found.texts) == (2, ("序号", "姓名", "性别", "证件号码", "手机", "现居住地址"))


def test_a_group_and_its_part_make_one_name() -> None:
    found = find(
        sheet(
            ["姓名", "证件号码", "证件有效期", "", "是否", ""],
            ["", "", "起", "止", "职工代表", "会员代表"],
            merges=(Merge(0, 0, 1, 0), Merge(0, 1, 1, 1), Merge(0, 2, 0, 3), Merge(0, 4, 0, 5)),
        )
    )
    assert [WORDS.exact(text) for text in found.texts[2:]] == [
        ("id_valid_from",),
        ("id_valid_to",),
        ("is_staff_rep",),
        ("is_member_rep",),
    ]


def test_the_names_of_relatives_are_not_the_members_names() -> None:
    found = find(
        sheet(
            ["家庭成员", "", "会员", "", ""],
            ["姓名", "关系", "姓名", "性别", "证件号码"],
            merges=(Merge(0, 0, 0, 1), Merge(0, 2, 0, 4)),
        )
    )
    assert [WORDS.exact(text) for text in found.texts] == [(), (), ("name",), ("sex",), ("id_number",)]


def test_an_instruction_below_a_single_column_belongs_to_it() -> None:
    found = find(
        sheet(
            ["姓名", "身份证号码", "出生日期"],
            ["与身份证一致", "填写18位", "格式：yyyy/MM/dd"],
            ["王小明", "460100199003070015", "1990/3/7"],
            merges=(Merge(0, 0, 0, 0),),
        )
    )
    assert found.row == 0
    assert [WORDS.exact(text) for text in found.texts] == [("name",), ("id_number",), ("birth_date",)]


def test_a_heading_said_again_below_does_not_win() -> None:
    heading: list[Cell] = ["姓名", "证件号码"]
    assert find(sheet(heading, ["甲", "1"], heading)).row == 0


def test_a_late_heading_is_found_when_nothing_stands_above() -> None:
    rows: list[list[Cell]] = [[f"第{n}条 说明文字"] for n in range(30)]
    assert find(sheet(*rows, ["姓名", "证件号码"])).row == 30


def test_a_sheet_of_choices_has_no_heading() -> None:
    assert headings.find(sheet(["男"], ["女"], ["汉族"]), WORDS) is None


def test_a_person_may_point_at_the_heading() -> None:
    found = headings.at(sheet(["x"], ["称呼", "号码"], ["甲", "1"]), 1, 1, WORDS)
    assert (found.row, found.texts[:2]) == (1, ("称呼", "号码"))
