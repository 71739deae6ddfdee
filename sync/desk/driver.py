"""Statements handed to the driver as they are, for what runs with every frame or brings very many rows.

Spelling and reading a statement by way of SQLAlchemy costs twenty times what the driver takes for a small one. They run
inside the caller's transaction, like all others of its session.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


def fetch(s: Session, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return the rows that a statement finds, as the driver's own tuples."""
    with closing(s.connection().connection.cursor()) as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def run(s: Session, statement: str, parameters: Sequence[Any] = ()) -> None:
    """Run a statement."""
    with closing(s.connection().connection.cursor()) as cursor:
        cursor.execute(statement, parameters)


def run_many(s: Session, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run a statement once for each row of parameters."""
    with closing(s.connection().connection.cursor()) as cursor:
        cursor.executemany(statement, rows)
