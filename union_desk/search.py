"""Finding records: filters from the fields' kinds, and an index of words for search as you type."""

from __future__ import annotations

import importlib
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from union_desk import registers
from union_desk.schema.kind import FULL_WIDTH
from union_desk.schema.personal import DOTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.schema.register import Register

_CLEAN = re.compile(r"[\x00-/:-@\[-`{-}\x7f\u00b7\u3000\u00a0]+")
_TYPED: dict[int, int | str] = {**FULL_WIDTH, **dict.fromkeys(map(ord, DOTS + "\u3000"), " ")}
_CODE_POINT = re.compile(r"u\+([0-9a-f]{4,6})")
_BEYOND = 0x110000
_BATCH = 5000
_MOST_PARAMETERS = 30_000  # SQLite takes 32,766 a statement
_Value = TypeVar("_Value")
_MOST_PARAMETERS = 30_000  # SQLite takes 32,766 a statement
_MANY = 1000


@dataclass(frozen=True)
class Filter:
    """One chip: a field, how to compare, and with what.

    op: 'is' and 'not' (any of the values), 'from' and 'to' (one bound, inclusive), 'has' (contains the text),
    'empty', 'filled', 'was' (a lifecycle's state field: ISO day, then states; the record was in one of them that day),
    'among' (the field `id`: the name of a selection and its arguments).
    """

    field: str
    op: str
    values: tuple[str | int | bool, ...] = ()


@dataclass(frozen=True)
class Query:
    """What a grid shows: search text, filters (all must hold), order, and whether it shows the bin."""

    text: str = ""
    filters: tuple[Filter, ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()  # (field, descending)
    deleted: bool = False


@dataclass(frozen=True)
class Selection:
    """Records that more than their own fields tell: what a chip says of them, and the condition they fulfil."""

    label: str
    condition: Callable[..., sa.ColumnElement[bool]]


_selections: dict[str, Selection] = {}


def selection(name: str, label: str) -> Callable[[Callable[..., sa.ColumnElement[bool]]], Callable[..., Filter]]:
    """Declare a selection; what was a condition of some arguments becomes the chip of these arguments.

    A list of ids is as old as its reading, and grows with the office; a selection is asked anew each time.
    """
    def declare(condition: Callable[..., sa.ColumnElement[bool]]) -> Callable[..., Filter]:
        _selections[name] = Selection(label, condition)
        return lambda *arguments: Filter("id", "among", (name, *arguments))

    return declare


def selected(chip: Filter) -> Selection:
    """Return the selection that a chip names."""
    importlib.import_module("union_desk.affairs")  # by its place: the areas declare theirs, and stand above
    return _selections[str(chip.values[0])]


def index_name(register: Register) -> str:
    """Return the name of the register's word index."""
    return f"search_{register.name}"


def ensure_indexes(connection: sa.Connection) -> None:
    """Make the word indexes that are missing, and fill them from the rows there are."""
    for register in registers.ALL:
        if not register.searched:
            continue
        name = index_name(register)
        known = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).scalar()
        if known:
            continue
        # The ascii tokeniser takes every character beyond ASCII as part of a word, rare ones included
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE {name} USING fts5(keys, content='', contentless_delete=1, detail=none, "
            "prefix='1 2 3', tokenize=\"ascii tokenchars '~'\")"
        )
        _fill(connection, register)


def merge(connection: sa.Connection, register: Register) -> None:
    """Write a register's word index anew as one piece, without the words of rows that were changed or taken out."""
    name = index_name(register)
    connection.exec_driver_sql(f"INSERT INTO {name} ({name}) VALUES ('optimize')")  # noqa: S608  our own name


def _fill(connection: sa.Connection, register: Register) -> None:
    table = register.table
    columns = [table.c.n, *(table.c[f.name] for f in register.searched)]
    rows = connection.execute(sa.select(*columns).execution_options(yield_per=_BATCH)).mappings()
    for part in rows.partitions(_BATCH):
        add(connection, register, [(row["n"], row) for row in part])


def words(register: Register, values: Mapping[Any, Any]) -> str:
    """Return the index words of a record, separated by blanks."""
    found: list[str] = []
    for spec in register.searched:
        value = values.get(spec.name)
        if value is not None:
            found += spec.kind.search_keys(value)
    if not "".join(found).replace("~", "").isalnum():
        found = [_CLEAN.sub("", key) for key in found]
    return " ".join(dict.fromkeys(found))


