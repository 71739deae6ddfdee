"""Two forms side by side, unpacked: which cells differ, and what else; the proof that a form was only filled in."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from union_desk.exchange.filling import comparing_word, copying, following, recalculating, word
from union_desk.exchange.filling.blank import Blank
from union_desk.exchange.filling.expressions import EPOCH
from union_desk.exchange.filling.grid import SheetXml, patterns
from union_desk.exchange.filling.references import Shift
from union_desk.exchange.filling.styles import DATE
from union_desk.exchange.workbook import letter
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from union_desk.exchange.filling.grid import Cell
    from union_desk.exchange.filling.package import Package
    from union_desk.exchange.filling.styles import Styles

FILLED, STYLE, FORMULA, CHANGED = "filled", "style", "formula", "changed"
ADDED, MISSING, DIFFERENT = N_("only in the second"), N_("only in the first"), N_("different")
_INSIDE = re.compile(r"<[^>]*>")
_TAG = re.compile(r"<[^>]+>|[^<]+")
_STRING = re.compile(r"<((?:\w+:)?)si\b[^>]*?(?:/>|>(.*?)</\1si>)", re.DOTALL)
_DIMENSION = re.compile(r"<(?:\w+:)?dimension\b[^>]*>")
_DAYS = re.compile(r"[1-9]\d{0,6}")
_SHARED_STRINGS = "xl/sharedStrings.xml"
_MOST = 40


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that differs: 'filled' (empty before), 'changed', 'formula' or 'style', with both sides.

    In a document `sheet` is the table, or the part; `cell` the cell, the mark, or the name of a control or bookmark.
    """

    sheet: str
    cell: str
    kind: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _Told:
    """What cells refer to: the shared texts of both files, and the styles of the second."""

    strings: list[list[str]]
    styles: Styles

    def is_day(self, cell: Cell | None) -> bool:
        """Tell whether a cell shows a day."""
        return cell is not None and self.styles.look(cell.style).shows == DATE


@dataclass(slots=True)
class Comparison:
    """What differs: cells, and by part what is added, missing or different (as pieces of XML with - and +).

    `moved` has for each sheet with new rows (the row they follow, how many), `copied` for each sheet that was copied
    the names of the copies, whose cells are compared with the model's. What must follow from them (ranges, names,
    anchors, the order of reckoning) is not counted as a difference; `followed` names those parts. `grown` has for each
    table of a document that got further rows how many.
    """

    cells: list[CellChange] = field(default_factory=list)
    parts: dict[str, list[str]] = field(default_factory=dict)
    moved: dict[str, tuple[int, int]] = field(default_factory=dict)
    copied: dict[str, list[str]] = field(default_factory=dict)
    followed: list[str] = field(default_factory=list)
    grown: dict[str, int] = field(default_factory=dict)
    same: int = 0

    @property
    def filled_only(self) -> bool:
        """Tell whether nothing but empty cells that are now filled differs, and what must follow from that."""
        return not self.parts and all(one.kind == FILLED for one in self.cells)

    def as_json(self) -> dict[str, Any]:
        """Return it as a document."""
        return {"filled_only": self.filled_only, "same_parts": self.same, "parts": self.parts,
                "followed": self.followed,
                "copied": self.copied,
                "grown": self.grown,
                "moved": [{"sheet": s, "below": r, "rows": n} for s, (r, n) in self.moved.items()],
                "cells": [{"sheet": c.sheet, "cell": c.cell, "kind": c.kind, "before": c.before, "after": c.after}
                          for c in self.cells]}


def compare(before: Path, after: Path) -> Comparison:
    """Compare two workbooks or documents part by part; the cells of sheets by what they show, not by how it is kept."""
    first, second = Blank(before), Blank(after)
    found = Comparison()
    if not first.is_document and not second.is_document:
        return _workbooks(found, first, second)
    seen = _documents(found, first, second) if first.is_document and second.is_document else set()
    _parts(found, first.package, second.package, seen)
    return found


