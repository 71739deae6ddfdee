"""Which records of a union go with those that it erased, learnt from the versions in its frames.

The same ways as in the office (`union_desk.privacy.reach`): fields that refer to the person or to what speaks of them.
Frames say it of every version there was, also of rows that lie in the bin now and carry no values any more.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from union_desk import registers
from union_desk.privacy.reach import ways
from union_desk.registers import kept_versions
from union_desk.schema import privacy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sync.protocol.columns import Table

HANGING = ("attachments", *(book.name for book in kept_versions.REGISTERS))
_OWNER = ("owner_register", "owner_id")


@dataclass
class Found:
    """The records by the book of the erased one (root), then by their own book."""

    of: dict[str, dict[str, set[str]]] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> Found:
        """Read what `write` wrote."""
        return cls({root: defaultdict(set, {name: set(ids) for name, ids in books.items()})
                    for root, books in json.loads(text).items()})

    def write(self) -> str:
        """Return it as JSON."""
        return json.dumps({root: {name: sorted(ids) for name, ids in books.items() if ids}
                           for root, books in self.of.items()})

    def begin(self, owners: Iterable[tuple[str, str]]) -> None:
        """Begin with the erased records themselves: (book, id)."""
        for register, record in owners:
            self.of.setdefault(register, defaultdict(set))[register].add(record)

    @property
    def size(self) -> int:
        """Return how many records are known."""
        return sum(len(ids) for books in self.of.values() for ids in books.values())

    def learn(self, table: Table) -> None:
        """Take the records of a table that refer to known ones, and those of others that known ones lead to."""
        for root, books in self.of.items():
            for column, target in _ways(table.register, root):
                _take(table, column, books[target], books[table.register])
            for column, reached in _led_to(table.register):
                values = table.columns.get(column) or [None] * len(table.ids)
                books[reached] |= {str(value) for record, value in zip(table.ids, values, strict=True)
                                   if value is not None and record in books[table.register]}
            if table.register in HANGING:
                _hang(table, root, books)

    def known(self) -> dict[str, set[str]]:
        """Return all known records, by book."""
        found = defaultdict[str, set[str]](set)
        for several in self.of.values():
            for name, ids in several.items():
                found[name] |= ids
        return found

    def belonging(self) -> dict[str, set[str]]:
        """Return those records that go with the erased ones, by book."""
        found = defaultdict[str, set[str]](set)
        for root, several in self.of.items():
            for name, ids in several.items():
                if name in HANGING or _goes(name, root):
                    found[name] |= ids
        return found


@cache
def referring(register: str, roots: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the fields of a book that say to whom its records belong; None for a book that speaks of nobody."""
    if register in HANGING:
        return _OWNER
    if register not in privacy.books() and register not in roots:
        return None
    named = [column for root in roots for column, _target in _ways(register, root)]
    return tuple(dict.fromkeys([*named, *(column for column, _book in _led_to(register))]))


@cache
def _ways(register: str, root: str) -> tuple[tuple[str, str], ...]:
    return tuple(ways(registers.get(register), root)) if register in privacy.books() else ()


@cache
def _led_to(register: str) -> tuple[tuple[str, str], ...]:
    """Return (field, book) where a field of a register leads to records of another book that speak of the person."""
    found = []
    for name, book in privacy.books().items():
        for way in book.via:
            before, dot, column = way.rpartition(".")
            if dot and before == register:
                found.append((column, name))
    return tuple(found)


def _take(table: Table, column: str, known: set[str], into: set[str]) -> None:
    values = table.columns.get(column)
    if known and values is not None and not known.isdisjoint(values):
        into |= {record for record, value in zip(table.ids, values, strict=True) if value in known}


def _goes(name: str, root: str) -> bool:
    """Tell whether a book's records go with an erased one of the book `root`."""
    known = privacy.books().get(name)
    return name == root or (known is not None and known.goes_with == root)


def _hang(table: Table, root: str, books: dict[str, set[str]]) -> None:
    """Take files and kept versions that hang on known records which go with the erased one."""
    owners, ids = (table.columns.get(name) for name in _OWNER)
    if owners is None or ids is None:
        return
    for record, owner, owned in zip(table.ids, owners, ids, strict=True):
        if _goes(str(owner), root) and owned in books.get(str(owner), ()):
            books[table.register].add(record)
