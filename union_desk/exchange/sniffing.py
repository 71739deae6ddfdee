"""What a file is by its content, never by its name (domain reference §12.1, row ".xls flavours")."""

from __future__ import annotations

import io
import re
import zipfile
from typing import NoReturn

from union_desk.exchange import biff, faults
from union_desk.exchange.delimited import decode, looks_delimited
from union_desk.exchange.ole import MAGIC as OLE_MAGIC
from union_desk.exchange.ole import Compound, CompoundError
from union_desk.exchange.spreadsheetml import NAMESPACE
from union_desk.words import N_, _

XLSX, XLS, ODS, CSV, HTML, SPREADSHEETML = "xlsx", "xls", "ods", "csv", "html", "spreadsheetml"

_HEAD = 8192
_MOST_TOLD = 1 << 20  # bytes
MOST_PARTS = 10_000  # a workbook of a thousand sheets with pictures has some three thousand
_ENCRYPTED_FLAG = 0x1
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|meta|table|body|style)\b", re.IGNORECASE)

_WORD, _SLIDES, _NUMBERS = N_("a Word document"), N_("a presentation"), N_("an Apple Numbers document")
_PDF, _PICTURE, _ARCHIVE = N_("a PDF"), N_("a picture"), N_("a compressed archive")
_OLD, _OTHER = N_("an Excel file from before 1997"), N_("a file of an unknown kind")
_MAGICS = (
    (b"%PDF", _PDF),
    (b"\xff\xd8\xff", _PICTURE),
    (b"\x89PNG", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"BM", _PICTURE),
    (b"Rar!", _ARCHIVE),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"{\\rtf", _WORD),
    (b"\x09\x00\x04\x00", _OLD),
    (b"\x09\x02\x06\x00", _OLD),
    (b"\x09\x04\x06\x00", _OLD),
    (b"\x09\x08\x08\x00", _OLD),
)


def sniff(data: bytes, name: str) -> str:
    """Return the kind of workbook; an UnusableFileError says why the file is none."""
    if not data.strip(b"\0 \t\r\n"):
        raise faults.EmptyFileError(name=name)
    if data.startswith(b"PK"):
        return _sniff_zip(data, name)
    if data.startswith(OLE_MAGIC):
        return _sniff_ole(data, name)
    for magic, what in _MAGICS:
        if data.startswith(magic) and (magic != b"BM" or data[6:10] == bytes(4)):
            _refuse(name, what)
    return _sniff_text(data, name)


def _refuse(name: str, what: str) -> NoReturn:
    raise faults.NotAWorkbookError(name=name, what=_(what))


def _sniff_zip(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in archive.infolist()):
                raise faults.PasswordError(name=name)
            if len(names) > MOST_PARTS:
                raise faults.DamagedFileError(name=name)
            kind = _beginning(archive, "mimetype")[:80] if "mimetype" in names else b""
            if b"opendocument.spreadsheet" in kind:
                _refuse_encrypted_ods(archive, name)
                return ODS
            types = _beginning(archive, "[Content_Types].xml") if "[Content_Types].xml" in names else b""
    except zipfile.BadZipFile as error:
        raise faults.DamagedFileError(name=name) from error
    if b"sheet.binary" in types or "xl/workbook.bin" in names:
        raise faults.BinaryWorkbookError(name=name)
    if "xl/workbook.xml" in names or b"spreadsheetml.sheet" in types or b"ms-excel.sheet" in types:
        return XLSX
    _refuse(name, _package(names, kind))


def _beginning(archive: zipfile.ZipFile, part: str) -> bytes:
    """Return as much of a part as tells what a file is: nobody has measured yet what it would unfold to."""
    with archive.open(part) as stream:
        return stream.read(_MOST_TOLD)


def _package(names: set[str], kind: bytes) -> str:
    for mark, what in (("word/", _WORD), ("ppt/", _SLIDES), ("Index/", _NUMBERS)):
        if any(name.startswith(mark) for name in names):
            return what
    if b"opendocument" in kind:
        return _WORD if b"text" in kind else _SLIDES if b"presentation" in kind else _OTHER
    return _ARCHIVE


def _refuse_encrypted_ods(archive: zipfile.ZipFile, name: str) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in archive.namelist() and b"encryption-data" in _beginning(archive, manifest):
        raise faults.PasswordError(name=name)


def _sniff_ole(data: bytes, name: str) -> str:
    try:
        book = Compound(data)
    except CompoundError as error:
        raise faults.DamagedFileError(name=name) from error
    if "EncryptedPackage" in book.streams:
        raise faults.PasswordError(name=name)
    try:
        stream = biff.main_stream(book)
    except CompoundError as error:
        raise faults.DamagedFileError(name=name) from error
    if stream is None:
        _refuse(
            name,
            _WORD if "WordDocument" in book.streams else _SLIDES if "PowerPoint Document" in book.streams else _OTHER,
        )
    if biff.is_encrypted(stream):
        raise faults.PasswordError(name=name)
    return XLS


def _sniff_text(data: bytes, name: str) -> str:
    text = decode(data[:_HEAD])[0].lstrip("\ufeff \t\r\n")
    if any(char < " " and char not in "\t\r\n\f\v" for char in text.rstrip("\0")):
        _refuse(name, _OTHER)
    if text[:13].lower() == "mime-version:" or "Content-Type: multipart/related" in text:
        return HTML
    if text.startswith("<"):
        if NAMESPACE in text:
            return SPREADSHEETML
        if _PAGE.search(text):
            return HTML
        _refuse(name, _OTHER)
    if looks_delimited(text) or _PAGE.search(text) is None:
        return CSV
    return HTML
