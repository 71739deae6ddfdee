"""References in formulas and ranges: found, moved when rows come in, and copied downwards as Excel does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk.exchange.workbook import column_of, letter

if TYPE_CHECKING:
    from collections.abc import Callable

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
# Texts, structured references and whatever stands before a bracket are passed over, so that nothing in them is taken
# for a cell
_PIECES = re.compile(
    r'"(?:[^"]|"")*"'
    r"|(?<![\w.])(?P<name>(?P<sheet>(?:'(?:[^']|'')+'|[\w.\[\]]+)!)?"
    r"(?:(?P<c1>\$?[A-Za-z]{1,3})(?P<r1>\$?\d{1,7})(?::(?P<c2>\$?[A-Za-z]{1,3})(?P<r2>\$?\d{1,7}))?"
    r"|(?P<w1>\$?\d{1,7}):(?P<w2>\$?\d{1,7})))(?![\w.(!])"
    r"|\[[^\[\]]*\]"
)
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


@dataclass(frozen=True, slots=True)
class Area:
    """A range of cells, one-based rows and zero-based columns, inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Tell whether a cell lies in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def __str__(self) -> str:
        first = f"{letter(self.left)}{self.top}"
        last = f"{letter(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"


def cell_of(text: str) -> tuple[int, int]:
    """Return (row from 1, column from 0) of 'B5' or '$B$5'; ValueError for anything else."""
    found = _CELL.fullmatch(text.strip().upper())
    if found is None or not 0 < int(found[2]) <= LAST_ROW:
        raise ValueError(text)
    return int(found[2]), column_of(found[1])


def areas(text: str) -> list[Area]:
    """Return the ranges of an `sqref`: 'A1:B5 C7', whole rows and columns included."""
    found = []
    for part in text.replace("$", "").split():
        first, _, last = part.partition(":")
        last = last or first
        top, left = _corner(first, 1, 0)
        bottom, right = _corner(last, LAST_ROW, LAST_COLUMN - 1)
        found.append(Area(top, left, bottom, right))
    return found


def _corner(text: str, row: int, column: int) -> tuple[int, int]:
    letters = text.rstrip("0123456789")
    digits = text[len(letters) :]
    return int(digits) if digits else row, column_of(letters.upper()) if letters else column


@dataclass(frozen=True, slots=True)
class Shift:
    """Rows that come in below row `last` of a sheet: what stands there moves down by `count`.

    A range that ends with row `last` grows with them, so that a total goes on counting all rows. `grows` is False where
    `last` is the heading, whose ranges stay.
    """

    sheet: str
    last: int
    count: int
    grows: bool = True

    def row(self, number: int) -> int:
        """Return where a row goes."""
        return min(number + self.count, LAST_ROW) if number > self.last else number

    def end(self, number: int) -> int:
        """Return where the end of a range goes."""
        return self.row(number + 1) - 1 if self.grows and number == self.last else self.row(number)

    def area(self, area: Area) -> Area:
        """Return where a range goes."""
        whole = area.bottom >= LAST_ROW
        return Area(self.row(area.top), area.left, area.bottom if whole else self.end(area.bottom), area.right)

    def ranges(self, text: str) -> str:
        """Return an `sqref` or `ref` after the move."""
        return " ".join(self._range(part) for part in text.split())

    def _range(self, text: str) -> str:
        first, colon, last = text.partition(":")
        if not colon:  # a rule for the last prepared row alone holds for the new ones, too
            moved = self._at(first, self.row)
            grown = self._at(first, self.end)
            return moved if moved == grown else f"{moved}:{grown}"
        return f"{self._at(first, self.row)}:{self._at(last, self.end)}"

    def single(self, text: str) -> str:
        """Return where one cell goes, as text."""
        return self._at(text, self.row)

    @staticmethod
    def _at(text: str, move: Callable[[int], int]) -> str:
        letters = text.rstrip("0123456789")
        digits = text[len(letters) :]
        return f"{letters}{move(int(digits))}" if digits else text

    def formula(self, text: str, home: str) -> str:
        """Return a formula of the sheet `home` after the move."""
        if self.count == 0 or not any(char.isdigit() for char in text):
            return text
        return _PIECES.sub(lambda found: self._piece(found, home), text)

    def _piece(self, found: re.Match[str], home: str) -> str:
        if found["name"] is None or sheet_of(found["sheet"], home).casefold() != self.sheet.casefold():
            return found[0]
        prefix = found["sheet"] or ""
        if found["w1"]:
            return f"{prefix}{_at(found['w1'], self.row)}:{_at(found['w2'], self.end)}"
        first = f"{prefix}{found['c1']}"
        if found["c2"]:
            return f"{first}{_at(found['r1'], self.row)}:{found['c2']}{_at(found['r2'], self.end)}"
        return f"{first}{_at(found['r1'], self.row)}"


def _at(text: str, move: Callable[[int], int]) -> str:
    return f"${move(int(text[1:]))}" if text.startswith("$") else str(move(int(text)))


def sheet_of(prefix: str | None, home: str) -> str:
    """Return the sheet that a reference names ('Lists'!), `home` without one."""
    if not prefix:
        return home
    name = prefix[:-1]
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


class Copier:
    """A formula that is copied downwards: relative rows move along, as when a person drags the cell's corner."""

    def __init__(self, formula: str, row: int) -> None:
        """Take a formula as it stands in `row`."""
        self._row = row
        self._parts: list[str | int] = []
        at = 0
        for found in _PIECES.finditer(formula):
            if found["name"] is None:
                continue
            for group in ("w1", "w2") if found["w1"] else ("r1", "r2"):
                if found[group] and not found[group].startswith("$"):
                    self._parts += [formula[at : found.start(group)], int(found[group])]
                    at = found.end(group)
        self._parts.append(formula[at:])

    def at(self, row: int) -> str:
        """Return the formula as it reads in another row."""
        move = row - self._row
        return "".join(part if isinstance(part, str) else str(max(1, part + move)) for part in self._parts)


def moved(formula: str, rows: int, columns: int) -> str:
    """Return a formula copied so many rows down and columns to the right (a shared formula's own text)."""

    def shift(found: re.Match[str]) -> str:
        if found["name"] is None:
            return found[0]
        prefix = found["sheet"] or ""
        if found["w1"]:
            return f"{prefix}{_down(found['w1'], rows)}:{_down(found['w2'], rows)}"
        first = f"{prefix}{_right(found['c1'], columns)}{_down(found['r1'], rows)}"
        return f"{first}:{_right(found['c2'], columns)}{_down(found['r2'], rows)}" if found["c2"] else first

    return _PIECES.sub(shift, formula)


def _down(text: str, rows: int) -> str:
    return text if text.startswith("$") else str(max(1, int(text) + rows))


def _right(text: str, columns: int) -> str:
    return text if text.startswith("$") else letter(max(0, column_of(text.upper()) + columns))
