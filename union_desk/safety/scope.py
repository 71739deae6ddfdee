"""What an account sees: its books, and in some of them only the records of its own groups (domain reference §13).

Reading is limited on the connection: temporary views stand before the tables and show what the role includes, so that
every list, search, count, chart and paper of that person is limited without knowing it. Writing is limited by asking
for each written record whether it belongs to one of the person's groups.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import registers
from union_desk.errors import UserError
from union_desk.schema.kinds import Ref
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from union_desk.access import Actor
    from union_desk.schema.register import Register

_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
_MEMBERS, _BRANCHES = "members", "branches"
_PART = 10_000


class OtherGroupError(UserError):
    """The record belongs to a group that is not the person's own."""

    code = "other_group"
    message = N_("Your account covers your own group only; this record of {register} belongs to another one.")


def views(actor: Actor) -> Iterable[str]:
    """Return the statements that put the actor's views before the tables of a connection."""
    allowed = []
    for register in registers.ALL:
        name = register.table.name
        where = _condition(register, actor) if actor.can(f"{register.name}.view") else "0"
        if where is not None:
            yield f"CREATE TEMP VIEW {name} AS SELECT * FROM main.{name} WHERE {where}"  # noqa: S608  names of our own
        if where is None:
            allowed.append(f"register = '{register.name}'")
        elif where != "0":
            allowed.append(f"(register = '{register.name}' AND record IN (SELECT id FROM main.{name} WHERE {where}))")  # noqa: S608  names of our own
    if actor.can("journal.view"):
        return
    changes = " OR ".join(allowed) or "0"
    yield f"CREATE TEMP VIEW journal_change AS SELECT * FROM main.journal_change WHERE {changes}"  # noqa: S608  names of our own
    mine = actor.name.replace("'", "''")
    seen = "SELECT 1 FROM temp.journal_change c WHERE c.gesture = g.n"
    yield ("CREATE TEMP VIEW journal_gesture AS SELECT g.* FROM main.journal_gesture g "  # noqa: S608  quoted above
           f"WHERE g.actor = '{mine}' OR EXISTS ({seen})")


def check(session: Session, register: Register, ids: Sequence[str], actor: Actor) -> None:
    """Refuse records outside the actor's groups; raises OtherGroupError."""
    if register.name not in actor.own:
        return
    where = _condition(register, actor) or "1"
    for start in range(0, len(ids), _PART):
        mine = sa.select(sa.func.count()).select_from(register.table).where(
            register.table.c.id.in_(ids[start : start + _PART]), sa.text(where))
        if session.execute(mine).scalar_one() != len(ids[start : start + _PART]):
            raise OtherGroupError(register=register.label)


def _condition(register: Register, actor: Actor) -> str | None:
    """Return the WHERE part that keeps to the actor's groups; None where the whole book is open, '0' for no way."""
    if register.name not in actor.own:
        return None
    return _way(register, _groups(actor), set()) or "0"


def _way(register: Register, groups: str, seen: set[str]) -> str | None:
    """Return how a register's records belong to a group: themselves, by their member, or by the record above them."""
    if register.name in seen:
        return None
    seen = {*seen, register.name}
    if register.name == _BRANCHES:
        return f"id IN ({groups})"
    for target in (_MEMBERS, _BRANCHES):
        link = next((f.name for f in register.fields.values() if _refers(f.kind) == target), None)
        if link is not None and register.name != target:
            inner = groups if target == _BRANCHES else _below(registers.get(target), groups, seen)
            return f"{link} IN ({inner})"
    if register.parent is None:
        return None
    above = registers.get(_refers(register.fields[register.parent].kind))
    inner = _below(above, groups, seen)
    return f"{register.parent} IN ({inner})" if inner else None


def _below(register: Register, groups: str, seen: set[str]) -> str:
    """Return the ids of a register's records that belong to the groups, as a select."""
    where = _way(register, groups, seen)
    return f"SELECT id FROM main.{register.table.name} WHERE {where}" if where else ""  # noqa: S608  names of our own


def _refers(kind: object) -> str:
    return kind.register if isinstance(kind, Ref) else ""


def _groups(actor: Actor) -> str:
    """Return the actor's groups with all below them, as a select."""
    ids = ", ".join(f"'{one}'" for one in sorted(actor.groups) if _ID.fullmatch(one)) or "NULL"
    return (f"WITH RECURSIVE mine(id) AS (SELECT id FROM main.branches WHERE id IN ({ids}) UNION "  # noqa: S608  ids alone
            "SELECT b.id FROM main.branches b JOIN mine ON b.parent_id = mine.id) SELECT id FROM mine")
