"""Statements handed to PostgreSQL's driver as they are, for what runs with every frame and takes the database a while.

They run inside the transaction of the connection that is given, like all others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import sqlalchemy as sa


def among(connection: sa.Connection, column: sa.Column[Any]) -> str:
    """Return the condition that a column has one of many values, which are given as one JSON text."""
    kind = column.type.compile(connection.dialect)
    return f"{column.name} = ANY (ARRAY(SELECT json_array_elements_text(%s::json)::{kind}))"


def ask(connection: sa.Connection, statement: str, parameters: Sequence[Any],
        meanwhile: Iterator[None]) -> list[tuple[Any, ...]]:
    """Return what a statement finds; a step of `meanwhile`, which needs no database, is gone while that looks."""
    driver: Any = connection.connection.driver_connection
    with driver.pipeline(), driver.cursor() as cursor:
        cursor.execute(statement, parameters)
        next(meanwhile, None)
        return list(cursor.fetchall())
