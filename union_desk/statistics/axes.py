"""The categories of a dimension: how what the database groups by becomes rows and columns, each with its filter."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk import records
from union_desk.registers.members import MEMBERS
from union_desk.registers.organisation import BRANCHES, UNIONS
from union_desk.schema import codes, pinyin
from union_desk.schema.kinds import Code
from union_desk.search import Filter
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.statistics.bands import Band

BLANK, OTHER = "", "?"
NOT_STATED, NOT_LISTED = N_("Not stated"), N_("Others")

_LOCAL, _ELSEWHERE = N_("Of this city"), N_("From elsewhere")
_CITY = 4

Raws = Collection[Any]


@dataclass(frozen=True)
class Category:
    """One row or column: `always` is shown even when nobody is in it, `depth` its place below others."""

    key: str
    label: str
    filters: tuple[Filter, ...]
    always: bool = False
    depth: int = 0


@dataclass(frozen=True)
class Axis:
    """The categories in order, and the category of each value that the database groups by."""

    categories: tuple[Category, ...]
    key_of: Mapping[Any, str]

    def category(self, key: str) -> Category:
        """Return a category by its key; KeyError when there is none."""
        return next(c for c in self.categories if c.key == key)


Build = Callable[["Session", str, Raws], Axis]
Group = tuple[str, str, tuple[str, ...]]  # key, label, codes


def banded(field: str, bands: tuple[Band, ...], label: Callable[[Band], str]) -> Build:
    """Return the axis of bands of years; the database groups by the band's key already."""

    def build(session: Session, day: str, raws: Raws) -> Axis:
        found = [Category(b.key, label(b), _between(field, b.earliest(day), b.latest(day)), always=True) for b in bands]
        return _closed(field, found, {b.key: b.key for b in bands}, raws)

    return build


def _between(field: str, earliest: str | None, latest: str | None) -> tuple[Filter, ...]:
    bounds = (("from", earliest), ("to", latest))
    return tuple(Filter(field, op, (bound,)) for op, bound in bounds if bound is not None)


def grouped(field: str, groups: tuple[Group, ...], *, blank: tuple[str, ...] = (), always: bool = True) -> Build:
    """Return the axis of groups of codes; codes of no group are others, `blank` codes say nothing."""

    def build(session: Session, day: str, raws: Raws) -> Axis:
        found: list[Category] = []
        key_of: dict[Any, str] = {}
        for key, label, members in groups:
            known = tuple(c for c in members if _listed(field).has(c))
            found.append(Category(key, _(label), (Filter(field, "is", known),), always=always))
            key_of |= dict.fromkeys(known, key)
        return _closed(field, found, key_of, raws, blank)

    return build


def coded(field: str, *, always: bool = False) -> Build:
    """Return the axis of a code list; a detailed code counts under the code above it."""

    def build(session: Session, day: str, raws: Raws) -> Axis:
        below: dict[str, list[str]] = {}
        for entry in _listed(field):
            below.setdefault(entry.parent or entry.code, []).append(entry.code)
        found = [Category(top, _listed(field).label(top), (Filter(field, "is", tuple(of)),), always=always)
                 for top, of in below.items()]
        return _closed(field, found, {code: top for top, of in below.items() for code in of}, raws)

    return build


def _listed(field: str) -> codes.CodeList:
    kind = MEMBERS.fields[field].kind
    assert isinstance(kind, Code)
    return codes.get(kind.list)


def answered(field: str) -> Build:
    """Return the axis of a yes-or-no field."""

    def build(session: Session, day: str, raws: Raws) -> Axis:
        show = MEMBERS.fields[field].kind.show
        found = [Category(key, show(value), (Filter(field, "is", (value,)),), always=True)
                 for key, value in (("1", True), ("0", False))]
        return _closed(field, found, {True: "1", False: "0"}, raws)

    return build


def worded(field: str, label: Callable[[str], str] = str) -> Build:
    """Return the axis of the texts that are there, by pinyin."""

    def build(session: Session, day: str, raws: Raws) -> Axis:
        words = sorted((str(r) for r in raws if r), key=lambda word: (*pinyin.word_keys(word).full[:1], word))
        found = [Category(word, label(word), (Filter(field, "is", (word,)),)) for word in words]
        return _closed(field, found, {word: word for word in words}, raws)

    return build


