"""One form being filled: opened, its columns or cells matched, planned with what it would refuse, written.

Used by the command line and the page alike; whatever is decided is remembered for the next form of the layout.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk import records
from union_desk.exchange import matching
from union_desk.exchange.filling import mapping as mappings
from union_desk.exchange.filling import single as single_page
from union_desk.exchange.filling import word, word_table
from union_desk.exchange.filling.blank import Blank
from union_desk.exchange.filling.columns import Columns, Layout
from union_desk.exchange.filling.faults import NobodyError, NoFormHeadingError, OtherLayoutError
from union_desk.exchange.filling.references import cell_of
from union_desk.exchange.filling.single import Pages, SinglePage, Spots
from union_desk.exchange.filling.sources import Sources
from union_desk.exchange.filling.table import Plan, Table
from union_desk.exchange.filling.word import Document
from union_desk.exchange.filling.word_table import WordTable
from union_desk.exchange.memory import Memory
from union_desk.exchange.vocabulary import Vocabulary
from union_desk.progress import NONE, Progress
from union_desk.safety import gate, stamping
from union_desk.safety.gate import Release
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from union_desk.access import Actor
    from union_desk.database import Database
    from union_desk.exchange.filling.mapping import Mapping
    from union_desk.schema.register import Register
    from union_desk.search import Query

Form = Table | WordTable | SinglePage | Document
FILLED = N_("Filled {count} records of {register} into the form {form}: {file}")
FILLED_PLAIN = N_("Filled {count} records of {register} with private data into the form {form}: {file}")


@dataclass(frozen=True, slots=True)
class Filled:
    """What was written: the files, how many records, how many cells were left empty because the form refuses them."""

    files: tuple[Path, ...]
    rows: int
    left_out: int


class FormSession:
    """A blank form and the register that it asks about."""

    def __init__(
        self, db: Database, register: Register, path: Path, mapping: Path | None = None, *, single: bool | None = None
    ) -> None:
        """Open the form and propose what goes where; raises an UnusableFileError that says what to do.

        `single` decides whether a workbook has one record a sheet; without it that is seen from its labels.
        """
        self._db, self.register = db, register
        self.blank = Blank(path)
        with db.read() as session:
            memory = Memory(session, register)
            self.vocabulary = Vocabulary(register, memory.headings)
            self._known = {layout: found for layout in mappings.layouts(session, register.name)
                           if (found := mappings.remembered(session, register.name, layout)) is not None}
        given = mappings.load(mapping) if mapping is not None else None
        if given is not None and single is None:
            single = bool(given.cells)
        self.columns = Columns(word_table.Tables(self.blank) if self.blank.is_document else self.blank,
                               self.vocabulary, self._known.get)
        work = self._document if self.blank.is_document else self._workbook
        self.layout: Layout | Spots = work(given, single=single)

    def _document(self, given: Mapping | None, *, single: bool | None) -> Layout | Spots:
        spots = word.propose(self.blank, self.vocabulary)
        found = word_table.propose(self.blank, self.columns) if not single else None
        if found is None or (single is None and spots.matched >= len(found.sources)):
            return self._places(spots, given)
        return found if given is None else self._mapped(given)

    def _workbook(self, given: Mapping | None, *, single: bool | None) -> Layout | Spots:
        spots = single_page.propose(self.blank, self.vocabulary) if single is not False else None
        found = self.columns.propose() if not single else None
        if single and spots is None:
            visible = next((sheet.name for sheet in self.blank.book.sheets if not sheet.hidden), "")
            spots = single_page.at(self.blank, self.vocabulary, given.sheet if given and given.sheet else visible)
        if spots is not None and (found is None or spots.matched >= len(found.sources)):
            return self._places(spots, given)
        if given is not None:
            return self._mapped(given)
        if found is None:
            raise NoFormHeadingError(name=self.blank.name, register=_(self.register.label),
                                     examples=self.vocabulary.examples())
        return found

    def _mapped(self, given: Mapping) -> Layout:
        if given.register != self.register.name:
            raise OtherLayoutError(name=self.blank.name, made_for=given.form)
        return self.columns.with_mapping(given)

    def _places(self, spots: Spots, given: Mapping | None) -> Spots:
        if given is not None:
            spots.take(given.fits(spots.fingerprint, self.blank.name))
        elif (known := self._known.get(spots.fingerprint)) is not None:
            spots.take(known)
        return spots

    # ---- what a person decides --------------------------------------------------------------------------------------

    def choose_heading(self, sheet: str, row: int, depth: int = 1) -> None:
        """Take the heading of a list from where a person points (1-based row)."""
        self.layout = self.columns.point_at(sheet, row, depth)

    def choose(self, where: str, source: str | None) -> None:
        """Let a column ('F'), a cell ('B5') or a mark take a source, or nothing; ValueError where it is no such."""
        if isinstance(self.layout, Spots):
            if not self.blank.is_document:
                cell_of(where)
            self.layout.point(where, source)
            return
        layout, column = self.layout, column_letters(where)
        if source:
            layout.sources[column] = source
        else:
            layout.sources.pop(column, None)
        name = source if source in self.register.fields else None
        layout.matches = [matching.chosen(m, name) if m.column == column else m for m in layout.matches]

    def spell(self, where: str, value: str, entry: str) -> None:
        """Write an entry of the form's list for a value, in a column, cell or mark."""
        if isinstance(self.layout, Spots):
            self.layout.values.setdefault(where, {})[value] = entry
        else:
            self.layout.values.setdefault(column_letters(where), {})[value] = entry

    def mapping(self) -> Mapping:
        """Return what goes where, to be shared with other offices."""
        return self.layout.mapping(self.register.name, self.blank.name)

    # ---- the work ---------------------------------------------------------------------------------------------------

    def plan(
        self, people: Query | Sequence[str], *, unmasked: bool = False, progress: Progress = NONE
    ) -> tuple[Plan | Pages, Form]:
        """Read the records (a query, or ids in order) and say what goes into each cell and what the form refuses."""
        with self._db.read() as session:
            rows = _rows(session, self.register, people)
            if not rows:
                raise NobodyError(name=self.blank.name)
            sources = Sources(session, self.register, unmasked=unmasked)
            if isinstance(self.layout, Layout):
                table = (WordTable(self.blank, self.layout, sources, self.vocabulary) if self.blank.is_document
                         else Table(self.blank, self.layout, sources))
                return table.plan(rows, progress), table
            pages = (Document if self.blank.is_document else SinglePage)(self.blank, self.layout, sources)
            return pages.plan(rows), pages

    def write(  # noqa: PLR0913  who writes what where, and what becomes of refused values
        self, actor: Actor, planned: tuple[Plan | Pages, Form], target: Path, *,
        unmasked: bool = False, leave_out: bool = False, together: bool = False, reason: str = "",
        progress: Progress = NONE,
    ) -> Filled:  # fmt: skip
        """Write the form, journal it and remember the mapping; files are there only when all of it went well.

        `planned` is what `plan` returned. `together` writes a workbook with one record a sheet into one file, a copy
        of its sheet for each record; else each record has a file of its own.
        """
        what = FILLED_PLAIN if unmasked and self.register.sensitive else FILLED
        plan, form = planned
        release = Release(gate.EXPORT, self.register.name, len(plan.cells), unmasked=unmasked, reason=reason,
                          to=target.name, mark=gate.new_mark())
        with gate.passing(self._db, actor, release, what, count=len(plan.cells), register=self.register.label,
                          form=self.blank.name, file=target.name) as passed:
            mappings.remember(passed.session, self.mapping())
            if isinstance(form, (Table, WordTable)):
                assert isinstance(plan, Plan)
                form.write(plan, target, leave_out=leave_out, progress=progress)
                files = [target]
            else:
                assert isinstance(plan, Pages)
                writing = form.write_together if together and isinstance(form, SinglePage) else form.write
                files = writing(plan, target, leave_out=leave_out)
            for file in files:
                stamping.stamp_outside(file, release.mark)
            gate.note(passed.session, release, files[0] if len(files) == 1 else None)
        return Filled(tuple(files), len(plan.cells), len(plan.strict) if leave_out else 0)


def column_letters(text: str) -> int:
    """Return the zero-based column of its letters; ValueError for anything else."""
    return cell_of(f"{text}1")[1]


def _rows(session: Any, register: Register, people: Query | Sequence[str]) -> list[dict[str, Any]]:
    if isinstance(people, (list, tuple)):
        found = records.by_ids(session, register, people)
        return [found[one] for one in people if one in found]
    return records.page(session, register, people, limit=-1)  # type: ignore[arg-type]  # a query, as no list


