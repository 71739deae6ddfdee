"""Kinds of what belongs to a person: names, identity numbers, telephones, accounts, addresses; all know their mask."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from union_desk.schema import masks
from union_desk.schema.kind import EMPTY, FULL_WIDTH, Kind, Parsed, Scalar, narrow, plain, wrong
from union_desk.schema.problem import WARNING, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from union_desk.schema.pinyin import PinyinKeys

_LINE_ENDS = dict.fromkeys(map(ord, "\r\n\t\x0b\x0c\x85\u2028\u2029"), " ")
DOTS = "\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65\u0387\u2024\u25cf\uff0e."
_DOTS = re.compile(rf"\s*[{DOTS}]\s*")
_HAN = r"[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ue000-\uf8ff\U00020000-\U0003ffff]"
_PLAIN_HAN = re.compile(r"[\u4e00-\u9fff]+")
_BETWEEN_HAN = re.compile(f"(?<={_HAN}){_DOTS.pattern}(?={_HAN})")


@cache
def _readings() -> Callable[[str], PinyinKeys]:
    """Return the function that reads names; its tables are not needed to start."""
    from union_desk.schema import pinyin

    return pinyin.search_keys


@dataclass(frozen=True)
class PersonName(Kind):
    """A person's name, exactly as on the document; only the middle dot is made one (U+00B7, domain §12.1)."""

    name: str = "person_name"
    max_length: int = 100

    def parse(self, raw: object) -> Parsed:
        """Join the variants of the middle dot between Chinese characters; touch nothing else but outer blanks."""
        text = plain(raw).translate(_LINE_ENDS)
        return Parsed(_BETWEEN_HAN.sub("\u00b7", text)) if text else EMPTY

    def mask(self, value: Scalar) -> str:
        """Hide the given name."""
        return masks.person_name(self.show(value))

    def search_keys(self, value: Scalar) -> Iterable[str]:
        """Return the name from each of its characters on, its pinyin and its initials, in all readings."""
        if not isinstance(value, str):
            return ()
        bare = value
        if not _PLAIN_HAN.fullmatch(value):
            bare = value.replace("\u00b7", "").replace(" ", "").translate(FULL_WIDTH).casefold()
        keys = _readings()(value)
        return (*[bare[i:] for i in range(len(bare))], *keys.full, *keys.initials)


def number_keys(value: str) -> tuple[str, ...]:
    """Return the index words that find a number by its beginning or by its last digits."""
    folded = value.casefold()
    return folded, "~" + folded[::-1]


def _digits_lost(raw: object) -> Parsed | None:
    """Return the refusal of a long number that a spreadsheet has rounded, or None."""
    from union_desk.schema import identity

    fraction = isinstance(raw, float) and not raw.is_integer()
    if not (fraction or identity.precision_lost(raw)):
        return None
    message = N_("The number was stored as a number and lost its last digits ({value}). Type it again as text.")
    return Parsed(None, (wrong("precision_lost", message, value=plain(raw)),))


def _compact(raw: object) -> str:
    """Return a number or code without blanks and hyphens, in capitals."""
    return "".join(narrow(raw).upper().replace("-", "").split())


@dataclass(frozen=True)
class IdNumber(Kind):
    """The number of an identity document; what it must look like depends on the document (rule R1)."""

    name: str = "id_number"
    max_length: int = 20

    def parse(self, raw: object) -> Parsed:
        """Clean the spelling; a number cell that lost digits is refused, never repaired."""
        from union_desk.schema import identity

        number = identity.normalise(plain(raw))
        return _digits_lost(raw) or _digits_lost(number) or Parsed(number or None)

    def mask(self, value: Scalar) -> str:
        """Hide the middle digits."""
        return masks.id_number(self.show(value))

    def search_keys(self, value: Scalar) -> Iterable[str]:
        """Find by beginning or by tail."""
        return number_keys(value) if isinstance(value, str) else ()


@dataclass(frozen=True)
class CreditCode(Kind):
    """A unified social credit code (GB 32100)."""

    name: str = "credit_code"
    max_length: int = 18

    def parse(self, raw: object) -> Parsed:
        """Clean the spelling; a number cell that lost digits is refused."""
        from union_desk.schema import identity

        code = _compact(raw)
        lost = _digits_lost(raw) if identity.credit_code(code).faults else None  # an E among digits may be its own
        return lost or Parsed(code or None)

    def check(self, value: Scalar) -> list[Problem]:
        """Check length, characters and both check digits."""
        from union_desk.schema import identity

        return super().check(value) or [wrong(f.code, f.message) for f in identity.credit_code(str(value)).faults]


