"""What is wrong with the rows of a frame: the desk's own rules, asked column by column and in bulk.

The verdict is that of `union_desk.checking.validate` at level error; a value is judged once however often it stands.
Remarks of lower levels are the office's own business, except one that only a superior can know: the same document
number at another union.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.protocol.receipts import Remark
from sync.server.tables import UNITS, Mirror, mirror
from union_desk import checking
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sync.protocol.columns import Table, Value
    from union_desk.schema.register import Register

ELSEWHERE = N_("{union} reports a record with the same value too; perhaps this is a transfer.")


class There(checking.Alone):
    """What rules may ask about the unit's other rows at the superior; only keys are looked up, as they are indexed."""

    def __init__(self, connection: sa.Connection, unit: str) -> None:
        """Take the transaction to ask in and the unit to keep to."""
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
        key = (register, record_id, field_name)
        if key not in self._looked_up:
            table = mirror(register).table
            self._looked_up[key] = self._connection.execute(sa.select(table.c[field_name]).where(
                table.c.unit_id == self._unit, table.c.id == record_id, table.c.deleted.is_(False))).scalar()
        return self._looked_up[key]

    def known(self, register: str, field_name: str) -> frozenset[str]:
        """Return all values of a field among the unit's living records, read once."""
        key = (register, field_name)
        if key not in self._known:
            table = mirror(register).table
            column = table.c[field_name]
            found = self._connection.execute(sa.select(column).where(
                table.c.unit_id == self._unit, table.c.deleted.is_(False), column.is_not(None)))
            self._known[key] = frozenset(found.scalars())
        return self._known[key]

    def now_holds(self, table: Table) -> None:
        """Let the rules see rows of the frame being taken, which are not stored yet."""
        self._frame[table.register] = table
        self._places[table.register] = {record: place for place, record in enumerate(table.ids)}
        for register, field_name in [k for k in self._known if k[0] == table.register]:
            del self._known[register, field_name]


def inspect(register: Register, table: Table, rows: Sequence[int], context: There) -> dict[int, list[Problem]]:
    """Return the problems of level error by row; `rows` are the places to look at."""
    found: dict[int, list[Problem]] = defaultdict(list)
    bad: dict[int, set[str]] = defaultdict(set)
    for name, spec in register.fields.items():
        values = table.columns.get(name)
        wrong = _judge(register, name, values, table.dictionaries.get(name)) if values is not None else {}
        if wrong and values is not None:
            for row in rows:
                if (problems := wrong.get(values[row])) is not None:
                    bad[row].add(name)
                    found[row] += problems
        if spec.required:
            for row in rows:
                if values is None or values[row] in {None, ""}:
                    found[row].append(Problem(ERROR, "missing", name, checking.MISSING))
    _apply_rules(register, table, rows, context, bad, found)
    return found


def _judge(register: Register, name: str, values: Sequence[Value],
           few: Iterable[Value] | None) -> dict[Value, list[Problem]]:
    """Return what is wrong with each distinct value of a column."""
    kind = register.fields[name].kind
    sound = _sound.setdefault((register.name, name), set())
    distinct = set(values if few is None else few) - sound - {None}
    wrong = {value: found for value in distinct if (found := [p for p in kind.check(value) if p.level == ERROR])}
    if kind.filter in _REPEATING and len(sound) < _REMEMBERED:
        sound |= distinct - wrong.keys()
    return {value: [replace(p, field=name) for p in found] for value, found in wrong.items()}


def _apply_rules(register: Register, table: Table, rows: Sequence[int], context: There,
                 bad: Mapping[int, set[str]], found: dict[int, list[Problem]]) -> None:
    names = [name for name in table.columns if name in register.fields]
    columns = [table.columns[name] for name in names]
    rules = [rule.check for rule in register.rules]
    names.append("id")
    whole = zip(*columns, table.ids, strict=True)
    records: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in whole]
    for place in rows:
        values = records[place]
        for name in bad.get(place, ()):
            del values[name]
        for check in rules:
            for problem in check(values, context):
                if problem.level == ERROR:
                    found[place].append(problem)


