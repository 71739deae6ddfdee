"""Papers of activities: read from the books as they stand, room to sign by hand, codes that sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.activities import activity, enrol, people, row, sign_in, step
from tests.offices import ACTOR
from tests.papers.reading import pages, printed, text
from tests.papers.rows import details_of
from tests.papers.rows.activities import CLIMB, ENROLLED
from tests.papers.samples import DETAILS
from union_desk import papers, records, registers
from union_desk.affairs.activities_attending import find_person
from union_desk.papers import activity_goods, activity_passes, activity_plan, activity_sign_in, gathering
from union_desk.papers.job import Job
from union_desk.papers.page import Trace
from union_desk.progress import NONE

if TYPE_CHECKING:
    from union_desk.database import Database

FORMS = [name for name in papers.ALL if name.startswith("activity-")]
JOB = Job({}, details_of("activity-passes"), Trace(), NONE)


def from_books(office: Database, form: str, made: str) -> bytes:
    """Print a form from the office's books."""
    with office.read() as s:
        found = gathering.gather(s, form, [made])
    return printed(form, found.rows, found.details)


def test_every_form_prints_what_the_books_say(office: Database) -> None:
    who, made = people(office, 4), activity(office, quota=3)
    for one in who:
        enrol(office, made, one)
    step(office, made, "start", "2026-05-16")
    sign_in(office, made, who[0])
    with office.write(ACTOR, "Given") as s:
        records.save(s, registers.get("activity_goods"), {
            "activity_id": made, "member_id": who[0], "item": "运动毛巾", "unit_value": 5000, "cost": "prize"})
    said = {form: text(from_books(office, form, made)) for form in FORMS}
    assert all("2026年职工登山" in words for words in said.values())
    assert all(f"会员{one}" in said["activity-enrolments"] for one in "甲乙丙丁")
    assert "候补" in said["activity-enrolments"]
    assert "会员丁" not in said["activity-sign-in"]  # who waits has no line to sign
    assert "50.00" in said["activity-goods"]
    assert "叁佰元整" in said["activity-plan"]
    assert "缺" in said["activity-settlement"]
    assert "报名截止：2026-05-10" in said["activity-notice"]
    assert "13900000001" not in "".join(said.values())


def test_who_withdrew_stands_on_no_list(office: Database) -> None:
    who, made = people(office, 2), activity(office)
    enrol(office, made, who[0])
    with office.write(ACTOR, "Left") as s:
        records.save(s, registers.get("activity_enrolments"), {
            "activity_id": made, "member_id": who[1], "state": "cancelled"})
    for form in ("activity-enrolments", "activity-sign-in", "activity-passes"):
        words = text(from_books(office, form, made))
        assert "会员甲" in words
        assert "会员乙" not in words


def test_who_signs_by_hand_has_room_for_it() -> None:
    for form in (activity_sign_in, activity_goods):
        assert next(c.width for c in form.columns() if c.key == "signature") >= 25


def test_the_code_on_a_pass_names_its_member_and_nothing_else(office: Database) -> None:
    (who,), made = people(office, 1), activity(office)
    enrol(office, made, who)
    with office.read() as s:
        found = gathering.gather(s, "activity-passes", [made])
        job = Job({}, found.details, Trace(), NONE)
        ((words, code),) = activity_passes.data(job, found.rows)
        assert (words["name"], find_person(s, code)["id"]) == ("会员甲", who)
    assert row(office, made)["id"] == made


def test_passes_are_for_those_who_have_a_place() -> None:
    passes = list(activity_passes.data(JOB, [CLIMB]))
    assert len(passes) == len([one for one in ENROLLED if one["state"] != "waiting"])
    many = {"activity_enrolments": {"a1": ENROLLED[:1] * 9}, "people": JOB.extra["people"]}
    from dataclasses import replace

    assert pages(printed("activity-passes", [CLIMB], replace(DETAILS, extra=many))) == 2


def test_the_plan_adds_up_its_budget() -> None:
    words = activity_plan.data(CLIMB, Job({}, details_of("activity-plan"), Trace(), NONE))
    assert (words["total"], words["capitals"]) == ("4,320.00", "肆仟叁佰贰拾元整")
