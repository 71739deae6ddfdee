"""Numbers of persons, units and bank cards: cleaning, reading, checking (domain reference §1.2, §3.4, rule R1).

`read` runs for every row of an import, so its good path is three look-ups: the 18 places are cut into region, birth
date and sequence, and each part's share of the check sum is known or remembered.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from union_desk.schema import card_days
from union_desk.words import N_

RESIDENT, RESIDENT_15 = "01", "02"
HK_MACAO_RESIDENCE, TAIWAN_RESIDENCE, HK_MACAO_PERMIT, TAIWAN_PERMIT = "11", "12", "13", "14"
FOREIGN_RESIDENT, FOREIGN_RESIDENT_2017 = "21", "22"
PASSPORT, FOREIGN_PASSPORT, OTHER = "31", "32", "99"

MALE, FEMALE = "1", "2"
_PROVINCE_RANGES = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
PROVINCES = frozenset(str(number) for first, last in _PROVINCE_RANGES for number in range(first, last + 1))
_RESIDENCE = {"810000": HK_MACAO_RESIDENCE, "820000": HK_MACAO_RESIDENCE, "830000": TAIWAN_RESIDENCE}
_CHECK = "10X98765432"
_FAMILY = frozenset((RESIDENT, RESIDENT_15, HK_MACAO_RESIDENCE, TAIWAN_RESIDENCE, FOREIGN_RESIDENT))
_OLD, _FULL, _BODY = 15, 18, 17
_DIGITS_OF_A_PASSPORT = 9  # without letters, as in the United States and Great Britain
_EXACT_DIGITS = 15
_FIRST_INEXACT = 1_000_000_000_000_000
_CACHE_LIMIT = 8_192  # there are half as many places

_LOOKS_LIKE_X = dict.fromkeys(map(ord, "xＸｘХхⅩⅹ*＊×✕Χχ"), "X")
_SEPARATORS = dict.fromkeys(map(ord, " -\t\r\n\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff'’‘`\"“”·.–—−_"))
_SPELLING = {**_SEPARATORS, **_LOOKS_LIKE_X}
_SCIENTIFIC = re.compile(r"^[+-]?(\d+)(?:\.(\d*))?[eE]\+?(\d+)$")
_DECIMAL_TAIL = re.compile(r"^(\d{16,})\.0*$")

_PATTERNS = {
    HK_MACAO_PERMIT: re.compile(r"^[HM]\d{8}(\d{2})?$"),
    TAIWAN_PERMIT: re.compile(r"^(\d{8}|\d{10}[A-Z]?)$"),
    FOREIGN_RESIDENT_2017: re.compile(r"^[A-Z]{3}\d{12}$"),
    PASSPORT: re.compile(r"^([EGDSPHK][A-Z]?\d{7,8}|1[45]\d{7})$"),
    FOREIGN_PASSPORT: re.compile(r"^[A-Z0-9]{5,15}$"),
}


class Fault(NamedTuple):
    """One thing that is wrong with a number: a stable code and an English sentence for the catalogue."""

    code: str
    message: str


EMPTY = Fault("empty", N_("The number is empty."))
LENGTH = Fault("length", N_("An identity number has 18 characters. Compare it with the document."))
CHARACTERS = Fault("characters", N_("Only digits may stand here, and an X at the very end. Compare with the document."))
REGION = Fault("region", N_("The first two digits belong to no province. Compare the number with the document."))
DATE = Fault("date", N_("Digits 7 to 14 are no date of the calendar. Compare the number with the document."))
FUTURE = Fault("future", N_("The birth date in the number lies in the future. Compare it with the document."))
CHECK_DIGIT = Fault("check_digit", N_("The last character does not fit the others: a digit was mistyped. "
                                      "Compare the number with the document."))
PRECISION_LOST = Fault("precision_lost", N_("The last digits were lost because a spreadsheet stored the number as a "
                                            "number. Type it again from the document, as text."))
FORMAT = Fault("format", N_("The number does not have the form of this document. Check the kind of document and the "
                            "number."))
UNKNOWN_KIND = Fault("unknown_kind", N_("This kind of document is not known. Choose it from the list."))


class IdentityReading(NamedTuple):
    """What a number says.

    `kind` is the document it really belongs to (an 18-place number tells by itself), `region` its first six digits
    (a foreigner's: the two of the province), `upgraded` that 15 digits became 18, `faults` is empty when all is well.
    """

    number: str
    kind: str
    birth_date: str | None = None
    sex: str | None = None
    region: str | None = None
    upgraded: bool = False
    faults: tuple[Fault, ...] = ()


def normalise(text: str) -> str:
    """Return a number in its one spelling: narrow, upper case, without blanks and marks, look-alikes of X made X."""
    if text.isascii() and text.isalnum():
        return text if text.isdigit() else text.upper()
    tail = _DECIMAL_TAIL.match(text)
    if tail:
        return tail.group(1)
    while True:  # a sign that is dropped may bring together what NFKC joins
        narrow = unicodedata.normalize("NFKC", text.translate(_SPELLING))
        clean = "".join(narrow.translate(_SPELLING).upper().split())
        if clean == text:
            return clean
        text = clean


def read(kind: str, text: str, today: dt.date | None = None) -> IdentityReading:
    """Read a number as the given kind of document; never raises, says what is wrong in `faults` (rule R1)."""
    reading = _remembered(kind, text) if today is None and kind in _FAMILY else None
    return reading if reading and FUTURE not in reading.faults else _read(kind, text, today)  # the future passes


@lru_cache(maxsize=2048)
def _remembered(kind: str, text: str) -> IdentityReading:
    return _read(kind, text, None)  # several rules ask about each number


def _read(kind: str, text: str, today: dt.date | None) -> IdentityReading:
    number = normalise(text)
    if not number:
        return IdentityReading("", kind, faults=(EMPTY,))
    if kind in _FAMILY:
        return _read_resident(number, today)
    if kind == OTHER:
        return IdentityReading(number, kind)
    pattern = _PATTERNS.get(kind)
    if pattern is None:
        return IdentityReading(number, kind, faults=(UNKNOWN_KIND,))
    if kind == FOREIGN_RESIDENT_2017:
        return _read_foreign_2017(number, today)
    return IdentityReading(number, kind, faults=() if pattern.match(number) else (FORMAT,))


def _read_resident(number: str, today: dt.date | None) -> IdentityReading:
    upgraded = len(number) == _OLD and number.isascii() and number.isdigit()
    if upgraded:
        body = f"{number[:6]}19{number[6:]}"
        number = body + check_digit(body)
    place, day, order = number[:6], number[6:14], number[14:17]
    try:
        region = _regions.get(place) or _region_part(place)
        birth = card_days.read(day)
        total = region.share + birth.share + _orders[order]
    except (KeyError, ValueError):
        return _refuse(number)
    if len(number) != _FULL:
        return _refuse(number)
    faults = region.faults
    if birth.iso is None or _is_future(birth.iso, today):
        faults += (DATE,) if birth.iso is None else (FUTURE,)
    if _CHECK[total % 11] != number[17]:
        faults += _wrong_tail(number)
    sex = MALE if order[2] in "13579" else FEMALE
    return IdentityReading(number, region.kind, birth.iso, sex, region.code, upgraded, faults)


def agrees(kind: str, number: str, birth_date: object, sex: object) -> bool:
    """Tell whether `read` finds no fault in a full number, and in it just this document, birth date and sex."""
    born = sound_birthday(kind, number)
    if born is not None and (born, sex_of(number)) == (birth_date, sex):
        return True
    reading = read(kind, number)
    told = reading.kind, reading.birth_date, reading.sex, reading.upgraded
    return not reading.faults and told == (kind, birth_date, sex, False)


def sex_of(number: str) -> str:
    """Return the sex that a resident's number of 18 signs tells, by the last sign of its order; it is not checked."""
    return MALE if number[16:17] in "13579" else FEMALE


def sound_birthday(kind: str, number: str) -> str | None:
    """Return the birthday (ISO) in a full number of that kind without a fault, at once; None means: read it."""
    region, order = _regions.get(number[:6]), _orders.get(number[14:17])
    year, day = card_days.YEARS.get(number[6:10]), card_days.MONTH_DAYS.get(number[10:14])
    if region is None or order is None or year is None or day is None:
        return None
    if len(number) != _FULL or region.kind != kind or region.faults:
        return None
    iso = card_days.spell(number[6:14])
    fits = _CHECK[(region.share + year + day + order) % 11] == number[17]
    return iso if fits and not _is_future(iso, None) else None


def _is_future(iso: str, today: dt.date | None) -> bool:
    """Ask the clock only for days later than the last today it told: a day once past stays past."""
    if today is not None:
        return iso > today.isoformat()
    if iso <= _clock.today:
        return False
    _clock.today = dt.date.today().isoformat()  # noqa: DTZ011  a birthday is a local day
    return iso > _clock.today


class _Clock:
    """The last day that the clock told (ISO)."""

    today = ""


_clock = _Clock()


def _refuse(number: str) -> IdentityReading:
    wrong = LENGTH if len(number) != _FULL else CHARACTERS
    return IdentityReading(number, guess_kind(number) or RESIDENT, faults=(wrong,))


def _wrong_tail(number: str) -> tuple[Fault, ...]:
    """Tell a lost tail from a slip: a spreadsheet keeps 15 digits and makes the rest zero."""
    if not (number[17].isdigit() or number[17] == "X"):
        return (CHARACTERS,)
    return (PRECISION_LOST,) if number.endswith("000") else (CHECK_DIGIT,)


class _Region(NamedTuple):
    share: int
    kind: str
    code: str
    faults: tuple[Fault, ...]


_regions: dict[str, _Region] = {}
_orders = {f"{n:03d}": card_days.share(f"{n:03d}", 14) for n in range(1000)}


def _region_part(place: str) -> _Region:
    if len(place) != 6:  # noqa: PLR2004  the region's places
        raise ValueError(place)
    share = card_days.share(place, 0)
    foreign = place[0] == "9"
    province = place[1:3] if foreign else place[:2]
    kind = FOREIGN_RESIDENT if foreign else _RESIDENCE.get(place, RESIDENT)
    known = province in PROVINCES and (province != "83" or kind == TAIWAN_RESIDENCE)
    part = _Region(share, kind, province if foreign else place, () if known else (REGION,))
    if len(_regions) > _CACHE_LIMIT:
        _regions.clear()
    _regions[place] = part
    return part


def _read_foreign_2017(number: str, today: dt.date | None) -> IdentityReading:
    """Read the 15 places of the old card: country, region, YYMMDD, two check places of the card's own."""
    if not _PATTERNS[FOREIGN_RESIDENT_2017].match(number):
        return IdentityReading(number, FOREIGN_RESIDENT_2017, faults=(FORMAT,))
    limit = today or dt.date.today()  # noqa: DTZ011  a birthday is a local day
    birth = next((iso for century in ("20", "19")
                  if (iso := card_days.find(century + number[7:13])) and iso <= limit.isoformat()), None)
    known = number[3:5] in PROVINCES
    faults = (() if known else (REGION,)) + (() if birth else (DATE,))
    return IdentityReading(number, FOREIGN_RESIDENT_2017, birth, region=number[3:7], faults=faults)


def check_digit(first17: str) -> str:
    """Return the last character for 17 digits (GB 11643, MOD 11-2); ValueError for anything else."""
    place, day, order = first17[:6], first17[6:14], first17[14:]
    if order not in _orders:
        raise ValueError(first17)
    region, birth = _regions.get(place) or _region_part(place), card_days.read(day)
    return _CHECK[(region.share + birth.share + _orders[order]) % 11]


def guess_kind(text: str) -> str | None:
    """Return the code of the document that a number most likely belongs to, or None."""
    number = normalise(text)
    if len(number) == _FULL and number[:_BODY].isdigit():
        return FOREIGN_RESIDENT if number[0] == "9" else _RESIDENCE.get(number[:6], RESIDENT)
    if len(number) == _OLD and number.isdigit():
        return RESIDENT
    for kind in (FOREIGN_RESIDENT_2017, HK_MACAO_PERMIT, TAIWAN_PERMIT, PASSPORT):
        if _PATTERNS[kind].match(number):
            return kind
    looks_so = not number.isdigit() or len(number) == _DIGITS_OF_A_PASSPORT
    return FOREIGN_PASSPORT if looks_so and _PATTERNS[FOREIGN_PASSPORT].match(number) else None


def precision_lost(value: object) -> bool:
    """Tell whether a long number has passed through a floating-point cell, so that its last digits are invented."""
    if isinstance(value, bool):
        return False
    if isinstance(value, (int, float)):
        return abs(value) >= _FIRST_INEXACT
    if not isinstance(value, str):
        return False
    text = value.strip()
    if text.isalnum() and "e" not in text and "E" not in text:
        return False
    found = _SCIENTIFIC.match(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if not found:
        return bool(_DECIMAL_TAIL.match(text))
    whole, fraction, exponent = found.group(1), found.group(2) or "", int(found.group(3))
    return exponent >= _EXACT_DIGITS or len(whole) + exponent > _EXACT_DIGITS or exponent > len(fraction)


_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUES = {character: value for value, character in enumerate(_CREDIT_ALPHABET)}
_CREDIT_WEIGHTS = tuple(3**place % 31 for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_DEPARTMENTS = frozenset("123456789ANY")
_NATION = "10"
UNION_PREFIX = "81"

CREDIT_LENGTH = Fault("length", N_("A unified social credit code has 18 characters. Compare it with the certificate."))
CREDIT_CHARACTERS = Fault("characters", N_("A unified social credit code has only digits and capital letters, and "
                                           "never I, O, S, V or Z. Compare it with the certificate."))
DEPARTMENT = Fault("department", N_("The first character names no registering authority. Compare the code with the "
                                    "certificate."))
REGION_OF_CODE = Fault("region", N_("Characters 3 to 8 name no region. Compare the code with the certificate."))
ORGANISATION_CHECK = Fault("organisation_check", N_("Characters 9 to 17, the organisation code, do not fit together: "
                                                    "one was mistyped. Compare the code with the certificate."))
CREDIT_CHECK = Fault("check_digit", N_("The last character does not fit the others: a character was mistyped. "
                                       "Compare the code with the certificate."))
ORGANISATION_FORMAT = Fault("format", N_("An organisation code has 8 digits or capital letters and a check character. "
                                         "Compare it with the certificate."))


class CreditCodeReading(NamedTuple):
    """What a unified social credit code says; `faults` is empty when all is well."""

    code: str
    department: str | None = None
    category: str | None = None
    region: str | None = None
    organisation: str | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def is_union(self) -> bool:
        """Tell whether the code belongs to a grassroots union (it begins with 81)."""
        return self.code.startswith(UNION_PREFIX)


def credit_code(text: str) -> CreditCodeReading:
    """Read a unified social credit code (GB 32100, domain reference §3.4); both check characters are tried."""
    code = normalise(text)
    if len(code) != _FULL:
        return CreditCodeReading(code, faults=(CREDIT_LENGTH if code else EMPTY,))
    if any(character not in _CREDIT_VALUES for character in code):
        return CreditCodeReading(code, faults=(CREDIT_CHARACTERS,))
    faults = []
    if code[0] not in _DEPARTMENTS:
        faults.append(DEPARTMENT)
    if not code[2:8].isdigit() or (code[2:4] not in PROVINCES and code[2:4] != _NATION):
        faults.append(REGION_OF_CODE)
    if organisation_check_digit(code[8:16]) != code[16]:
        faults.append(ORGANISATION_CHECK)
    if credit_check_digit(code[:17]) != code[17]:
        faults.append(CREDIT_CHECK)
    return CreditCodeReading(code, code[0], code[1], code[2:8], code[8:17], tuple(faults))


def credit_check_digit(first17: str) -> str:
    """Return the last character for the first 17 of a credit code; KeyError for characters outside its alphabet."""
    total = sum(_CREDIT_VALUES[c] * weight for c, weight in zip(first17, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_ALPHABET[-total % 31]


def organisation_check_digit(first8: str) -> str:
    """Return the check character of an organisation code (GB 11714) for its first eight characters."""
    total = sum(int(c, 36) * weight for c, weight in zip(first8, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def organisation_code(text: str) -> tuple[str, tuple[Fault, ...]]:
    """Return (nine characters without hyphen, faults) of an organisation code as used before 2016."""
    code = normalise(text)
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        return code, (ORGANISATION_FORMAT if code else EMPTY,)
    return code, () if organisation_check_digit(code[:8]) == code[8] else (CREDIT_CHECK,)


_LUHN = {str(d): sum(divmod(2 * d, 10)) for d in range(10)}  # each second digit doubled, its own digits added


def luhn(text: str) -> bool:
    """Tell whether the digits of a bank card number pass the Luhn check; blanks and hyphens do not matter."""
    digits = normalise(text)
    if not (digits.isascii() and digits.isdigit()):
        return False
    return (sum(map(int, digits[-1::-2])) + sum(map(_LUHN.__getitem__, digits[-2::-2]))) % 10 == 0
