"""Code lists: what a code means, and which code a written value means (domain reference §1.3).

Each list is one file `resources/codes/<name>.csv`, read when it is first asked for and never changed afterwards.
Lines that begin with `#` come first: `basis:` names the document, `codes: accepted` says that the code itself may
stand in a roster, `not offered:` lists codes that are understood but not proposed to the person at the desk.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from union_desk.paths import resource
from union_desk.words import language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_BRACKETS = re.compile(r"[(\[【〔〖<《「].*?[)\]】〕〗>》」]")
_ORDINAL = re.compile(r"^\d{1,3}[.\-:_](?=\D)")
_DROPPED = dict.fromkeys(map(ord, "、,;·・'\"`\u200b\u200c\u200d\u2060\ufeff"))
_DASHES = dict.fromkeys(map(ord, "–—―−~∼〜至_"), "-")
_SPELLING = {**_DROPPED, **_DASHES}
_COLUMNS = 7


class UnknownCodeListError(LookupError):
    """No code list has that name: a mistake in a declaration, not something a user can mend."""


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One value of a list. `valid_from` and `valid_to` are ISO days or None; `valid_to` is the first day without it."""

    code: str
    label: str
    en: str
    aliases: tuple[str, ...]
    parent: str | None
    valid_from: str | None
    valid_to: str | None

    def text(self) -> str:
        """Return the label in the current language."""
        return self.en if language() == "en" else self.label

    def is_valid(self, day: str) -> bool:
        """Tell whether the value is in force on an ISO day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


class CodeList:
    """An immutable list of codes with fast look-up both ways."""

    def __init__(self, name: str, entries: Iterable[CodeEntry], directives: dict[str, list[str]]) -> None:
        """Index the entries by code."""
        self.name = name
        self.entries = tuple(entries)
        self.basis = tuple(directives.get("basis", ()))
        self._accepts_codes = "accepted" in directives.get("codes", ())
        self._not_offered = frozenset(code for line in directives.get("not offered", ()) for code in line.split("|"))
        self._by_code = {entry.code: entry for entry in self.entries}
        self._keys_by_code: dict[str, tuple[str, ...]] = {}

    def __iter__(self) -> Iterator[CodeEntry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def has(self, code: str) -> bool:
        """Tell whether the list knows the code."""
        return code in self._by_code

    def entry(self, code: str) -> CodeEntry:
        """Return the entry of a code; KeyError when the list does not know it."""
        return self._by_code[code]

    def label(self, code: str) -> str:
        """Return the label in the current language, or the code itself when the list does not know it."""
        entry = self._by_code.get(code)
        return code if entry is None else entry.text()

    def labels(self) -> dict[str, str]:
        """Return code → label in the current language, for callers that show many rows."""
        return {entry.code: self.label(entry.code) for entry in self.entries}

    def match(self, text: str) -> str | None:
        """Return the code that a written value means, or None. Blanks, width, case and brackets do not matter."""
        found = self._by_spelling.get(text)
        if found is not None:
            return found
        folded = fold(text)
        found = self._by_spelling.get(folded)
        if found is None:
            bare = without_brackets(folded)
            found = self._by_spelling.get(bare) or self._by_spelling.get(_ORDINAL.sub("", bare))
        return found

    def choices(self, day: str | None = None) -> list[tuple[str, str]]:
        """Return (code, label) of what may be chosen on a day (default: today), in the order of the list."""
        return [(entry.code, self.label(entry.code)) for entry in self.offered(day)]

    def offered(self, day: str | None = None) -> Iterator[CodeEntry]:
        """Yield the entries that may be chosen on a day (default: today)."""
        day = day or dt.date.today().isoformat()  # noqa: DTZ011  a list changes at local midnight
        return (e for e in self.entries if e.code not in self._not_offered and e.is_valid(day))

    def children(self, code: str | None) -> tuple[CodeEntry, ...]:
        """Return the entries directly below a code; None asks for those at the top."""
        return tuple(entry for entry in self.entries if entry.parent == code)

    def find(self, text: str, day: str | None = None) -> list[CodeEntry]:
        """Return what a person means while typing: label, alias, pinyin or initials; beginnings before middles."""
        wanted = fold(text)
        ranked = [(rank, place, entry) for place, entry in enumerate(self.offered(day))
                  if (rank := _rank(wanted, self._sounds(entry))) is not None]
        return [entry for _, _, entry in sorted(ranked, key=lambda found: found[:2])]

    def _sounds(self, entry: CodeEntry) -> tuple[str, ...]:
        keys = self._keys_by_code.get(entry.code)
        if keys is None:
            from union_desk.schema import pinyin

            spelled = tuple(map(fold, (entry.label, entry.en, *entry.aliases)))
            sounds = [pinyin.word_keys(without_brackets(text)) for text in spelled if not text.isascii()]
            keys = (*spelled, *(key for found in sounds for key in (*found.full, *found.initials)))
            self._keys_by_code[entry.code] = keys
        return keys

    @cached_property
    def _by_spelling(self) -> dict[str, str]:
        """Return the code of every spelling; made when somebody reads what people wrote, which a server never does."""
        exact: dict[str, str] = {}
        for entry in self.entries:
            for spelling in self.spellings(entry):
                exact.setdefault(spelling, entry.code)
                exact.setdefault(fold(spelling), entry.code)
        loose: dict[str, set[str]] = {}
        for spelling, code in exact.items():
            bare = without_brackets(fold(spelling))
            if bare and bare not in exact:
                loose.setdefault(bare, set()).add(code)
        return exact | {bare: min(codes) for bare, codes in loose.items() if len(codes) == 1}

    def spellings(self, entry: CodeEntry) -> Iterator[str]:
        """Yield every way of writing an entry that `match` understands, as declared."""
        yield entry.label
        yield from entry.aliases
        if entry.en:
            yield entry.en
        if self._accepts_codes:
            yield entry.code


def _rank(wanted: str, keys: tuple[str, ...]) -> int | None:
    if any(key == wanted for key in keys):
        return 0
    if any(key.startswith(wanted) for key in keys):
        return 1
    return 2 if any(wanted in key for key in keys[:1]) else None


def fold(text: str) -> str:
    """Return a spelling without blanks, width, case and separators, so that variants become one key."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_SPELLING).casefold().split())


