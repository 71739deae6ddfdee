"""Who handles, who approves and who pays may not be one person (domain reference §6.6).

The rules of the books compare the names that were typed; where the office has accounts, this also compares who did the
earlier steps in the program, whatever name was typed. Which steps exclude which is data.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import journal, registers, settings
from union_desk.errors import UserError
from union_desk.paths import resource
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.schema.register import Register


class SamePersonError(UserError):
    """The person did an earlier step that excludes this one."""

    code = "same_person"
    message = N_("{name} did '{earlier}' here and cannot do '{step}' too: somebody else has to ({basis}).")


@dataclass(frozen=True)
class Exclusion:
    """A step that nobody does who did one of the others on the same record; "record" is entering it."""

    step: str
    others: frozenset[str]
    basis: str
    when: str = ""  # the setting that switches it on; always without


@cache
def exclusions() -> dict[str, tuple[Exclusion, ...]]:
    """Return what excludes what, by the register of the events."""
    found: dict[str, list[Exclusion]] = {}
    with resource("rules", "separation.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(line for line in stream if not line.startswith("#")):
            found.setdefault(row["events"], []).append(
                Exclusion(row["step"], frozenset(row["others"].split("|")), row["basis"], row["when"] or ""))
    return {name: tuple(rules) for name, rules in found.items()}


def check(session: Session, register: Register, record_id: str, step: str) -> None:
    """Refuse a step to an account that did one that excludes it; raises SamePersonError."""
    actor, life = journal.current(session).actor, register.lifecycle
    if not actor.account or life is None:
        return
    for rule in exclusions().get(life.events, ()):
        if rule.step == step and (not rule.when or settings.get(session, rule.when)):
            for earlier in sorted(rule.others):
                if actor.name in _who(session, register, record_id, earlier):
                    kind = registers.get(life.events).fields["event"].kind
                    told = registers.get(register.name).singular if earlier == "record" else kind.show(earlier)
                    raise SamePersonError(name=actor.name, earlier=told, step=kind.show(step), basis=rule.basis)


def _who(session: Session, register: Register, record_id: str, step: str) -> set[str]:
    """Return the accounts' names that made the record, or that last did a step on it."""
    assert register.lifecycle is not None
    wanted = [record_id]
    if step != "record":
        events = registers.get(register.lifecycle.events).table
        wanted = list(session.execute(sa.select(events.c.id).where(
            events.c[register.lifecycle.link] == record_id, events.c.event == step).order_by(events.c.n.desc())
            .limit(1)).scalars())
    change, gesture = journal.ChangeRow, journal.GestureRow
    found = sa.select(gesture.actor).join(change, change.gesture == gesture.n).where(
        change.record.in_(wanted), change.verb == journal.CREATE)
    return set(session.execute(found).scalars())
