"""What the identity number says about the other columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples import id_number
from union_desk import checking
from union_desk.exchange import completing
from union_desk.registers.member_rules import r1_number, r2_agreement

MALE, FEMALE = id_number(1), id_number(2, female=True)


def complete(
    number: str, kind: str | None = None, born: str | None = None, sex: str | None = None, **vague: str
) -> tuple[dict[str, object], list[str]]:
    found = completing.complete(number, kind, born, sex, vague)
    assert all(r.text() for r in found.remarks)
    return dict(found.values), [r.code for r in found.remarks]


def test_sex_birthday_and_kind_come_from_the_number_when_open() -> None:
    assert complete(MALE) == ({"id_type": "01", "birth_date": "1990-03-07", "sex": "1"}, ["from_number", "from_number"])
    assert complete(FEMALE, "01", "1990-03-07", "0") == ({"sex": "2"}, ["from_number"])


def test_what_the_row_says_is_never_overwritten() -> None:
    assert complete(MALE, "01", "1991-01-01", "2") == ({}, [])


def test_fifteen_digits_are_upgraded_and_flagged() -> None:
    values, codes = complete(MALE[:6] + MALE[8:17], None, "1990-03-07", "1")
    assert (values, codes) == ({"id_number": MALE, "id_type": "01"}, ["upgraded"])


@pytest.mark.parametrize(
    ("number", "kind"),
    [("810000199212250020", "11"), ("830000199201300022", "12"), ("946840198511200036", "21")],
)
def test_residence_permits_tell_their_kind(number: str, kind: str) -> None:
    assert completing.complete(number, None, None, None, {}).values["id_type"] == kind


def test_the_kind_of_another_document_is_guessed_with_a_remark() -> None:
    values, codes = complete("H1234567801")
    assert (values, codes) == ({"id_type": "13"}, ["kind_guessed"])


def test_nothing_is_taken_from_a_faulty_number() -> None:
    assert complete(MALE[:17] + "0" if MALE[17] != "0" else MALE[:17] + "1") == ({"id_type": "01"}, [])


@pytest.mark.parametrize(
    ("code", "written", "number_born", "taken"),
    [
        ("month_ambiguous", "1990-01-01", "1990-10-15", True),
        ("month_ambiguous", "1990-01-01", "1990-01-20", True),
        ("month_ambiguous", "1990-01-01", "1990-03-20", False),
        ("day_missing", "1990-03-01", "1990-03-07", True),
        ("day_missing", "1990-04-01", "1990-03-07", False),
        ("month_missing", "1990-01-01", "1990-08-08", True),
        ("month_missing", "1991-01-01", "1990-08-08", False),
        ("short_year", "1990-03-01", "1990-03-07", True),
        ("short_year", "1990-03-08", "1990-03-07", False),
    ],
)
def test_an_inexact_date_is_taken_from_the_number_only_when_it_may_mean_it(
    code: str, written: str, number_born: str, taken: bool
) -> None:
    values, codes = complete(id_number(1, number_born), "01", written, "1", **{code: "写法"})
    assert (values.get("birth_date"), "date_from_number" in codes) == ((number_born, True) if taken else (None, False))


@given(
    st.sampled_from(["01", "02", "11", "21", "31", None]),
    st.one_of(
        st.just(MALE), st.just(FEMALE), st.just("810000199212250020"), st.text("0123456789X", min_size=1, max_size=18)
    ),
    st.sampled_from(["1990-03-07", "1992-12-25", None]),
    st.sampled_from(["1", "2", None]),
)
def test_rules_about_numbers_have_nothing_to_say_about_sound_rows(
    kind: str | None, number: str, born: str | None, sex: str | None
) -> None:
    if completing.is_sound(number, kind, born, sex):
        values = {"id_type": kind, "id_number": number, "birth_date": born, "sex": sex}
        context = checking.Alone(importing=True)
        assert [*r1_number(values, context), *r2_agreement(values, context)] == []


def test_an_ordinary_row_is_sound() -> None:
    assert completing.is_sound(MALE, "01", "1990-03-07", "1")
    assert not completing.is_sound(MALE, "01", "1990-03-08", "1")
    assert not completing.is_sound(MALE, "01", None, "1")
