"""Dates as people write them in rosters, read into ISO text (domain reference §12.1, row "dates")."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache

from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.words import N_

_EPOCH = dt.date(1899, 12, 30)
_FULL = re.compile(r"^(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_MONTH = re.compile(r"^(\d{4})\D+(\d{1,2})\D*$")
_MONTH_COMPACT = re.compile(r"^(\d{4})(\d{2})$")
_SHORT_FULL = re.compile(r"^(\d{2})\D+(\d{1,2})\D+(\d{1,2})\D*$")
_SHORT_MONTH = re.compile(r"^(\d{2})\D+(\d{1,2})\D*$")
_YEAR = re.compile(r"^(\d{4})年?$")
_TIME = re.compile(r"[T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_SERIAL = range(1, 73_050)  # 1900-01-01 … 2099-12-31
_CENTURY_PIVOT = 30
SERIAL_DIGITS = 5  # Excel counts the days of 1927 to 2173 with five digits
FIRST_YEAR, LAST_YEAR = 1900, 2100

_NO_DATE = N_("'{value}' is not a date. Write it as 2024-03-15.")
_IMPOSSIBLE = N_("'{value}' does not exist in the calendar. Check the month and the day.")
_MONTH_ONLY = N_("'{value}' names no day; the first of the month was taken.")
_YEAR_ONLY = N_("'{value}' names only a year; 1 January was taken.")
_TENTH = N_("'{value}' is a number: January or October cannot be told apart. Check it against the identity number.")
_CENTURY = N_("'{value}' has a two-digit year; it was read as {read}.")


class DateFaultError(ValueError):
    """The text is no date; carries the problem to show."""

    def __init__(self, problem: Problem) -> None:
        """Keep the problem."""
        super().__init__(problem.code)
        self.problem = problem


def read_date(raw: object) -> tuple[str | None, tuple[Problem, ...]]:
    """Return (ISO date or None, problems) for a cell's value: text, number, date or datetime."""
    if raw is None or raw == "":
        return None, ()
    if isinstance(raw, dt.datetime):
        return raw.date().isoformat(), ()
    if isinstance(raw, dt.date):
        return raw.isoformat(), ()
    if isinstance(raw, bool):
        return None, (_fault("not_a_date", _NO_DATE, str(raw)),)
    if isinstance(raw, (int, float)):
        return _read_number(raw)
    return _read_text(str(raw))


def _read_number(raw: float) -> tuple[str | None, tuple[Problem, ...]]:
    if raw == int(raw):
        whole = int(raw)
        if whole in _SERIAL and not FIRST_YEAR <= whole <= LAST_YEAR:
            return (_EPOCH + dt.timedelta(days=whole)).isoformat(), ()
        return _read_text(str(whole))
    if FIRST_YEAR <= int(raw) <= LAST_YEAR:
        text = f"{raw:.2f}".rstrip("0")
        value, notes = _read_text(text)
        if text.endswith(".1"):
            notes = (Problem(WARNING, "month_ambiguous", "", _TENTH, {"value": text}),)
        return value, notes
    if int(raw) in _SERIAL:
        return (_EPOCH + dt.timedelta(days=int(raw))).isoformat(), ()
    return None, (_fault("not_a_date", _NO_DATE, str(raw)),)


@lru_cache(maxsize=65_536)
def _read_text(raw: str) -> tuple[str | None, tuple[Problem, ...]]:
    text = unicodedata.normalize("NFKC", raw).strip().lstrip("'").strip()
    text = _TIME.sub("", text).replace(" ", "")
    if not text:
        return None, ()
    try:
        for pattern, reader in _READERS:
            found = pattern.match(text)
            if found:
                return reader(raw.strip(), *(int(g) for g in found.groups()))
    except DateFaultError as fault:
        return None, (fault.problem,)
    if text.isdigit() and int(text) in _SERIAL and len(text) == SERIAL_DIGITS:
        return (_EPOCH + dt.timedelta(days=int(text))).isoformat(), ()
    return None, (_fault("not_a_date", _NO_DATE, raw.strip()),)


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


def _full(raw: str, year: int, month: int, day: int) -> tuple[str | None, tuple[Problem, ...]]:
    return _iso(raw, year, month, day), ()


def _month(raw: str, year: int, month: int) -> tuple[str | None, tuple[Problem, ...]]:
    return _iso(raw, year, month, 1), (Problem(WARNING, "day_missing", "", _MONTH_ONLY, {"value": raw}),)


def _year(raw: str, year: int) -> tuple[str | None, tuple[Problem, ...]]:
    return _iso(raw, year, 1, 1), (Problem(WARNING, "month_missing", "", _YEAR_ONLY, {"value": raw}),)


def _short(raw: str, year: int, month: int, day: int = 0) -> tuple[str | None, tuple[Problem, ...]]:
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
