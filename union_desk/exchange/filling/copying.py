"""A sheet of a workbook copied behind itself as Excel copies it: with drawings, notes, rules, names, print set-up."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr, unescape

from union_desk.exchange.filling.faults import LockedStructureError
from union_desk.exchange.filling.package import attributes, relations_of, tags
from union_desk.exchange.filling.renaming import Renaming

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from union_desk.exchange.filling.package import Package

TYPES, PROPERTIES = "[Content_Types].xml", "docProps/app.xml"
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*/>")
_VIEW = re.compile(r'(<(?:\w+:)?workbookView\b[^>]*?\s)(activeTab|firstSheet)="(\d+)"')
_NAME = re.compile(r"<((?:\w+:)?)definedName\b([^>]*)>([^<]*)</\1definedName>")
_NAMES_END = re.compile(r"</(?:\w+:)?definedNames>")
_LOCAL = re.compile(r'\slocalSheetId="(\d+)"')
_STRUCTURE = re.compile(r'<(?:\w+:)?workbookProtection\b[^>]*\blockStructure="(?:1|true)"')
_ONLY_ONE = re.compile(r'\s(?:tabSelected|codeName)="[^"]*"')  # no two sheets may have the same
_NUMBER = re.compile(r"\d*$")
_TABLE = re.compile(r"<(?:\w+:)?table\b[^>]*>")
_TITLES = re.compile(r"(<TitlesOfParts><vt:vector\b[^>]*>)(.*?)(</vt:vector>)", re.DOTALL)
_COUNT = re.compile(r"(<HeadingPairs>.*?<vt:i4>)(\d+)(</vt:i4>)", re.DOTALL)
# What all sheets share; everything else that a sheet leads to is copied with it
_SHARED = {"image", "pivotCacheDefinition", "person", "hdphoto", "theme"}


def copy(package: Package, workbook: str, model: tuple[str, str], names: Sequence[str]) -> list[str]:
    """Put copies of a sheet, the (name, part) `model`, right behind it; returns their parts in order.

    Raises LockedStructureError where the workbook lets nobody add sheets.
    """
    text = package.text(workbook)
    if _STRUCTURE.search(text):
        raise LockedStructureError(name=package.name)
    copier = _Copier(package)
    parts = [copier.sheet(model, name) for name in names]
    copier.save()
    ids = _relate(package, workbook, model[1], parts)
    package.put(workbook, _listed(text, package.relations(workbook), model, names, ids))
    if package.has(PROPERTIES):
        package.put(PROPERTIES, _properties(package.text(PROPERTIES), model[0], names))
    return parts


class _Copier:
    """Copies parts with everything that they alone lead to; content types are written once, by `save`."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._types = package.text(TYPES)
        self._added: list[str] = []
        self._taken = {part.lower() for part in package.parts()}
        self._last: dict[tuple[str, str], int] = {}
        tables = [_TABLE.search(package.text(part)) for part in package.parts("xl/tables/", ".xml")]
        self._tables = [attributes(found[0]) for found in tables if found]

    def sheet(self, model: tuple[str, str], name: str) -> str:
        """Copy a worksheet under another name; returns its part."""
        renaming = Renaming(model[0], name)
        self._new_tables(model[1], renaming)
        return self._part(model[1], renaming, {})

    def save(self) -> None:
        """Declare the types of the new parts."""
        self._package.put(TYPES, self._types.replace("</Types>", "".join(self._added) + "</Types>"))

    def _part(self, part: str, renaming: Renaming, done: dict[str, str]) -> str:
        if part in done:
            return done[part]
        made = done[part] = self._free(part)
        if part.endswith((".xml", ".vml")):
            text = renaming.part(self._package.text(part))
            self._package.put(made, _ONLY_ONE.sub("", text) if "/worksheets/" in part else text)
        else:
            self._package.put(made, self._package.raw(part))
        declared = re.search(rf'<Override\b[^>]*PartName="/{re.escape(part)}"[^>]*/>', self._types)
        if declared:
            self._added.append(declared[0].replace(f'"/{part}"', f'"/{made}"'))
        self._relations(part, made, renaming, done)
        return made

    def _relations(self, part: str, made: str, renaming: Renaming, done: dict[str, str]) -> None:
        rels = relations_of(part)
        if not self._package.has(rels):
            return
        text = self._package.text(rels)
        for tag, target in tags(text, rels):
            given = attributes(tag)
            kind = given.get("Type", "").rpartition("/")[2]
            if given.get("TargetMode") != "External" and self._package.has(target):
                new = target if kind in _SHARED else self._part(target, renaming, done)
                way = posixpath.relpath(new, posixpath.dirname(made))
                text = text.replace(tag, tag.replace(f'"{given["Target"]}"', f'"{way}"'), 1)
        self._package.put(relations_of(made), text)

    def _free(self, part: str) -> str:
        """Return a name that no part has: the same with the next number."""
        stem, ending = posixpath.splitext(part)
        stem = _NUMBER.sub("", stem)
        number = self._last.get((stem, ending), 1) + 1
        while f"{stem}{number}{ending}".lower() in self._taken:
            number += 1
        self._last[stem, ending] = number
        self._taken.add(f"{stem}{number}{ending}".lower())
        return f"{stem}{number}{ending}"

    def _new_tables(self, part: str, renaming: Renaming) -> None:
        """Give the tables of a sheet names and numbers of their own, as none may be there twice."""
        for kind, target in self._package.relations(part).values():
            found = _TABLE.search(self._package.text(target)) if kind == "table" and self._package.has(target) else None
            if found is None:
                continue
            old = attributes(found[0])
            known = {t.get("displayName", "").casefold() for t in self._tables}
            number = 2
            while f"{old['displayName']}_{number}".casefold() in known:
                number += 1
            new = {"id": str(max(int(t.get("id", 0)) for t in self._tables) + 1),
                   "displayName": f"{old['displayName']}_{number}"}
            self._tables.append(new)
            renaming.tables[old["displayName"]] = (new["displayName"], new["id"])


