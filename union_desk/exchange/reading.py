"""Opening a file that a person calls a roster: what it really is, whatever its name, and what its cells hold."""

from __future__ import annotations

import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError
from xml.sax import SAXParseException

from union_desk.exchange import faults, sniffing
from union_desk.exchange.workbook import Note, Sheet, Workbook, trim
from union_desk.words import N_

if TYPE_CHECKING:
    from pathlib import Path

# What the readers raise when a file contradicts itself
_DAMAGE = (zipfile.BadZipFile, zlib.error, ParseError, SAXParseException, LookupError, EOFError, ValueError,
           NotImplementedError, RuntimeError)  # fmt: skip
MAX_BYTES = 300 << 20
MAX_UNFOLDED = 1200 << 20
MAX_CELLS = 40_000_000

_HIDDEN_SHEET = N_("The sheet {sheet} is hidden and was left out.")
_HIDDEN_ROWS = N_("The sheet {sheet} has {count} hidden or filtered rows; they were read like the others.")
_HIDDEN_COLUMNS = N_("The sheet {sheet} has {count} hidden columns; they were read like the others.")


def read(path: Path) -> Workbook:
    """Read a file from disk; raises an UnusableFileError that says what to do."""
    return read_bytes(load(path), path.name)


def load(path: Path) -> bytes:
    """Return a file's bytes; raises MissingFileError or TooLargeError."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise faults.TooLargeError(name=path.name, limit=MAX_BYTES >> 20)
        return path.read_bytes()
    except OSError as error:
        raise faults.MissingFileError(name=path.name) from error


def read_bytes(data: bytes, name: str) -> Workbook:
    """Read a file's bytes; `name` is only for the sentences."""
    try:
        book = _read(sniffing.sniff(data, name), data, name)
    except _DAMAGE as error:
        raise faults.DamagedFileError(name=name) from error
    if not any(cell != "" for sheet in book.sheets for row in sheet.rows for cell in row):
        raise faults.EmptyFileError(name=name)
    for sheet in book.sheets:
        _note_hidden(sheet)
    return book


def _read(kind: str, data: bytes, name: str) -> Workbook:
    from defusedxml import DefusedXmlException

    from union_desk.exchange import biff_cells, delimited, markup, spreadsheetml, spreadsheets

    try:
        if kind == sniffing.CSV:
            return delimited.read(data)
        if kind == sniffing.HTML:
            return markup.read(data)
        if kind == sniffing.SPREADSHEETML:
            return spreadsheetml.read(data)
        if kind == sniffing.XLS:
            return biff_cells.read(data)
        return spreadsheets.read(kind, data, name, spreadsheets.Limits(MAX_UNFOLDED, MAX_CELLS))
    except DefusedXmlException as error:
        raise faults.DangerousFileError(name=name) from error


def _note_hidden(sheet: Sheet) -> None:
    trim(sheet.rows)
    if sheet.hidden:
        sheet.notes.append(Note("hidden_sheet", _HIDDEN_SHEET, {"sheet": sheet.name}))
    rows = sum(1 for row in sheet.hidden_rows if row < len(sheet.rows))
    if rows:
        sheet.notes.append(Note("hidden_rows", _HIDDEN_ROWS, {"sheet": sheet.name, "count": rows}))
    columns = sum(1 for column in sheet.hidden_columns if column < sheet.width)
    if columns:
        sheet.notes.append(Note("hidden_columns", _HIDDEN_COLUMNS, {"sheet": sheet.name, "count": columns}))
