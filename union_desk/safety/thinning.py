"""Which backups are kept as they grow old: all of two days, then one a day, one a week, one a month."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

ALL_DAYS, MOST_OF_A_DAY = 2, 12
DAYS, WEEKS, MONTHS = 14, 8, 24
_STEPS: tuple[tuple[int, Callable[[dt.datetime], object]], ...] = (
    (DAYS, lambda moment: moment.date()),
    (WEEKS, lambda moment: moment.isocalendar()[:2]),
    (MONTHS, lambda moment: (moment.year, moment.month)),
)


def superfluous(backups: Sequence[tuple[Path, dt.datetime]]) -> list[Path]:
    """Return the backups that may go: those that no rule keeps. The newest one is always kept.

    Days are counted back from the newest backup, not from today: where none was made for a year, none is removed for
    being old.
    """
    ranked = sorted(backups, key=lambda each: each[1], reverse=True)
    if not ranked:
        return []
    newest = ranked[0][1]
    kept = {path for path, moment in ranked[:MOST_OF_A_DAY] if newest - moment < dt.timedelta(ALL_DAYS)}
    for most, period in _STEPS:
        last_of: dict[object, Path] = {}
        for path, moment in ranked:
            last_of.setdefault(period(moment), path)
        kept |= set(list(last_of.values())[:most])
    return [path for path, _moment in ranked if path not in kept]
