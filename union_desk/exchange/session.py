"""An import from the file to the receipt, without a screen: what the wizard shows and what the command line runs.

    session = ImportSession(db, registers.get("members"), Path("花名册.xls"))
    session.sheets                      # which sheets, where the heading stands, which column is which field and why
    session.choose_field("Sheet1", 3, "mobile")
    checked = session.check(progress)   # changes nothing
    session.edit(place, "mobile", "13800000000")
    receipt = session.apply(actor, progress)
    session.write_returned(Path("退回.xlsx"))

Rows of the check are named by their `place` (0, 1, 2 … in the order of the file), sheets by name, columns from 0.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import journal
from union_desk.errors import NotEnteredError
from union_desk.exchange import applying, faults, layout, matching, reading, receipt, unfinished
from union_desk.exchange.checking import Checked, Checker
from union_desk.exchange.judging import KEEP, SAME_PERSON
from union_desk.exchange.memory import Memory
from union_desk.exchange.proposal import Proposal, SheetChoice
from union_desk.exchange.quiet import collector_at_rest
from union_desk.exchange.vocabulary import spellings
from union_desk.exchange.workbook import Note, shown
from union_desk.progress import NONE, Progress
from union_desk.records import AppendOnlyError
from union_desk.registers.membership import CURRENT
from union_desk.safety import passwords
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sqlalchemy.orm import Session

    from union_desk.access import Actor
    from union_desk.database import Database
    from union_desk.exchange.receipt import Receipt
    from union_desk.exchange.workbook import Cell
    from union_desk.schema.kinds import Scalar
    from union_desk.schema.register import Register

OTHER_PERSON = "other_person"
DECISIONS = (KEEP, SAME_PERSON, OTHER_PERSON)

_SEEN = N_("This very file was already imported on {day} ({rows} rows). Importing it again changes nothing twice.")
_GESTURE = N_("Imported {file}: {new} new, {changed} changed")


@dataclass(frozen=True, slots=True)
class ValueMatch:
    """How a text of a column was understood: its value (None when not), as shown, and how often it occurs."""

    text: str
    value: Scalar
    shown: str
    count: int


class ImportSession:
    """One import; keeps the file's cells and the check's result, but no open transaction."""

    def __init__(self, db: Database, register: Register, path: Path, *, day: str | None = None,
                 password: str = "") -> None:
        """Read the file and propose sheets, headings and columns; raises UnusableFileError.

        password: what the workbook asks for before it opens; its refused rows go back under the same.
        Events are entered one by one, as each follows from the state before: AppendOnlyError. What the superior or
        the program writes is not typed at all: NotEnteredError.
        """
        if register.append_only:
            raise AppendOnlyError(register=register.label)
        if not register.takes_rows:
            raise NotEnteredError(register=register.label)
        self.db, self.register, self.path, self.day = db, register, path, day
        self._password = password
        self._begun = time.perf_counter()
        self._data_digest, data = _load(path, password)
        with collector_at_rest():
            self.book = reading.read_bytes(data, path.name)
        with db.read() as session:
            self._memory = Memory(session, register)
        self._values: dict[str, dict[str, Scalar]] = {f: dict(v) for f, v in self._memory.values.items()}
        self._proposal = Proposal(self.book, register, self._memory)
        self._checker: Checker | None = None
        self._seen_gesture = -1
        self.absent = 0

    # ---- what was decided -------------------------------------------------------------------------------------

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the file as it was read."""
        return self._data_digest

    @property
    def is_checked(self) -> bool:
        """Tell whether the rows were checked since the last choice of a column, sheet or value."""
        return self._checker is not None

    @property
    def values_chosen(self) -> dict[str, dict[str, Scalar]]:
        """Return what texts of columns mean, as learned or chosen: by field, then by text."""
        return self._values

    @property
    def edits(self) -> dict[tuple[int, str], Cell]:
        """Return the cells that were typed over: (place, field) -> what was typed."""
        return self._checker.edits if self._checker else {}

    @property
    def decisions(self) -> dict[int, str]:
        """Return what was decided about rows that are like a record: by place."""
        return self._checker.decisions if self._checker else {}

    # ---- what the file is -------------------------------------------------------------------------------------

    def notes(self) -> list[Note]:
        """Return the remarks on the file as a whole."""
        found = [*self.book.notices(), *self._proposal.notes()]
        if self._checker is not None:
            found += self._checker.result.notes
        seen = self._memory.files.get(self._data_digest)
        if seen:
            found.append(Note("seen_before", _SEEN, {"day": str(seen["at"])[:10], "rows": seen["rows"]}))
        return found

    @property
    def sheets(self) -> list[SheetChoice]:
        """Return all sheets of the file, chosen or not."""
        return self._proposal.sheets

    def is_blank_form(self) -> bool:
        """Tell whether the file has headings of the register, but nobody below them: a form to be filled in."""
        return self.book.kind == "xlsx" and self._proposal.is_blank()

    def choice(self, sheet: str) -> SheetChoice:
        """Return the choices about a sheet; KeyError when there is none of that name."""
        for one in self.sheets:
            if one.name == sheet:
                return one
        raise KeyError(sheet)

    def choose_sheet(self, sheet: str, *, chosen: bool) -> None:
        """Import a sheet or leave it out."""
        self.choice(sheet).chosen = chosen
        self._checker = None

    def choose_heading(self, sheet: str, row: int, depth: int = 1) -> None:
        """Say that the heading is in that row (from 1) and so many rows deep; the columns are matched anew."""
        self._proposal.point_at(self.choice(sheet), row - 1, depth)
        self._checker = None

    def choose_field(self, sheet: str, column: int, name: str | None) -> None:
        """Say which field a column is, or None to leave it out; another column that had the field gives it up."""
        if name is not None and not matching.importable(self.register, self.register.fields[name]):
            raise KeyError(name)
        one = self.choice(sheet)
        one.matches = [
            matching.chosen(m, name)
            if m.column == column
            else matching.chosen(m, None)
            if name is not None and m.field == name
            else m
            for m in one.matches
        ]
        self._checker = None

    def fields(self) -> list[tuple[str, str]]:
        """Return (name, label) of the fields that a column may fill."""
        return [(f.name, _(f.label)) for f in self.register.fields.values() if matching.importable(self.register, f)]

    def preview(self, sheet: str, rows: int = 20) -> list[list[str]]:
        """Return the first rows of a sheet as texts."""
        return [[shown(cell) for cell in row] for row in self.choice(sheet).sheet.rows[:rows]]

    # ---- checking ---------------------------------------------------------------------------------------------

    def check(self, progress: Progress = NONE) -> Checked:
        """Check every row of the chosen sheets against the register as it is now; changes nothing."""
        blocks = self._blocks()
        with collector_at_rest(), self.db.read() as session:
            self._checker = Checker(session, self.register, blocks, learned=self._values, day=self.day)
            result = self._checker.run(session, progress)
            self._seen_gesture = _last_gesture(session)
            self.absent = len(absent(session, self.register, result))
        return result

    @property
    def checked(self) -> Checked:
        """Return the result of the last check; it is made when there is none."""
        if self._checker is None:
            self.check()
        assert self._checker is not None
        return self._checker.result

    def receipt(self) -> Receipt:
        """Return the counts and remarks as they stand, applied or not."""
        found = receipt.draw(self.checked, self.path.name)
        found.not_in_list = self.absent
        found.notes = [note.text() for note in self.notes()]
        found.seconds = time.perf_counter() - self._begun
        return found

    def text(self, place: int, name: str) -> str:
        """Return a cell of the check as text: the value as understood, else what the file says."""
        result = self.checked
        value = result.columns[name][place] if name in result.columns else None
        return self.register.fields[name].kind.show(value) if value is not None else self.raw(place, name)

    def raw(self, place: int, name: str) -> str:
        """Return what the file says in a cell ('' when it has no such column), or what was typed over it."""
        assert self._checker is not None
        edited = self._checker.edits.get((place, name))
        if edited is not None:
            return shown(edited)
        number, row = self.checked.places[place]
        block = self.checked.blocks[number]
        column = block.columns.get(name)
        return "" if column is None else shown(block.sheet.rows[row][column])

    def edit(self, place: int, name: str, text: Cell) -> list[int]:
        """Type another value into a cell; returns the places whose check changed with it."""
        result = self.checked
        assert self._checker is not None
        self._checker.edits[place, name] = text
        result.column(name)
        return self._again([place])

    def edit_many(self, cells: Mapping[tuple[int, str], Cell]) -> list[int]:
        """Type values into many cells (place, field) at once; returns the places whose check changed with them."""
        result = self.checked
        assert self._checker is not None
        for (place, name), text in cells.items():
            self._checker.edits[place, name] = text
            result.column(name)
        return self._again({place for place, _name in cells})

    def accept(self, place: int, name: str) -> list[int]:
        """Take over the suggested value of a cell; returns the places whose check changed."""
        for remark in self.checked.remarks.get(place, ()):
            if remark.field == name and remark.problem.suggestion is not None:
                suggestion: Any = remark.problem.suggestion
                return self.edit(place, name, self.register.fields[name].kind.show(suggestion))
        return []

    def decide(self, place: int, decision: str) -> list[int]:
        """Say what a row is to a record like it: 'keep' the record, 'same_person', 'other_person'."""
        if decision not in DECISIONS:
            raise ValueError(decision)
        assert self._checker is not None
        self._checker.decisions[place] = decision
        return self._again([place])

    def leave_out(self, sheet: str, row: int, *, out: bool = True) -> None:
        """Leave a row (from 1) out by hand, or import one that was skipped; everything is checked anew."""
        self.choice(sheet).forced[row - 1] = not out
        by_row = {(self.checked.places[place], name): cell for (place, name), cell in self.edits.items()}
        decided = {self.checked.places[place]: decision for place, decision in self.decisions.items()}
        self.check()
        places = {where: place for place, where in enumerate(self.checked.places)}
        self.edits.update({(places[w], name): cell for (w, name), cell in by_row.items() if w in places})
        self.decisions.update({places[w]: decision for w, decision in decided.items() if w in places})
        if self.edits or self.decisions:
            self._again({place for place, _name in self.edits} | self.decisions.keys())

    def _again(self, places: Iterable[int]) -> list[int]:
        assert self._checker is not None
        with self.db.read() as session:
            return self._checker.again(session, places)

    def value_matches(self, name: str) -> list[ValueMatch]:
        """Return how the different texts of a column were understood, the ones not understood first."""
        reader = self.checked.readers.get(name)
        if reader is None:
            return []
        counts: dict[str, int] = {}
        for block in self.checked.blocks:
            column = block.columns.get(name)
            for row in block.rows if column is not None else ():
                text = shown(block.sheet.rows[row][column or 0]).strip()
                counts[text] = counts.get(text, 0) + 1
        kind = self.register.fields[name].kind
        found = [
            ValueMatch(text, value, kind.show(value), counts.get(text, 0)) for text, value in reader.spellings().items()
        ]
        return sorted(found, key=lambda one: (one.value is not None, -one.count))

    def choose_value(self, name: str, text: str, value: Scalar) -> None:
        """Say what a text of a column means; remembered for later imports. The next check uses it."""
        self._values.setdefault(name, {})[text] = value
        self._checker = None

    # ---- applying ---------------------------------------------------------------------------------------------

    def apply(self, actor: Actor, progress: Progress = NONE) -> Receipt:
        """Put the checked rows into the register as one gesture; cancelling takes everything back."""
        actor.need(f"{self.register.name}.import")
        result = self.checked
        assert self._checker is not None
        counts = receipt.draw(result, self.path.name)
        door = self.db.write(actor, _GESTURE, file=self.path.name, new=counts.new, changed=counts.changed)
        with collector_at_rest(), door as session:
            gesture = journal.current(session).n
            if _last_gesture(session) != self._seen_gesture:
                result = self._checker.run(session, progress)  # somebody saved something since the check
                counts = receipt.draw(result, self.path.name)
                journal.current(session).params.update(new=counts.new, changed=counts.changed)
            before = _count(session, self.register)
            with journal.carrying(session):
                applying.apply(session, result, progress)
            assert _count(session, self.register) == before + counts.new
            self._remember(session, counts.rows_read)
            unfinished.forget(session, self.digest)
        counts.not_in_list = self.absent
        counts.notes = [note.text() for note in self.notes() if note.code != "seen_before"]
        counts.applied, counts.seconds = True, time.perf_counter() - self._begun
        counts.gesture = gesture if counts.new or counts.changed else None
        return counts

    def write_returned(self, target: Path) -> int:
        """Write the refused rows as a copy of the person's own workbook with marked cells; returns their number."""
        from union_desk.exchange import returning

        digest, data = _load(self.path, self._password)
        if digest != self._data_digest:
            raise faults.ChangedFileError(name=self.path.name)
        count = returning.write(self.book, data, self.checked, target)
        if count:
            passwords.lock(target, self._password)
        return count

    # ---- inside -----------------------------------------------------------------------------------------------

    def _blocks(self) -> list[layout.Block]:
        chosen = self._proposal.require(self.path.name)
        blocks = [
            layout.prepare(one.sheet, one.heading, one.matches, self.register, one.forced)
            for one in chosen
            if one.heading
        ]
        layout.name_departments(blocks, self.register)
        return blocks

    def _remember(self, session: Session, rows_read: int) -> None:
        memory = Memory(session, self.register)
        for one in self.sheets:
            if one.chosen and one.heading:
                memory.remember_layout(matching.fingerprint(self.register, one.heading.texts), one.matches)
                for match in one.matches:
                    if match.reason == matching.PERSON and match.field and match.heading:
                        memory.headings[spellings(match.heading)[0]] = match.field
        memory.remember_values(self._values)
        memory.remember_file(self._data_digest, self.path.name, rows_read)
        memory.save(session)
        self._memory = memory


def _load(path: Path, password: str) -> tuple[str, bytes]:
    """Return the digest of a file as it lies on the disk, and the workbook in it; raises LockedWorkbookError."""
    data = reading.load(path)
    if not password and passwords.is_locked(data):
        raise faults.LockedWorkbookError(name=path.name)
    return hashlib.sha256(data).hexdigest(), passwords.unlock(data, password, path.name)


def _last_gesture(session: Session) -> int:
    return int(session.execute(sa.select(sa.func.coalesce(sa.func.max(journal.GestureRow.n), 0))).scalar_one())


def _count(session: Session, register: Register) -> int:
    return int(session.execute(sa.select(sa.func.count()).select_from(register.table)).scalar_one())


def absent(session: Session, register: Register, result: Checked) -> list[str]:
    """Return the ids of current records that the file does not name: a list to work through, never deletions."""
    table = register.table
    there = {target for target in result.targets if target is not None}
    where = [table.c.deleted.is_(False)]
    if register.lifecycle:
        where.append(table.c[register.lifecycle.state].in_(CURRENT))
    return [record for record in session.execute(sa.select(table.c.id).where(*where)).scalars() if record not in there]


__all__ = ["DECISIONS", "ImportSession", "SheetChoice", "ValueMatch", "absent"]
