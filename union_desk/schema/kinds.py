"""What a value is. A kind knows its column, how to read what people write, how to show, mask and find it.

Values are plain scalars (text, whole number, yes/no, nothing): a date is ISO text, money whole fen, a code its code.
The column, the journal and the wire hold that same scalar, so there is nothing to convert between them.
This module is the door to all kinds; those of persons stand in `personal`, their common base in `kind`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk.schema import codes
from union_desk.schema.dates import FIRST_YEAR, LAST_YEAR, read_date
from union_desk.schema.kind import EMPTY, IsoDate, Kind, Parsed, Scalar, narrow, plain, wrong
from union_desk.schema.personal import Address, BankAccount, CreditCode, IdNumber, Mobile, PersonName, Phone
from union_desk.schema.problem import WARNING, Problem
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.types import TypeEngine

Problems = list[Problem]

_WHOLE = re.compile(r"([+-]?\d{1,30})(?:\.0*)?")
_AMOUNT = re.compile(r"[+-]?(?:\d{1,18}(?:\.\d{0,20})?|\.\d{1,20})")

__all__ = [
    "Address", "BankAccount", "Code", "CreditCode", "Date", "IdNumber", "Integer", "IsoDate", "Kind", "LongText",
    "Mobile", "Money", "Parsed", "PersonName", "Phone", "Points", "Ref", "Region", "Scalar", "Text", "YesNo", "plain",
]


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
        """Take only a day that exists, of the years 1900 to 2100."""
        try:
            day = dt.date.fromisoformat(value) if isinstance(value, str) else dt.date.min
        except ValueError:
            day = dt.date.min
        if day.isoformat() == value and FIRST_YEAR <= day.year <= LAST_YEAR:
            return []
        return [wrong("not_a_date", N_("'{value}' is not a date. Write it as 2024-03-15."), value=value)]

    def mask(self, value: Scalar) -> str:
        """Show the year only."""
        return f"{self.show(value)[:4]}-**-**" if value else ""

    def search_keys(self, value: Scalar) -> Iterable[str]:
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
        text = narrow(raw).replace(",", "").replace(" ", "")
        if not text:
            return EMPTY
        found = _WHOLE.fullmatch(text)
        if found is None:
            return Parsed(None, (wrong("not_a_number", N_("'{value}' is not a whole number."), value=text),))
        return Parsed(int(found.group(1)))

    def check(self, value: Scalar) -> list[Problem]:
        """Keep within the limits."""
        if not isinstance(value, int) or isinstance(value, bool):
            return [wrong("not_a_number", N_("'{value}' is not a whole number."), value=value)]
        if (self.least is not None and value < self.least) or (self.most is not None and value > self.most):
            return [wrong("out_of_range", N_("{value} is not between {least} and {most}."),
                          value=self.show(value), least=self.show(self.least), most=self.show(self.most))]
        return []

    def all_sound(self, values: Sequence[Scalar]) -> bool:
        """Tell at once that all are whole numbers within the limits."""
        whole = [value for value in values if type(value) is int]
        return len(whole) == len(values) > 0 and not self.check(min(whole)) and not self.check(max(whole))

    def search_keys(self, value: Scalar) -> Iterable[str]:
        """Numbers are not searched by text."""
        return ()


@dataclass(frozen=True)
class Money(Integer):
    """An amount in whole fen."""

    name: str = "money"
    editor: str = "money"

    def parse(self, raw: object) -> Parsed:
        """Read yuan: '4,826.50', '¥4826.5', '4826.50元'."""
        # A computed cell carries the noise of binary fractions: 0.30000000000000004
        text = narrow(f"{raw:.6f}" if isinstance(raw, float) else raw).replace(",", "").strip("¥元 ")
        if not text:
            return EMPTY
        if not _AMOUNT.fullmatch(text):
            return Parsed(None, (wrong("not_an_amount", N_("'{value}' is not an amount of money."), value=plain(raw)),))
        fen = Decimal(text) * 100
        rounded = fen.quantize(Decimal(1), ROUND_HALF_UP)
        if fen == rounded:
            return Parsed(int(rounded))
        note = wrong("rounded", N_("'{value}' was rounded to whole fen."), WARNING, value=plain(raw))
        return Parsed(int(rounded), (note,))

    def check(self, value: Scalar) -> list[Problem]:
        """Refuse what is less than nothing: what is taken back is entered as a reversal."""
        if self.name == "money" and self.least == 0 and isinstance(value, int) and value < 0:
            message = N_("An amount is not less than nothing ({value} yuan). "
                         "What is taken back is entered as a reversal.")
            return [wrong("negative_amount", message, value=self.show(value))]
        return super().check(value)

    def show(self, value: Scalar) -> str:
        """Return yuan with two decimals."""
        return "" if value is None else f"{Decimal(int(value)) / 100:.2f}"

    def mask(self, value: Scalar) -> str:
        """Hide the amount."""
        return "" if value is None else "****"


@dataclass(frozen=True)
class Points(Money):
    """A number of points of an assessment, in whole hundredths: 9250 is 92.5."""

    name: str = "points"

    def parse(self, raw: object) -> Parsed:
        """Read points: '92.5', '92.5分'."""
        text = narrow(f"{raw:.6f}" if isinstance(raw, float) else raw).replace(",", "").removesuffix("分").strip()
        if not text:
            return EMPTY
        if not _AMOUNT.fullmatch(text):
            return Parsed(None, (wrong("not_points", N_("'{value}' is not a number of points."), value=plain(raw)),))
        return Parsed(int((Decimal(text) * 100).quantize(Decimal(1), ROUND_HALF_UP)))

    def show(self, value: Scalar) -> str:
        """Return points without zeros at the end: 92.5, 30."""
        if value is None:
            return ""
        whole, rest = divmod(abs(int(value)), 100)
        return f"{'-' if int(value) < 0 else ''}{whole}{f'.{rest:02d}'.rstrip('0') if rest else ''}"


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
        text = narrow(raw)
        if not text:
            return EMPTY
        code = codes.get("yes_no").match(text)
        if code is None:
            return Parsed(None, (wrong("not_yes_no", N_("'{value}' is neither yes nor no."), value=text),))
        return Parsed(code == "1")

    def show(self, value: Scalar) -> str:
        """Return 是 or 否."""
        return "" if value is None else (_("Yes") if value else _("No"))

    def check(self, value: Scalar) -> list[Problem]:
        """Take true and false (1 and 0 from the wire)."""
        return [] if value in (0, 1) else [wrong("not_yes_no", N_("'{value}' is neither yes nor no."), value=value)]

    def search_keys(self, value: Scalar) -> Iterable[str]:
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
            return Parsed(None, (wrong("not_in_list", N_("'{value}' is not in the list. Choose one of its values."),
                                        value=text),))
        return Parsed(code)

    def show(self, value: Scalar) -> str:
        """Return the label (the code itself when the list does not know it)."""
        return "" if value is None else codes.get(self.list).label(str(value))

    def check(self, value: Scalar) -> Problems:
        """Take only codes of the list."""
        if isinstance(value, str) and codes.get(self.list).has(value):
            return []
        return [wrong("not_in_list", N_("'{value}' is not in the list. Choose one of its values."), value=value)]

    def mask(self, value: Scalar) -> str:
        """Hide the label."""
        return "" if value is None else "**"

    def search_keys(self, value: Scalar) -> Iterable[str]:
        """Codes are filtered, not searched."""
        return ()


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

    def search_keys(self, value: Scalar) -> Iterable[str]:
        """Return nothing: references are filtered."""
        return ()
