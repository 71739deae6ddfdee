"""Which sheet of a form is the list, where its heading stands, and which column takes which field."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from union_desk.exchange import headings, matching
from union_desk.exchange.filling import place
from union_desk.exchange.filling.mapping import Mapping
from union_desk.exchange.filling.rules import LIST, Row
from union_desk.exchange.workbook import column_of, letter
from union_desk.sources import SERIAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from union_desk.exchange.filling.grid import SheetXml
    from union_desk.exchange.filling.place import Place
    from union_desk.exchange.filling.rules import Rules
    from union_desk.exchange.headings import Heading
    from union_desk.exchange.matching import Match
    from union_desk.exchange.vocabulary import Vocabulary
    from union_desk.exchange.workbook import Cell, Sheet, Workbook

_SAMPLE_ROWS = 20
_CHOICES = 30


class Lists(Protocol):
    """What lists are found in: the sheets of a workbook, or the tables of a document as if they were sheets."""

    name: str

    @property
    def book(self) -> Workbook:
        """Return what is shown."""

    def sheet(self, name: str) -> Sheet:
        """Return what a sheet shows."""

    def seen(self, name: str) -> SheetXml:
        """Return a sheet's XML to be looked at."""

    def rules(self, name: str) -> Rules:
        """Return the rules of a sheet's cells."""


@dataclass(slots=True)
class Layout:
    """The list of a form: its sheet, heading, and what each column takes (`sources` by zero-based column).

    `values` has for a column the entries of its drop-down that a person chose for what would be written otherwise.
    """

    sheet: str
    heading: Heading
    matches: list[Match]
    fingerprint: str
    place: Place
    sources: dict[int, str] = field(default_factory=dict)
    values: dict[int, dict[str, str]] = field(default_factory=dict)

    def mapping(self, register: str, form: str) -> Mapping:
        """Return the mapping to be remembered or shared."""
        columns = {match.letter: self.sources[match.column] for match in self.matches if match.column in self.sources}
        values = {letter(column): chosen for column, chosen in self.values.items()}
        return Mapping(register, self.fingerprint, form, self.sheet, self.heading.row + 1, self.heading.depth, columns,
                       values=values)


class Columns:
    """Proposes the layout of a form's list; `remembered` finds the mapping of a layout that was filled before."""

    def __init__(
        self, blank: Lists, vocabulary: Vocabulary, remembered: Callable[[str], Mapping | None] = lambda _layout: None
    ) -> None:
        """Take the form, the words of the register, and the memory."""
        self._blank, self._vocabulary, self._remembered = blank, vocabulary, remembered

    def propose(self) -> Layout | None:
        """Return the visible sheet whose heading names most fields, None when none names any."""
        found = [(sheet, heading) for sheet in self._blank.book.sheets
                 if not sheet.hidden and (heading := headings.find(sheet, self._vocabulary)) is not None]
        if not found:
            return None
        return self._layout(*max(found, key=lambda one: one[1].rank))

    def point_at(self, sheet: str, row: int, depth: int = 1) -> Layout:
        """Return the layout with the heading where a person points (1-based row)."""
        seen = self._blank.sheet(sheet)
        return self._layout(seen, headings.at(seen, row - 1, depth, self._vocabulary))

    def with_mapping(self, mapping: Mapping) -> Layout:
        """Return the layout that a mapping file describes; raises OtherLayoutError for another form."""
        for sheet in self._blank.book.sheets:
            if sheet.hidden or len(sheet.rows) < mapping.heading_row:
                continue
            heading = headings.at(sheet, mapping.heading_row - 1, mapping.heading_depth, self._vocabulary)
            if matching.fingerprint(self._vocabulary.register, heading.texts) == mapping.layout:
                return self._layout(sheet, heading, mapping)
        layout = self.propose()
        mapping.fits(layout.fingerprint if layout else "", self._blank.name)
        assert layout is not None
        return self._layout(self._blank.sheet(layout.sheet), layout.heading, mapping)

    def _layout(self, sheet: Sheet, heading: Heading, mapping: Mapping | None = None) -> Layout:
        register = self._vocabulary.register
        fingerprint = matching.fingerprint(register, heading.texts)
        known = mapping or self._remembered(fingerprint)
        columns = [self._cells(sheet, heading, column) for column in range(sheet.width)]
        found = matching.match(self._vocabulary, heading.texts, columns, takes=lambda _register, _field: True)
        sources = {m.column: m.field for m in found if m.field}
        sources |= {m.column: SERIAL for m in found if not m.field and place.is_serial(m.heading)}
        if known is not None:
            sources = {column_of(name): source for name, source in known.columns.items()}
            found = [replace(m, field=self._field(sources.get(m.column)), reason=matching.REMEMBERED)
                     if m.heading or m.column in sources else m for m in found]
        where = place.find(sheet, self._blank.seen(sheet.name), heading, found, register)
        values = {column_of(name): dict(chosen) for name, chosen in known.values.items()} if known else {}
        return Layout(sheet.name, heading, found, fingerprint, where, sources, values)

    def _field(self, source: str | None) -> str | None:
        return source if source in self._vocabulary.register.fields else None

    def _cells(self, sheet: Sheet, heading: Heading, column: int) -> list[Cell]:
        """Return what a column shows what it is for: its samples, and the entries of its drop-down."""
        first = heading.first_data_row
        cells = [row[column] for row in sheet.rows[first : first + _SAMPLE_ROWS]]
        rules = self._blank.rules(sheet.name)
        rule = rules.at(first + 1, column)
        if rule is not None and rule.kind == LIST:
            return [*(rules.choices(rule, Row(first + 1), column) or ())[:_CHOICES]] or cells
        return cells
