"""What must be done today: each line counts what its query shows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.offices import ACTOR
from tests.samples import id_number, member
from union_desk import checking, duties, lifecycle, practice_office, records, registers, settings
from union_desk.registers import MEMBERS
from union_desk.schema import retirement
from union_desk.schema.dates import add_days

if TYPE_CHECKING:
    from union_desk.database import Database
    from union_desk.duties import Duty
    from union_desk.search import Query

TODAY = checking.today()


def found(office: Database) -> dict[str, Duty]:
    with office.read() as session:
        return {duty.code: duty for duty in duties.read(session)}


def add(office: Database, **changes: object) -> str:
    with office.write(ACTOR, "x") as session:
        return lifecycle.create(session, MEMBERS, member(**changes)).id  # type: ignore[arg-type]  # any field


def shown(office: Database, query: Query | None) -> list[str]:
    assert query is not None
    with office.read() as session:
        return [row["id"] for row in records.page(session, MEMBERS, query, limit=1000)]


def test_an_empty_office_has_no_duties(office: Database) -> None:
    assert found(office) == {}


@pytest.mark.parametrize(("code", "days"), [("document_over", -1), ("document_soon", 0), ("document_soon", 90)])
def test_documents_that_run_out_are_counted(office: Database, code: str, days: int) -> None:
    person = add(office, serial=1, id_valid_to=add_days(TODAY, days))
    add(office, serial=2, id_valid_to=add_days(TODAY, 91))
    assert found(office)[code].count == 1
    assert shown(office, found(office)[code].query) == [person]


def test_unqualified_records_name_what_is_missing(office: Database) -> None:
    person = add(office, serial=1, native_place=None)
    add(office, serial=2)
    duty = found(office)["unqualified"]
    assert (duty.count, [part.code for part in duty.parts]) == (1, ["missing_native_place"])
    assert shown(office, duty.parts[0].query) == [person]
    assert duty.parts[0].text() == "缺“籍贯”：1人"


def test_who_is_past_or_near_the_statutory_age_is_found(office: Database) -> None:
    past = duties.latest_birth("1", add_days(TODAY, -1))
    near = duties.latest_birth("1", add_days(TODAY, duties.NEAR))
    old = add(office, serial=1, birth_date=past, id_number=id_number(1, past), join_union_date="2010-01-01")
    soon = add(office, serial=2, birth_date=near, id_number=id_number(2, near), join_union_date="2010-01-01")
    add(office, serial=3)
    assert shown(office, found(office)["retired"].query) == [old]
    assert shown(office, found(office)["retiring"].query) == [soon]


def test_women_in_management_are_reminded_of_later(office: Database) -> None:
    day = duties.latest_birth("2", add_days(TODAY, -1))
    born = {"sex": "2", "birth_date": day, "join_union_date": "2010-01-01"}
    worker = add(office, serial=1, id_number=id_number(1, day, female=True), **born)
    add(office, serial=2, id_number=id_number(2, day, female=True), job_title="部门负责人", **born)
    assert shown(office, found(office)["retired"].query) == [worker]


def test_who_was_rehired_is_not_reminded_of(office: Database) -> None:
    past = duties.latest_birth("1", add_days(TODAY, -1))
    add(
        office,
        serial=1,
        birth_date=past,
        id_number=id_number(1, past),
        join_union_date="2010-01-01",
        employment_form="7",
    )
    assert "retired" not in found(office)


@given(st.sampled_from(["1", "2"]), st.dates(min_value=dt.date(2024, 1, 1), max_value=dt.date(2045, 1, 1)))
def test_the_latest_birth_is_the_very_last_one(sex: str, day: object) -> None:
    born = duties.latest_birth(sex, str(day))
    assert retirement.retirement_date(sex, born) <= str(day)
    assert retirement.retirement_date(sex, add_days(born, 1)) > str(day)


def test_members_without_a_branch_are_counted(office: Database) -> None:
    person = add(office, serial=1)
    assert shown(office, found(office)["no_branch"].query) == [person]


def test_the_last_imports_refused_rows_stay_until_the_next(office: Database) -> None:
    with office.bookkeeping() as session:
        settings.put(session, duties.LAST_IMPORT, {"file": "花名册.xlsx", "refused": 3})
    duty = found(office)["refused"]
    assert duty.text() == "上次导入 花名册.xlsx 有3行被退回"
    assert (duty.page, duty.arguments) == ("import", {"last": True})


def test_the_unions_certificate_is_watched(office: Database) -> None:
    unions = registers.get("unions")
    with office.write(ACTOR, "x") as session:
        records.save(session, unions, {"union_name": "某某工会", "legal_cert_to": add_days(TODAY, 30)})
    assert found(office)["certificate"].page == "organisation"


def test_every_line_counts_exactly_what_it_shows(office: Database) -> None:
    practice_office.fill(office, ACTOR, 400, seed=11)
    with office.read() as session:
        lines = duties.read(session)
        assert len(lines) >= 2
        for duty in (*lines, *(part for line in lines for part in line.parts)):
            if duty.query is None:
                assert duty.page
                continue
            assert records.count(session, MEMBERS, duty.query) == duty.count > 0


def test_the_gravest_come_first(office: Database) -> None:
    add(office, serial=1, id_valid_to=add_days(TODAY, -5), native_place=None)
    levels = [duty.level for duty in found(office).values()]
    assert levels == sorted(levels, key=("error", "warning", "info").index)


def test_people_who_left_are_nobodys_duty(office: Database) -> None:
    person = add(office, serial=1, id_valid_to=add_days(TODAY, -5))
    with office.write(ACTOR, "x") as session:
        lifecycle.apply_event(session, MEMBERS, person, {"event": "withdraw"})
    assert "document_over" not in found(office)
