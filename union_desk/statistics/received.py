"""A return as its figures travelled, and a paper's code beside any copy of it: equal, or which sections differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk.statistics import indicators, snapshot
from union_desk.statistics.content import Content, Key, Line
from union_desk.statistics.indicator import CODE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from union_desk.statistics.period import Period
    from union_desk.statistics.snapshot import Paper


@dataclass(frozen=True)
class Beside:
    """A paper beside a copy of the return: whether all is equal, and which areas' figures differ (their ids).

    Not equal without an area that differs means: another union, period or version.
    """

    content: Content
    equal: bool
    sections: tuple[str, ...]

    def words(self) -> list[str]:
        """Return the names of the areas that differ."""
        return [area.title() for area in indicators.AREAS if area.id in self.sections]

    def figures(self) -> list[Line]:
        """Return the figures of the areas that differ, as the copy has them: to be read beside the paper."""
        return [line for name in self.sections for line in self.content.of_area(name)]


def content_of(of: Period, version: int, rows: Iterable[Mapping[str, Any]]) -> Content:
    """Return a return's figures from its lines as records, in the order of the catalogue that the digest follows."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(str(row.get("indicator") or ""), {})[str(row.get("part") or "")] = row
    lines: dict[Key, Line] = {}
    for indicator in indicators.ALL:
        for part, row in sorted(found.get(indicator.id, {}).items()):
            value = row.get("words") if indicator.unit == CODE else row.get("value")
            line = Line(indicator, part, value, row.get("counted"), str(row.get("line_state") or ""),
                        row.get("previous"), str(row.get("explanation") or ""))
            lines[line.key] = line
    return Content(of, version, lines)


def beside(paper: Paper, content: Content) -> Beside:
    """Compare a paper's code with a copy of the return that it names."""
    equal = snapshot.digest(content, paper.union)[:snapshot.SHORT] == paper.digest
    own = snapshot.sections(content)
    differ = [area.id for area, theirs in zip(indicators.AREAS, paper.sections, strict=False) if own[area.id] != theirs]
    return Beside(content, equal, tuple(differ))
