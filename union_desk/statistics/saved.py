"""Cross-tables saved by name with the people whom they count: kept with the office, so that everybody finds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk import settings
from union_desk.errors import UserError
from union_desk.search import Filter, Query
from union_desk.statistics import dimensions
from union_desk.words import N_, series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

SETTING = "statistics_tables"


class UnknownTableError(UserError):
    """No table was saved under that name."""

    code = "unknown_table"
    message = N_("There is no saved table '{name}'. There are: {known}.")


@dataclass(frozen=True)
class Saved:
    """A table: its name, its dimensions (lines first), and the query of the people whom it counts."""

    name: str
    dimensions: tuple[str, ...]
    query: Query


def read(session: Session) -> list[Saved]:
    """Return the saved tables by name; those of dimensions that no longer exist are left out."""
    known = {dimension.id for dimension in dimensions.ALL}
    found: dict[str, Any] = settings.get(session, SETTING, {})
    return [Saved(name, tuple(kept["dimensions"]), _query(kept)) for name, kept in sorted(found.items())
            if known.issuperset(kept["dimensions"])]


def get(session: Session, name: str) -> Saved:
    """Return the table saved under a name; raises UnknownTableError."""
    found = read(session)
    for saved in found:
        if saved.name == name:
            return saved
    raise UnknownTableError(name=name, known=series(saved.name for saved in found) or "—")


def put(session: Session, name: str, names: Sequence[str], query: Query) -> None:
    """Save a table under a name, replacing one of that name; inside `db.bookkeeping()`."""
    found: dict[str, Any] = settings.get(session, SETTING, {})
    chips = [[chip.field, chip.op, list(chip.values)] for chip in query.filters]
    found[name] = {"dimensions": list(names), "text": query.text, "filters": chips}
    settings.put(session, SETTING, found)


def remove(session: Session, name: str) -> None:
    """Forget a saved table; inside `db.bookkeeping()`."""
    found: dict[str, Any] = settings.get(session, SETTING, {})
    found.pop(name, None)
    settings.put(session, SETTING, found)


def _query(kept: dict[str, Any]) -> Query:
    return Query(kept["text"], tuple(Filter(field, op, tuple(values)) for field, op, values in kept["filters"]))
