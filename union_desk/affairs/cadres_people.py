"""Who the cadres are, read from the books: posts, nature, years, seats in bodies (domain reference §10.1).

Nothing of this is stored: posts of members come from the officers, those of others from `cadre_services`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import records, registers
from union_desk.schema import codes
from union_desk.words import series

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

Row = dict[str, Any]
Span = tuple[str, str]  # ISO days; an empty end is open

CADRES, SERVICES, OFFICERS = (registers.get(n) for n in ("cadres", "cadre_services", "officers"))
MEMBERS, COMMITTEES, BRANCHES = (registers.get(n) for n in ("members", "committees", "branches"))
FULL, PART, SECONDED, HIRED = "1", "2", "3", "4"
GROUP_LEADER = "60"
WOMAN = "2"
_BY_POST = {"70": "07", "71": "06", "72": "05"}  # posts that are seats even without a body
_DAYS, _YEARS = 146_097, 400  # the Gregorian calendar repeats


@dataclass(frozen=True, slots=True)
class Post:
    """One post of a person: code or words, nature, where, from and until when (ISO days, empty is open)."""

    post: str
    nature: str
    where: str
    since: str
    until: str
    body: str = ""  # kind of the committee
    document: str = ""
    duties: str = ""

    def held(self, day: str) -> bool:
        """Tell whether the post is held on an ISO day."""
        return (not self.since or self.since <= day) and (not self.until or self.until > day)

    def text(self) -> str:
        """Return the post as it is called."""
        return codes.get("union_post").label(self.post) if codes.get("union_post").has(self.post) else self.post


@dataclass(frozen=True, slots=True)
class Person:
    """A cadre on a day: the record, posts with their history, and what follows from them."""

    row: Row
    sex: str
    mobile: str
    admin_post: str
    posts: tuple[Post, ...]
    day: str
    branch: str = ""

    @property
    def id(self) -> str:
        """Return the id of the record."""
        return str(self.row["id"])

    @property
    def name(self) -> str:
        """Return the name."""
        return str(self.row["name"])

    @property
    def held(self) -> list[Post]:
        """Return the posts of the day, the leading ones first."""
        return sorted((post for post in self.posts if post.held(self.day)), key=lambda post: post.post)

    @property
    def nature(self) -> str:
        """Return the nature that counts: full-time, hired, seconded, part-time; empty without a post."""
        held = {post.nature for post in self.held}
        return next((code for code in (FULL, HIRED, SECONDED, PART) if code in held), "")

    @property
    def since(self) -> str:
        """Return since when the person is in office without a break, the posts of the day taken together."""
        return current_since([(post.since, post.until) for post in self.posts if post.since], self.day)

    @property
    def years(self) -> int:
        """Return the whole years of union work until the day; posts held at the same time count once."""
        return whole_years([(post.since, post.until) for post in self.posts if post.since], self.day)

    @property
    def bodies(self) -> tuple[str, ...]:
        """Return the kinds of body (committee_kind) in which the person sits on the day."""
        return tuple(sorted({post.body or _BY_POST.get(post.post, "") for post in self.held} - {""}))

    def words(self) -> dict[str, str]:
        """Return what the books tell of the person, as words; what they do not tell is empty."""
        show = {name: codes.get(name).label for name in ("sex", "post_nature", "committee_kind")}
        return {
            "name": self.name, "sex": show["sex"](self.sex) if self.sex else "",
            "nature": show["post_nature"](self.nature) if self.nature else "",
            "posts": series(dict.fromkeys(post.text() for post in self.held)), "since": self.since,
            "years": str(self.years), "bodies": series(map(show["committee_kind"], self.bodies)),
            "admin_post": self.admin_post}


@dataclass(slots=True)
class Counted:
    """Cadres by nature with the women among them: the statistics' cadres_full, cadres_part, cadres_social (§11.2)."""

    full: int = 0
    full_women: int = 0
    part: int = 0
    part_women: int = 0
    social: int = 0
    social_women: int = 0
    seconded: int = 0
    seconded_women: int = 0
    people: dict[str, list[str]] = field(default_factory=dict)  # nature -> ids of the cadres


def merged(spans: Iterable[Span], day: str) -> list[Span]:
    """Return spans of ISO days until a day, those that touch or overlap made one, the earliest first."""
    found: list[Span] = []
    for begins, ends in sorted((b, min(e or day, day)) for b, e in spans if b and b <= day):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        elif ends >= begins:
            found.append((begins, ends))
    return found


def whole_years(spans: Iterable[Span], day: str) -> int:
    """Return the whole years that spans cover until an ISO day."""
    days = sum((dt.date.fromisoformat(e) - dt.date.fromisoformat(b)).days for b, e in merged(spans, day))
    return (days + 1) * _YEARS // _DAYS


