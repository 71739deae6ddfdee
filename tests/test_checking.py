"""Validation: kinds, presence, references, rules and keys, the same for form, import, save and server."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.offices import ACTOR
from tests.samples import id_number, member
from union_desk import checking, lifecycle, records, registers, settings
from union_desk.checking import Alone, Here, derived, validate
from union_desk.registers import ALL, FAMILY_MEMBERS, MEMBERS
from union_desk.schema.kinds import IdNumber
from union_desk.schema.problem import ERROR, INFO, LEVELS, WARNING
from union_desk.words import N_

if TYPE_CHECKING:
    from union_desk.database import Database
    from union_desk.schema.register import Register


def levels(values: dict[str, Any], field: str) -> set[str]:
    """Return the levels of what is said about a field."""
    return {p.level for p in validate(MEMBERS, values, Alone()) if p.field == field}


# ---- the vectors of the domain reference, §1.6, as a person or a cell would give them

SOUND = [
    ("01", "460100199003070015", "1990-03-07", "1"), ("01", "460100199003070023", "1990-03-07", "2"),
    ("01", "46010019780615001X", "1978-06-15", "1"), ("01", "46010019780615001x", "1978-06-15", "1"),
    ("01", "４６０１００１９７８０６１５００１Ｘ", "1978-06-15", "1"), ("01", "460100200002290038", "2000-02-29", "1"),
    ("11", "810000199212250020", "1992-12-25", "2"), ("11", "820000198001010016", "1980-01-01", "1"),
    ("12", "830000199201300022", "1992-01-30", "2"), ("21", "946840198511200036", "1985-11-20", "1"),
]


@pytest.mark.parametrize(("kind", "raw", "born", "sex"), SOUND)
def test_a_sound_number_is_accepted_with_its_birth_date_and_sex(kind: str, raw: str, born: str, sex: str) -> None:
    number = IdNumber().parse(raw).value
    values = member(id_type=kind, id_number=number, birth_date=born, sex=sex, join_union_date=None)
    assert validate(MEMBERS, values, Alone()) == []
    other = "2" if sex == "1" else "1"
    expected = WARNING if kind == "21" else ERROR
    assert {p.code: p.level for p in validate(MEMBERS, values | {"sex": other}, Alone())} == {"R2": expected}


@pytest.mark.parametrize(("raw", "level", "word"), [
    ("460100198502290018", ERROR, "日期"), ("460100199003070016", ERROR, "校验"), ("460100900307001", WARNING,
    "460100199003070015"),
])
def test_a_number_that_is_not_right_is_told_at_its_level(raw: str, level: str, word: str) -> None:
    number = IdNumber().parse(raw).value
    (problem,) = [p for p in validate(MEMBERS, member(id_number=number), Alone()) if p.field == "id_number"]
    assert (problem.level, problem.code) == (level, "R1")
    assert word in problem.text()


@pytest.mark.parametrize("cell", [4.6010019900307e17, "4.6010019900307E+17", "4.60E+17", 460100199003070000])
def test_a_number_cell_that_lost_its_digits_is_never_a_number(cell: object) -> None:
    parsed = IdNumber().parse(cell)
    assert parsed.value is None
    assert [(note.level, note.code) for note in parsed.notes] == [(ERROR, "precision_lost")]


# ---- presence


@pytest.mark.parametrize("empty", [None, ""])
def test_what_is_missing_is_named_at_its_level(empty: str | None) -> None:
    values = dict.fromkeys(MEMBERS.fields, empty)
    found = {p.field: (p.level, p.code) for p in checking.check_presence(MEMBERS, values)}
    assert found["name"] == found["id_number"] == (ERROR, "missing")
    assert found["ethnicity"] == (INFO, "incomplete")
    assert "membership_change_type" not in found  # the program fills it in
    assert "hobbies" not in found


def test_no_is_an_answer() -> None:
    assert levels(member(is_migrant_worker=False), "is_migrant_worker") == set()


# ---- kinds and rules together


def test_a_value_that_its_kind_refuses_is_told_once_and_kept_from_the_rules() -> None:
    found = validate(MEMBERS, member(birth_date="1990-02-30", sex="7", education="外星"), Alone())
    assert sorted((p.field, p.code) for p in found) == [
        ("birth_date", "not_a_date"), ("education", "not_in_list"), ("sex", "not_in_list")]


def test_a_value_that_its_kind_only_doubts_still_meets_the_rules() -> None:
    doubted = replace(MEMBERS, rules=(), keys=(("bank_account",),))
    taken = type("Taken", (Alone,), {"others": lambda *asked: ("another",)})()
    found = validate(doubted, {"name": "张三", "id_number": "1", "bank_account": "12345678"}, taken)
    assert [p.code for p in found if p.field == "bank_account"] == ["not_a_card", "duplicate"]


def test_every_problem_names_a_field_of_the_register_and_makes_a_sentence() -> None:
    values = dict.fromkeys(MEMBERS.fields, "\x00")
    for problem in validate(MEMBERS, values, Alone()):
        assert problem.field in MEMBERS.fields
        assert problem.text()


scalars = st.one_of(st.none(), st.text(max_size=10), st.integers(-(2**63), 2**63 - 1), st.booleans(),
                    st.sampled_from(["1", "01", "1990-03-07", "2999-01-01", "460100199003070015", "9", "kept"]))


@pytest.mark.parametrize("register", ALL, ids=repr)
@hypothesis.settings(max_examples=25)
@given(data=st.data())
def test_anything_from_the_wire_is_judged_without_an_accident(register: Register, data: st.DataObject) -> None:
    values = {name: data.draw(scalars, label=name) for name in register.fields if data.draw(st.booleans())}
    for problem in validate(register, values, Alone()):
        assert problem.level in LEVELS
        assert problem.field in register.fields
        assert problem.text()
    derived(register, values, [])


# ---- keys


def test_a_key_may_have_several_fields(office: Database) -> None:
    by_look = replace(MEMBERS, rules=(), keys=(("name", "birth_date"),))
    with office.write(ACTOR, "Added") as s:
        first = lifecycle.create(s, MEMBERS, member()).id
        lifecycle.create(s, MEMBERS, member(2, name="李四"))

    def found(name: str, born: str, own: str | None = None) -> list[str]:
        with office.read() as s:
            return [p.code for p in checking.check_keys(by_look, {"name": name, "birth_date": born}, Here(s, own))]

    assert found("张三", "1990-03-07") == ["duplicate"]
    assert found("张三", "1990-03-07", first) == found("张三", "1991-01-01") == found("王五", "1990-03-07") == []


def test_the_key_of_a_record_in_the_bin_is_free(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        first = lifecycle.create(s, MEMBERS, member()).id
    with office.write(ACTOR, "Deleted") as s:
        records.delete(s, MEMBERS, [first])
    with office.read() as s:
        assert validate(MEMBERS, member(), Here(s)) == []


def test_an_empty_key_is_no_key(office: Database) -> None:
    with office.read() as s:
        assert checking.check_keys(MEMBERS, {"id_number": None}, Here(s)) == []


# ---- what rules may ask


def test_a_record_alone_knows_nothing_of_others() -> None:
    alone = Alone(day="2020-01-01", importing=True)
    assert (alone.today, alone.importing) == ("2020-01-01", True)
    assert alone.lookup("members", "x", "name") is None
    assert alone.known("unions", "unit_name") == frozenset()
    assert list(alone.others("members", "mobile", "1")) == []
    assert alone.setting("practice") is None
    assert alone.standing("members", "x") == checking.LIVING


def test_a_record_here_sees_the_living_ones(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        first, second, third = (lifecycle.create(s, MEMBERS, member(i, mobile="13900000000", department=f"{i}车间")).id
                                for i in (1, 2, 3))
        records.delete(s, MEMBERS, [third])
        settings.put(s, "report_day", 25)
    with office.read() as s:
        here = Here(s, first)
        assert list(here.others("members", "mobile", "13900000000")) == [second]
        assert list(Here(s).others("members", "mobile", "13900000000")) == [first, second]
        assert here.known("members", "department") == here.known("members", "department") == {"1车间", "2车间"}
        assert [here.lookup("members", i, "department") for i in (second, third, "nobody")] == ["2车间", None, None]
        assert [here.standing("members", i) for i in (second, third, "nobody")] == ["living", "binned", "unknown"]
        assert here.setting("report_day") == 25


def test_a_child_needs_its_parent(office: Database) -> None:
    with office.read() as s:
        found = validate(FAMILY_MEMBERS, {"member_id": "nobody", "relation": "51", "name": "李梅"}, Here(s))
    assert [(p.level, p.code, p.field) for p in found] == [(ERROR, "no_such_record", "member_id")]


# ---- derived values


def test_a_record_is_qualified_when_nothing_is_missing_or_wrong() -> None:
    changed = {"membership_change_type": "1", "membership_change_date": "2015-05-01"}
    values = member() | changed

    def qualified(**changes: Any) -> object:
        whole = values | changes
        return derived(MEMBERS, whole, validate(MEMBERS, whole, Alone()))["qualified"]

    assert qualified() is True
    assert qualified(ethnicity=None) is qualified(mobile="") is qualified(id_number="460100199003070016") is False
    assert qualified(name="张 三") is True  # a warning does not disqualify


def test_the_pinyin_is_proposed_and_never_overwritten() -> None:
    assert derived(MEMBERS, member(name="单田"), [])["name_pinyin"] == "Shan Tian"
    assert "name_pinyin" not in derived(MEMBERS, member(name="单田", name_pinyin="Dan Tian"), [])
    assert derived(FAMILY_MEMBERS, {"name": "李梅"}, []) == {}


def test_what_validation_accepts_is_saved_and_then_taken(office: Database) -> None:
    values = member(birth_date="1985-11-20", id_number=id_number(1, "1985-11-20"))
    with office.write(ACTOR, "Added") as s:
        assert validate(MEMBERS, values, Here(s)) == []
        saved = records.save(s, MEMBERS, values)
        assert saved.problems == ()
        assert [p.code for p in validate(MEMBERS, values, Here(s)) if p.level == ERROR] == ["duplicate"]
        assert validate(MEMBERS, values, Here(s, saved.id)) == []


def test_a_key_of_several_fields_is_compared_whole_however_many_share_its_first(office: Database) -> None:
    dues = registers.get("dues")
    with office.write(ACTOR, N_("Edited {register}: {name}"), register="x", name="y") as s:
        person = records.insert_many(s, MEMBERS, [member()])[0]
        months = [{"member_id": person, "year": 1990 + n // 12, "month": n % 12 + 1} for n in range(60)]
        records.insert_many(s, dues, months)
        found = checking.check_keys(dues, months[-1], Here(s))
        assert [(p.code, p.field) for p in found] == [("duplicate", "member_id")]
        assert checking.check_keys(dues, months[-1] | {"year": 2024}, Here(s)) == []
