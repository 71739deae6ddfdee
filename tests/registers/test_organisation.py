"""The union, its unit, and the tree of branches: headcounts, codes, certificates, loops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.offices import ACTOR
from union_desk import checking, records
from union_desk.errors import InvalidRecordError
from union_desk.registers import BRANCHES, UNIONS
from union_desk.registers.members import MEMBERS
from union_desk.schema.problem import ERROR, INFO, WARNING

if TYPE_CHECKING:
    from union_desk.database import Database
    from union_desk.schema.register import Register

TODAY = "2025-11-22"
UNION_CODES = ("81460100MC0000012U", "81460100MC00000A6H")
UNIT_CODE = "91350100M000100Y43"


def said(values: dict[str, Any], register: Register = UNIONS) -> list[tuple[str, str, str]]:
    """Return (level, code, field) of all problems but those of missing fields."""
    found = checking.validate(register, values, checking.Alone(day=TODAY))
    return [(p.level, p.code, p.field) for p in found if p.code not in {"missing", "incomplete"}]


def test_a_part_is_never_larger_than_the_whole() -> None:
    parts = {"employees_female": 12, "employees_migrant": 10, "employees_dispatch": 11}
    assert said({"employees": 10, **parts}) == [(ERROR, "L1", "employees_female"), (ERROR, "L1", "employees_dispatch")]
    assert said({"employees": 12, **parts}) == said(parts) == said({"employees": 0}) == []


@pytest.mark.parametrize("code", UNION_CODES)
def test_a_union_s_code_begins_with_81(code: str) -> None:
    assert said({"union_uscc": code, "unit_uscc": UNIT_CODE}) == []


def test_the_codes_of_union_and_unit_are_not_taken_for_each_other() -> None:
    assert said({"union_uscc": UNIT_CODE}) == [(WARNING, "uscc_prefix", "union_uscc")]
    assert said({"unit_uscc": UNION_CODES[0]}) == [(WARNING, "uscc_prefix", "unit_uscc")]


def test_a_wrong_code_is_an_error_and_its_prefix_no_matter() -> None:
    assert (ERROR, "check_digit", "union_uscc") in said({"union_uscc": UNIT_CODE[:-1] + "0"})
    assert not any(code == "uscc_prefix" for _level, code, _field in said({"union_uscc": UNIT_CODE[:-1] + "0"}))


def test_legal_person_status_expects_its_papers() -> None:
    expected = [(WARNING, "legal_person", name) for name in ("union_uscc", "legal_cert_no", "legal_cert_to")]
    assert said({"has_legal_person": True}) == expected
    papers = {"union_uscc": UNION_CODES[0], "legal_cert_no": "琼工法证字第1号", "legal_cert_to": "2027-01-01"}
    assert said({"has_legal_person": True, **papers}) == said({"has_legal_person": False}) == said({}) == []


@pytest.mark.parametrize(("begins", "ends", "wrong"), [
    ("2022-01-01", "2027-01-01", False), ("2022-01-01", "2022-01-01", True), ("2022-01-02", "2022-01-01", True),
    (None, "2022-01-01", False), ("2022-01-01", None, False),
])
def test_a_certificate_ends_after_it_begins(begins: str | None, ends: str | None, wrong: bool) -> None:
    found = said({"legal_cert_from": begins, "legal_cert_to": ends})
    assert found == ([(ERROR, "dates", "legal_cert_to")] if wrong else [])


def test_a_union_is_not_founded_in_the_future() -> None:
    assert said({"established_on": "2025-11-23"}) == [(ERROR, "future_date", "established_on")]
    assert said({"established_on": TODAY}) == []


def test_a_union_needs_only_its_name_to_be_kept() -> None:
    found = checking.validate(UNIONS, {}, checking.Alone())
    assert [p.field for p in found if p.level == ERROR] == ["union_name"]
    assert {p.field for p in found if p.level == INFO} >= {"union_kind", "parent_union", "unit_uscc", "employees"}


def test_a_branch_closes_after_it_was_founded() -> None:
    def of(founded: str | None, closed: str | None) -> list[tuple[str, str, str]]:
        return said({"founded_on": founded, "closed_on": closed}, BRANCHES)

    assert of("2020-01-02", "2020-01-01") == [(ERROR, "dates", "closed_on")]
    assert of("2020-01-01", "2020-01-01") == of("2020-01-01", None) == of(None, "2020-01-01") == []


def test_a_new_branch_is_a_group_unless_it_is_said(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        made = records.save(s, BRANCHES, {"name": "甲组"}).id
        assert records.get(s, BRANCHES, made)["branch_kind"] == "2"


def test_the_tree_has_no_loop_however_long(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        chain = [records.save(s, BRANCHES, {"name": "总会"}).id]
        for level in range(1, 6):
            chain.append(records.save(s, BRANCHES, {"name": f"第{level}层", "parent_id": chain[-1]}).id)
    for below in (chain[0], chain[1], chain[-1]):
        with pytest.raises(InvalidRecordError) as caught, office.write(ACTOR, "Moved") as s:
            records.save(s, BRANCHES, {"parent_id": below}, chain[0])
        assert {p.code for p in caught.value.problems} == {"loop"}  # type: ignore[attr-defined]  # Problem objects
    with office.write(ACTOR, "Moved") as s:
        assert records.save(s, BRANCHES, {"parent_id": chain[2]}, chain[5]).changed


def test_a_member_belongs_to_a_branch_that_is_there(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        branch = records.save(s, BRANCHES, {"name": "甲组"}).id
    with office.read() as s:
        def found(branch_id: str) -> list[tuple[str, str]]:
            problems = checking.validate(MEMBERS, {"branch_id": branch_id}, checking.Here(s))
            return [(p.level, p.code) for p in problems if p.field == "branch_id"]

        assert found(branch) == []
        assert found("甲组") == [(ERROR, "no_such_record")]
    with office.write(ACTOR, "Deleted") as s:
        records.delete(s, BRANCHES, [branch])
    with office.read() as s:
        assert [p.code for p in checking.check_refs(MEMBERS, {"branch_id": branch}, checking.Here(s))] == ["in_bin"]
