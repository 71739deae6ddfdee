"""Cross-tables on paper, checked afterwards: what was printed is kept, and counted anew as of the paper's day."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk import settings
from union_desk.statistics import printed_code
from union_desk.statistics.crosstab import Keys, crosstab
from union_desk.statistics.printed_code import LINES, PaperTable, code, digest, is_code, mark_of, read_code
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from union_desk.statistics.crosstab import CrossTab

__all__ = ["Cell", "PaperTable", "TableVerdict", "beside", "check", "code", "digest", "is_code", "keep", "kept_of",
           "read_code"]

_KEPT = "statistics_print."
_UNKNOWN = N_("a category that is not known here")


@dataclass(frozen=True)
class Cell:
    """A cell that is another now: its categories, what the paper says, what is counted now."""

    labels: tuple[str, ...]
    before: int
    now: int


@dataclass(frozen=True)
class TableVerdict:
    """A paper beside a count: equal or not, and in which cells (or lines, where the table has many cells).

    `kept` tells whether whom the paper counted is known; without it everybody was counted.
    """

    paper: PaperTable
    tab: CrossTab
    equal: bool
    kept: bool
    cells: tuple[Cell, ...] = ()


def keep(session: Session, tab: CrossTab, union: str = "") -> None:
    """Keep whom a printed table counted, and its cells; inside a transaction that writes."""
    settings.put(session, _name(code(tab, union)), {
        **printed_code.scope_document(tab.scope),
        "cells": [[list(keys), count] for keys, count in sorted(tab.cells.items())]})


def kept_of(session: Session, text: str) -> dict[str, Any] | None:
    """Return what was kept when the paper with this code was printed here; None where it was not."""
    kept: dict[str, Any] | None = settings.get(session, _name(text.strip()), None)
    return kept


def check(session: Session, text: str) -> TableVerdict:
    """Count a paper's table anew as of its day, with the people whom it counted; raises NoTableCodeError."""
    paper = read_code(text)
    kept = kept_of(session, text)
    scope = paper.scope if kept is None else printed_code.read_scope(paper.day, kept)
    return beside(paper, crosstab(session, paper.dimensions, scope), kept)


def beside(paper: PaperTable, tab: CrossTab, kept: Mapping[str, Any] | None = None) -> TableVerdict:
    """Compare a paper with a count of the same dimensions; `kept` has its cells where they are known."""
    equal = digest(tab) == paper.digest
    known = kept is not None or not paper.some
    return TableVerdict(paper, tab, equal, known, () if equal or not known else _differing(paper, tab, kept))


def _differing(paper: PaperTable, tab: CrossTab, kept: Mapping[str, Any] | None) -> tuple[Cell, ...]:
    labels = [{category.key: category.label for category in axis.categories} for axis in tab.axes]
    if kept is not None:
        before = {tuple(keys): int(count) for keys, count in kept["cells"]}
        return _cells(labels, before, tab.cells)
    whole = not paper.parts.startswith(LINES)
    now = tab.cells if whole else tab.marginal((True, *[False] * (len(tab.axes) - 1)))
    marks = {mark_of(keys): keys for keys in now}
    told = {marks.get(mark, (f"?{mark}",)): count for mark, count in paper.counts().items()}
    return _cells(labels, told, now) if told else ()


def _cells(labels: list[dict[str, str]], before: Mapping[Keys, int], now: Mapping[Keys, int]) -> tuple[Cell, ...]:
    def words(keys: Keys) -> tuple[str, ...]:
        if keys[0].startswith("?") and len(keys[0]) > 1 and keys not in now:
            return (_(_UNKNOWN),)
        return tuple(known.get(key, key) for known, key in zip(labels, keys, strict=False))

    return tuple(Cell(words(keys), before.get(keys, 0), now.get(keys, 0))
                 for keys in sorted(before.keys() | now.keys()) if before.get(keys, 0) != now.get(keys, 0))


def _name(text: str) -> str:
    """Return the name under which a print is kept: its whole code, as one day's tables differ by their cells."""
    return _KEPT + hashlib.sha256(text.encode()).hexdigest()[:printed_code.SHORT]
