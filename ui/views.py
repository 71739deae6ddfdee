"""Saved views: named filters and orders of a register, kept in the office's database because filters may hold names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import settings
from union_desk.search import Filter, Query

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.schema.register import Register


def to_plain(query: Query) -> dict[str, Any]:
    """Return a query as plain values that JSON can hold."""
    return {
        "text": query.text,
        "filters": [[f.field, f.op, list(f.values)] for f in query.filters],
        "sort": [list(s) for s in query.sort],
    }


def from_plain(register: Register, plain: dict[str, Any]) -> Query:
    """Return the query; what speaks of fields that the register no longer has is left out."""
    known = {"id", *register.fields}
    return Query(
        text=str(plain.get("text", "")),
        filters=tuple(
            Filter(field, op, tuple(values)) for field, op, values in plain.get("filters", []) if field in known
        ),
        sort=tuple((field, bool(down)) for field, down in plain.get("sort", []) if field in known),
    )


def saved(session: Session, register: Register) -> dict[str, Query]:
    """Return the saved views by name, in order of entry."""
    found = settings.get(session, _name(register), {})
    return {name: from_plain(register, plain) for name, plain in found.items()}


def put(session: Session, register: Register, name: str, query: Query | None) -> None:
    """Save a view under a name, or remove it with None; inside `db.bookkeeping()`."""
    found = settings.get(session, _name(register), {})
    if query is None:
        found.pop(name, None)
    else:
        found[name] = to_plain(query)
    settings.put(session, _name(register), found)


def _name(register: Register) -> str:
    return f"views/{register.name}"
