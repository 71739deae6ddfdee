"""The shared strings of a workbook: read, and added to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from union_desk.exchange.filling.grid import INLINE, NUMBER, SHARED, Content

if TYPE_CHECKING:
    from union_desk.exchange.filling.package import Package

_COUNTS = re.compile(r'\s(?:count|uniqueCount)="\d+"')
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CLOSE = re.compile(r"</(\w+:)?sst>\s*$")


class Strings:
    """Adds texts to the shared strings, each once; `save` writes the part back.

    A workbook without that part gets its texts in the cells themselves, so that no part is added to it.
    """

    def __init__(self, package: Package, workbook: str, p: str) -> None:
        """Find the part; `p` is the namespace prefix of the sheet whose cells are written."""
        self._package, self._sheet_p = package, p
        related = package.relations(workbook).values()
        self._part = next((part for kind, part in related if kind == "sharedStrings" and package.has(part)), "")
        text = package.text(self._part) if self._part else ""
        self._text = re.sub(r"<((?:\w+:)?sst\b[^>]*?)\s*/>", r"<\1></sst>", text)
        found = re.search(r"<((?:\w+:)?)sst\b", text)
        self._p = found[1] if found else ""
        self._before = len(re.findall(rf"<{self._p}si\b", text))
        self._added: dict[str, int] = {}
        self._used = 0

    def content(self, text: str) -> Content:
        """Return what a cell with that text holds."""
        p = self._sheet_p
        if not self._part:
            return Content(INLINE, f"<{p}is><{p}t{_space(text)}>{clean(text)}</{p}t></{p}is>")
        self._used += 1
        found = self._added.get(text)
        if found is None:
            found = self._added[text] = self._before + len(self._added)
        return Content(SHARED, f"<{p}v>{found}</{p}v>")

    def number(self, value: str) -> Content:
        """Return what a cell with a number holds."""
        return Content(NUMBER, f"<{self._sheet_p}v>{value}</{self._sheet_p}v>")

    def save(self) -> None:
        """Write the part."""
        if not self._added:
            return
        p = self._p
        new = "".join(f"<{p}si><{p}t{_space(text)}>{clean(text)}</{p}t></{p}si>" for text in self._added)
        counted = re.search(r'\scount="(\d+)"', self._text)
        count = (int(counted[1]) if counted else self._before) + self._used
        opening = re.search(r"<(?:\w+:)?sst\b[^>]*>", self._text)
        assert opening is not None
        bare = _COUNTS.sub("", opening[0])
        head = f'{bare[:-1]} count="{count}" uniqueCount="{self._before + len(self._added)}">'
        closing = _CLOSE.search(self._text)
        end = closing.start() if closing else len(self._text)
        text = f"{self._text[: opening.start()]}{head}{self._text[opening.end() : end]}{new}{self._text[end:]}"
        self._package.put(self._part, text)


def clean(text: str) -> str:
    """Return a text as it may stand in XML, without the characters that XML cannot hold."""
    return escape(_UNSAFE.sub("", text)).replace("\r", "")


def _space(text: str) -> str:
    return ' xml:space="preserve"' if text != text.strip() or "\n" in text or "  " in text else ""
