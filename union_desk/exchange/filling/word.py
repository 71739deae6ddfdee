"""A Word form filled in place: marks such as {{姓名}}, content controls, bookmarks, and empty cells beside labels.

The document is changed as text, paragraph by paragraph, so that everything else in it stays byte for byte.
"""

from __future__ import annotations

import hashlib
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import unescape

from union_desk.exchange.filling.faults import NothingMatchedError
from union_desk.exchange.filling.package import attributes
from union_desk.exchange.filling.rules import LIST, NOT_LISTED, Rule
from union_desk.exchange.filling.single import Pages, Spot, Spots, names_of, write_all
from union_desk.exchange.filling.spelling import Manner
from union_desk.exchange.filling.strings import clean
from union_desk.exchange.filling.styles import TEXT, Look
from union_desk.exchange.filling.table import refusal, shown, spelt_by_hand
from union_desk.sources import is_source, label
from union_desk.words import _, series

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from union_desk.exchange.filling.blank import Blank
    from union_desk.exchange.filling.expressions import Value
    from union_desk.exchange.filling.sources import Sources
    from union_desk.exchange.vocabulary import Vocabulary

MARK, CONTROL, BOOKMARK, CELL = "mark:", "control:", "bookmark:", "cell:"
PARTS = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
PARAGRAPH = re.compile(r"<w:p(?:>| [^>]*(?<!/)>)(?:(?!<w:p[ >]).)*?</w:p>", re.DOTALL)
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|<w:t(?: [^>]*)?/>")
MARKS = re.compile(r"\{\{\s*(.+?)\s*\}\}")
CONTROLS = re.compile(r"<w:sdt>(?:(?!<w:sdt>).)*?</w:sdt>", re.DOTALL)
_TAG = re.compile(r"<w:(?:tag|alias)\b[^>]*>")
_ITEM = re.compile(r"<w:listItem\b[^>]*>")
BOOKMARKS = re.compile(r'<w:bookmarkStart\b(?=[^>]*w:id="(\d+)")(?=[^>]*w:name="([^"]+)")[^>]*/>(.*?)'
                       r'<w:bookmarkEnd\b[^>]*w:id="\1"[^>]*/>', re.DOTALL)  # fmt: skip
TABLE = re.compile(r"<w:tbl>(?:(?!<w:tbl>).)*?</w:tbl>", re.DOTALL)
ROW = re.compile(r"<w:tr(?:>| [^>]*>).*?</w:tr>", re.DOTALL)
CELLS = re.compile(r"<w:tc>.*?</w:tc>", re.DOTALL)
_RUN_LOOK = re.compile(r"<w:rPr>.*?</w:rPr>", re.DOTALL)
LOOK = Look(TEXT, locked=False)


def propose(blank: Blank, vocabulary: Vocabulary) -> Spots:
    """Return the places of a document; those whose name or label is a field's are matched to it."""
    spots: dict[str, Spot] = {}
    for _part, text in _texts(blank):
        for place, name in _places(text, vocabulary):
            if place not in spots:
                spots[place] = _spot(place, name, vocabulary)
    taken: set[str] = set()
    for spot in spots.values():  # the second “姓名” beside an empty cell is about somebody else
        if spot.place.startswith(CELL) and spot.source in taken:
            spot.source = None
        elif spot.source:
            taken.add(spot.source)
    digest = hashlib.sha256("\x1f".join([vocabulary.register.name, *spots]).encode()).hexdigest()[:24]
    return Spots("", digest, list(spots.values()))


def _spot(place: str, name: str, vocabulary: Vocabulary) -> Spot:
    if is_source(vocabulary.register, name):
        return Spot(place, name, name)
    fields = vocabulary.exact(name)
    return Spot(place, name, fields[0] if len(fields) == 1 else None, fields if len(fields) > 1 else ())


def place_words(place: str) -> str:
    """Return a place of a document as a person calls it; the place of a workbook as it is."""
    if place.startswith(MARK):
        return f"{{{{{place.removeprefix(MARK)}}}}}"
    if place.startswith(CONTROL):
        return _("control {name}").format(name=place.removeprefix(CONTROL))
    if place.startswith(BOOKMARK):
        return _("bookmark {name}").format(name=place.removeprefix(BOOKMARK))
    if place.startswith(CELL):
        table, row, column = place.removeprefix(CELL).split(".")
        return _("table {table}, row {row}, cell {column}").format(table=table, row=row, column=column)
    return place


def _texts(blank: Blank) -> Iterator[tuple[str, str]]:
    for part in blank.package.parts("word/", ".xml"):
        if PARTS.fullmatch(part):
            yield part, blank.package.text(part)


