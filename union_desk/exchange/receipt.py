"""What an import did: counts that add up, and every refused or skipped row with its number and reason."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as with_default
from typing import TYPE_CHECKING, Any

from union_desk.exchange.checking import count, rows_read
from union_desk.exchange.remarks import CHANGED, NEW, REFUSED, SAME, SKIPPED
from union_desk.exchange.workbook import letter
from union_desk.schema.problem import INFO
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from union_desk.exchange.checking import Checked
    from union_desk.exchange.layout import Block
    from union_desk.exchange.remarks import Remark
    from union_desk.exchange.skipping import Skip


@dataclass(frozen=True, slots=True)
class Line:
    """One remark as people and programs read it: sheet, row number (from 1), cell, heading, level, code, sentence."""

    sheet: str
    row: int
    cell: str
    column: str
    field: str
    level: str
    code: str
    message: str
    suggestion: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the line for `--json`."""
        found: dict[str, Any] = {
            "row": self.row,
            "column": self.column,
            "level": self.level,
            "code": self.code,
            "message": self.message,
            "sheet": self.sheet,
            "cell": self.cell,
            "field": self.field,
        }
        if self.suggestion:
            found["suggestion"] = self.suggestion
        return found


@dataclass(slots=True)
class Receipt:
    """The counts of an import; `rows_read` is always their sum."""

    register: str
    file: str
    rows_read: int
    new: int
    changed: int
    same: int
    refused: int
    skipped: int
    not_in_list: int = 0
    seconds: float = 0.0
    applied: bool = False
    gesture: int | None = None
    layout: list[dict[str, Any]] = with_default(default_factory=list)
    notes: list[str] = with_default(default_factory=list)
    checked: Checked | None = None

    def lines(self) -> Iterator[Line]:
        """Yield every remark and every skipped row, in the order of the file."""
        if self.checked is not None:
            yield from lines(self.checked)

    def as_json(self) -> dict[str, Any]:
        """Return the receipt for `--json`."""
        return {
            "register": self.register,
            "file": self.file,
            "applied": self.applied,
            "rows_read": self.rows_read,
            "new": self.new,
            "changed": self.changed,
            "same": self.same,
            "refused": self.refused,
            "skipped": self.skipped,
            "not_in_list": self.not_in_list,
            "seconds": round(self.seconds, 3),
            "sheets": self.layout,
            "notes": self.notes,
            "problems": [line.as_json() for line in self.lines()],
        }

    def sentence(self) -> str:
        """Return the counts in one sentence."""
        return _(
            "Rows read {rows_read} = new {new} + changed {changed} + unchanged {same} + refused {refused} "
            "+ skipped {skipped}"
        ).format(
            rows_read=self.rows_read,
            new=self.new,
            changed=self.changed,
            same=self.same,
            refused=self.refused,
            skipped=self.skipped,
        )


def draw(result: Checked, name: str) -> Receipt:
    """Return the receipt of a check; an AssertionError if a row got lost or was counted twice."""
    counts = count(result)
    total = rows_read(result)
    assert total == sum(counts.values()), (total, counts)
    layout = [_layout(block) for block in result.blocks]
    return Receipt(
        result.register.name,
        name,
        total,
        counts[NEW],
        counts[CHANGED],
        counts[SAME],
        counts[REFUSED],
        counts[SKIPPED],
        layout=layout,
        checked=result,
    )


def _layout(block: Block) -> dict[str, Any]:
    columns = [
        {"column": m.letter, "heading": " ".join(m.heading.split()), "field": m.field, "reason": m.reason}
        for m in block.matches
        if m.reason != "blank"
    ]
    heading = block.heading
    return {
        "sheet": block.sheet.name,
        "heading_row": heading.row + 1,
        "heading_rows": heading.depth,
        "rows_read": block.rows_read,
        "columns": columns,
    }


def lines(result: Checked) -> Iterator[Line]:
    """Yield every remark and every skipped row, in the order of the file."""
    by_block: list[list[tuple[int, int | None, Skip | None]]] = [[] for _block in result.blocks]
    for place, (number, row) in enumerate(result.places):
        if place in result.remarks or place in result.skips:
            by_block[number].append((row, place, result.skips.get(place)))
    for block, entries in zip(result.blocks, by_block, strict=True):
        entries += [(skip.row, None, skip) for skip in block.skips]
        for _row, where, skip in sorted(entries, key=lambda entry: entry[0]):
            if skip is not None:
                yield skip_line(block, skip)
            if where is not None:
                yield from (remark_line(result, where, remark) for remark in result.remarks.get(where, ()))


def skip_line(block: Block, skip: Skip) -> Line:
    """Return the line of a skipped row."""
    return Line(block.sheet.name, skip.row + 1, "", "", "", INFO, skip.code, skip.text())


def remark_line(result: Checked, place: int, remark: Remark) -> Line:
    """Return the line of a remark."""
    number, row = result.places[place]
    block = result.blocks[number]
    name = remark.field
    column = block.columns.get(name)
    field = result.register.fields.get(name)
    heading = block.heading_of(name) or (_(field.label) if field else "")
    suggestion: Any = remark.problem.suggestion
    shown = field.kind.show(suggestion) if field and suggestion is not None else ""
    return Line(
        block.sheet.name,
        row + 1,
        f"{letter(column)}{row + 1}" if column is not None else "",
        heading,
        name,
        remark.level,
        remark.code,
        remark.text(),
        shown,
    )
