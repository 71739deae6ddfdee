"""Checking a file against the register without changing anything: what each row will become, and why (domain §12.2).

The work goes column by column, and equal cells are read once; rows meet their rules one by one at the end.
"""

from __future__ import annotations

from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from union_desk.exchange import completing, neighbours, remarks, twins
from union_desk.exchange.cells import ColumnReader, Words
from union_desk.exchange.judging import Judge, Neighbourhood
from union_desk.exchange.layout import DEPARTMENT
from union_desk.exchange.matching import OPENING_FIELDS
from union_desk.exchange.remarks import REFUSED, SKIPPED, Remark
from union_desk.exchange.skipping import Skip
from union_desk.exchange.workbook import Note
from union_desk.progress import NONE, Progress
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.exchange.layout import Block, Page
    from union_desk.exchange.workbook import Cell
    from union_desk.schema.kinds import Scalar
    from union_desk.schema.register import Register

_STEP = 1000
_DERIVED = N_("The sheet {sheet} has no column for {fields}; they were taken from the identity numbers.")


class Checked:
    """What a check found, row by row in the order of the file; `places[i]` is (block, zero-based row on its sheet)."""

    def __init__(self, register: Register, blocks: Sequence[Block]) -> None:
        """Lay out the rows of all blocks one after the other."""
        self.register, self.blocks = register, blocks
        self.places = [(b, row) for b, block in enumerate(blocks) for row in block.rows]
        count = len(self.places)
        names = {name: None for block in blocks for name in block.columns}
        if any(block.department for block in blocks):
            names[DEPARTMENT] = None
        self.columns: dict[str, list[Scalar]] = {name: [None] * count for name in names}
        self.extras: dict[int, dict[str, Any]] = {}  # what was worked out for a new row
        self.events: dict[int, dict[str, Any]] = {}  # the first event of a new row's record
        self.remarks: dict[int, list[Remark]] = {}
        self.outcomes = [REFUSED] * count
        self.targets: list[str | None] = [None] * count
        self.changes: dict[int, dict[str, tuple[Any, Any]]] = {}
        self.skips: dict[int, Skip] = {}  # rows that turned out to be skipped: twins, decisions
        self.readers: dict[str, ColumnReader] = {}
        self.notes: list[Note] = []  # about the file as a whole
        self.sound = [False] * count  # rows whose identity number agrees with all that the row says

    def __len__(self) -> int:
        return len(self.places)

    def column(self, name: str) -> list[Scalar]:
        """Return a field's values, made empty when no column had it."""
        if name not in self.columns:
            self.columns[name] = [None] * len(self.places)
        return self.columns[name]

    def remark(self, place: int, found: Remark) -> None:
        """Add a remark to a row."""
        self.remarks.setdefault(place, []).append(found)

    def row_number(self, place: int) -> int:
        """Return a row's number as the person's file shows it (from 1)."""
        return self.places[place][1] + 1

    @property
    def own_fields(self) -> list[str]:
        """Return the fields that the file fills, without those that only feed the first event of a new record."""
        skipped = OPENING_FIELDS if self.register.lifecycle else ()
        return [name for name in self.columns if name not in skipped]

    def rows(self, places: Sequence[int]) -> Iterator[dict[str, Any]]:
        """Yield the values of rows by field, without the empty ones."""
        names = self.own_fields
        columns = [self.columns[name] for name in names]
        if len(places) > 1:
            pick = itemgetter(*places)
            columns = [pick(column) for column in columns]
        else:
            columns = [[column[place] for place in places] for column in columns]
        return (
            {name: value for name, value in zip(names, row, strict=True) if value is not None}
            for row in zip(*columns, strict=True)
        )


