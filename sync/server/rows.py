"""Row versions in the mirrors: which of a frame's rows are new, what a column can hold, and writing in bulk."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from sync.protocol import seen
from sync.protocol.rows import hash_rows
from sync.server.tables import KEPT, Mirror
from union_desk.schema.kinds import IsoDate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sync.protocol.columns import Table, Value
    from sync.protocol.frame import Header

_BIGGEST = 2**63


class Version(NamedTuple):
    """A version of a row: what it has seen, its hash, and whether it is in the bin."""

    seen: str
    hash: bytes
    deleted: bool


@dataclass
class Plan:
    """What becomes of a frame's rows, whose vectors and hashes are given.

    `taken` are written; `new` says that none of them was held before; `added` and `removed` hashes move the root.
    """

    vectors: Sequence[str]
    hashes: Sequence[bytes]
    taken: list[int] = field(default_factory=list)
    new: bool = False
    added: list[bytes] = field(default_factory=list)
    removed: list[bytes] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    wrong: dict[str, set[Value]] = field(default_factory=dict)


def plan(connection: sa.Connection, one: Mirror, table: Table, frame: Header) -> Plan:
    """Decide by the vectors: known or older versions are ignored, newer ones replace, concurrent ones are both kept."""
    vectors, unit = table.vectors(f"{frame.log}:{frame.seq}"), frame.unit
    hashes = hash_rows(table, vectors)
    held = _held(connection, unit, one, table.ids)
    if not held:
        return Plan(vectors, hashes, list(range(len(table.ids))), new=True, added=list(hashes))
    made = Plan(vectors, hashes)
    for row, record in enumerate(table.ids):
        if record not in held:
            made.taken.append(row)
            made.added.append(hashes[row])
            continue
        if held[record].seen == vectors[row]:
            continue
        mine, stored = seen.read(vectors[row]), seen.read(held[record].seen)
        if seen.covers(stored, mine):
            continue
        if seen.covers(mine, stored):
            made.taken.append(row)
            made.added.append(hashes[row])
            made.removed += [held[record].hash, *_dominated(connection, unit, one, record, mine)]
        else:
            mine_is = Version(vectors[row], hashes[row], bool(table.deleted[row]))
            _keep_both(_Rivals(connection, unit, one, table, row), made, mine_is, held[record])
    return made


def _held(connection: sa.Connection, unit: str, one: Mirror, ids: list[str]) -> dict[str, Version]:
    columns = one.table.c
    picked = sa.select(columns.id, columns.seen, columns.hash, columns.deleted).where(
        one.of(unit), _among(connection, columns.id, ids))
    return {record: Version(vector, bytes(h), deleted) for record, vector, h, deleted in connection.execute(picked)}


def _among(connection: sa.Connection, column: sa.Column[Any], ids: list[str]) -> sa.ColumnElement[bool]:
    if connection.dialect.name == "postgresql":
        return column == sa.any_(sa.bindparam("ids", ids, sa.ARRAY(sa.Text)))
    return column.in_(sa.select(sa.func.json_each(json.dumps(ids)).table_valued("value").c.value))


def _dominated(connection: sa.Connection, unit: str, one: Mirror, record: str, mine: seen.Seen) -> list[bytes]:
    """Forget kept versions that the new one has seen; returns their hashes."""
    where = (KEPT.c.unit_id == unit, KEPT.c.register == one.name, KEPT.c.id == record)
    gone = []
    for vector, digest in connection.execute(sa.select(KEPT.c.seen, KEPT.c.hash).where(*where)).all():
        if seen.covers(mine, seen.read(vector)):
            connection.execute(sa.delete(KEPT).where(*where, KEPT.c.hash == digest))
            gone.append(bytes.fromhex(digest))
    return gone


class _Rivals(NamedTuple):
    """Where two concurrent versions of one record meet."""

    connection: sa.Connection
    unit: str
    one: Mirror
    table: Table
    row: int


def _keep_both(at: _Rivals, made: Plan, mine: Version, theirs: Version) -> None:
    """Show one of two concurrent versions, the same everywhere: living over deleted, then the larger hash."""
    record = at.table.ids[at.row]
    where = (KEPT.c.unit_id == at.unit, KEPT.c.register == at.one.name, KEPT.c.id == record)
    if at.connection.execute(sa.select(KEPT.c.hash).where(*where, KEPT.c.hash == mine.hash.hex())).first():
        return
    made.added.append(mine.hash)
    made.removed += _dominated(at.connection, at.unit, at.one, record, seen.read(mine.seen))
    if (not mine.deleted, mine.hash) > (not theirs.deleted, theirs.hash):
        made.taken.append(at.row)
        loser, content = theirs, stored_content(at.connection, at.unit, at.one, record)
    else:
        loser = mine
        content = {name: v for name, values in at.table.columns.items() if (v := values[at.row]) is not None}
    made.kept.append({
        "unit_id": at.unit, "register": at.one.name, "id": record, "hash": loser.hash.hex(), "seen": loser.seen,
        "content": json.dumps({"deleted": int(loser.deleted), "values": content})})


def stored_content(connection: sa.Connection, unit: str, one: Mirror, record: str) -> dict[str, Value]:
    """Return the values of a stored row as they came, without the empty ones."""
    row = connection.execute(sa.select(one.table).where(one.of(unit), one.table.c.id == record)).mappings().one()
    return content_of(one, dict(row))


def content_of(one: Mirror, row: dict[str, Any]) -> dict[str, Value]:
    """Return a mirror's row as it came: what did not fit its column stands in `extra`."""
    values = {name: _wire(row[name]) for name in one.columns if row[name] is not None}
    return values | (json.loads(row["extra"]) if row["extra"] else {})


