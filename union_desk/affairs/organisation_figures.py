"""Figures and tree of the organisation, counted from the books: nothing here is stored (domain reference §3.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import records, registers
from union_desk.registers.organisation import STATED
from union_desk.search import Filter, Query
from union_desk.statistics.scope import COUNTED
from union_desk.words import _, series

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

Row = dict[str, Any]

MEMBERS, BRANCHES, OFFICERS = (registers.get(n) for n in ("members", "branches", "officers"))
COMMITTEES, EMPLOYERS = registers.get("committees"), registers.get("employers")
_FEMALE, _DISPATCHED = "2", "3"
_BRANCH, _GROUP = "1", "2"
_FULL_TIME, _PART_TIME = "1", "2"
_LEADING = ("50", "60")  # chair of a branch, leader of a group
_OF_GROUP = ("50", "51", "60")  # posts that stand at their branch or group


@dataclass(frozen=True, slots=True)
class Figures:
    """How many people and bodies the union has on a day, as counted; None where no book tells."""

    employees: int | None
    members: int
    female: int
    migrant: int
    dispatched: int
    mutual_aid: int
    branches: int
    groups: int
    full_time: int
    part_time: int
    employers: int
    bodies: dict[str, int]  # kind of body -> people in post
    stated: dict[str, int]  # what the office reports instead of what is counted: name of the figure -> number
    stated_reason: str

    def reported(self, name: str) -> int | None:
        """Return a figure as it is reported: the stated one where there is one, else the counted one."""
        found: int | None = self.stated.get(name, getattr(self, name))
        return found

    @property
    def organised(self) -> float | None:
        """Return the share of the employees who are members, per cent, as reported."""
        whole, members = self.reported("employees"), self.reported("members")
        return None if not whole or members is None else round(members * 100 / whole, 1)


def figures(session: Session, day: str) -> Figures:
    """Count members, bodies and cadres as of an ISO day; one query a book."""
    people = _people(session)
    unit = _branches(session)
    natures = _cadres(session, day)
    covered, total = _employers(session, day)
    return Figures(
        employees=total, members=people.members, female=people.female or 0, migrant=people.migrant or 0,
        dispatched=people.dispatched or 0, mutual_aid=people.mutual_aid or 0, branches=unit.get(_BRANCH, 0),
        groups=unit.get(_GROUP, 0), full_time=natures.get(_FULL_TIME, 0), part_time=natures.get(_PART_TIME, 0),
        employers=covered, bodies=_bodies(session, day), **_stated(session))


def _stated(session: Session) -> dict[str, Any]:
    """Return the numbers that the union's record states instead of the counted ones, with their reason."""
    unions = records.page(session, registers.get("unions"), limit=1)
    own = unions[0] if unions else {}
    told = {name.removeprefix("stated_"): own[name] for name in STATED if own.get(name) is not None}
    return {"stated": told, "stated_reason": str(own.get("stated_reason") or "")}


def difference(figures: Figures) -> str:
    """Return which numbers are reported instead of the counted ones, and why, as a sentence."""
    labels = registers.get("unions").fields
    told = series(_("{label} {stated} (counted: {counted})").format(
        label=_(labels[f"stated_{name}"].label), stated=number, counted=getattr(figures, name) or 0)
        for name, number in figures.stated.items())
    return _("{numbers}; reason: {reason}").format(numbers=told, reason=figures.stated_reason)


def _people(session: Session) -> Any:
    table = MEMBERS.table

    def having(condition: Any) -> Any:
        return sa.func.sum(sa.case((condition, 1), else_=0))

    return session.execute(
        sa.select(sa.func.count().label("members"), having(table.c.sex == _FEMALE).label("female"),
                  having(table.c.is_migrant_worker.is_(True)).label("migrant"),
                  having(table.c.employment_form == _DISPATCHED).label("dispatched"),
                  having(table.c.mutual_aid_joined.is_(True)).label("mutual_aid"))
        .where(table.c.deleted.is_(False), table.c.membership_state.in_(COUNTED))).one()


def _branches(session: Session) -> dict[str, int]:
    table = BRANCHES.table
    found = session.execute(sa.select(table.c.branch_kind, sa.func.count()).where(
        table.c.deleted.is_(False), table.c.closed_on.is_(None)).group_by(table.c.branch_kind))
    return {str(kind): count for kind, count in found}


def _employers(session: Session, day: str) -> tuple[int, int | None]:
    """Return how many units are covered and their employees; the union's own entry where no unit is listed."""
    table = EMPLOYERS.table
    here = sa.or_(table.c.covered_until.is_(None), table.c.covered_until >= day)
    count, total = session.execute(sa.select(sa.func.count(), sa.func.sum(table.c.employees)).where(
        table.c.deleted.is_(False), here)).one()
    if total is not None:
        return count, int(total)
    unions = registers.get("unions").table
    own = session.execute(sa.select(unions.c.employees).where(unions.c.deleted.is_(False))).scalar()
    return count, own


def _in_post(day: str) -> sa.ColumnElement[bool]:
    table = OFFICERS.table
    return sa.and_(table.c.deleted.is_(False), sa.or_(table.c.until.is_(None), table.c.until > day),
                   sa.or_(table.c.since.is_(None), table.c.since <= day))


