"""The order of days that every book keeps alike: what has happened is not ahead, and nothing ends before it begins.

Here, too, what holds from a day until another: a norm, a clause of a policy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.schema.many import later
from union_desk.schema.problem import ERROR, Problem
from union_desk.schema.register import Rule
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from union_desk.schema.register import Context, Values

class Dated:
    """What is in force from one ISO day until another, that day included; open where a day is empty."""

    __slots__ = ()
    if TYPE_CHECKING:

        @property
        def begins(self) -> str:
            """Return the first day."""

        @property
        def ends(self) -> str:
            """Return the last day."""

    def holds(self, day: str) -> bool:
        """Tell whether it is in force on an ISO day."""
        return (not self.begins or self.begins <= day) and (not self.ends or day <= self.ends)


FUTURE, BACKWARDS = N_("{date} lies in the future."), N_("It ends before it begins.")


def ahead(values: Values, context: Context, *names: str, level: str = ERROR) -> Iterable[Problem]:
    """Refuse each of these ISO days (or months, or years as numbers) that has not come yet."""
    today = context.today
    for name in names:
        day = values.get(name)
        if day is None or (isinstance(day, str) and len(day) == len(today) and day <= today):  # nearly all
            continue
        if isinstance(day, int | str) and str(day) > today[:max(len(str(day)), 4)]:
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
    return Rule("future_date", names, lambda values, context: ahead(values, context, *names),
                doubtful=lambda many, context: later(many, context.today, *names))


def in_order(first: str, *later: str, message: str = BACKWARDS) -> Rule:
    """Return the rule that the later days do not lie before the first."""
    return Rule("dates", (first, *later), lambda values, _context: backwards(values, first, *later, message=message))
