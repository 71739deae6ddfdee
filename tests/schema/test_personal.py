"""Kinds of what belongs to a person: one spelling each, checked, masked and found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples import id_number
from tests.schema.test_kinds import faults, named
from union_desk.schema import kinds
from union_desk.schema.kinds import (
    Address,
    BankAccount,
    Code,
    CreditCode,
    IdNumber,
    Integer,
    Kind,
    LongText,
    Mobile,
    Money,
    PersonName,
    Phone,
    Points,
    Text,
)
from union_desk.schema.problem import WARNING


@pytest.mark.parametrize("dot", "·•‧∙⋅・･·․●．.")
@pytest.mark.parametrize("blank", ["", " "])
def test_the_dot_of_minority_names_is_made_one(dot: str, blank: str) -> None:
    assert PersonName().parse(f"阿依古丽{blank}{dot}{blank}买买提").value == "阿依古丽·买买提"


@pytest.mark.parametrize("name", [
    "John F. Kennedy", "J.R.R. Tolkien", "张 三", "张三(女)", "𠮷野家", "㐂", "龘", "Ｊｏｈｎ", "欧阳\ue000",
])
def test_nothing_else_of_a_name_is_touched(name: str) -> None:
    assert PersonName().parse(name).value == name


def test_a_name_may_have_more_than_fifty_characters() -> None:
    name = "阿卜杜热合曼·" * 8 + "买买提"
    assert len(name) > 50
    assert PersonName().check(name) == []


def test_a_name_is_one_line() -> None:
    assert PersonName().parse("张三\r\n李四").value == "张三  李四"


@pytest.mark.parametrize(("name", "keys"), [
    ("单田芳", {"单田芳", "田芳", "shantianfang", "stf"}), ("阿依古丽·买买提", {"阿依古丽买买提", "买买提", "ayiguli"}),
    ("John Smith", {"johnsmith", "smith"}), ("𠮷野", {"𠮷野", "野"}),
])
def test_a_name_is_found_by_characters_pinyin_and_initials(name: str, keys: set[str]) -> None:
    found = tuple(PersonName().search_keys(name))
    assert all(any(key.startswith(wanted) for key in found) for wanted in keys)


@pytest.mark.parametrize("raw", [
    "46010019780615001x", "４６０１００１９７８０６１５００１Ｘ", "460100 19780615 001X", "'46010019780615001X",
    "460100-19780615-001*",
])
def test_an_identity_number_has_one_spelling(raw: str) -> None:
    assert IdNumber().parse(raw) == kinds.Parsed("46010019780615001X")


@pytest.mark.parametrize("kind", [IdNumber(), CreditCode(), BankAccount(), BankAccount(card=True)], ids=named)
@pytest.mark.parametrize("raw", ["4.6010019900307E+17", 4.6010019900307e17, 460100199003070015])
def test_a_number_that_lost_its_digits_is_refused(kind: Kind, raw: object) -> None:
    assert kind.parse(raw).value is None
    assert faults(kind, raw) == ["precision_lost"]


@pytest.mark.parametrize(("raw", "code"), [
    ("91350100M000100Y43", ""), ("91350100m000100y43", ""), ("９１３５０１００M０００１００Y４３", ""),
    ("91350100-M000100Y-43", ""),
    ("81460100MC0000012U", ""), ("81460100MC00000A6H", ""), ("91350100M000100Y44", "check_digit"), ("91350100M000100Y4",
    "length"),
    ("91350100M000100YI3", "characters"),
])
def test_credit_codes_are_checked(raw: str, code: str) -> None:
    assert set(faults(CreditCode(), raw)) >= ({code} if code else set())
    assert bool(faults(CreditCode(), raw)) == bool(code)


@pytest.mark.parametrize("raw", [
    "13812345678", "138 1234 5678", "138-1234-5678", "+86 138 1234 5678", "+8613812345678", "0086-13812345678",
    "8613812345678",
    "(+86)13812345678", "１３８１２３４５６７８", 13812345678, 13812345678.0, "'13812345678", "\u202a13812345678\u202c",
])
def test_a_mobile_number_has_one_spelling(raw: object) -> None:
    assert Mobile().parse(raw) == kinds.Parsed("13812345678")


@pytest.mark.parametrize("raw", [
    "13812345678/13987654321", "13812345678、13987654321", "13812345678 13987654321", "13812345678\n13987654321",
    "13812345678，13987654321", "1381234567813987654321", "13812345678;+86 13987654321",
])
def test_of_two_mobiles_in_a_cell_the_first_is_taken_and_the_other_named(raw: str) -> None:
    parsed = Mobile().parse(raw)
    assert parsed.value == "13812345678"
    assert [(note.level, note.code) for note in parsed.notes] == [(WARNING, "several_numbers")]
    assert "13987654321" in parsed.notes[0].text()


def test_a_mobile_is_taken_before_a_landline() -> None:
    parsed = Mobile().parse("0898-66668888/13812345678")
    assert parsed.value == "13812345678"
    assert "089866668888" in parsed.notes[0].text()
    assert Mobile().parse("13812345678/13812345678") == kinds.Parsed("13812345678")


@pytest.mark.parametrize("raw", ["1381234567", "138123456789", "12812345678", "0898-66668888", "无", "138****5678"])
def test_what_is_no_mobile_is_refused(raw: str) -> None:
    assert faults(Mobile(), raw) == ["not_a_mobile"]


def test_a_mobile_number_is_nothing_but_its_digits() -> None:
    assert Mobile().check("13812345678") == []
    assert [p.code for p in Mobile().check("13812345678\n")] == ["not_a_mobile"]
    assert [p.code for p in Mobile().check("１３８１２３４５６７８")] == ["not_a_mobile"]
    assert [p.code for p in Mobile().check(13812345678)] == ["not_a_mobile"]


@pytest.mark.parametrize("kind", [IdNumber(), Mobile()], ids=named)
def test_numbers_are_found_by_their_beginning_and_their_end(kind: Kind) -> None:
    assert tuple(kind.search_keys("4601X")) == ("4601x", "~x1064")


def test_a_card_number_is_checked_and_an_account_is_not() -> None:
    card, account = BankAccount(card=True), BankAccount()
    passing = [n for n in (f"622202020011223344{digit}" for digit in range(10)) if not faults(card, n)]
    assert passing == ["6222020200112233446"]
    assert card.parse("6222 0202-0011 2233 446").value == passing[0]
    assert faults(card, "6222020200112233445") == ["card_check"]
    assert faults(card, "12345678") == ["not_a_card"]
    assert {p.level for p in (*card.check("6222020200112233445"), *card.check("12345678"))} == {WARNING}
    assert faults(account, "6222020200112233445") == faults(account, "12345678") == faults(account, "nra12345678") == []
    assert faults(account, "账号123") == ["not_an_account"]


@pytest.mark.parametrize(("kind", "value", "shown"), [
    (PersonName(), "张三明", "张*明"), (IdNumber(), id_number(1), "460100********" + id_number(1)[-4:]),
    (Mobile(), "13812345678", "138****5678"), (Phone(), "0898-66668888", "0898-****8888"),
    (BankAccount(), "6222020200112233445", "****3445"),
    (Address(), "海南省海口市和风路8号3栋", "海南省海口市和风路****"),
    (Code(list="health_status"), "30", "**"), (Text(), "甲", "****"), (LongText(), "甲\n乙", "****"),
])
def test_each_kind_hides_in_its_own_way(kind: Kind, value: str, shown: str) -> None:
    assert kind.mask(value) == shown


_numbers = st.one_of(
    st.sampled_from(["13900000001", "19912345678", "12900000001", "6222020200112233445", "A1", "a1", "", "9" * 34,
                     "9" * 35, "139000000011", "1390000000\n", "１３９００００００１１", 13900000001, 5]),
    st.text(max_size=12), st.integers(-5, 2**63), st.booleans())


@pytest.mark.parametrize("kind", [Mobile(), BankAccount(), BankAccount(card=True), Phone(), PersonName(), IdNumber(),
                                  Integer(), Integer(least=None, most=9), Money(), Points(), Money(least=None)])
@given(values=st.lists(_numbers, max_size=4))
def test_values_that_are_found_sound_at_once_have_no_error(kind: Kind, values: list[str | int]) -> None:
    if kind.all_sound(values):
        assert not [problem for value in values for problem in kind.faults(value)]


@pytest.mark.parametrize(("kind", "sound", "other"), [
    (Mobile(), ["13900000001", "19912345678"], "1390000000"), (BankAccount(), ["6222020200112233445", "A1"], "9" * 35),
    (Integer(), [0, 2**53], -1), (Integer(most=9), [0, 9], 10), (Money(), [0, 5], True),
])
def test_numbers_in_order_are_found_sound_at_once(kind: Kind, sound: list[str | int], other: str | int) -> None:
    assert kind.all_sound(sound)
    assert not kind.all_sound([*sound, other])