def _documents(found: Comparison, first: Blank, second: Blank) -> set[str]:
    """Compare the texts of two documents; returns the parts in which nothing but words differs."""
    understood = set()
    for part in first.package.parts("word/", ".xml"):
        if not word.PARTS.fullmatch(part) or not second.package.has(part):
            continue
        changes: list[CellChange] = []

        def listed(where: str, place: str, before: str, after: str, changes: list[CellChange] = changes) -> None:
            kind = FILLED if comparing_word.is_to_fill(before) else CHANGED
            changes.append(CellChange(where, place, kind, before, after))

        came = comparing_word.part(part, first.package.text(part), second.package.text(part), listed)
        if came is not None:
            understood.add(part)
            found.cells += changes
            found.same += not changes
            found.grown |= came
    return understood


def _workbooks(found: Comparison, first: Blank, second: Blank) -> Comparison:
    sheets = {name: part for name, part in first.parts.items() if second.parts.get(name) == part}
    shifts = {name: shift for name in sheets if (shift := _inserted(name, first.xml(name), second.xml(name)))}
    expected = first.package.copy()
    found.copied = _copied(first, second)
    for model, names in found.copied.items():
        parts = copying.copy(expected, first.workbook, (model, first.parts[model]), names)
        sheets |= {name: part for name, part in zip(names, parts, strict=True) if second.parts.get(name) == part}
    for name, shift in shifts.items():
        found.moved[name] = (shift.last, shift.count)
        following.follow(expected, shift, first.parts, first.workbook)
        moved = SheetXml(expected.text(sheets[name]))
        following.move_rows(moved, shift)
        expected.put(sheets[name], moved.render())
    if second.package.text(second.workbook) != expected.text(first.workbook):
        recalculating.recalculate(expected, first.workbook, sheets.values(), moved=bool(shifts or found.copied))
    found.followed = [part for part in [*expected.changed, *expected.removed] if part not in sheets.values()]
    strings = [_strings(first.package), _strings(second.package)]
    for name, part in sheets.items():
        _sheet(found, name, part, (SheetXml(expected.text(part)), second.xml(name)), _Told(strings, second.styles))
    _parts(found, expected, second.package, {*sheets.values(), _SHARED_STRINGS})
    return found


def _copied(first: Blank, second: Blank) -> dict[str, list[str]]:
    """Find the sheets that came in behind one that was there: copies of it."""
    found: dict[str, list[str]] = {}
    model = ""
    for name in second.parts:
        if name in first.parts:
            model = name
        elif model:
            found.setdefault(model, []).append(name)
    return found


def _inserted(name: str, one: SheetXml, two: SheetXml) -> Shift | None:
    """Find the rows that came in: how many more there are, and above which rows at the end that both have."""
    ends = [max((row.number for row in sheet.rows if row.cells), default=0) for sheet in (one, two)]
    count, last = ends[1] - ends[0], ends[0]
    while count > 0 and last > 0 and _outline(one, last) == _outline(two, last + count) != _outline(two, last):
        last -= 1
    if count <= 0 or last == 0:
        return None
    filled_before = any(filled for _column, _style, filled in _outline(one, last))
    return Shift(name, last, count, grows=not filled_before)


def _outline(sheet: SheetXml, number: int) -> list[tuple[int, str, bool]]:
    row = sheet.row(number)
    mark = f"<{sheet.p}f"
    cells = row.cells.items() if row is not None else ()
    return [(column, cell.style, bool(cell.inner) and mark not in cell.inner) for column, cell in cells]


def _parts(found: Comparison, first: Package, second: Package, seen: set[str]) -> None:
    for part in dict.fromkeys([*first.parts(), *second.parts()]):
        if part in seen:
            continue
        if not first.has(part) or not second.has(part):
            _note(found, part, [_(MISSING if first.has(part) else ADDED)])
        else:
            _note(found, part, [] if first.raw(part) == second.raw(part) else _differences(first, second, part))


def _note(found: Comparison, part: str, lines: list[str]) -> None:
    if lines:
        found.parts[part] = lines
    else:
        found.same += 1


