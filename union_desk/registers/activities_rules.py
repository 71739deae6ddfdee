"""Rules over one activity: dates, times, form and norms of length (domain reference §5.2, §5.4)."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from union_desk.schema import workdays
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.register import Context, Rule, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

OUTING, RECUPERATION_STAY = "05", "07"
RECUPERATION = "A07"
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_FULL = 100
_OFFICE_HOURS = ("08:00", "17:30")
# The forms of an activity that belong to one kind only
_FORM_OF = {"04": "A02", "05": "A02", "06": "A10", "07": "A07", "08": "A03"}


def text(values: Values, name: str) -> str:
    """Return a value as text, empty without."""
    value = values.get(name)
    return value if isinstance(value, str) else ""


def number(values: Values, name: str) -> int:
    """Return a value as a whole number, 0 without."""
    value = values.get(name)
    return value if isinstance(value, int) else 0


def days_of(values: Values) -> int:
    """Return how many calendar days an activity takes, 0 when it has no day yet."""
    begins, ends = text(values, "starts_on"), text(values, "ends_on")
    if not begins:
        return 0
    return (dt.date.fromisoformat(ends or begins) - dt.date.fromisoformat(begins)).days + 1


def minutes_of(values: Values) -> int | None:
    """Return how many minutes a day's activity lasts by its two times, None when they are not given."""
    begins, ends = text(values, "starts_at"), text(values, "ends_at")
    if not (_TIME.fullmatch(begins) and _TIME.fullmatch(ends)):
        return None
    return _minutes(ends) - _minutes(begins)


def _minutes(clock: str) -> int:
    hours, _colon, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


def is_time(clock: str) -> bool:
    """Tell whether a text is a time of day, 09:30."""
    return bool(_TIME.fullmatch(clock))


def _dates(values: Values, _context: Context) -> Iterable[Problem]:
    begins, ends, deadline = text(values, "starts_on"), text(values, "ends_on"), text(values, "deadline")
    if begins and ends and ends < begins:
        yield Problem(ERROR, "A1", "ends_on", N_("The activity ends ({end}) before it begins ({begin})."),
                      {"end": ends, "begin": begins})
    if begins and deadline and deadline > begins:
        yield Problem(ERROR, "A1", "deadline", N_("Enrolment closes ({deadline}) after the activity begins ({begin})."),
                      {"deadline": deadline, "begin": begins})


def _times(values: Values, _context: Context) -> Iterable[Problem]:
    wrong = [name for name in ("starts_at", "ends_at") if text(values, name) and not is_time(text(values, name))]
    for name in wrong:
        yield Problem(ERROR, "A2", name, N_("'{value}' is no time of day. Write it as 09:30."),
                      {"value": text(values, name)})
    length = None if wrong else minutes_of(values)
    if length is not None and length <= 0 and days_of(values) == 1:
        yield Problem(ERROR, "A2", "ends_at", N_("The activity ends before it begins on the same day."))


def _scope(values: Values, _context: Context) -> Iterable[Problem]:
    low, high = values.get("scope_age_from"), values.get("scope_age_to")
    if isinstance(low, int) and isinstance(high, int) and high < low:
        yield Problem(ERROR, "A3", "scope_age_to", N_("The highest age ({high}) is below the lowest ({low})."),
                      {"high": high, "low": low})


def _satisfaction(values: Values, _context: Context) -> Iterable[Problem]:
    value = values.get("satisfaction")
    if isinstance(value, int) and value > _FULL:
        yield Problem(ERROR, "A4", "satisfaction", N_("Satisfaction is a percentage: at most 100."))


def _form(values: Values, _context: Context) -> Iterable[Problem]:
    wanted = _FORM_OF.get(text(values, "form"))
    if wanted and text(values, "kind") and values["kind"] != wanted:
        yield Problem(WARNING, "A5", "form", N_("This form of activity belongs to another kind."))


def _length(values: Values, context: Context) -> Iterable[Problem]:
    """Compare the days with the norms of outings and recuperation."""
    days, day = days_of(values), text(values, "starts_on") or None
    if values.get("form") == OUTING:
        limit = context.norm("activities.outing_days", day)
    elif values.get("kind") == RECUPERATION or values.get("form") == RECUPERATION_STAY:
        outside = bool(values.get("outside_province"))
        limit = context.norm(f"activities.recuperation_days_{'outside' if outside else 'inside'}", day)
    else:
        return
    if days > limit.value:
        yield Problem(limit.level, "A6", "ends_on", N_("{days} days; at most {limit} are allowed ({basis})."),
                      {"days": days, "limit": limit.value, "basis": limit.basis})


def _working_hours(values: Values, context: Context) -> Iterable[Problem]:
    day, clock = text(values, "starts_on"), text(values, "starts_at")
    if not day or not is_time(clock) or not _OFFICE_HOURS[0] <= clock < _OFFICE_HOURS[1]:
        return
    norm = context.norm("activities.in_working_hours", day)
    if not norm.value and workdays.is_working(day):
        yield Problem(norm.level, "A7", "starts_at", N_("The activity lies in working hours ({basis})."),
                      {"basis": norm.basis})


RULES = (
    Rule("A1", ("starts_on", "ends_on", "deadline"), _dates),
    Rule("A2", ("starts_on", "ends_on", "starts_at", "ends_at"), _times),
    Rule("A3", ("scope_age_from", "scope_age_to"), _scope),
    Rule("A4", ("satisfaction",), _satisfaction),
    Rule("A5", ("kind", "form"), _form, worst=WARNING),
    Rule("A6", ("kind", "form", "starts_on", "ends_on", "outside_province"), _length, worst=WARNING),
    Rule("A7", ("starts_on", "starts_at"), _working_hours, worst=WARNING),
)
