"""Moments and durations as the person at the desk reads them."""

from __future__ import annotations

import datetime as dt

from union_desk.words import _

HOUR, MINUTE = 3600, 60


def local(moment: str) -> str:
    """Return a UTC moment as local time, to the minute; only the time of day when it was today."""
    at = dt.datetime.fromisoformat(moment).astimezone()
    if at.date() == dt.datetime.now().astimezone().date():
        return at.strftime("%H:%M")
    return at.strftime("%Y-%m-%d %H:%M")


def duration(seconds: float) -> str:
    """Return a rough duration in words."""
    whole = round(seconds)
    if whole < MINUTE:
        return _("{count} s").format(count=whole)
    if whole < HOUR:
        return _("{count} min").format(count=round(whole / MINUTE))
    return _("{hours} h {minutes} min").format(hours=whole // HOUR, minutes=whole % HOUR // MINUTE)
