"""The verbs that work for any register: get, page, save, delete, restore, history. A record is a plain dict."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import checking, journal, numbering, redaction, registers, search
from union_desk.errors import InvalidRecordError, NewerRevisionError, RecordNotFoundError, UserError
from union_desk.journal import ChangeRow, GestureRow
from union_desk.safety import scope
from union_desk.schema.problem import Problem, has_errors
from union_desk.schema.record import SYSTEM_COLUMNS, new_ids
from union_desk.search import Query
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.schema.register import Register, Values

Row = dict[str, Any]
EVERYTHING = Query()


class AppendOnlyError(UserError):
    """The register's records are never changed or taken away."""

    code = "append_only"
    message = N_("{register}: entries are only added, never changed or removed. Undo the step that made the entry, "
                 "or enter a new one.")


@dataclass(frozen=True)
class Saved:
    """A record as it stands after saving, with the remarks that did not forbid it."""

    id: str
    revision: int
    problems: tuple[Problem, ...]
    changed: bool


@dataclass(frozen=True)
class Entry:
    """One line of a record's history."""

    gesture: int
    at: str
    actor: str
    what: str
    verb: str
    fields: Mapping[str, tuple[Any, Any]]  # field -> (from, to)


def get(session: Session, register: Register, record_id: str) -> Row:
    """Return a record with its id, revision, place `n` and whether it is in the bin."""
    row = session.execute(sa.select(register.table).where(register.table.c.id == record_id)).mappings().first()
    if row is None:
        raise RecordNotFoundError(record=record_id, register=register.label)
    return dict(row)


def count(session: Session, register: Register, query: Query = EVERYTHING) -> int:
    """Return how many records a query finds."""
    if query.text.strip() and not query.filters and not query.deleted and not session.info.get("scoped"):
        return search.count_words(session, register, query.text)
    where = search.condition(register, query)
    return int(session.execute(sa.select(sa.func.count()).select_from(register.table).where(where)).scalar_one())


def counts(session: Session, register: Register, queries: Sequence[Query]) -> list[int]:
    """Return how many records each of several queries without a text finds, in one reading of the book."""
    return [int(count) for count in session.execute(search.counting(register, queries)).one()]


def numbers(
    session: Session, register: Register, query: Query = EVERYTHING, offset: int = 0, limit: int = -1
) -> list[int]:
    """Return the places `n` of a query's records in order; cheap even in the middle of a million."""
    return list(session.execute(search.places(register, query).offset(offset).limit(limit)).scalars())


def all_numbers(session: Session, register: Register, query: Query = EVERYTHING) -> array[int]:
    """Return the places of all records of a query in order, eight bytes each: a million take half a second."""
    result = session.connection().execute(search.places(register, query))
    assert result.cursor is not None
    return array("q", [row[0] for row in result.cursor.fetchall()])  # the driver's own rows: three times as fast


def place_of(session: Session, register: Register, record_id: str) -> int | None:
    """Return the place `n` of a record, None where there is no such record."""
    found = session.execute(sa.select(register.table.c.n).where(register.table.c.id == record_id)).scalar()
    return None if found is None else int(found)


def rows(
    session: Session, register: Register, places: Sequence[int], columns: Sequence[str] | None = None
) -> list[Row]:
    """Return the records at those places, in that order; only some columns when named (id and n always)."""
    table = register.table
    picked = (
        [table] if columns is None else [table.c.n, table.c.id, *(table.c[c] for c in columns if c not in ("n", "id"))]
    )
    found: dict[int, Row] = {}
    for part in search.parts(places):
        for row in session.execute(sa.select(*picked).where(table.c.n.in_(part))).mappings():
            found[row["n"]] = dict(row)
    return [found[n] for n in places if n in found]


def page(
    session: Session,
    register: Register,
    query: Query = EVERYTHING,
    offset: int = 0,
    limit: int = 100,
    columns: Sequence[str] | None = None,
) -> list[Row]:
    """Return a stretch of a query's records."""
    return rows(session, register, numbers(session, register, query, offset, limit), columns)


def save(session: Session, register: Register, values: Values, record_id: str | None = None,
         revision: int | None = None, *, named: str | None = None) -> Saved:
    """Check and save one record, new or changed; inside `db.write(...)`. A new one may be `named` by the caller.

    Raises InvalidRecordError with all problems when one is of level error, NewerRevisionError when the record is
    newer than the revision that the caller started from.
    """
    before = get(session, register, record_id) if record_id else {}
    if before and revision is not None and before["revision"] != revision:
        raise NewerRevisionError(title=name(session, register, before))
    if before and register.append_only:
        raise AppendOnlyError(register=register.label)
    redaction.refuse(session, [str(record_id)] if before else [], register.label)
    merged = _merge(register, before, values)
    context = checking.Here(session, record_id)
    problems = checking.validate(register, merged | {"id": record_id}, context)
    if has_errors(problems):
        raise InvalidRecordError([p for p in problems if p.level == "error"])
    merged |= checking.derived(register, merged | {"id": record_id}, problems, context)
    if not before:
        (made,) = insert_many(session, register, [merged], [named] if named else None)
        return Saved(made, 1, tuple(problems), changed=True)
    changes = {n: (before[n], v) for n, v in merged.items() if v != before[n]}
    if changes:
        update_many(session, register, [(before["id"], changes)])
    return Saved(before["id"], before["revision"] + bool(changes), tuple(problems), bool(changes))


