"""Rows in the mirrors: what a column can hold, how a row reads back as it came, and writing in bulk."""

from __future__ import annotations

import datetime as dt
import json
from itertools import islice
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.protocol.rows import HASH_BYTES
from sync.server import driver, wall
from union_desk.schema.kinds import IsoDate

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from sync.protocol.columns import Table, Value
    from sync.server.tables import Mirror
    from sync.server.versions import Plan

_BIGGEST = 2**63
_AMONG = "among"
IDLE: Iterator[None] = iter(())
"""Nothing to do meanwhile."""


def content_of(one: Mirror, row: dict[str, Any]) -> dict[str, Value]:
    """Return a mirror's row as it came: what did not fit its column stands in `extra`."""
    values = {name: _wire(row[name]) for name in one.columns if row[name] is not None}
    return values | (json.loads(row["extra"]) if row["extra"] else {})


def _wire(value: Any) -> Value:
    return int(value) if isinstance(value, bool) else value


def spelt(column: sa.Column[Any]) -> sa.ColumnElement[str]:
    """Return an id as the database spells it: the driver takes long to make each one an object that we spell again."""
    return sa.cast(column, sa.Text)


def among(connection: sa.Connection, column: sa.Column[Any]) -> sa.ColumnElement[bool]:
    """Return the condition that a column has one of many values, which an index serves; `named` gives them beside it.

    They are no part of it: a statement refers to itself, and what it holds stays in memory until it is searched for.
    """
    values = sa.bindparam(_AMONG, type_=sa.JSON)
    if connection.dialect.name == "postgresql":
        told = sa.func.json_array_elements_text(values).column_valued()
        return column == sa.any_(sa.func.array(sa.select(sa.cast(told, column.type)).scalar_subquery()))
    return column.in_(sa.select(sa.func.json_each(values).table_valued("value").c.value))


def named(values: Sequence[str]) -> dict[str, list[str]]:
    """Return the values of `among` as the parameter of its statement; they travel as one JSON text."""
    return {_AMONG: list(values)}


# ---- what fits


def _fits_text(value: Value) -> bool:
    return isinstance(value, str) and "\0" not in value


def _fits_number(value: Value) -> bool:
    return isinstance(value, int) and -_BIGGEST <= value < _BIGGEST


def _are_numbers(values: Sequence[Any]) -> bool:
    return set(map(type, values)) == {int} and _fits_number(min(values)) and _fits_number(max(values))


def _fits_yes_no(value: Value) -> bool:
    return isinstance(value, int) and value in {0, 1}


def _fits_date(value: Value) -> bool:
    try:
        return isinstance(value, str) and dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _fits_nothing(value: Value) -> bool:
    return False


def fitting(column: sa.Column[Any]) -> Callable[[Value], bool]:
    """Return the test of what a column can hold, the same for both databases."""
    if isinstance(column.type, IsoDate):
        return _fits_date
    if isinstance(column.type, sa.Boolean):
        return _fits_yes_no
    return _fits_number if isinstance(column.type, sa.Integer) else _fits_text


def misfits(one: Mirror, table: Table) -> dict[str, set[Value]]:
    """Return the values that their columns cannot hold, by column; all values of a column that is not known here."""
    found: dict[str, set[Value]] = {}
    known = one.columns
    for name in table.columns:
        column = known.get(name)
        fits = fitting(column) if column is not None else _fits_nothing
        if fits is _fits_text and "\0" not in (table.text(name) or "\0"):
            continue
        if fits is _fits_number and _are_numbers(table.told(name)):
            continue
        distinct = table.no_days(name) if fits is _fits_date else table.distinct(name) - _NOTHING
        wrong: set[Value] = {v for v in distinct if not fits(v)}
        if wrong:
            found[name] = wrong
    return found


def divide(one: Mirror, table: Table,
           wrong: Mapping[str, set[Value]]) -> tuple[dict[str, Sequence[Value]], list[str | None]]:
    """Return the columns that the mirror takes, and per row what must stand in `extra` as JSON (None for nothing)."""
    columns: dict[str, Sequence[Value]] = {}
    extra: dict[int, dict[str, Value]] = {}
    known = one.columns
    for name, values in table.columns.items():
        misfits = wrong.get(name)
        if name in known:
            columns[name] = [None if v in misfits else v for v in values] if misfits else values
        if misfits:
            for row, value in enumerate(values):
                if value in misfits:
                    extra.setdefault(row, {})[name] = value
    return columns, [json.dumps(extra[r]) if r in extra else None for r in range(len(table.ids))]


# ---- writing


