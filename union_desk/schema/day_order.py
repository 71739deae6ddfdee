"""The order of days that every book keeps alike: what has happened is not ahead, and nothing ends before it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.schema.problem import ERROR, Problem
from union_desk.schema.register import Rule
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from union_desk.schema.register import Context, Values

FUTURE, BACKWARDS = N_("{date} lies in the future."), N_("It ends before it begins.")


def ahead(values: Values, context: Context, *names: str, level: str = ERROR) -> Iterable[Problem]:
    """Refuse each of these ISO days (or months, or years as numbers) that has not come yet."""
    for name in names:
        day = values.get(name)
        if isinstance(day, int | str) and str(day) > context.today[:max(len(str(day)), 4)]:
            yield Problem(level, "future_date", name, FUTURE, {"date": day})


def backwards(values: Values, first: str, *later: str, message: str = BACKWARDS) -> Iterable[Problem]:
    """Refuse each of the later ISO days that lies before the first."""
    begins = values.get(first)
    for name in later:
        ends = values.get(name)
        if isinstance(begins, str) and isinstance(ends, str) and begins and ends and ends < begins:
            yield Problem(ERROR, "dates", name, message)


def not_ahead(*names: str) -> Rule:
    """Return the rule that none of these days lies in the future."""
    return Rule("future_date", names, lambda values, context: ahead(values, context, *names))


def in_order(first: str, *later: str, message: str = BACKWARDS) -> Rule:
    """Return the rule that the later days do not lie before the first."""
    return Rule("dates", (first, *later), lambda values, _context: backwards(values, first, *later, message=message))
