"""Cards from the bank to the member and onwards: collected, signed for, returned, registered, ended (§4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import lifecycle, limits, records, registers
from union_desk.affairs.cards_applying import BATCHES, CARDS, MEMBERS
from union_desk.affairs.cards_batches import each, need, put
from union_desk.errors import UserError
from union_desk.registers.cards_rules import LIVE
from union_desk.registers.membership import CURRENT
from union_desk.schema.dates import add_days
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from union_desk.progress import Progress

Row = dict[str, Any]
REGISTRATIONS = registers.get("card_registrations")
# Which end a membership's state is for its card (list card_end_reason)
ENDS = {"transferred_out": "1", "withdrawn": "2", "auto_withdrawn": "2", "expelled": "3", "deceased": "5"}
_OTHER_END = "9"


class NothingToHandOverError(UserError):
    """No card is where this step needs it."""

    code = "no_cards"
    message = N_("No card is '{state}', so there is nothing to do here.")


def receive(session: Session, batch: str, day: str, by: str, document: str = "") -> int:
    """Note that the issued cards of a batch were collected from the bank (C5); returns how many.

    by: the named handler who checked list, numbers and damage. Inside `db.write(...)`.
    """
    row = need(session, batch, "returned", "collected")
    table = CARDS.table
    found = sa.select(table.c.id).where(table.c.batch_id == batch, table.c.card_state == "issued",
                                        table.c.deleted.is_(False)).order_by(table.c.batch_place)
    ids = list(session.execute(found).scalars())
    _some(ids, "issued")
    step = {"event": "receive", "happened_on": day, "handled_by": by, "document": document or row["batch_no"]}
    each(session, ids, step)
    put(session, BATCHES, batch, {"collected_on": row["collected_on"] or day, "collected_by": by})
    return len(ids)


def to_deliver(session: Session, branch: str | None = None, batch: str | None = None) -> list[str]:
    """Return the cards that lie in the union, of one branch or group, of one batch, or all."""
    cards, members = CARDS.table, MEMBERS.table
    found = sa.select(cards.c.id).join(members, members.c.id == cards.c.member_id).where(
        cards.c.deleted.is_(False), cards.c.card_state == "received")
    if branch is not None:
        found = found.where(members.c.branch_id.in_(_below(session, branch)))
    if batch is not None:
        found = found.where(cards.c.batch_id == batch)
    return list(session.execute(found.order_by(members.c.branch_id, members.c.name_pinyin)).scalars())


def _below(session: Session, branch: str) -> list[str]:
    """Return a branch and the groups below it."""
    table = registers.get("branches").table
    found, layer = [branch], [branch]
    while layer:
        below = sa.select(table.c.id).where(table.c.parent_id.in_(layer), table.c.deleted.is_(False))
        layer = [one for one in session.execute(below).scalars() if one not in found]
        found += layer
    return found


def deliver(session: Session, cards: Sequence[str], day: str, **facts: object) -> int:
    """Note that cards were signed for (C6), all or none; facts: handled_by, document (the list), the proxy."""
    _some(cards, "received")
    each(session, cards, {"event": "deliver", "happened_on": day, **facts})
    return len(cards)


def activate(session: Session, cards: Sequence[str], day: str) -> int:
    """Note that members activated their cards at the bank (C7)."""
    _some(cards, "delivered")
    each(session, cards, {"event": "activate", "happened_on": day})
    return len(cards)


def _some(cards: Sequence[str], state: str) -> None:
    if not cards:
        raise NothingToHandOverError(state=CARDS.fields["card_state"].kind.show(state))


def uncollected(session: Session, day: str) -> list[Row]:
    """Return the cards in the union whose keeping has run out on an ISO day, the oldest first (C11)."""
    last = add_days(day, -limits.norm(session, "cards.uncollected_days", day).value)
    table = CARDS.table
    found = sa.select(table).where(table.c.deleted.is_(False), table.c.card_state == "received",
                                   table.c.received_on <= last).order_by(table.c.received_on, table.c.n)
    return [dict(row) for row in session.execute(found).mappings()]


def give_back(session: Session, day: str, by: str, document: str = "") -> list[str]:
    """Note that the cards that nobody collected in time went back to the bank; returns them (for the return list)."""
    ids = [str(row["id"]) for row in uncollected(session, day)]
    _some(ids, "received")
    each(session, ids, {"event": "return", "happened_on": day, "handled_by": by, "document": document or None})
    return ids


def leavers(session: Session) -> list[Row]:
    """Return the live cards of those who are no members any more, with the state of their membership (C10)."""
    cards, members = CARDS.table, MEMBERS.table
    found = sa.select(cards, members.c.membership_state).join(members, members.c.id == cards.c.member_id).where(
        cards.c.deleted.is_(False), cards.c.card_state.in_(LIVE),
        sa.func.coalesce(members.c.membership_state, "").not_in(CURRENT))
    return [dict(row) for row in session.execute(found.order_by(cards.c.n)).mappings()]


def end_with_membership(session: Session, day: str, progress: Progress | None = None) -> int:
    """Cancel the cards of those who left, each with the reason that ended the membership; returns how many."""
    found = leavers(session)
    for card in found:
        end = ENDS.get(str(card["membership_state"]), _OTHER_END)
        lifecycle.apply_event(session, CARDS, card["id"], {"event": "cancel", "happened_on": day, "end_reason": end})
        if progress is not None:
            progress.step(1)
    return len(found)


def unregistered(session: Session, year: int) -> list[str]:
    """Return the cards in the members' hands that are not registered for a year."""
    cards, done = CARDS.table, REGISTRATIONS.table
    registered = sa.select(done.c.card_id).where(done.c.year == year, done.c.deleted.is_(False))
    found = sa.select(cards.c.id).where(
        cards.c.deleted.is_(False), cards.c.card_state.in_(("activated", "replaced", "corrected")),
        cards.c.id.not_in(registered))
    return list(session.execute(found.order_by(cards.c.n)).scalars())


def register_year(session: Session, year: int, day: str, *, paid: bool, voucher: str = "") -> int:
    """Register the cards in use for a year, once each, with the fee in force; returns how many."""
    fee = limits.norm(session, "cards.registration_fee", f"{year:04d}-01-01").value
    rows = [{"card_id": card, "year": year, "registered_on": day, "paid": paid, "amount": fee if paid else None,
             "paid_on": day if paid else None, "voucher": voucher or None} for card in unregistered(session, year)]
    for row in rows[:1]:  # all are of one kind: what the rules say of the first they say of each
        records.save(session, REGISTRATIONS, row)
    records.insert_many(session, REGISTRATIONS, rows[1:])
    return len(rows)


