"""Rules that several books of the cadres share: days in order, nothing from the future, what is frozen stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.schema.problem import ERROR, Problem
from union_desk.schema.register import Rule
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from union_desk.schema.register import Context, Values


def number(values: Values, name: str) -> int | None:
    """Return a whole number, None where there is none."""
    value = values.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def in_order(first: str, last: str) -> Rule:
    """Return the rule that one day does not lie before another."""

    def check(values: Values, _context: Context) -> Iterable[Problem]:
        begins, ends = values.get(first), values.get(last)
        if isinstance(begins, str) and isinstance(ends, str) and ends < begins:
            yield Problem(ERROR, "dates", last, N_("It ends before it begins."))

    return Rule("dates", (first, last), check)


def not_in_future(*names: str) -> Rule:
    """Return the rule that what happened does not lie in the future."""

    def check(values: Values, context: Context) -> Iterable[Problem]:
        for name in names:
            day = values.get(name)
            if isinstance(day, str) and day > context.today:
                yield Problem(ERROR, "future_date", name, N_("{date} lies in the future."), {"date": day})

    return Rule("future_date", names, check)


def changed(register: str, values: Values, context: Context, names: Sequence[str]) -> list[str]:
    """Return which fields of a stored record would change; none for a record that is new."""
    own = values.get("id")
    if not isinstance(own, str) or not own:
        return []
    return [name for name in names if context.lookup(register, own, name) != values.get(name)]
