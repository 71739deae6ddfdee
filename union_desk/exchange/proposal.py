"""What the importer proposes for a file: which sheets, where the heading stands, which column is which field."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from union_desk.exchange import faults, headings, matching, skipping
from union_desk.exchange.vocabulary import Vocabulary
from union_desk.exchange.workbook import Note
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    from union_desk.exchange.headings import Heading
    from union_desk.exchange.matching import Match
    from union_desk.exchange.memory import Memory
    from union_desk.exchange.workbook import Sheet, Workbook
    from union_desk.schema.register import Register

_SAMPLE_ROWS = 60
_WORTH_CHOOSING = 0.2
_CHANCE_SCORE = 2
_SET_ASIDE = re.compile("离职|退会|转出|模板|模版|样表|示例|说明|历史|作废|备份|旧")
_LEFT_OUT = N_("The sheet {sheet} looks like a roster too, but was left out. Choose it if its people belong here.")


@dataclass(slots=True)
class SheetChoice:
    """One sheet of the file: whether it is imported, its heading, and what each column is taken for."""

    sheet: Sheet
    heading: Heading | None
    matches: list[Match]
    chosen: bool = False
    forced: dict[int, bool] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the sheet's name."""
        return self.sheet.name

    @property
    def is_filled(self) -> bool:
        """Tell whether any cell below the heading holds something."""
        first = self.heading.first_data_row if self.heading else 0
        return any(cell != "" for row in self.sheet.rows[first:] for cell in row)


class Proposal:
    """The sheets of a file with what is proposed for them; a person may change everything."""

    def __init__(self, book: Workbook, register: Register, memory: Memory) -> None:
        """Look for headings on all sheets and choose those that look like the register."""
        self._register, self._memory = register, memory
        self.vocabulary = Vocabulary(register, memory.headings)
        self.sheets = [self._propose(sheet) for sheet in book.sheets]
        self._choose()

    def _propose(self, sheet: Sheet) -> SheetChoice:
        heading = headings.find(sheet, self.vocabulary)
        return SheetChoice(sheet, heading, self._match(sheet, heading) if heading else [])

    def _match(self, sheet: Sheet, heading: Heading) -> list[Match]:
        below = sheet.rows[heading.first_data_row : heading.first_data_row + _SAMPLE_ROWS]
        columns = [[row[column] for row in below] for column in range(sheet.width)]
        remembered = self._memory.layout(matching.fingerprint(self._register, heading.texts))
        return matching.match(self.vocabulary, heading.texts, columns, remembered)

    def _choose(self) -> None:
        """Choose the visible sheets that have all that a record needs, unless their name sets them aside."""
        visible = [one for one in self.sheets if one.heading and not one.sheet.hidden]
        best = max((one.heading.score for one in visible if one.heading), default=0)
        for one in visible:
            assert one.heading is not None
            own = one.name == _(self._register.label)  # such as the book of those who leave, 退会与除名
            aside = len(visible) > 1 and not own and _SET_ASIDE.search(one.name) is not None
            worthy = one.heading.score >= _WORTH_CHOOSING * best
            one.chosen = worthy and not aside and one.is_filled and not self.lacking(one)

    def point_at(self, one: SheetChoice, row: int, depth: int) -> None:
        """Take the heading from where a person points (zero-based row); the columns are matched anew."""
        one.heading = headings.at(one.sheet, row, depth, self.vocabulary)
        one.matches = self._match(one.sheet, one.heading)
        one.chosen = True

    def lacking(self, one: SheetChoice) -> list[str]:
        """Return the labels of the fields without which no row of the sheet can be kept."""
        have = {m.field for m in one.matches}
        return [
            _(f.label)
            for f in self._register.fields.values()
            if f.required and f.default is None and f.name not in have
        ]

    def is_blank(self) -> bool:
        """Tell whether some visible sheet has a heading and no record stands in the first rows below any of them."""
        headed = [one for one in self.sheets if one.heading is not None and not one.sheet.hidden]
        return bool(headed) and not any(self._has_records(one) for one in headed)

    def _has_records(self, one: SheetChoice) -> bool:
        assert one.heading is not None
        first = one.heading.first_data_row
        rows = range(first, min(first + _SAMPLE_ROWS, len(one.sheet.rows)))
        return bool(skipping.sort_rows(one.sheet, one.heading, one.matches, self._register, rows)[0])

    def notes(self) -> list[Note]:
        """Name the sheets that look like the register and were not chosen."""
        if not any(one.chosen for one in self.sheets):
            return []
        return [
            Note("sheet_left_out", _LEFT_OUT, {"sheet": one.name})
            for one in self.sheets
            if one.heading and not one.chosen and not one.sheet.hidden and one.is_filled and not self.lacking(one)
        ]

    def require(self, name: str) -> list[SheetChoice]:
        """Return the chosen sheets; an UnusableFileError says why there is none, or which columns are lacking."""
        chosen = [one for one in self.sheets if one.chosen and one.heading]
        for one in chosen:
            if lacking := self.lacking(one):
                raise faults.MissingColumnsError(name=name, sheet=one.name, columns=series(lacking))
        if not chosen:
            raise self._why_none(name)
        return chosen

    def _why_none(self, name: str) -> faults.UnusableFileError:
        hidden = [one.name for one in self.sheets if one.heading and one.sheet.hidden and not self.lacking(one)]
        if hidden:
            return faults.HiddenRosterError(name=name, sheet=hidden[0])
        blank = [one.name for one in self.sheets if one.heading and not one.is_filled and not self.lacking(one)]
        if blank:
            return faults.NoRowsError(name=name, sheet=blank[0])
        for one in self.sheets:
            lacking = self.lacking(one)
            if one.heading and lacking and one.heading.score > _CHANCE_SCORE:
                return faults.MissingColumnsError(name=name, sheet=one.name, columns=series(lacking))
        return faults.NoHeadingError(name=name, examples=self.vocabulary.examples())
