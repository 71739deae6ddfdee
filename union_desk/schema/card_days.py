"""The eight places of a day in an identity number: what they add to its check sum, and the day they name.

A card's birthday may be any of forty thousand days; its year and its place in the year are among few. Put together of
those, a day is as quick to read as one that was kept, and nothing grows with the number of people.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""What each of the first 17 places counts in the sum (GB 11643)."""

_EARLIEST = "1900-01-01"
_DIGITS = 8
_FIRST, _MIDDLE = 6, 10  # the places of year and month in a number


class Day(NamedTuple):
    """What a day adds to the sum, and its ISO text; None for one that does not exist."""

    share: int
    iso: str | None


def share(digits: str, first: int) -> int:
    """Return what digits add to the sum from a place on; raises ValueError for anything else."""
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(digits)
    return sum(int(d) * w for d, w in zip(digits, WEIGHTS[first : first + len(digits)], strict=True))


YEARS = {f"{year}": share(f"{year}", _FIRST) for year in range(1900, 2100)}
MONTH_DAYS = {f"{day:%m%d}": share(f"{day:%m%d}", _MIDDLE)
              for day in (dt.date(1900, 1, 1) + dt.timedelta(days=days) for days in range(365))}
"""What the years of people and the days that every year has add to the sum."""


def read(day: str) -> Day:
    """Read YYYYMMDD: at once, or with the calendar where it may not exist; raises ValueError where it is no number."""
    year, place = YEARS.get(day[:4]), MONTH_DAYS.get(day[4:])
    if year is not None and place is not None:
        return Day(year + place, spell(day))
    if len(day) != _DIGITS:
        raise ValueError(day)
    return Day(share(day, _FIRST), find(day))


def spell(day: str) -> str:
    """Return the ISO text of YYYYMMDD."""
    return f"{day[:4]}-{day[4:6]}-{day[6:]}"


def find(day: str) -> str | None:
    """Return the ISO text of YYYYMMDD by the calendar; None where there is no such day, or before 1900."""
    try:
        iso = dt.date(int(day[:4]), int(day[4:6]), int(day[6:])).isoformat()
    except ValueError:
        return None
    return iso if iso >= _EARLIEST else None
