"""A list in a Word form: a table with a heading and many rows, read as a sheet and filled row by row in place."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from union_desk.exchange.filling import word
from union_desk.exchange.filling.faults import NothingMatchedError
from union_desk.exchange.filling.grid import SheetXml
from union_desk.exchange.filling.rules import Rules
from union_desk.exchange.filling.single import refuse_strict
from union_desk.exchange.filling.spelling import Manner
from union_desk.exchange.filling.table import Plan, kept_note, refusal, shown, spelt_by_hand
from union_desk.exchange.vocabulary import spoken
from union_desk.exchange.workbook import Merge, Sheet, Workbook, letter, square
from union_desk.progress import NONE, Progress
from union_desk.sources import SERIAL, TODAY, UNION, label
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from union_desk.exchange.filling.blank import Blank
    from union_desk.exchange.filling.columns import Columns, Layout
    from union_desk.exchange.filling.expressions import Value
    from union_desk.exchange.filling.sources import Sources
    from union_desk.exchange.vocabulary import Vocabulary

PART = "word/document.xml"
_SPAN = re.compile(r'<w:gridSpan\b[^>]*w:val="(\d+)"')
_BEFORE = re.compile(r'<w:gridBefore\b[^>]*w:val="(\d+)"')
_DOWN = re.compile(r'<w:vMerge\b(?:[^>]*w:val="(\w+)")?[^>]*/>')
_HEADING = re.compile(r"<w:(?:tblHeader|b|bCs|shd|vMerge)\b[^>]*/>")
# What must not be there twice when a row is copied
_ONCE = re.compile(r'\sw14:(?:paraId|textId)="[^"]*"|<w:bookmark(?:Start|End)\b[^>]*/>|(?<=<w:sdtPr>)<w:id\b[^>]*/>')
_LEAST = 2


class Tables:
    """The tables of a document as sheets, named by their number, so that lists are found in them as in workbooks."""

    def __init__(self, blank: Blank) -> None:
        """Take the document."""
        self.name, self._blank = blank.name, blank

    @cached_property
    def book(self) -> Workbook:
        """Return what the tables show."""
        found = enumerate(word.TABLE.findall(self._blank.package.text(PART)), 1)
        return Workbook("docx", [_sheet(str(number), table) for number, table in found])

    def sheet(self, name: str) -> Sheet:
        """Return what a table shows; KeyError for a number that there is none of."""
        return self.book.sheet(name)

    def seen(self, name: str) -> SheetXml:
        """Return a worksheet in which every cell of the table is a prepared one."""
        letters = [letter(column) for column in range(self.sheet(name).width)]
        rows = [f'<row r="{number}">' + "".join(f'<c r="{one}{number}" s="1"/>' for one in letters) + "</row>"
                for number in range(1, len(self.sheet(name).rows) + 1)]
        return SheetXml(f"<worksheet><sheetData>{''.join(rows)}</sheetData></worksheet>")

    def rules(self, name: str) -> Rules:
        """Return the rules of a table: Word has none but its drop-downs."""
        return Rules(name, "<worksheet/>", self.book, "<workbook/>")


def propose(blank: Blank, columns: Columns) -> Layout | None:
    """Return the layout of the table whose heading names most fields, None where none has a heading of several."""
    if not word.TABLE.search(blank.package.text(PART)):
        return None
    found = columns.propose()
    return found if found is not None and len(found.sources) >= _LEAST else None


def cells_of(row: str) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Yield (first column of the grid, columns that it covers, the cell's XML) of a row's cells."""
    before = _BEFORE.search(row)
    column = int(before[1]) if before else 0
    for cell in word.CELLS.finditer(row):
        span = _SPAN.search(cell[0])
        wide = int(span[1]) if span else 1
        yield column, wide, cell
        column += wide


def _sheet(name: str, table: str) -> Sheet:
    rows: list[list[Any]] = []
    merges: list[Merge] = []
    open_down: dict[int, tuple[int, int]] = {}  # column → (top, right) of a cell that goes on below
    for number, row in enumerate(word.ROW.findall(table)):
        texts: list[Any] = []
        going: dict[int, tuple[int, int]] = {}
        for column, wide, cell in cells_of(row):
            texts += [""] * (column + wide - len(texts))
            down = _DOWN.search(cell[0])
            if down and down[1] != "restart" and column in open_down:
                going[column] = open_down.pop(column)
                continue
            texts[column] = word.content_of(cell[0])
            if down:
                going[column] = (number, column + wide - 1)
            elif wide > 1:
                merges.append(Merge(number, column, number, column + wide - 1))
        merges += _ended(open_down, number)
        rows.append(texts)
        open_down = going
    merges += _ended(open_down, len(rows))
    return Sheet(name, square(rows), merges=merges)


def _ended(cells: Mapping[int, tuple[int, int]], row: int) -> list[Merge]:
    return [Merge(top, column, row - 1, right) for column, (top, right) in cells.items()]


