"""Which column is which field, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.samples import id_number
from union_desk import registers
from union_desk.exchange import matching
from union_desk.exchange.vocabulary import Vocabulary

if TYPE_CHECKING:
    from union_desk.exchange.workbook import Cell

MEMBERS = registers.get("members")
WORDS = Vocabulary(MEMBERS)
NUMBERS: list[Cell] = [id_number(n) for n in range(1, 6)]
MOBILES: list[Cell] = [f"1380000000{n}" for n in range(5)]


def match(
    *columns: tuple[str, list[Cell]], remembered: dict[int, str | None] | None = None
) -> list[tuple[str | None, str]]:
    found = matching.match(WORDS, [text for text, _cells in columns], [cells for _text, cells in columns], remembered)
    return [(one.field, one.reason) for one in found]


def test_headings_name_their_fields() -> None:
    assert match(("姓名", ["甲"]), ("证件号码", NUMBERS)) == [("name", "heading"), ("id_number", "heading")]


def test_a_field_goes_to_one_column_the_filled_one_first() -> None:
    assert match(("手机", []), ("联系电话", MOBILES)) == [(None, "twice"), ("mobile", "heading")]
    assert match(("手机", MOBILES), ("联系电话", MOBILES)) == [("mobile", "heading"), (None, "twice")]


def test_a_similar_heading_counts_only_with_fitting_values() -> None:
    assert match(("手机号码（微信同号）A", MOBILES)) == [("mobile", "similar")]
    assert match(("手机号码型号", ["华为", "小米", "苹果"])) == [(None, "unknown")]


def test_numbers_speak_for_themselves_under_a_silent_heading() -> None:
    assert match(("列1", NUMBERS), ("列2", MOBILES)) == [("id_number", "content"), ("mobile", "content")]
    assert match(("列1", ["123", "456", "789"])) == [(None, "unknown")]


def test_what_the_program_works_out_is_not_imported() -> None:
    assert match(("会籍状态", ["在册"]), ("是否合格", ["是"])) == [(None, "computed"), (None, "computed")]
    assert match(("会籍变化类型", ["入会"])) == [("membership_change_type", "heading")]


def test_an_ambiguous_heading_is_settled_by_its_values_or_left_to_the_person() -> None:
    words = Vocabulary(registers.get("unions"))
    found = matching.match(words, ["单位名称", "电话"], [["和风机械厂"], ["0898-66668888"]])
    assert [one.field for one in found] == ["unit_name", "phone"]


def test_the_remembered_layout_wins() -> None:
    assert match(("手机", MOBILES), ("姓名", ["甲"]), remembered={0: None, 1: "remark"}) == [
        (None, "remembered"),
        ("remark", "remembered"),
    ]


def test_empty_columns_say_nothing() -> None:
    assert match(("", [""])) == [(None, "blank")]


def test_each_match_has_samples_and_a_reason_in_words() -> None:
    one = matching.match(WORDS, ["姓名"], [["甲", "乙", "甲", "丙", "丁"]])[0]
    assert (one.samples, one.letter) == (("甲", "乙", "丙"), "A")
    assert one.why()
    assert all(matching.REASONS.values())


def test_a_layout_is_named_by_its_headings_only() -> None:
    first = matching.fingerprint(MEMBERS, ["姓 名", "证件号码（18位）", ""])
    assert first == matching.fingerprint(MEMBERS, ["*姓名", "证件号码"])
    assert first != matching.fingerprint(MEMBERS, ["证件号码", "姓名"])
    assert first != matching.fingerprint(registers.get("branches"), ["姓名", "证件号码"])