def take_out(connection: sa.Connection, unit: str, one: Mirror, ids: Sequence[str],
             meanwhile: Iterator[None]) -> dict[str, list[bytes]]:
    """Delete rows in PostgreSQL; returns the hashes of those that were there by what they had seen.

    With a copy that follows this is cheaper than an update by way of a staging table, which leaves the old row behind
    as well. A step of `meanwhile` is gone while the database is busy.
    """
    statement = (
        f"WITH gone AS (DELETE FROM {one.table.name} WHERE unit_id = %s"  # noqa: S608  a name of our own tables
        f"{'' if one.register else ' AND register = %s'} "
        f"AND {driver.among(connection, one.table.c.id)} RETURNING seen, hash) "
        "SELECT seen, string_agg(hash, ''::bytea) FROM gone GROUP BY seen")
    whose = [unit] if one.register else [unit, one.name]
    found = driver.ask(connection, statement, [*whose, json.dumps(ids)], meanwhile)
    return {seen: [hashes[place:place + HASH_BYTES] for place in range(0, len(hashes), HASH_BYTES)]
            for seen, hashes in found}


def write(connection: sa.Connection, unit: str, one: Mirror, table: Table, made: Plan,
          meanwhile: Iterator[None] = IDLE) -> None:
    """Write the taken rows; steps of `meanwhile`, which need no database, are gone while PostgreSQL takes them in."""
    if not made.taken:
        return
    fields, extra = divide(one, table, made.wrong)
    constants = {"unit_id": unit} | ({} if one.register else {"register": one.name})
    columns: dict[str, Sequence[Any]] = {
        "id": table.ids, "seen": made.vectors, "hash": made.hashes, "salt": table.salts, "deleted": table.deleted,
        **fields}
    if any(extra):
        columns["extra"] = extra
    whole = len(made.taken) == len(table.ids)
    if not whole:
        columns = {name: [values[row] for row in made.taken] for name, values in columns.items()}
    if connection.dialect.name != "postgresql":
        count = len(made.taken)
        _upsert(connection, one, {n: [v] * count for n, v in constants.items()} | columns)
        return
    if not (made.new or made.cleared):
        there = among(connection, one.table.c.id)
        connection.execute(sa.delete(one.table).where(one.of(unit), there), named(columns["id"]))
    plain = {"id", *(name for name in fields if name not in made.wrong and _is_plain(table.text(name)))}
    common = constants | {name: values[0] for name, values in columns.items() if name != "id" and _are_alike(values)}
    others = {name: values for name, values in columns.items() if name not in common}
    _copy(connection, one, _parts(common, others, plain), [*common, *others], meanwhile)


def _upsert(connection: sa.Connection, one: Mirror, columns: dict[str, Sequence[Any]]) -> None:
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    connection.exec_driver_sql(
        f"INSERT INTO {one.table.name} ({names}) VALUES ({marks}) {_on_conflict(one)}",  # noqa: S608  names of our own tables
        list(zip(*columns.values(), strict=True)))


def _copy(connection: sa.Connection, one: Mirror, parts: Iterable[bytes], names: Sequence[str],
          meanwhile: Iterator[None]) -> None:
    cursor: Any = connection.connection.cursor()
    with wall.door(connection), cursor, cursor.copy(f"COPY {one.table.name} ({', '.join(names)}) FROM STDIN") as copy:
        for place, part in enumerate(parts, 1):
            copy.write(part)
            if not place % _BUSY:
                next(meanwhile, None)
        for _step in meanwhile:
            cursor.connection.pgconn.flush()  # what the road to the database had no room for


def _on_conflict(one: Mirror) -> str:
    key = [c.name for c in one.table.primary_key]
    rest = ", ".join(f"{c.name} = excluded.{c.name}" for c in one.table.columns if c.name not in key)
    return f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {rest}"


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_SPECIAL = "\\\t\n\r"
_FEW = 256
_AT_ONCE = 100  # lines of text in one part of a COPY
_BUSY = 4  # parts that keep the database busy for a while
_NOTHING = {None}


def _parts(common: Mapping[str, Any], columns: Mapping[str, Sequence[Any]], plain: Collection[str]) -> Iterator[bytes]:
    """Yield rows in COPY's text form, each beginning with what all have in common; `plain` ones hold no special sign.

    They come some at a time: the database reads the first while the next are spelt, and few are in memory as text.
    """
    start = "".join(f"{_spell([value], plain=False)[0]}\t" for value in common.values())
    spelt = [_spell(values, plain=name in plain) for name, values in columns.items()]
    lines = map("\t".join, zip(*spelt, strict=True))
    while part := list(islice(lines, _AT_ONCE)):
        yield (start + f"\n{start}".join(part) + "\n").encode()


def _are_alike(values: Sequence[Any]) -> bool:
    return values[0] == values[-1] and values.count(values[0]) == len(values)


def _is_plain(text: str | None) -> bool:
    return text is not None and not any(sign in text for sign in _SPECIAL)


def _escape(text: str) -> str:
    return text.translate(_ESCAPES)


def _spell(values: Sequence[Any], *, plain: bool) -> Sequence[str]:
    if isinstance(values[0], bytes):
        return ["\\\\x" + value.hex() for value in values]
    if plain:
        return ["\\N" if v is None else v for v in values] if None in values else values
    distinct = set(values)
    if len(distinct) <= _FEW:  # spelt once each
        spelling = {v: _escape(str(v)) for v in distinct} | {None: "\\N"}
        return list(map(spelling.__getitem__, values))
    return ["\\N" if v is None else _escape(v) if isinstance(v, str) else str(v) for v in values]
