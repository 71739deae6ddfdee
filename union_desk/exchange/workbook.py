"""What reading yields: sheets of raw cells exactly where the person sees them, and what was noticed on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that holds something, but nothing that can be read: `code` names why, `shown` is what Excel shows."""

    code: str
    shown: str


ERROR_VALUES = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!"))
ERROR_VALUE, NO_CACHED_VALUE = "error_value", "formula_without_value"

Cell = str | int | float | bool | date | datetime | time | timedelta | Fault


@dataclass(frozen=True, slots=True)
class Note:
    """A remark about a file or a sheet as a whole; `message` is an English template."""

    code: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    def text(self) -> str:
        """Return the sentence in the current language."""
        return _(self.message).format(**self.params)


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, zero-based and inclusive on both ends."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """One sheet: `rows[r][c]` is the cell in row r + 1 of the person's file; an empty cell is ''.

    `hidden_rows` and `hidden_columns` are zero-based; every row has the same width.
    """

    name: str
    rows: list[list[Cell]]
    hidden: bool = False
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return len(self.rows[0]) if self.rows else 0


@dataclass(slots=True)
class Workbook:
    """A file that was read; `kind` by content: 'xlsx', 'xls', 'ods', 'csv', 'html' or 'spreadsheetml'."""

    kind: str
    sheets: list[Sheet]
    notes: list[Note] = field(default_factory=list)
    encoding: str = ""

    def sheet(self, name: str) -> Sheet:
        """Return the sheet of that name; KeyError when there is none."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)

    def notices(self) -> Iterator[Note]:
        """Yield the remarks on the file and then on each sheet."""
        yield from self.notes
        for sheet in self.sheets:
            yield from sheet.notes


def letter(column: int) -> str:
    """Return the column letter ('A', 'AB') of a zero-based column."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_of(letters: str) -> int:
    """Return the zero-based column of its letters."""
    number = 0
    for char in letters:
        number = number * 26 + ord(char) - 64
    return number - 1


def shown(cell: Cell | None) -> str:
    """Return a cell as the person would read it on the sheet (dates ISO, whole numbers without a point)."""
    match cell:
        case str():
            text = cell
        case None:
            text = ""
        case bool():
            text = "TRUE" if cell else "FALSE"
        case float():
            text = _number(cell)
        case Fault():
            text = cell.shown
        case _:
            text = str(cell)
    return text


_EXACT = 1e15


def _number(value: float) -> str:
    if abs(value) >= _EXACT:
        return f"{value:.5E}"
    return str(int(value)) if value.is_integer() else repr(value)


def square(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Give every row the width of the widest, in place, and return them."""
    width = max((len(row) for row in rows), default=0)
    for row in rows:
        if len(row) < width:
            row.extend([""] * (width - len(row)))
    return rows


def trim(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Drop the empty rows at the end, in place, and return the rows."""
    while rows and all(cell == "" for cell in rows[-1]):
        rows.pop()
    return rows
