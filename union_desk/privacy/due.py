"""What is due for erasure: records whose years of retention are over, and what holds others back (domain §13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import limits, records, registers
from union_desk.errors import UserError
from union_desk.privacy.reach import reach
from union_desk.registers.privacy import ERASED, ERASURES, KEPT, PROPOSED
from union_desk.schema import privacy
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.schema.privacy import Retention
    from union_desk.schema.register import Register

RETENTION = "retention"
MOST = 500  # so many are listed at once; the next follow when these are done


class NotRipeError(UserError):
    """The record is still in use."""

    code = "erase_in_use"
    message = N_("{title} is still in use (state: {state}). Bring it to its end first; personal data are erased after "
                 "that.")


class NotDueError(UserError):
    """The years are not over."""

    code = "erase_not_due"
    message = N_("{title} is kept until {date} ({basis}). It is not due for erasure yet.")


class HeldError(UserError):
    """Another file of the person is open or has to be kept."""

    code = "erase_held"
    message = N_("{title} has {count} records in '{register}' that are open or must be kept until {date} ({basis}). "
                 "Erase the person after that.")


class NoRuleError(UserError):
    """The book has no rule of retention."""

    code = "erase_no_rule"
    message = N_("There is no rule of retention for '{register}': its records go with the member, or are "
                 "kept as an archive.")


@dataclass(frozen=True)
class Due:
    """A record that is due for erasure: the rule, since when it is not needed, since when it is due, what holds it."""

    rule: Retention
    id: str
    title: str
    since: str
    due_on: str
    held: str = ""


def rules_of(register: Register, day: str) -> list[Retention]:
    """Return the rules of a book that are in force; raises NoRuleError."""
    found = [rule for rule in privacy.retention() if rule.register == register.name and rule.holds_on(day)]
    if not found:
        raise NoRuleError(register=register.label)
    return found


def count(session: Session, day: str) -> int:
    """Return how many records are due on an ISO day and not proposed yet."""
    return sum(int(session.execute(sa.select(sa.func.count()).select_from(_wanted(session, rule, day).subquery()))
                   .scalar_one()) for rule in privacy.retention() if rule.holds_on(day))


def listed(session: Session, day: str, limit: int = MOST) -> list[Due]:
    """Return what is due on an ISO day and not proposed yet, the longest overdue first, each with what holds it."""
    found: list[Due] = []
    for rule in privacy.retention():
        if not rule.holds_on(day):
            continue
        register = registers.get(rule.register)
        rows = session.execute(_wanted(session, rule, day).order_by(sa.text("since")).limit(limit)).all()
        names = records.titles(session, register, [row.id for row in rows])
        for row in rows:
            held = holding(session, register, row.id, day)
            found.append(Due(rule, row.id, names[row.id], row.since, _after(session, rule, row.since, day),
                             str(held) if held else ""))
    return sorted(found, key=lambda one: one.due_on)[:limit]


def of(session: Session, register: Register, record_id: str, day: str) -> Due | None:
    """Return when a record is due for erasure, in the future too; None while it is in use."""
    for rule in rules_of(register, day):
        row = session.execute(_all(rule).where(register.table.c.id == record_id)).first()
        if row is not None and row.since:
            title = records.titles(session, register, [record_id])[record_id]
            held = holding(session, register, record_id, day)
            return Due(rule, record_id, title, row.since, _after(session, rule, row.since, day),
                       str(held) if held else "")
    return None


def check_ripe(session: Session, register: Register, record_id: str, *, day: str, ground: str) -> None:
    """Refuse to erase what is in use, not due (when only the years are the ground), or held back by another file."""
    rules_of(register, day)
    row, title = records.get(session, register, record_id), records.titles(session, register, [record_id])[record_id]
    due = of(session, register, record_id, day)
    if due is None:
        life = register.lifecycle
        state = register.fields[life.state].kind.show(row[life.state]) if life and row[life.state] else "—"
        raise NotRipeError(title=title, state=state)
    if ground == RETENTION and due.due_on > day:
        raise NotDueError(title=title, date=due.due_on, basis=due.rule.basis)
    if held := holding(session, register, record_id, day):
        raise held


def holding(session: Session, register: Register, record_id: str, day: str) -> HeldError | None:
    """Return what holds a member's erasure back: another file of the person that is open, or not due yet."""
    if register.name != "members":
        return None
    reached = reach(session, register.name, record_id)
    for rule in privacy.retention():
        if not rule.holds or rule.register not in reached or not rule.holds_on(day):
            continue
        other = registers.get(rule.register)
        ids = set(reached[rule.register]) - done(session, rule.register) - _binned(session, other)
        ended = {row.id: row.since for row in session.execute(_all(rule).where(other.table.c.id.in_(ids)))}
        dates = [_after(session, rule, ended[one], day) if ended.get(one) else "" for one in ids]
        waiting = [date for date in dates if not date or date > day]
        if waiting:
            title = records.titles(session, register, [record_id])[record_id]
            until = "—" if "" in waiting else max(waiting)
            return HeldError(title=title, count=len(waiting), register=other.label, date=until, basis=rule.basis)
    return None


def done(session: Session, register: str) -> set[str]:
    """Return the ids of a book's records whose erasure was carried out."""
    table = ERASURES.table
    return set(session.execute(sa.select(table.c.owner_id).where(
        table.c.owner_register == register, table.c.state == ERASED)).scalars())


def _binned(session: Session, register: Register) -> set[str]:
    return set(session.execute(sa.select(register.table.c.id).where(register.table.c.deleted.is_(True))).scalars())


def _all(rule: Retention) -> sa.Select[Any]:
    """Return the select of (id, since) of the records that a rule is about."""
    register = registers.get(rule.register)
    table, life = register.table, register.lifecycle
    if rule.since:
        since: Any = sa.type_coerce(table.c[rule.since], sa.Text)
    else:
        assert life is not None
        events = registers.get(life.events).table
        since = (sa.select(sa.func.max(sa.type_coerce(events.c.happened_on, sa.Text)))
                 .where(events.c[life.link] == table.c.id).scalar_subquery())
    wanted = sa.select(table.c.id, since.label("since"))
    if rule.states:
        assert life is not None
        wanted = wanted.where(table.c[life.state].in_(rule.states))
    return wanted


def _wanted(session: Session, rule: Retention, day: str) -> sa.Select[Any]:
    """Return the select of (id, since) of the records that are due and neither erased, proposed nor kept for now."""
    years = limits.norm(session, rule.norm, day).value
    table, settled = registers.get(rule.register).table, ERASURES.table
    stopped = sa.or_(settled.c.state.in_((ERASED, PROPOSED)),
                     sa.and_(settled.c.state == KEPT, sa.type_coerce(settled.c.keep_until, sa.Text) >= day))
    taken = sa.select(settled.c.owner_id).where(
        settled.c.owner_register == rule.register, settled.c.deleted.is_(False), stopped)
    inner = _all(rule).where(table.c.id.not_in(taken)).subquery()
    return sa.select(inner.c.id, inner.c.since).where(inner.c.since <= _years(day, -years))


def _after(session: Session, rule: Retention, since: str, day: str) -> str:
    return _years(since, limits.norm(session, rule.norm, day).value)


def _years(day: str, years: int) -> str:
    """Return the same day some years later or earlier; 29 February becomes 28."""
    year, rest = int(day[:4]) + years, day[4:]
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return f"{year:04d}{'-02-28' if rest == '-02-29' and not leap else rest}"


