"""What the square code of a cross-table says: whose it is, dimensions, day, total, digest, whom it counts, its cells.

`UDX1:union:dimensions:day:total:digest:whom:cells`. `whom` is empty for all members, `~` where the code cannot say it
(long lists of people, searches, private particulars), else the scope as base64url of JSON. `cells` has, for a small
table, every cell with somebody in it as five hexadecimal digits of its categories' digest and its number; for a larger
one its lines; nothing where the lines are many. So that a difference can be named by whoever did not print the table.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk.errors import UserError
from union_desk.registers.members import MEMBERS
from union_desk.search import Filter, Query
from union_desk.statistics import dimensions
from union_desk.statistics.scope import COUNTED, Scope
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from union_desk.statistics.crosstab import CrossTab, Keys
    from union_desk.statistics.dimensions import Dimension

MARK = "UDX1"
SHORT = 32  # hexadecimal digits of the digest on paper
LINES = "="
SOME = "~"
_MARK = 5
_MOST_CELLS = 20
_LONGEST_SCOPE = 160
_OPERATORS = {"is", "not", "from", "to", "has", "empty", "filled", "was"}


class NoTableCodeError(UserError):
    """What was read is no code of a table."""

    code = "no_table_code"
    message = N_("'{text}' is no code of a table. Scan the square code on the paper.")


@dataclass(frozen=True)
class PaperTable:
    """What the square code of a table says. With `some` it counts people whom the code does not name."""

    union: str
    dimensions: tuple[Dimension, ...]
    scope: Scope
    total: int
    digest: str
    some: bool
    parts: str

    @property
    def day(self) -> str:
        """Return the day as of which the table was counted."""
        return self.scope.day

    def counts(self) -> dict[str, int]:
        """Return the numbers of its cells, or of its lines, by their marks; empty where the code has none."""
        told = self.parts.removeprefix(LINES)
        return {one[:_MARK]: int(one[_MARK:]) for one in told.split(".") if one}


def digest(tab: CrossTab) -> str:
    """Return the digest of a table's cells."""
    return hashlib.sha256(repr(sorted(tab.cells.items())).encode()).hexdigest()[:SHORT]


def mark_of(keys: Keys) -> str:
    """Return the mark of a cell or line: the beginning of its categories' digest, the same in every language."""
    return hashlib.sha256("\x1f".join(keys).encode()).hexdigest()[:_MARK]


def code(tab: CrossTab, union: str = "") -> str:
    """Return what the square code of a table holds; `union` is the code of the union whose table it is."""
    names = "+".join(dimension.id for dimension in tab.dimensions)
    return ":".join([MARK, union.replace(":", ""), names, tab.scope.day, str(tab.total), digest(tab), _whom(tab.scope),
                     _parts(tab)])


def _parts(tab: CrossTab) -> str:
    lines = tab.marginal((True, *[False] * (len(tab.axes) - 1)))
    for start, found in (("", tab.cells), (LINES, lines)):
        told = {mark_of(keys): count for keys, count in sorted(found.items()) if count}
        if len(told) == sum(map(bool, found.values())) <= _MOST_CELLS:
            return start + ".".join(f"{mark}{count}" for mark, count in told.items())
    return ""


def scope_document(scope: Scope) -> dict[str, Any]:
    """Return whom a table counts as plain data."""
    chips = [[chip.field, chip.op, list(chip.values)] for chip in scope.query.filters]
    return {"text": scope.query.text, "filters": chips, "states": list(scope.states), "known": scope.known}


def read_scope(day: str, told: Mapping[str, Any]) -> Scope:
    """Return whom a table counts from plain data; raises ValueError, KeyError, TypeError where it is none."""
    chips = tuple(Filter(field, op, tuple(values)) for field, op, values in told["filters"])
    return Scope(day, Query(str(told["text"]), chips), tuple(told["states"]), bool(told["known"]))


def _whom(scope: Scope) -> str:
    told = scope_document(scope)
    if told == scope_document(Scope(scope.day)):
        return ""
    private = any(chip.field not in MEMBERS.fields or MEMBERS.fields[chip.field].sensitive
                  for chip in scope.query.filters)
    text = base64.urlsafe_b64encode(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()).decode()
    return SOME if private or scope.query.text.strip() or len(text) > _LONGEST_SCOPE else text


def is_code(text: str) -> bool:
    """Tell whether a text is the code of a table, and not of a return."""
    return text.strip().startswith(f"{MARK}:")


def read_code(text: str) -> PaperTable:
    """Read a square code; raises NoTableCodeError."""
    try:
        mark, union, names, day, total, told, whom, parts = text.strip().split(":")
        dt.date.fromisoformat(day)
        scope = Scope(day, states=COUNTED) if whom in {"", SOME} else _scope(day, whom)
        found = PaperTable(union, tuple(map(dimensions.get, names.split("+"))), scope, int(total), told, whom == SOME,
                           parts)
        found.counts()
    except (ValueError, KeyError, TypeError):
        raise NoTableCodeError(text=text[:80]) from None
    if mark != MARK:
        raise NoTableCodeError(text=text[:80])
    return found


def _scope(day: str, whom: str) -> Scope:
    """Read whom the code names; it may come from anywhere, so nothing but the members' open fields is taken."""
    scope = read_scope(day, json.loads(base64.urlsafe_b64decode(whom.encode())))
    for chip in scope.query.filters:
        field = MEMBERS.fields[chip.field]
        bounds = {"from": 1, "to": 1, "has": 1}.get(chip.op, len(chip.values))
        plain = all(isinstance(value, str | int) for value in chip.values)
        if field.sensitive or chip.op not in _OPERATORS or len(chip.values) != bounds or not plain:
            raise ValueError
        if chip.op == "was" and (chip.field != "membership_state" or not chip.values):
            raise ValueError
    if scope.query.text or not all(isinstance(state, str) for state in scope.states):
        raise ValueError
    return scope
