"""An office with members and one activity, for the tests of the area of activities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.offices import ACTOR
from tests.samples import id_number, member
from union_desk import lifecycle, records, registers
from union_desk.affairs import activities_attending, activities_enrolling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from union_desk.affairs.activities_enrolling import Enrolled
    from union_desk.database import Database

ACTIVITIES, BUDGET, ENROLMENTS = (
    registers.get(name) for name in ("activities", "activity_budget_lines", "activity_enrolments"))
MEMBERS = registers.get("members")
DAY, BEFORE = "2026-05-16", "2026-05-01"
PLAN: dict[str, Any] = {
    "title": "2026年职工登山", "kind": "A02", "form": "05", "starts_on": DAY, "ends_on": DAY, "starts_at": "09:00",
    "ends_at": "16:00", "organiser": "和风机械厂工会", "place": "青石山", "contact_name": "王芳",
    "contact_phone": "0898-66001234", "content": "集体登山", "deadline": "2026-05-10", "guests_each": 2}
GIVEN = {"handled_by": "王芳", "decided_by": "李主席", "decision": "纪要3号", "note": "说明", "new_start": DAY}
PATH = (("submit", "2026-04-02"), ("approve", "2026-04-03"), ("open", "2026-04-04"), ("start", DAY),
        ("finish", "2026-05-17"))
FOLDER = {"summary": "顺利", "headcount": 3, "satisfaction": 96}


def people(office: Database, count: int = 5) -> list[str]:
    """Add members named 会员甲, 会员乙, … men and women by turns, and return their ids."""
    with office.write(ACTOR, "Members") as s:
        return [lifecycle.create(s, MEMBERS, member(
            n + 1, name=f"会员{'甲乙丙丁戊己'[n]}", id_number=id_number(n + 1, female=n % 2 == 1),
            sex="2" if n % 2 else "1")).id for n in range(count)]


def activity(office: Database, until: str = "open", **changes: Any) -> str:
    """Add an activity with one budget line, and take it along its way up to a step ('' leaves it a draft)."""
    with office.write(ACTOR, "Activity") as s:
        made = lifecycle.create(s, ACTIVITIES, PLAN | changes, {"event": "draft", "happened_on": "2026-04-01"}).id
        records.save(s, BUDGET, {"activity_id": made, "item": "租车", "unit_price": 3000, "quantity": 10})
    for event, day in steps(until):
        step(office, made, event, day)
    return made


def steps(until: str) -> Iterator[tuple[str, str]]:
    """Yield the steps up to and with one, with their days."""
    for event, day in PATH if until else ():
        yield event, day
        if event == until:
            return


def step(office: Database, made: str, event: str, day: str, **changes: Any) -> None:
    """Enter a step with everything that it may need."""
    with office.write(ACTOR, "Step") as s:
        lifecycle.apply_event(s, ACTIVITIES, made, GIVEN | {"event": event, "happened_on": day} | changes)


def enrol(office: Database, made: str, who: str, **options: Any) -> Enrolled:
    """Enrol a member on a day before the deadline."""
    with office.write(ACTOR, "Enrolled") as s:
        return activities_enrolling.enrol(s, made, who, **({"day": BEFORE} | options))


def sign_in(office: Database, made: str, who: str, **options: Any) -> activities_attending.SignedIn:
    """Sign a member in on the day of the activity."""
    with office.write(ACTOR, "Signed in") as s:
        return activities_attending.sign_in(s, made, who, **({"day": DAY} | options))


def states(office: Database) -> dict[str, str]:
    """Return the state of each enrolment by the member's id."""
    with office.read() as s:
        return {row["member_id"]: row["state"] for row in records.page(s, ENROLMENTS, limit=100)}


def row(office: Database, made: str) -> dict[str, Any]:
    """Return an activity's record."""
    with office.read() as s:
        return records.get(s, ACTIVITIES, made)
