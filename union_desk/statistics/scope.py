"""Whom the figures count: a reference day, a grid's query, and the states of membership that count on that day."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import checking, records, registers, search
from union_desk.registers.members import MEMBERS
from union_desk.schema.kinds import Ref
from union_desk.search import Filter, Query
from union_desk.words import N_, _, clauses, series

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# A membership that is kept after leaving the post counts as a decrease (domain reference §11.3, L3)
COUNTED = ("active", "transferring_out")
KEPT = ("kept",)

_OPERATORS = {
    "is": N_("{field}: {values}"), "not": N_("{field} not: {values}"), "from": N_("{field} from {values}"),
    "to": N_("{field} up to {values}"), "has": N_("{field} contains {values}"), "empty": N_("{field} is empty"),
    "filled": N_("{field} is filled in"), "among": N_("{field}: {values}"),
}
_MOST_NAMED = 8


@dataclass(frozen=True)
class Scope:
    """The people whom a figure counts, with their states and particulars of the day.

    With `known` the particulars are what is known of them today: corrections made since are taken into account.
    """

    day: str
    query: Query = records.EVERYTHING
    states: tuple[str, ...] = COUNTED
    known: bool = False
    places: str | None = field(default=None, repr=False, compare=False)  # JSON: their `n`, once looked up

    @classmethod
    def today(cls, query: Query | None = None) -> Scope:
        """Return the members of this day."""
        return cls(checking.today(), query or Query())

    def with_states(self, *states: str) -> Scope:
        """Return the same scope for other states."""
        return replace(self, states=states, places=None)

    def settled(self, session: Session) -> Scope:
        """Return the same scope with its people looked up, for many counts of one past day in one session."""
        if self.day >= checking.today():
            return self
        found = session.execute(sa.select(MEMBERS.table.c.n).where(self.condition())).scalars()
        return replace(self, places=json.dumps(list(found)))

    def people(self, *filters: Filter) -> Query:
        """Return the grid's query for the people counted, narrowed by further filters."""
        state = (Filter("membership_state", "is", self.states) if self.day >= checking.today()
                 else Filter("membership_state", "was", (self.day, *self.states)))
        return replace(self.query, filters=(*self.query.filters, state, *filters), sort=())

    def condition(self, *filters: Filter) -> sa.ColumnElement[bool]:
        """Return the WHERE part for the people counted."""
        if self.places is None:
            return search.condition(MEMBERS, self.people(*filters))
        known = sa.select(sa.func.json_each(self.places).table_valued("value").c.value)
        return sa.and_(search.condition(MEMBERS, Query(filters=filters)), MEMBERS.table.c.n.in_(known))

    def ids(self, session: Session, *filters: Filter) -> list[str]:
        """Return the ids of the people counted, in order of entry."""
        return ids(session, self.people(*filters))


def ids(session: Session, query: Query) -> list[str]:
    """Return the ids of the members whom a query finds."""
    table = MEMBERS.table
    found = sa.select(table.c.id).where(search.condition(MEMBERS, query)).order_by(table.c.n)
    return list(session.execute(found).scalars())


def those(record_ids: list[str]) -> Query:
    """Return the query that shows exactly these members."""
    return Query(filters=(Filter("id", "is", tuple(record_ids) or ("-",)),))


def describe(session: Session, query: Query) -> str:
    """Return in words what a query selects, for the heading of a table; empty for everybody."""
    parts = [_("search for '{text}'").format(text=query.text.strip())] if query.text.strip() else []
    for chip in query.filters:
        if chip.op == "was":
            states = series(map(MEMBERS.fields[chip.field].kind.show, chip.values[1:]))
            parts.append(_("state on {day}: {values}").format(day=chip.values[0], values=states))
        else:
            label = _(MEMBERS.fields[chip.field].label) if chip.field in MEMBERS.fields else _("Chosen people")
            parts.append(_(_OPERATORS[chip.op]).format(field=label, values=_named(session, chip)))
    return clauses(parts)


def _named(session: Session, chip: Filter) -> str:
    if chip.op == "among":
        return _(search.selected(chip).label)
    if chip.field not in MEMBERS.fields:
        return str(len(chip.values))
    kind: Any = MEMBERS.fields[chip.field].kind
    shown = [str(v) for v in chip.values[:_MOST_NAMED]]
    if isinstance(kind, Ref):
        titles = records.titles(session, registers.get(kind.register), shown)
        shown = [titles.get(v, v) for v in shown]
    else:
        show = kind.mask if MEMBERS.fields[chip.field].sensitive else kind.show
        shown = [show(v) if v != "" else _("Not stated") for v in chip.values[:_MOST_NAMED]]
    more = [_("{count} values").format(count=len(chip.values))] if len(chip.values) > _MOST_NAMED else []
    return series(shown + more)
