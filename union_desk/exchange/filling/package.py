"""A form as a package of parts (.xlsx, .docx): read once, parts replaced, written whole to a new file or not at all."""

from __future__ import annotations

import io
import os
import posixpath
import re
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from union_desk import durable
from union_desk.exchange import ooxml, reading, sniffing
from union_desk.exchange.faults import DamagedFileError, DangerousFileError, NotAWorkbookError, TooLargeError
from union_desk.exchange.filling.faults import MacroFormError, NotAFormError, OverwriteError, SignedFormError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORKBOOK, DOCUMENT = "xlsx", "docx"
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(r'([\w:]+)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')
_DANGER = re.compile(r"<!(?:DOCTYPE|ENTITY)\b")


class Package:
    """The parts of a form by name; `put` and `remove` change what `write` writes, everything else stays as it was."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open the bytes; raises a sentence for what is damaged, protected, signed or bears macros."""
        self.name, self.data = name, data
        try:
            self.kind = _kind(data, name)
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            names = self._archive.namelist()
            self._refuse(names)
            broken = self._archive.testzip()
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, RuntimeError) as error:
            raise DamagedFileError(name=name) from error
        if broken is not None:
            raise DamagedFileError(name=name)
        self.names = names
        self._known = set(names)
        self.changed: dict[str, bytes] = {}
        self.removed: set[str] = set()

    def _refuse(self, names: list[str]) -> None:
        if len(set(names)) < len(names):  # two parts of one name: each program would read another one
            raise DamagedFileError(name=self.name)
        if sum(entry.file_size for entry in self._archive.infolist()) > reading.MAX_UNFOLDED:
            raise TooLargeError(name=self.name, limit=reading.MAX_UNFOLDED >> 20)
        if any(n.endswith("vbaProject.bin") or n.startswith("xl/macrosheets/") for n in names):
            raise MacroFormError(name=self.name)
        if any(n.startswith("_xmlsignatures/") for n in names):
            raise SignedFormError(name=self.name)

    def has(self, part: str) -> bool:
        """Tell whether there is such a part."""
        return part in self.changed or (part in self._known and part not in self.removed)

    def parts(self, beginning: str = "", ending: str = "") -> list[str]:
        """Return the names of the parts, in the order of the file, the new ones last."""
        every = [n for n in self.names if n not in self.removed] + [n for n in self.changed if n not in self._known]
        return [n for n in every if n.startswith(beginning) and n.endswith(ending)]

    def raw(self, part: str) -> bytes:
        """Return a part's bytes as they stand now."""
        if part in self.changed:
            return self.changed[part]
        try:
            return self._archive.read(part)
        except KeyError as error:
            raise DamagedFileError(name=self.name) from error

    def text(self, part: str) -> str:
        """Return a part of XML as text; raises DangerousFileError for entity declarations."""
        data = self.raw(part)
        try:
            text = data.decode("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
        except UnicodeDecodeError as error:
            raise DamagedFileError(name=self.name) from error
        if _DANGER.search(text):
            raise DangerousFileError(name=self.name)
        return text

    def put(self, part: str, text: str | bytes) -> None:
        """Set a part; a text that is what it was leaves the part alone."""
        if isinstance(text, str):
            if self.has(part) and self.text(part) == text:
                return
            declared = text[:200].lower()
            text = text.encode("utf-16" if 'encoding="utf-16"' in declared else "utf-8")
        self.changed[part] = text
        self.removed.discard(part)

    def remove(self, part: str) -> None:
        """Leave a part out, with its content type and the relations that lead to it."""
        self.removed.add(part)
        self.changed.pop(part, None)
        types = self.text("[Content_Types].xml")
        self.put("[Content_Types].xml", re.sub(rf'<Override\b[^>]*PartName="/{re.escape(part)}"[^>]*/>', "", types))
        for rels in self.parts(ending=".rels"):
            kept = self.text(rels)
            for tag, target in tags(kept, rels):
                if target == part:
                    kept = kept.replace(tag, "")
            self.put(rels, kept)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return (last word of the type, part) of a part's relations within the package, by id."""
        rels = relations_of(part)
        found = {}
        for tag, target in tags(self.text(rels), rels) if self.has(rels) else ():
            given = attributes(tag)
            if given.get("TargetMode") != "External":
                found[given.get("Id", "")] = (given.get("Type", "").rpartition("/")[2], target)
        return found

    def copy(self) -> Package:
        """Return the form as it came, to be filled once more."""
        made = object.__new__(Package)
        made.__dict__ = {**self.__dict__, "changed": {}, "removed": set()}
        return made

    def write(self, target: Path, source: Path | None = None) -> None:
        """Write the package; the file appears when it is complete. Raises OverwriteError for the form itself."""
        if source is not None and source.exists() and target.exists() and target.samefile(source):
            raise OverwriteError(name=source.name)
        with appearing(target) as partial, zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as out:
            for entry in self._archive.infolist():
                if entry.filename in self.removed:
                    continue
                data = self.changed.get(entry.filename)
                out.writestr(_like(entry), self._archive.read(entry) if data is None else data)
            for name, data in self.changed.items():
                if name not in self._known:
                    out.writestr(name, data)


@contextmanager
def appearing(target: Path) -> Iterator[Path]:
    """Give a place to write to beside the target, which takes its name when the block ends well."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        yield partial
        durable.put(partial, target)
    finally:
        partial.unlink(missing_ok=True)


def _kind(data: bytes, name: str) -> str:
    """Return 'xlsx' or 'docx'; a sentence says why the file is neither."""
    try:
        found = sniffing.sniff(data, name)
    except NotAWorkbookError:
        if data.startswith(b"PK") and b"word/document.xml" in data:
            return DOCUMENT
        raise
    if found != sniffing.XLSX:
        raise NotAFormError(name=name)
    return WORKBOOK


def _like(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(entry.filename, entry.date_time)
    made.compress_type = entry.compress_type
    made.external_attr, made.create_system = entry.external_attr, entry.create_system
    return made


def relations_of(part: str) -> str:
    """Return the name of the part with a part's relations."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def tags(text: str, rels: str) -> Iterator[tuple[str, str]]:
    """Yield (tag, part that it leads to) of each relation in the text of the part `rels`."""
    folder = posixpath.dirname(posixpath.dirname(rels))
    for tag in _RELATION.findall(text):
        target = attributes(tag).get("Target", "")
        absolute = target.startswith("/")
        yield tag, target.lstrip("/") if absolute else posixpath.normpath(posixpath.join(folder, target))


def attributes(tag: str) -> dict[str, str]:
    """Return the attributes of a start tag, as they are written."""
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(tag)}


def sheet_parts(package: Package) -> dict[str, str]:
    """Return the part of each sheet by its name."""
    with zipfile.ZipFile(io.BytesIO(package.data)) as archive:
        return ooxml.sheet_parts(archive)


def workbook_part(package: Package) -> str:
    """Return the part that is the workbook."""
    with zipfile.ZipFile(io.BytesIO(package.data)) as archive:
        return ooxml.workbook_part(archive)
