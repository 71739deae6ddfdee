"""One sheet made ready for checking: its heading, its matched columns, its rows with records and the rows skipped."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from union_desk.exchange import skipping
from union_desk.exchange.skipping import Skip
from union_desk.exchange.vocabulary import narrow, spoken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from union_desk.exchange.headings import Heading
    from union_desk.exchange.matching import Match
    from union_desk.exchange.workbook import Cell, Sheet
    from union_desk.schema.register import Register

# Names of sheets that say nothing about the people on them.
_GENERAL_NAME = re.compile(
    r"^(?:sheet|表|工作表|table)?\d*$|花名册|名册|名单|会员|职工|员工|人员|信息|汇总|总表|明细|登记|采集|统计|导入|导出|模板|members"
)
DEPARTMENT = "department"


@dataclass(slots=True)
class Block:
    """A chosen sheet: `rows` are the zero-based rows with records, `skips` the others below the heading."""

    sheet: Sheet
    heading: Heading
    matches: list[Match]
    rows: list[int] = field(default_factory=list)
    skips: list[Skip] = field(default_factory=list)
    department: str = ""

    @property
    def columns(self) -> dict[str, int]:
        """Return the sheet's column of each matched field."""
        return {m.field: m.column for m in self.matches if m.field}

    @property
    def rows_read(self) -> int:
        """Return how many rows stand below the heading."""
        return len(self.rows) + len(self.skips)

    def heading_of(self, name: str) -> str:
        """Return the heading of a field's column without its instructions, '' when the sheet has no such column."""
        return next((spoken(m.heading) for m in self.matches if m.field == name), "")

    def transposed(self, rows: Sequence[int]) -> Page:
        """Return some rows (zero-based) column by column."""
        source = self.sheet.rows
        return Page(self, rows, list(zip(*(source[row] for row in rows), strict=True)))


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a sheet, column by column."""

    block: Block
    rows: Sequence[int]
    columns: list[tuple[Cell, ...]]

    def column(self, column: int, *, fill: bool) -> Sequence[Cell]:
        """Return a column's cells; `fill` gives merged cells' value to the rows they cover."""
        if not self.rows:
            return ()
        found = self.columns[column]
        filled = skipping.fill_down(self.block.sheet, column, self.block.heading.first_data_row) if fill else {}
        if not filled:
            return found
        return [filled.get(row, cell) if cell == "" else cell for row, cell in zip(self.rows, found, strict=True)]


def prepare(
    sheet: Sheet, heading: Heading, matches: list[Match], register: Register, forced: Mapping[int, bool] | None = None
) -> Block:
    """Return the sheet sorted into records and skipped rows; `forced` says by zero-based row what a person decided."""
    rows, skips = skipping.sort_rows(sheet, heading, matches, register)
    if forced:
        kept = {row for row, keep in forced.items() if keep}
        left = {row for row, keep in forced.items() if not keep}
        skips = [s for s in skips if s.row not in kept] + [Skip(row, "left_out") for row in rows if row in left]
        blank = {s.row for s in skips}
        rows = sorted({*rows, *(r for r in kept if r < len(sheet.rows))} - left - blank)
        skips.sort(key=lambda s: s.row)
    return Block(sheet, heading, matches, rows, skips)


def name_departments(blocks: list[Block], register: Register) -> None:
    """Take the sheets' names as departments when there is one sheet for each and no column says it."""
    if len(blocks) < 2 or DEPARTMENT not in register.fields:  # noqa: PLR2004  one sheet is no set of departments
        return
    for block in blocks:
        if DEPARTMENT not in block.columns and not _GENERAL_NAME.search(narrow(block.sheet.name)):
            block.department = block.sheet.name.strip()
