"""Working days: weekends, public holidays and the weekends that are worked instead, as the State Council sets them.

The days are data (`resources/rules/holidays.csv`, one row a day that is not what its weekday says, with the notice that
says so). A year without rows counts by weekends and the fixed holidays alone; `known` tells which years are complete.
"""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache

from union_desk.paths import resource

_SATURDAY = 5
_FIXED = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}  # 全国年节及纪念日放假办法, the days with a solar date
OFF, WORKED = "off", "worked"


@cache
def _exceptions() -> dict[str, str]:
    with resource("rules", "holidays.csv").open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(line for line in stream if not line.startswith("#"))
        return {row["day"]: row["kind"] for row in rows}


@cache
def known(year: int) -> bool:
    """Tell whether the holidays of a year are on record."""
    return any(day.startswith(f"{year:04d}-") for day in _exceptions())


def is_working(day: str) -> bool:
    """Tell whether an ISO day is a working day."""
    kind = _exceptions().get(day)
    if kind is not None:
        return kind == WORKED
    date = dt.date.fromisoformat(day)
    if not known(date.year) and (date.month, date.day) in _FIXED:
        return False
    return date.weekday() < _SATURDAY


def add(day: str, count: int) -> str:
    """Return the ISO day that lies so many working days after a day; the day itself is not counted."""
    date, step = dt.date.fromisoformat(day), 1 if count >= 0 else -1
    left = abs(count)
    while left:
        date += dt.timedelta(step)
        left -= is_working(date.isoformat())
    return date.isoformat()


def between(first: str, last: str) -> int:
    """Return how many working days lie after an ISO day, up to and including another; negative when it is earlier."""
    if last < first:
        return -between(last, first)
    date, end, count = dt.date.fromisoformat(first), dt.date.fromisoformat(last), 0
    while date < end:
        date += dt.timedelta(1)
        count += is_working(date.isoformat())
    return count
