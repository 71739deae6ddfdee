"""A cross-table on paper checked against what was received: the union's members counted anew from the rows held here.

Rows are images without a time of change. So a table of a past day is counted with the particulars as they were held
when the day ended, and then as they stood after each report that came later, until one count is equal: a change of the
day may have been reported days afterwards. Who was a member on the day follows from the events.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.protocol import frame as frames
from sync.protocol.recon import TableAnswer
from sync.protocol.refusals import Refused, Why
from sync.server import engine as engines
from sync.server import papers, rows
from sync.server.tables import FRAMES, mirror
from union_desk import checking
from union_desk.errors import UserError
from union_desk.registers.members import MEMBERS
from union_desk.statistics import held_rows, past, printed, printed_code
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from sync.server.superior import Superior
    from union_desk.statistics.crosstab import CrossTab
    from union_desk.statistics.held_rows import Line
    from union_desk.statistics.printed_code import PaperTable

_MOST_MOMENTS = 60
_SECONDS = len("2026-01-31T00:00:00")


class NobodyReceivedError(UserError):
    """The union has reported no member."""

    code = "paper_table_not_received"
    message = N_("No member was received from the union {unit}. Ask it to report, or name the union with --unit.")


class OfSomeError(UserError):
    """The code does not say whom the table counts."""

    code = "paper_table_of_some"
    message = N_("The table on this paper counts only some of the members, and its code does not say which. Only the "
                 "office that printed it can check it.")


@dataclass(frozen=True)
class CheckedTable:
    """A table on paper beside what was received.

    `moment` is until when received rows were taken into account (ISO, UTC), '' for all that is held.
    """

    unit: str
    moment: str
    verdict: printed.TableVerdict


def check(superior: Superior, code: str, unit: str = "") -> CheckedTable:
    """Compare a paper's table with what its union reported; raises NoTableCodeError, NobodyReceivedError, OfSomeError.

    `unit` is the union's code where it reports under another than its paper bears.
    """
    paper = printed_code.read_code(code)
    reporter = superior.unit(unit or papers.reporter_of(superior, paper.union))
    tab, moment = count(superior, reporter.id, paper)
    if tab is None:
        raise NobodyReceivedError(unit=reporter.code)
    return CheckedTable(reporter.code, moment, printed.beside(paper, tab))


def answer(superior: Superior, unit: str, code: str) -> TableAnswer:
    """Answer a computer of the unit that asks about a paper; a text that nobody can count is refused."""
    try:
        tab, moment = count(superior, unit, printed_code.read_code(code))
    except (printed_code.NoTableCodeError, OfSomeError):
        raise Refused(Why.MALFORMED, detail="paper") from None
    if tab is None:
        return TableAnswer(known=False)
    return TableAnswer(cells=[(list(keys), number) for keys, number in sorted(tab.cells.items())], moment=moment)


def count(superior: Superior, unit: str, paper: PaperTable) -> tuple[CrossTab | None, str]:
    """Return the count that is equal to the paper, else the nearest, and its moment; None without members."""
    if paper.some:
        raise OfSomeError
    asked = held_rows.columns(paper)
    with engines.reading(superior.engine, unit) as connection:
        held = {register: list(_held(connection, unit, register, names)) for register, names in asked.items()}
        if not held[MEMBERS.name]:
            return None, ""
        with held_rows.books(paper, held) as session:
            tab = held_rows.count(session, paper)
            if printed.digest(tab) == paper.digest or paper.day >= checking.today():
                return tab, ""
            names = asked[MEMBERS.name][:-1]  # without the state, which the events tell
            known = {line[0] for line in held[MEMBERS.name]}
            earlier = _Earlier(session, paper, names, _Versions.read(connection, unit, names, known, paper.day))
            return earlier.nearest(tab)


def _held(connection: sa.Connection, unit: str, register: str, names: Sequence[str]) -> Iterator[Line]:
    """Yield a unit's rows as they came: what did not fit its column stands in `extra`."""
    one = mirror(register)
    table = one.table
    picked = sa.select(table.c.id, table.c.deleted, table.c.extra, *(table.c[name] for name in names))
    for row in connection.execute(picked.where(one.of(unit))).mappings():
        values = rows.content_of(one, dict.fromkeys(one.columns) | dict(row)) if row["extra"] else row
        yield (row["id"], int(row["deleted"]), *(_plain(values.get(name)) for name in names))


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value


@dataclass
class _Versions:
    """What the frames say of members: the values at the end of the day, and (moment, changes) of each frame after."""

    then: dict[str, Line] = field(default_factory=dict)
    moment: str = ""
    later: list[tuple[str, dict[str, Line]]] = field(default_factory=list)

    @classmethod
    def read(cls, connection: sa.Connection, unit: str, names: Sequence[str], known: set[str], day: str) -> _Versions:
        """Read all frames of a unit; a member reported later counts with what was reported first."""
        found, end = cls(), past.end_of(day)[:_SECONDS]
        picked = sa.select(FRAMES.c.received_at, FRAMES.c.data).where(FRAMES.c.unit_id == unit)
        for at, data in connection.execute(picked.order_by(FRAMES.c.place), execution_options={"yield_per": 8}):
            came = _members(bytes(data), names, known)
            if at[:_SECONDS] < end:
                found.then |= came
                found.moment = at
            elif came:
                found.later.append((at, {record: line for record, line in came.items() if record in found.then}))
                found.then |= {record: line for record, line in came.items() if record not in found.then}
        return found


def _members(data: bytes, names: Sequence[str], known: set[str]) -> dict[str, Line]:
    found: dict[str, Line] = {}
    for one in frames.read(data):
        for table in one.tables():
            if table.register == MEMBERS.name:
                nothing = [None] * len(table.ids)
                lines = zip(*(table.columns.get(name, nothing) for name in names), strict=True) if names else ()
                found |= {record: line for record, line, gone in
                          zip(table.ids, lines or [()] * len(table.ids), table.deleted, strict=True)
                          if record in known and not gone}
    return found


@dataclass
class _Earlier:
    """Counts with earlier particulars, one report after the other."""

    session: Session
    paper: PaperTable
    names: Sequence[str]
    versions: _Versions

    def nearest(self, now: CrossTab) -> tuple[CrossTab, str]:
        """Return the first equal count with its moment, else the one that is nearest to the paper."""
        best, moment, least = now, "", self._distance(now)
        stages = [(self.versions.moment, self.versions.then), *self.versions.later]
        for at, changes in stages[:_MOST_MOMENTS]:
            held_rows.put(self.session, self.names, changes.items())
            tab = held_rows.count(self.session, self.paper)
            if printed.digest(tab) == self.paper.digest:
                return tab, at
            if (far := self._distance(tab)) < least:
                best, moment, least = tab, at, far
        return best, moment

    def _distance(self, tab: CrossTab) -> int:
        told = printed.beside(self.paper, tab)
        return sum(abs(cell.before - cell.now) for cell in told.cells) or abs(tab.total - self.paper.total)
