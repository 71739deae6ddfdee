"""Invented people: valid, unlike anybody real, spread like a works' staff, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import islice
from typing import Any

import pytest

from union_desk import practice
from union_desk.practice_words import REFERENCE_DAY
from union_desk.registers.member_rules import in_management
from union_desk.schema import codes, identity
from union_desk.schema.retirement import retirement_date

LISTS = {
    "sex": "sex", "ethnicity": "ethnicity", "id_type": "id_type", "household_type": "household_type",
    "household_region": "region", "political_status": "political_status", "marital_status": "marital_status",
    "education": "education", "degree": "degree", "skill_grade": "skill_grade",
    "professional_title": "professional_title", "employment_status": "employment_status",
    "employment_form": "employment_form", "nef_category": "nef_category", "contract_type": "contract_type",
    "membership_change_type": "membership_change_type", "membership_change_reason": "membership_change_reason",
    "model_worker_level": "model_worker_level", "health_status": "health_status", "disability_type": "disability_type",
    "data_source": "data_source",
}


@cache
def staff() -> list[dict[str, Any]]:
    return list(practice.people(6000, seed=7, gaps=0))


def share(values: list[bool]) -> float:
    return sum(values) / len(values)


def test_the_same_seed_gives_the_same_people_and_another_does_not() -> None:
    first = list(practice.people(50, seed=3))
    assert list(practice.people(50, seed=3)) == first
    assert list(islice(practice.people(1000, seed=3), 50)) == first
    assert [p["name"] for p in practice.people(50, seed=4)] != [p["name"] for p in first]


def test_numbers_are_valid_and_agree_with_birth_and_sex() -> None:
    for person in staff():
        reading = identity.read(person["id_type"], person["id_number"])
        assert reading.faults == ()
        assert (reading.kind, reading.birth_date, reading.sex) == (
            person["id_type"], person["birth_date"], person["sex"])


def test_nobody_bears_a_number_or_a_telephone_that_could_be_real() -> None:
    regions = codes.get("region")
    for person in staff():
        issued = person["id_number"][:6]
        assert issued.endswith("00")
        assert person["id_type"] != "01" or regions.children(issued)
        assert person["mobile"][:3] in {"154", "160", "163", "164", "168", "179"}
        assert len(person["mobile"]) == 11


@pytest.mark.parametrize("name", ["id_number", "mobile", "member_no"])
def test_numbers_are_unique(name: str) -> None:
    assert len({person[name] for person in staff()}) == len(staff())


def test_cards_pass_luhn_and_are_unique() -> None:
    cards = [person["bank_account"] for person in staff() if person["bank_account"]]
    assert len(set(cards)) == len(cards) > 3000
    assert all(identity.luhn(card) for card in cards)


def test_every_code_is_in_its_list() -> None:
    for person in staff():
        for name, list_name in LISTS.items():
            assert person[name] is None or codes.get(list_name).has(person[name]), (name, person[name])


def test_values_are_plain_scalars() -> None:
    found = {type(value) for person in staff() for value in person.values()}
    assert found == {str, int, bool, type(None)}


def test_dates_follow_each_other() -> None:
    for person in staff():
        assert person["birth_date"] < person["work_start_date"] <= person["hire_date"] <= REFERENCE_DAY
        assert person["hire_date"] <= person["join_union_date"] <= person["membership_change_date"] <= REFERENCE_DAY
        assert person["contract_to"] is None or person["contract_from"] < person["contract_to"]
        assert person["id_valid_to"] is None or person["id_valid_from"] < person["id_valid_to"]
        assert (person["id_valid_to"] is None) is person["id_no_expiry"]
        assert int(person["join_union_date"][:4]) - int(person["birth_date"][:4]) >= 18


def test_whoever_has_reached_the_age_is_retired_or_hired_again() -> None:
    for person in staff():
        higher = in_management(person)
        due = retirement_date(person["sex"], person["birth_date"], is_cadre=higher, on=REFERENCE_DAY)
        retired = person["employment_status"] == "4"
        assert (due <= REFERENCE_DAY) == (retired or person["employment_form"] == "7")
        assert (person["membership_change_type"] == "3") is retired
        assert (person["dues_base"] is None) is retired


def test_the_league_ends_at_28_and_the_party_begins_at_18() -> None:
    for person in staff():
        age = int(REFERENCE_DAY[:4]) - int(person["birth_date"][:4])
        assert person["political_status"] != "03" or age <= 28
        assert (person["party_join_date"] is not None) == (person["political_status"] in {"01", "02"})
        assert person["party_join_date"] is None or int(person["party_join_date"][:4]) - int(
            person["birth_date"][:4]) >= 18


def test_the_spread_is_that_of_a_works() -> None:
    people = staff()
    assert 0.35 < share([p["sex"] == "2" for p in people]) < 0.47
    assert 0.88 < share([p["ethnicity"] == "01" for p in people]) < 0.95
    assert len({p["ethnicity"] for p in people}) > 20
    assert len({p["education"] for p in people}) == 10
    assert 0.1 < share([p["political_status"] == "01" for p in people]) < 0.25
    assert 0.02 < share([p["employment_status"] == "4" for p in people]) < 0.15
    assert {p["employment_form"] for p in people} >= {"1", "3", "7", "9"}
    decades = Counter(int(p["birth_date"][:3]) for p in people)
    assert {196, 197, 198, 199, 200} <= set(decades)
    assert share([len(p["native_place"]) > 2 for p in people]) == 1


def test_names_are_as_various_as_people() -> None:
    names = [person["name"] for person in practice.people(20_000, seed=11)]
    assert share(["·" in name for name in names]) > 0.003
    assert any(ord(character) > 0xFFFF for name in names for character in name)
    assert any(name.startswith("欧阳") for name in names)
    assert len(set(names)) > 9000
    assert {len(name) for name in names} >= {2, 3, 4}


def test_the_union_names_employer_and_province() -> None:
    union = {"unit_name": "青禾纺织厂", "unit_region": "530100"}
    people = list(practice.people(400, seed=2, union=union))
    assert {person["employer_name"] for person in people} == {"青禾纺织厂"}
    assert share([person["id_number"].startswith("53") for person in people]) > 0.5
    assert all(person["home_address"].startswith("云南省") for person in people)


def test_a_province_without_cities_takes_people_from_everywhere() -> None:
    people = list(practice.people(200, union={"unit_region": "110000"}))
    assert len({person["id_number"][:2] for person in people}) > 15


def test_every_person_belongs_to_a_group_of_the_tree() -> None:
    tree = practice.groups()
    names = [group for _, groups in tree for group in groups]
    assert len(set(names)) == len(names) > 15
    assert len({branch for branch, _ in tree}) == len(tree)
    ids = {name: f"id-{number}" for number, name in enumerate(names)}
    for person in practice.people(500, branches=ids):
        assert person["branch_id"] == ids[practice.group_of(person)]
    assert "branch_id" not in next(practice.people(1))


def test_gaps_leave_out_one_core_field() -> None:
    people = list(practice.people(2000, seed=5, gaps=0.5))
    some = [any(person[name] is None for name in ("education", "mobile", "native_place")) for person in people]
    assert 0.1 < share(some) < 0.25
    whole = list(practice.people(2000, seed=5, gaps=0))
    assert all(person["mobile"] and person["education"] for person in whole)


def test_another_day_moves_everybody() -> None:
    people = list(practice.people(300, on="2030-01-01"))
    assert max(person["birth_date"] for person in people) > "2005"
    assert max(person["join_union_date"] for person in people) > "2028"


def test_thousands_born_on_one_day_still_have_numbers_of_their_own() -> None:
    maker = practice._Maker(1, {}, None, REFERENCE_DAY, 0)
    born = maker.on - 12_000
    people = [{"sex": "1", "birth_date": maker.day(born)} for _ in range(5000)]
    for person in people:
        maker._identity(person, born)
    numbers = [person["id_number"] for person in people if person["id_type"] == "01"]
    assert len(set(numbers)) == len(numbers) > 4900
