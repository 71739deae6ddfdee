"""Dates as people write them in rosters, read into ISO text (domain reference §12.1, row "dates")."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from union_desk.schema.kind import plain
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from union_desk.schema.kind import Scalar

_EPOCH = dt.date(1899, 12, 30)
# Between the parts stands a mark, never just any word: '2020第3次' is no month
_MARK = r"[-‐‑–—−./\\,、。·_~年月]+"
_END = r"[日号.。]?(?:出?生)?"
_FULL = re.compile(rf"^(\d{{4}}){_MARK}(\d{{1,2}}){_MARK}(\d{{1,2}}){_END}$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_MONTH = re.compile(rf"^(\d{{4}}){_MARK}(\d{{1,2}})月?份?{_END}$")
_MONTH_COMPACT = re.compile(r"^(\d{4})(\d{2})$")
_SHORT_FULL = re.compile(rf"^(\d{{2}}){_MARK}(\d{{1,2}}){_MARK}(\d{{1,2}}){_END}$")
_SHORT_MONTH = re.compile(rf"^(\d{{2}}){_MARK}(\d{{1,2}})月?份?{_END}$")
_YEAR = re.compile(r"^(\d{4})年?$")
_TIME = re.compile(r"[T ]+(?:[上下]午 *)?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: *[AP]M)?$", re.IGNORECASE)
_BLANK_BESIDE_A_MARK = re.compile(r" *([^\d ]) *")
_HAN_DATE = re.compile(
    r"^([〇零一二三四五六七八九]{4})年(?:([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})[日号])?)?$"
)
_HAN_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0}
SERIAL_DIGITS = 5  # Excel counts the days of 1927 to 2173 with five digits
_SERIAL = range(10_000, 73_050)  # 1927-05-18 … 2099-12-31; a smaller number is more likely something else
_CENTURY_PIVOT = 30
FIRST_YEAR, LAST_YEAR = 1900, 2100
_YEARS = frozenset(map(str, range(FIRST_YEAR, LAST_YEAR + 1)))
_DAYS_OF_A_YEAR = frozenset(f"{dt.date(FIRST_YEAR, 1, 1) + dt.timedelta(days=days):-%m-%d}" for days in range(365))

_NO_DATE = N_("'{value}' is not a date. Write it as 2024-03-15.")
_IMPOSSIBLE = N_("'{value}' does not exist in the calendar. Check the month and the day.")
_MONTH_ONLY = N_("'{value}' names no day; the first of the month was taken.")
_YEAR_ONLY = N_("'{value}' names only a year; 1 January was taken.")
_TENTH = N_("'{value}' is a number: January or October cannot be told apart. Check it against the identity number.")
_CENTURY = N_("'{value}' has a two-digit year; it was read as {read}.")

Read = tuple[str | None, tuple[Problem, ...]]


class DateFaultError(ValueError):
    """The text is no date; carries the problem to show."""

    def __init__(self, problem: Problem) -> None:
        """Keep the problem."""
        super().__init__(problem.code)
        self.problem = problem


def read_date(raw: object) -> Read:
    """Return (ISO date or None, problems) for a cell's value: text, number, date or datetime."""
    if raw is None or raw == "":
        return None, ()
    if isinstance(raw, dt.date):
        return _read_text(raw.isoformat()[:10])
    if isinstance(raw, bool):
        return None, (_fault("not_a_date", _NO_DATE, str(raw)),)
    if isinstance(raw, (int, float)):
        return _read_number(raw)
    return _read_text(str(raw))


def add_days(day: str, days: int) -> str:
    """Return the ISO day so many days later; earlier for a negative number."""
    return (dt.date.fromisoformat(day) + dt.timedelta(days)).isoformat()


def local_minute(moment: str) -> str:
    """Return a moment of the journal (ISO text, UTC) as the clock on the wall shows it, to the minute."""
    return dt.datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M") if moment else ""


