"""An invented office for the statistics: members with gaps, odd codes and long lives of membership events."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

from tests.samples import id_number
from union_desk import checking, lifecycle, records
from union_desk.access import Actor
from union_desk.registers.members import MEMBERS
from union_desk.registers.membership import MEMBERSHIP_EVENTS
from union_desk.registers.organisation import BRANCHES
from union_desk.schema.record import new_ids

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.database import Database

ACTOR = Actor("王干事")
TODAY = "2026-10-31"
Row = dict[str, Any]

_SPREAD: dict[str, list[Any]] = {
    "ethnicity": ["01"] * 30 + ["03", "05", "15", "20", "97", None],
    "education": ["10", "11", "14", "14", "21", "21", "21", "31", "31", "41", "47", "61", "71", "81", "90", None],
    "political_status": ["13"] * 6 + ["01", "01", "02", "03", "05", "12", None],
    "employment_form": ["1"] * 9 + ["2", "3", "3", "9", "10", "99", None],
    "employment_status": ["1"] * 12 + ["4", "2", None],
    "skill_grade": ["S0", "S0", "S2", "S3", "S4", "S6", None],
    "household_type": ["1", "2", "2", "3", None],
    "marital_status": ["10", "20", "20", "40", None],
    "is_migrant_worker": [True, False, False, False, None],
    "department": ["办公室", "一车间", "二车间", '=HYPERLINK("http://x")', None],
    "native_place": ["海南文昌", "河南洛阳", None],
    "mobile": ["13900000000", "13900000001", None],
}
_OFTEN = {"": ["register"] * 6 + ["transfer_in", "apply", "keep", "register_left"]}
_NEEDED = {"reason": "1", "other_union": "和风化工厂工会", "decision": "委员会纪要", "note": "说明"}


def fill(db: Database, count: int, seed: int = 1) -> None:
    """Put branches and so many members with their events into an office, as one gesture."""
    rng = random.Random(seed)
    with db.write(ACTOR, "Filled") as s:
        tree = _branches(s, rng)
        ids = new_ids(count)
        people = [_person(rng, i, tree) for i in range(count)]
        events: list[Row] = []
        for record_id, person in zip(ids, people, strict=True):
            events += _life(rng, record_id, person)
        records.insert_many(s, MEMBERS, people, ids)
        records.insert_many(s, MEMBERSHIP_EVENTS, events)
    with db.write(ACTOR, "Deleted some") as s:
        records.delete(s, MEMBERS, rng.sample(ids, max(1, count // 40)))


def _branches(s: Session, rng: random.Random) -> list[str | None]:
    names = ("一分会", "二分会", "@三分会", "四分会")
    branches = [{"name": name, "branch_kind": "1", "position": i} for i, name in enumerate(names)]
    tops = records.insert_many(s, BRANCHES, branches)
    groups = [{"name": f"第{i + 1}小组", "branch_kind": "2", "parent_id": rng.choice(tops[:3]), "position": i}
              for i in range(7)]
    return [*tops, *records.insert_many(s, BRANCHES, groups), None]


def _person(rng: random.Random, serial: int, tree: list[str | None]) -> Row:
    born = dt.date(1945, 1, 1) + dt.timedelta(days=rng.randrange(0, 365 * 65))
    joined = dt.date(2026, 10, 31) - dt.timedelta(days=rng.randrange(0, 12000))
    female = rng.random() < 0.4
    row: Row = {name: rng.choice(values) for name, values in _SPREAD.items()}
    row |= {
        "name": f"张{chr(0x4E00 + serial % 2000)}", "name_pinyin": "zhang",
        "sex": rng.choice(["2" if female else "1"] * 20 + ["9", None]),
        "birth_date": rng.choice([born.isoformat()] * 20 + [f"{born.year}-10-31", f"{born.year}-11-01", None]),
        "id_type": "01", "id_number": id_number(serial % 400 + 1, born.isoformat(), female=female),
        "branch_id": rng.choice(tree), "employer_name": "和风机械厂", "household_place": "海南省海口市",
        "join_union_date": rng.choice([None, *[joined.isoformat()] * 6]),
    }
    if rng.random() < 0.02:
        row["id_number"] = id_number()  # the same for all of these
    elif rng.random() < 0.05:
        row["id_number"] = row["id_number"][:-1] + ("0" if row["id_number"][-1] != "0" else "1")
    return row


def _life(rng: random.Random, record_id: str, person: Row) -> list[Row]:
    events: list[Row] = []
    day = dt.date(2024, 6, 1) + dt.timedelta(days=rng.randrange(0, 600))
    state = ""
    for _ in range(rng.choice([1, 1, 1, 1, 2, 3, 4])):
        allowed = [t.event for t in lifecycle.of(MEMBERS).allowed(state)]
        if not allowed or day.isoformat() > TODAY:
            break
        late = rng.random() < 0.1  # entered late: happened before the event entered before it
        happened = day - dt.timedelta(days=rng.randrange(1, 90)) if late else day
        event = {"event": rng.choice(_OFTEN.get(state, allowed)), "happened_on": happened.isoformat(), **_NEEDED}
        derived, whole = lifecycle.opening(MEMBERS, person, event, checking.Alone(day=TODAY))
        person |= derived
        state = person["membership_state"]
        events.append(whole | {"member_id": record_id})
        day += dt.timedelta(days=rng.choice([0, 1, 20, 45, 200]))
    problems = checking.validate(MEMBERS, person, checking.Alone(day=TODAY))
    person |= {k: v for k, v in checking.derived(MEMBERS, person, problems).items() if k == "qualified"}
    return events


def everything(db: Database) -> tuple[list[Row], list[Row], list[Row]]:
    """Return all living members, all their living events in order of entry, all branches, as plain rows."""
    with db.read() as s:
        members = records.page(s, MEMBERS, limit=-1)
        living = {m["id"] for m in members}
        events = [e for e in records.page(s, MEMBERSHIP_EVENTS, limit=-1) if e["member_id"] in living]
        return members, sorted(events, key=lambda e: e["n"]), records.page(s, BRANCHES, limit=-1)


def state_on(events: list[Row], member_id: str, day: str) -> str:
    """Return a member's state on a day, walking the events: the last one entered of those that had happened."""
    state = ""
    for event in events:
        if event["member_id"] == member_id and event["happened_on"] <= day:
            state = event["to_state"]
    return state
