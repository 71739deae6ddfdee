"""Regions of GB/T 2260: a list whose names repeat, so that a label is the whole way from the province down."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from union_desk.schema.codes import CodeEntry, CodeList, fold, get, without_brackets
from union_desk.words import language

if TYPE_CHECKING:
    from collections.abc import Iterator

_NATION = ("中华人民共和国", "中国")
_SUFFIXES = ("特别行政区", "自治区", "地区", "新区", "林区", "特区", "省", "市", "盟", "县", "区", "旗")
SHORT_PROVINCES = {"150000": "内蒙古", "450000": "广西", "540000": "西藏", "640000": "宁夏", "650000": "新疆"}
_SHORTEST = 2
_REMEMBERED = 50_000
_FOREVER = "9999"

Names = dict[str, list[CodeEntry]]


class RegionList(CodeList):
    """The regions in force and those abolished; understands '海南文昌', '海南省文昌市' and '460100'."""

    def label(self, code: str) -> str:
        """Return the way from the province to the region, or the code itself when the list does not know it."""
        labels = self._english if language() == "en" else self._chinese
        return labels.get(code, code)

    def match(self, text: str) -> str | None:
        """Return the code that a name or a code means, or None when there is none or more than one."""
        if text in self._by_code:
            return text
        found = self._known.get(text)
        if found is None and text not in self._known:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            found = self._known[text] = self._resolve(text)
        return found

    def spellings(self, entry: CodeEntry) -> Iterator[str]:
        """Yield the code alone: names are resolved along the way from the province down."""
        yield entry.code

    def way(self, code: str) -> tuple[CodeEntry, ...]:
        """Return the entries from the province down to a code; empty when the list does not know it."""
        entry = self._by_code.get(code)
        if entry is None:
            return ()
        return (*(self.way(entry.parent) if entry.parent else ()), entry)

    def _index_spellings(self) -> dict[str, str]:
        return {}

    @cached_property
    def _known(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def _chinese(self) -> dict[str, str]:
        return self._unique({e.code: "".join(step.label for step in self.way(e.code)) for e in self.entries})

    @cached_property
    def _english(self) -> dict[str, str]:
        return self._unique({e.code: ", ".join(step.en for step in reversed(self.way(e.code))) for e in self.entries})

    def _unique(self, labels: dict[str, str]) -> dict[str, str]:
        """Add the code to those labels that several codes share, except to the one now in force."""
        keys = {code: fold(label) for code, label in labels.items()}
        times = Counter(keys.values())
        current = Counter(key for code, key in keys.items() if self._by_code[code].valid_to is None)

        def is_clear(code: str) -> bool:
            in_force = self._by_code[code].valid_to is None
            return times[keys[code]] == 1 or (in_force and current[keys[code]] == 1)

        return {code: label if is_clear(code) else f"{label}({code})" for code, label in labels.items()}

    @cached_property
    def _by_label(self) -> dict[str, str]:
        pairs = (*self._english.items(), *self._chinese.items())
        return {fold(label): code for code, label in pairs}

    def _resolve(self, text: str) -> str | None:
        folded = fold(text)
        exact = self._by_label.get(folded) or (folded if folded in self._by_code else None)
        if exact:
            return exact
        bare = without_brackets(folded)
        for nation in _NATION:
            bare = bare.removeprefix(nation)
        return _choose(self._ends(bare, None)) if bare else None

    def _ends(self, rest: str, scope: str | None) -> list[CodeEntry]:
        """Return the regions below a scope whose way can be written as the rest, names shortened or steps left out."""
        names = self._below.get(scope, {})
        found: list[CodeEntry] = list(names.get(rest, ()))
        for length in range(min(len(rest) - 1, self._longest), _SHORTEST - 1, -1):
            for entry in names.get(rest[:length], ()):
                found += self._ends(rest[length:], entry.code)
        return found

    @cached_property
    def _below(self) -> dict[str | None, Names]:
        """Names by the code above them at any distance (None: anywhere)."""
        below: dict[str | None, Names] = {}
        for entry in self.entries:
            above = [None, *(step.code for step in self.way(entry.code)[:-1])]
            for name in _names(entry):
                for scope in above:
                    below.setdefault(scope, {}).setdefault(name, []).append(entry)
        return below

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._below[None]))


def _choose(found: list[CodeEntry]) -> str | None:
    """Choose the region that is meant: one in force before one abolished, a province before a city before a county."""
    if not found:
        return None
    best = max((entry.valid_to or _FOREVER, -_level(entry.code)) for entry in found)
    codes = {entry.code for entry in found if (entry.valid_to or _FOREVER, -_level(entry.code)) == best}
    return codes.pop() if len(codes) == 1 else None


def _level(code: str) -> int:
    return 1 if code.endswith("0000") else 2 if code.endswith("00") else 3


def _names(entry: CodeEntry) -> set[str]:
    """Return the ways to write a region's own name: whole, without its kind, without the peoples in it."""
    found = {name for full in (entry.label, *entry.aliases) for name in _shortened(full)}
    if entry.code in SHORT_PROVINCES:
        found.add(SHORT_PROVINCES[entry.code])
    return {fold(name) for name in found if len(name) >= _SHORTEST}


def _shortened(name: str) -> Iterator[str]:
    yield name
    for kind, letter in (("自治县", "县"), ("自治州", "州"), ("自治旗", "旗")):
        if name.endswith(kind):
            whole = name.removesuffix(kind)
            place = _without_peoples(whole) or whole.removesuffix("族")
            yield place
            yield place + letter
            return
    suffix = next((suffix for suffix in _SUFFIXES if name.endswith(suffix)), "")
    yield name.removesuffix(suffix)


def _without_peoples(place: str) -> str:
    while True:
        longest = max((people for people in _peoples() if place.endswith(people)), key=len, default="")
        if not longest:
            return place
        place = place.removesuffix(longest)


def _peoples() -> list[str]:
    labels = [entry.label for entry in get("ethnicity") if entry.label.endswith("族")]
    return [*labels, *(label.removesuffix("族") for label in labels if len(label) > len("汉族")), "各族"]