def add(connection: sa.Connection, register: Register, rows: Sequence[tuple[int, Mapping[Any, Any]]]) -> None:
    """Put records (place, values) into the word index, replacing what stood for them."""
    if register.searched and rows:
        connection.exec_driver_sql(
            f"INSERT OR REPLACE INTO {index_name(register)} (rowid, keys) VALUES (?, ?)",  # noqa: S608  a name of our own
            [(n, words(register, values)) for n, values in rows],
        )


def _character(found: re.Match[str]) -> str:
    """Return the character that a person names by its number because no keyboard has it (U+20BB7)."""
    number = int(found.group(1), 16)
    return chr(number) if number < _BEYOND and not 0xD800 <= number < 0xE000 else " "  # noqa: PLR2004  surrogates


def match_expression(text: str) -> str:
    """Return the index query for what somebody typed: every word must be the beginning of a key or a number's tail."""
    terms = []
    for word in _CODE_POINT.sub(_character, text.translate(_TYPED).casefold()).split():
        clean = _CLEAN.sub("", word).replace("~", "")
        if not clean:
            continue
        term = f'"{clean}"*'
        if clean[:-1].isdigit() or clean.isdigit():
            term = f'({term} OR "~{clean[::-1]}"*)'
        terms.append(term)
    return " AND ".join(terms)


def condition(register: Register, query: Query) -> sa.ColumnElement[bool]:
    """Return the WHERE part for a query."""
    table = register.table
    parts: list[sa.ColumnElement[bool]] = [table.c.deleted.is_(True) if query.deleted else living(table)]
    if query.text.strip():
        parts.append(_text_condition(register, query.text))
    parts += [_filter_condition(register, f) for f in query.filters]
    return sa.and_(*parts)


def living(table: sa.Table) -> sa.ColumnElement[bool]:
    """Return the condition for what is not in the bin.

    Almost everything is: told so, the database looks for what is rare instead of walking through all by this column.
    """
    return sa.func.likely(table.c.deleted.is_(False))


def _text_condition(register: Register, text: str) -> sa.ColumnElement[bool]:
    expression = match_expression(text)
    if not expression or not register.searched:
        return sa.false()
    name = index_name(register)
    found = f"SELECT rowid FROM {name} WHERE {name} MATCH :words"  # noqa: S608  a name of our own
    return register.table.c.n.in_(sa.text(found).bindparams(words=expression))


def counting(register: Register, queries: Sequence[Query]) -> sa.Executable:
    """Return the statement that counts each of several queries without a text; what all of them ask is asked once."""
    shared = tuple(f for f in queries[0].filters if all(f in query.filters for query in queries))
    rests = (replace(query, filters=tuple(f for f in query.filters if f not in shared)) for query in queries)
    counts: list[sa.ColumnElement[int]] = [sa.func.count(sa.case((condition(register, rest), 1))) for rest in rests]
    every = condition(register, replace(queries[0], filters=shared))
    return sa.select(*counts).select_from(register.table).where(every)


def places(register: Register, query: Query) -> sa.Select[int]:
    """Return the select of the places `n` that a query finds, in its order.

    A text in order of entry is read straight from the word index, which knows that order: the first page of a million
    hits is there without looking at the others.
    """
    table = register.table
    expression = match_expression(query.text)
    if not expression or not register.searched or query.deleted or (query.sort and query.sort[0] != ("n", False)):
        return sa.select(table.c.n).where(condition(register, query)).order_by(*order(register, query))
    index = sa.table(index_name(register), sa.column("rowid"))
    fits = sa.text(f"{index.name} MATCH :words").bindparams(words=expression)
    chips = [_filter_condition(register, chip) for chip in query.filters]
    found = sa.select(table.c.n).select_from(index.join(table, table.c.n == index.c.rowid))
    return found.where(fits, table.c.deleted.is_(False), *chips).order_by(index.c.rowid)