def yearly(field: str) -> Build:
    """Return the axis of calendar years of a date; the database groups by the year already."""

    def build(session: Session, day: str, raws: Raws) -> Axis:
        years = sorted(str(r) for r in raws if r)
        found = [Category(year, year, _between(field, f"{year}-01-01", f"{year}-12-31")) for year in years]
        return _closed(field, found, {year: year for year in years}, raws)

    return build


def provincial(field: str) -> Build:
    """Return the axis of provinces of a place written in words, for example 海南文昌."""

    def build(session: Session, day: str, raws: Raws) -> Axis:
        regions = codes.get("region")
        places: dict[str, list[str]] = {}
        for raw in sorted(str(r) for r in raws if r):
            code = regions.match(raw)
            if code is not None:
                places.setdefault(code[:2] + "0000", []).append(raw)
        found = [Category(p, regions.label(p), (Filter(field, "is", tuple(of)),)) for p, of in sorted(places.items())]
        return _closed(field, found, {raw: p for p, of in places.items() for raw in of}, raws)

    return build


def nearby(field: str) -> Build:
    """Return the axis of people of the union's own city and of elsewhere, by the first four digits of a region."""

    def build(session: Session, day: str, raws: Raws) -> Axis:
        own = next((str(row["unit_region"])[:_CITY] for row in records.page(session, UNIONS, limit=1)
                    if row["unit_region"]), "")
        known = sorted(str(raw) for raw in raws if raw)
        places = {"local": [raw for raw in known if own and raw[:_CITY] == own],
                  "elsewhere": [raw for raw in known if not own or raw[:_CITY] != own]}
        found = [Category(key, _(label), (Filter(field, "is", tuple(places[key]) or ("?",)),), always=True)
                 for key, label in (("local", _LOCAL), ("elsewhere", _ELSEWHERE))]
        return _closed(field, found, {raw: key for key, of in places.items() for raw in of}, raws)

    return build


def branches(*, whole: bool) -> Build:
    """Return the axis of the branches: `whole` counts the groups under the branch at the top, else each by itself."""

    def build(session: Session, day: str, raws: Raws) -> Axis:
        tree = _tree(session)
        under: dict[str, list[str]] = {}
        for way, _label in tree:
            under.setdefault(way[0] if whole else way[-1], []).append(way[-1])
        counted = [(way, label) for way, label in tree if not whole or len(way) == 1]
        found = [Category(way[-1], label, _among(under[way[-1]]), always=True, depth=len(way) - 1)
                 for way, label in counted]
        return _closed("branch_id", found, {own: key for key, of in under.items() for own in of}, raws)

    return build


def _among(branch_ids: list[str]) -> tuple[Filter, ...]:
    return (Filter("branch_id", "is", tuple(branch_ids)),)


def _tree(session: Session) -> list[tuple[tuple[str, ...], str]]:
    """Return (way from the top down to it, its name) of each living branch, the tree read from top to bottom."""
    columns = ("name", "parent_id", "position")
    rows = {row["id"]: row for row in records.page(session, BRANCHES, limit=-1, columns=columns)}
    below: dict[str | None, list[dict[str, Any]]] = {}
    for row in rows.values():
        above = row["parent_id"] if row["parent_id"] in rows else None
        below.setdefault(above, []).append(row)
    for of in below.values():
        of.sort(key=lambda row: (row["position"] is None, row["position"] or 0, row["n"]))
    found: list[tuple[tuple[str, ...], str]] = []

    def walk(above: str | None, way: tuple[str, ...]) -> None:
        for row in below.get(above, ()):
            found.append(((*way, row["id"]), str(row["name"])))
            walk(row["id"], (*way, row["id"]))

    walk(None, ())
    return found


def _closed(field: str, found: list[Category], key_of: Mapping[Any, str], raws: Raws,
            blank: tuple[str, ...] = ()) -> Axis:
    """Add the categories for values that have none, so that every table counts everybody."""
    says_nothing = {None, "", *blank}
    strays = tuple(sorted(str(r) for r in raws if r not in key_of and r not in says_nothing))
    found = [*found,
             Category(OTHER, _(NOT_LISTED), (Filter(field, "is", strays or ("?",)),)),
             Category(BLANK, _(NOT_STATED), (Filter(field, "is", (*blank, "")),))]
    return Axis(tuple(found), {**key_of, **dict.fromkeys(strays, OTHER), **dict.fromkeys(says_nothing, BLANK)})
