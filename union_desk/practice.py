"""Invented people for the practice office, for tests and for measurements: whole rosters, the same for the same seed.

Identity numbers have valid check digits on city codes that are not issued to persons (460100 and its kin), mobile
numbers lie in blocks that are not given to subscribers, so that no invented person can be a real one.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeVar

from union_desk.practice_words import REFERENCE_DAY, Words, words
from union_desk.registers.member_rules import in_management
from union_desk.schema.identity import FEMALE, MALE, check_digit
from union_desk.schema.retirement import retirement_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from union_desk.practice_words import Day, Place
    from union_desk.schema.register import Values

Word = TypeVar("Word")
GAPS = 0.02
_PREFIXES = ("154", "160", "163", "164", "168", "179")
_BLOCK = 100_000_000
_STRIDE = 387_420_489  # a power of three: prime to the number of mobile numbers, so that none comes twice
_CARD_STRIDE = 847_288_609_443
_HOME = "46"
_PERMITS = (("11", "810000"), ("12", "830000"), ("11", "820000"))
_ORDERS = 499  # numbers of one sex among the three digits of the order
_CARD_FOR_TWENTY_YEARS, _CARD_FOR_LIFE = 26, 46
_DAYS_TO_ADULT = 6600  # a little more than 18 years
_DAYS_TO_RETIREMENT = 18_000  # a little less than the least age of retirement
_CAN_BE_MISSING = ("mobile", "household_type", "household_place", "native_place", "education", "political_status",
                   "skill_grade", "employment_status", "is_migrant_worker")


def people(count: int, seed: int = 1, *, union: Values | None = None, branches: Mapping[str, str] | None = None,
           on: str = REFERENCE_DAY, gaps: float = GAPS) -> Iterator[dict[str, Any]]:
    """Yield invented members as dictionaries of field name → value, as they stand on an ISO day.

    `union` names the employer (`unit_name`) and the home region (`unit_region`); `branches` gives the record id for a
    group's name (see `groups`), to fill `branch_id`; `gaps` is the share of people of whom one core field is missing.
    """
    maker = _Maker(seed, union or {}, branches, on, gaps)
    for serial in range(count):
        yield maker.person(serial)


def groups() -> list[tuple[str, list[str]]]:
    """Return the practice unit's tree: (name of the branch, names of its groups)."""
    work = words().work
    return [(f"{department}分会", work.groups_of(department)) for department in work.departments.words]


def group_of(person: Values) -> str:
    """Return the name of the group that an invented member belongs to."""
    return f"{person.get('workshop') or person['department']}{person.get('team') or '小组'}"


