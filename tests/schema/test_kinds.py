"""Kinds: what people write becomes a value, a value is shown, masked, checked and found."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_mock_engine

from union_desk import words
from union_desk.schema import codes, kinds
from union_desk.schema.kind import plain
from union_desk.schema.kinds import (
    Address,
    BankAccount,
    Code,
    CreditCode,
    Date,
    IdNumber,
    Integer,
    IsoDate,
    Kind,
    LongText,
    Mobile,
    Money,
    PersonName,
    Phone,
    Points,
    Ref,
    Region,
    Text,
    YesNo,
)
from union_desk.schema.problem import ERROR, WARNING

if TYPE_CHECKING:
    from sqlalchemy import Dialect

# Every kind, as a field declares it
ALL = (
    Text(), LongText(), PersonName(), Date(), Integer(), Money(), Points(), YesNo(), Code(list="ethnicity"), IdNumber(),
    CreditCode(), Mobile(), Phone(), BankAccount(), BankAccount(card=True), Address(), Region(),
    Ref(register="members"),
)
SQLITE, POSTGRESQL = (create_mock_engine(f"{name}://", print).dialect for name in ("sqlite", "postgresql"))


def named(kind: Kind) -> str:
    """Return a name for the list of cases."""
    return type(kind).__name__


def faults(kind: Kind, raw: object) -> list[str]:
    """Return the codes of what parsing and checking say."""
    parsed = kind.parse(raw)
    found = list(parsed.notes) + (kind.check(parsed.value) if parsed.value is not None else [])
    return [problem.code for problem in found]


def test_the_list_of_kinds_is_whole() -> None:
    made = {type(kind) for kind in ALL}
    public = {getattr(kinds, name) for name in kinds.__all__ if isinstance(getattr(kinds, name), type)}
    assert made == {kind for kind in public if issubclass(kind, Kind)} - {Kind}


@pytest.mark.parametrize("kind", ALL, ids=named)
@pytest.mark.parametrize("raw", [None, "", " ", "\u3000", "\u200b", "\t\n", "'"])
def test_nothing_written_is_no_value(kind: Kind, raw: object) -> None:
    assert kind.parse(raw) == kinds.Parsed(None)
    assert kind.show(None) == ""
    assert kind.mask(None) == ""


@pytest.mark.parametrize("kind", ALL, ids=named)
@given(raw=st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.booleans(), st.dates(), st.none()))
def test_any_cell_is_read_without_an_accident_and_what_is_shown_reads_back(kind: Kind, raw: object) -> None:
    parsed = kind.parse(raw)
    for note in parsed.notes:
        assert note.text()
        assert note.field == ""
    if parsed.value is None:
        return
    assert isinstance(parsed.value, (str, int))
    for problem in kind.check(parsed.value):
        assert problem.text()
    if kind.check(parsed.value) or (isinstance(kind, IdNumber) and not str(parsed.value).isascii()):
        return  # no value that could be saved
    again = kind.parse(kind.show(parsed.value))
    assert again.value == parsed.value
    assert not again.notes


@pytest.mark.parametrize("kind", ALL, ids=named)
@given(value=st.one_of(st.text(max_size=12), st.integers(), st.booleans()))
def test_any_value_from_the_wire_is_checked_shown_and_masked_without_an_accident(kind: Kind, value: str | int) -> None:
    for problem in kind.check(value):
        assert problem.text()
    if not kind.check(value):
        kind.show(value)
        kind.mask(value)
        assert all(isinstance(key, str) for key in kind.search_keys(value))


@pytest.mark.parametrize(("raw", "text"), [
    (" 张三 ", "张三"), ("张三\u00a0", "张三"), ("\ufeff张三", "张三"), ("张\u200b三", "张三"), ("'001", "001"),
    ("' 001", "001"), ("'=1+1", "=1+1"), ("''a", "a"), (12, "12"), (12.0, "12"), (12.5, "12.5"), (1e15,
    "1000000000000000.0"),
    (dt.date(2024, 3, 5), "2024-03-05"), (dt.datetime(2024, 3, 5, 8, tzinfo=dt.UTC), "2024-03-05"), (True, "True"),
])
def test_a_cell_becomes_plain_text(raw: object, text: str) -> None:
    assert plain(raw) == text


@given(st.text(max_size=20))
def test_making_plain_twice_is_making_plain_once(raw: str) -> None:
    assert plain(plain(raw)) == plain(raw)


# ---- text and names


def test_a_line_of_text_has_single_blanks_and_long_text_keeps_its_lines() -> None:
    assert Text().parse(" 一车间\n 甲班\t乙组 ").value == "一车间 甲班 乙组"
    assert LongText().parse(" 1990年入职\n1995年调任 ").value == "1990年入职\n1995年调任"


@pytest.mark.parametrize("kind", [Text(), LongText(), PersonName(), Address(), Phone()], ids=named)
def test_text_that_is_too_long_or_unprintable_is_refused(kind: Kind) -> None:
    assert [p.code for p in kind.check("长" * (kind.max_length + 1))] == ["too_long"]
    assert kind.check("长" * kind.max_length) == []
    assert [p.code for p in kind.check("张\x07三")] == ["control_characters"]
    assert [p.code for p in kind.check("\ud800")] == ["control_characters"]
    assert [p.code for p in kind.check(5)] == ["wrong_type"]


@pytest.mark.parametrize("text", ["和风机械厂", "机械", "械厂", "hefengjixiechang", "hfjx"])
def test_other_text_is_found_from_each_of_its_characters_and_by_pinyin(text: str) -> None:
    assert any(key.startswith(text) for key in Text().search_keys("和风机械厂"))


@pytest.mark.parametrize("text", ["hainan", "harbour", "hainan harbour"])
def test_latin_text_is_found_by_its_words(text: str) -> None:
    assert any(key.startswith(text) for key in Text().search_keys("Hainan Harbour"))


# ---- numbers


@pytest.mark.parametrize(("raw", "value"), [
    ("12", 12), ("1,200", 1200), ("１２", 12), (" 1 200 ", 1200), (12.0, 12), ("12.0", 12), ("0", 0), ("-3", -3), (7,
    7), ("+5", 5),
])
def test_whole_numbers_are_read(raw: object, value: int) -> None:
    assert Integer().parse(raw) == kinds.Parsed(value)


@pytest.mark.parametrize("raw", ["12.5", "十二", "12人", "1e3", 1e20, "1_000", "0x10", "9" * 5000, True, float("nan")])
def test_what_is_no_whole_number_is_refused(raw: object) -> None:
    assert faults(Integer(), raw) == ["not_a_number"]


def test_a_number_keeps_within_its_limits() -> None:
    assert [p.code for p in Integer().check(-1)] == ["out_of_range"]
    assert Integer(least=None).check(-1) == []
    assert [p.code for p in Integer(most=10).check(11)] == ["out_of_range"]
    assert [p.code for p in Integer().check(2**53 + 1)] == ["out_of_range"]
    assert [p.code for p in Integer().check(True)] == ["not_a_number"]


@pytest.mark.parametrize(("raw", "fen"), [
    ("4826.50", 482650), ("4,826.5", 482650), ("¥4826.5", 482650), ("￥ 4826.50", 482650), ("4826.5元", 482650),
    ("４８２６．５０", 482650), (4826.5, 482650), (4826, 482600), ("0", 0), (".5", 50), ("-3.20", -320), (0.1 + 0.2,
    30),
    ("4826.500", 482650), (1234567.89, 123456789), ("90071992547409.92", 2**53),
])
def test_amounts_are_read_to_the_fen(raw: object, fen: int) -> None:
    assert Money().parse(raw) == kinds.Parsed(fen)


@pytest.mark.parametrize(("raw", "fen"), [
    ("10.005", 1001), ("10.004", 1000), (10.015, 1002), ("-10.005", -1001), ("0.001", 0),
])
def test_a_part_of_a_fen_is_rounded_half_up_with_a_warning(raw: object, fen: int) -> None:
    parsed = Money().parse(raw)
    assert parsed.value == fen
    assert [(note.level, note.code) for note in parsed.notes] == [(WARNING, "rounded")]


@pytest.mark.parametrize("raw", [
    "一百", "12.3.4", "1.2万", "NaN", "sNaN", "Infinity", "1e999999", "1e5", "9" * 400, float("nan"), float("inf"),
    1e30, "--5", True,
])
def test_what_is_no_amount_is_refused(raw: object) -> None:
    assert faults(Money(), raw) == ["not_an_amount"]


def test_an_amount_out_of_range_is_shown_in_yuan() -> None:
    (problem,) = Money().check(-500)
    assert "-5.00" in problem.text()
    assert "500 " not in problem.text().replace("5.00", "")


@given(st.integers(-(2**53), 2**53))
def test_every_amount_reads_back_as_shown(fen: int) -> None:
    assert Money().parse(Money().show(fen)) == kinds.Parsed(fen)


@pytest.mark.parametrize(("raw", "points", "shown"), [
    ("92.5", 9250, "92.5"), ("30分", 3000, "30"), (0.1 + 0.2, 30, "0.3"), ("１００", 10_000, "100"),
    ("-2.05", -205, "-2.05")])
def test_points_are_read_and_shown_without_zeros_at_the_end(raw: object, points: int, shown: str) -> None:
    assert Points().parse(raw) == kinds.Parsed(points)
    assert Points().show(points) == shown


def test_what_is_no_number_of_points_is_said() -> None:
    assert [note.code for note in Points().parse("优秀").notes] == ["not_points"]


def test_private_numbers_do_not_show_their_size() -> None:
    assert Money().mask(5) == Money().mask(500_000_000) == "****"


# ---- days, yes and no


@pytest.mark.parametrize("value", ["2024-02-29", "1900-01-01", "2100-12-31"])
def test_a_day_of_the_calendar_is_taken(value: str) -> None:
    assert Date().check(value) == []


@pytest.mark.parametrize("value", [
    "2023-02-29", "20240229", "2024-2-29", "0001-01-01", "1899-12-31", "2101-01-01", "", "x", 5, True,
    "2024-02-29T00:00",
])
def test_anything_else_is_no_day(value: str | int) -> None:
    assert [p.code for p in Date().check(value)] == ["not_a_date"]


def test_a_masked_day_shows_its_year() -> None:
    assert Date().mask("1990-03-07") == "1990-**-**"


@pytest.mark.parametrize(("raws", "value"), [
    (("是", "√", "1", 1, 1.0, "Y", "y", "有", True, "Ｙ", "TRUE", "Yes"), True),
    (("否", "×", "0", 0, 0.0, "N", "无", False, "false", "No"), False),
])
def test_yes_and_no_are_read(raws: tuple[object, ...], value: bool) -> None:
    assert [YesNo().parse(raw).value for raw in raws] == [value] * len(raws)


@pytest.mark.parametrize("raw", ["也许", "2", 2, "是否"])
def test_what_is_neither_yes_nor_no_is_refused(raw: object) -> None:
    assert faults(YesNo(), raw) == ["not_yes_no"]


def test_yes_and_no_from_the_wire_are_one_and_nought() -> None:
    assert YesNo().check(1) == YesNo().check(0) == YesNo().check(True) == []
    assert [p.code for p in YesNo().check("1")] == ["not_yes_no"]
    assert [YesNo().show(value) for value in (True, 1, False, 0)] == ["是", "是", "否", "否"]


# ---- codes


@pytest.mark.parametrize("name", codes.names())
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_code_reads_back_from_its_label(name: str, language: str) -> None:
    kind: Code = Region() if name == "region" else Code(list=name)
    with words.speaking(language):
        wrong = {e.code: kind.parse(kind.show(e.code)).value for e in codes.get(name)
                 if kind.parse(kind.show(e.code)).value != e.code}
    assert wrong == {}


def test_a_code_that_the_list_does_not_know_is_refused_and_shown_as_it_is() -> None:
    kind = Code(list="ethnicity")
    assert [p.code for p in kind.check("77")] == ["not_in_list"]
    assert kind.show("77") == "77"
    assert faults(kind, "外星") == ["not_in_list"]
    assert kind.check("01") == []


# ---- columns


@pytest.mark.parametrize("kind", ALL, ids=named)
@pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL], ids=["sqlite", "postgresql"])
def test_every_kind_has_a_column_in_both_databases(kind: Kind, dialect: Dialect) -> None:
    column = kind.column().compile(dialect=dialect)
    assert column in {"TEXT", "BIGINT", "BOOLEAN", "DATE"}
    assert (column == "DATE") == (isinstance(kind, Date) and dialect.name == "postgresql")


def test_a_day_is_iso_text_whatever_the_database_holds() -> None:
    column = IsoDate()
    assert column.process_bind_param("2024-03-15", POSTGRESQL) == dt.date(2024, 3, 15)
    assert column.process_bind_param("2024-03-15", SQLITE) == "2024-03-15"
    assert column.process_bind_param(None, POSTGRESQL) is None
    assert column.process_result_value(dt.date(2024, 3, 15), POSTGRESQL) == "2024-03-15"
    assert column.process_result_value("2024-03-15", SQLITE) == "2024-03-15"


def test_a_kind_is_a_value() -> None:
    assert Code(list="sex") == Code(list="sex") != Code(list="ethnicity")
    assert replace(Text(), max_length=3).check("四个字符") != []


def test_refusals_are_errors() -> None:
    for kind, raw in ((Date(), "x"), (Integer(), "x"), (Money(), "x"), (YesNo(), "?"), (Code(list="sex"), "x")):
        assert [note.level for note in kind.parse(raw).notes] == [ERROR]