_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_COUNTRY = re.compile(r"^(?:\+?86|0086)(?=1[3-9][0-9]{9}$)")
_SEPARATED = re.compile(r"[/|、,;]|\s{2,}|\n")
_ACCOUNT, _CARD = re.compile(r"[0-9A-Z]+"), re.compile(r"[0-9]{16,19}")
_DIGITS = 11
_NO_CARD = N_("A bank card has 16 to 19 digits; this may be an account without a card.")
_CARD_CHECK = N_("The last digit of the card does not fit the others; compare it with the card.")


def _numbers(part: str) -> list[str]:
    """Return the telephone numbers that a text runs together: mobiles of eleven digits, or the text as one number."""
    bare = _COUNTRY.sub("", re.sub(r"[\s\-()]", "", part))
    pieces = [bare[i : i + _DIGITS] for i in range(0, len(bare), _DIGITS)]
    return pieces if all(map(_MOBILE.fullmatch, pieces)) else [bare]


def all_match(pattern: re.Pattern[str], values: Sequence[Scalar]) -> bool:
    """Tell whether all values are texts of that form."""
    try:
        return all(map(pattern.fullmatch, values))  # type: ignore[arg-type]  # what is no text raises
    except TypeError:
        return False


@dataclass(frozen=True)
class Mobile(Kind):
    """A mobile number of mainland China: 1[3-9] and nine more digits."""

    name: str = "mobile"
    max_length: int = 11

    def parse(self, raw: object) -> Parsed:
        """Clean the spelling; of several numbers in one cell the first mobile is taken and the others named."""
        numbers = list(dict.fromkeys(n for part in _SEPARATED.split(narrow(raw)) for n in _numbers(part)))
        if not numbers:
            return EMPTY
        chosen = next(filter(_MOBILE.fullmatch, numbers), numbers[0])
        if len(numbers) == 1:
            return Parsed(chosen)
        message = N_("The cell holds several numbers; {taken} was taken. Enter the other one elsewhere: {rest}")
        rest = ", ".join(number for number in numbers if number != chosen)
        return Parsed(chosen, (wrong("several_numbers", message, WARNING, taken=chosen, rest=rest),))

    def check(self, value: Scalar) -> list[Problem]:
        """Take eleven digits."""
        if isinstance(value, str) and _MOBILE.fullmatch(value):
            return []
        return [wrong("not_a_mobile", N_("A mobile number has 11 digits and begins with 13 to 19."))]

    def all_sound(self, values: Sequence[Scalar]) -> bool:
        """Tell at once that all are eleven digits."""
        return all_match(_MOBILE, values)

    def mask(self, value: Scalar) -> str:
        """Hide the middle digits."""
        return masks.phone(self.show(value))

    def search_keys(self, value: Scalar) -> Iterable[str]:
        """Find by beginning or by tail."""
        return number_keys(value) if isinstance(value, str) else ()


@dataclass(frozen=True)
class Phone(Kind):
    """Any telephone number."""

    name: str = "phone"
    max_length: int = 40

    def parse(self, raw: object) -> Parsed:
        """Make digits narrow."""
        return Parsed(" ".join(narrow(raw).split()) or None)

    def mask(self, value: Scalar) -> str:
        """Hide the middle digits."""
        return masks.phone(self.show(value))


@dataclass(frozen=True)
class BankAccount(Kind):
    """A bank account; with `card` it is a person's card, of 16 to 19 digits that pass the Luhn check."""

    name: str = "bank_account"
    max_length: int = 34
    card: bool = False

    def parse(self, raw: object) -> Parsed:
        """Drop blanks; refuse a number that a spreadsheet has rounded."""
        number = _compact(raw)
        return _digits_lost(raw) or _digits_lost(number) or Parsed(number or None)

    def check(self, value: Scalar) -> list[Problem]:
        """Take digits and letters; warn of a card number that cannot be one (domain §1.1)."""
        found = self.faults(value)
        if found or not isinstance(value, str) or not self.card:
            return found
        from union_desk.schema import identity

        if not _CARD.fullmatch(value):
            return [wrong("not_a_card", _NO_CARD, WARNING)]
        return [] if identity.luhn(value) else [wrong("card_check", _CARD_CHECK, WARNING)]

    def faults(self, value: Scalar) -> list[Problem]:
        """Take digits and letters; whether it is a card is a hint only."""
        if found := super().check(value):
            return found
        if _ACCOUNT.fullmatch(str(value)):
            return []
        return [wrong("not_an_account", N_("An account number has only digits and capital letters."))]

    def all_sound(self, values: Sequence[Scalar]) -> bool:
        """Tell at once that all are of digits and letters, and not too long."""
        return all_match(_ACCOUNT, values) and max(map(len, map(str, values)), default=0) <= self.max_length

    def mask(self, value: Scalar) -> str:
        """Show the last four digits."""
        return masks.bank_account(self.show(value))


@dataclass(frozen=True)
class Address(Kind):
    """A postal address."""

    name: str = "address"

    def mask(self, value: Scalar) -> str:
        """Show it to street level."""
        return masks.address(self.show(value))
