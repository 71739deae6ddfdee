"""Bands of full years between a date and the reference day, as bounds on the date itself (domain reference §11.5)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from union_desk.schema.dates import add_days
from union_desk.words import N_, _


@dataclass(frozen=True)
class Band:
    """A range of full years, both ends included; None is open."""

    least: int | None
    most: int | None

    @property
    def key(self) -> str:
        """Return a name that does not depend on the language: '26-35', '-25', '61-'."""
        return f"{'' if self.least is None else self.least}-{'' if self.most is None else self.most}"

    def holds(self, years: int) -> bool:
        """Tell whether so many full years lie in the band."""
        return (self.least is None or years >= self.least) and (self.most is None or years <= self.most)

    def earliest(self, day: str) -> str | None:
        """Return the earliest date (ISO) in the band on a day; None when it is open."""
        if self.most is None:
            return None
        return add_days(years_before(day, self.most + 1), 1)

    def latest(self, day: str) -> str | None:
        """Return the latest date (ISO) in the band on a day; None when it is open."""
        return None if self.least is None else years_before(day, self.least)


AGES_A = (Band(None, 25), Band(26, 35), Band(36, 45), Band(46, 55), Band(56, 60), Band(61, None))
AGES_B = (Band(None, 35), Band(36, 45), Band(46, 55), Band(56, None))
MEMBERSHIP = (Band(None, 0), Band(1, 5), Band(6, 10), Band(11, 20), Band(21, None))


def years_before(day: str, years: int) -> str:
    """Return the latest date from which so many full years have passed on a day.

    A 29 February is 28 February in other years: whoever was born on the leap day is a year older on 1 March.
    """
    year, rest = int(day[:4]) - years, day[5:]
    try:
        return dt.date(year, int(rest[:2]), int(rest[3:])).isoformat()
    except ValueError:
        return f"{year:04d}-02-28"


def age_label(band: Band) -> str:
    """Return the words for a band of ages."""
    return _label(band, N_("{most} and under"), N_("{least}–{most}"), N_("over {below}"))


def years_label(band: Band) -> str:
    """Return the words for a band of years of membership."""
    return _label(band, N_("under {above} year"), N_("{least}–{most} years"), N_("over {below} years"))


def _label(band: Band, low: str, middle: str, high: str) -> str:
    if band.least is None:
        assert band.most is not None
        return _(low).format(most=band.most, above=band.most + 1)
    if band.most is None:
        return _(high).format(below=band.least - 1)
    return _(middle).format(least=band.least, most=band.most)
