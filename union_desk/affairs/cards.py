"""Service cards (domain reference §4): what is due, and practice; the verbs stand in the files beside this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import limits, records, registers, search
from union_desk.duties import Duty
from union_desk.registers.cards_rules import LIVE
from union_desk.registers.membership import CURRENT
from union_desk.schema import codes
from union_desk.schema.dates import add_days
from union_desk.schema.problem import INFO, WARNING
from union_desk.search import Filter, Query
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.practice_world import World

CARDS, BATCHES, MEMBERS = (registers.get(name) for name in ("cards", "card_batches", "members"))


def duties(session: Session, day: str) -> list[Duty]:
    """Return what is due on an ISO day."""
    before = {name: add_days(day, -limits.norm(session, f"cards.{name}", day).value)
              for name in ("uncollected_days", "result_days", "activation_days")}
    lines: tuple[tuple[str, str, str, tuple[Filter, ...]], ...] = (
        ("cards_uncollected", WARNING, N_("{count} service cards lie here too long and go back to the bank"),
         (_in("received"), Filter("received_on", "to", (before["uncollected_days"],)))),
        ("cards_rejected", WARNING, N_("{count} card applications were sent back and wait for correction"),
         (_in("rejected"),)),
        ("cards_waiting", INFO, N_("{count} card applications wait for a batch"),
         (_in("applied"), Filter("batch_id", "empty"))),
        ("cards_issued", INFO, N_("{count} issued service cards wait at the bank to be collected"), (_in("issued"),)),
        ("cards_unused", INFO, N_("{count} service cards handed out were not activated yet"),
         (_in("delivered"), Filter("delivered_on", "to", (before["activation_days"],)))))
    from union_desk import records

    queries = [Query(filters=filters) for _code, _level, _message, filters in lines]
    counts = records.counts(session, CARDS, queries)
    found = [Duty(code, level, message, count, query, register="cards")
             for (code, level, message, _filters), query, count in zip(lines, queries, counts, strict=True)]
    return [_ended(session), *found[:2], _late(session, before["result_days"]), *found[2:]]


def practise(world: World) -> None:
    """Give the practice office a year of this work."""
    from union_desk.affairs import cards_practice

    cards_practice.fill(world)


def _in(state: str) -> Filter:
    return Filter("card_state", "is", (state,))


def _late(session: Session, before: str) -> Duty:
    from union_desk import records

    query = Query(filters=(Filter("batch_state", "is", ("submitted",)), Filter("submitted_on", "to", (before,))))
    return Duty("cards_late", WARNING, N_("{count} card batches have been without a result for too long"),
                records.count(session, BATCHES, query), query, register="card_batches")


@search.selection("of_leavers", N_("of people whose membership has ended"))
def of_leavers() -> sa.ColumnElement[bool]:
    """Return the condition for cards whose holder is no member any more."""
    members, states = MEMBERS.table, codes.get("membership_state").entries
    left = sa.select(members.c.id).where(
        members.c.membership_state.in_([entry.code for entry in states if entry.code not in CURRENT]))
    return CARDS.table.c.member_id.in_(left)


def _ended(session: Session) -> Duty:
    """Propose to cancel the cards of those whose membership ended (C10)."""
    query = Query(filters=(Filter("card_state", "is", tuple(LIVE)), of_leavers()))
    return Duty("cards_of_leavers", WARNING, N_("{count} service cards belong to people whose membership has ended: "
                "cancel them"), records.count(session, CARDS, query), query, register="cards")

