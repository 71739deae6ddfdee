"""What the styles of a workbook say about a cell: whether it shows a date, a text or a number; whether it is locked.

The inside of styles.xml is only read, never changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk.exchange.filling.package import attributes

if TYPE_CHECKING:
    from union_desk.exchange.filling.package import Package

DATE, TEXT, NUMBER, GENERAL = "date", "text", "number", "general"
# Numbers of formats, as text: a damaged form may say anything there
_BUILT_IN_DATES = {str(n) for n in (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))}
_GENERAL, _TEXT = {"0"}, {"49"}
_XF = re.compile(r"<(?:\w+:)?xf\b(?:[^>]*?/>|.*?</(?:\w+:)?xf>)", re.DOTALL)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell shows its value, and whether a protected sheet forbids to write it."""

    shows: str
    locked: bool


USUAL = Look(GENERAL, locked=True)


class Styles:
    """Looks up the look of a style number."""

    def __init__(self, package: Package, workbook: str) -> None:
        """Read the styles part; a workbook without one has the usual look everywhere."""
        part = next((p for kind, p in package.relations(workbook).values() if kind == "styles"), "")
        text = package.text(part) if part and package.has(part) else ""
        formats = {a["numFmtId"]: a.get("formatCode", "")
                   for tag in re.findall(r"<(?:\w+:)?numFmt\b[^>]*>", text) if "numFmtId" in (a := attributes(tag))}
        found = re.search(r"<((?:\w+:)?)cellXfs\b.*?</\1cellXfs>", text, re.DOTALL)
        self._looks = [_look(xf, formats) for xf in _XF.findall(found[0])] if found else []

    def look(self, style: str) -> Look:
        """Return the look of a style number as a cell names it."""
        number = int(style or 0)
        return self._looks[number] if number < len(self._looks) else USUAL


def _look(xf: str, formats: dict[str, str]) -> Look:
    given = attributes(xf[: xf.index(">")])
    number = given.get("numFmtId", "0")
    return Look(_shows(number, formats.get(number, "")), not re.search(r'\blocked="(?:0|false)"', xf))


def _shows(number: str, code: str) -> str:
    if code:
        bare = _QUOTED.sub("", code.partition(";")[0]).replace("&quot;", "")
        if bare.strip() == "@":
            return TEXT
        if re.search("[ymdhYMDH年月日]", bare) and "General" not in bare:
            return DATE
        return GENERAL if "general" in bare.lower() else NUMBER
    if number in _BUILT_IN_DATES:
        return DATE
    return TEXT if number in _TEXT else GENERAL if number in _GENERAL else NUMBER