def _merge(register: Register, before: Values, values: Values) -> Row:
    """Return the whole record with what was typed; computed fields are left to the program."""
    typed = {f.name: values[f.name] for f in register.typed if f.name in values}
    merged = {name: before.get(name) for name in register.fields} | typed
    if not before:
        return {n: f.default if merged[n] is None else merged[n] for n, f in register.fields.items()}
    for name, source in register.follows:
        if merged[source] != before[source] and merged[name] == before[name]:
            merged[name] = None
    return merged


def insert_many(
    session: Session, register: Register, values: Sequence[Values], ids: Sequence[str] | None = None
) -> list[str]:
    """Insert checked records and journal them; returns their ids. The caller has validated them."""
    if not values:
        return []
    allow(session, register, "edit")
    if register.numbering is not None:
        values = numbering.fill(session, register, values)
    connection, table = session.connection(), register.table
    made = list(ids) if ids is not None else new_ids(len(values))
    first = connection.execute(sa.select(sa.func.coalesce(sa.func.max(table.c.n), 0))).scalar_one() + 1
    known = register.fields
    filled = [_without_blanks(row, known) for row in values]
    present = set().union(*filled)
    names = [name for name in register.fields if name in present]
    columns = ["n", "id", "revision", "deleted", *names]
    marks = ", ".join("?" * len(columns))
    with journal.bulk(session, register, "INSERT", len(filled)):
        connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608  names of our own
            [(first + i, made[i], 1, 0, *map(row.get, names)) for i, row in enumerate(filled)],
        )
    journal.record(session, register, [(record, journal.CREATE, row) for record, row in zip(made, filled, strict=True)])
    search.add(connection, register, list(enumerate(filled, first)))
    scope.check(session, register, made, journal.current(session).actor)
    return made


def _without_blanks(row: Values, known: Mapping[str, object]) -> Row:
    """Return the register's fields that are filled; the row itself when it has no others."""
    if isinstance(row, dict) and None not in row.values() and row.keys() <= known.keys():
        return row
    return {name: value for name, value in row.items() if value is not None and name in known}


def update_many(
    session: Session,
    register: Register,
    changes: Sequence[tuple[str, Mapping[str, tuple[Any, Any]]]],
    verb: str = journal.UPDATE,
) -> None:
    """Write checked changes (id, field -> (from, to)) and journal them."""
    if not changes:
        return
    allow(session, register, "edit" if verb == journal.UPDATE else "delete")
    actor, ids = journal.current(session).actor, [record_id for record_id, _fields in changes]
    scope.check(session, register, ids, actor)
    connection, table = session.connection(), register.table.name
    shapes: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for record_id, fields in changes:
        names = tuple(sorted(fields))
        shapes.setdefault(names, []).append((*(fields[n][1] for n in names), record_id))
    with journal.bulk(session, register, "UPDATE", len(changes)):
        for names, parameters in shapes.items():
            sets = ", ".join([*(f"{n} = ?" for n in names), "revision = revision + 1"])
            connection.exec_driver_sql(f"UPDATE {table} SET {sets} WHERE id = ?", parameters)  # noqa: S608  our own names
    journal.record(session, register, [(i, verb, {n: list(pair) for n, pair in f.items()}) for i, f in changes])
    searched = {f.name for f in register.searched}
    touched = [i for i, fields in changes if not searched.isdisjoint(fields)]
    for part in search.parts(touched):
        found = session.execute(sa.select(register.table).where(register.table.c.id.in_(part)))
        search.add(connection, register, [(row["n"], row) for row in found.mappings()])
    scope.check(session, register, ids, actor)


def allow(session: Session, register: Register, verb: str) -> None:
    """Refuse what the role of the gesture's actor does not include, unless it belongs to a verb that it does."""
    gesture = journal.current(session)
    if not gesture.carried:
        gesture.actor.need(f"{register.name}.{verb}")


def delete(session: Session, register: Register, ids: Iterable[str]) -> int:
    """Put records into the bin, with the child records that hang on them; returns how many went, without children.

    Raises what forbids it for one of them (`binning`): then none of them goes.
    """
    if register.append_only:
        raise AppendOnlyError(register=register.label)
    return _delete(session, register, list(ids))


def _delete(session: Session, register: Register, ids: list[str]) -> int:
    from union_desk import binning

    binning.check(session, register, ids)
    moved = _move(session, register, ids, verb=journal.DELETE)
    with journal.carrying(session):
        for child, link in _children(register):
            for part in search.parts(moved):
                of_these = sa.and_(child.table.c[link].in_(part), child.table.c.deleted.is_(False))
                _delete(session, child, list(session.execute(sa.select(child.table.c.id).where(of_these)).scalars()))
    return len(moved)


