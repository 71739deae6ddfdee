"""Joiners and leavers by month, from the events of membership; opening and closing always add up (domain §11.3, L3)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import search
from union_desk.registers.members import MEMBERS
from union_desk.registers.membership import MEMBERSHIP_EVENTS
from union_desk.statistics.scope import COUNTED, those
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from union_desk.search import Query
    from union_desk.statistics.scope import Scope

INCREASES = {
    "joined": N_("Admitted"), "transferred_in": N_("Transferred in"), "restored": N_("Restored"),
    "other_in": N_("Other increases"),
}
DECREASES = {
    "transferred_out": N_("Transferred out"), "withdrawn": N_("Withdrew"), "expelled": N_("Expelled"),
    "deceased": N_("Died"), "kept": N_("Kept"), "other_out": N_("Other decreases"),
}
BY_EVENT = {
    "approve": "joined", "register": "joined", "transfer_in": "transferred_in", "restore": "restored",
    "cancel_transfer_out": "restored", "request_transfer_out": "restored",
}
BY_STATE = {
    "transferred_out": "transferred_out", "withdrawn": "withdrawn", "auto_withdrawn": "withdrawn",
    "expelled": "expelled", "deceased": "deceased", "kept": "kept",
}


@dataclass(frozen=True)
class Month:
    """One month ('2026-03'): members at its beginning, increases and decreases by kind, members at its end."""

    month: str
    opening: int
    flows: Counter[str]

    @property
    def increase(self) -> int:
        """Return all increases."""
        return sum(self.flows[kind] for kind in INCREASES)

    @property
    def decrease(self) -> int:
        """Return all decreases."""
        return sum(self.flows[kind] for kind in DECREASES)

    @property
    def closing(self) -> int:
        """Return the members at the end."""
        return self.opening + self.increase - self.decrease


@dataclass(frozen=True)
class Movements:
    """The months of a period; the last one ends on the reference day. Counts are cases: a person may come and go."""

    scope: Scope
    months: tuple[Month, ...]

    @property
    def total(self) -> Month:
        """Return the whole period as one line."""
        flows: Counter[str] = Counter()
        for month in self.months:
            flows += month.flows
        return Month("", self.months[0].opening, flows)

    def kinds(self, of: dict[str, str]) -> list[str]:
        """Return the kinds of increase or decrease to show: the others only when there are any."""
        return [kind for kind in of if not kind.startswith("other") or self.total.flows[kind]]

    def people(self, session: Session, kind: str, month: str | None = None) -> list[str]:
        """Return the ids of the people behind a figure, for one month or the whole period."""
        flow = flows(self.scope.query, self.scope.day)
        wanted = [m.month for m in self.months] if month is None else [month]
        steps = session.execute(
            sa.select(flow.c.member, flow.c.event, flow.c.before, flow.c.after).where(flow.c.month.in_(wanted)))
        return list(dict.fromkeys(member for member, *step in steps if _kind(*step) == kind))

    def query(self, session: Session, kind: str, month: str | None = None) -> Query:
        """Return the grid's query for the people behind a figure."""
        return those(self.people(session, kind, month))


def movements(session: Session, scope: Scope, months: int = 12) -> Movements:
    """Return so many months, the last one that of the reference day, for the members whom the scope's query finds.

    Always of members in the sense of L3: a membership kept is a decrease, its restoration an increase.
    """
    wanted, closing = _last_months(scope.day[:7], months), _closing(session, scope)
    flow = flows(scope.query, scope.day, "" if closing is None else f"{wanted[0]}-01")
    columns = (flow.c.month, flow.c.event, flow.c.before, flow.c.after)
    by_month: dict[str, Counter[str]] = {}
    for month, event, before, after, count in session.execute(sa.select(*columns, sa.func.count()).group_by(*columns)):
        kind = _kind(event, before, after)
        if kind:
            by_month.setdefault(month, Counter())[kind] += count
    if closing is None:
        opening = sum(Month(m, 0, flows).closing for m, flows in by_month.items() if m < wanted[0])
    else:
        opening = closing - sum(Month(m, 0, by_month.get(m, Counter())).closing for m in wanted)
    return Movements(scope, tuple(_lines(by_month, wanted, opening)))


def _closing(session: Session, scope: Scope) -> int | None:
    """Count the members of the reference day by the state on their records; None where something happened after it.

    The state follows from the last event, so this is what all events add up to; it spares reading those of years ago.
    """
    events, people = MEMBERSHIP_EVENTS.table, MEMBERS.table
    last = session.execute(sa.select(sa.func.max(events.c.happened_on))).scalar()
    if last is not None and str(last) > scope.day:
        return None
    return int(session.execute(sa.select(sa.func.count()).select_from(people).where(
        search.condition(MEMBERS, scope.query), people.c.membership_state.in_(COUNTED))).scalar_one())


def _lines(by_month: dict[str, Counter[str]], wanted: Sequence[str], opening: int) -> list[Month]:
    found: list[Month] = []
    for month in wanted:
        found.append(Month(month, opening, by_month.get(month, Counter())))
        opening = found[-1].closing
    return found


def _last_months(last: str, count: int) -> list[str]:
    """Return so many months up to one, oldest first."""
    serial = int(last[:4]) * 12 + int(last[5:]) - 1
    return [f"{s // 12:04d}-{s % 12 + 1:02d}" for s in range(serial - count + 1, serial + 1)]


def _kind(event: str, before: str | None, after: str) -> str | None:
    """Return which increase or decrease a step is; None when it is neither."""
    was, is_now = before in COUNTED, after in COUNTED
    if was == is_now:
        return None
    return BY_EVENT.get(event, "other_in") if is_now else BY_STATE.get(after, "other_out")


def flows(query: Query, day: str, since: str = "") -> Any:
    """Return the steps that took effect up to a day, as a subquery: member, month, happened, event, before, after.

    With `since`, only members to whom something happened from that day on are looked at.

    An event that was entered late, after one that happened later, changes nothing after that: what was entered last is
    how the membership stands. So only events count that no earlier or equal day holds a later entry of.
    """
    events, before = MEMBERSHIP_EVENTS.table, MEMBERSHIP_EVENTS.table.alias()
    happened = sa.func.coalesce(sa.cast(events.c.happened_on, sa.Text), "")
    living = sa.select(MEMBERS.table.c.id).where(search.condition(MEMBERS, query))
    if since:
        living = living.where(MEMBERS.table.c.id.in_(
            sa.select(events.c.member_id).where(events.c.deleted.is_(False), events.c.happened_on >= since)))
    in_time = (happened, events.c.n)
    earlier = sa.func.max(events.c.n).over(partition_by=events.c.member_id, order_by=in_time, rows=(None, -1))
    entered = (sa.select(events.c.member_id, events.c.event, events.c.to_state, events.c.n, happened.label("happened"),
                         earlier.label("last"))
               .where(events.c.deleted.is_(False), events.c.member_id.in_(living), happened <= day).subquery())
    return (sa.select(entered.c.member_id.label("member"), sa.func.substr(entered.c.happened, 1, 7).label("month"),
                      entered.c.happened, entered.c.event, before.c.to_state.label("before"),
                      entered.c.to_state.label("after"))
            .outerjoin_from(entered, before, before.c.n == entered.c.last)
            .where(sa.or_(entered.c.last.is_(None), entered.c.n > entered.c.last)).subquery())
