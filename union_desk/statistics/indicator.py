"""One figure of the yearly return: what it is called, who fills it in, and which records are behind it (§11.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from union_desk.schema import codes
from union_desk.words import N_, _

if TYPE_CHECKING:
    from union_desk.statistics.sources import Source

AUTOMATIC, TYPED, PROPOSED = "A", "M", "AM"
COUNT, PERSONS, MONEY, HOURS, ANSWER, CODE = "count", "persons", "money", "hours", "answer", "code"
ORIGINS = {AUTOMATIC: N_("Automatic"), TYPED: N_("Typed"), PROPOSED: N_("Proposed")}
UNITS = {COUNT: N_("items"), PERSONS: N_("persons"), MONEY: N_("yuan"), HOURS: N_("hours of work"),
         ANSWER: N_("yes or no"), CODE: N_("kind")}
Value = int | str | None
When = Callable[[Any, Any], Any]  # (columns of the source, period) -> condition
_FEN = 100


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """A declaration: counts the rows of `source` for which `when` holds.

    add: the column that is added up instead of counting. each: the column whose values are counted once, whose records
    are those of `of_register`. show: the column whose value of the first row is the figure. split: (column, code list)
    by which the figure is also shown. of: the figure that this one is a part of (L1), most: the one that it cannot
    exceed (L7), needs: the answer that must be yes where it is not 0 (L6), along: the persons of an amount (L9).
    """

    id: str
    label: str
    origin: str = AUTOMATIC
    unit: str = COUNT
    source: Source | None = None
    when: When | None = None
    add: str = ""
    each: str = ""
    of_register: str = ""
    show: str = ""
    listed: str = ""  # the code list of a figure that is a code
    split: tuple[str, str] | None = None
    of: str = ""
    most: str = ""
    needs: str = ""
    along: str = ""

    def title(self, part: str = "") -> str:
        """Return the name in the current language, with the part it is about."""
        return f"{_(self.label)}：{codes.get(self.split[1]).label(part)}" if part and self.split else _(self.label)

    @property
    def register(self) -> str:
        """Return the book whose records are behind the figure; empty without any."""
        return self.of_register or (self.source.register if self.source else "")

    def text(self, value: Value) -> str:
        """Return a value as a person reads it; nothing known is an empty text."""
        if value is None:
            return ""
        if self.unit == ANSWER:
            return _("Yes") if value else _("No")
        if self.unit == CODE:
            return codes.get(self.listed).label(str(value))
        return f"{Decimal(value) / _FEN:,.2f}" if self.unit == MONEY else f"{value:,}"


@dataclass(frozen=True)
class Area:
    """A section of the return."""

    id: str
    label: str
    indicators: tuple[Indicator, ...] = field(default=())

    def title(self) -> str:
        """Return the heading in the current language."""
        return _(self.label)