def _cadres(session: Session, day: str) -> dict[str, int]:
    """Return people in post by the nature of their posts; who has a full-time post counts as full-time."""
    table = OFFICERS.table
    found = session.execute(sa.select(table.c.member_id, sa.func.min(table.c.nature)).where(_in_post(day))
                            .group_by(table.c.member_id))
    counted: dict[str, int] = {}
    for _member, nature in found:
        counted[str(nature or "")] = counted.get(str(nature or ""), 0) + 1
    return counted


def _bodies(session: Session, day: str) -> dict[str, int]:
    officers, bodies = OFFICERS.table, COMMITTEES.table
    found = session.execute(
        sa.select(bodies.c.kind, sa.func.count(sa.distinct(officers.c.member_id)))
        .join(officers, officers.c.committee_id == bodies.c.id)
        .where(_in_post(day), bodies.c.deleted.is_(False)).group_by(bodies.c.kind))
    return {str(kind): count for kind, count in found}


# ---- the chart


@dataclass(slots=True)
class Node:
    """One box of the structure chart: what it is called, who leads it, how many members it has, what is below it."""

    name: str
    kind: str = ""  # "union", "body", "branch", "group"
    people: list[str] = field(default_factory=list)
    members: int = 0
    below: list[Node] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Return the members here and below."""
        return self.members + sum(node.total for node in self.below)

    def document(self) -> dict[str, Any]:
        """Return the box and all below it as plain data."""
        return {"name": self.name, "kind": self.kind, "people": self.people, "members": self.total,
                "below": [node.document() for node in self.below]}


def structure(session: Session, day: str) -> Node:
    """Return the organisation on an ISO day: the union, its bodies with their people, branches and groups below."""
    unions = records.page(session, registers.get("unions"), limit=1)
    top = Node(str(unions[0]["union_name"]) if unions else _("The union"), "union")
    holders = _holders(session, day)
    top.below += _body_nodes(session, day, holders)
    top.below += _branch_nodes(session, day, holders)
    counted = _members_by_branch(session)
    top.members = counted.get(None, 0)
    return top


def leaders(session: Session, day: str) -> dict[str, list[str]]:
    """Return the names of those who lead each branch and group on an ISO day: its officers, else who is typed there."""
    found = {str(row["id"]): [str(row["leader"])] for row in records.page(session, BRANCHES, limit=-1) if row["leader"]}
    in_post: dict[str, list[str]] = {}
    for post, name in _holders(session, day):
        if post["branch_id"] and post["post"] in _LEADING:
            in_post.setdefault(str(post["branch_id"]), []).append(name)
    return found | in_post


def _holders(session: Session, day: str) -> list[tuple[Row, str]]:
    """Return the posts in office on a day with the holder's name, the leading ones first."""
    table, members = OFFICERS.table, MEMBERS.table
    query = (sa.select(table, members.c.name.label("holder")).join(members, members.c.id == table.c.member_id)
             .where(_in_post(day)).order_by(table.c.post, table.c.n))
    found = session.execute(query).mappings()
    return [(dict(row), str(row["holder"])) for row in found]


def _words(post: Row, name: str) -> str:
    label = OFFICERS.fields["post"].kind.show(post["post"])
    return _("{post} {name}").format(post=label, name=name)


def _body_nodes(session: Session, day: str, holders: Iterable[tuple[Row, str]]) -> list[Node]:
    query = Query(filters=(Filter("branch_id", "empty"),), sort=(("kind", False), ("term_from", True)))
    found, listed = [], list(holders)
    for body in records.page(session, COMMITTEES, query, limit=-1):
        if (body["term_from"] or "") <= day and not (body["ended_on"] and body["ended_on"] <= day):
            people = [_words(post, name) for post, name in listed if post["committee_id"] == body["id"]]
            found.append(Node(str(body["name"]), "body", people))
    return found


def _members_by_branch(session: Session) -> dict[str | None, int]:
    table = MEMBERS.table
    found = session.execute(sa.select(table.c.branch_id, sa.func.count()).where(
        table.c.deleted.is_(False), table.c.membership_state.in_(COUNTED)).group_by(table.c.branch_id))
    return {row[0]: row[1] for row in found}


def _branch_nodes(session: Session, day: str, holders: Iterable[tuple[Row, str]]) -> list[Node]:
    query = Query(sort=(("position", False), ("name", False)))
    rows = [row for row in records.page(session, BRANCHES, query, limit=-1)
            if not (row["closed_on"] and row["closed_on"] <= day)]
    counted, nodes = _members_by_branch(session), {}
    listed = [(post, name) for post, name in holders if post["branch_id"] and post["post"] in _OF_GROUP]
    for row in rows:
        people = [_words(post, name) for post, name in listed if post["branch_id"] == row["id"]]
        if not people and row["leader"]:
            people = [str(row["leader"])]
        kind = "branch" if row["branch_kind"] == _BRANCH else "group"
        nodes[row["id"]] = Node(str(row["name"]), kind, people, counted.get(row["id"], 0))
    for row in rows:
        if row["parent_id"] in nodes:
            nodes[row["parent_id"]].below.append(nodes[row["id"]])
    return [nodes[row["id"]] for row in rows if row["parent_id"] not in nodes]
