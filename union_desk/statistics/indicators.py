"""The catalogue of indicators: every figure of the yearly return, by area (domain reference §11.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.statistics import indicators_people as people
from union_desk.statistics import indicators_work as work

if TYPE_CHECKING:
    from union_desk.statistics.indicator import Area, Indicator

AREAS: tuple[Area, ...] = (
    people.ORGANISATION, people.EMPLOYEES, people.MEMBERSHIP, people.CADRES, work.TRAINING, work.DEMOCRATIC,
    work.AGREEMENTS, work.DISPUTES, work.PROTECTION, work.PRODUCTION, work.HONOURS_WON, work.HELP, work.WOMEN_WORKERS,
    work.CULTURE, work.FUNDS, work.OTHER,
)
ALL: tuple[Indicator, ...] = tuple(indicator for area in AREAS for indicator in area.indicators)
_BY_ID = {indicator.id: indicator for indicator in ALL}
_AREA_OF = {indicator.id: area for area in AREAS for indicator in area.indicators}


def get(name: str) -> Indicator:
    """Return an indicator by its id; KeyError when there is none."""
    return _BY_ID[name]


def known(name: str) -> bool:
    """Tell whether there is an indicator of that id."""
    return name in _BY_ID


def area_of(name: str) -> Area:
    """Return the area of an indicator."""
    return _AREA_OF[name]