def restore(session: Session, register: Register, ids: Iterable[str]) -> int:
    """Take records out of the bin with the children that went with them, unless another one has taken their place."""
    wanted = list(ids)
    redaction.refuse(session, wanted, register.label)
    for record_id in wanted:
        row = get(session, register, record_id)
        problems = checking.check_keys(register, row, checking.Here(session, record_id))
        if problems:
            raise InvalidRecordError(list(problems))
    return _restore(session, register, wanted)


def _restore(session: Session, register: Register, ids: list[str]) -> int:
    moved = _move(session, register, ids, verb=journal.RESTORE)
    with journal.carrying(session):
        for child, link in _children(register):
            for part in search.parts(moved):
                _restore(session, child, _went_with(session, register, part, child, link))
    return len(moved)


def _children(register: Register) -> list[tuple[Register, str]]:
    """Return the child books of a register, each with the field that names the parent."""
    return [(child, child.parent) for child in registers.ALL
            if child.parent and getattr(child.fields[child.parent].kind, "register", "") == register.name]


def _went_with(session: Session, register: Register, ids: Sequence[str], child: Register, link: str) -> list[str]:
    """Return the children in the bin that went there in the same gesture as their parent last did."""

    def last(name: str) -> sa.Subquery:
        gone = sa.and_(ChangeRow.register == name, ChangeRow.verb == journal.DELETE)
        newest = sa.func.max(ChangeRow.gesture).label("gesture")
        return sa.select(ChangeRow.record, newest).where(gone).group_by(ChangeRow.record).subquery()

    parent, own, table = last(register.name), last(child.name), child.table
    found = (
        sa.select(table.c.id)
        .join(parent, parent.c.record == table.c[link])
        .join(own, sa.and_(own.c.record == table.c.id, own.c.gesture == parent.c.gesture))
        .where(table.c.deleted.is_(True), table.c[link].in_(ids))
    )
    return list(session.execute(found).scalars())


def _move(session: Session, register: Register, ids: list[str], *, verb: str) -> list[str]:
    """Move records into or out of the bin; returns those that were not there already."""
    gone = verb == journal.DELETE
    table = register.table
    moved: list[str] = []
    for part in search.parts(ids):
        moved += session.execute(
            sa.select(table.c.id).where(table.c.id.in_(part), table.c.deleted == (not gone))
        ).scalars()
    if moved:
        update_many(session, register, [(i, {"deleted": (int(not gone), int(gone))}) for i in moved], verb)
    return moved


def history(session: Session, register: Register, record_id: str) -> list[Entry]:
    """Return all that was ever done to a record, newest first."""
    found = session.execute(
        sa.select(
            GestureRow.n,
            GestureRow.at,
            GestureRow.actor,
            GestureRow.what,
            GestureRow.params,
            ChangeRow.verb,
            ChangeRow.fields,
        )
        .join(GestureRow, GestureRow.n == ChangeRow.gesture)
        .where(ChangeRow.record == record_id, ChangeRow.register == register.name)
        .order_by(ChangeRow.n.desc())
    )
    return [
        Entry(n, at, actor, journal.sentence(what, params), verb, pairs(verb, fields))
        for n, at, actor, what, params, verb, fields in found
    ]


def pairs(verb: str, fields: bytes) -> dict[str, tuple[Any, Any]]:
    """Return a change's fields as (from, to)."""
    values = journal.unpack(fields)
    if verb == journal.CREATE:
        return {name: (None, value) for name, value in values.items()}
    return {name: (pair[0], pair[1]) for name, pair in values.items()}


def values_of(row: Values) -> Row:
    """Return a record without its system columns."""
    return {k: v for k, v in row.items() if k not in SYSTEM_COLUMNS}


def by_ids(session: Session, register: Register, ids: Sequence[str]) -> dict[str, Row]:
    """Return records by id."""
    table, found = register.table, {}
    for part in search.parts(ids):
        rows = session.execute(sa.select(table).where(table.c.id.in_(part))).mappings()
        found.update({row["id"]: dict(row) for row in rows})
    return found


def titles(session: Session, register: Register, ids: Sequence[str]) -> dict[str, str]:
    """Return the words by which a person knows each record."""
    return called(session, register, list(by_ids(session, register, ids).values()))


def called(session: Session, register: Register, found: Sequence[Values]) -> dict[str, str]:
    """Return the words by which a person knows each of some records, by id."""
    names = _named(session, register, found)
    return {str(row["id"]): register.name_of(row, names) for row in found}


def name(session: Session, register: Register, values: Values) -> str:
    """Return the words by which a person knows a record, with those of the records that its title refers to."""
    return register.name_of(values, _named(session, register, [values]))


def _named(session: Session, register: Register, found: Sequence[Values]) -> dict[str, str]:
    names: dict[str, str] = {}
    for spec in register.named_by:
        ids = sorted({str(row[spec.name]) for row in found if row.get(spec.name)})
        names |= titles(session, registers.get(spec.kind.register), ids)  # type: ignore[attr-defined]  # a reference
    return names