def _places(text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Yield (place, name) of everything that may be filled in one part."""
    for paragraph in PARAGRAPH.findall(text):
        yield from ((MARK + name, name) for name in MARKS.findall(said(paragraph)))
    for control in CONTROLS.findall(text):
        for name in dict.fromkeys(names_in(control)):
            yield CONTROL + name, name
    yield from ((BOOKMARK + name, name) for _id, name, _inner in BOOKMARKS.findall(text) if not name.startswith("_"))
    for place, name in _cells(text):
        if vocabulary.exact(name):
            yield place, name


def said(xml: str) -> str:
    """Return the text in some XML."""
    return unescape("".join(_TEXT.findall(xml)))


def names_in(control: str) -> list[str]:
    """Return the names of a content control: its tag and its title."""
    return [unescape(attributes(tag).get("w:val", "")) for tag in _TAG.findall(control)]


def content_of(xml: str) -> str:
    """Return what somebody wrote into a cell or control: what an unused control says of itself is nothing."""
    text, choices = said(xml).strip(), choices_of(xml)
    return "" if "<w:showingPlcHdr/>" in xml or (choices and text not in choices) else text


def _cells(text: str) -> Iterator[tuple[str, str]]:
    """Yield the empty cells of tables that stand on the right of a label: (place, label)."""
    for number, table in enumerate(TABLE.findall(text), 1):
        for row_number, row in enumerate(ROW.findall(table), 1):
            cells = [said(cell).strip() for cell in CELLS.findall(row)]
            for column, (name, value) in enumerate(pairwise(cells), 2):
                if name and not value:
                    yield f"{CELL}{number}.{row_number}.{column}", name.rstrip(":：")


class Document:
    """A Word form, to be planned and then written into one file for each record."""

    def __init__(self, blank: Blank, spots: Spots, sources: Sources) -> None:
        """Take the form, its places, and where values come from."""
        self._blank, self._spots, self._sources = blank, spots, sources
        self._lists = {name: choices for _part, text in _texts(blank) for control in CONTROLS.findall(text)
                       if (choices := choices_of(control)) for name in names_in(control)}

    def plan(self, rows: Sequence[Mapping[str, Any]]) -> Pages:
        """Return what goes into each place, and what a drop-down would refuse; nothing is written."""
        wanted = {s.place: s for s in self._spots.spots if s.source}
        if not wanted:
            raise NothingMatchedError(name=self._blank.name)
        readers = {place: spelt_by_hand(self._sources.reader(spot.source or "", self._manner(spot)),
                                        self._spots.values.get(place, {})) for place, spot in wanted.items()}
        cells: list[dict[str, Value]] = [
            {place: value for place, read in readers.items() if (value := read(record, position)) is not None}
            for position, record in enumerate(rows)]
        pages = Pages(self._spots, cells, names_of(self._sources.register, rows))
        register = self._sources.register
        for number, (record, line) in enumerate(zip(rows, cells, strict=True)):
            for place, value in line.items():
                choices = self._lists.get(place.removeprefix(CONTROL)) if place.startswith(CONTROL) else None
                if choices and shown(value) not in choices:
                    source, reason = wanted[place].source or "", not_listed(value, choices)
                    pages.refuse(number, place, refusal(register, record, (place, label(register, source), source),
                                                        value, reason, strict=True, choices=choices))
        pages.sample = {place: shown(cells[0][place]) for place in wanted if cells and place in cells[0]}
        return pages

    def _manner(self, spot: Spot) -> Manner:
        choices = self._lists.get(spot.place.removeprefix(CONTROL)) if spot.place.startswith(CONTROL) else None
        return Manner(spot.label, LOOK, *rule_of(choices))

    def write(self, pages: Pages, target: Path, *, leave_out: bool = False) -> list[Path]:
        """Write one file for each record beside the target's name; returns them."""
        def make(number: int, file: Path) -> None:
            package = self._blank.package.copy()
            values = {place: shown(value) for place, value in pages.values(number, leave_out=leave_out).items()}
            empty = {s.place for s in self._spots.spots if s.source} - set(values)
            for part, text in _texts(self._blank):
                package.put(part, filled(text, values | dict.fromkeys(empty, "")))
            package.write(file, self._blank.path)

        return write_all(target, pages, make, leave_out=leave_out, blank=self._blank)


def rule_of(choices: tuple[str, ...] | None) -> tuple[Rule | None, tuple[str, ...] | None]:
    """Return the rule that a drop-down is, and its entries."""
    return (Rule(LIST, "", "", "", strict=True, where=()), choices) if choices else (None, None)


def not_listed(value: Value, choices: Sequence[str]) -> str:
    """Return why a drop-down does not take a value."""
    return _(NOT_LISTED).format(value=shown(value), some=series(choices[:6]))


def choices_of(control: str) -> tuple[str, ...]:
    """Return the entries of the drop-down in some XML; none without one."""
    items = [attributes(item) for item in _ITEM.findall(control)]
    return tuple(unescape(item.get("w:displayText", item.get("w:value", ""))) for item in items if item.get("w:value"))


# ---- writing into the text of a part --------------------------------------------------------------------------------


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a part with values by place; cells first, as they are counted in the blank form."""
    text = _fill_cells(text, values)
    text = CONTROLS.sub(lambda found: _control(found[0], values), text)
    text = BOOKMARKS.sub(lambda found: _bookmark(found, values), text)
    return PARAGRAPH.sub(lambda found: _marks(found[0], values), text)


def _marks(paragraph: str, values: Mapping[str, str]) -> str:
    """Replace marks, also those that Word has divided among several runs."""
    if "{" not in paragraph:
        return paragraph
    pieces: list[list[Any]] = [[found.start(), found.end(), unescape(found[1] or "")]
                               for found in _TEXT.finditer(paragraph)]
    said = "".join(str(piece[2]) for piece in pieces)
    for mark in reversed(list(MARKS.finditer(said))):
        value = values.get(MARK + mark[1])
        if value is not None:
            _replace(pieces, mark.start(), mark.end(), value)
    for start, end, words in reversed(pieces):
        paragraph = f"{paragraph[:start]}{_text(str(words))}{paragraph[end:]}"
    return paragraph


def _replace(pieces: list[list[Any]], start: int, end: int, value: str) -> None:
    at = 0
    for piece in pieces:
        words, length = piece[2], len(piece[2])
        low, high = max(start - at, 0), min(end - at, length)
        if low < high:
            piece[2] = words[:low] + value + words[high:]
            value = ""
        at += length


def _text(words: str) -> str:
    return f'<w:t xml:space="preserve">{clean(words)}</w:t>'


def _only(xml: str, value: str) -> str | None:
    """Return XML whose first text is the value and the others are empty, None where it has no text."""
    first = True

    def put(_found: re.Match[str]) -> str:
        nonlocal first
        words, first = (value, False) if first else ("", False)
        return _text(words)

    made = _TEXT.sub(put, xml)
    return None if first else made


def _control(control: str, values: Mapping[str, str]) -> str:
    value = next((values[CONTROL + name] for name in names_in(control) if CONTROL + name in values), None)
    head, mark, content = control.partition("<w:sdtContent>")
    if value is None or not mark:
        return control
    head = head.replace("<w:showingPlcHdr/>", "")
    content = content.replace('<w:rStyle w:val="PlaceholderText"/>', "")
    return head + mark + (_only(content, value) or _in_paragraph(content, value, ""))


def _bookmark(found: re.Match[str], values: Mapping[str, str]) -> str:
    value = values.get(BOOKMARK + unescape(found[2]))
    if value is None:
        return found[0]
    made = _only(found[3], value)
    if made is not None:
        return found[0].replace(found[3], made, 1)
    after = found.string[found.end() : found.end() + 2000].partition("</w:p>")[0]
    before = found.string[max(0, found.start() - 2000) : found.start()].rpartition("<w:p")[2]
    looks = _RUN_LOOK.findall(after) or _RUN_LOOK.findall(before)[-1:]
    opening = found[0][: found[0].index("/>") + 2]
    return f"{opening}<w:r>{looks[0] if looks else ''}{_text(value)}</w:r>{found[0][len(opening):]}"


def _fill_cells(text: str, values: Mapping[str, str]) -> str:
    wanted = {tuple(map(int, place.removeprefix(CELL).split("."))): value for place, value in values.items()
              if place.startswith(CELL)}

    def counted(pattern: re.Pattern[str], xml: str, at: tuple[int, ...], put: Callable[..., str]) -> str:
        number = 0

        def each(found: re.Match[str]) -> str:
            nonlocal number
            number += 1
            return put(found[0], (*at, number))

        return pattern.sub(each, xml)

    def cell(xml: str, at: tuple[int, ...]) -> str:
        return _in_paragraph(xml, wanted[at], _look_of(xml)) if at in wanted else xml

    if not wanted:
        return text
    return counted(TABLE, text, (), lambda table, at: counted(
        ROW, table, at, lambda row, below: counted(CELLS, row, below, cell)))


def put(cell: str, value: str) -> str:
    """Return a cell of a table that says a value: instead of what it said, else in its first paragraph."""
    control = CONTROLS.search(cell)
    if control is not None:
        names = dict.fromkeys((CONTROL + name for name in names_in(control[0])), value)
        made = _control(control[0], names) if names else control[0]
        if made != control[0]:
            return cell.replace(control[0], made, 1)
    return _only(cell, value) or _in_paragraph(cell, value, _look_of(cell))


def _look_of(xml: str) -> str:
    found = _RUN_LOOK.search(xml)
    return found[0] if found else ""


def _in_paragraph(xml: str, value: str, look: str) -> str:
    """Put a run with the value into the first paragraph."""
    run = f"<w:r>{look}{_text(value)}</w:r>"
    closed = re.search(r"<w:p(?: [^>]*)?/>", xml)
    if closed and "</w:p>" not in xml[: closed.start()]:
        return f"{xml[: closed.start()]}{closed[0][:-2]}>{run}</w:p>{xml[closed.end():]}"
    end = xml.find("</w:p>")
    return xml if end < 0 else f"{xml[:end]}{run}{xml[end:]}"