def compare_keys(connection: sa.Connection, unit: str, one: Mirror, table: Table,
                 rows: Sequence[int]) -> dict[int, list[Problem]]:
    """Return what shared keys say about rows: an error within the unit, a warning about another unit."""
    found: dict[int, list[Problem]] = defaultdict(list)
    for key in one.register.keys if one.register else ():
        if any(name not in table.columns for name in key):
            continue
        holders = _holders(connection, one, key, {v for r in rows if (v := table.columns[key[0]][r]) is not None})
        moving = {(unit, record) for record in table.ids}  # what the frame itself says of them counts, see _twice
        holders = {value: [h for h in held if (h[0], h[2]) not in moving] for value, held in holders.items()}
        for row in rows:
            for problem in _rivals(unit, table, row, key, holders):
                found[row].append(problem)
        for row in _twice(table, rows, key):
            found[row].append(Problem(ERROR, "duplicate", key[0], checking.TAKEN))
    return found


_REPEATING = {"range", "choice"}  # kinds whose values come again and again: dates, numbers, codes
_REMEMBERED = 50_000
_sound: dict[tuple[str, str], set[Value]] = {}
"""Values that were found sound before, by register and field; what a kind says of a value never changes."""

Holder = tuple[str, str, str, tuple[Any, ...]]


def _holders(connection: sa.Connection, one: Mirror, key: tuple[str, ...], values: set[Any]) -> dict[Any, list[Holder]]:
    """Return who holds each of these values already: unit, its name, record, the whole key."""
    columns = one.table.c
    wanted = sorted(v for v in values if isinstance(v, str) and "\0" not in v)
    picked = sa.select(columns.unit_id, UNITS.c.name, columns.id, *(columns[name] for name in key)).join(
        UNITS, UNITS.c.id == columns.unit_id).where(columns.deleted.is_(False))
    found: dict[Any, list[Holder]] = defaultdict(list)
    for start in range(0, len(wanted), 10_000):
        part = wanted[start:start + 10_000]
        if connection.dialect.name == "postgresql":
            where = columns[key[0]] == sa.any_(sa.bindparam("part", part, sa.ARRAY(sa.Text)))
        else:
            where = columns[key[0]].in_(sa.select(sa.func.json_each(json.dumps(part)).table_valued("value").c.value))
        for holder, name, record, *rest in connection.execute(picked.where(where)):
            found[rest[0]].append((holder, name, record, tuple(rest)))
    return found


def _rivals(unit: str, table: Table, row: int, key: tuple[str, ...],
            holders: Mapping[Any, list[Holder]]) -> Iterable[Problem]:
    mine = tuple(table.columns[name][row] for name in key)
    named: set[str] = set()
    for holder, name, _record, theirs in holders.get(mine[0], ()):
        if theirs != mine or holder in named:
            continue
        if holder == unit:
            yield Problem(ERROR, "duplicate", key[0], checking.TAKEN)
            named.add(holder)
        elif holder != unit:
            yield Problem(WARNING, "elsewhere", key[0], ELSEWHERE, {"union": name})
            named.add(holder)


def _twice(table: Table, rows: Sequence[int], key: tuple[str, ...]) -> Iterable[int]:
    """Return the rows after the first that share a key within the frame."""
    first: dict[tuple[Value, ...], int] = {}
    for row in rows:
        mine = tuple(table.columns[name][row] for name in key)
        if mine[0] is not None and first.setdefault(mine, row) != row:
            yield row


def remark(register: str, record: str, problem: Problem) -> Remark:
    """Return a problem as it travels."""
    params = {k: v if isinstance(v, (str, int, float, bool, type(None))) else str(v) for k, v in problem.params.items()}
    suggestion = problem.suggestion if isinstance(problem.suggestion, (str, int, bool)) else None
    return Remark(register=register, id=record, level=problem.level, code=problem.code, field=problem.field,
                  message=problem.message, params=params, suggestion=suggestion)
