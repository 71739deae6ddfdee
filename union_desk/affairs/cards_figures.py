"""Indicators of the service card work: coverage, activation, ageing (办卡率, 激活率, domain reference §4.3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk.affairs.cards_applying import CARDS, MEMBERS
from union_desk.registers.cards_rules import ACTIVE, LIVE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

AGES = (30, 60, 90)  # upper ends of the bands of days; what is older stands in the last


@dataclass(frozen=True, slots=True)
class Ratio:
    """A rate with what it is made of; `permille` is None where there is nothing to divide by."""

    part: int
    whole: int

    @property
    def permille(self) -> int | None:
        """Return the rate in thousandths, rounded half up."""
        return (self.part * 2000 + self.whole) // (2 * self.whole) if self.whole else None

    def text(self) -> str:
        """Return the rate as percent with one decimal."""
        found = self.permille
        return "—" if found is None else f"{found // 10}.{found % 10}%"


def coverage(session: Session) -> Ratio:
    """Return 办卡率: active members with a live card / active members."""
    cards, members = CARDS.table, MEMBERS.table
    active = sa.and_(members.c.deleted.is_(False), members.c.membership_state == ACTIVE)
    held = sa.select(cards.c.member_id).where(cards.c.deleted.is_(False), cards.c.card_state.in_(LIVE))
    whole = session.execute(sa.select(sa.func.count()).select_from(members).where(active)).scalar_one()
    part = session.execute(
        sa.select(sa.func.count()).select_from(members).where(active, members.c.id.in_(held))).scalar_one()
    return Ratio(part, whole)


def activation(session: Session) -> Ratio:
    """Return 激活率: cards that were activated / cards that were handed to members, of the live ones."""
    table = CARDS.table
    handed = sa.and_(table.c.deleted.is_(False), table.c.card_state.in_(LIVE),
                     sa.or_(table.c.delivered_on.is_not(None), table.c.activated_on.is_not(None)))
    whole, part = session.execute(sa.select(
        sa.func.count(), sa.func.coalesce(sa.func.sum(sa.case((table.c.activated_on.is_not(None), 1), else_=0)), 0),
    ).where(handed)).one()
    return Ratio(int(part), int(whole))


def ageing(session: Session, day: str) -> dict[str, int]:
    """Return how many cards lie in the union for how long: bands of days ('0-30' … '91-') to counts."""
    table = CARDS.table
    found = sa.select(table.c.received_on).where(table.c.deleted.is_(False), table.c.card_state == "received",
                                                 table.c.received_on.is_not(None))
    starts = (0, *(age + 1 for age in AGES))
    names = [*(f"{start}-{end}" for start, end in zip(starts, AGES, strict=False)), f"{AGES[-1] + 1}-"]
    counts = dict.fromkeys(names, 0)
    today = dt.date.fromisoformat(day)
    for since in session.execute(found).scalars():
        days = (today - dt.date.fromisoformat(since)).days
        counts[names[sum(days > age for age in AGES)]] += 1
    return counts
