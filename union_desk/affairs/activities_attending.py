"""Signing in: typed, by a scanned code, by a list; and what the code on a member's pass says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import checking, records, registers
from union_desk.errors import UserError
from union_desk.registers.activities_life import RUNNING, SETTLING
from union_desk.registers.activities_people_rules import BADGE, TAKING
from union_desk.registers.membership import CURRENT
from union_desk.schema import codes
from union_desk.schema.kind import narrow
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

ACTIVITIES, SIGN_INS = registers.get("activities"), registers.get("activity_sign_ins")
ENROLMENTS, MEMBERS = registers.get("activity_enrolments"), registers.get("members")
HAND, SCAN = "hand", "scan"
_KEYS = ("id_number", "member_no", "mobile", "name")


class NotUnderWayError(UserError):
    """Nobody signs in before the activity begins or after it is settled."""

    code = "not_under_way"
    message = N_("'{title}' is not under way (state: {state}). Enter the step 'Begun' first, then sign in.")


class UnknownPersonError(UserError):
    """No member is found by what was scanned or typed."""

    code = "unknown_person"
    message = N_("'{text}' names no member. Scan the code of the member's pass again, or type the identity number.")


class SeveralPeopleError(UserError):
    """A name that several members have."""

    code = "several_people"
    message = N_("{count} members are called '{text}'. Type the identity number or the member number instead.")


class NotAMemberNowError(UserError):
    """The person's membership has ended."""

    code = "not_a_member_now"
    message = N_("{name} is not a member at present ({state}) and cannot sign in.")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What came of signing in: the entry, the member's name, whether enrolled, and whether it was there already."""

    id: str
    name: str
    enrolled: bool
    again: bool


@dataclass(slots=True)
class Listed:
    """What came of a list: who signed in, who had already, and the lines that name nobody, with the reason."""

    signed: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)


def find_person(session: Session, text: str) -> dict[str, Any]:
    """Return the member whom a scanned code, an identity, member or mobile number, or a unique name means."""
    told, table = narrow(text), MEMBERS.table
    if told.upper().startswith(BADGE):
        wanted = [table.c.id == told[len(BADGE):].strip().casefold()]
    else:
        told = told.upper() if told[:-1].isdigit() else told
        wanted = [table.c[name] == told for name in _KEYS]
    for condition in wanted:
        found = session.execute(sa.select(table).where(condition, table.c.deleted.is_(False))).mappings().all()
        current = [row for row in found if row["membership_state"] in CURRENT] or found
        if len(current) > 1:
            raise SeveralPeopleError(count=len(current), text=told)
        if current:
            return dict(current[0])
    raise UnknownPersonError(text=told)


def sign_in(  # noqa: PLR0913  who, where, when, how and by whom
    session: Session, activity_id: str, member_id: str, *, method: str = HAND, day: str = "", at: str = "",
    signer: str = "",
) -> SignedIn:
    """Enter a member's presence on a day, once; inside `db.write(...)`. Time of day as 09:30."""
    day = day or checking.today()
    activity, member = records.get(session, ACTIVITIES, activity_id), records.get(session, MEMBERS, member_id)
    if activity["status"] not in (RUNNING, SETTLING):
        raise NotUnderWayError(title=activity["title"],
                               state=codes.get("activity_state").label(str(activity["status"])))
    if member["membership_state"] not in CURRENT:
        state = codes.get("membership_state").label(str(member["membership_state"]))
        raise NotAMemberNowError(name=member["name"], state=state)
    listed, there = is_enrolled(session, activity_id, member_id), _entry(session, activity_id, member_id, day)
    if there:
        return SignedIn(there, member["name"], listed, again=True)
    saved = records.save(session, SIGN_INS, {
        "activity_id": activity_id, "member_id": member_id, "signed_on": day, "signed_at": at or None,
        "method": method, "signer": signer or None})
    return SignedIn(saved.id, member["name"], listed, again=False)


def clock() -> str:
    """Return the time on the wall, 09:30."""
    return dt.datetime.now().strftime("%H:%M")  # noqa: DTZ005  the clock of the room


def _entry(session: Session, activity_id: str, member_id: str, day: str) -> str | None:
    table = SIGN_INS.table
    return session.execute(sa.select(table.c.id).where(
        table.c.activity_id == activity_id, table.c.member_id == member_id, table.c.signed_on == day,
        table.c.deleted.is_(False))).scalar()


def is_enrolled(session: Session, activity_id: str, member_id: str) -> bool:
    """Tell whether a member has a place in an activity."""
    table = ENROLMENTS.table
    return session.execute(sa.select(table.c.id).where(
        table.c.activity_id == activity_id, table.c.member_id == member_id, table.c.state.in_(TAKING),
        table.c.deleted.is_(False))).first() is not None


def sign_in_list(
    session: Session, activity_id: str, lines: Iterable[str], *, method: str = HAND, day: str = ""
) -> Listed:
    """Sign in everybody whom a list names, a line each; a line that names nobody stops nothing and is told."""
    found = Listed()
    for line in lines:
        text = line.strip()
        if not text:
            continue
        try:
            person = find_person(session, text)
            result = sign_in(session, activity_id, person["id"], method=method, day=day)
        except (UnknownPersonError, SeveralPeopleError, NotAMemberNowError) as fault:
            found.unknown.append((text, str(fault)))
        else:
            (found.again if result.again else found.signed).append(result.name)
    return found


def latest(session: Session, activity_id: str, limit: int) -> list[tuple[str, str]]:
    """Return when and who signed in last, the latest first; the time of day, or the day where it is not known."""
    signed, people = SIGN_INS.table, registers.get("members").table
    found = session.execute(
        sa.select(signed.c.signed_at, signed.c.signed_on, people.c.name)
        .join(people, people.c.id == signed.c.member_id)
        .where(signed.c.activity_id == activity_id, signed.c.deleted.is_(False))
        .order_by(signed.c.signed_on.desc(), signed.c.n.desc()).limit(limit))
    return [(at or on, name) for at, on, name in found]


def present(session: Session, activity_id: str) -> tuple[int, int]:
    """Return how many different members signed in, and how many guests came with them."""
    signed, listed = SIGN_INS.table, ENROLMENTS.table
    members = sa.select(signed.c.member_id).where(
        signed.c.activity_id == activity_id, signed.c.deleted.is_(False)).distinct()
    count = session.execute(sa.select(sa.func.count()).select_from(members.subquery())).scalar_one()
    guests = session.execute(sa.select(sa.func.sum(listed.c.guests)).where(
        listed.c.activity_id == activity_id, listed.c.member_id.in_(members), listed.c.state.in_(TAKING),
        listed.c.deleted.is_(False))).scalar()
    return int(count), int(guests or 0)
