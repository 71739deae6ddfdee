"""Text with separators (.csv, .tsv, .txt, and tab-separated files named .xls): encoding, separator, rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import TYPE_CHECKING

from union_desk.exchange.workbook import Note, Sheet, Workbook, square, trim
from union_desk.words import N_

if TYPE_CHECKING:
    from union_desk.exchange.workbook import Cell

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATORS = ("\t", ",", ";", "|")
_SAMPLE_LINES = 40
_TEXT_FORMULA = re.compile(r'^="(.*)"$', re.DOTALL)
_MANY_BREAKS = 20
_FIELD_LIMIT = 1 << 24

_BAD_BYTES = N_("Some characters of the file could not be read (first in line {line}); they are shown as �.")
_STRAY_QUOTES = N_("A quotation mark is never closed; quotation marks were therefore taken as ordinary characters.")


def decode(data: bytes) -> tuple[str, str, list[Note]]:
    """Return (text, name of its encoding, remarks): byte order mark, else strict UTF-8, else GB18030."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _lenient(data, encoding)
    if _looks_wide(data):
        return _lenient(data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be")
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or not _mostly_utf8(data):
            return text, encoding, []
    return _lenient(data, "utf-8" if _mostly_utf8(data) else "gb18030")


def _lenient(data: bytes, encoding: str) -> tuple[str, str, list[Note]]:
    text = data.decode(encoding, "replace")
    bad = text.find("\ufffd")
    if bad < 0 or "\ufffd".encode(encoding.removesuffix("-sig")) in data:
        return text, encoding, []
    return text, encoding, [Note("bad_bytes", _BAD_BYTES, {"line": text.count("\n", 0, bad) + 1})]


def _looks_wide(data: bytes) -> bool:
    sample = data[:2000]
    return len(sample) > 1 and max(sample[0::2].count(0), sample[1::2].count(0)) > len(sample) // 8


def _mostly_utf8(data: bytes) -> bool:
    """Tell whether a few broken bytes stand in a text that is otherwise UTF-8 (GB18030 would make it gibberish)."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = sum(1 for char in text if char > "\u07ff") - broken
    return good > 10 * broken


def read(data: bytes) -> Workbook:
    """Return the text as a workbook of one sheet."""
    text, encoding, notes = decode(data)
    separator, text = _separator(text)
    rows = _split(text, separator)
    if any(str(cell).count("\n") > _MANY_BREAKS for row in rows for cell in row):
        rows = _split(text, separator, quotes=False)
        notes.append(Note("stray_quotes", _STRAY_QUOTES))
    return Workbook("csv", [Sheet("Sheet1", trim(square(rows)))], notes, encoding)


def looks_delimited(text: str) -> bool:
    """Tell whether the beginning of a text has a separator on most of its filled lines."""
    lines = [line for line in text.splitlines()[:_SAMPLE_LINES] if line.strip()]
    hits = max((sum(1 for line in lines if mark in line) for mark in _SEPARATORS), default=0)
    return hits * 2 >= len(lines) > 0


def _separator(text: str) -> tuple[str, str]:
    declared = re.match(r"sep=(.)\r?\n", text)
    if declared:
        return declared.group(1), text[declared.end() :]
    lines = [re.sub(r'"[^"]*"', "", line) for line in text.splitlines()[:_SAMPLE_LINES] if line.strip()]
    best, most = ",", 0
    for mark in _SEPARATORS:
        counts = sorted(line.count(mark) for line in lines)
        middle = counts[len(counts) // 2] if counts else 0
        if middle > most:
            best, most = mark, middle
    return best, text


def _split(text: str, separator: str, *, quotes: bool = True) -> list[list[Cell]]:
    csv.field_size_limit(_FIELD_LIMIT)
    lines = io.StringIO(text, newline="")
    reader = (
        csv.reader(lines, delimiter=separator)
        if quotes
        else csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
    )
    return [[_plain(cell) if cell[:1] == "=" else cell for cell in row] for row in reader]


def _plain(cell: str) -> str:
    """Unwrap ="460100…", by which programs keep Excel from turning a number into a float."""
    wrapped = _TEXT_FORMULA.match(cell)
    return wrapped.group(1).replace('""', '"') if wrapped else cell
