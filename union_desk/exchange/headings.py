"""Which row is the heading: the best of the first rows by the fields it names, one or two rows deep (domain §12.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk.exchange.vocabulary import OTHERS
from union_desk.exchange.workbook import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.exchange.vocabulary import Vocabulary
    from union_desk.exchange.workbook import Cell, Sheet

FIRST_ROWS, PATIENT_ROWS = 15, 60
_LEAST_SCORE = 2
_TITLE_WIDTH = 0.8  # a merged cell as wide as this is a title, no group of columns


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the heading stands: zero-based `row`, its `depth` in rows, and each column's joined text and group."""

    row: int
    depth: int
    texts: tuple[str, ...]
    groups: tuple[str, ...]
    score: int

    @property
    def rank(self) -> tuple[int, int]:
        """Return what makes one heading better than another: more fields, then fewer rows."""
        return self.score, -self.depth

    @property
    def first_data_row(self) -> int:
        """Return the zero-based row below the heading."""
        return self.row + self.depth


def find(sheet: Sheet, vocabulary: Vocabulary) -> Heading | None:
    """Return the heading of a sheet, or None when no row names at least two points' worth of fields."""
    spread = _Spread(sheet)
    for stop in (FIRST_ROWS, PATIENT_ROWS):
        best: Heading | None = None
        for row in range(min(stop, len(sheet.rows))):
            candidate = _best_at(spread, row, vocabulary)
            if candidate and (best is None or candidate.rank > best.rank):
                best = candidate
        if best and best.score >= min(_LEAST_SCORE, 2 * len(vocabulary.register.typed)):
            return _with_groups_above(spread, best, vocabulary)
    return None


def _with_groups_above(spread: _Spread, found: Heading, vocabulary: Vocabulary) -> Heading:
    """Take in a row of groups above the heading: it may say that some columns are about somebody else."""
    if found.row == 0 or not spread.groups_columns(found.row - 1):
        return found
    whole = _read(spread, found.row - 1, found.depth + 1, vocabulary)
    return whole if whole.score >= found.score else found


def at(sheet: Sheet, row: int, depth: int, vocabulary: Vocabulary) -> Heading:
    """Return the heading that a person pointed at: zero-based row, one or more rows deep."""
    return _read(_Spread(sheet), row, max(1, depth), vocabulary)


def _best_at(spread: _Spread, row: int, vocabulary: Vocabulary) -> Heading | None:
    best = _read(spread, row, 1, vocabulary)
    for depth in (2, 3):
        if not spread.has_groups(row + depth - 2):
            break
        deeper = _read(spread, row, depth, vocabulary)
        if deeper.score > best.score or (spread.height(row) >= depth and deeper.score == best.score):
            best = deeper
    return best if best.score else None


def _read(spread: _Spread, row: int, depth: int, vocabulary: Vocabulary) -> Heading:
    layers = [spread.row(row + level) for level in range(depth)]
    if depth == 1:
        return Heading(row, depth, tuple(layers[0]), ("",) * spread.width, vocabulary.hits(layers[0]))
    texts, groups = [], []
    for column, cells in enumerate(zip(*layers, strict=True)):
        parts = list(dict.fromkeys(filter(None, cells)))
        if len(parts) <= 1:  # most columns of most rows
            texts.append(parts[0] if parts else "")
            groups.append("")
            continue
        shared = cells[0] in {*layers[0][max(column - 1, 0) : column], *layers[0][column + 1 : column + 2]}
        texts.append(_join(parts, vocabulary, shared=shared))
        groups.append(parts[0])
    return Heading(row, depth, tuple(texts), tuple(groups), vocabulary.hits(texts))


def _join(parts: Sequence[str], vocabulary: Vocabulary, *, shared: bool) -> str:
    """Join a group's heading and the sub-heading, unless one of them says it all.

    The sub-heading does, unless the group is about somebody else (家庭成员: 姓名); the upper one does when the lower
    is an instruction to it alone.
    """
    joined, upper, lower = " ".join(parts), parts[0], parts[-1]
    if vocabulary.exact(joined):
        return joined
    if not OTHERS.search(upper) and vocabulary.exact(lower):
        return lower
    if not shared and vocabulary.exact(upper):
        return upper
    return joined


class _Spread:
    """A sheet's texts with merged ranges spread over all their cells."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.width = sheet.width
        self._merged: dict[int, list[tuple[int, int, Cell]]] = {}
        self._tall: dict[int, int] = {}
        self._read: dict[int, list[str]] = {}
        for merge in sheet.merges:
            if merge.top >= PATIENT_ROWS or merge.top >= len(sheet.rows) or merge.left >= self.width:
                continue
            value = sheet.rows[merge.top][merge.left]
            if merge.right - merge.left + 1 >= max(3, _TITLE_WIDTH * self.width):
                continue
            self._tall[merge.top] = max(self._tall.get(merge.top, 1), merge.bottom - merge.top + 1)
            for row in range(merge.top, min(merge.bottom + 1, PATIENT_ROWS + 2)):
                self._merged.setdefault(row, []).append((merge.left, merge.right, value))

    def row(self, row: int) -> list[str]:
        """Return a row's texts, merged ranges filled; each row is asked for again and again."""
        if row not in self._read:
            self._read[row] = self._filled(row)
        return self._read[row]

    def _filled(self, row: int) -> list[str]:
        if row >= len(self._sheet.rows):
            return [""] * self.width
        cells = list(self._sheet.rows[row])
        for left, right, value in self._merged.get(row, ()):
            for column in range(left, min(right + 1, self.width)):
                cells[column] = value
        return [shown(cell).strip() for cell in cells]

    def height(self, row: int) -> int:
        """Return how many rows the tallest merged cell that begins in this row covers."""
        return self._tall.get(row, 1)

    def groups_columns(self, row: int) -> bool:
        """Tell whether the row has merged cells over several columns (none as wide as a title)."""
        return any(right > left for left, right, _value in self._merged.get(row, ()))

    def has_groups(self, row: int) -> bool:
        """Tell whether the row may head another row of headings: merged cells, or blanks between filled ones."""
        if row + 1 >= len(self._sheet.rows):
            return False
        if row in self._merged:
            return True
        return "" in self._sheet.rows[row]
