"""What is wrong with the rows of a frame: the desk's own rules, asked column by column and in bulk.

The verdict is that of `union_desk.checking.validate` at level error; a value is judged once however often it stands.
Remarks of lower levels are the office's own business. Keys that no two records share are compared in `rivals`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.protocol import ids, limits
from sync.protocol.receipts import Remark
from sync.server.tables import mirror
from union_desk import checking
from union_desk.schema.kind import Kind
from union_desk.schema.kinds import Date
from union_desk.schema.many import Many
from union_desk.schema.privacy import MARK
from union_desk.schema.problem import ERROR, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sync.protocol.columns import Table, Value
    from union_desk.schema.register import Register, Rule



_REPEATING = "choice"  # what is chosen from a list comes again and again
_REMEMBERED = 10_000  # of each kind
_NOTHING = {None}
_ANY_LENGTH = Kind(max_length=limits.FRAME_RAW_BYTES)
_sound: dict[Kind, set[Value]] = {}
"""Values that were found sound before, by kind; what a kind says of a value never changes."""


class There(checking.Alone):
    """What rules may ask about the unit's other rows at the superior; only keys are looked up, as they are indexed."""

    def __init__(self, connection: sa.Connection, unit: str) -> None:
        """Take the transaction to ask in, and the unit to keep to."""
        super().__init__()
        self._connection, self._unit = connection, unit
        self._known: dict[tuple[str, str], frozenset[str]] = {}
        self._looked_up: dict[tuple[str, str, str], object] = {}
        self._frame: dict[str, Table] = {}
        self._places: dict[str, dict[str, int]] = {}

    def lookup(self, register: str, record_id: str, field_name: str) -> object:
        """Return one value of another living record of the unit."""
        if record_id in self._places.get(register, ()):
            values = self._frame[register].columns.get(field_name)
            return values[self._places[register][record_id]] if values is not None else None
        if not ids.is_record(record_id):
            return None
        key = (register, record_id, field_name)
        if key not in self._looked_up:
            table = mirror(register).table
            self._looked_up[key] = self._connection.execute(sa.select(table.c[field_name]).where(
                table.c.unit_id == self._unit, table.c.id == record_id, table.c.deleted.is_(False))).scalar()
        return self._looked_up[key]

    def known(self, register: str, field_name: str) -> frozenset[str]:
        """Return all values of a field among the unit's living records, read once, and those of the frame."""
        key = (register, field_name)
        if key not in self._known:
            table = mirror(register).table
            column = table.c[field_name]
            found = self._connection.execute(sa.select(column).where(
                table.c.unit_id == self._unit, table.c.deleted.is_(False), column.is_not(None)))
            self._known[key] = frozenset(found.scalars()) | self._coming(register, field_name)
        return self._known[key]

    def _coming(self, register: str, field_name: str) -> frozenset[Any]:
        """Return a field's values among the living rows of the frame being taken, which replace what is stored."""
        table = self._frame.get(register)
        if table is None or field_name not in table.columns:
            return frozenset()
        return frozenset(v for v, gone in zip(table.columns[field_name], table.deleted, strict=True)
                         if v is not None and not gone)

    def now_holds(self, table: Table) -> None:
        """Let the rules see rows of the frame being taken, which are not stored yet."""
        self._frame[table.register] = table
        self._places[table.register] = {record: place for place, record in enumerate(table.ids)}
        for register, field_name in [k for k in self._known if k[0] == table.register]:
            del self._known[register, field_name]


class _AsksError(Exception):
    """A rule asks for other rows."""


class _Apart(checking.Alone):
    """A context for rules that look at the record alone; the first question about others ends the judging."""

    def lookup(self, register: str, record_id: str, field_name: str) -> object:
        """Answer nothing."""
        raise _AsksError

    def known(self, register: str, field_name: str) -> frozenset[str]:
        """Answer nothing."""
        raise _AsksError


_asking: set[str] = set()
"""Registers with a rule that asks for other rows."""


def inspect_apart(register: Register, table: Table, hidden: frozenset[str]) -> dict[int, list[Problem]] | None:
    """Return what `inspect` says of all living rows, without the database; None where a rule must ask it."""
    if register.name in _asking:
        return None
    living = [row for row, gone in enumerate(table.deleted) if not gone]
    try:
        return inspect(register, table, living, _Apart(), hidden)
    except _AsksError:
        _asking.add(register.name)
        return None


