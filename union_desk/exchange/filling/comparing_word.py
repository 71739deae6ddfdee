"""Two Word documents side by side: which marks, controls, bookmarks and cells were filled, and what else differs.

Paragraph by paragraph: where the words are the same the bytes must be, where they differ nothing but the words may.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.sax.saxutils import unescape

from union_desk.exchange.filling import word, word_table
from union_desk.exchange.workbook import letter
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Listed = Callable[[str, str, str, str], None]  # where, place, before, after

TABLE_NAME = N_("table {number}")
PARAGRAPH_NAME = N_("paragraph {number}")
_CLOSED = re.compile(r"<w:p((?: [^>]*)?)/>")
_TEXT = re.compile(r"<w:t(?: [^>]*)?>[^<]*</w:t>|<w:t(?: [^>]*)?/>")
_OF_PLACEHOLDERS = re.compile(r'<w:showingPlcHdr/>|<w:rStyle w:val="PlaceholderText"/>')
_NO_LOOK = re.compile(r"<w:rPr></w:rPr>|<w:rPr/>")
_WORDS_ONLY = re.compile(r"<w:r(?: [^>]*)?>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:t/></w:r>", re.DOTALL)
_TO_FILL = re.compile(r"[\s_＿.．…·（）()年月日]*")


@dataclass(slots=True)
class Part:
    """A part of a document with every paragraph opened, and what stands where in it."""

    text: str
    paragraphs: list[re.Match[str]] = field(default_factory=list)

    @classmethod
    def read(cls, text: str) -> Part:
        """Read a part's XML."""
        opened = _CLOSED.sub(r"<w:p\1></w:p>", text)
        return cls(opened, list(word.PARAGRAPH.finditer(opened)))

    def between(self) -> list[str]:
        """Return what stands around the paragraphs."""
        ends = [0, *(one.end() for one in self.paragraphs)]
        starts = [*(one.start() for one in self.paragraphs), len(self.text)]
        return [_plain(self.text[end:start]) for end, start in zip(ends, starts, strict=True)]

    def cell_at(self, place: int) -> tuple[str, str] | None:
        """Return (table, cell) of what stands at a place, None outside tables."""
        for number, table in enumerate(word.TABLE.finditer(self.text), 1):
            if table.start() <= place < table.end():
                return next(((_(TABLE_NAME).format(number=number), name)
                             for start, end, name in _cells(table) if start <= place < end), None)
        return None

    def name_at(self, found: re.Match[str]) -> tuple[str, str] | None:
        """Return (name, what it says) of the control or bookmark around or in a paragraph."""
        for control in word.CONTROLS.finditer(self.text):
            if control.start() < found.end() and found.start() < control.end() and (names := word.names_in(control[0])):
                return names[0], word.content_of(control[0])
        for mark in word.BOOKMARKS.finditer(self.text):
            if mark.start() < found.end() and found.start() < mark.end() and not mark[2].startswith("_"):
                return unescape(mark[2]), word.said(mark[3])
        return None


def _cells(table: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    for number, row in enumerate(word.ROW.finditer(table[0]), 1):
        for column, _wide, cell in word_table.cells_of(row[0]):
            start = table.start() + row.start() + cell.start()
            yield start, start + len(cell[0]), f"{letter(column)}{number}"


def part(name: str, before: str, after: str, listed: Listed) -> dict[str, int] | None:
    """Name what differs in the words of a part; returns the new rows of each table, None where more than that differs.

    `listed` takes each difference: where, at which place, what it said, what it says.
    """
    one, rest, came = Part.read(before), after, dict[str, int]()
    rest = _without_new_rows(one, rest, came, listed)
    two = Part.read(rest)
    if len(one.paragraphs) != len(two.paragraphs) or one.between() != two.between():
        return None
    told: set[tuple[str, str]] = set()
    for number, (left, right) in enumerate(zip(one.paragraphs, two.paragraphs, strict=True), 1):
        if left[0] == right[0]:
            continue
        if not _same_but_words(left[0], right[0]):
            return None
        for where, place, *said in _named(one, two, (left, right), number):
            if (where or name, place) not in told:
                told.add((where or name, place))
                listed(where or name, place, *said)
    return came


def _without_new_rows(one: Part, after: str, came: dict[str, int], listed: Listed) -> str:
    """Return a part without the rows that came into its tables, each of whose cells is listed."""
    models = list(word.TABLE.finditer(one.text))
    number = 0

    def table(found: re.Match[str]) -> str:
        nonlocal number
        number += 1
        if number > len(models):
            return found[0]
        before = [row[0] for row in word.ROW.finditer(models[number - 1][0])]
        rows = list(word.ROW.finditer(found[0]))
        more = len(rows) - len(before)
        if more <= 0:
            return found[0]
        opened = [_CLOSED.sub(r"<w:p\1></w:p>", row[0]) for row in rows]
        below = next((n for n in range(len(before)) if before[-1 - n] != opened[-1 - n]), len(before))
        first, name = len(before) - below, _(TABLE_NAME).format(number=number)
        came[name] = more
        for place in range(first, first + more):
            for column, _wide, cell in word_table.cells_of(rows[place][0]):
                if words := word.said(cell[0]):
                    listed(name, f"{letter(column)}{place + 1}", "", words)
        return found[0][: rows[first].start()] + found[0][rows[first + more - 1].end():]

    return word.TABLE.sub(table, after)


def _named(one: Part, two: Part, pair: tuple[re.Match[str], re.Match[str]], number: int
           ) -> Iterator[tuple[str, str, str, str]]:
    """Yield (where, place, before, after) of what a paragraph says otherwise."""
    left, right = pair
    said = word.said(left[0]), word.said(right[0])
    marks = word.MARKS.findall(said[0])
    values = _values(*said) if marks else None
    if values is not None:
        yield from (("", f"{{{{{mark}}}}}", "", value) for mark, value in zip(marks, values, strict=True)
                    if word.MARKS.fullmatch(value) is None)
        return
    named, other = one.name_at(left), two.name_at(right)
    place = ("", _(PARAGRAPH_NAME).format(number=number))
    if named is not None and other is not None and named[0] == other[0]:
        place, said = ("", named[0]), (named[1], other[1])
    if said[0] != said[1]:
        yield *(one.cell_at(left.start()) or place), *said


def _values(before: str, after: str) -> list[str] | None:
    """Return what stands where a paragraph had its marks; None where the words around them differ."""
    fixed = word.MARKS.split(before)[::2]
    found = re.fullmatch("(.*?)".join(map(re.escape, fixed)), after, re.DOTALL)
    return None if found is None else list(found.groups())


def _same_but_words(before: str, after: str) -> bool:
    """Tell whether nothing but the words of a paragraph differs; a run for the words may have come in."""
    one, two = (_plain(_TEXT.sub("<w:t/>", text)) for text in (before, after))
    return one == two or any(two[: run.start()] + two[run.end():] == one for run in _WORDS_ONLY.finditer(two))


def _plain(text: str) -> str:
    """Return XML without what an unused control says of itself: it goes when the control is filled."""
    return _NO_LOOK.sub("", _OF_PLACEHOLDERS.sub("", text))


def is_to_fill(said: str) -> bool:
    """Tell whether what stood at a place is room to write into: nothing, or lines and dots."""
    return _TO_FILL.fullmatch(said) is not None
