"""A list filled in place: what goes into each cell, what the form would refuse, and the writing itself."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from union_desk.exchange.filling import following, recalculating
from union_desk.exchange.filling.expressions import EPOCH
from union_desk.exchange.filling.faults import (
    LockedFormError,
    NothingMatchedError,
    RefusedValuesError,
    TooManyRowsError,
)
from union_desk.exchange.filling.grid import Content, RowMaker
from union_desk.exchange.filling.references import LAST_ROW, Shift
from union_desk.exchange.filling.rules import LIST, Row
from union_desk.exchange.filling.spelling import Manner
from union_desk.exchange.filling.strings import Strings
from union_desk.exchange.filling.styles import DATE
from union_desk.exchange.vocabulary import spoken
from union_desk.exchange.workbook import letter
from union_desk.progress import NONE, Progress
from union_desk.sources import SERIAL, field_of, label
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from union_desk.exchange.filling.blank import Blank
    from union_desk.exchange.filling.columns import Layout
    from union_desk.exchange.filling.expressions import Value
    from union_desk.exchange.filling.grid import SheetXml
    from union_desk.exchange.filling.place import Place
    from union_desk.exchange.filling.sources import Sources
    from union_desk.schema.register import Register

    Reader = Callable[[Mapping[str, Any], int], Value]

_FORMULA = N_("{heading} (column {column}): the form computes it; its formulas were kept.")
_KEPT_ROWS = N_("{count} rows that were filled in already stay as they are; the new ones follow below.")
PROTECTED = re.compile(r'<(?:\w+:)?sheetProtection\b[^>]*\bsheet="(?:1|true)"')
_STEP = 500
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Refused:
    """A value that the form's own rule refuses: in which cell, under which heading, whose, and why.

    `strict` is False where the form only warns. `value` is masked where the field is private. `choices` are the
    entries of its drop-down.
    """

    cell: str
    heading: str
    who: str
    value: str
    reason: str
    strict: bool
    choices: tuple[str, ...] = ()


@dataclass(slots=True)
class Plan:
    """What will be written: for each record its cells by zero-based column, and what is noticed before."""

    layout: Layout
    cells: list[dict[int, Value]]
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sample: dict[int, str] = field(default_factory=dict)

    @property
    def strict(self) -> list[Refused]:
        """Return the values that the form would not take."""
        return [one for one in self.refused if one.strict]


class Table:
    """The list of a form, to be planned and then written."""

    def __init__(self, blank: Blank, layout: Layout, sources: Sources) -> None:
        """Take the form, its layout, and where values come from."""
        self._blank, self._layout, self._sources = blank, layout, sources
        self._rules = blank.rules(layout.sheet)
        self._headings = {m.column: spoken(m.heading) or m.letter for m in layout.matches}

    def manner(self, column: int) -> Manner:
        """Return how values of a column are spelt."""
        place, xml = self._layout.place, self._blank.seen(self._layout.sheet)
        rule = self._rules.at(place.first, column)
        choices = self._rules.choices(rule, Row(place.first), column) if rule else None
        heading = self._layout.heading.texts[column] if column < len(self._layout.heading.texts) else ""
        return Manner(heading, self._blank.styles.look(xml.style(place.first, column)), rule, choices)

    def plan(self, rows: Sequence[Mapping[str, Any]], progress: Progress = NONE) -> Plan:
        """Return what goes into each cell, and what the form would refuse; nothing is written."""
        place, xml = self._layout.place, self._blank.seen(self._layout.sheet)
        if place.first + len(rows) > LAST_ROW:
            raise TooManyRowsError(name=self._blank.name, count=len(rows))
        notes = kept_note(place)
        writable = self._writable(xml, notes)
        self._refuse_locked(xml, writable)
        readers = {c: spelt_by_hand(self._sources.reader(s, self.manner(c)), self._layout.values.get(c, {}))
                   for c, s in writable.items()}
        progress.start(len(rows), _("Reading the records"))
        cells: list[dict[int, Value]] = []
        for position, record in enumerate(rows):
            cells.append({c: value for c, read in readers.items()
                          if (value := read(record, position + place.kept)) is not None})
            if position % _STEP == 0:
                progress.step(min(_STEP, len(rows) - position))
        plan = Plan(self._layout, cells, self._judge(rows, cells, writable), notes)
        for column in writable:
            first = next((line[column] for line in cells if column in line), None)
            plan.sample[column] = as_day(first) if self.manner(column).look.shows == DATE else shown(first)
        return plan

    def _writable(self, xml: SheetXml, notes: list[str]) -> dict[int, str]:
        """Return the columns to be written, without those that the form computes itself."""
        found, first = {}, xml.row(self._layout.place.first)
        for column, source in sorted(self._layout.sources.items()):
            if first is not None and self._layout.place.prepared and first.formula(column):
                notes.append(_(_FORMULA).format(heading=self._headings.get(column, ""), column=letter(column)))
            else:
                found[column] = source
        if not set(found.values()) - {SERIAL}:
            raise NothingMatchedError(name=self._blank.name)
        return found

    def _refuse_locked(self, xml: SheetXml, columns: Mapping[int, str]) -> None:
        if not PROTECTED.search(xml.tail) and not PROTECTED.search(xml.head):
            return
        first = self._layout.place.first
        for column in columns:
            if self._blank.styles.look(xml.style(first, column)).locked:
                raise LockedFormError(name=self._blank.name, sheet=self._layout.sheet, cell=f"{letter(column)}{first}")

    # ---- what the form would refuse ---------------------------------------------------------------------------------

    def _judge(
        self, rows: Sequence[Mapping[str, Any]], cells: Sequence[dict[int, Value]], columns: Mapping[int, str]
    ) -> list[Refused]:
        place, rules = self._layout.place, self._rules
        rules.filled = (place.first, place.first + len(rows) - 1)
        ruled = {c: s for c, s in columns.items() if rules.covering(place.first, len(rows), c)}
        rules.repeated = {c: _repeated(cells, c) for c in ruled}
        whole = {c: rules.throughout(place.first, max(place.prepared, 1), c) for c in ruled}
        found: list[Refused] = []
        for position, line in enumerate(cells):
            row = Row(place.first + position, line)
            prepared = min(row.number, place.last) if place.prepared else row.number
            for column in ruled.keys() & line.keys():
                rule, value = whole[column] or rules.at(prepared, column), line[column]
                reason = rules.refuse(rule, value, row, column) if rule is not None else None
                if rule is not None and reason is not None:
                    cell, source = f"{letter(column)}{row.number}", ruled[column]
                    heading = self._headings.get(column) or label(self._sources.register, source)
                    choices = rules.choices(rule, row, column) if rule.kind == LIST else None
                    found.append(refusal(self._sources.register, rows[position], (cell, heading, source), value, reason,
                                         strict=rule.strict, choices=choices))
        return sorted(found, key=lambda one: (int(one.cell.lstrip(_LETTERS)), len(one.cell), one.cell))

    # ---- writing ----------------------------------------------------------------------------------------------------

    def write(self, plan: Plan, target: Path, *, leave_out: bool = False, progress: Progress = NONE) -> int:
        """Write the filled form to another file and return how many records are in it.

        Values that the form would refuse stop it, unless they are to be left out (their cells stay empty).
        """
        if plan.strict and not leave_out:
            first = plan.strict[0]
            raise RefusedValuesError(name=self._blank.name, count=len(plan.strict), cell=first.cell,
                                     heading=first.heading, reason=first.reason)
        blank, package, sheet = self._blank, self._blank.package.copy(), self._layout.sheet
        beyond, xml = self._layout.place.beyond(len(plan.cells)), blank.xml(sheet)
        place = self._layout.place
        if beyond:
            shift = Shift(sheet, place.last, beyond, grows=place.prepared > 0)
            following.follow(package, shift, blank.parts, blank.workbook)
            following.move_rows(xml, shift)
        strings = Strings(package, blank.workbook, xml.p)
        progress.start(len(plan.cells), _("Filling in the form"))
        left_out = {one.cell for one in plan.strict}
        inserted = self._fill(xml, strings, plan.cells, left_out, progress)
        columns = [c for line in plan.cells for c in line]
        following.reach(xml, place.first + len(plan.cells) - 1, max(columns, default=0))
        strings.save()
        package.put(blank.parts[sheet], xml.render(inserted))
        recalculating.recalculate(package, blank.workbook, blank.parts.values(), moved=bool(beyond))
        package.write(target, blank.path)
        return len(plan.cells)

    def _fill(
        self, xml: SheetXml, strings: Strings, cells: Sequence[dict[int, Value]], left_out: set[str],
        progress: Progress,
    ) -> dict[int, str]:  # fmt: skip
        place, text_serials = self._layout.place, set()
        model = place.last if place.prepared else place.first
        columns = sorted(self._layout.sources)
        maker = RowMaker(xml, model, columns)
        styles = {c: xml.style(model, c) for c in columns}
        for column in columns:
            if self._blank.styles.look(styles[column]).shows == "text":
                text_serials.add(column)
        made: list[str] = []
        names = {c: letter(c) for c in columns}
        for position, line in enumerate(cells):
            number = place.first + position
            contents = {c: content_of(value, strings, as_text=c in text_serials) for c, value in line.items()
                        if not left_out or f"{names[c]}{number}" not in left_out}
            if position < place.prepared:
                row = xml.ensure(number)
                computed = row.formulas()
                for column, content in contents.items():
                    if column not in computed:
                        row.put(column, content, styles[column])
            else:
                made.append(maker.make(number, contents))
            if position % _STEP == 0:
                progress.step(min(_STEP, len(cells) - position))
        return {place.last: "".join(made)} if made else {}


def kept_note(place: Place) -> list[str]:
    """Return what is said of rows that were filled before."""
    return [_(_KEPT_ROWS).format(count=place.kept)] if place.kept else []


def refusal(  # noqa: PLR0913  a refusal is a record, a place, a value and a reason
    register: Register, record: Mapping[str, Any], place: tuple[str, str, str], value: Value, reason: str, *,
    strict: bool, choices: tuple[str, ...] | None = None,
) -> Refused:  # fmt: skip
    """Return a value that the form refuses; `place` is (cell, heading, source). Private values are masked in it."""
    cell, heading, source = place
    spec, told = field_of(register, source), shown(value)
    if spec is not None and spec.sensitive:
        masked = spec.kind.mask(record.get(spec.name)) if record.get(spec.name) is not None else "…"
        told, reason = masked, reason.replace(told, masked)
    who = " ".join(str(record.get(name) or "") for name in register.title if not register.fields[name].sensitive)
    return Refused(cell, heading, who.strip(), told, reason, strict, choices or ())


def spelt_by_hand(read: Reader, chosen: Mapping[str, str]) -> Reader:
    """Return a reader that writes what a person chose for a value."""
    if not chosen:
        return read

    def reading(record: Mapping[str, Any], position: int) -> Value:
        value = read(record, position)
        return chosen.get(shown(value), value)

    return reading


def content_of(value: Value, strings: Strings, *, as_text: bool) -> Content:
    """Return what a cell holds; `as_text` writes numbers as text, as the cell's format asks."""
    if isinstance(value, float):
        told = shown(value)
        return strings.content(told) if as_text else strings.number(told)
    return strings.content(str(value))


def shown(value: Value) -> str:
    """Return a value as the form will show it, numbers without a point where they are whole."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return "" if value is None else str(value)


def as_day(value: Value) -> str:
    """Return a number as the day that a cell shows for it."""
    if isinstance(value, float):
        return dt.date.fromordinal(int(value) + EPOCH).isoformat()
    return shown(value)


def _repeated(cells: Sequence[dict[int, Value]], column: int) -> set[Value]:
    counted = Counter(line.get(column) for line in cells)
    return {value for value, count in counted.items() if count > 1 and value is not None}
