"""The words and weights from which invented people are made (resources/practice/people.toml), ready to draw from."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from union_desk.paths import resource
from union_desk.schema import codes
from union_desk.schema.identity import MALE
from union_desk.schema.regions import SHORT_PROVINCES, RegionList

if TYPE_CHECKING:
    from collections.abc import Callable

    Day = Callable[[int], str]

REFERENCE_DAY = "2026-06-30"
_ALMOST_EMPTY = frozenset({"460300"})  # Sansha: a city of reefs
_FIRST_DAY, _LAST_DAY = dt.date(1930, 1, 1), dt.date(2080, 12, 31)


class Weighted(NamedTuple):
    """Words with weights: the words in order, and a list in which each stands as often as it weighs."""

    words: list[str]
    drawn: list[str]


class Whole(NamedTuple):
    """Names of a people without surnames."""

    dot: bool
    male: list[str]
    female: list[str]

    def of(self, sex: str) -> list[str]:
        """Return the names of a sex."""
        return self.male if sex == MALE else self.female


class Names(NamedTuple):
    """What names are made of."""

    surnames: list[str]
    by_people: dict[str, list[str]]
    whole: dict[str, Whole]
    male: str
    female: str
    shared: str
    elder_male: list[str]
    elder_female: list[str]
    rare: str

    def surnames_of(self, ethnicity: str) -> list[str]:
        """Return the surnames that are usual among a people."""
        return self.by_people.get(ethnicity, self.surnames)


class Place(NamedTuple):
    """A city, its label, and its counties as (code, label, native place)."""

    code: str
    label: str
    counties: list[tuple[str, str, str]]


class Places(NamedTuple):
    """The cities of the country and the words of an address."""

    cities: list[Place]
    streets: list[str]
    street_kinds: list[str]
    estates: list[str]

    def split(self, province: str) -> tuple[list[Place], list[Place]]:
        """Return (cities of a province, all others); the first list holds every city when the province has none."""
        home = [city for city in self.cities if city.code.startswith(province)]
        return home or self.cities, [city for city in self.cities if city not in home] or self.cities


class Work(NamedTuple):
    """The practice unit."""

    unit: str
    departments: Weighted
    workshops: list[str]
    teams: list[str]
    posts: dict[str, list[str]]
    manual: frozenset[str]
    titles: list[str]
    platforms: dict[str, str]
    banks: list[str]
    hobbies: list[str]
    collectors: list[str]

    def groups_of(self, department: str) -> list[str]:
        """Return the names of the groups of a department."""
        if department == self.departments.words[0]:
            return [workshop + team for workshop in self.workshops for team in self.teams]
        return [f"{department}小组"]


class Calendar:
    """Days as ISO text by ordinal number, made once."""

    def __init__(self) -> None:
        """Spell every day of a hundred and fifty years."""
        self._first = _FIRST_DAY.toordinal()
        last = _LAST_DAY.toordinal()
        self._days = [dt.date.fromordinal(number).isoformat() for number in range(self._first, last + 1)]
        self.era = dt.date(1975, 1, 1).toordinal()

    def day(self, number: int) -> str:
        """Return the ISO text of a proleptic ordinal."""
        return self._days[number - self._first]

    @staticmethod
    def later(day: str, years: int) -> str:
        """Return the same day so many years later; the 28th of February for a leap day."""
        moved = f"{int(day[:4]) + years:04d}{day[4:]}"
        return moved[:8] + "28" if moved.endswith("02-29") else moved


class Words:
    """Everything that is drawn from; lists repeat a word as often as it is likely."""

    def __init__(self, table: dict[str, Any]) -> None:
        """Unfold the weights of the file."""
        self.calendar = Calendar()
        self.names = _names(table["names"], table["peoples"])
        self.peoples = _weighted(table["peoples"]["shares"]).drawn
        self.places = Places(_cities(), **table["places"])
        self.work = _work(table["work"])
        self.chances: dict[str, float] = table["chances"]
        self.ages = [age for age, share in _AGES for _ in range(share)]
        self.household = _drawn("1 34|2 46|3 20")
        self.skill = _drawn("S0 25|S1 2|S2 15|S3 24|S4 22|S5 8|S6 3|S7 1")
        self.forms = _drawn("1 84|3 8|4 2|5 1|6 2|8 1|9 1|99 1")
        self.statuses = _drawn("1 965|2 10|6 12|7 8|8 5")
        self.nef = _drawn("1 20|2 20|6 35|8 10|9 15")
        self.contracts = _drawn("1 74|2 22|3 4")
        self.health = _drawn("10 955|20 25|31 8|37 6|49 6")

    def education(self, age: int) -> list[str]:
        """Return the attainments likely at an age."""
        return _EDUCATION[0] if age < 35 else _EDUCATION[1] if age < 48 else _EDUCATION[2]  # noqa: PLR2004  generations

    def marital(self, age: int) -> list[str]:
        """Return the marital states likely at an age."""
        return _MARITAL[0] if age < 25 else _MARITAL[1] if age < 32 else _MARITAL[2]  # noqa: PLR2004  generations

    def political(self, age: int) -> list[str]:
        """Return the political affiliations likely at an age; the Youth League ends at 28."""
        return _POLITICAL[0] if age < 27 else _POLITICAL[1]  # noqa: PLR2004  a year of margin

    def titles_of(self, education: str) -> list[str]:
        """Return the professional titles likely with an attainment."""
        return _TITLES[0] if education in ("11", "14", "21") else _TITLES[1]

    def start_age(self, education: str) -> int:
        """Return the age at which people with an attainment begin to work."""
        return {"11": 28, "14": 25, "21": 22, "31": 21, "71": 17, "81": 17}.get(education, 19)


@cache
def words() -> Words:
    """Return the words, reading the file the first time."""
    return Words(tomllib.loads(resource("practice", "people.toml").read_text(encoding="utf-8")))


def _drawn(text: str) -> list[str]:
    return _weighted(text).drawn


@lru_cache(maxsize=64)
def _weighted(text: str) -> Weighted:
    pairs = [pair.split() for line in text.strip().splitlines() for pair in line.split("|")]
    names = [name for name, _ in pairs]
    return Weighted(names, [name for name, weight in pairs for _ in range(int(weight))])


_AGES = ((19, 6), (20, 10), (21, 14), *((age, 20 + age - 22) for age in range(22, 31)),
         *((age, 30) for age in range(31, 42)), *((age, 24) for age in range(42, 50)),
         *((age, 14) for age in range(50, 58)), *((age, 7) for age in range(58, 66)))
_EDUCATION = (_drawn("11 1|14 5|21 34|31 27|41 8|47 9|44 4|61 7|71 5"),
              _drawn("11 1|14 4|21 24|31 24|41 12|47 9|61 13|71 13"),
              _drawn("14 1|21 10|31 16|41 14|47 8|61 22|71 24|81 5"))
_MARITAL = (_drawn("10 94|20 6"), _drawn("10 48|20 50|40 2"), _drawn("10 7|20 84|40 7|30 2"))
_POLITICAL = (_drawn("03 26|01 4|02 2|13 68"), _drawn("01 190|02 4|13 780|04 4|05 5|06 4|07 3|08 3|09 1|10 4|12 2"))
_TITLES = (_drawn("9 34|5 6|4 28|3 24|2 7|1 1"), _drawn("9 66|5 14|4 14|3 6"))


def _names(table: dict[str, Any], peoples: dict[str, Any]) -> Names:
    whole = {code: Whole(**names) for code, names in peoples["whole"].items()}
    rest = {name: table[name] for name in ("male", "female", "shared", "elder_male", "elder_female", "rare")}
    return Names(_weighted(table["surnames"]).drawn, peoples["surnames"], whole, **rest)


def _work(table: dict[str, Any]) -> Work:
    rest = {name: value for name, value in table.items() if name not in {"departments", "manual"}}
    return Work(departments=_weighted(table["departments"]), manual=frozenset(table["manual"]), **rest)


def _cities() -> list[Place]:
    """Return the cities whose own code is issued to nobody, because they have counties that issue theirs."""
    regions = codes.get("region")
    if not isinstance(regions, RegionList):
        raise TypeError(regions)
    below: dict[str, list[tuple[str, str, str]]] = {}
    cities = []
    for entry in regions.offered(REFERENCE_DAY):
        if entry.parent and not entry.code.endswith("00"):
            county = (entry.code, _label(regions, entry.code), _native(regions, entry.code))
            below.setdefault(entry.parent, []).append(county)
        elif entry.parent and entry.code not in _ALMOST_EMPTY:
            cities.append(entry)
    return [Place(city.code, _label(regions, city.code), below[city.code] + below.get(city.parent or "", []))
            for city in cities if city.code in below]


def _label(regions: RegionList, code: str) -> str:
    return "".join(step.label for step in regions.way(code))


def _native(regions: RegionList, code: str) -> str:
    """Return a native place as people write it, by city for a district, else by county: 海南文昌."""
    first, *between, last = regions.way(code)
    named = between[-1] if between and last.label.endswith("区") else last
    shortens = len(named.label) > len("赵县") and named.label[-1] in "市县区" and "自治" not in named.label
    province = SHORT_PROVINCES.get(first.code, first.label.rstrip("省市"))
    return province + (named.label[:-1] if shortens else named.label)
