"""Rules that the books of joining, transfer and leaving share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from union_desk.schema.day_order import ahead
from union_desk.schema.problem import ERROR, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from union_desk.schema.register import Context, Values

_MONTH = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])")
_TAIL = re.compile(r"\d{4}")
ORDER = N_("{later} lies before {earlier}.")


def month(name: str) -> Callable[[Values, Context], Iterable[Problem]]:
    """Return the check that a field holds a month such as 2026-03."""

    def check(values: Values, _context: Context) -> Iterable[Problem]:
        value = values.get(name)
        if isinstance(value, str) and not _MONTH.fullmatch(value):
            yield Problem(ERROR, "month", name, N_("'{text}' is no month; write it as 2026-03."), {"text": value})

    return check


def tail(values: Values, _context: Context) -> Iterable[Problem]:
    """Refuse more of a card's number than its last four digits (domain §4.3)."""
    value = values.get("card_tail")
    if isinstance(value, str) and not _TAIL.fullmatch(value):
        yield Problem(ERROR, "card_tail", "card_tail", N_("Only the last four digits of the card are kept."))


def in_order(*names: str) -> Callable[[Values, Context], Iterable[Problem]]:
    """Return the check that the dates that are there follow each other and that none lies in the future."""

    def check(values: Values, context: Context) -> Iterable[Problem]:
        last = ""
        for name in names:
            day = values.get(name)
            if not isinstance(day, str):
                continue
            yield from ahead(values, context, name)
            if day < last:
                yield Problem(ERROR, "dates", name, ORDER, {"later": day, "earlier": last})
            last = max(last, day)

    return check


def after_the_last(register: str, link: str, record: Values, event: Values, context: Context) -> Iterable[Problem]:
    """Refuse an event that is older than the one before it: the order of the events is the order of the days."""
    if not record.get("id"):
        return
    days = [str(row["happened_on"]) for row in context.rows(register, link, record["id"]) if row.get("happened_on")]
    happened = str(event.get("happened_on") or "")
    if days and happened < max(days):
        yield Problem(ERROR, "dates", "happened_on", ORDER, {"later": happened, "earlier": max(days)})
