"""Many records at once, column by column, for rules that see at a glance which of them deserve a look.

A superior looks for errors in whole frames. A rule that can name the rows which may have one need not be asked about
all the others; what it names must contain every row with an error, and may contain more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


@dataclass(frozen=True)
class Many:
    """Columns of equal length, each value as it is in its record; a column that is missing is empty.

    `noted` keeps what one rule found out about all rows for another one.
    """

    columns: Mapping[str, Sequence[Any]]
    count: int
    noted: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def get(self, name: str) -> Sequence[Any]:
        """Return a column."""
        return self.columns.get(name) or (None,) * self.count

    def has(self, *names: str) -> bool:
        """Tell whether all of these columns hold something."""
        return all(name in self.columns for name in names)

    def note(self, name: str, find: Callable[[Many], Any]) -> Any:
        """Return what is to be known of all rows, found out once."""
        if name not in self.noted:
            self.noted[name] = find(self)
        return self.noted[name]


def later(many: Many, today: str, *names: str) -> set[int]:
    """Return the rows with a day in one of these columns that may lie after today (ISO), or is none."""
    found: set[int] = set()
    for name in names:
        days = many.get(name)
        told = [day for day in days if day]
        try:
            has_come = max(told, default="") <= today and min(map(len, told), default=len(today)) >= len(today)
        except TypeError:
            has_come = False
        if not has_come:
            found.update(row for row, day in enumerate(days) if day is not None)
    return found


def disordered(many: Many, first: str, second: str) -> set[int]:
    """Return the rows whose second value does not lie after the first, or may not be compared with it."""
    if not many.has(first, second):
        return set()
    pairs = [(row, one, other) for row, (one, other) in enumerate(zip(many.get(first), many.get(second), strict=True))
             if one is not None and other is not None]
    try:
        return {row for row, one, other in pairs if not one < other}
    except TypeError:
        return {row for row, _one, _other in pairs}
