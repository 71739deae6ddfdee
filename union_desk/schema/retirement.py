"""The statutory day of retirement, from dated rules (domain reference §1.5, rule R4). It reminds, it never decides."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
from functools import cache, lru_cache
from typing import NamedTuple

from union_desk.paths import resource
from union_desk.schema.identity import FEMALE, MALE

_YEAR = 12


class _Rule(NamedTuple):
    in_force: str
    old_age: int
    new_age: int
    first_month: int | None
    step_months: int
    flexible: int
    basis: str


class Retirement(NamedTuple):
    """When a person reaches the statutory age: ISO day, the age in months, the span the law leaves to agreement."""

    date: str
    age: int
    earliest: str
    latest: str
    basis: str


def retirement(sex: str, birth_date: str, *, is_cadre: bool = False, on: str | None = None) -> Retirement | None:
    """Return the statutory retirement of a person born on an ISO day under the rules of a day (default: today).

    `is_cadre` asks for the higher age of women in management and professional posts. None when the sex is not stated.
    """
    person = {MALE: "male", FEMALE: "female_cadre" if is_cadre else "female_worker"}.get(sex)
    if person is None:
        return None
    day = on or dt.date.today().isoformat()  # noqa: DTZ011  the law counts local days
    rule = _rule(person, day)
    age = _age(rule, birth_date)
    earliest = max(age - rule.flexible, rule.old_age)
    return Retirement(add_months(birth_date, age), age, add_months(birth_date, earliest),
                      add_months(birth_date, age + rule.flexible), rule.basis)


def retirement_date(sex: str, birth_date: str, *, is_cadre: bool = False, on: str | None = None) -> str:
    """Return the ISO day of statutory retirement as `retirement` does; ValueError when the sex is not stated."""
    found = retirement(sex, birth_date, is_cadre=is_cadre, on=on)
    if found is None:
        raise ValueError(sex)
    return found.date


def _age(rule: _Rule, birth_date: str) -> int:
    if rule.first_month is None:
        return rule.old_age
    since = _month_number(birth_date) - rule.first_month
    if since < 0:
        return rule.old_age
    return min(rule.new_age, rule.old_age + since // rule.step_months + 1)


@lru_cache(maxsize=100_000)
def add_months(day: str, months: int) -> str:
    """Return an ISO day so many months later; the last day of the month where the day does not exist."""
    year, month = divmod(_month_number(day) + months, _YEAR)
    last = calendar.monthrange(year, month + 1)[1]
    return f"{year:04d}-{month + 1:02d}-{min(int(day[8:10]), last):02d}"


def _month_number(day: str) -> int:
    return int(day[:4]) * _YEAR + int(day[5:7]) - 1


@lru_cache(maxsize=64)
def _rule(person: str, day: str) -> _Rule:
    """Return the newest rule in force on a day, or the oldest of all for days before it."""
    rules = _rules()[person]
    return max((rule for rule in rules if rule.in_force <= day), default=rules[0])


@cache
def _rules() -> dict[str, list[_Rule]]:
    rules: dict[str, list[_Rule]] = {}
    with resource("rules", "retirement.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(line for line in stream if not line.startswith("#")):
            first = _month_number(row["first_month"]) if row["first_month"] else None
            rule = _Rule(row["in_force"], int(row["old_age"]), int(row["new_age"]), first,
                         int(row["step_months"] or 0), int(row["flexible"]), row["basis"])
            rules.setdefault(row["person"], []).append(rule)
    return {person: sorted(found, key=lambda rule: rule.in_force) for person, found in rules.items()}
