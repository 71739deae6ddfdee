"""Where a union stands while a request brings its frames: asked of the database once, and written back once.

Heads of logs, sums of books and the like change with every frame. They are moved along here and written at the end, in
the transaction that takes the frames; what a refused frame has moved is dropped with it (`copy`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from sync.protocol.admission import Head
from sync.protocol.rows import Root
from sync.server import relays, wall
from sync.server.tables import FRAMES, KEPT, LOGS, REMARKS, ROOTS, Mirror

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LOG = (LOGS.c.log, LOGS.c.unit_id, LOGS.c.device, LOGS.c.share, LOGS.c.seq, LOGS.c.hash)


class Log(NamedTuple):
    """A log as it stands: whose it is, how far it travels, and its last frame."""

    log: str
    unit: str
    device: str
    share: str
    head: Head


@dataclass
class Standing:
    """One union in one transaction."""

    connection: sa.Connection
    unit: str
    _logs: dict[str, Log] | None = None
    _ahead: dict[str, bool] = field(default_factory=dict)  # logs whose head has moved; whether they were here before
    _roots: dict[str, Root | None] = field(default_factory=dict)
    _summed: dict[str, bool] = field(default_factory=dict)  # books whose sums have moved; whether they were here before
    _remarked: dict[str, bool] = field(default_factory=dict)
    _hidden: dict[str, bool] = field(default_factory=dict)
    _last: dict[str, str] = field(default_factory=dict)
    _place: int | None = None
    _withheld: Mapping[str, frozenset[str]] | None = None

    def copy(self) -> Standing:
        """Return a copy to go on with, so that this one stays as it is."""
        return replace(self, _logs=dict(self.logs), _ahead=dict(self._ahead), _roots=dict(self._roots),
                       _summed=dict(self._summed), _remarked=dict(self._remarked), _hidden=dict(self._hidden),
                       _last=dict(self._last))

    @property
    def logs(self) -> dict[str, Log]:
        """Return the union's logs by name."""
        if self._logs is None:
            found = self.connection.execute(sa.select(*_LOG).where(LOGS.c.unit_id == self.unit))
            self._logs = {log: Log(log, unit, device, share, Head(seq, digest))
                          for log, unit, device, share, seq, digest in found}
        return self._logs

    def log(self, name: str) -> Log | None:
        """Return a log; one that is not the union's is looked for behind the wall, too: it may be another's."""
        if name in self.logs:
            return self.logs[name]
        with wall.door(self.connection):
            found = self.connection.execute(sa.select(*_LOG).where(LOGS.c.log == name)).first()
        return Log(*found[:4], Head(*found[4:])) if found is not None else None

    def move(self, log: Log) -> None:
        """Let a log of the union go on to this head."""
        self._ahead.setdefault(log.log, log.log in self.logs)
        self.logs[log.log] = log

    def root(self, register: str) -> Root | None:
        """Return the running sums of a register, None before its first row."""
        if register not in self._roots:
            self._roots[register] = root_of(self.connection, self.unit, register)
        return self._roots[register]

    def sum_up(self, register: str, root: Root) -> None:
        """Let a register have these sums."""
        self._summed.setdefault(register, self.root(register) is not None)
        self._roots[register] = root

    def next_place(self) -> int:
        """Return the place of the next frame among all of the union's."""
        if self._place is None:
            self._place = self.connection.execute(
                sa.select(sa.func.max(FRAMES.c.place)).where(FRAMES.c.unit_id == self.unit)).scalar() or 0
        self._place += 1
        return self._place

    def is_remarked(self, register: str) -> bool:
        """Tell whether anything may be said about records of a register."""
        return self._has_any(self._remarked, REMARKS, register)

    def remark(self, register: str) -> None:
        """Note that something is said about records of a register."""
        self._remarked[register] = True

    def is_hidden(self, register: str) -> bool:
        """Tell whether versions of a register's records may be kept without being shown."""
        return self._has_any(self._hidden, KEPT, register)

    def hide(self, register: str) -> None:
        """Note that a version of a record is kept without being shown."""
        self._hidden[register] = True

    def _has_any(self, known: dict[str, bool], table: sa.Table, register: str) -> bool:
        if register not in known:
            any_one = sa.select(table.c.register).where(
                table.c.unit_id == self.unit, table.c.register == register).limit(1)
            known[register] = self.connection.execute(any_one).first() is not None
        return known[register]

    def last(self, one: Mirror) -> str:
        """Return the highest id that a register holds, "" for none: ids begin with their time."""
        if one.name not in self._last:
            highest = sa.select(one.table.c.id).where(one.of(self.unit)).order_by(one.table.c.id.desc()).limit(1)
            self._last[one.name] = str(self.connection.execute(highest).scalar() or "")
        return self._last[one.name]

    def holds(self, one: Mirror, ids: Sequence[str]) -> None:
        """Note that rows under these ids are written."""
        self._last[one.name] = max(self.last(one), *ids)

    @property
    def withheld(self) -> Mapping[str, frozenset[str]]:
        """Return the fields by register that the union's relay does not pass on."""
        if self._withheld is None:
            self._withheld = relays.withheld(self.connection, self.unit)
        return self._withheld

    def write(self) -> None:
        """Write what has moved."""
        for name, was_here in self._ahead.items():
            log = self.logs[name]
            values = {"seq": log.head.seq, "hash": log.head.hash}
            self.connection.execute(
                sa.update(LOGS).where(LOGS.c.log == name).values(**values) if was_here else sa.insert(LOGS).values(
                    log=name, unit_id=self.unit, device=log.device, share=log.share, **values))
        for register, was_here in self._summed.items():
            count, a, b = (self.root(register) or Root()).wire()
            values = {"rows": count, "a": a, "b": b}
            about = sa.and_(ROOTS.c.unit_id == self.unit, ROOTS.c.register == register)
            self.connection.execute(sa.update(ROOTS).where(about).values(**values) if was_here else sa.insert(
                ROOTS).values(unit_id=self.unit, register=register, **values))
        self._ahead.clear()
        self._summed.clear()


def root_of(connection: sa.Connection, unit: str, register: str) -> Root | None:
    """Return the running sums of a unit's register, or None before its first row."""
    row = connection.execute(sa.select(ROOTS.c.rows, ROOTS.c.a, ROOTS.c.b).where(
        ROOTS.c.unit_id == unit, ROOTS.c.register == register)).first()
    return Root(row.rows, int(row.a, 16), int(row.b, 16)) if row is not None else None
