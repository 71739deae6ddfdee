"""Kinds of what belongs to a person: names, identity numbers, telephones, accounts, addresses; all know their mask."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk.schema import masks
from union_desk.schema.kind import EMPTY, Kind, Parsed, Scalar, narrow, plain, wrong
from union_desk.schema.problem import WARNING, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

_DOTS = re.compile(r"\s*[\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65\u0387\u2024\u25cf\uff0e.]\s*")
_HAN = r"[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ue000-\uf8ff\U00020000-\U0003ffff]"
_BETWEEN_HAN = re.compile(f"(?<={_HAN}){_DOTS.pattern}(?={_HAN})")


@dataclass(frozen=True)
class PersonName(Kind):
    """A person's name, exactly as on the document; only the middle dot is made one (U+00B7, domain §12.1)."""

    name: str = "person_name"
    max_length: int = 100

    def parse(self, raw: object) -> Parsed:
        """Join the variants of the middle dot between Chinese characters; touch nothing else but outer blanks."""
        text = plain(raw).replace("\r", " ").replace("\n", " ")
        return Parsed(_BETWEEN_HAN.sub("\u00b7", text)) if text else EMPTY

    def mask(self, value: Scalar) -> str:
        """Hide the given name."""
        return masks.person_name(self.show(value))

    def search_keys(self, value: Scalar) -> Iterable[str]:
        """Return the name from each of its characters on, its pinyin and its initials, in all readings."""
        if not isinstance(value, str):
            return ()
        from union_desk.schema import pinyin

        bare = value.replace("\u00b7", "").replace(" ", "").casefold()
        keys = pinyin.search_keys(value)
        return (*(bare[i:] for i in range(len(bare))), *keys.full, *keys.initials)


def number_keys(value: str) -> tuple[str, ...]:
    """Return the index words that find a number by its beginning or by its last digits."""
    folded = value.casefold()
    return folded, "~" + folded[::-1]


@dataclass(frozen=True)
class IdNumber(Kind):
    """The number of an identity document; what it must look like depends on the document (rule R1)."""

    name: str = "id_number"
    max_length: int = 20

    def parse(self, raw: object) -> Parsed:
        """Clean the spelling; a number cell that lost digits is refused, never repaired."""
        from union_desk.schema import identity

        if identity.precision_lost(raw):
            return Parsed(None, (wrong("precision_lost", N_(
                "The number was stored as a number and lost its last digits ({value}). Type it again as text."),
                value=plain(raw)),))
        return Parsed(identity.normalise(plain(raw)) or None)

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
        """Clean the spelling."""
        return Parsed(narrow(raw).upper().replace(" ", "").replace("-", "") or None)

    def check(self, value: Scalar) -> list[Problem]:
        """Check length, characters and both check digits."""
        from union_desk.schema import identity

        return super().check(value) or [wrong(f.code, f.message) for f in identity.credit_code(str(value)).faults]


_MOBILE = re.compile(r"^1[3-9]\d{9}$")
_SEPARATED = re.compile(r"[/、,;，；]|\s{2,}|\n")


@dataclass(frozen=True)
class Mobile(Kind):
    """A mobile number of mainland China: 1[3-9] and nine more digits."""

    name: str = "mobile"
    max_length: int = 11

    def parse(self, raw: object) -> Parsed:
        """Clean the spelling; of two numbers in one cell the first is taken and the other named."""
        texts = [re.sub(r"[\s\-()]", "", part) for part in _SEPARATED.split(narrow(raw))]
        numbers = [t.removeprefix("+86").removeprefix("0086") for t in texts if t]
        if not numbers:
            return EMPTY
        if len(numbers) > 1:
            return Parsed(numbers[0], (wrong("several_numbers", N_(
                "The cell holds several numbers; the first was taken. Enter the other one elsewhere: {rest}"),
                WARNING, rest=", ".join(numbers[1:])),))
        return Parsed(numbers[0])

    def check(self, value: Scalar) -> list[Problem]:
        """Take eleven digits."""
        if isinstance(value, str) and _MOBILE.match(value):
            return []
        return [wrong("not_a_mobile", N_("A mobile number has 11 digits and begins with 13 to 19."))]

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
        return Parsed(narrow(raw) or None)

    def mask(self, value: Scalar) -> str:
        """Hide the middle digits."""
        return masks.phone(self.show(value))


@dataclass(frozen=True)
class BankAccount(Kind):
    """A bank card or account number; a card number (16 to 19 digits) must pass Luhn."""

    name: str = "bank_account"
    max_length: int = 34

    def parse(self, raw: object) -> Parsed:
        """Drop blanks; refuse a number that a spreadsheet has rounded."""
        from union_desk.schema import identity

        if identity.precision_lost(raw):
            return Parsed(None, (wrong("precision_lost", N_(
                "The number was stored as a number and lost its last digits ({value}). Type it again as text."),
                value=plain(raw)),))
        return Parsed(narrow(raw).replace(" ", "").replace("-", "") or None)

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
