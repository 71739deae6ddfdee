"""Where the rows of a form go: below its heading and its samples, above its totals and signatures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk.exchange import skipping
from union_desk.exchange.vocabulary import narrow
from union_desk.exchange.workbook import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.exchange.filling.grid import SheetXml
    from union_desk.exchange.headings import Heading
    from union_desk.exchange.matching import Match
    from union_desk.exchange.workbook import Sheet
    from union_desk.schema.register import Register

# Codes of `skipping` that close a table; the others (samples, column numbers, blanks) lie at its beginning
_CLOSING = {"total_row", "signature_row", "note_row", "page_row"}
_BEGINNING = {"sample_row", "column_numbers", "repeated_heading"}
_SUMS = re.compile(r"\b(?:SUM|SUBTOTAL|COUNTA?|COUNTIFS?|SUMIFS?|AVERAGE|SUMPRODUCT)\(")
_SERIAL_WORDS = {"序号", "序", "编号", "no", "行号", "顺序号", "项次", "serialno"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where records are written: from row `first` (1-based) on; `prepared` rows are there; `kept` were filled before.

    `footer` tells whether anything stands below. Row `last` is the last prepared one, or the one above `first`.
    """

    first: int
    prepared: int
    kept: int
    footer: bool

    @property
    def last(self) -> int:
        """Return the row below which new ones come in."""
        return self.first + self.prepared - 1

    def beyond(self, count: int) -> int:
        """Return how many rows come in for so many records."""
        return max(0, count - self.prepared)


def find(sheet: Sheet, xml: SheetXml, heading: Heading, matches: Sequence[Match], register: Register) -> Place:
    """Return where records go on a sheet."""
    filled = [r for r in range(heading.first_data_row, len(sheet.rows)) if any(sheet.rows[r])]
    skips = {s.row: s.code for s in skipping.sort_rows(sheet, heading, list(matches), register, filled)[1]}
    columns = [m.column for m in matches if m.field] or [m.column for m in matches]
    serials = {m.column for m in matches if is_serial(m.heading)}
    first, kept, row = heading.first_data_row, 0, heading.first_data_row
    last_row = len(sheet.rows)
    while row < last_row:
        if skips.get(row) in _BEGINNING and row - first < 3:  # noqa: PLR2004  samples stand right below the heading
            first = row + 1
        elif _is_record(sheet, xml, row, columns, serials) and skips.get(row) not in _CLOSING:
            kept, first = kept + row + 1 - first, row + 1
        else:
            break
        row += 1
    foot = next((r for r in range(first, last_row) if _closes(sheet, xml, r, columns, serials, skips)), None)
    if foot is not None:
        return Place(first + 1, foot - first, kept, footer=True)
    styled = [r.number for r in xml.rows if r.number > first and any(r.style(c) for c in columns if c in r.cells)]
    return Place(first + 1, max(styled, default=first) - first, kept, footer=False)


def is_serial(heading: str) -> bool:
    """Tell whether a column numbers its rows."""
    return narrow(heading) in _SERIAL_WORDS


def _is_record(sheet: Sheet, xml: SheetXml, row: int, columns: Sequence[int], serials: set[int]) -> bool:
    """Tell whether somebody is written into a row already: several of its matched cells are filled."""
    filled = [c for c in columns if c not in serials and _typed(sheet, xml, row, c)]
    return len(filled) >= min(2, len([c for c in columns if c not in serials]))


def _typed(sheet: Sheet, xml: SheetXml, row: int, column: int) -> bool:
    cell = sheet.rows[row][column] if column < sheet.width else ""
    found = xml.row(row + 1)
    return shown(cell).strip() != "" and not (found is not None and found.formula(column))


def _closes(
    sheet: Sheet, xml: SheetXml, row: int, columns: Sequence[int], serials: set[int], skips: dict[int, str]
) -> bool:
    found = xml.row(row + 1)
    if not any(sheet.rows[row]):  # nothing is seen: only a total that was never computed closes the table
        return found is not None and f"<{xml.p}f" in found.inner and _SUMS.search(found.inner) is not None
    if skips.get(row) in _CLOSING or any(_typed(sheet, xml, row, c) for c in columns if c not in serials):
        return True
    if any(m.top == row and m.right > m.left and m.right - m.left + 1 >= sheet.width // 2 for m in sheet.merges
           ) and any(shown(cell).strip() for cell in sheet.rows[row]):
        return True
    return found is not None and _SUMS.search(found.inner) is not None
