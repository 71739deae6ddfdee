"""All that is kept about one member: in which books, which fields, why, until when, and who saw or received it.

What a person may ask for (PIPL Art. 44 to 48) and what the office owes: no values, but every place where some are.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import checking, journal, limits, records, registers
from union_desk.journal import GestureRow
from union_desk.privacy import due
from union_desk.privacy.reach import reach
from union_desk.safety import gate
from union_desk.schema import privacy
from union_desk.schema.register import PRIVATE
from union_desk.synctables import FRAMES, RECORDS, STATE
from union_desk.words import N_, _, clauses, series

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from union_desk.privacy.reach import Reached
    from union_desk.schema.privacy import Purpose

MEMBERS = registers.get("members")
CONSENTS = registers.get("consents")
_MOST = 500  # passings that are looked through, newest first
EXACT, LISTED = "exact", "listed"
FOR_EVER = N_("kept as an archive of the union")
_UNTIL = N_("{years} years: {rule} ({basis})")


@dataclass(frozen=True)
class Group:
    """Fields of a book that are kept for one purpose: their labels, why, on which basis, of which sensitive kind."""

    fields: tuple[str, ...]
    purpose: str
    basis: str
    sensitive: str


@dataclass(frozen=True)
class Kept:
    """What a book keeps of the person: how many records, which filled fields and why, and how long."""

    register: str
    label: str
    count: int
    groups: tuple[Group, ...]
    until: str


@dataclass(frozen=True)
class Seen:
    """One passing at the gate. how: 'exact' names the record, 'listed' is a list of the book that may have held it."""

    at: str
    actor: str
    way: str
    text: str
    how: str
    fields: str = ""
    reason: str = ""
    to: str = ""


@dataclass(frozen=True)
class Sent:
    """What went to the superior of a book: records, the last report of one of them, and when it was confirmed."""

    register: str
    label: str
    count: int
    sealed_at: str
    received_at: str


@dataclass(frozen=True)
class Subject:
    """Everything that is kept about one member."""

    id: str
    title: str
    kept: tuple[Kept, ...]
    seen: tuple[Seen, ...]
    superior: str
    sent: tuple[Sent, ...]
    consents: tuple[dict[str, Any], ...] = field(default=())
    due_on: str = ""
    held: str = ""


def read(session: Session, member: str, day: str | None = None) -> Subject:
    """Return everything about a member, as far as the session sees the books; raises RecordNotFoundError."""
    day = day or checking.today()
    row = records.get(session, MEMBERS, member)
    found = reach(session, MEMBERS.name, member)
    ripe = due.of(session, MEMBERS, member, day)
    told = session.execute(sa.select(STATE.c.value).where(STATE.c.name == "superior")).scalar()
    return Subject(
        member, records.name(session, MEMBERS, row), tuple(_kept(session, found, day)), tuple(_seen(session, found)),
        str(json.loads(told).get("name", "")) if told else "", tuple(_sent(session, found)),
        tuple(_consents(session, member)), ripe.due_on if ripe else "", ripe.held if ripe else "")


# ---- what is kept


def _kept(session: Session, found: Reached, day: str) -> Iterable[Kept]:
    for name, ids in found.items():
        register = registers.get(name)
        rows = [row for row in records.by_ids(session, register, ids).values() if not row["deleted"]]
        if not rows:
            continue
        filled = [spec for spec in register.fields.values() if any(row[spec.name] is not None for row in rows)]
        groups: dict[Purpose, list[str]] = {}
        for spec in filled:
            purpose = privacy.purpose_of(name, spec.name)
            if purpose is not None:
                groups.setdefault(purpose, []).append(_(spec.label))
        yield Kept(name, _(register.label), len(rows), tuple(
            Group(tuple(labels), purpose.text, purpose.basis, purpose.sensitive) for purpose, labels in groups.items()),
            _until(session, name, day))


def _until(session: Session, name: str, day: str) -> str:
    """Say how long a book's records are kept: the rules of the book that they go with."""
    root = privacy.books()[name].goes_with
    rules = [rule for rule in privacy.retention() if rule.register == root and rule.holds_on(day)]
    if not rules:
        return _(FOR_EVER)
    years = {rule: limits.norm(session, rule.norm, day).value for rule in rules}
    return clauses(_(_UNTIL).format(years=years[rule], rule=rule.text, basis=rule.basis) for rule in rules)


# ---- who saw it


def _seen(session: Session, found: Reached) -> Iterable[Seen]:
    """Yield what passed the gate of the person's books, newest first."""
    wanted = (sa.select(GestureRow.at, GestureRow.actor, GestureRow.what, GestureRow.params)
              .where(GestureRow.params.contains(f'"{gate.KEY}": "'),
                     sa.or_(*(GestureRow.params.contains(f'"book": "{name}"') for name in found)))
              .order_by(GestureRow.n.desc()).limit(_MOST))
    for at, actor, what, params in session.execute(wanted):
        facts = json.loads(params)
        named = str(facts.get("records") or "").split()
        mine = set(found[str(facts["book"])])
        if named and not mine.intersection(named):
            continue
        yield Seen(at, actor, _(gate.WAYS[str(facts[gate.KEY])]), journal.sentence(what, params),
                   EXACT if named else LISTED, _labels(str(facts["book"]), str(facts.get("fields") or "").split()),
                   _(str(facts.get("reason") or "")) if facts.get("reason") else "", str(facts.get("to") or ""))


def _labels(book: str, names: Sequence[str]) -> str:
    fields = registers.get(book).fields
    return series(_(fields[name].label) for name in names if name in fields)


# ---- what the superior has


def _sent(session: Session, found: Reached) -> Iterable[Sent]:
    for name, ids in found.items():
        register = registers.get(name)
        if register.share == PRIVATE:
            continue
        on_the_way = sa.and_(FRAMES.c.log == RECORDS.c.log, FRAMES.c.seq == RECORDS.c.seq)
        count, sealed, received = session.execute(
            sa.select(sa.func.count(), sa.func.max(FRAMES.c.sealed_at), sa.func.max(FRAMES.c.received_at))
            .select_from(RECORDS).outerjoin(FRAMES, on_the_way)
            .where(RECORDS.c.register == name, RECORDS.c.record.in_(ids))).one()
        if count:
            yield Sent(name, _(register.label), int(count), str(sealed or ""), str(received or ""))


def _consents(session: Session, member: str) -> Iterable[dict[str, Any]]:
    table = CONSENTS.table
    wanted = sa.select(table).where(table.c.member_id == member, table.c.deleted.is_(False)).order_by(table.c.given_on)
    return [dict(row) for row in session.execute(wanted).mappings()]