def _relate(package: Package, workbook: str, model: str, parts: Sequence[str]) -> list[str]:
    """Lead from the workbook to the new sheets; returns the ids of the relations."""
    rels = relations_of(workbook)
    text = package.text(rels)
    tag = next(tag for tag, target in tags(text, rels) if target == model)
    given = attributes(tag)
    known = [int(n) for n in re.findall(r'\bId="rId(\d+)"', text)]
    ids = [f"rId{max(known, default=0) + place}" for place in range(1, len(parts) + 1)]
    ways = [posixpath.relpath(part, posixpath.dirname(workbook)) for part in parts]
    made = [tag.replace(f'"{given["Id"]}"', f'"{own}"').replace(f'"{given["Target"]}"', f'"{way}"')
            for own, way in zip(ids, ways, strict=True)]
    package.put(rels, text.replace(tag, tag + "".join(made), 1))
    return ids


def _listed(text: str, relations: Mapping[str, tuple[str, str]], model: tuple[str, str], names: Sequence[str],
            ids: Sequence[str]) -> str:
    """Return the workbook with the new sheets behind the model, and what counts sheets by their place moved along."""
    sheets = _SHEET.findall(text)
    place = next(n for n, tag in enumerate(sheets) if unescape(attributes(tag).get("name", "")) == model[0])
    tag, given = sheets[place], attributes(sheets[place])
    number = max(int(attributes(one).get("sheetId", 0)) for one in sheets)
    own = next(key for key, value in given.items() if value in relations and key.endswith("id"))
    made = []
    for offset, (name, new) in enumerate(zip(names, ids, strict=True), 1):
        one = tag.replace(f'name="{given["name"]}"', f"name={quoteattr(name)}", 1)
        one = one.replace(f'sheetId="{given["sheetId"]}"', f'sheetId="{number + offset}"')
        made.append(one.replace(f'{own}="{given[own]}"', f'{own}="{new}"'))
    text = text.replace(tag, tag + "".join(made), 1)
    text = _VIEW.sub(lambda f: f'{f[1]}{f[2]}="{_behind(int(f[3]), place, len(names))}"', text)
    return _names(text, place, model[0], names)


def _behind(number: int, place: int, count: int) -> int:
    return number + count if number > place else number


def _names(text: str, place: int, model: str, names: Sequence[str]) -> str:
    """Give the copies the model's own names, and names of their own for what the workbook's names say of the model."""
    renamings = [Renaming(model, name) for name in names]
    added: list[str] = []

    def each(found: re.Match[str]) -> str:
        local, about = _LOCAL.search(found[2]), unescape(found[3])
        if local is not None and int(local[1]) != place:
            return found[0].replace(local[0], f' localSheetId="{_behind(int(local[1]), place, len(names))}"', 1)
        if local is not None or renamings[0].concerns(about):
            rest = _LOCAL.sub("", found[2])
            for offset, renaming in enumerate(renamings, 1):
                added.append(f'<{found[1]}definedName{rest} localSheetId="{place + offset}">'
                             f"{escape(renaming.formula(about))}</{found[1]}definedName>")
        return found[0]

    text = _NAME.sub(each, text)
    return _NAMES_END.sub(lambda found: "".join(added) + found[0], text, count=1)


def _properties(text: str, model: str, names: Sequence[str]) -> str:
    """Return the document's properties with the new sheets among the titles of its parts."""
    found, one = _TITLES.search(text), f"<vt:lpstr>{escape(model)}</vt:lpstr>"
    if not found or one not in found[2]:
        return text
    opening = re.sub(r'size="(\d+)"', lambda f: f'size="{int(f[1]) + len(names)}"', found[1])
    titles = found[2].replace(one, one + "".join(f"<vt:lpstr>{escape(name)}</vt:lpstr>" for name in names), 1)
    text = text.replace(found[0], f"{opening}{titles}{found[3]}", 1)
    return _COUNT.sub(lambda f: f"{f[1]}{int(f[2]) + len(names)}{f[3]}", text, count=1)