def without_brackets(text: str) -> str:
    """Return a text without its brackets and what stands in them."""
    return _BRACKETS.sub("", text)


@cache
def get(name: str) -> CodeList:
    """Return a list by name, reading its file the first time; UnknownCodeListError when there is none."""
    path = resource("codes", f"{name}.csv")
    if not name.isidentifier() or not path.is_file():
        raise UnknownCodeListError(name)
    entries, directives = _read(path)
    if name == "region":
        from union_desk.schema.regions import RegionList

        return RegionList(name, entries, directives)
    return CodeList(name, entries, directives)


def names() -> list[str]:
    """Return the names of all lists that the program ships."""
    return sorted(path.stem for path in resource("codes").glob("*.csv"))


def _read(path: Path) -> tuple[list[CodeEntry], dict[str, list[str]]]:
    directives: dict[str, list[str]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        line = next(stream)
        while line.startswith("#"):
            name, _, value = line.lstrip("# ").partition(":")
            directives.setdefault(name.strip(), []).append(value.strip())
            line = next(stream)
        known: dict[str, str] = {}  # the same code stands in many places: one text for all of them
        return [_entry([known.setdefault(part, part) for part in row]) for row in csv.reader(stream) if row], directives


def _entry(row: list[str]) -> CodeEntry:
    code, label, en, aliases, parent, valid_from, valid_to = row[:_COLUMNS]
    split = tuple(aliases.split("|")) if aliases else ()
    return CodeEntry(code, label, en, split, parent or None, valid_from or None, valid_to or None)