class _Maker:
    """One run: a source of chance, the day, and counters that keep numbers unique."""

    def __init__(self, seed: int, union: Values, branches: Mapping[str, str] | None, on: str, gaps: float) -> None:
        self.chance = random.Random(seed)  # noqa: S311  invented people need no secrets
        self.random = self.chance.random
        self.seed = seed
        self.words: Words = words()
        self.chances = self.words.chances
        self.day: Day = self.words.calendar.day
        self.on = dt.date.fromisoformat(on).toordinal()
        self.on_text = on
        self.branches = branches
        self.gaps = gaps
        self.unit = str(union.get("unit_name") or self.words.work.unit)
        region = str(union.get("unit_region") or _HOME)
        self.home, self.away = self.words.places.split(region[:2])
        self.counters: dict[tuple[int, str, str], int] = defaultdict(int)

    def person(self, serial: int) -> dict[str, Any]:
        """Return the next person; the order of calls is part of the seed."""
        person: dict[str, Any] = {}
        born = self._birth(person)
        place = self._identity(person, born)
        self._contact(person, serial, place)
        self._schooling(person, born)
        self._work(person, born)
        self._employment(person, born)
        self._membership(person, serial, born)
        self._private(person, serial)
        if self.random() < self.gaps:
            person[self.pick(_CAN_BE_MISSING)] = None
        return person

    def pick(self, choices: Sequence[Word]) -> Word:
        """Return one of a sequence, each as likely as the others."""
        return choices[int(self.random() * len(choices))]

    def happens(self, what: str) -> bool:
        """Tell whether something is so, as often as the file of words says."""
        return self.random() < self.chances[what]

    def between(self, first: int, last: int) -> int:
        """Return a whole number from first to last; first when last lies before it."""
        return first + int(self.random() * (last - first + 1)) if last > first else first

    # Who the person is

    def _birth(self, person: dict[str, Any]) -> int:
        age = self.pick(self.words.ages)
        born = self.on - int((age + self.random()) * 365.2425)
        person["sex"] = FEMALE if self.happens("woman") else MALE
        person["birth_date"] = self.day(born)
        return born

    def _identity(self, person: dict[str, Any], born: int) -> Place:
        person["ethnicity"] = self.pick(self.words.peoples)
        person["name"] = self._name(person["ethnicity"], person["sex"], born)
        day = (born, person["sex"])
        home = self.happens("from_home") and self.counters[*day, "home"] < len(self.home) * _ORDERS
        places = self.home if home else self.away
        count = self._next(*day, "home" if home else "away")
        place = places[(count * 53 + born * 31 + self.seed) % len(places)]
        person["id_type"], code, order = "01", place.code, count // len(places)
        if self.happens("residence_permit"):
            order, kind = divmod(self._next(*day, "permit"), len(_PERMITS))
            person["id_type"], code = _PERMITS[kind]
        order = order * 2 + (1 if person["sex"] == MALE else 2)
        first = f"{code}{person['birth_date'].replace('-', '')}{order:03d}"
        person["id_number"] = first + check_digit(first)
        self._validity(person, born)
        return place

    def _next(self, born: int, sex: str, pool: str) -> int:
        """Return how many people of a birthday and sex took a number from a pool before."""
        count = self.counters[born, sex, pool]
        self.counters[born, sex, pool] += 1
        return count

    def _validity(self, person: dict[str, Any], born: int) -> None:
        age = (self.on - born) // 365
        issued = self.between(self.on - 1800, self.on - 30)
        person["id_valid_from"] = self.day(issued)
        forever = age >= _CARD_FOR_LIFE
        person["id_no_expiry"] = forever
        years = 10 if age < _CARD_FOR_TWENTY_YEARS else 20
        person["id_valid_to"] = None if forever else self.words.calendar.later(person["id_valid_from"], years)

    def _name(self, ethnicity: str, sex: str, born: int) -> str:
        names = self.words.names
        whole = names.whole.get(ethnicity)
        if whole is not None and self.happens("name_of_own_people"):
            own = self.pick(whole.of(sex))
            return f"{own}·{self.pick(whole.male)}" if whole.dot else own
        surname = self.pick(names.surnames_of(ethnicity))
        if self.happens("rare_character"):
            return surname + self.pick(names.rare)
        era = born < self.words.calendar.era
        if era and self.happens("name_of_the_time"):
            return surname + self.pick(names.elder_male if sex == MALE else names.elder_female)
        given = self.pick(names.male if sex == MALE else names.female)
        if self.happens("one_given_character"):
            return surname + given
        other = self.pick(names.shared)
        return surname + (other + given if other != given else given + given)

    # Where the person can be found

    def _contact(self, person: dict[str, Any], serial: int, place: Place) -> None:
        number = (serial * _STRIDE + self.seed * 1_000_003) % (_BLOCK * len(_PREFIXES))
        person["mobile"] = f"{_PREFIXES[number // _BLOCK]}{number % _BLOCK:08d}"
        code, label, native = self.pick(place.counties)
        kind = self.pick(self.words.household)
        person["household_type"], person["household_region"], person["household_place"] = kind, code, label
        person["native_place"] = native
        person["is_migrant_worker"] = kind == "1" and self.happens("rural_is_migrant")
        person["home_address"] = self._address()

    def _address(self) -> str:
        places = self.words.places
        street = self.pick(places.streets) + self.pick(places.street_kinds)
        house = f"{self.between(1, 188)}号{self.pick(places.estates)}{self.between(1, 24)}栋"
        door = f"{self.between(1, 4)}单元{self.between(1, 18)}{self.between(1, 4):02d}室"
        return f"{self.home[0].label}{street}{house}{door}"

    # School, trade and party

    def _schooling(self, person: dict[str, Any], born: int) -> None:
        age = (self.on - born) // 365
        education = self.pick(self.words.education(age))
        person["education"] = education
        degree = {"11": "2", "14": "3", "21": "4"}.get(education)
        person["degree"] = degree if degree and self.happens("degree") else None
        person["marital_status"] = self.pick(self.words.marital(age))
        status = self.pick(self.words.political(age))
        person["political_status"], person["party_join_date"] = status, None
        if status == "01":
            person["party_join_date"] = self.day(self.between(born + 7000, min(born + 14_000, self.on - 400)))
        elif status == "02":
            person["party_join_date"] = self.day(self.between(self.on - 360, self.on - 10))

    def _work(self, person: dict[str, Any], born: int) -> None:
        work = self.words.work
        department = self.pick(work.departments.drawn)
        person["employer_name"], person["department"] = self.unit, department
        made = department == work.departments.words[0]
        person["workshop"] = self.pick(work.workshops) if made else None
        person["team"] = self.pick(work.teams) if made else None
        leads = self.happens("head")
        person["post"] = self.pick(work.posts[department])
        person["job_title"] = self.pick(work.titles) if leads else None
        manual = department in work.manual
        person["skill_grade"] = self.pick(self.words.skill) if manual else "S0"
        person["professional_title"] = "9" if manual else self.pick(self.words.titles_of(person["education"]))
        start = born + int(self.words.start_age(person["education"]) * 365.2425) + self.between(1, 200)
        start = min(start, max(born + _DAYS_TO_ADULT, self.on - 400))
        person["work_start_date"] = self.day(start)
        person["hire_date"] = self.day(self._hired(start))

    def _hired(self, start: int) -> int:
        """Return a day after the first day of work, rather near than far."""
        return self.on - 20 - int((self.on - 20 - start) * self.random() ** 1.6)

    def _employment(self, person: dict[str, Any], born: int) -> None:
        due = ""
        if self.on - born > _DAYS_TO_RETIREMENT:
            due = retirement_date(person["sex"], person["birth_date"], is_cadre=in_management(person), on=self.on_text)
        retired = bool(due) and due <= self.on_text
        form = self.pick(self.words.forms)
        if retired:
            form = "7" if self.happens("rehired") else "1"
        person["employment_form"] = form
        person["employment_status"] = "4" if retired and form != "7" else self.pick(self.words.statuses)
        person["nef_category"] = self.pick(self.words.nef) if form == "9" else None
        person["platform_name"] = self.words.work.platforms.get(person["nef_category"])
        person["leave_date"] = max(due, person["hire_date"]) if person["employment_status"] == "4" else None
        self._contract(person)

    def _contract(self, person: dict[str, Any]) -> None:
        kind = self.pick(self.words.contracts)
        calendar = self.words.calendar
        begin, end = person["hire_date"], None
        if kind != "2":
            end = calendar.later(begin, 3)
            while end <= self.on_text:
                begin, end = end, calendar.later(end, 3)
        person["contract_type"], person["contract_from"], person["contract_to"] = kind, begin, end

    # Membership

    def _membership(self, person: dict[str, Any], serial: int, born: int) -> None:
        hired = dt.date.fromisoformat(person["hire_date"]).toordinal()
        joined = self.day(self.between(max(hired, born + 6600), min(hired + 300, self.on - 1)))
        person["join_union_date"], person["member_no"] = joined, f"{joined[:4]}{serial + 1:07d}"
        kind, day, reason = "1", joined, None
        if person["employment_status"] == "4":
            kind, day, reason = "3", max(person["leave_date"], joined), "7"
        elif self.happens("transferred_in"):
            kind, reason = "2", "1"
        person["membership_change_type"], person["membership_change_date"] = kind, day
        person["membership_change_reason"] = reason
        if self.branches is not None:
            person["branch_id"] = self.branches.get(group_of(person))
        active = kind != "3"
        person["dues_base"] = self._wage(person) if active else None
        person["salary_in_fund_base"] = active
        person["is_staff_rep"] = active and self.happens("staff_rep")
        person["is_member_rep"] = active and self.happens("member_rep")
        person["model_worker_level"] = self.pick("3456") if self.happens("model_worker") else None
        person["mutual_aid_joined"] = active and self.happens("mutual_aid")

    def _wage(self, person: dict[str, Any]) -> int:
        """Return a month's wage in fen: more with schooling and rank, in whole yuan."""
        base = 420_000 + (160_000 if person["education"] in ("11", "14", "21") else 0)
        base += 150_000 if person["job_title"] else 0
        return int(base * (0.8 + 0.6 * self.random())) // 100 * 100

    def _private(self, person: dict[str, Any], serial: int) -> None:
        person["bank_account"] = person["bank_name"] = None
        if self.happens("bank_card"):
            person["bank_account"] = _card(serial, self.seed)
            person["bank_name"] = self.pick(self.words.work.banks)
        person["health_status"] = self.pick(self.words.health)
        person["disability_type"] = self.pick("1234") if self.happens("disability") else "0"
        person["hobbies"] = self.pick(self.words.work.hobbies) if self.happens("hobby") else None
        person["data_source"], person["collected_by"] = "practice", self.pick(self.words.work.collectors)
        person["collected_at"] = person["consent_at"] = self.day(self.between(self.on - 500, self.on))


def _card(serial: int, seed: int) -> str:
    """Return a card number of 19 digits that passes the Luhn check, on an issuer's number that no bank has."""
    digits = f"629999{(serial * _CARD_STRIDE + seed) % 10**12:012d}"
    total = sum(map(int, digits[-2::-2])) + sum(_DOUBLED[d] for d in digits[-1::-2])
    return f"{digits}{-total % 10}"


_DOUBLED = {str(digit): sum(divmod(2 * digit, 10)) for digit in range(10)}
