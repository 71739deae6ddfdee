"""A workbook form with one record a sheet: cells here and there take fields; a file or a sheet for each record."""

from __future__ import annotations

import hashlib
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from union_desk import durable
from union_desk.exchange.filling import copying, recalculating
from union_desk.exchange.filling.faults import (
    LockedFormError,
    NothingMatchedError,
    OverwriteError,
    RefusedValuesError,
    TooManySheetsError,
)
from union_desk.exchange.filling.grid import SheetXml
from union_desk.exchange.filling.mapping import Mapping
from union_desk.exchange.filling.references import cell_of
from union_desk.exchange.filling.renaming import sheet_names
from union_desk.exchange.filling.rules import LIST, Row
from union_desk.exchange.filling.spelling import Manner
from union_desk.exchange.filling.strings import Strings
from union_desk.exchange.filling.styles import DATE
from union_desk.exchange.filling.table import PROTECTED, Plan, Refused, as_day, content_of, refusal, spelt_by_hand
from union_desk.exchange.vocabulary import spoken
from union_desk.exchange.workbook import letter, shown
from union_desk.sources import label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from collections.abc import Mapping as Dictionary

    from union_desk.exchange.filling.blank import Blank
    from union_desk.exchange.filling.expressions import Value
    from union_desk.exchange.filling.package import Package
    from union_desk.exchange.filling.sources import Sources
    from union_desk.exchange.vocabulary import Vocabulary
    from union_desk.exchange.workbook import Merge, Sheet
    from union_desk.schema.register import Register

MOST_SHEETS = 1000
_FEW = 3
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(slots=True)
class Spot:
    """A place of a form to be filled: its cell or mark, the label beside it, and the source that it takes."""

    place: str
    label: str
    source: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(slots=True)
class Spots:
    """All places of a form with one record a page; `values` as in a mapping file."""

    sheet: str
    fingerprint: str
    spots: list[Spot]
    values: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def matched(self) -> int:
        """Return how many places take something."""
        return sum(1 for spot in self.spots if spot.source)

    def mapping(self, register: str, form: str) -> Mapping:
        """Return the mapping to be remembered or shared."""
        cells = {spot.place: spot.source for spot in self.spots if spot.source}
        return Mapping(register, self.fingerprint, form, self.sheet, cells=cells, values=self.values)

    def take(self, mapping: Mapping) -> None:
        """Take over what a mapping says."""
        known = {spot.place: spot for spot in self.spots}
        for spot in self.spots:
            spot.source = mapping.cells.get(spot.place)
        self.spots += [Spot(place, "", source) for place, source in mapping.cells.items() if place not in known]
        self.values = {place: dict(chosen) for place, chosen in mapping.values.items()}

    def point(self, place: str, source: str | None) -> None:
        """Let a place take a source, or nothing."""
        for spot in self.spots:
            if spot.place == place:
                spot.source = source
                return
        self.spots.append(Spot(place, "", source))


def propose(blank: Blank, vocabulary: Vocabulary) -> Spots | None:
    """Return the visible sheet with most labels that have an empty cell beside them, None when there are few."""
    found = [_of_sheet(sheet, vocabulary) for sheet in blank.book.sheets if not sheet.hidden]
    best = max(found, key=lambda spots: spots.matched, default=None)
    return best if best and len({cell_of(s.place)[0] for s in best.spots if s.source}) >= _FEW else None


def at(blank: Blank, vocabulary: Vocabulary, sheet: str) -> Spots:
    """Return the places of a sheet that a person chose, few or none as they may be."""
    return _of_sheet(blank.sheet(sheet), vocabulary)


def _of_sheet(sheet: Sheet, vocabulary: Vocabulary) -> Spots:
    spots = list(_labelled(sheet, vocabulary))
    taken: set[str] = set()
    for spot in spots:  # the second “姓名” of a page is about somebody else
        if spot.source in taken:
            spot.source = None
        elif spot.source:
            taken.add(spot.source)
    texts = [f"{r},{c},{shown(cell)}" for r, row in enumerate(sheet.rows) for c, cell in enumerate(row) if cell != ""]
    digest = hashlib.sha256("\x1f".join([vocabulary.register.name, sheet.name, *texts]).encode()).hexdigest()[:24]
    return Spots(sheet.name, digest, spots)


