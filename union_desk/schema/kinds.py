"""What a value is. A kind knows its column, how to read what people write, how to show, mask and find it.

Values are plain scalars (text, whole number, yes/no, nothing): a date is ISO text, money whole fen, a code its code.
The column, the journal and the wire hold that same scalar, so there is nothing to convert between them.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

from union_desk.schema import codes, masks
from union_desk.schema.dates import read_date
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.types import TypeEngine

Scalar = str | int | bool | None

_NOISE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value as read from what somebody wrote, with remarks about the reading (their `field` is empty)."""

    value: Scalar
    notes: tuple[Problem, ...] = ()


EMPTY = Parsed(None)


def plain(raw: object) -> str:
    """Return a cell's value as trimmed text: numbers without a false '.0', invisible characters removed."""
    if raw is None:
        return ""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:  # noqa: PLR2004  exact in a double
        raw = int(raw)
    if isinstance(raw, (dt.datetime, dt.date)):
        return raw.isoformat()[:10]
    return str(raw).translate(_NOISE).replace("\u00a0", " ").replace("\u3000", " ").strip().removeprefix("'")


def _narrow(raw: object) -> str:
    return unicodedata.normalize("NFKC", plain(raw)).strip()


class IsoDate(TypeDecorator[str]):
    """A calendar day as ISO text in Python: TEXT in SQLite, DATE in PostgreSQL."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[Any]:
        """Use the server's own date type where there is one."""
        return dialect.type_descriptor(sa.Date() if dialect.name == "postgresql" else sa.Text())

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> Any:  # noqa: ANN401  the driver's type
        """Give the driver what its column type takes."""
        if value is None or dialect.name != "postgresql":
            return value
        return dt.date.fromisoformat(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> str | None:  # noqa: ANN401, ARG002
        """Return ISO text."""
        return value.isoformat() if isinstance(value, dt.date) else value


@dataclass(frozen=True)
class Kind:
    """The base of all kinds: a single line of text."""

    name: str = "text"
    editor: str = "line"
    filter: str = "text"
    max_length: int = 200

    def column(self) -> TypeEngine[Any]:
        """Return the column's type."""
        return sa.Text()

    def parse(self, raw: object) -> Parsed:
        """Read what a person or a cell holds."""
        text = " ".join(plain(raw).split())
        return Parsed(text) if text else EMPTY

    def show(self, value: Scalar) -> str:
        """Return the value as a person reads it."""
        return "" if value is None else str(value)

    def mask(self, value: Scalar) -> str:
        """Return the value with its private part hidden."""
        return masks.generic(self.show(value))

    def check(self, value: Scalar) -> list[Problem]:
        """Return what is wrong with a typed value (never None)."""
        if not isinstance(value, str):
            return [_wrong("wrong_type", N_("The value is not text."))]
        if len(value) > self.max_length:
            return [_wrong("too_long", N_("The text has {length} characters; at most {limit} fit."),
                           length=len(value), limit=self.max_length)]
        if _CONTROL.search(value):
            return [_wrong("control_characters", N_("The text contains characters that cannot be printed."))]
        return []

    def search_keys(self, value: Scalar) -> Iterable[str]:
        """Return the index words by which the value is found."""
        return (value.casefold(),) if isinstance(value, str) else ()


def _wrong(code: str, message: str, level: str = ERROR, suggestion: object = None, **params: object) -> Problem:
    return Problem(level, code, "", message, params, suggestion)


@dataclass(frozen=True)
class Text(Kind):
    """A single line of text."""


@dataclass(frozen=True)
class LongText(Kind):
    """Several lines of text."""

    name: str = "long_text"
    editor: str = "area"
    max_length: int = 20_000

    def parse(self, raw: object) -> Parsed:
        """Keep line breaks."""
        return Parsed(plain(raw) or None)


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
        from union_desk.schema import pinyin  # noqa: PLC0415  loads the table of readings only where it is used

        bare = value.replace("\u00b7", "").replace(" ", "").casefold()
        keys = pinyin.search_keys(value)
        return (*(bare[i:] for i in range(len(bare))), *keys.full, *keys.initials)


@dataclass(frozen=True)
class Date(Kind):
    """A calendar day, ISO text."""

    name: str = "date"
    editor: str = "date"
    filter: str = "range"

    def column(self) -> TypeEngine[Any]:
        """Return a date column."""
        return IsoDate()

    def parse(self, raw: object) -> Parsed:
        """Read any usual spelling of a date."""
        return Parsed(*read_date(raw))

    def check(self, value: Scalar) -> list[Problem]:
        """Take only a day that exists."""
        try:
            if isinstance(value, str) and dt.date.fromisoformat(value).isoformat() == value:
                return []
        except ValueError:
            pass
        return [_wrong("not_a_date", N_("'{value}' is not a date. Write it as 2024-03-15."), value=value)]

    def mask(self, value: Scalar) -> str:
        """Show the year only."""
        return f"{self.show(value)[:4]}-**-**" if value else ""

    def search_keys(self, value: Scalar) -> Iterable[str]:  # noqa: ARG002  dates are filtered, not searched
        """Dates are not searched by text."""
        return ()


@dataclass(frozen=True)
class Integer(Kind):
    """A whole number."""

    name: str = "integer"
    editor: str = "number"
    filter: str = "range"
    least: int | None = 0
    most: int | None = 2**53

    def column(self) -> TypeEngine[Any]:
        """Return a whole-number column."""
        return sa.BigInteger()

    def parse(self, raw: object) -> Parsed:
        """Read digits, with or without separators."""
        text = _narrow(raw).replace(",", "").replace(" ", "")
        if not text:
            return EMPTY
        try:
            return Parsed(int(text))
        except ValueError:
            return Parsed(None, (_wrong("not_a_number", N_("'{value}' is not a whole number."), value=text),))

    def check(self, value: Scalar) -> list[Problem]:
        """Keep within the limits."""
        if not isinstance(value, int) or isinstance(value, bool):
            return [_wrong("not_a_number", N_("'{value}' is not a whole number."), value=value)]
        if (self.least is not None and value < self.least) or (self.most is not None and value > self.most):
            return [_wrong("out_of_range", N_("{value} is not between {least} and {most}."),
                           value=value, least=self.least, most=self.most)]
        return []

    def search_keys(self, value: Scalar) -> Iterable[str]:  # noqa: ARG002
        """Numbers are not searched by text."""
        return ()


@dataclass(frozen=True)
class Money(Integer):
    """An amount in whole fen."""

    name: str = "money"
    editor: str = "money"

    def parse(self, raw: object) -> Parsed:
        """Read yuan: '4,826.50', '¥4826.5', '4826.50元'."""
        text = _narrow(raw).replace(",", "").strip("¥￥元 ")
        if not text:
            return EMPTY
        try:
            fen = Decimal(text) * 100
            if fen != fen.to_integral_value():
                rounded = fen.quantize(Decimal(1))
                note = _wrong("rounded", N_("'{value}' was rounded to whole fen."), WARNING, value=text)
                return Parsed(int(rounded), (note,))
            return Parsed(int(fen))
        except (InvalidOperation, ValueError, OverflowError):
            return Parsed(None, (_wrong("not_an_amount", N_("'{value}' is not an amount of money."), value=text),))

    def show(self, value: Scalar) -> str:
        """Return yuan with two decimals."""
        return "" if value is None else f"{Decimal(int(value)) / 100:.2f}"

    def mask(self, value: Scalar) -> str:
        """Hide the amount."""
        return "" if value is None else "****"


@dataclass(frozen=True)
class YesNo(Kind):
    """Yes or no."""

    name: str = "yes_no"
    editor: str = "check"
    filter: str = "choice"

    def column(self) -> TypeEngine[Any]:
        """Return a yes/no column without a constraint of its own."""
        return sa.Boolean(create_constraint=False)

    def parse(self, raw: object) -> Parsed:
        """Read 是/否, √/×, 1/0, Y/N and their kin (list `yes_no`)."""
        if isinstance(raw, bool):
            return Parsed(raw)
        text = _narrow(raw)
        if not text:
            return EMPTY
        code = codes.get("yes_no").match(text)
        if code is None:
            return Parsed(None, (_wrong("not_yes_no", N_("'{value}' is neither yes nor no."), value=text),))
        return Parsed(code == "1")

    def show(self, value: Scalar) -> str:
        """Return 是 or 否."""
        return "" if value is None else (_("Yes") if value else _("No"))

    def check(self, value: Scalar) -> list[Problem]:
        """Take true and false (1 and 0 from the wire)."""
        return [] if value in (0, 1) else [_wrong("not_yes_no", N_("'{value}' is neither yes nor no."), value=value)]

    def search_keys(self, value: Scalar) -> Iterable[str]:  # noqa: ARG002
        """Yes and no are filtered, not searched."""
        return ()


@dataclass(frozen=True)
class Code(Kind):
    """A code of a list; stored as the code, read and shown by its label."""

    name: str = "code"
    editor: str = "choice"
    filter: str = "choice"
    list: str = ""

    def parse(self, raw: object) -> Parsed:
        """Find the code by label or alias."""
        text = plain(raw)
        if not text:
            return EMPTY
        code = codes.get(self.list).match(text)
        if code is None:
            return Parsed(None, (_wrong("not_in_list", N_("'{value}' is not in the list. Choose one of its values."),
                                        value=text),))
        return Parsed(code)

    def show(self, value: Scalar) -> str:
        """Return the label (the code itself when the list does not know it)."""
        return "" if value is None else codes.get(self.list).label(str(value))

    def check(self, value: Scalar) -> list[Problem]:
        """Take only codes of the list."""
        if isinstance(value, str) and codes.get(self.list).has(value):
            return []
        return [_wrong("not_in_list", N_("'{value}' is not in the list. Choose one of its values."), value=value)]

    def mask(self, value: Scalar) -> str:
        """Hide the label."""
        return "" if value is None else "**"

    def search_keys(self, value: Scalar) -> Iterable[str]:  # noqa: ARG002
        """Codes are filtered, not searched."""
        return ()


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
        from union_desk.schema import identity  # noqa: PLC0415  keeps the small kinds free of the big tables

        if identity.precision_lost(raw):
            return Parsed(None, (_wrong("precision_lost", N_(
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
        return Parsed(_narrow(raw).upper().replace(" ", "").replace("-", "") or None)

    def check(self, value: Scalar) -> list[Problem]:
        """Check length, characters and both check digits."""
        from union_desk.schema import identity  # noqa: PLC0415

        return super().check(value) or [_wrong(f.code, f.message) for f in identity.credit_code(str(value)).faults]


_MOBILE = re.compile(r"^1[3-9]\d{9}$")
_SEPARATED = re.compile(r"[/、,;，；]|\s{2,}|\n")


@dataclass(frozen=True)
class Mobile(Kind):
    """A mobile number of mainland China: 1[3-9] and nine more digits."""

    name: str = "mobile"
    max_length: int = 11

    def parse(self, raw: object) -> Parsed:
        """Clean the spelling; of two numbers in one cell the first is taken and the other named."""
        texts = [re.sub(r"[\s\-()]", "", part) for part in _SEPARATED.split(_narrow(raw))]
        numbers = [t.removeprefix("+86").removeprefix("0086") for t in texts if t]
        if not numbers:
            return EMPTY
        if len(numbers) > 1:
            return Parsed(numbers[0], (_wrong("several_numbers", N_(
                "The cell holds several numbers; the first was taken. Enter the other one elsewhere: {rest}"),
                WARNING, rest=", ".join(numbers[1:])),))
        return Parsed(numbers[0])

    def check(self, value: Scalar) -> list[Problem]:
        """Take eleven digits."""
        if isinstance(value, str) and _MOBILE.match(value):
            return []
        return [_wrong("not_a_mobile", N_("A mobile number has 11 digits and begins with 13 to 19."))]

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
        return Parsed(_narrow(raw) or None)

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
        from union_desk.schema import identity  # noqa: PLC0415

        if identity.precision_lost(raw):
            return Parsed(None, (_wrong("precision_lost", N_(
                "The number was stored as a number and lost its last digits ({value}). Type it again as text."),
                value=plain(raw)),))
        return Parsed(_narrow(raw).replace(" ", "").replace("-", "") or None)

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


@dataclass(frozen=True)
class Region(Code):
    """A region code of GB/T 2260; shown as its name."""

    name: str = "region"
    editor: str = "region"
    filter: str = "text"
    list: str = "region"


@dataclass(frozen=True)
class Ref(Kind):
    """The id of a record in another register (or in its own, for trees)."""

    name: str = "ref"
    editor: str = "ref"
    filter: str = "ref"
    register: str = field(default="")

    def parse(self, raw: object) -> Parsed:
        """Take an id; labels are resolved where the other register can be read."""
        return Parsed(plain(raw) or None)

    def search_keys(self, value: Scalar) -> Iterable[str]:  # noqa: ARG002
        """References are filtered, not searched."""
        return ()
