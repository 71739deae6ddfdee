"""The rows of a book as they stand in the office's database, column by column, whatever stands in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec

from sync.desk import driver
from union_desk import database

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from sync.protocol.columns import Value

_NAMED = "id IN (SELECT value FROM json_each(?))"
_read_json = msgspec.json.Decoder(list[str | int | None]).decode


def images(s: Session, table: str, names: Sequence[str],
           records: Sequence[str]) -> tuple[list[str], list[int], dict[str, Sequence[Value]]]:
    """Return the rows as they stand: ids, which are in the bin, and the columns that hold something.

    What lies in the bin is gone for the superior.
    """
    columns: list[list[Any]]
    try:
        columns = _read_columns(s, table, ("id", "deleted", *names), records)
    except (msgspec.DecodeError, UnicodeDecodeError, database.driver().OperationalError):
        columns = _read_values(s, table, ("id", "deleted", *names), records)
    found, deleted, *rest = columns
    missing = set(records).difference(found) if len(found) < len(records) else ()
    for row in [row for row, gone in enumerate(deleted) if gone] if any(deleted) else ():
        for column in rest:
            column[row] = None
    for column in rest:
        column.extend([None] * len(missing))
    filled: dict[str, Sequence[Value]] = {name: values for name, values in zip(names, rest, strict=True)
              if values and (values[0] is not None or values.count(None) < len(values))}
    return [*found, *missing], [*deleted, *([1] * len(missing))], filled


def _read_columns(s: Session, table: str, names: Sequence[str], records: Sequence[str]) -> list[list[Any]]:
    """Return each column as the database hands it over, as one JSON text.

    A frame has some 150,000 values, and the driver is slow with each.
    """
    wanted = ", ".join(f"CAST(json_group_array({name}) AS BLOB)" for name in names)
    (told,) = driver.fetch(s, f"SELECT {wanted} FROM {table} WHERE {_NAMED}", (json.dumps(records),))  # noqa: S608  our tables
    return [_read_json(column) for column in told]


def _read_values(s: Session, table: str, names: Sequence[str], records: Sequence[str]) -> list[list[Any]]:
    """Return the columns value by value, where one of them is of a kind that no frame carries.

    Fractions and bytes, which no gesture of this program writes, travel as text, so that the superior says what is
    wrong with them and no other record waits for them.
    """
    wanted = ", ".join(f"CASE WHEN typeof({name}) IN ('integer', 'null') THEN {name} ELSE CAST({name} AS BLOB) END"
                       for name in names)
    told = driver.fetch(s, f"SELECT {wanted} FROM {table} WHERE {_NAMED}", (json.dumps(records),))  # noqa: S608  our tables
    return [[value.decode("utf-8", "replace") if isinstance(value, bytes) else value for value in column]
            for column in zip(*told, strict=True)] if told else [[] for _name in names]
