"""Notices, consents, a withdrawal and a proposal to erase for the practice office; all people are invented."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import lifecycle, registers
from union_desk.schema.dates import add_days

if TYPE_CHECKING:
    from union_desk.practice_world import World

VERSION = "2026-1"
_MOST, _AFTER = 40, 3


def practise(world: World) -> None:
    """Give some members a notice and consents, withdraw one, and let the data of somebody who left become due."""
    people = world.members[:: max(1, len(world.members) // _MOST)][:_MOST]
    told = [{"member_id": one["id"], "kind": "notice", "purpose": "register", "given_on": world.day(300),
             "text_version": VERSION, "form": "paper"} for one in people]
    agreed = [{"member_id": one["id"], "kind": "separate", "purpose": purpose, "given_on": world.day(290),
               "text_version": VERSION, "form": "paper"} for one in people for purpose in ("finance", "health")]
    if agreed:
        agreed[-1] |= {"withdrawn_on": world.day(_AFTER)}
    world.insert("consents", [*told, *agreed])
    _leave(world)


def _leave(world: World) -> None:
    """Let one member have left long ago, so that the list of what is due is not empty."""
    members, events = registers.get("members").table, registers.get("membership_events").table
    gone = world.session.execute(
        sa.select(members.c.id).where(members.c.membership_state == "transferred_out", members.c.deleted.is_(False))
        .order_by(members.c.n).limit(1)).scalar()
    if gone is None:
        return
    last = world.session.execute(sa.select(sa.func.max(events.c.happened_on)).where(
        events.c.member_id == gone)).scalar()
    assert last is not None
    lifecycle.create(world.session, registers.get("erasures"), {
        "owner_register": "members", "owner_id": gone, "ground": "request", "rule": "members_left",
        "since": last, "proposed_on": add_days(world.today, -_AFTER)})