def inspect(register: Register, table: Table, rows: Sequence[int], context: checking.Alone,
            hidden: frozenset[str]) -> dict[int, list[Problem]]:
    """Return the problems of level error by row, of the places to look at; of `hidden` fields nothing is said."""
    rows = _with_data(register, table, rows)
    found: dict[int, list[Problem]] = defaultdict(list)
    bad: dict[int, set[str]] = defaultdict(set)
    for name, spec in register.fields.items():
        if name in hidden:
            continue
        values = table.columns.get(name)
        wrong = _judge(register, table, name) if values is not None else {}
        if wrong and values is not None:
            for row in rows:
                if (problems := wrong.get(values[row])) is not None:
                    bad[row].add(name)
                    found[row] += problems
        if spec.required and (values is None or None in values or "" in values):
            for row in rows:
                if values is None or values[row] in {None, ""}:
                    found[row].append(Problem(ERROR, "missing", name, checking.MISSING))
    rules = [rule for rule in register.rules if rule.worst == ERROR and hidden.isdisjoint(rule.fields)]
    if rules:
        _apply(rules, table, rows, context, bad, found)
    return found


def _with_data(register: Register, table: Table, rows: Sequence[int]) -> Sequence[int]:
    """Leave out rows whose personal data an office erased: what is missing of them is missing for good."""
    for name, spec in register.fields.items():
        values = table.columns.get(name)
        if spec.required and values is not None and MARK in table.distinct(name):
            rows = [row for row in rows if values[row] != MARK]
    return rows


def _judge(register: Register, table: Table, name: str) -> dict[Value, list[Problem]]:
    """Return what is wrong with each distinct value of a column."""
    kind = register.fields[name].kind
    sound = _sound.setdefault(kind, set())
    if _is_plain_text(kind, table, name):
        return {}
    day = isinstance(kind, Date)
    if not day and kind.all_sound(table.told(name)):
        return {}
    distinct = table.no_days(name) if day else table.distinct(name) - sound - _NOTHING
    wrong = {value: found for value in distinct if (found := kind.faults(value))}
    if kind.filter == _REPEATING and len(sound) < _REMEMBERED:
        sound |= distinct - wrong.keys()
    return {value: [replace(p, field=name) for p in found] for value, found in wrong.items()}


def _is_plain_text(kind: Kind, table: Table, name: str) -> bool:
    """Tell at once that a whole column passes, where the kind checks no more than any line of text."""
    if type(kind).check is not Kind.check or (joined := table.text(name)) is None:
        return False
    short = len(joined) <= kind.max_length or max(map(len, table.told(name))) <= kind.max_length  # type: ignore[arg-type]  # all text
    return short and not _ANY_LENGTH.check(joined)


def _apply(rules: Sequence[Rule], table: Table, rows: Sequence[int], context: checking.Alone,
           bad: Mapping[int, set[str]], found: dict[int, list[Problem]]) -> None:
    """Ask the rules about the rows: a rule that says which of many are doubtful about those, and about bad ones."""
    many, among = Many(table.columns, len(table.ids)), set(rows)
    names = [name for name in table.columns if any(name in rule.fields for rule in rules)]
    columns = [table.columns[name] for name in names]
    records: dict[int, dict[str, Any]] = {}
    for rule in rules:
        places = among.intersection(rule.doubtful(many, context)).union(bad) & among if rule.doubtful else among
        for place in sorted(places):
            if place not in records:
                record = records[place] = dict(zip(names, [values[place] for values in columns], strict=True))
                record["id"] = table.ids[place]
                for name in bad.get(place, ()):
                    record.pop(name, None)
            found[place] += [problem for problem in rule.check(records[place], context) if problem.level == ERROR]


def remark(register: str, record: str, problem: Problem) -> Remark:
    """Return a problem as it travels."""
    params = {k: v if isinstance(v, (str, int, float, bool, type(None))) else str(v) for k, v in problem.params.items()}
    suggestion = problem.suggestion if isinstance(problem.suggestion, (str, int, bool)) else None
    return Remark(register=register, id=record, level=problem.level, code=problem.code, field=problem.field,
                  message=problem.message, params=params, suggestion=suggestion)