class WordTable:
    """The list of a document, to be planned and then written."""

    def __init__(self, blank: Blank, layout: Layout, sources: Sources, vocabulary: Vocabulary) -> None:
        """Take the form, its layout, and where values come from."""
        self._blank, self._layout, self._sources, self._vocabulary = blank, layout, sources, vocabulary
        table = word.TABLE.findall(blank.package.text(PART))[int(layout.sheet) - 1]
        self._model = word.ROW.findall(table)[self._model_row()]
        self._lists = {column: choices for column, _wide, cell in cells_of(self._model)
                       if (choices := word.choices_of(cell[0]))}

    def _model_row(self) -> int:
        """Return the row (from 0) after which further ones are made: the last prepared one, else the heading's last."""
        place = self._layout.place
        return place.last - 1 if place.prepared else place.first - 2

    def plan(self, rows: Sequence[Mapping[str, Any]], progress: Progress = NONE) -> Plan:
        """Return what goes into each cell, and what a drop-down would refuse; nothing is written."""
        layout = self._layout
        if not set(layout.sources.values()) - {SERIAL}:
            raise NothingMatchedError(name=self._blank.name)
        headings = {m.column: m.heading for m in layout.matches}
        readers = {}
        for column, source in layout.sources.items():
            manner = Manner(headings.get(column, ""), word.LOOK, *word.rule_of(self._lists.get(column)))
            readers[column] = spelt_by_hand(self._sources.reader(source, manner), layout.values.get(column, {}))
        progress.start(len(rows), _("Reading the records"))
        plan = Plan(layout, [], notes=kept_note(layout.place))
        for position, record in enumerate(rows):
            line: dict[int, Value] = {
                column: value for column, read in readers.items()
                if (value := read(record, position + layout.place.kept)) is not None}
            plan.cells.append(line)
            self._judge(plan, record, layout.place.first + position)
            progress.step(1)
        plan.sample = {column: shown(next((line[column] for line in plan.cells if column in line), None))
                       for column in readers}
        return plan

    def _judge(self, plan: Plan, record: Mapping[str, Any], number: int) -> None:
        register, line = self._sources.register, plan.cells[-1]
        for column, choices in self._lists.items():
            if column in line and shown(line[column]) not in choices:
                source = self._layout.sources[column]
                heading = next((spoken(m.heading) for m in self._layout.matches if m.column == column), "")
                place = (f"{letter(column)}{number}", heading or label(register, source), source)
                plan.refused.append(refusal(register, record, place, line[column],
                                            word.not_listed(line[column], choices), strict=True, choices=choices))

    def write(self, plan: Plan, target: Path, *, leave_out: bool = False, progress: Progress = NONE) -> int:
        """Write the filled form to another file and return how many records are in it."""
        refuse_strict(plan, self._blank, leave_out=leave_out)
        progress.start(len(plan.cells), _("Filling in the form"))
        left_out, first = {one.cell for one in plan.strict}, self._layout.place.first
        lines = [{column: shown(value) for column, value in line.items()
                  if f"{letter(column)}{first + position}" not in left_out}
                 for position, line in enumerate(plan.cells)]
        package, number = self._blank.package.copy(), 0

        def table(found: re.Match[str]) -> str:
            nonlocal number
            number += 1
            return self._filled(found[0], lines, progress) if number == int(self._layout.sheet) else found[0]

        package.put(PART, word.TABLE.sub(table, package.text(PART)))
        constant = self._constant()
        for part in package.parts("word/", ".xml") if constant else ():
            if word.PARTS.fullmatch(part):
                package.put(part, word.filled(package.text(part), constant))
        package.write(target, self._blank.path)
        return len(plan.cells)

    def _filled(self, table: str, lines: Sequence[Mapping[int, str]], progress: Progress) -> str:
        """Return the table with its prepared rows filled, and further ones after the model of the last."""
        place, rows = self._layout.place, list(word.ROW.finditer(table))
        model, parts, end = self._further(), [], 0
        after = self._model_row()
        for number, row in enumerate(rows):
            position = number - (place.first - 1)
            parts.append(table[end : row.start()])
            prepared = 0 <= position < min(place.prepared, len(lines))
            parts.append(_row(row[0], lines[position]) if prepared else row[0])
            if number == after:
                parts += [_row(model, line, new=True) for line in lines[place.prepared :]]
            end = row.end()
            progress.step(1 if prepared else 0)
        return "".join([*parts, table[end:]])

    def _further(self) -> str:
        """Return the row that further ones are copies of; the heading's own look is none for people."""
        model = _ONCE.sub("", self._model)
        return model if self._layout.place.prepared else _HEADING.sub("", model)

    def _constant(self) -> dict[str, str]:
        """Return what stands at marks outside the list that are the same for all: the union's particulars, today."""
        spots = word.propose(self._blank, self._vocabulary).spots
        readers = {spot.place: self._sources.reader(spot.source, Manner(spot.label, word.LOOK)) for spot in spots
                   if spot.source and (spot.source.startswith(UNION) or spot.source == TODAY)}
        return {place: shown(read({}, 0)) for place, read in readers.items()}


def _row(row: str, line: Mapping[int, str], *, new: bool = False) -> str:
    """Return a row with its values; in a new one, what the model's cells said is cleared."""
    parts, end = [], 0
    for column, _wide, cell in cells_of(row):
        value = line.get(column)
        parts.append(row[end : cell.start()])
        if value is not None:
            parts.append(word.put(cell[0], value))
        else:
            parts.append(word.put(cell[0], "") if new and word.said(cell[0]) else cell[0])
        end = cell.end()
    return "".join([*parts, row[end:]])

