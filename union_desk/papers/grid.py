"""The boxes of a form: a label and a place for its value, side by side in rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from union_desk.papers.page import MIDDLE, TEXT_SIZE, Rect, put
from union_desk.papers.sheet import CENTRE, LEFT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from union_desk.papers.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Box:
    """One labelled box, widths in millimetres; without a label the value has the whole box.

    `top` puts long text at the upper edge instead of the middle.
    """

    key: str
    label: str
    width: float
    label_width: float = 26.0
    align: float = LEFT
    top: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Boxes side by side, `height` millimetres high."""

    height: float
    boxes: tuple[Box, ...]


class _Placed(NamedTuple):
    box: Box
    label: Rect
    value: Rect


class Grid:
    """Rows of boxes from an upper left corner down: `frame` draws what never changes, `fill` the values."""

    def __init__(self, x: float, y: float, rows: Iterable[Row]) -> None:
        """Place the boxes."""
        self.x, self.y = x, y
        self.placed: list[_Placed] = []
        for row in rows:
            left = x
            for box in row.boxes:
                split = left + (box.label_width if box.label else 0.0)
                self.placed.append(
                    _Placed(
                        box,
                        Rect(left, y, split - left, row.height),
                        Rect(split, y, left + box.width - split, row.height),
                    )
                )
                left += box.width
            y += row.height
        self.bottom = y

    def value(self, key: str) -> Rect:
        """Return where the value of that key goes."""
        return next(placed.value for placed in self.placed if placed.box.key == key)

    def frame(self, sheet: Sheet) -> None:
        """Draw the rules and the labels."""
        for box, label, value in self.placed:
            if box.label:
                sheet.box(*label)
                put(sheet, label.inside(), box.label, TEXT_SIZE - 0.5, at=MIDDLE)
            sheet.box(*value)

    def fill(self, sheet: Sheet, values: Mapping[str, str]) -> list[tuple[str, str]]:
        """Write the values; returns label and full text of each that had to be cut."""
        cut = []
        for box, _label, value in self.placed:
            text = values.get(box.key)
            if text:
                place, middle = (value.inside(2), 0.0) if box.top else (value.inside(), CENTRE)
                fitted = put(sheet, place, text, at=(box.align, middle))
                if fitted.cut:
                    cut.append((box.label, text))
        return cut
