"""Limits, rates and deadlines as dated data with their basis: `resources/rules/norms/*.csv`, one file an area.

Each row: name, value (a whole number), unit (fen, days, workdays, hours, months, years, persons, permille, percent,
times, switch, age), level (error: the program refuses beyond it; warning: it asks; info: it only tells), from and to
(ISO days, empty is open; `to` is the last day), basis (document and clause; [U] where it differs by place), what
(English, marked for the catalogue as `norm: <text>` is not needed: the Chinese stands beside it in `zh`).
An office sets its own in the register `norms`, which stand before these (`union_desk/limits.py`).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from union_desk.paths import resource
from union_desk.schema.day_order import Dated
from union_desk.words import language

HUNDREDTHS = 100  # of a yuan, a day, a person: what a value of the book of own norms counts
MONEY = "fen"
_IN_YUAN = {"en": " (yuan)", "zh_CN": "（元）"}  # in the book of own norms, beside the number that is typed


class UnknownNormError(LookupError):
    """No norm has that name: a mistake in a declaration, not something a user can mend."""


@dataclass(frozen=True, slots=True)
class Norm(Dated):
    """One limit as it holds for a while: a whole number in its unit, how strict it is, and where it comes from."""

    name: str
    value: int
    unit: str
    level: str
    begins: str
    ends: str
    basis: str
    zh: str
    en: str

    def text(self) -> str:
        """Return what it limits, in the current language."""
        return self.en if language() == "en" else self.zh

    @property
    def typed(self) -> int:
        """Return the value as the book of own norms keeps it: hundredths of a yuan, of a day, of a person."""
        return self.value if self.unit == MONEY else self.value * HUNDREDTHS

    def typed_as(self, hundredths: int) -> int:
        """Return the value in this norm's unit that the book of own norms keeps as so many hundredths."""
        return hundredths if self.unit == MONEY else hundredths // HUNDREDTHS


def spoken(basis: str) -> str:
    """Return a basis as it stands in a sentence: the mark [U] in words (it differs by place, bases are Chinese)."""
    return basis.replace(" [U]", "（各地不同）").replace("[U]", "（各地不同）")


@cache
def _shipped() -> dict[str, tuple[Norm, ...]]:
    found: dict[str, list[Norm]] = {}
    for path in sorted(resource("rules", "norms").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(line for line in stream if not line.startswith("#")):
                one = Norm(row["name"], int(row["value"]), row["unit"], row["level"], row["from"], row["to"],
                           spoken(row["basis"]), row["zh"], row["en"])
                found.setdefault(one.name, []).append(one)
    return {name: tuple(sorted(rows, key=lambda norm: norm.begins)) for name, rows in found.items()}


def names() -> frozenset[str]:
    """Return the names of all norms."""
    return frozenset(_shipped())


def title(name: str) -> str:
    """Return what a norm limits, in the current language; a name that this version does not know as it is."""
    found = _shipped().get(name)
    return found[-1].text() if found else name


def entered(name: str) -> str:
    """Return what a norm limits where its value is typed as a number: money says that it is in yuan."""
    return title(name) + (_IN_YUAN.get(language(), _IN_YUAN["en"]) if is_money(name) else "")


def is_money(name: str) -> bool:
    """Tell whether a norm limits an amount; a name that this version does not know is none."""
    found = _shipped().get(name)
    return found is not None and found[-1].unit == MONEY


def named(words: str) -> str:
    """Return the name of the norm that is called so, in either language; other words as they are."""
    return _by_title().get(words.strip(), words)


@cache
def _by_title() -> dict[str, str]:
    return {text + unit: name for name, found in _shipped().items() for norm in found
            for text in (norm.zh, norm.en) for unit in ("", *_IN_YUAN.values())}


def rows() -> list[Norm]:
    """Return every shipped row, by name and day."""
    return [norm for name in sorted(_shipped()) for norm in _shipped()[name]]


def shipped(name: str, day: str) -> Norm:
    """Return the shipped norm in force on an ISO day, the oldest one before all of them; raises UnknownNormError."""
    found = _shipped().get(name)
    if found is None:
        raise UnknownNormError(name)
    return next((norm for norm in reversed(found) if norm.holds(day)), found[0])
