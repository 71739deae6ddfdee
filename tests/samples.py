"""Invented people for tests, with valid check digits."""

from __future__ import annotations

import datetime as dt
from typing import Any

from union_desk.schema.identity import check_digit

_A_DAY = 400


def id_number(serial: int = 1, birth: str = "1990-03-07", *, female: bool = False) -> str:
    """Return an invented resident number of a city code that is not issued to persons; up to 499 a day and sex."""
    first = f"460100{birth.replace('-', '')}{serial * 2 - (0 if female else 1):03d}"
    return first + check_digit(first)


def of_many(serial: int) -> dict[str, Any]:
    """Return birth and number of one of many members: of one day of birth there are not enough numbers for all."""
    days, place = divmod(serial, _A_DAY)
    birth = (dt.date(1970, 1, 1) + dt.timedelta(days=days)).isoformat()
    return {"birth_date": birth, "id_number": id_number(place + 1, birth)}


def member(serial: int = 1, **changes: Any) -> dict[str, Any]:
    """Return the values of an invented, qualified member."""
    values: dict[str, Any] = {
        "name": "张三",
        "sex": "1",
        "birth_date": "1990-03-07",
        "ethnicity": "01",
        "id_type": "01",
        "id_number": changes["id_number"] if "id_number" in changes else id_number(serial),
        "mobile": f"139{serial:08d}",
        "employment_status": "1",
        "education": "21",
        "skill_grade": "S0",
        "household_type": "2",
        "household_place": "海南省海口市",
        "native_place": "海南文昌",
        "political_status": "13",
        "employer_name": "和风机械厂",
        "is_migrant_worker": False,
        "join_union_date": "2015-05-01",
    }
    return values | changes