def count_words(session: Session, register: Register, text: str) -> int:
    """Return how many living records a text finds, from the word index alone as far as the bin allows."""
    expression = match_expression(text)
    if not expression or not register.searched:
        return 0
    name, table = index_name(register), register.table.name
    found = f"SELECT count(*) FROM {name} WHERE {name} MATCH :words"  # noqa: S608  names of our own
    binned = f" AND rowid IN (SELECT n FROM {table} WHERE deleted = 1)"  # noqa: S608  names of our own
    binned_rows = sa.select(sa.func.count()).select_from(register.table).where(register.table.c.deleted.is_(True))
    total = session.execute(sa.text(found), {"words": expression}).scalar_one()
    if session.execute(binned_rows).scalar_one():
        total -= session.execute(sa.text(found + binned), {"words": expression}).scalar_one()
    return int(total)


def _filter_condition(register: Register, chip: Filter) -> sa.ColumnElement[bool]:  # noqa: PLR0911  one an operator
    column = register.table.c[chip.field]
    match chip.op:
        case "is":
            wanted = [v for v in chip.values if v not in ("", None)]
            found = column.in_(wanted if len(wanted) < _MANY else _listed(wanted))
            return sa.or_(found, column.is_(None)) if len(wanted) < len(chip.values) else found
        case "not":
            unwanted = [v for v in chip.values if v not in ("", None)]
            left = column.not_in(unwanted if len(unwanted) < _MANY else _listed(unwanted))
            return column.is_not(None) & left if len(unwanted) < len(chip.values) else column.is_(None) | left
        case "from":
            return column >= chip.values[0]
        case "to":
            return column <= chip.values[0]
        case "has":
            text = str(chip.values[0])
            # The database takes a pattern to its first NUL only, and would find everything; no value has one
            return column.contains(text, autoescape=True) if "\x00" not in text else sa.false()
        case "empty":
            return column.is_(None)
        case "filled":
            return column.is_not(None)
        case "was":
            return _was(register, str(chip.values[0]), chip.values[1:])
        case "among":
            return selected(chip).condition(*chip.values[1:])
    msg = f"unknown filter: {chip.op}"
    raise ValueError(msg)


def parts(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    """Yield values in portions that a statement takes as its parameters."""
    return (values[start : start + _MOST_PARAMETERS] for start in range(0, len(values), _MOST_PARAMETERS))


def _listed(values: Sequence[object]) -> sa.Select[tuple[Any]]:
    """Return many values as a subquery of one parameter: a statement takes about 32,000 of them only."""
    return sa.select(sa.func.json_each(json.dumps(values)).table_valued("value").c.value)


def _was(register: Register, day: str, states: Sequence[object]) -> sa.ColumnElement[bool]:
    """Return the condition that a record was in one of the states on a day: its last event until then."""
    assert register.lifecycle is not None
    events, link = registers.get(register.lifecycle.events).table, register.lifecycle.link
    happened = sa.func.coalesce(sa.cast(events.c.happened_on, sa.Text), "") <= day
    last = sa.select(sa.func.max(events.c.n)).where(events.c.deleted.is_(False), happened).group_by(events.c[link])
    return register.table.c.id.in_(sa.select(events.c[link]).where(events.c.n.in_(last), events.c.to_state.in_(states)))


def order(register: Register, query: Query) -> list[Any]:
    """Return the ORDER BY part; names sort by pinyin; the row's place settles ties."""
    table = register.table
    found: list[Any] = []
    for name, descending in query.sort:
        column = table.c["name_pinyin" if name == "name" and "name_pinyin" in table.c else name]
        found.append(column.desc() if descending else column.asc())
    if not query.sort or query.sort[0][0] != "n":
        found.append(table.c.n)
    return found


def find(
    session: Session, text: str, limit: int = 20, only: Iterable[str] | None = None
) -> list[tuple[Register, dict[str, Any]]]:
    """Return records of any register found by a text, at most `limit` a register, in order of entry."""
    found: list[tuple[Register, dict[str, Any]]] = []
    for register in registers.ALL if text.strip() else ():
        if not register.searched or (only is not None and register.name not in only):
            continue
        table, wanted = register.table, places(register, Query(text=text)).limit(limit)
        rows = session.execute(sa.select(table).where(table.c.n.in_(wanted)).order_by(table.c.n)).mappings()
        found += [(register, dict(row)) for row in rows]
    return found
