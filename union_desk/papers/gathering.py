"""What a form needs from the office: members, the union, names of groups, families, and numbers never used twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import papers, records, registers, search, settings
from union_desk.papers.job import Details, group_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.job import Form
    from union_desk.search import Query

# Forms that give each member an application number of the month's series
NUMBERED = frozenset({"card-application", "card-batch-cover", "card-batch-list"})
WITH_FAMILY = frozenset({"registration-form"})
NUMBERS = "application_numbers"


@dataclass(frozen=True, slots=True)
class Gathered:
    """The records in order, the union's record, and the details completed."""

    rows: list[dict[str, Any]]
    union: dict[str, Any]
    details: Details


def gather(
    session: Session, form: str | Form, people: Query | Sequence[str], details: Details | None = None
) -> Gathered:
    """Read everything for a form; `people` is a query, or ids in the order in which they are printed."""
    form = papers.ALL[form] if isinstance(form, str) else form
    register = registers.get(form.register)
    if isinstance(people, (list, tuple)):
        found = records.by_ids(session, register, people)
        rows = [found[record] for record in people if record in found]
    else:
        rows = records.page(session, register, people, limit=-1)  # type: ignore[arg-type]  # a query, as no list
    wanted = details or Details()
    wanted = replace(wanted, month=wanted.month or this_month(), groups=groups(session))
    if form.id in WITH_FAMILY:
        wanted = replace(wanted, families=families(session, [row["id"] for row in rows]))
    if form.gather is not None:
        wanted = replace(wanted, extra={**wanted.extra, **form.gather(session, rows)})
    union = records.page(session, registers.get("unions"), limit=1)
    return Gathered(rows, union[0] if union else {}, wanted)


def this_month() -> str:
    """Return the present month, 'yyyy-mm'."""
    return dt.datetime.now(tz=dt.UTC).astimezone().strftime("%Y-%m")


def groups(session: Session) -> dict[str, str]:
    """Return branch id to name, in the order of the tree."""
    return group_names(records.page(session, registers.get("branches"), limit=-1))


def families(session: Session, members: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the living family rows of members, by member id."""
    table = registers.get("family_members").table
    found: dict[str, list[dict[str, Any]]] = {}
    for part in search.parts(members):
        query = sa.select(table).where(table.c.member_id.in_(part), table.c.deleted.is_(False)).order_by(table.c.n)
        for row in session.execute(query).mappings():
            found.setdefault(row["member_id"], []).append(dict(row))
    return found


def next_number(session: Session, month: str) -> int:
    """Return the first application number of the month that was not given out yet."""
    used: dict[str, int] = settings.get(session, NUMBERS, default={})
    return int(used.get(month, 0)) + 1


def use_numbers(session: Session, month: str, first: int, count: int) -> None:
    """Remember that numbers were given out, inside `db.bookkeeping()` or `db.write(...)`."""
    used: dict[str, int] = settings.get(session, NUMBERS, default={})
    used[month] = max(int(used.get(month, 0)), first + count - 1)
    settings.put(session, NUMBERS, used)