def _read_number(raw: float) -> Read:
    try:
        whole = int(raw)
    except (ValueError, OverflowError):  # not a number, or endless
        return None, (_fault("not_a_date", _NO_DATE, str(raw)),)
    if whole in _SERIAL:
        return (_EPOCH + dt.timedelta(days=whole)).isoformat(), ()
    if raw == whole:
        return _read_text(str(whole))
    if raw != round(raw, 2):
        return None, (_fault("not_a_date", _NO_DATE, str(raw)),)
    text = f"{raw:.2f}".removesuffix("0")  # 1990.1 and 90.1 are a year and a month typed into a number cell
    value, notes = _read_text(text)
    if value is not None and text.endswith(".1"):
        kept = (note for note in notes if note.code != "day_missing")
        notes = (*kept, Problem(WARNING, "month_ambiguous", "", _TENTH, {"value": text}))
    return value, notes


def no_days(values: frozenset[Scalar]) -> frozenset[Scalar]:
    """Return those of many values that are not at once seen to be an ISO day; what they are must be asked of each.

    The two halves of a day are looked up, which are few: days are too many to be remembered.
    """
    try:
        return frozenset(v for v in values if v[4:] not in _DAYS_OF_A_YEAR or v[:4] not in _YEARS)  # type: ignore[index]  # what is no text raises
    except TypeError:  # something that is no text
        return values


@lru_cache(maxsize=65_536)
def _read_text(raw: str) -> Read:
    shown = plain(raw)
    text = _BLANK_BESIDE_A_MARK.sub(r"\1", _TIME.sub("", unicodedata.normalize("NFKC", shown)).strip())
    text = _from_han("-".join(text.split()))
    if not text:
        return None, ()
    try:
        for pattern, reader in _READERS:
            found = pattern.match(text)
            if found:
                return reader(shown, *(int(g) for g in found.groups()))
    except DateFaultError as fault:
        return None, (fault.problem,)
    if text.isdigit() and len(text) == SERIAL_DIGITS and int(text) in _SERIAL:
        return (_EPOCH + dt.timedelta(days=int(text))).isoformat(), ()
    return None, (_fault("not_a_date", _NO_DATE, shown),)


def _from_han(text: str) -> str:
    """Return 二〇二四年三月十五日 in digits; any other text as it is."""
    found = _HAN_DATE.match(text)
    if not found:
        return text
    year, month, day = found.groups()
    parts = ["".join(str(_HAN_DIGITS[digit]) for digit in year), *(str(_han_number(p)) for p in (month, day) if p)]
    return "-".join(parts)


def _han_number(text: str) -> int:
    """Return the value of a number up to 99 written as 九, 十五 or 二十一."""
    tens, ten, ones = text.rpartition("十")
    return (_HAN_DIGITS.get(tens, 1) * 10 if ten else 0) + _HAN_DIGITS.get(ones, 0)


def _fault(code: str, message: str, value: str) -> Problem:
    return Problem(ERROR, code, "", message, {"value": value})


def _iso(raw: str, year: int, month: int, day: int) -> str:
    try:
        day_found = dt.date(year, month, day)
    except ValueError:
        day_found = dt.date.min
    if not FIRST_YEAR <= day_found.year <= LAST_YEAR:
        raise DateFaultError(_fault("impossible_date", _IMPOSSIBLE, raw))
    return day_found.isoformat()


def _full(raw: str, year: int, month: int, day: int) -> Read:
    return _iso(raw, year, month, day), ()


def _month(raw: str, year: int, month: int) -> Read:
    return _iso(raw, year, month, 1), (Problem(WARNING, "day_missing", "", _MONTH_ONLY, {"value": raw}),)


def _year(raw: str, year: int) -> Read:
    return _iso(raw, year, 1, 1), (Problem(WARNING, "month_missing", "", _YEAR_ONLY, {"value": raw}),)


def _short(raw: str, year: int, month: int, day: int = 0) -> Read:
    full = year + (2000 if year < _CENTURY_PIVOT else 1900)
    value = _iso(raw, full, month, day or 1)
    return value, (Problem(WARNING, "short_year", "", _CENTURY, {"value": raw, "read": value}),)


_READERS = (
    (_FULL, _full),
    (_COMPACT, _full),
    (_MONTH, _month),
    (_MONTH_COMPACT, _month),
    (_YEAR, _year),
    (_SHORT_FULL, _short),
    (_SHORT_MONTH, _short),
)
