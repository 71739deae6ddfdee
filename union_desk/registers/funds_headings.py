"""The headings of income and expenditure: their sides, their items, and what closed ones have become (domain §6.3)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from union_desk.paths import resource
from union_desk.schema import codes

if TYPE_CHECKING:
    from union_desk.schema.codes import CodeEntry

INCOME, EXPENSE = "1", "2"
_CATEGORY_LENGTH = 3


@cache
def forbidden() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return the words of entries that union funds do not pay, each with its basis (domain §6.6)."""
    with resource("rules", "fund_forbidden.csv").open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(line for line in stream if not line.startswith("#"))
        return tuple((tuple(row["words"].split("|")), row["basis"]) for row in rows)


@dataclass(frozen=True, slots=True)
class Successor:
    """What took the place of a closed heading or item, and by which document."""

    code: str
    basis: str


@cache
def _successors() -> dict[str, Successor]:
    with resource("rules", "fund_headings.csv").open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(line for line in stream if not line.startswith("#"))
        return {row["old"]: Successor(row["new"], row["basis"]) for row in rows}


def successor(code: str) -> Successor | None:
    """Return what a heading or item of the older rules has become, None for one that goes on."""
    return _successors().get(code)


def side(category: str) -> str:
    """Return whether a heading is income or expenditure: the first digit says so."""
    return category[:1]


def category_of(item: str) -> str:
    """Return the heading under which an item stands."""
    return item[:_CATEGORY_LENGTH]


def entry(code: str) -> CodeEntry | None:
    """Return a heading or an item by its code."""
    name = "fund_category" if len(code) == _CATEGORY_LENGTH else "fund_item"
    return next((one for one in codes.get(name) if one.code == code), None)


def present(code: str, day: str) -> str:
    """Return the code under which a heading or item is shown on an ISO day: itself, or what it has become."""
    found = entry(code)
    after = successor(code)
    if found is None or found.is_valid(day) or after is None:
        return code
    return after.code
