"""Figures that a form computes itself: what was computed for the blank form is forgotten, and reckoned anew on opening.

The chain that orders the reckoning is left out where formulas moved; spreadsheet programs make it themselves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from union_desk.exchange.filling.package import Package

_FORMULA = re.compile(r"(<(?:\w+:)?c\b[^>]*)>(<((?:\w+:)?)f\b(?:[^>]*/>|[^>]*>[^<]*</\3f>))"
                      r"(?:<\3v\b[^>]*/>|<\3v\b[^>]*>[^<]*</\3v>)")
_TYPE = re.compile(r'\st="[^"]*"')
_CALC = re.compile(r"<((?:\w+:)?)calcPr\b([^>]*?)\s*/>")
_CLOSE = re.compile(r"</((?:\w+:)?)workbook>")
_AFTER = re.compile(r"<(?:\w+:)?(?:oleSize|customWorkbookViews|pivotCaches|smartTagPr|smartTagTypes|webPublishing|"
                    r"fileRecoveryPr|webPublishObjects|extLst)\b")  # fmt: skip


def recalculate(package: Package, workbook: str, sheets: Iterable[str], *, moved: bool) -> None:
    """Forget the values of formulas on the sheets (parts) and ask for a new reckoning; no formula, no change."""
    found = False
    for part in sheets:
        if package.has(part) and re.search(r"<(?:\w+:)?f[ />]", text := package.text(part)):
            found = True
            package.put(part, _forget(text))
    if not found:
        return
    package.put(workbook, _ask(package.text(workbook)))
    chains = [part for kind, part in package.relations(workbook).values() if kind == "calcChain"]
    for part in chains if moved else ():
        package.remove(part)


def _forget(text: str) -> str:
    def cell(found: re.Match[str]) -> str:
        if "[" in found[2]:  # what another workbook gave cannot be reckoned without it
            return found[0]
        return f"{_TYPE.sub('', found[1])}>{found[2]}"

    return _FORMULA.sub(cell, text)


def _ask(text: str) -> str:
    if found := _CALC.search(text):
        kept = re.sub(r'\s(?:fullCalcOnLoad)="[^"]*"', "", found[2])
        return text.replace(found[0], f'<{found[1]}calcPr{kept} fullCalcOnLoad="1"/>', 1)
    after = _AFTER.search(text, text.find("definedNames")) or _CLOSE.search(text)
    assert after is not None
    p = found[1] if (found := _CLOSE.search(text)) else ""
    return f'{text[: after.start()]}<{p}calcPr fullCalcOnLoad="1"/>{text[after.start() :]}'
