"""Filling the practice office: branches, groups, invented members and the events of their memberships."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import affairs, attachments, checking, lifecycle, practice, records, registers, settings
from union_desk.errors import UserError
from union_desk.practice_world import World
from union_desk.progress import NONE, Progress
from union_desk.registers.membership import OPENING
from union_desk.search import Filter, Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from union_desk.access import Actor
    from union_desk.contents import Store
    from union_desk.database import Database

SETTING, WORKED = "practice", "practice_work"
MEMBERS, BRANCHES, EVENTS = (registers.get(name) for name in ("members", "branches", "membership_events"))
_CHUNK = 2000
_MOST_AT_WORK = 20_000
_BRANCH, _GROUP = "1", "2"
_DECISION = N_("Invented decision")
_OTHER_UNION = N_("Invented union")
# What follows the opening event of somebody whose last change is of that type (collection form, 3 to 6)
_LATER = {"3": ("keep",), "4": ("request_transfer_out", "confirm_transfer_out"), "5": ("expel",), "6": ("withdraw",)}
_OPENED_BY_CHANGE = "2"


class RealOfficeError(UserError):
    """Invented people are not mixed with real ones."""

    code = "real_office"
    message = N_("This office has {count} members of its own. Invented people are only put into an empty office or a "
                 "practice office: set one up in another folder.")


@dataclass(frozen=True)
class Generated:
    """What was invented: members, branches and groups, events, and how long it took in seconds."""

    members: int
    branches: int
    events: int
    seconds: float


def fill(
    db: Database, actor: Actor, members: int, seed: int = 1, progress: Progress = NONE, *, years: int = 0
) -> Generated:
    """Put invented members into an empty office or a practice office, as one gesture; marks it as practice.

    With `years`, every other book gets that many years of work too, the first time.
    """
    begun = time.perf_counter()
    progress.start(members, _("Inventing people"))
    with db.write(actor, N_("Filled the practice office with {count} invented people"), count=members) as session:
        _refuse_real(session)
        settings.put(session, SETTING, value=True)
        filling = _Filling(session, seed)
        for chunk in _chunks(filling.people(members)):
            filling.insert(chunk)
            progress.step(len(chunk))
        if years and not settings.get(session, WORKED, default=False):
            settings.put(session, WORKED, value=True)
            _work(session, seed, years, filling.context.today, attachments.in_store(db))
    return Generated(filling.members, filling.branches, filling.events, time.perf_counter() - begun)


def _work(session: Session, seed: int, years: int, day: str, store: Store) -> None:
    """Let every area invent its work, for at most so many members as an office with one cadre has."""
    living = Query(filters=(Filter("membership_state", "is", ("active",)),))
    members = records.page(session, MEMBERS, living, limit=_MOST_AT_WORK)
    union = records.page(session, registers.get("unions"), limit=1)
    luck = random.Random(seed)  # noqa: S311  invented work
    world = World(session, luck, day, members, union[0] if union else {}, years, store)
    for area in affairs.ALL:
        area.practise(world)


def _refuse_real(session: Session) -> None:
    table = MEMBERS.table
    real = sa.select(sa.func.count()).select_from(table).where(table.c.data_source.is_distinct_from("practice"))
    if not settings.get(session, SETTING, default=False) and (count := session.execute(real).scalar_one()):
        raise RealOfficeError(count=count)


def _chunks(people: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while chunk := list(islice(people, _CHUNK)):
        yield chunk


class _Filling:
    """One run: the tree that people are sorted into, and the counts."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session, self.seed = session, seed
        self.members = self.events = self.branches = 0
        self.context = checking.Alone()
        self.groups = self._tree()

    def _tree(self) -> dict[str, str]:
        """Return the ids of branches and groups by name, made where they are missing."""
        table = BRANCHES.table
        living = sa.select(table.c.name, table.c.id).where(table.c.deleted.is_(False))
        known: dict[str, str] = {row.name: row.id for row in self.session.execute(living)}
        for place, (branch, groups) in enumerate(practice.groups()):
            if branch not in known:
                known[branch] = self._branch(branch, _BRANCH, None, place)
            for order, group in enumerate(groups):
                if group not in known:
                    known[group] = self._branch(group, _GROUP, known[branch], order)
        return known

    def _branch(self, name: str, kind: str, above: str | None, place: int) -> str:
        values = {"name": name, "branch_kind": kind, "parent_id": above, "position": place + 1}
        self.branches += 1
        return records.insert_many(self.session, BRANCHES, [values])[0]

    def people(self, count: int) -> Iterator[dict[str, Any]]:
        """Yield people whom the office does not have yet (the same seed invents the same people again)."""
        known = set(self.session.execute(sa.select(MEMBERS.table.c.id_number)).scalars())
        union = records.page(self.session, registers.get("unions"), limit=1)
        invented = practice.people(count + len(known), self.seed, union=union[0] if union else None,
                                   branches=self.groups, on=self.context.today)
        return islice((person for person in invented if person["id_number"] not in known), count)

    def insert(self, people: Sequence[dict[str, Any]]) -> None:
        """Insert people with the events of their memberships."""
        rows, stories = [], []
        for person in people:
            values, story = self._live(person)
            # Invented values are of their kinds and their numbers unique: only presence and rules are left to ask
            problems = (*checking.check_presence(MEMBERS, values), *checking.check_rules(MEMBERS, values, self.context))
            rows.append(values | checking.derived(MEMBERS, values, problems))
            stories.append(story)
        made = records.insert_many(self.session, MEMBERS, rows)
        events = [event | {"member_id": member} for member, story in zip(made, stories, strict=True) for event in story]
        records.insert_many(self.session, EVENTS, events)
        self.members += len(made)
        self.events += len(events)

    def _live(self, person: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Return a person's values after all events, and the events."""
        change, day, reason = (person.pop(f"membership_change_{part}") for part in ("type", "date", "reason"))
        values, story = dict(person), list[dict[str, Any]]()
        opening = OPENING[change] if change == _OPENED_BY_CHANGE else "register"
        for name in (opening, *_LATER.get(change, ())):
            first = not story
            event = {"event": name, "happened_on": person["join_union_date"] if first and name == "register" else day,
                     "reason": None if first else reason, "decision": _(_DECISION) if name == "expel" else None,
                     "other_union": _(_OTHER_UNION) if name == "request_transfer_out" else None}
            if name == "keep" and not reason:
                event["reason"] = "2"
            derived, whole = lifecycle.opening(MEMBERS, values, event, self.context)
            values |= derived
            story.append({k: v for k, v in whole.items() if v is not None})
        return values, story