def _labelled(sheet: Sheet, vocabulary: Vocabulary) -> Iterator[Spot]:
    """Yield for each label the empty cell on its right, else the one below."""
    corners = {(m.top, m.left): m for m in sheet.merges}
    covered = {(r, c): (m.top, m.left) for m in sheet.merges
               for r in range(m.top, m.bottom + 1) for c in range(m.left, m.right + 1)}
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            text = shown(cell).strip()
            if not text or len(text) > 30:  # noqa: PLR2004  a label is short; longer texts explain
                continue
            names = vocabulary.exact(text.rstrip(":：_ "))
            place = _beside(sheet, row, column, corners.get((row, column)), covered)
            if place is not None and (names or text.rstrip().endswith((":", "："))):
                source = names[0] if len(names) == 1 else None
                yield Spot(place, spoken(text), source, names if len(names) > 1 else ())


def _beside(
    sheet: Sheet, row: int, column: int, merge: Merge | None, covered: Dictionary[tuple[int, int], tuple[int, int]]
) -> str | None:
    right, below = (merge.right if merge else column) + 1, (merge.bottom if merge else row) + 1
    for r, c in ((row, right), (below, column)):
        top, left = covered.get((r, c), (r, c))
        inside = r < len(sheet.rows) and c < sheet.width
        # an empty last column is not among what the sheet shows
        if (top, left) == (r, c) and (sheet.rows[r][c] == "" if inside else r == row):
            return f"{letter(left)}{top + 1}"
    return None


@dataclass(slots=True)
class Pages:
    """What goes into each place, record by record, and what the form would refuse."""

    spots: Spots
    cells: list[dict[str, Value]]
    names: list[str]
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sample: dict[str, str] = field(default_factory=dict)
    barred: set[tuple[int, str]] = field(default_factory=set)  # (record, place) of what the form would not take

    def refuse(self, number: int, place: str, refused: Refused) -> None:
        """Keep what the form refuses of a record."""
        self.refused.append(refused)
        if refused.strict:
            self.barred.add((number, place))

    def values(self, number: int, *, leave_out: bool) -> dict[str, Value]:
        """Return what is written for a record, without what the form would not take where that is left out."""
        return {place: value for place, value in self.cells[number].items()
                if not leave_out or (number, place) not in self.barred}

    @property
    def strict(self) -> list[Refused]:
        """Return the values that the form would not take."""
        return [one for one in self.refused if one.strict]


