"""The unions as a tree: who belongs under whom, and what became of each, with its history."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.server import engine as engines
from sync.server.superior import UnitExistsError, UnitNotFoundError, now
from sync.server.tables import DEVICES, TOKENS, UNIT_HISTORY, UNITS
from union_desk.errors import UserError
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sync.server.superior import Superior

ADDED, RENAMED, MOVED, CLOSED, MERGED, REOPENED = "added", "renamed", "moved", "closed", "merged", "reopened"
Row = dict[str, Any]


class UnitCircleError(UserError):
    """A union cannot stand below itself."""

    code = "unit_circle"
    message = N_("{unit} cannot be put below {parent}: that union stands below it already, or is the same.")


class UnitClosedError(UserError):
    """The union is closed."""

    code = "unit_closed"
    message = N_("{unit} is closed. Open it again first.")


class UnitOpenError(UserError):
    """The union is not closed."""

    code = "unit_open"
    message = N_("{unit} is not closed.")


class UnitHasChildrenError(UserError):
    """There are unions below it."""

    code = "unit_has_children"
    message = N_("{unit} cannot be closed while {count} unions stand below it. Move them, or merge it into another.")


def tree(superior: Superior) -> list[Row]:
    """Return every unit below its parent: id, code, name, parent's code, depth, whether it is closed."""
    with engines.reading(superior.engine) as connection:
        rows = [dict(row) for row in connection.execute(sa.select(UNITS).order_by(UNITS.c.code)).mappings()]
    codes = {row["id"]: row["code"] for row in rows}
    return [{"code": row["code"], "name": row["name"], "parent": codes.get(row["parent_id"]), "depth": depth,
             "closed_at": row["closed_at"], "merged_into": codes.get(row["merged_into"])}
            for row, depth in _below(rows, None, 0)]


def _below(rows: list[Row], parent: str | None, depth: int) -> Iterator[tuple[Row, int]]:
    for row in rows:
        if row["parent_id"] == parent:
            yield row, depth
            yield from _below(rows, row["id"], depth + 1)


def move(superior: Superior, code: str, parent: str | None) -> None:
    """Put a unit below another, or at the top; raises UnitNotFoundError, UnitCircleError, UnitClosedError."""
    with engines.writing(superior.engine) as connection:
        unit = _open(connection, code)
        above = _open(connection, parent) if parent is not None else None
        if above is not None and unit["id"] in _line(connection, above):
            raise UnitCircleError(unit=unit["name"], parent=above["name"])
        _change(connection, unit, MOVED, parent_id=above["id"] if above is not None else None)


def rename(superior: Superior, code: str, *, name: str | None = None, new_code: str | None = None) -> None:
    """Give a unit another name or code; certificates keep the old ones. Raises UnitNotFoundError, UnitExistsError."""
    with engines.writing(superior.engine) as connection:
        unit = find(connection, code)
        taken = connection.execute(sa.select(UNITS.c.name).where(
            UNITS.c.code == new_code, UNITS.c.id != unit["id"])).scalar()
        if taken is not None:
            raise UnitExistsError(code=new_code, name=taken)
        given = {"name": name, "code": new_code}
        _change(connection, unit, RENAMED, **{k: v for k, v in given.items() if v is not None})


def close(superior: Superior, code: str) -> None:
    """Close a unit: its computers may not report any more, what they sent stays. Raises UnitHasChildrenError."""
    with engines.writing(superior.engine) as connection:
        unit = _open(connection, code)
        below = connection.execute(sa.select(sa.func.count()).select_from(UNITS).where(
            UNITS.c.parent_id == unit["id"], UNITS.c.closed_at.is_(None))).scalar_one()
        if below:
            raise UnitHasChildrenError(unit=unit["name"], count=below)
        _shut(connection, unit, CLOSED)


def merge(superior: Superior, code: str, into: str) -> None:
    """Merge a unit into another: those below it move along, and it is closed.

    Its records keep their origin; the office enrols with a token of the other unit and sends everything again.
    """
    with engines.writing(superior.engine) as connection:
        unit, other = _open(connection, code), _open(connection, into)
        if unit["id"] in _line(connection, other):
            raise UnitCircleError(unit=unit["name"], parent=other["name"])
        below = connection.execute(sa.select(UNITS).where(UNITS.c.parent_id == unit["id"])).mappings().all()
        for child in below:
            _change(connection, dict(child), MOVED, parent_id=other["id"])
        _shut(connection, unit, MERGED, merged_into=other["id"])


def reopen(superior: Superior, code: str) -> None:
    """Open a closed unit again; its computers need to be allowed again, or new tokens. Raises UnitOpenError."""
    with engines.writing(superior.engine) as connection:
        unit = find(connection, code)
        if unit["closed_at"] is None:
            raise UnitOpenError(unit=unit["name"])
        _change(connection, unit, REOPENED, closed_at=None, merged_into=None)


def history(superior: Superior, code: str) -> list[Row]:
    """Return what became of a unit, oldest first: when, what, and the facts before and after (units by their codes)."""
    with engines.reading(superior.engine) as connection:
        unit = find(connection, code)
        codes: dict[str, str] = dict(connection.execute(sa.select(UNITS.c.id, UNITS.c.code)).all())
        rows = connection.execute(sa.select(UNIT_HISTORY).where(
            UNIT_HISTORY.c.unit_id == unit["id"]).order_by(UNIT_HISTORY.c.n)).mappings().all()
    begun = [{"at": unit["added_at"], "event": ADDED, "changes": {}}]
    return begun + [{"at": row["at"], "event": row["event"], "changes": {
        fact: [codes.get(value, value) for value in both] for fact, both in json.loads(row["detail"]).items()}}
        for row in rows]


def find(connection: sa.Connection, code: str) -> Row:
    """Return a unit's row by its code. Raises UnitNotFoundError."""
    row = connection.execute(sa.select(UNITS).where(UNITS.c.code == code).with_for_update()).mappings().first()
    if row is None:
        raise UnitNotFoundError(code=code)
    return dict(row)


def _open(connection: sa.Connection, code: str) -> Row:
    unit = find(connection, code)
    if unit["closed_at"] is not None:
        raise UnitClosedError(unit=unit["name"])
    return unit


def _line(connection: sa.Connection, unit: Mapping[str, Any]) -> set[str]:
    """Return the ids of a unit and of all above it."""
    parents: dict[str, str | None] = dict(connection.execute(sa.select(UNITS.c.id, UNITS.c.parent_id)).all())
    line, at = set[str](), unit["id"]
    while at is not None and at not in line:
        line.add(at)
        at = parents.get(at)
    return line


def _shut(connection: sa.Connection, unit: Row, event: str, **facts: object) -> None:
    moment = now()
    _change(connection, unit, event, closed_at=moment, **facts)
    for table in (DEVICES, TOKENS):
        connection.execute(sa.update(table).where(
            table.c.unit_id == unit["id"], table.c.revoked_at.is_(None)).values(revoked_at=moment))


def _change(connection: sa.Connection, unit: Row, event: str, **facts: object) -> None:
    connection.execute(sa.update(UNITS).where(UNITS.c.id == unit["id"]).values(**facts))
    detail = {name: [unit[name], value] for name, value in facts.items() if unit[name] != value}
    connection.execute(sa.insert(UNIT_HISTORY).values(
        at=now(), unit_id=unit["id"], event=event, detail=json.dumps(detail, ensure_ascii=False)))