def current_since(spans: Iterable[Span], day: str) -> str:
    """Return the beginning of the span in which a day lies; empty when it lies in none."""
    known = list(spans)
    if not any(b <= day and (not e or e > day) for b, e in known):
        return ""
    return next((b for b, e in merged(known, day) if b <= day <= e), "")


def people(session: Session, day: str, ids: Sequence[str] | None = None) -> list[Person]:
    """Return the cadres of an ISO day (those who have not left), or the named ones, by their place."""
    table = CADRES.table
    where = table.c.id.in_(ids) if ids is not None else sa.and_(
        table.c.deleted.is_(False), sa.or_(table.c.left_on.is_(None), table.c.left_on > day))
    rows = [dict(row) for row in session.execute(sa.select(table).where(where).order_by(table.c.n)).mappings()]
    members = records.by_ids(session, MEMBERS, sorted({r["member_id"] for r in rows if r["member_id"]}))
    branches = {row["id"]: row["name"] for row in records.page(session, BRANCHES, limit=-1, columns=("name",))}
    of_member, of_cadre = _officers(session, [*members], branches), _services(session, [r["id"] for r in rows])
    found = []
    for row in rows:
        member = members.get(row["member_id"], {})
        posts = (*of_member.get(row["member_id"], ()), *of_cadre.get(row["id"], ()))
        found.append(Person(
            row, str(member.get("sex") or row["sex"] or ""), str(row["mobile"] or member.get("mobile") or ""),
            str(row["admin_post"] or member.get("job_title") or ""), posts, day,
            str(branches.get(str(member.get("branch_id"))) or "")))
    return found


def _officers(session: Session, members: list[str], branches: dict[str, str]) -> dict[str, list[Post]]:
    """Return the posts of members, with the name and kind of the body or the branch they belong to."""
    table, bodies = OFFICERS.table, COMMITTEES.table
    rows = session.execute(
        sa.select(table, bodies.c.name.label("body"), bodies.c.kind.label("body_kind"))
        .outerjoin(bodies, bodies.c.id == table.c.committee_id)
        .where(table.c.deleted.is_(False), table.c.member_id.in_(members))
        .order_by(table.c.since, table.c.n)).mappings()
    found: dict[str, list[Post]] = {}
    for row in rows:
        where = row["body"] or branches.get(str(row["branch_id"])) or ""
        found.setdefault(row["member_id"], []).append(Post(
            str(row["post"] or ""), str(row["nature"] or ""), where, str(row["since"] or ""), str(row["until"] or ""),
            str(row["body_kind"] or ""), str(row["approval_no"] or ""), str(row["duties"] or "")))
    return found


def _services(session: Session, cadres: list[str]) -> dict[str, list[Post]]:
    table = SERVICES.table
    rows = session.execute(sa.select(table).where(
        table.c.deleted.is_(False), table.c.cadre_id.in_(cadres)).order_by(table.c.since, table.c.n)).mappings()
    found: dict[str, list[Post]] = {}
    for row in rows:
        found.setdefault(row["cadre_id"], []).append(Post(
            str(row["post"] or row["post_text"] or ""), str(row["nature"] or ""), row["unit"], str(row["since"] or ""),
            str(row["until"] or ""), "", str(row["document"] or "")))
    return found


def unlisted(session: Session) -> list[Row]:
    """Return the members in post (group leaders aside) who have no cadre record yet: id and name."""
    table, members, cadres = OFFICERS.table, MEMBERS.table, CADRES.table
    known = sa.select(cadres.c.member_id).where(cadres.c.deleted.is_(False), cadres.c.member_id.is_not(None))
    rows = session.execute(
        sa.select(members.c.id, members.c.name, members.c.sex).join(table, table.c.member_id == members.c.id)
        .where(table.c.deleted.is_(False), table.c.until.is_(None), table.c.post != GROUP_LEADER,
               members.c.deleted.is_(False), members.c.id.not_in(known))
        .group_by(members.c.id).order_by(sa.func.min(table.c.post), sa.func.min(table.c.n))).mappings()
    return [dict(row) for row in rows]


def enlist(session: Session) -> int:
    """Make a cadre record for every member in post who has none; inside `db.write(...)`; returns how many."""
    rows = [{"member_id": row["id"], "name": row["name"]} for row in unlisted(session)]
    for row in rows:
        records.save(session, CADRES, row)
    return len(rows)


def counts(session: Session, day: str) -> Counted:
    """Count the cadres of an ISO day by nature, with the women among them."""
    found = Counted()
    for person in people(session, day):
        name = {FULL: "full", PART: "part", HIRED: "social", SECONDED: "seconded"}.get(person.nature)
        if name:
            setattr(found, name, getattr(found, name) + 1)
            if person.sex == WOMAN:
                setattr(found, f"{name}_women", getattr(found, f"{name}_women") + 1)
            found.people.setdefault(person.nature, []).append(person.id)
    return found
