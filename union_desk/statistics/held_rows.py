"""Cross-tables counted from rows that lie elsewhere: what a superior holds of a union's members, as the office counts.

The rows are laid into books in memory, and the office's own statements count them, so that both ends cannot count
differently. The particulars are those of the rows; who was a member on a day follows from the events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from union_desk import registers
from union_desk.registers.members import MEMBERS
from union_desk.registers.organisation import BRANCHES, UNIONS
from union_desk.statistics import past
from union_desk.statistics.crosstab import crosstab

if TYPE_CHECKING:
    from union_desk.statistics.crosstab import CrossTab
    from union_desk.statistics.printed_code import PaperTable

Line = Sequence[Any]  # id, in the bin or not, a value for each column


def columns(paper: PaperTable) -> dict[str, tuple[str, ...]]:
    """Return which columns of which registers the count of a paper's table needs."""
    day = paper.day
    asked = past.fields_of([*(d.expression(MEMBERS.table, day) for d in paper.dimensions), paper.scope.condition()])
    cycle = MEMBERS.lifecycle
    assert cycle is not None
    return {MEMBERS.name: (*asked, "membership_state"), cycle.events: (cycle.link, "happened_on", "to_state"),
            BRANCHES.name: ("name", "parent_id", "position"), UNIONS.name: ("unit_region",)}


@contextmanager
def books(paper: PaperTable, held: Mapping[str, Iterable[Line]]) -> Iterator[Session]:
    """Give a session over books in memory with the rows of each register; names tell the order of entry."""
    engine = sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool)
    try:
        with engine.begin() as connection:
            for register, names in columns(paper).items():
                table = registers.get(register).table
                connection.execute(sa.schema.CreateTable(table))
                rows = sorted(map(tuple, held.get(register, ())))
                marks = ", ".join("?" * (len(names) + 2))
                told = f"INSERT INTO {table.name} (id, deleted, {', '.join(names)}, revision) VALUES ({marks}, 1)"  # noqa: S608  names of our own
                if rows:
                    connection.exec_driver_sql(told, rows)
            connection.exec_driver_sql(f"CREATE INDEX held ON {registers.get(MEMBERS.name).table.name} (id)")
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()


def put(session: Session, names: Sequence[str], rows: Iterable[tuple[str, Line]]) -> None:
    """Let members have other values in some fields: (id, a value for each name)."""
    told = [(*values, record) for record, values in rows]
    if told and names:
        setting = ", ".join(f"{name} = ?" for name in names)
        session.connection().exec_driver_sql(f"UPDATE {MEMBERS.table.name} SET {setting} WHERE id = ?", told)  # noqa: S608  names of our own


def count(session: Session, paper: PaperTable) -> CrossTab:
    """Count a paper's table over the rows as they lie."""
    return crosstab(session, paper.dimensions, replace(paper.scope, known=True))
