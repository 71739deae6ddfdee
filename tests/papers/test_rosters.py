"""The lists: sorted by group, masked, headed on every page, with room to sign and spare rows."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.papers.reading import lines, overlaps, pages, printed, text
from tests.papers.samples import DETAILS, EVERYBODY, GROUPS, ORDINARY, RARE
from union_desk import papers
from union_desk.papers import card_pickup_list, group_names
from union_desk.papers.job import Job, by_group
from union_desk.papers.page import Trace
from union_desk.progress import NONE

if TYPE_CHECKING:
    from union_desk.papers.job import Values

ROSTERS = ["card-batch-list", "card-pickup-list", "member-roster"]
GROUPED = ["card-pickup-list", "member-roster"]
JOB = Job({}, DETAILS, Trace(), NONE)


def members(count: int) -> list[Values]:
    """Return so many members spread over three groups."""
    groups = list(GROUPS)
    return [
        {**ORDINARY, "id": f"m{number}", "name": f"王{number:03d}", "branch_id": groups[number % 3]}
        for number in range(count)
    ]


@pytest.mark.parametrize("form", ROSTERS)
def test_numbers_are_masked_on_lists_that_many_people_see(form: str) -> None:
    found = text(printed(form, EVERYBODY))
    for member in EVERYBODY:
        for key in ("id_number", "mobile"):
            if member.get(key):
                assert str(member[key]) not in found
    assert "138****1234" in found
    assert "460100********0015" in found or form == "member-roster"


@pytest.mark.parametrize("form", ["card-batch-list", "member-roster"])
def test_lists_show_numbers_in_full_only_when_asked_to(form: str) -> None:
    assert "13800001234" in text(printed(form, [ORDINARY], replace(DETAILS, unmasked=True)))


def test_the_receipt_list_never_shows_numbers_in_full() -> None:
    row = {**ORDINARY, "card_number": "6228480012345670187", "card_tail": None, "bank_account": "6228480099999999999"}
    found = text(printed("card-pickup-list", [row], replace(DETAILS, unmasked=True)))
    assert "0187" in found
    for secret in ("622848", "9999", "13800001234", "460100199003070015"):
        assert secret not in found


def test_the_signature_has_at_least_25_millimetres() -> None:
    widths = {column.key: column.width for column in card_pickup_list.columns()}
    assert widths["signature"] >= 25


@pytest.mark.parametrize("form", ROSTERS)
def test_every_page_repeats_title_headings_and_footer_and_is_numbered(form: str) -> None:
    pdf = printed(form, members(90))
    total = pages(pdf)
    assert total > 2
    first = [line.text for line in lines(pdf) if line.page == 1]
    for page in range(1, total + 1):
        found = [line.text for line in lines(pdf) if line.page == page]
        for word in ("序号", "备注" if form != "card-pickup-list" else "领取人签字", "填表人："):
            assert word in found
        assert found[0] == first[0]
        assert f"第{page}页共{total}页" in text(pdf, page)


@pytest.mark.parametrize("form", ROSTERS)
@pytest.mark.parametrize("count", [1, 17, 90])
def test_every_member_stands_on_the_list_once_with_consecutive_numbers(form: str, count: int) -> None:
    found = [line.text for line in lines(printed(form, members(count)))]
    assert sorted(word for word in found if word.startswith("王")) == [f"王{number:03d}" for number in range(count)]
    serials = [int(word) for word in found if word.isdigit() and len(word) <= 3]
    assert [number for number in serials if number <= count][:count] == list(range(1, count + 1))


@pytest.mark.parametrize("form", GROUPED)
def test_groups_come_in_the_order_of_the_tree_with_their_size(form: str) -> None:
    found = text(printed(form, members(9)))
    places = [found.index(f"{name}（3人）") for name in GROUPS.values()]
    assert places == sorted(places)


@pytest.mark.parametrize("tall", ["", "王" * 40])
def test_a_group_heading_is_never_the_last_line_of_a_page(tall: str) -> None:
    for count in range(15, 24):
        rows = [{**member, "branch_id": "b1" if number < count else "b2"} for number, member in enumerate(members(30))]
        rows[count] |= {"name": tall or rows[count]["name"]}
        found = lines(printed("card-pickup-list", rows))
        heading = next(line for line in found if line.text.startswith("总装车间"))
        below = [
            line
            for line in found
            if line.page == heading.page and line.text.startswith("王") and line.top > heading.top
        ]
        assert below


def test_members_are_sorted_by_group_department_workshop_team_and_name() -> None:
    rows: list[Values] = [
        {"id": "1", "name": "甲", "department": "乙部"},
        {"id": "2", "name": "乙", "department": "乙部", "workshop": "一车间"},
        {"id": "3", "name": "丙"},
        {"id": "4", "name": "丁", "branch_id": "b2", "name_pinyin": "ding"},
        {"id": "5", "name": "安", "branch_id": "b2", "name_pinyin": "an"},
        {"id": "6", "name": "戊", "branch_id": "b1", "department": "丙部"},
        {"id": "7", "name": "己", "branch_id": "gone", "department": "甲部"},
    ]
    grouped = [(heading, [row["name"] for row in members]) for heading, members in by_group(JOB, rows)]
    assert grouped == [
        ("机修车间工会小组", ["戊"]),
        ("总装车间工会小组", ["安", "丁"]),
        ("乙部/一车间", ["乙"]),
        ("乙部", ["甲"]),
        ("甲部", ["己"]),
        ("", ["丙"]),
    ]


def test_groups_are_named_with_what_is_above_them_in_the_order_of_the_tree() -> None:
    branches: list[Values] = [
        {"id": "4", "name": "二组", "parent_id": "1", "position": 2},
        {"id": "2", "name": "机关分会", "parent_id": None},
        {"id": "3", "name": "一组", "parent_id": "1", "position": 1},
        {"id": "1", "name": "总装分会", "position": 1},
        {"id": "5", "name": "外派小组", "parent_id": "gone"},
    ]
    assert list(group_names(branches).items()) == [
        ("1", "总装分会"),
        ("3", "总装分会/一组"),
        ("4", "总装分会/二组"),
        ("5", "外派小组"),
        ("2", "机关分会"),
    ]


@pytest.mark.parametrize("form", ROSTERS)
@pytest.mark.parametrize("name", ["短工会", "南海市蓝天机械制造有限公司滨海分公司第二生产基地总装车间工会委员会"])
def test_a_batch_number_finds_its_place_beside_or_above_the_unit(form: str, name: str) -> None:
    target = io.BytesIO()
    details = replace(DETAILS, batch_no="81460100MC0000012U20261101")
    papers.print_form(form, [ORDINARY], {"union_name": name}, target, details=details)
    assert overlaps(lines(target.getvalue())) == []
    if form != "member-roster":
        assert "批次号：81460100MC0000012U20261101" in text(target.getvalue())


@pytest.mark.parametrize("form", ROSTERS)
def test_spare_rows_go_on_numbering(form: str) -> None:
    def numbers(spare: int) -> list[int]:
        found = [line.text for line in lines(printed(form, members(3), replace(DETAILS, spare_rows=spare)))]
        return [int(word) for word in found if word.isdigit() and len(word) <= 2]

    assert numbers(0) == [1, 2, 3]
    assert numbers(5) == list(range(1, 9))


@pytest.mark.parametrize("form", ROSTERS)
def test_a_blank_list_is_filled_with_empty_rows(form: str) -> None:
    found = [line.text for line in lines(printed(form, []))]
    assert sum(word.isdigit() for word in found) >= 14


def test_a_member_without_group_or_department_stands_under_no_group() -> None:
    found = text(printed("member-roster", [{**RARE, "department": None, "workshop": None, "team": None}]))
    assert "未编组（1人）" in found
