"""A blank form that was dropped in: its package, what its sheets show, their XML, rules and styles."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from union_desk.exchange import reading
from union_desk.exchange.faults import DamagedFileError, EmptyFileError
from union_desk.exchange.filling.grid import SheetXml
from union_desk.exchange.filling.package import DOCUMENT, Package, sheet_parts, workbook_part
from union_desk.exchange.filling.rules import Rules
from union_desk.exchange.filling.styles import Styles

if TYPE_CHECKING:
    from pathlib import Path

    from union_desk.exchange.workbook import Sheet, Workbook


class Blank:
    """An opened form; raises an UnusableFileError that says what to do."""

    def __init__(self, path: Path) -> None:
        """Read the file; nothing is written to it, ever."""
        self.path, self.name = path, path.name
        data = reading.load(path)
        if not data:
            raise EmptyFileError(name=self.name)
        self.package = Package(data, self.name)
        self._rules: dict[str, Rules] = {}
        self._seen: dict[str, SheetXml] = {}

    @property
    def is_document(self) -> bool:
        """Tell whether it is a Word document."""
        return self.package.kind == DOCUMENT

    @cached_property
    def book(self) -> Workbook:
        """Return what the sheets show; hidden sheets hold lists."""
        return reading.read_bytes(self.package.data, self.name)

    @cached_property
    def parts(self) -> dict[str, str]:
        """Return the part of each sheet by its name."""
        return sheet_parts(self.package)

    @cached_property
    def workbook(self) -> str:
        """Return the part that is the workbook."""
        return workbook_part(self.package)

    @cached_property
    def styles(self) -> Styles:
        """Return what the styles say."""
        return Styles(self.package, self.workbook)

    def sheet(self, name: str) -> Sheet:
        """Return what a sheet shows."""
        return self.book.sheet(name)

    def xml(self, name: str) -> SheetXml:
        """Return a sheet's XML, taken apart anew each time."""
        try:
            return SheetXml(self.package.text(self.parts[name]))
        except (KeyError, ValueError) as error:
            raise DamagedFileError(name=self.name) from error

    def seen(self, name: str) -> SheetXml:
        """Return a sheet's XML to be looked at only: everybody gets the same."""
        if name not in self._seen:
            self._seen[name] = self.xml(name)
        return self._seen[name]

    def rules(self, name: str) -> Rules:
        """Return the rules of a sheet's cells."""
        if name not in self._rules:
            self._rules[name] = Rules(name, self.package.text(self.parts[name]), self.book,
                                      self.package.text(self.workbook))
        return self._rules[name]