def _wire(value: Any) -> Value:
    return int(value) if isinstance(value, bool) else value


# ---- what fits


def _fits_text(value: Value) -> bool:
    return isinstance(value, str) and "\0" not in value


def _fits_number(value: Value) -> bool:
    return isinstance(value, int) and -_BIGGEST <= value < _BIGGEST


def _fits_yes_no(value: Value) -> bool:
    return isinstance(value, int) and value in {0, 1}


@lru_cache(maxsize=65_536)
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
    for name, values in table.columns.items():
        column = one.columns.get(name)
        fits = fitting(column) if column is not None else _fits_nothing
        distinct: Iterable[Value] = table.dictionaries.get(name) or set(values)
        wrong: set[Value] = {v for v in distinct if v is not None and not fits(v)}
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


def write(connection: sa.Connection, unit: str, one: Mirror, table: Table, made: Plan) -> None:
    """Write the taken rows and the versions that are kept but not shown."""
    if made.kept:
        connection.execute(sa.insert(KEPT), made.kept)
    if not made.taken:
        return
    fields, extra = divide(one, table, made.wrong)
    columns: dict[str, Sequence[Any]] = {
        "id": table.ids, "seen": made.vectors, "hash": made.hashes, "deleted": table.deleted, "extra": extra, **fields}
    if len(made.taken) < len(table.ids):
        columns = {name: [values[row] for row in made.taken] for name, values in columns.items()}
    count = len(made.taken)
    columns["unit_id"] = [unit] * count
    if one.register is None:
        columns["register"] = [one.name] * count
    if connection.dialect.name == "postgresql":
        _copy(connection, one, columns, new=made.new)
    else:
        _upsert(connection, one, columns)


def _upsert(connection: sa.Connection, one: Mirror, columns: dict[str, Sequence[Any]]) -> None:
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    connection.exec_driver_sql(
        f"INSERT INTO {one.table.name} ({names}) VALUES ({marks}) {_on_conflict(one)}",  # noqa: S608  names of our own tables
        list(zip(*columns.values(), strict=True)))


def _copy(connection: sa.Connection, one: Mirror, columns: dict[str, Sequence[Any]], *, new: bool) -> None:
    """Copy new rows straight into the mirror, changed ones by way of a staging table."""
    target = one.table.name if new else f"staging_{one.table.name}"
    if not new:
        connection.exec_driver_sql(
            f"CREATE TEMP TABLE IF NOT EXISTS {target} (LIKE {one.table.name}) ON COMMIT DELETE ROWS")
        connection.exec_driver_sql(f"TRUNCATE {target}")
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(f"COPY {target} ({', '.join(columns)}) FROM STDIN") as copy:
        copy.write(_lines(columns))
    if not new:
        connection.exec_driver_sql(
            f"INSERT INTO {one.table.name} SELECT * FROM {target} {_on_conflict(one)}")  # noqa: S608  our own names


def _on_conflict(one: Mirror) -> str:
    key = [c.name for c in one.table.primary_key]
    rest = ", ".join(f"{c.name} = excluded.{c.name}" for c in one.table.columns if c.name not in key)
    return f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {rest}"


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_SPECIAL = "\\\t\n\r"


def _lines(columns: dict[str, Sequence[Any]]) -> bytes:
    """Return rows in COPY's text form."""
    spelt = [_spell(values) for values in columns.values()]
    return ("\n".join(map("\t".join, zip(*spelt, strict=True))) + "\n").encode()


def _spell(values: Sequence[Any]) -> list[str]:
    if isinstance(values[0], bytes):
        return ["\\\\x" + value.hex() for value in values]
    try:
        whole = "".join([v for v in values if v is not None])
    except TypeError:  # numbers
        return ["\\N" if v is None else str(v) for v in values]
    if any(c in whole for c in _SPECIAL):
        return ["\\N" if v is None else v.translate(_ESCAPES) for v in values]
    return ["\\N" if v is None else v for v in values]


