"""One form being filled: opened, its columns or cells matched, planned with what it would refuse, written.

Used by the command line and the page alike; whatever is decided is remembered for the next form of the layout.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk import records
from union_desk.exchange import matching
from union_desk.exchange.filling import mapping as mappings
from union_desk.exchange.filling.blank import Blank
from union_desk.exchange.filling.columns import Columns, Layout
from union_desk.exchange.filling.faults import NobodyError, NoFormHeadingError
from union_desk.exchange.filling.sources import Sources
from union_desk.exchange.filling.table import Plan, Table
from union_desk.exchange.memory import Memory
from union_desk.exchange.vocabulary import Vocabulary
from union_desk.progress import NONE, Progress
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from union_desk.access import Actor
    from union_desk.database import Database
    from union_desk.exchange.filling.mapping import Mapping
    from union_desk.schema.register import Register
    from union_desk.search import Query

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

    def __init__(self, db: Database, register: Register, path: Path, mapping: Path | None = None) -> None:
        """Open the form and propose what goes where; raises an UnusableFileError that says what to do."""
        self._db, self.register = db, register
        self.blank = Blank(path)
        with db.read() as session:
            memory = Memory(session, register)
            self.vocabulary = Vocabulary(register, memory.headings)
            self._known = {layout: found for layout in mappings.layouts(session, register.name)
                           if (found := mappings.remembered(session, register.name, layout)) is not None}
        self._columns = Columns(self.blank, self.vocabulary, self._known.get)
        self.layout = self._open(mappings.load(mapping) if mapping is not None else None)

    def _open(self, mapping: Mapping | None) -> Layout:
        if mapping is not None and mapping.register == self.register.name:
            return self._columns.with_mapping(mapping)
        found = self._columns.propose()
        if mapping is not None:
            mapping.fits(f"{self.register.name}:{found.fingerprint if found else ''}", self.blank.name)
        if found is None:
            raise NoFormHeadingError(name=self.blank.name, register=_(self.register.label),
                                     examples=self.vocabulary.examples())
        return found

    # ---- what a person decides --------------------------------------------------------------------------------------

    def choose_heading(self, sheet: str, row: int, depth: int = 1) -> None:
        """Take the heading from where a person points (1-based row)."""
        self.layout = self._columns.point_at(sheet, row, depth)

    def choose(self, column: int, source: str | None) -> None:
        """Let a column (zero-based) take a source, or nothing."""
        layout = self.layout
        if source:
            layout.sources[column] = source
        else:
            layout.sources.pop(column, None)
        name = source if source in self.register.fields else None
        layout.matches = [matching.chosen(m, name) if m.column == column else m for m in layout.matches]

    def mapping(self) -> Mapping:
        """Return what goes where, to be shared with other offices."""
        return self.layout.mapping(self.register.name, self.blank.name)

    # ---- the work ---------------------------------------------------------------------------------------------------

    def plan(
        self, people: Query | Sequence[str], *, unmasked: bool = False, progress: Progress = NONE
    ) -> tuple[Plan, Table]:
        """Read the records (a query, or ids in order) and say what goes into each cell and what the form refuses."""
        with self._db.read() as session:
            rows = _rows(session, self.register, people)
            if not rows:
                raise NobodyError(name=self.blank.name)
            table = Table(self.blank, self.layout, Sources(session, self.register, unmasked=unmasked))
            return table.plan(rows, progress), table

    def write(  # noqa: PLR0913  who writes what where, and what becomes of refused values
        self, actor: Actor, plan: Plan, table: Table, target: Path, *, unmasked: bool = False, leave_out: bool = False,
        progress: Progress = NONE,
    ) -> Filled:  # fmt: skip
        """Write the form, journal it and remember the mapping; a file is there only when all of it went well."""
        actor.need(f"{self.register.name}.export_unmasked" if unmasked else f"{self.register.name}.export")
        what = FILLED_PLAIN if unmasked and self.register.sensitive else FILLED
        with self._db.write(actor, what, keep=True, count=len(plan.cells), register=self.register.label,
                            form=self.blank.name, file=target.name) as session:
            mappings.remember(session, self.mapping())
            rows = table.write(plan, target, leave_out=leave_out, progress=progress)
        return Filled((target,), rows, len(plan.strict) if leave_out else 0)


def _rows(session: Any, register: Register, people: Query | Sequence[str]) -> list[dict[str, Any]]:
    if isinstance(people, (list, tuple)):
        found = records.by_ids(session, register, people)
        return [found[one] for one in people if one in found]
    return records.page(session, register, people, limit=-1)  # type: ignore[arg-type]  # a query, as no list


