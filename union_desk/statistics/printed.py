"""Cross-tables on paper, checked afterwards: what was printed is kept, and counted anew as of the paper's day."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk import settings
from union_desk.errors import UserError
from union_desk.search import Filter, Query
from union_desk.statistics import dimensions
from union_desk.statistics.crosstab import CrossTab, Keys, crosstab
from union_desk.statistics.scope import Scope
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.statistics.dimensions import Dimension

MARK = "UDX1"
SHORT = 32  # hexadecimal digits of the digest on paper
_KEPT = "statistics_print."


class NoTableCodeError(UserError):
    """What was read is no code of a table."""

    code = "no_table_code"
    message = N_("'{text}' is no code of a table. Scan the square code on the paper.")


@dataclass(frozen=True)
class PaperTable:
    """What the square code of a table says."""

    dimensions: tuple[Dimension, ...]
    day: str
    total: int
    digest: str


@dataclass(frozen=True)
class Cell:
    """A cell that is another now: its categories, what the paper says, what the office counts."""

    labels: tuple[str, ...]
    before: int
    now: int


@dataclass(frozen=True)
class TableVerdict:
    """A paper beside the office: equal or not, and in which cells.

    `kept` tells whether this office knows what was printed; without it everybody was counted, and the cells that
    differ cannot be named.
    """

    paper: PaperTable
    tab: CrossTab
    equal: bool
    kept: bool
    cells: tuple[Cell, ...] = ()


def digest(tab: CrossTab) -> str:
    """Return the digest of a table's cells."""
    return hashlib.sha256(repr(sorted(tab.cells.items())).encode()).hexdigest()[:SHORT]


def code(tab: CrossTab) -> str:
    """Return what the square code of a table holds: its dimensions, its day, its total, the digest of its cells."""
    names = "+".join(dimension.id for dimension in tab.dimensions)
    return ":".join([MARK, names, tab.scope.day, str(tab.total), digest(tab)])


def is_code(text: str) -> bool:
    """Tell whether a text is the code of a table, and not of a return."""
    return text.strip().startswith(f"{MARK}:")


def read_code(text: str) -> PaperTable:
    """Read a square code; raises NoTableCodeError."""
    known = {dimension.id for dimension in dimensions.ALL}
    try:
        mark, names, day, total, told = text.strip().split(":")
        found = PaperTable(tuple(dimensions.get(name) for name in names.split("+") if name in known), day, int(total),
                           told)
    except ValueError:
        raise NoTableCodeError(text=text[:80]) from None
    if mark != MARK or len(found.dimensions) != names.count("+") + 1:
        raise NoTableCodeError(text=text[:80])
    return found


def keep(session: Session, tab: CrossTab) -> None:
    """Keep whom a printed table counted, and its cells; inside a transaction that writes."""
    scope = tab.scope
    chips = [[chip.field, chip.op, list(chip.values)] for chip in scope.query.filters]
    settings.put(session, _name(code(tab)), {
        "text": scope.query.text, "filters": chips, "states": list(scope.states), "known": scope.known,
        "cells": [[list(keys), count] for keys, count in sorted(tab.cells.items())]})


def check(session: Session, text: str) -> TableVerdict:
    """Count a paper's table anew as of its day, with the people whom it counted; raises NoTableCodeError."""
    paper = read_code(text)
    kept: dict[str, Any] | None = settings.get(session, _name(text.strip()), None)
    tab = crosstab(session, paper.dimensions, _scope(paper.day, kept))
    equal = digest(tab) == paper.digest
    cells = () if equal or kept is None else _differing(tab, {tuple(keys): count for keys, count in kept["cells"]})
    return TableVerdict(paper, tab, equal, kept is not None, cells)


def _name(text: str) -> str:
    """Return the name under which a print is kept: its whole code, as one day's tables differ by their cells."""
    return _KEPT + hashlib.sha256(text.encode()).hexdigest()[:SHORT]


def _scope(day: str, kept: dict[str, Any] | None) -> Scope:
    if kept is None:
        return Scope(day)
    query = Query(kept["text"], tuple(Filter(field, op, tuple(values)) for field, op, values in kept["filters"]))
    return Scope(day, query, tuple(kept["states"]), kept["known"])


def _differing(tab: CrossTab, before: dict[Keys, int]) -> tuple[Cell, ...]:
    labels = [{category.key: category.label for category in axis.categories} for axis in tab.axes]
    return tuple(Cell(tuple(known.get(key, key) for known, key in zip(labels, keys, strict=True)), before.get(keys, 0),
                      tab.cells[keys])
                 for keys in sorted(before.keys() | tab.cells.keys()) if before.get(keys, 0) != tab.cells[keys])
