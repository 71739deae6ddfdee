"""The mark that names an export, put into a finished file: a property of workbooks and Word files, a line at the foot.

A form of somebody else stays as it came, part by part: its mark is the comment of the package, which no program shows.
A file that can bear no mark (CSV) is known by the digest that the journal keeps, and so are all others.
"""

from __future__ import annotations

import os
import re
import shutil
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from pathlib import Path

NAME = "UnionDeskExport"
_CUSTOM, _TYPES, _RELATIONS = "docProps/custom.xml", "[Content_Types].xml", "_rels/.rels"
_PACKAGES = (".xlsx", ".xlsm", ".docx")
_KIND = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_HEAD = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns='
         '"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt='
         '"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">')
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_MARGINS = re.compile(rb"<pageMargins\b[^>]*/>(?:\s*<pageSetup\b[^>]*/>)?")
_FOOT = re.compile(rb"<oddFooter>(.*?)</oddFooter>", re.DOTALL)
_LONGEST = 250  # characters that a footer holds


def stamp(path: Path, mark: str, foot: str = "") -> None:
    """Write a mark into a finished file, in its place; `foot` is what stands beside it at the foot of its sheets.

    Files that bear no mark stay as they are.
    """
    if not mark or not path_is_package(path):
        return
    partial = path.with_name(f".{path.name}.{os.getpid()}.stamped")
    try:
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as new:
            changed = {_CUSTOM: _custom(old, mark), _TYPES: _types(old), _RELATIONS: _relations(old)}
            for part in old.infolist():
                data = changed.pop(part.filename, None)
                if data is None and foot and _SHEET.fullmatch(part.filename):
                    data = _footed(old.read(part), f"{mark} {foot}".strip())
                if data is not None:
                    new.writestr(part, data, zipfile.ZIP_DEFLATED)
                    continue
                with old.open(part) as source, new.open(part, "w") as target:
                    shutil.copyfileobj(source, target)
            for name, data in changed.items():
                new.writestr(name, data)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def stamp_outside(path: Path, mark: str) -> None:
    """Write a mark behind the parts of a finished file, of which every one stays as it is."""
    if path_is_package(path):
        with zipfile.ZipFile(path, "a") as package:
            package.comment = mark.encode("ascii")


def path_is_package(path: Path) -> bool:
    """Tell whether a file is a workbook or a Word file of zipped XML, under whatever temporary name."""
    name = path.name.lower()
    return any(ending in name for ending in _PACKAGES) and zipfile.is_zipfile(path)


def _custom(old: zipfile.ZipFile, mark: str) -> bytes:
    text = old.read(_CUSTOM).decode("utf-8") if _CUSTOM in old.namelist() else f"{_HEAD}</Properties>"
    text = re.sub(rf'<property\b[^>]*\bname="{NAME}".*?</property>', "", text, flags=re.DOTALL)
    used = [int(number) for number in re.findall(r'\bpid="(\d+)"', text)]
    one = (f'<property fmtid="{_FORMAT}" pid="{max(used, default=1) + 1}" name="{NAME}">'
           f"<vt:lpwstr>{escape(mark)}</vt:lpwstr></property>")
    if "xmlns:vt=" not in text:
        one = one.replace("<vt:lpwstr>", '<vt:lpwstr xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/'
                                         'docPropsVTypes">')
    return re.sub(r"</(\w*:?)Properties>\s*$", lambda end: one + end.group(), text).encode()


def _types(old: zipfile.ZipFile) -> bytes:
    text = old.read(_TYPES).decode("utf-8")
    if f"/{_CUSTOM}" in text:
        return text.encode()
    return text.replace("</Types>", f'<Override PartName="/{_CUSTOM}" ContentType="{_KIND}"/></Types>').encode()


def _relations(old: zipfile.ZipFile) -> bytes:
    text = old.read(_RELATIONS).decode("utf-8")
    if _RELATION in text:
        return text.encode()
    one = f'<Relationship Id="rIdUnionDesk" Type="{_RELATION}" Target="{_CUSTOM}"/>'
    return text.replace("</Relationships>", f"{one}</Relationships>").encode()


def _footed(sheet: bytes, words: str) -> bytes:
    """Return a sheet of our own with the words at the left of its foot, unless something stands there already."""
    text = escape("&L&8" + words.replace("&", "&&")[:_LONGEST - 40]).encode()
    there = _FOOT.search(sheet)
    if there is not None:
        if b"&amp;L" in there.group(1):
            return sheet
        return sheet[:there.start(1)] + text + there.group(1) + sheet[there.end(1):]
    if b"<headerFooter" in sheet:
        return sheet
    place = _MARGINS.search(sheet)
    if place is None:
        return sheet
    foot = b"<headerFooter><oddFooter>" + text + escape("&R&8&P / &N").encode() + b"</oddFooter></headerFooter>"
    return sheet[:place.end()] + foot + sheet[place.end():]