class SinglePage:
    """A form with one record a sheet, to be planned, then written into a file for each record or into sheets of one."""

    def __init__(self, blank: Blank, spots: Spots, sources: Sources) -> None:
        """Take the form, its places, and where values come from."""
        self._blank, self._spots, self._sources = blank, spots, sources
        self._rules = blank.rules(spots.sheet)

    def manner(self, place: str) -> Manner:
        """Return how a value is spelt in a cell."""
        row, column = cell_of(place)
        rule = self._rules.at(row, column)
        choices = self._rules.choices(rule, Row(row), column) if rule else None
        spot = next((s for s in self._spots.spots if s.place == place), None)
        style = self._blank.seen(self._spots.sheet).style(row, column)
        return Manner(spot.label if spot else "", self._blank.styles.look(style), rule, choices)

    def plan(self, rows: Sequence[Dictionary[str, Any]]) -> Pages:
        """Return what goes into each cell, and what the form would refuse; nothing is written."""
        wanted = {s.place: s.source for s in self._spots.spots if s.source}
        if not wanted:
            raise NothingMatchedError(name=self._blank.name)
        self._refuse_locked(wanted)
        readers = {place: spelt_by_hand(self._sources.reader(source, self.manner(place)),
                                        self._spots.values.get(place, {})) for place, source in wanted.items()}
        cells: list[dict[str, Value]] = [
            {place: value for place, read in readers.items() if (value := read(record, position)) is not None}
            for position, record in enumerate(rows)]
        pages = Pages(self._spots, cells, names_of(self._sources.register, rows))
        for number, (record, line) in enumerate(zip(rows, cells, strict=True)):
            for one in self._judge(record, line, wanted):
                pages.refuse(number, one.cell, one)
        for place in wanted:
            if cells and place in cells[0]:
                value = cells[0][place]
                pages.sample[place] = as_day(value) if self.manner(place).look.shows == DATE else shown(_plain(value))
        return pages

    def _refuse_locked(self, wanted: Dictionary[str, str]) -> None:
        xml = self._blank.seen(self._spots.sheet)
        if not PROTECTED.search(xml.tail) and not PROTECTED.search(xml.head):
            return
        for place in wanted:
            row, column = cell_of(place)
            if self._blank.styles.look(xml.style(row, column)).locked:
                raise LockedFormError(name=self._blank.name, sheet=self._spots.sheet, cell=place)

    def _judge(
        self, record: Dictionary[str, Any], line: Dictionary[str, Value], wanted: Dictionary[str, str]
    ) -> Iterator[Refused]:
        register = self._sources.register
        for place, value in line.items():
            row, column = cell_of(place)
            here = {cell_of(p)[1]: v for p, v in line.items() if cell_of(p)[0] == row}
            rule = self._rules.at(row, column)
            reason = self._rules.refuse(rule, value, Row(row, here), column) if rule is not None else None
            if rule is not None and reason is not None:
                heading = label(register, wanted[place])
                choices = self._rules.choices(rule, Row(row, here), column) if rule.kind == LIST else None
                yield refusal(register, record, (place, heading, wanted[place]), value, reason, strict=rule.strict,
                              choices=choices)

    def write(self, pages: Pages, target: Path, *, leave_out: bool = False) -> list[Path]:
        """Write one file for each record beside the target's name; returns them."""

        def make(number: int, file: Path) -> None:
            package = self._blank.package.copy()
            self._fill(package, [self._blank.parts[self._spots.sheet]], [pages.values(number, leave_out=leave_out)])
            package.write(file, self._blank.path)

        return write_all(target, pages, make, leave_out=leave_out, blank=self._blank)

    def write_together(self, pages: Pages, target: Path, *, leave_out: bool = False) -> list[Path]:
        """Write one workbook: the first record on the form's sheet, each other on a copy of it; returns the file."""
        refuse_strict(pages, self._blank, leave_out=leave_out)
        if len(pages.cells) > MOST_SHEETS:
            raise TooManySheetsError(name=self._blank.name, count=len(pages.cells), most=MOST_SHEETS)
        blank, package, sheet = self._blank, self._blank.package.copy(), self._spots.sheet
        names = sheet_names(pages.names[1:], list(blank.parts))
        model = blank.parts[sheet]
        parts = [model, *(copying.copy(package, blank.workbook, (sheet, model), names) if names else ())]
        self._fill(package, parts, [pages.values(n, leave_out=leave_out) for n in range(len(parts))])
        package.write(target, blank.path)
        return [target]

    def _fill(self, package: Package, parts: Sequence[str], lines: Sequence[Dictionary[str, Value]]) -> None:
        """Write a record into each of these copies of the form's sheet."""
        blank = self._blank
        strings = Strings(package, blank.workbook, blank.seen(self._spots.sheet).p)
        for part, line in zip(parts, lines, strict=True):
            xml = SheetXml(package.text(part))
            for place, value in line.items():
                row, column = cell_of(place)
                if column not in xml.ensure(row).formulas():
                    style = xml.style(row, column)
                    as_text = blank.styles.look(style).shows == "text"
                    xml.ensure(row).put(column, content_of(value, strings, as_text=as_text), style)
            package.put(part, xml.render())
        strings.save()
        every = dict.fromkeys([*blank.parts.values(), *parts])
        recalculating.recalculate(package, blank.workbook, every, moved=len(parts) > 1)


def refuse_strict(pages: Pages | Plan, blank: Blank, *, leave_out: bool) -> None:
    """Raise RefusedValuesError for what the form would not take, unless that is left out."""
    if pages.strict and not leave_out:
        first = pages.strict[0]
        raise RefusedValuesError(name=blank.name, count=len(pages.strict), cell=first.cell, heading=first.heading,
                                 reason=first.reason)


def write_all(
    target: Path, pages: Pages, make: Callable[[int, Path], None], *, leave_out: bool, blank: Blank
) -> list[Path]:
    """Write a file for each record into a folder of their own, and move them to their names when all are there."""
    refuse_strict(pages, blank, leave_out=leave_out)
    files = places_for(target, pages.names)
    if any(file.exists() and file.samefile(blank.path) for file in files):
        raise OverwriteError(name=blank.name)
    with tempfile.TemporaryDirectory(prefix=".", dir=target.parent) as folder:
        for number, file in enumerate(files):
            make(number, Path(folder) / file.name)
        durable.put_all([(Path(folder) / file.name, file) for file in files])
    return files


def names_of(register: Register, rows: Sequence[Dictionary[str, Any]]) -> list[str]:
    """Return what each record is called, for the names of files and sheets; nothing private is in it."""
    title = [name for name in register.title if not register.fields[name].sensitive]
    return [" ".join(str(record.get(name) or "") for name in title).strip() for record in rows]


def places_for(target: Path, names: Sequence[str]) -> list[Path]:
    """Return a file for each record: the target itself for one, else named after it and the record."""
    if len(names) == 1:
        return [target]
    width = len(str(len(names)))
    return [target.with_name(f"{target.stem}_{number:0{width}d}_{_UNSAFE.sub('_', name)[:40]}{target.suffix}")
            for number, name in enumerate(names, 1)]


def _plain(value: Value) -> Any:
    return "" if value is None else value
