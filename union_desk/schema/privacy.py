"""Why the office keeps personal data, for how long, and which consent a purpose needs: data of resources/rules/privacy.

Domain reference §13; articles are those of the Personal Information Protection Law (PIPL).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from union_desk import words
from union_desk.paths import resource

if TYPE_CHECKING:
    from collections.abc import Iterator

REST = "*"
BLANK, KEEP, MONTH = "blank", "keep", "month"
BIN = "bin"
MARK = "※"
"""What stands where a word was erased that has to be there, such as a name."""


@dataclass(frozen=True)
class Book:
    """What a book has to do with persons: whose retention ends it, whether its rows stay, how else it is reached."""

    register: str
    goes_with: str
    row: str
    via: tuple[str, ...]


@dataclass(frozen=True)
class Purpose:
    """Why a group of fields is kept, on which basis, whether it is sensitive, and what an erasure leaves of it."""

    register: str
    fields: tuple[str, ...]
    left: str
    sensitive: str
    basis: str
    zh: str
    en: str

    @property
    def text(self) -> str:
        """Return the purpose in the current language."""
        return self.zh if words.language() == "zh_CN" else self.en


@dataclass(frozen=True)
class Retention:
    """When records of a book are due for erasure: the states, the date that counts, the norm that gives the years."""

    code: str
    register: str
    states: tuple[str, ...]
    since: str
    norm: str
    holds: bool
    begins: str
    ends: str
    basis: str
    zh: str
    en: str

    @property
    def text(self) -> str:
        """Return what sets it off in the current language."""
        return self.zh if words.language() == "zh_CN" else self.en

    def holds_on(self, day: str) -> bool:
        """Tell whether the rule is in force on an ISO day."""
        return (not self.begins or self.begins <= day) and (not self.ends or day < self.ends)


@dataclass(frozen=True)
class Need:
    """Which kind of consent a purpose needs, and the kind of sensitive information that it covers."""

    purpose: str
    needs: str
    sensitive: str
    basis: str
    begins: str
    ends: str


def _rows(name: str) -> Iterator[dict[str, str]]:
    with resource("rules", "privacy", name).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(line for line in stream if not line.startswith("#"))


@cache
def books() -> dict[str, Book]:
    """Return the books that say something of persons, by name."""
    return {row["register"]: Book(row["register"], row["goes_with"], row["row"], tuple(row["via"].split()))
            for row in _rows("books.csv")}


@cache
def purposes() -> dict[str, tuple[Purpose, ...]]:
    """Return the purposes of each book, by its name; the rest (*) stands last."""
    found: dict[str, list[Purpose]] = {}
    for row in _rows("purposes.csv"):
        found.setdefault(row["register"], []).append(
            Purpose(row["register"], tuple(row["fields"].split()), row["left"], row["sensitive"], row["basis"],
                    row["zh"], row["en"]))
    return {name: tuple(sorted(several, key=lambda one: REST in one.fields)) for name, several in found.items()}


def purpose_of(register: str, field: str) -> Purpose | None:
    """Return why a field is kept; None for a book that says nothing of persons."""
    several = purposes().get(register, ())
    return next((one for one in several if field in one.fields or REST in one.fields), None)


@cache
def retention() -> tuple[Retention, ...]:
    """Return all rules of retention."""
    return tuple(
        Retention(row["code"], row["register"], tuple(filter(None, row["states"].split("|"))), row["since"],
                  row["norm"], row["holds"] == "1", row["from"], row["to"], row["basis"], row["zh"], row["en"])
        for row in _rows("retention.csv"))


@cache
def needs() -> tuple[Need, ...]:
    """Return which purposes need which consent."""
    return tuple(Need(row["purpose"], row["needs"], row["for"], row["basis"], row["from"], row["to"])
                 for row in _rows("consents.csv"))


def need(purpose: str, day: str) -> Need | None:
    """Return what a purpose needs on an ISO day."""
    return next((one for one in needs() if one.purpose == purpose and one.begins <= day
                 and (not one.ends or day < one.ends)), None)


def consent_for(sensitive: str, day: str) -> Need | None:
    """Return the consent that a kind of sensitive information needs on an ISO day."""
    return next((one for one in needs() if one.sensitive == sensitive and one.begins <= day
                 and (not one.ends or day < one.ends)), None)
