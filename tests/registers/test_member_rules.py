"""Rules R1 to R12 of the real-name record and the order of its dates: each fires, and each keeps quiet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.samples import id_number, member
from union_desk import checking
from union_desk.registers import MEMBERS
from union_desk.registers.member_rules import RULES, years_between
from union_desk.schema import identity
from union_desk.schema.problem import ERROR, INFO, WARNING, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TODAY = "2025-11-22"
FOREIGNER = "946840198511200036"


@dataclass
class Office(checking.Alone):
    """A context with the neighbours that a test names."""

    units: frozenset[str] = frozenset()
    holders: Mapping[tuple[str, object], tuple[str, ...]] = field(default_factory=dict)
    importing: bool = False
    today: str = TODAY

    def known(self, register: str, field_name: str) -> frozenset[str]:
        assert (register, field_name) == ("unions", "unit_name")
        return self.units

    def others(self, register: str, field_name: str, value: object) -> Iterable[str]:
        assert register == "members"
        return self.holders.get((field_name, value), ())


def problems(context: Office | None = None, **changes: Any) -> list[Problem]:
    """Return what validation says about an otherwise qualified member."""
    values = {name: value for name, value in member(**changes).items() if value is not None}
    return checking.validate(MEMBERS, values, context or Office())


def said(code: str, context: Office | None = None, **changes: Any) -> list[tuple[str, str]]:
    """Return (level, field) of the problems of one code."""
    return [(p.level, p.field) for p in problems(context, **changes) if p.code == code]


def person(birth: str, *, female: bool = False, serial: int = 1, **changes: Any) -> dict[str, Any]:
    """Return changes that make a member born on a day, with the number that goes with it."""
    number = id_number(serial, birth, female=female)
    return {"birth_date": birth, "sex": "2" if female else "1", "id_number": number} | changes


def test_a_qualified_member_has_no_problem() -> None:
    assert problems() == []


def test_every_rule_of_the_domain_is_there() -> None:
    assert {rule.code for rule in RULES} >= {f"R{n}" for n in range(1, 13)}


def test_every_rule_names_the_fields_that_it_reads() -> None:
    class Watched(dict[str, Any]):
        read: set[str]

        def get(self, name: str, default: Any = None) -> Any:
            self.read.add(name)
            return super().get(name, default)

    extras: tuple[dict[str, Any], ...] = (
        {}, {"membership_state": "kept", "employment_form": "9", "degree": "3", "education": "71"})
    for rule in RULES:
        for birth in ("1950-01-01", "1990-03-07", "2012-01-01"):
            for extra in extras:
                watched = Watched(member(**person(birth, **extra)))
                watched.read = set()
                list(rule.check(watched, Office(units=frozenset(("别处",)))))
                assert watched.read <= set(rule.fields), rule.code


# ---- R1: the document's number


@pytest.mark.parametrize(("kind", "number"), [
    ("01", "460100199003070015"), ("01", "46010019780615001X"), ("01", "460100200002290038"), ("11",
    "810000199212250020"),
    ("11", "820000198001010016"), ("12", "830000199201300022"), ("21", FOREIGNER), ("13", "H12345678"), ("13",
    "M1234567801"),
    ("14", "12345678"), ("31", "E12345678"), ("31", "EA1234567"), ("32", "C01X00T47"), ("22", "USA110085112001"),
])
def test_r1_a_sound_number_of_each_kind_passes(kind: str, number: str) -> None:
    reading = identity.read(kind, number)
    assert said("R1", id_type=kind, id_number=number, birth_date=reading.birth_date, sex=reading.sex) == []


@pytest.mark.parametrize(("kind", "number"), [
    ("01", "460100199003070016"), ("01", "460100198502290018"), ("01", "990100199003070015"),
    ("01", "46010019900307001"), ("21", "460100199003070016"),
    ("01", "460100299003070017"), ("01", "46010019900307001A"), ("11", "810000199212250021"), ("13", "X12345678"),
    ("14", "1234567"), ("31", "12345"), ("32", "A-1"), ("01", "460100199003070000"),
])
def test_r1_a_number_that_is_wrong_is_an_error(kind: str, number: str) -> None:
    assert (ERROR, "id_number") in said("R1", id_type=kind, id_number=number)


def test_r1_a_fifteen_digit_number_is_flagged_with_its_upgrade() -> None:
    (problem,) = [p for p in problems(id_number="460100900307001") if p.code == "R1"]
    assert (problem.level, problem.field, problem.suggestion) == (WARNING, "id_number", "460100199003070015")


def test_r1_the_layout_of_a_foreigner_s_card_only_warns() -> None:
    assert said("R1", id_type="21", id_number=FOREIGNER[:-1] + "0") == [(WARNING, "id_number")]
    assert said("R1", id_type="21", id_number=FOREIGNER[:-1]) == [(WARNING, "id_number")]
    assert said("R1", id_type="22", id_number="USA11008") == [(WARNING, "id_number")]


@pytest.mark.parametrize(("kind", "number", "right"), [
    ("01", "810000199212250020", "11"), ("01", "830000199201300022", "12"), ("11", "460100199003070015", "01"),
    ("02", "460100199003070015", "01"), ("01", FOREIGNER, "21"),
])
def test_r1_a_number_of_another_kind_of_document_is_told(kind: str, number: str, right: str) -> None:
    reading = identity.read(right, number)
    found = [p for p in problems(id_type=kind, id_number=number, birth_date=reading.birth_date, sex=reading.sex)
             if p.code == "R1"]
    assert [(p.level, p.field, p.suggestion) for p in found] == [(WARNING, "id_type", right)]


def test_r1_another_document_needs_its_reason() -> None:
    assert said("R1", id_type="99", id_number="军字第001号") == [(ERROR, "difference_reason")]
    assert said("R1", id_type="99", id_number="军字第001号", difference_reason="军官证") == []


# ---- R2: agreement with the number


@pytest.mark.parametrize(("changes", "where"), [({"birth_date": "1990-03-08"}, "birth_date"), ({"sex": "2"}, "sex")])
def test_r2_a_difference_is_an_error_until_it_is_explained(changes: dict[str, Any], where: str) -> None:
    reason = "户籍更正"
    assert said("R2", **changes) == [(ERROR, where)]
    assert said("R2", **changes, difference_reason=reason) == [(WARNING, where)]
    assert said("R2", Office(importing=True), **changes, difference_reason=reason) == [(ERROR, where)]


def test_r2_the_number_s_own_value_is_suggested() -> None:
    found = {p.field: p.suggestion for p in problems(birth_date="1990-03-08", sex="2") if p.code == "R2"}
    assert found == {"birth_date": "1990-03-07", "sex": "1"}


def test_r2_a_foreigner_s_card_only_warns() -> None:
    assert said("R2", id_type="21", id_number=FOREIGNER, birth_date="1985-11-21", sex="1") == [(WARNING, "birth_date")]


@pytest.mark.parametrize("changes", [
    {}, {"birth_date": None, "sex": None}, {"id_type": "31", "id_number": "E12345678", "birth_date": "1980-01-01"},
    {"id_number": "460100199003070016", "birth_date": "1980-01-01"},
])
def test_r2_says_nothing_where_the_number_says_nothing_else(changes: dict[str, Any]) -> None:
    assert said("R2", **changes) == []


# ---- R3: age


@pytest.mark.parametrize(("joined", "expected"), [
    ("2006-03-06", [(ERROR, "join_union_date")]), ("2006-03-07", [(WARNING, "join_union_date")]),
    ("2008-03-06", [(WARNING, "join_union_date")]), ("2008-03-07", []), ("2015-05-01", []), (None, []),
])
def test_r3_nobody_joins_under_sixteen(joined: str | None, expected: list[tuple[str, str]]) -> None:
    assert said("R3", join_union_date=joined) == expected


def test_r3_no_membership_changes_under_sixteen() -> None:
    assert said("R3", membership_change_date="2006-03-06") == [(ERROR, "membership_change_date")]
    assert said("R3", membership_change_date="2006-03-07") == []


@pytest.mark.parametrize(("day", "years"), [
    ("2015-02-28", 14), ("2016-02-28", 15), ("2016-02-29", 16), ("2017-03-01", 17),
])
def test_years_count_by_birthdays_passed(day: str, years: int) -> None:
    assert years_between("2000-02-29", day) == years


# ---- R4: retirement


@pytest.mark.parametrize(("changes", "fires"), [
    (person("1960-01-01"), True), (person("1970-01-01"), False), (person("1965-08-01"), True),
    (person("1965-10-01"), False), (person("1970-01-01", female=True), True), (person("1975-05-01", female=True), True),
    (person("1975-11-23", female=True), False), (person("1960-01-01", employment_status="4"), False),
    (person("1960-01-01", employment_form="7"), False), (person("1960-01-01", membership_state="kept"), False),
    (person("1960-01-01", membership_state="active"), True), (person("1960-01-01", sex=None), False),
    (person("1973-05-01", female=True, job_title="科长"), False),
    (person("1970-01-01", female=True, job_title="科长"), True),
    (person("1973-05-01", female=True, professional_title="3"), False),
    (person("1973-05-01", female=True, professional_title="9"), True),
])
def test_r4_past_retirement_age_and_still_on_post(changes: dict[str, Any], fires: bool) -> None:
    assert said("R4", **changes) == ([(WARNING, "employment_status")] if fires else [])


def test_r4_counts_by_the_rules_of_the_day_it_is_asked_about() -> None:
    of_1965 = person("1965-06-01")  # 60 years under the old rule, and two months more under the one of 2025
    assert said("R4", Office(today="2025-07-31"), **of_1965) == []
    assert said("R4", Office(today="2025-08-01"), **of_1965) == [(WARNING, "employment_status")]
    assert said("R4", Office(today="2024-12-31"), **person("1964-12-31")) == [(WARNING, "employment_status")]


# ---- R5: what is left behind


@pytest.mark.parametrize("state", ["kept", "transferred_out", "withdrawn", "auto_withdrawn", "expelled", "deceased"])
def test_r5_an_ended_membership_carries_neither_dues_nor_an_office(state: str) -> None:
    carried: dict[str, Any] = {"dues_base": 480000, "is_member_rep": True, "is_staff_rep": True}
    assert said("R5", membership_state=state, **carried) == [(WARNING, name) for name in carried]
    assert said("R5", membership_state=state, is_member_rep=False) == []


@pytest.mark.parametrize("state", ["active", "transferring_out", "applicant", None])
def test_r5_a_current_membership_may_carry_them(state: str | None) -> None:
    assert said("R5", membership_state=state, dues_base=480000, is_member_rep=True) == []


# ---- R6 to R8


@pytest.mark.parametrize(("household", "migrant", "fires"), [
    ("1", None, True), ("1", False, False), ("1", True, False), ("2", None, False), ("3", None, False)])
def test_r6_a_rural_household_asks_about_migrant_work(household: str, migrant: bool | None, fires: bool) -> None:
    found = said("R6", household_type=household, is_migrant_worker=migrant)
    assert found == ([(INFO, "is_migrant_worker")] if fires else [])


@pytest.mark.parametrize(("education", "degree", "fires"), [
    ("71", "4", True), ("41", "3", True), ("90", "4", True), ("31", "4", False), ("21", "4", False), ("11", "2", False),
    ("71", "0", False), ("71", None, False), (None, "4", False),
])
def test_r7_a_degree_goes_with_college(education: str | None, degree: str | None, fires: bool) -> None:
    assert said("R7", education=education, degree=degree) == ([(WARNING, "degree")] if fires else [])


@pytest.mark.parametrize(("birth", "status", "fires"), [
    ("2007-11-23", "01", True), ("2007-11-22", "01", False), ("2008-01-01", "02", True), ("2008-01-01", "13", False),
    ("1996-11-22", "03", True), ("1996-11-23", "03", False), ("1960-01-01", "01", False),
])
def test_r8_the_ages_of_party_and_league(birth: str, status: str, fires: bool) -> None:
    changes = person(birth, political_status=status, join_union_date=None)
    assert said("R8", **changes) == ([(WARNING, "political_status")] if fires else [])


@pytest.mark.parametrize(("status", "fires"), [("01", False), ("02", False), ("13", True), ("03", True), (None, False)])
def test_a_day_of_joining_the_party_goes_with_the_party(status: str | None, fires: bool) -> None:
    found = said("party_date", political_status=status, party_join_date="2012-07-01")
    assert found == ([(WARNING, "party_join_date")] if fires else [])
    assert said("party_date", political_status=status) == []


# ---- R9 to R12


def test_r9_a_shared_mobile_is_told_with_the_number_of_sharers() -> None:
    mobile = member()["mobile"]
    (problem,) = problems(Office(holders={("mobile", mobile): ("a", "b")}))
    assert (problem.code, problem.level, problem.field, problem.params) == ("R9", INFO, "mobile", {"count": 2})
    assert said("R9") == []


def test_a_shared_member_number_is_told() -> None:
    context = Office(holders={("member_no", "0007"): ("a",)})
    assert said("member_no", context, member_no="0007") == [(WARNING, "member_no")]
    assert said("member_no", context, member_no="0008") == []


@pytest.mark.parametrize(("name", "clean"), [
    ("张 三", "张三"), ("张\u3000三", "张三"), ("张三(女)", "张三"), ("张三（已调走）", "张三"), ("张三1", "张三"),
    ("张三先生", "张三"),
    ("李梅女士", "李梅"), ("1.张三", "张三"), ("12张三", "张三"), ("张三*", "张三"), ("张三【退休】", "张三"), ("𠮷 野",
    "𠮷野"),
])
def test_r10_a_name_with_additions_is_told_with_the_clean_one(name: str, clean: str) -> None:
    (problem,) = problems(name=name)
    assert (problem.code, problem.level, problem.field, problem.suggestion) == ("R10", WARNING, "name", clean)
    assert clean in problem.text()


@pytest.mark.parametrize("name", ["张?", "张□", "欧阳\ue000", "张*三", "先生", "12", "(女)"])
def test_r10_what_cannot_be_cleaned_gets_no_suggestion(name: str) -> None:
    (problem,) = problems(name=name)
    assert (problem.code, problem.level, problem.suggestion) == ("R10", WARNING, None)


@pytest.mark.parametrize("name", [
    "张三", "欧阳修", "阿依古丽·买买提", "John F. Kennedy", "Anne-Marie O'Neill", "𠮷野", "龘",
    "阿卜杜热合曼·买买提伊明", "先生平", "㐂",
])
def test_r10_a_name_that_is_one_passes(name: str) -> None:
    assert said("R10", name=name) == []


def test_r11_the_employer_is_a_unit_of_the_union() -> None:
    here, elsewhere = Office(units=frozenset(("和风机械厂", "海风造船厂"))), Office(units=frozenset(("海风造船厂",)))
    assert said("R11", elsewhere) == [(WARNING, "employer_name")]
    assert said("R11", here) == []
    assert said("R11", elsewhere, employer_name=None) == []
    assert said("R11", Office()) == []


@pytest.mark.parametrize(("changes", "where"), [
    ({"employment_form": "9"}, ["nef_category", "platform_name"]), ({"nef_category": "2"}, ["platform_name"]),
    ({"employment_form": "9", "nef_category": "2", "platform_name": "飞马快送"}, []),
    ({"employment_form": "9", "nef_category": "2", "household_region": "460100"}, []), ({"employment_form": "1"}, []),
])
def test_r12_a_platform_worker_has_a_group_and_a_platform_or_region(changes: dict[str, Any], where: list[str]) -> None:
    assert said("R12", **changes) == [(INFO, name) for name in where]


# ---- dates


@pytest.mark.parametrize(("first", "second", "on_the_same_day"), [
    ("id_valid_from", "id_valid_to", False), ("hire_date", "leave_date", True), ("contract_from", "contract_to", True)])
def test_dates_follow_each_other(first: str, second: str, on_the_same_day: bool) -> None:
    def of(one: str | None, other: str | None) -> list[tuple[str, str]]:
        changes: dict[str, Any] = {first: one, second: other}
        return said("dates", **changes)

    assert of("2020-01-02", "2020-01-01") == [(ERROR, second)]
    assert of("2020-01-01", "2020-01-02") == []
    assert of("2020-01-01", "2020-01-01") == ([] if on_the_same_day else [(ERROR, second)])
    assert of("2020-01-01", None) == of(None, "2020-01-01") == []


@pytest.mark.parametrize("name", ["join_union_date", "birth_date", "membership_change_date"])
def test_what_has_happened_lies_not_in_the_future(name: str) -> None:
    tomorrow: dict[str, Any] = {name: "2025-11-23"}
    now: dict[str, Any] = {name: TODAY}
    assert (ERROR, name) in said("future_date", **tomorrow)
    assert said("future_date", **now) == []


def test_work_under_sixteen_is_told() -> None:
    assert said("dates", work_start_date="2006-03-06") == [(WARNING, "work_start_date")]
    assert said("dates", work_start_date="2006-03-07") == []
