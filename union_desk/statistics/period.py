"""The period of a yearly return: flows are counted within it, holdings on its last day (domain reference §11.1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk import checking, settings
from union_desk.statistics.bands import years_before

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SETTING = "stat_period"
USUAL = "10-01"  # month and day on which the statistical year begins; the scheme in force may set another


@dataclass(frozen=True)
class Period:
    """From one ISO day to another, both included."""

    begins: str
    ends: str

    @property
    def months(self) -> tuple[int, int]:
        """Return the first and the last month as numbers, 202510 for October 2025."""
        return int(self.begins[:4] + self.begins[5:7]), int(self.ends[:4] + self.ends[5:7])

    @property
    def over(self) -> bool:
        """Tell whether its last day has passed."""
        return self.ends < checking.today()

    def before(self) -> Period:
        """Return the period of the year before."""
        return ending(years_before(self.ends, 1), self.begins[5:])

    def text(self) -> str:
        """Return both days as they are written on a table."""
        return f"{self.begins} – {self.ends}"


def first_day(session: Session) -> str:
    """Return month and day on which the statistical year begins in this office, '10-01' unless it was set."""
    return str(settings.get(session, SETTING, USUAL))


def ending(day: str, first: str = USUAL) -> Period:
    """Return the statistical year that ends on or before a day, given the month and day on which years begin."""
    begins = f"{day[:4]}-{first}"
    if _last(begins) > day:
        begins = years_before(begins, 1)
    if _last(begins) > day:
        begins = years_before(begins, 1)
    return Period(begins, _last(begins))


def usual(session: Session, day: str | None = None) -> Period:
    """Return the last statistical year that was over on a day (today)."""
    return ending(_day_before(day or checking.today()), first_day(session))


def last_over(first: str) -> Period:
    """Return the last statistical year that is over, given the month and day on which years begin."""
    return ending(_day_before(checking.today()), first)


def current(session: Session, day: str | None = None) -> Period:
    """Return the statistical year that a day (today) lies in."""
    day, first = day or checking.today(), first_day(session)
    begins = f"{day[:4]}-{first}"
    begins = begins if begins <= day else years_before(begins, 1)
    return Period(begins, _last(begins))


def _last(begins: str) -> str:
    """Return the last day of the year that begins on a day."""
    return _day_before(f"{int(begins[:4]) + 1:04d}{begins[4:]}")


def _day_before(day: str) -> str:
    return (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()


def day_before(period: Period) -> str:
    """Return the day on which a period's opening balances stand."""
    return _day_before(period.begins)
