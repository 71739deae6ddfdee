"""The base of all kinds: what every value can be asked, and how plain text is made of what a cell holds."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

from union_desk.schema import masks
from union_desk.schema.problem import ERROR, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.types import TypeEngine

Scalar = str | int | bool | None

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_NOISE = {**dict.fromkeys(map(ord, _INVISIBLE)), 0x00A0: " ", 0x3000: " "}
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # Latin letters and digits two columns wide
_TEXT_MARK = re.compile(r"^[\s']+")  # what spreadsheets put before a number or a formula that is meant as text
# Control characters, halves of pairs, and what is not seen but changes what is: no width, another direction
_CONTROL = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff{_INVISIBLE}]")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value as read from what somebody wrote, with remarks about the reading (their `field` is empty)."""

    value: Scalar
    notes: tuple[Problem, ...] = ()


EMPTY = Parsed(None)

LONGEST_KEY = 24  # characters of a text that are told apart in a search
EXACT = 1e15  # whole numbers below this are exact in a double


def plain(raw: object) -> str:
    """Return a cell's value as trimmed text: numbers without a false '.0', invisible characters removed."""
    if raw is None:
        return ""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < EXACT:
        raw = int(raw)
    if isinstance(raw, (dt.datetime, dt.date)):
        return raw.isoformat()[:10]
    text = str(raw).translate(_NOISE).strip()
    return _TEXT_MARK.sub("", text) if text.startswith("'") else text


def narrow(raw: object) -> str:
    """Return a cell's text with full-width characters made narrow."""
    return plain(unicodedata.normalize("NFKC", plain(raw)))


class IsoDate(TypeDecorator[str]):
    """A calendar day as ISO text in Python: TEXT in SQLite, DATE in PostgreSQL."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[Any]:
        """Use the server's own date type where there is one."""
        return dialect.type_descriptor(sa.Date() if dialect.name == "postgresql" else sa.Text())

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> Any:
        """Give the driver what its column type takes."""
        if value is None or dialect.name != "postgresql":
            return value
        return dt.date.fromisoformat(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> str | None:
        """Return ISO text."""
        return value.isoformat() if isinstance(value, dt.date) else value


@dataclass(frozen=True)
class Kind:
    """The base of all kinds: a single line of text."""

    name: str = "text"
    editor: str = "line"
    filter: str = "text"
    max_length: int = 200

    def column(self) -> TypeEngine[Any]:
        """Return the column's type."""
        return sa.Text()

    def parse(self, raw: object) -> Parsed:
        """Read what a person or a cell holds."""
        text = " ".join(plain(raw).split())
        return Parsed(text) if text else EMPTY

    def show(self, value: Scalar) -> str:
        """Return the value as a person reads it."""
        return "" if value is None else str(value)

    def mask(self, value: Scalar) -> str:
        """Return the value with its private part hidden."""
        return masks.generic(self.show(value))

    def check(self, value: Scalar) -> list[Problem]:
        """Return what is wrong with a typed value (never None)."""
        if not isinstance(value, str):
            return [wrong("wrong_type", N_("The value is not text."))]
        if len(value) > self.max_length:
            return [
                wrong(
                    "too_long",
                    N_("The text has {length} characters; at most {limit} fit."),
                    length=len(value),
                    limit=self.max_length,
                )
            ]
        if _CONTROL.search(value):
            return [wrong("control_characters", N_("The text contains characters that cannot be printed."))]
        return []

    def faults(self, value: Scalar) -> list[Problem]:
        """Return the problems of level error alone; a kind that has slow hints leaves them out here."""
        return [problem for problem in self.check(value) if problem.level == ERROR]

    def all_sound(self, values: Sequence[Scalar]) -> bool:
        """Tell at once that none of many values (none is None) has an error; False means no more than: ask each."""
        return False

    def search_keys(self, value: Scalar) -> Iterable[str]:
        """Return the index words by which the value is found: it and its words, or each character on and the pinyin."""
        if not isinstance(value, str):
            return ()
        folded = value.translate(FULL_WIDTH).casefold()
        if folded.isascii():
            return (folded, *folded.split())
        from union_desk.schema import pinyin

        keys = pinyin.word_keys(value)
        return (*(folded[i : i + LONGEST_KEY] for i in range(len(folded))), *keys.full, *keys.initials)


def wrong(code: str, message: str, level: str = ERROR, suggestion: object = None, **params: object) -> Problem:
    """Return a problem of one value; its field is filled in by the caller."""
    return Problem(level, code, "", message, params, suggestion)
