"""What must follow when rows come into a sheet: ranges, names, formulas of other sheets, pictures, notes, charts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, unescape

from union_desk.exchange.filling.grid import SheetXml
from union_desk.exchange.filling.package import attributes
from union_desk.exchange.filling.references import areas

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from union_desk.exchange.filling.package import Package
    from union_desk.exchange.filling.references import Area, Shift

_RANGED = re.compile(r"(<(?:\w+:)?(?:dataValidation|conditionalFormatting|autoFilter|hyperlink|protectedRange|"
                     r"ignoredError|selection|sortState|sortCondition|table|calculatedColumn|comment|"
                     r"threadedComment|worksheetSource|customSheetView)\b[^>]*>)")  # fmt: skip
_RANGES = re.compile(r'\b(sqref|ref)="([^"]*)"')
_SINGLE = re.compile(r'\b(activeCell|topLeftCell)="([^"]*)"')
_X14_RANGES = re.compile(r"(<(?:\w+:)?sqref>)([^<]*)(</)")
_RULES = re.compile(r"(<(?:\w+:)?(?:formula|formula1|formula2|f)>)([^<]+)(</)")
_BREAKS = re.compile(r"<((?:\w+:)?)rowBreaks\b.*?</\1rowBreaks>", re.DOTALL)
_BREAK = re.compile(r'(<(?:\w+:)?brk\b[^>]*?\bid=")(\d+)')
_NAME = re.compile(r"(<(?:\w+:)?definedName\b[^>]*>)([^<]*)(</)")
_MERGES = re.compile(r"<((?:\w+:)?)mergeCells\b.*?</\1mergeCells>", re.DOTALL)
_MERGED = re.compile(r'<(?:\w+:)?mergeCell\b[^>]*\bref="([^"]+)"')
_ANCHOR = re.compile(r"<((?:\w+:)?)(twoCellAnchor|oneCellAnchor)\b([^>]*)>.*?</\1\2>", re.DOTALL)
_ANCHOR_ROW = re.compile(r"(<(?:\w+:)?row>)(\d+)(</)")
_VML_ROW = re.compile(r"(<x:Row>\s*)(\d+)(\s*</x:Row>)")
_VML_ANCHOR = re.compile(r"(<x:Anchor>)([^<]+)(</x:Anchor>)")
_DIMENSION = re.compile(r'(<(?:\w+:)?dimension\b[^>]*\bref=")([^"]+)')


def follow(package: Package, shift: Shift, sheets: Mapping[str, str], workbook: str) -> None:
    """Move everything in the other parts that points at the moved rows; `sheets` maps names to parts."""
    own = sheets[shift.sheet]
    package.put(workbook, _NAME.sub(_formula(shift, ""), package.text(workbook)))
    for name, part in sheets.items():
        if part != own and package.has(part):
            _other_sheet(package, part, shift, name)
    _below(package, own, shift)
    for part in package.parts("xl/charts/", ".xml") + package.parts("xl/pivotCache/", ".xml"):
        text = _RULES.sub(_formula(shift, ""), package.text(part))
        package.put(part, _sources(text, shift))


def _formula(shift: Shift, home: str) -> Callable[[re.Match[str]], str]:
    return lambda found: f"{found[1]}{escape(shift.formula(unescape(found[2]), home))}{found[3]}"


def _sources(text: str, shift: Shift) -> str:
    """Move the source of a pivot table, where it is a range of the sheet."""
    def move(found: re.Match[str]) -> str:
        own = unescape(attributes(found[0]).get("sheet", "")) == shift.sheet
        return _ranges(found[0], shift) if own else found[0]

    return re.sub(r"<(?:\w+:)?worksheetSource\b[^>]*>", move, text)


def _other_sheet(package: Package, part: str, shift: Shift, name: str) -> None:
    text = package.text(part)
    try:
        sheet = SheetXml(text)
    except ValueError:
        return  # a chart sheet
    before = [sheet.head, sheet.tail]
    sheet.formulas(lambda formula: shift.formula(formula, name))
    sheet.tail = _RULES.sub(_formula(shift, name), sheet.tail)
    formulas = any("<" + sheet.p + "f" in row.inner for row in sheet.rows)
    if formulas or before != [sheet.head, sheet.tail]:
        package.put(part, sheet.render())


def _below(package: Package, part: str, shift: Shift) -> None:
    """Move what lies on the sheet in parts of its own: pictures, notes, tables."""
    for kind, target in package.relations(part).values():
        if not package.has(target):
            continue
        if kind == "drawing":
            package.put(target, _ANCHOR.sub(lambda found: _anchor(found, shift), package.text(target)))
        elif kind == "vmlDrawing":
            package.put(target, _vml(package.text(target), shift))
        elif kind in {"comments", "threadedComment", "table"}:
            moved = _RANGED.sub(lambda found: _places(found[0], shift), package.text(target))
            package.put(target, _RULES.sub(_formula(shift, shift.sheet), moved))


def _places(tag: str, shift: Shift) -> str:
    if re.match(r"<(?:\w+:)?(?:comment|threadedComment)\b", tag):  # a note stays with its one cell
        return re.sub(r'\bref="([^"]*)"', lambda found: f'ref="{shift.single(found[1])}"', tag)
    return _ranges(tag, shift)


def _ranges(tag: str, shift: Shift) -> str:
    return _RANGES.sub(lambda found: f'{found[1]}="{shift.ranges(found[2])}"', tag)


def _anchor(found: re.Match[str], shift: Shift) -> str:
    """Move a picture that begins below; one that begins above stays as large as it is."""
    whole, rows = found[0], [int(row) for _open, row, _close in _ANCHOR_ROW.findall(found[0])]
    if 'editAs="absolute"' in found[3] or not rows or rows[0] + 1 <= shift.last:
        return whole
    return _ANCHOR_ROW.sub(lambda row: f"{row[1]}{shift.row(int(row[2]) + 1) - 1}{row[3]}", whole)


def _vml(text: str, shift: Shift) -> str:
    def anchor(found: re.Match[str]) -> str:
        numbers = [part.strip() for part in found[2].split(",")]
        if len(numbers) == 8 and int(numbers[2]) + 1 > shift.last:  # noqa: PLR2004  column, row, twice each with rest
            for place in (2, 6):
                numbers[place] = str(shift.row(int(numbers[place]) + 1) - 1)
            return f"{found[1]}{', '.join(numbers)}{found[3]}"
        return found[0]

    moved = _VML_ROW.sub(lambda found: f"{found[1]}{shift.row(int(found[2]) + 1) - 1}{found[3]}", text)
    return _VML_ANCHOR.sub(anchor, moved)


def move_rows(sheet: SheetXml, shift: Shift) -> None:
    """Move the rows below and the formulas of the sheet itself; the new rows are not yet there."""
    sheet.unshare()
    sheet.formulas(lambda formula: shift.formula(formula, shift.sheet))
    for row in sheet.rows:
        if row.number > shift.last:
            _ = row.cells  # taken apart under their old number
            row.number = shift.row(row.number)
    for row in sheet.rows:
        for cell in row.cells.values() if 'ref="' in row.inner else ():
            cell.inner = re.sub(r'(<(?:\w+:)?f\b[^>]*\bref=")([^"]+)',
                                lambda found: f"{found[1]}{shift.ranges(found[2])}", cell.inner)
    sheet.head = _SINGLE.sub(lambda found: f'{found[1]}="{shift.single(found[2])}"',
                             _RANGED.sub(lambda found: _ranges(found[0], shift), sheet.head))
    sheet.tail = _tail(sheet.tail, shift)


def _tail(text: str, shift: Shift) -> str:
    text = _RANGED.sub(lambda found: _ranges(found[0], shift), text)
    text = _X14_RANGES.sub(lambda found: f"{found[1]}{shift.ranges(found[2])}{found[3]}", text)
    text = _RULES.sub(_formula(shift, shift.sheet), text)
    text = _BREAKS.sub(lambda found: _BREAK.sub(lambda b: f"{b[1]}{shift.row(int(b[2]) + 1) - 1}", found[0]), text)
    return _MERGES.sub(lambda found: _merges(found, shift), text)


def _merges(found: re.Match[str], shift: Shift) -> str:
    """Move merged ranges; those of the last prepared row are made again in every new row."""
    kept: list[str] = []
    pattern: list[Area] = []
    for text in _MERGED.findall(found[0]):
        area = areas(text)[0]
        if area.top == area.bottom == shift.last and shift.grows:
            pattern.append(area)
            kept.append(text)
        else:
            kept.append(str(shift.area(area)))
    for row in range(shift.last + 1, shift.last + shift.count + 1):
        kept += [str(type(area)(row, area.left, row, area.right)) for area in pattern]
    p = found[1]
    inside = "".join(f'<{p}mergeCell ref="{text}"/>' for text in kept)
    return f'<{p}mergeCells count="{len(kept)}">{inside}</{p}mergeCells>'


def reach(sheet: SheetXml, bottom: int, right: int) -> None:
    """Let the sheet's declared dimension take in a cell."""
    def grow(found: re.Match[str]) -> str:
        area = areas(found[2])[0]
        return f"{found[1]}{type(area)(area.top, area.left, max(area.bottom, bottom), max(area.right, right))}"

    sheet.head = _DIMENSION.sub(grow, sheet.head)