def _differences(first: Package, second: Package, part: str) -> list[str]:
    if not part.endswith((".xml", ".rels", ".vml")):
        return [_(DIFFERENT)]
    return _diff(first.text(part), second.text(part))


def _diff(before: str, after: str) -> list[str]:
    one, two = (_TAG.findall(re.sub(r"\s*/>", "/>", text)) for text in (before, after))
    lines = [line for line in difflib.unified_diff(one, two, lineterm="", n=0)
             if line[:1] in "+-" and line[:3] not in {"+++", "---"} and line[1:].strip()]
    return [*lines[:_MOST], f"… {len(lines)}"] if len(lines) > _MOST else lines


def _strings(package: Package) -> list[str]:
    if not package.has(_SHARED_STRINGS):
        return []
    return [re.sub(_INSIDE, "", body) for _p, body in _STRING.findall(package.text(_SHARED_STRINGS))]


def _sheet(
    found: Comparison, name: str, part: str, sheets: tuple[SheetXml, SheetXml], told: _Told
) -> None:
    one, two = sheets
    frame = _diff(*(_DIMENSION.sub("", sheet.head) + sheet.tail for sheet in sheets))
    rows = [line for sheet, mark in ((one, "-"), (two, "+")) for line in _row_heads(sheet, one, two, mark)]
    changes = list(_cells(name, one, two, told))
    if frame or rows:
        found.parts[part] = [*frame, *rows[:_MOST]]
    elif not changes:
        found.same += 1
    found.cells += changes


def _row_heads(sheet: SheetXml, one: SheetXml, two: SheetXml, mark: str) -> Iterator[str]:
    """Yield the rows whose own attributes (height, style) differ; a row that is new with its cells is no difference."""
    for row in sheet.rows:
        other = (two if sheet is one else one).row(row.number)
        if other is not None and _look(row.attributes) != _look(other.attributes):
            yield f"{mark}<row {row.attributes}>"


def _look(attributes: str) -> set[str]:
    return {part for part in re.findall(r'[\w:]+="[^"]*"', attributes) if not part.startswith(("r=", "spans="))}


def _cells(name: str, one: SheetXml, two: SheetXml, told: _Told) -> Iterator[CellChange]:
    numbers = sorted({row.number for row in [*one.rows, *two.rows]})
    for number in numbers:
        left, right = ({} if (row := sheet.row(number)) is None else row.cells for sheet in (one, two))
        for column in sorted({*left, *right}):
            change = _change(one.p, left.get(column), right.get(column), told)
            if change:
                yield CellChange(name, f"{letter(column)}{number}", *change)


def _change(p: str, one: Cell | None, two: Cell | None, told: _Told) -> tuple[str, str, str] | None:
    formulas = ["" if cell is None else _formula(p, cell) for cell in (one, two)]
    before, after = ("" if cell is None else _value(p, cell, told.strings[i]) for i, cell in enumerate((one, two)))
    if formulas[0] != formulas[1]:
        return FORMULA if one is not None else FILLED, formulas[0] or before, formulas[1] or after
    if before != after and not formulas[0]:
        kind, shows = FILLED if not before else CHANGED, two if two is not None else one
        return (kind, _day(before), _day(after)) if told.is_day(shows) else (kind, before, after)
    styles = ["" if cell is None else cell.style for cell in (one, two)]
    if styles[0] != styles[1] and one is not None and two is not None:
        return STYLE, styles[0], styles[1]
    return None


def _day(text: str) -> str:
    """Return a number of days as the day that the cell shows."""
    return dt.date.fromordinal(int(text) + EPOCH).isoformat() if _DAYS.fullmatch(text) else text


def _formula(p: str, cell: Cell) -> str:
    found = patterns(p).formula.search(cell.inner)
    return (found[2] or found[1].strip()) if found else ""


def _value(p: str, cell: Cell, strings: list[str]) -> str:
    found = patterns(p).value.search(cell.inner)
    if found is None:
        return _INSIDE.sub("", cell.inner)
    text = found[2] or ""
    if re.search(r'\bt="s"', cell.attributes) and text.isdecimal() and int(text) < len(strings):
        return strings[int(text)]
    return text