class Checker:
    """Fills a Checked; can be asked again for some rows after an edit."""

    def __init__(
        self,
        session: Session,
        register: Register,
        blocks: Sequence[Block],
        *,
        learned: Mapping[str, Mapping[str, Scalar]] | None = None,
        day: str | None = None,
    ) -> None:
        """Take an open session, the chosen sheets, and the values that a person matched by hand, by field."""
        self.result = Checked(register, blocks)
        self.edits: dict[tuple[int, str], Cell] = {}
        self.decisions: dict[int, str] = {}
        self._register, self._learned, self._day = register, learned or {}, day
        self._key = neighbours.natural_key(register)
        self._number = completing.number_field(register)
        self._connect(session)

    def _connect(self, session: Session) -> None:
        self._session = session
        self._context = neighbours.Bulk(session, self._register, day=self._day)
        self._resolvers = neighbours.resolvers(session, self._register, self.result.columns)

    def run(self, session: Session, progress: Progress = NONE) -> Checked:
        """Check all rows; `session` sees the database as of now."""
        self._connect(session)
        result = self.result
        result.readers = {}
        result.notes = []
        self._check(range(len(result)), progress)
        self._note_derived()
        return result

    def again(self, session: Session, places: Iterable[int]) -> list[int]:
        """Check some rows again, with those that share a key with them; returns the places that were checked."""
        self._connect(session)
        keys = self._keys()
        touched = set(places)
        before = {self._keys_then[p] for p in touched}
        self._read(sorted(touched))
        self._complete(sorted(touched))
        keys = self._keys()
        wanted = {keys[p] for p in touched} | before
        mates = sorted(touched | {p for p, key in enumerate(keys) if key is not None and key in wanted})
        self._check(mates, NONE)
        return mates

    def _check(self, places: Sequence[int], progress: Progress) -> None:
        progress.start(len(places) * 3, _("Reading the cells"))
        self._read(places)
        progress.step(len(places))
        self._complete(places)
        keys = self._keys()
        self._keys_then = keys
        self._mark_dragged(places)
        self._mark_twins(keys, places)
        progress.step(len(places))
        judge = self._judge(keys, places)
        for start in range(0, len(places), _STEP):
            part = places[start : start + _STEP]
            judge.judge(part, list(self.result.rows(part)))
            progress.step(len(part))

    def _read(self, places: Sequence[int]) -> None:
        """Read the cells of the places into values; remarks of an earlier reading are dropped."""
        result = self.result
        for place in places:
            result.remarks.pop(place, None)
            result.skips.pop(place, None)
        for number, block in enumerate(result.blocks):
            own = [p for p in places if result.places[p][0] == number]
            page = block.transposed([result.places[p][1] for p in own])
            for name in result.columns:
                if name in self._register.fields:
                    self._read_field(name, block, page, own)

    def _read_field(self, name: str, block: Block, page: Page, own: Sequence[int]) -> None:
        result, values = self.result, self.result.columns[name]
        if name in block.columns:
            read, problems = self._reader(name).read_all(self._cells(name, block, page, own))
        else:
            read, problems = [block.department or None if name == DEPARTMENT else None] * len(own), []
        if len(own) == len(values):
            values[:] = read
        else:
            for place, value in zip(own, read, strict=True):
                values[place] = value
        for index, found in problems:
            result.remarks.setdefault(own[index], []).extend(Remark(name, p) for p in found)

    def _reader(self, name: str) -> ColumnReader:
        reader = self.result.readers.get(name)
        if reader is None:
            field = self._register.fields[name]
            reader = ColumnReader(field, self._learned.get(name), self._resolvers.get(name))
            self.result.readers[name] = reader
        return reader

    def _cells(self, name: str, block: Block, page: Page, own: Sequence[int]) -> Sequence[Cell]:
        identifying = name in self._key or name in self._register.title
        cells = page.column(block.columns[name], fill=not identifying)
        if self.edits:
            cells = [self.edits.get((p, name), cell) for p, cell in zip(own, cells, strict=True)]
        return cells

    def _complete(self, places: Sequence[int]) -> None:
        """Take from the identity number what the row leaves open."""
        if self._number is None or self._number not in self.result.columns:
            return
        result = self.result
        numbers, kinds = result.column(self._number), result.column("id_type")
        born, sex = result.column("birth_date"), result.column("sex")
        for place in places:
            number = numbers[place]
            result.sound[place] = False
            if not isinstance(number, str):
                continue
            if place not in result.remarks and completing.is_sound(number, kinds[place], born[place], sex[place]):
                result.sound[place] = True
                continue
            vague = {
                r.code: r.problem.params.get("value") for r in result.remarks.get(place, ()) if r.field == "birth_date"
            }
            found = completing.complete(number, kinds[place], born[place], sex[place], vague)
            if found is not completing.NOTHING:
                self._take(place, found)
        self._note_no_expiry(places)

    def _take(self, place: int, found: completing.Completion) -> None:
        result = self.result
        mapped = result.blocks[result.places[place][0]].columns
        for name, value in found.values.items():
            result.column(name)[place] = value
        if found.settled and place in result.remarks:
            result.remarks[place] = [
                r for r in result.remarks[place] if r.field != "birth_date" or r.code not in found.settled
            ]
        for problem in found.remarks:
            if problem.code != "from_number" or problem.field in mapped:
                result.remark(place, Remark(problem.field, problem))

    def _note_no_expiry(self, places: Sequence[int]) -> None:
        if "id_no_expiry" in self._register.fields and "id_valid_to" in self.result.columns:
            for place in places:
                if any(r.code == "no_expiry" and r.field == "id_valid_to" for r in self.result.remarks.get(place, ())):
                    self.result.column("id_no_expiry")[place] = True

    def _keys(self) -> list[twins.Key | None]:
        """Return each row's key, None where a part of it is empty."""
        columns = [self.result.columns.get(name) for name in self._key]
        if any(c is None for c in columns[:1]):
            return [None] * len(self.result)
        blank: list[Scalar] = [None] * len(self.result)
        return [
            key if key[0] is not None else None
            for key in zip(*(c if c is not None else blank for c in columns), strict=True)
        ]

    def _mark_dragged(self, places: Sequence[int]) -> None:
        result = self.result
        if self._number is None or self._number not in result.columns:
            return
        numbers, where = result.columns[self._number], result.places
        follows = [False] + [b[0] == a[0] and b[1] - a[1] == 1 for a, b in pairwise(where)]
        asked = set(places)
        for first, last in twins.dragged(numbers, follows):
            if len(asked) == len(result):
                params = {"first": result.row_number(first), "last": result.row_number(last)}
                result.notes.append(Note("drag_filled", remarks.DRAGGED, params))
            genuine = not twins.failing(numbers[first : first + 1])
            for place in range(first + genuine, last + 1):
                if place in asked:
                    span = result.row_number(first), result.row_number(last)
                    result.remark(place, remarks.dragged(self._number, *span))

    def _note_derived(self) -> None:
        """Say once for a sheet what was taken from the identity numbers because there is no such column."""
        fields = self._register.fields
        for block in self.result.blocks:
            lacking = [name for name in ("sex", "birth_date") if name in fields and name not in block.columns]
            if lacking and block.rows and self._number in block.columns:
                labels = Words(tuple(fields[name].label for name in lacking))
                self.result.notes.append(Note("from_numbers", _DERIVED, {"sheet": block.sheet.name, "fields": labels}))

    def _mark_twins(self, keys: Sequence[twins.Key | None], places: Sequence[int]) -> None:
        """Skip a second row that says the same; refuse one that says something else, naming both."""
        result, fields = self.result, self._register.fields
        asked = set(places)
        for group in twins.groups(keys).values():
            for place in group[1:]:
                if place not in asked:
                    continue
                first = result.row_number(group[0])
                different = twins.differences(result.columns, group[0], place)
                if different:
                    block = result.blocks[result.places[place][0]]
                    labels = tuple(block.heading_of(name) or fields[name].label for name in different)
                    result.remark(place, remarks.twin(self._key[0], first, fields[self._key[0]].label, labels))
                elif not remarks.has_error(result.remarks.get(place, ())):
                    result.skips[place] = Skip(result.places[place][1], "duplicate_row", {"first": first})
                    result.outcomes[place] = SKIPPED

    def _judge(self, keys: Sequence[twins.Key | None], places: Sequence[int]) -> Judge:
        result, register = self.result, self._register
        columns = [name for name in result.columns if name in register.fields]
        if register.lifecycle:
            columns.append(register.lifecycle.state)
        wanted = (key for place in places if (key := keys[place]) is not None)
        known = neighbours.find(self._session, register, self._key, wanted, columns)
        firsts: dict[twins.Key, int] = {}
        owners = [
            found["id"]
            if key is not None and (found := known.get(key)) and not found["deleted"]
            else f"#{place if key is None else firsts.setdefault(key, place)}"
            for place, key in enumerate(keys)
        ]
        for name in neighbours.other_fields(register):
            if name in result.columns:
                self._context.prepare(name, result.columns[name], owners)
        return Judge(self._session, result, self._context, Neighbourhood(keys, known, owners, self.decisions))


def count(result: Checked) -> dict[str, int]:
    """Return how many rows have each outcome, the rows left out before checking among the skipped."""
    found = dict.fromkeys(remarks.OUTCOMES, 0)
    for outcome in result.outcomes:
        found[outcome] += 1
    found[SKIPPED] += sum(len(block.skips) for block in result.blocks)
    return found


def rows_read(result: Checked) -> int:
    """Return how many rows stand below the headings of all chosen sheets."""
    return sum(block.rows_read for block in result.blocks)
