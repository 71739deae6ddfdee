"""One office of invented people for all tests of the statistics: they only read it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import sqlalchemy as sa

from tests.statistics import people
from union_desk import practice_office, records, registers
from union_desk.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

    from tests.statistics.people import Row

UNION: dict[str, Any] = {
    "union_name": "和风机械厂工会委员会", "union_code": "4601001234", "organisation_form": "4", "home_level": "22",
    "established_on": "2024-11-05", "has_staff_congress": True, "has_labour_protection": True, "has_open_affairs": True,
    "legal_cert_from": "2024-12-01", "legal_cert_to": "2026-06-30", "bank_account": "6222020200012345678",
    "employees": 260, "employees_female": 90}


class Filled(NamedTuple):
    """The open office, and its rows as plain dicts: living members, their events in order of entry, branches."""

    db: Database
    members: list[Row]
    events: list[Row]
    branches: list[Row]


@pytest.fixture(scope="session")
def filled(office_template: tuple[Path, Database], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    folder, made = office_template
    place = tmp_path_factory.mktemp("statistics") / "office"
    shutil.copytree(folder, place)
    db = Database.open_with(place, made.key)
    people.fill(db, 600)
    yield Filled(db, *people.everything(db))
    db.close()


def _more(session: Session) -> None:
    """Add what a year of practice does not have, so that more figures are something else than 0."""
    members = list(session.execute(sa.text("SELECT id FROM members ORDER BY n LIMIT 12")).scalars())
    reps = [{"member_id": m, "kind": "staff" if i < 8 else "union", "level": "6", "term_from": f"202{4 + i % 3}-03-01",
             "term_to": "2027-02-28", "frontline": i % 2 == 0, "ended_on": "2025-12-31" if i == 3 else None}
            for i, m in enumerate(members)]
    records.insert_many(session, registers.get("congress_reps"), reps)
    records.insert_many(session, registers.get("committees"), [
        {"name": "第六届", "kind": "01", "term_from": "2020-03-01", "term_to": "2025-02-28", "ended_on": "2025-03-20"}])
    records.insert_many(session, registers.get("elections"), [
        {"name": "第七届", "body": "01", "meeting_form": "1", "approved_on": "2025-03-28"}])
    records.insert_many(session, registers.get("honours"), [
        {"award": award, "title": "x", "level": "3", "year": year, "awarded_on": day, "holder": "person"}
        for award, year, day in (("01", 2025, "2025-04-30"), ("02", 2026, "2026-04-30"), ("03", 2026, None))])
    records.insert_many(session, registers.get("model_workers"), [
        {"member_id": m, "level": level, "year": 2015 + i, "retired": i == 2}
        for i, (m, level) in enumerate(zip(members, ("1", "2", "1", "3"), strict=False))])


@pytest.fixture(scope="session")
def practised(office_template: tuple[Path, Database], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Return a practice office with two years of work in every book; tests only read it."""
    folder, made = office_template
    place = tmp_path_factory.mktemp("practised") / "office"
    shutil.copytree(folder, place)
    db = Database.open_with(place, made.key)
    with db.write(people.ACTOR, "Union") as session:
        records.insert_many(session, registers.get("unions"), [UNION])
    practice_office.fill(db, people.ACTOR, 200, seed=5, years=2)
    with db.write(people.ACTOR, "More") as session:
        _more(session)
    yield db
    db.close()
